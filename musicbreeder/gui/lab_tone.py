"""The lab's view of one tone: its partials, their sum, its spectrum in time."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.calm_wheel import CalmWheel
from musicbreeder.gui.lab_partial_bars import PartialBars
from musicbreeder.gui.lab_plot import SpectrogramPlot, SpectrumPlot, WavesPlot
from musicbreeder.gui.lab_slider import LabSlider
from musicbreeder.gui.lab_view import LabDesk, LabView
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.scrolled_panel import ScrolledPanel
from musicbreeder.gui.themed import fix_size, label, space
from musicbreeder.services.sound_lab import (
    SINE,
    LabSound,
    LabTone,
    frequency_to_midi_note,
    live_levels,
    nearest_midi_note,
)
from musicbreeder.services.sound_lab_analysis import (
    Spectrogram,
    Spectrum,
    spectrogram,
    spectrum,
)
from musicbreeder.synth.additive import Partial, partial_waves
from musicbreeder.theory.pitch import midi_note_to_name

_LOWEST_HZ, _HIGHEST_HZ = 55.0, 1760.0
_LOWEST_RATIO, _HIGHEST_RATIO = 0.25, 16.0
_MOST_PARTIALS = 16
_SHOWN_PERIODS = 3.0
_MOMENT_COUNT = 900
_ANALYSE_AFTER_MILLISECONDS = 90
OWN_PARTIALS = "My partials"
_UNHEARD_IN_A_STEADY_TONE = {"phase_degrees", "length_share"}


def frequency_words(frequency_hz: float) -> str:
    """Return a frequency with its note: ``"440.0 Hz  A4"``."""
    exact = frequency_to_midi_note(frequency_hz)
    nearest = nearest_midi_note(frequency_hz)
    cents = round(100 * (exact - nearest))
    off = f" {cents:+d}" if cents else ""
    return f"{frequency_hz:.1f} Hz  {midi_note_to_name(nearest)}{off}"


class ToneView(LabView):
    """One tone, taken apart into sines that can each be changed."""

    sentence = (
        "Every tone is a sum of sines. Draw the bars, turn a phase, let a partial end "
        "sooner: their sum is what reaches the ear."
    )
    can_hold = True

    def __init__(self, desk: LabDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._chosen = 0
        self._analysis = 0
        self._partials: tuple[Partial, ...] = desk.sound.partials or SINE.partials
        self._make_controls()
        self.waves = WavesPlot("Partials and, in the colour of the text, their sum")
        self.spectrum = SpectrumPlot()
        self.spectrogram = SpectrogramPlot()
        self._analysing = QTimer(
            self, singleShot=True, interval=_ANALYSE_AFTER_MILLISECONDS
        )
        self._analysing.timeout.connect(self._analyse)
        self._arrange()
        self._show()

    def _make_controls(self) -> None:
        self.frequency = LabSlider(
            "Frequency", _LOWEST_HZ, _HIGHEST_HZ, frequency_words, is_logarithmic=True,
            steps=1200,
        )  # fmt: skip
        self.amplitude = LabSlider("Amplitude", 0.0, 1.0, _percent)
        self.duration = LabSlider(
            "Duration", 0.2, 6.0, lambda s: f"{s:.2f} s", is_logarithmic=True
        )
        self.frequency.show_value(220.0)
        self.amplitude.show_value(1.0)
        self.duration.show_value(1.5)
        self.bars = PartialBars()
        self.heading = label("", "heading")
        self.partial_frequency = LabSlider(
            "Frequency",
            _LOWEST_RATIO,
            _HIGHEST_RATIO,
            self._ratio_words,
            is_logarithmic=True,
            steps=1200,
        )
        self.partial_amplitude = LabSlider("Amplitude", 0.0, 1.0, _percent)
        self.partial_phase = LabSlider(
            "Phase", 0.0, 360.0, lambda degrees: f"{degrees:.0f}°", steps=360
        )
        self.partial_length = LabSlider("Duration", 0.02, 1.0, self._length_words)
        self.add = QPushButton("Add a partial")
        self.remove = QPushButton("Remove it")
        self.frequency.moved.connect(lambda _: self._retune())
        self.amplitude.moved.connect(lambda _: self._retune())
        self.duration.moved.connect(lambda _: self.refresh())
        self.bars.chosen.connect(self.choose)
        self.bars.amplitude_moved.connect(
            lambda place, amplitude: self._change(place, amplitude=amplitude)
        )
        self.partial_frequency.moved.connect(lambda v: self._change_chosen(ratio=v))
        self.partial_amplitude.moved.connect(lambda v: self._change_chosen(amplitude=v))
        self.partial_phase.moved.connect(lambda v: self._change_chosen(phase_degrees=v))
        self.partial_length.moved.connect(lambda v: self._change_chosen(length_share=v))
        self.add.clicked.connect(self.add_partial)
        self.remove.clicked.connect(self.remove_partial)

    def _arrange(self) -> None:
        panel = QWidget()
        column = QVBoxLayout(panel)
        space(column, (0, 0, 12, 0), 7)
        column.addWidget(label("The tone", "heading"))
        for slider in (self.frequency, self.amplitude, self.duration):
            column.addWidget(slider)
        column.addSpacing(4)
        column.addWidget(label("Its partials", "heading"))
        column.addWidget(self.bars)
        column.addWidget(self.heading)
        for slider in (
            self.partial_frequency, self.partial_amplitude, self.partial_phase,
            self.partial_length,
        ):  # fmt: skip
            column.addWidget(slider)
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch()
        column.addLayout(buttons)
        column.addStretch()
        OwnKeys(panel)
        CalmWheel(panel)
        scroll = ScrolledPanel(panel)
        fix_size(scroll, width=372)
        self._pictures = QWidget()
        pictures = QVBoxLayout(self._pictures)
        space(pictures, spacing=8)
        pictures.addWidget(self.waves, 3)
        below = QHBoxLayout()
        space(below, spacing=8)
        below.addWidget(self.spectrum, 1)
        below.addWidget(self.spectrogram, 1)
        pictures.addLayout(below, 2)
        row = QHBoxLayout(self)
        space(row, spacing=12)
        row.addWidget(scroll)
        row.addWidget(self._pictures, 1)

    # The view.

    @property
    def title(self) -> str:
        note = midi_note_to_name(nearest_midi_note(self.frequency.value))
        return f"{self.desk.sound.name} {note}"

    @property
    def tones(self) -> Sequence[LabTone]:
        return (
            LabTone(
                self.frequency.value,
                0.0,
                self.duration.value,
                self.amplitude.value,
            ),
        )

    @property
    def picture(self) -> QWidget:
        return self._pictures

    def take_keyboard(self) -> None:
        self.bars.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sound_live(self) -> None:
        hz = [partial.ratio * self.frequency.value for partial in self._partials]
        levels = live_levels(self._partials, [self.amplitude.value])
        self.desk.player.sound_live(hz, levels[0])

    # Changing the tone.

    def choose(self, place: int) -> None:
        """Let the sliders be about the partial at a place."""
        self._chosen = place
        self._show_partial()
        self._show_waves()

    def add_partial(self) -> None:
        """Add the next whole multiple of the fundamental, softer than the others."""
        if len(self._partials) < _MOST_PARTIALS:
            taken = {round(partial.ratio) for partial in self._partials}
            ratio = next(n for n in range(1, 99) if n not in taken)
            added = Partial(float(min(ratio, int(_HIGHEST_RATIO))), 0.3)
            self._chosen = len(self._partials)
            self._use((*self._partials, added))

    def remove_partial(self) -> None:
        """Take the chosen partial out of the tone; the last one stays."""
        if len(self._partials) > 1:
            left = list(self._partials)
            del left[self._chosen]
            self._chosen = min(self._chosen, len(left) - 1)
            self._use(tuple(left))

    def _change_chosen(self, **fields: float) -> None:
        self._change(self._chosen, **fields)

    def _change(self, place: int, **fields: float) -> None:
        changed = list(self._partials)
        changed[place] = replace(changed[place], **fields)
        self._use(tuple(changed))
        if not fields.keys() <= _UNHEARD_IN_A_STEADY_TONE:
            self.touch()

    def _retune(self) -> None:
        self.refresh()
        self.touch()

    def _use(self, partials: tuple[Partial, ...]) -> None:
        self._partials = partials
        self.desk.choose_sound(LabSound(OWN_PARTIALS, partials))

    def refresh(self) -> None:
        # A preset has other partials on other notes.
        self.desk.find_partials(self, self.frequency.value, self._show_tone)

    def _show_tone(self, partials: tuple[Partial, ...]) -> None:
        self._partials = partials
        self._chosen = min(self._chosen, len(partials) - 1)
        self._show()
        self.follow_live()

    # Showing it.

    def _show(self) -> None:
        self._show_partial()
        self._show_waves()
        self._analysing.start()

    def _show_partial(self) -> None:
        count = len(self._partials)
        partial = self._partials[self._chosen]
        self.bars.show_partials(self._partials, self._chosen)
        origin = ", measured in the instrument" if self.desk.sound.instrument else ""
        self.heading.setText(f"Partial {self._chosen + 1} of {count}{origin}")
        for slider, value, name in (
            (self.partial_frequency, partial.ratio, "Frequency"),
            (self.partial_amplitude, partial.amplitude, "Amplitude"),
            (self.partial_phase, partial.phase_degrees, "Phase"),
            (self.partial_length, partial.length_share, "Duration"),
        ):
            slider.show_name(f"{name} of partial {self._chosen + 1}")
            slider.show_value(value)
        is_full = count >= _MOST_PARTIALS
        self.add.setEnabled(not is_full)
        self.add.setToolTip(
            f"A tone has at most {_MOST_PARTIALS} partials here"
            if is_full
            else "Add the next multiple of the fundamental"
        )
        self.remove.setEnabled(count > 1)
        self.remove.setToolTip(
            "Take this partial out of the tone" if count > 1 else "A tone needs one"
        )

    def _show_waves(self) -> None:
        seconds = np.linspace(0.0, _SHOWN_PERIODS / self.frequency.value, _MOMENT_COUNT)
        waves = partial_waves(self._partials, self.frequency.value, seconds)
        self.waves.show_waves(seconds, self.amplitude.value * waves, self._chosen)

    def _analyse(self) -> None:
        """Look at the whole tone as it will be heard, off the GUI thread."""
        lab, sound, tones = self.desk.lab, self.desk.sound, tuple(self.tones)
        self._analysis += 1
        number = self._analysis

        def analysis() -> tuple[Spectrum, Spectrogram]:
            clip = lab.render(sound, tones)
            mono = clip.mono
            rate = clip.sample_rate
            return spectrum(mono, rate), spectrogram(mono, rate)

        self.desk.player.work(
            analysis, lambda found: self._show_analysis(number, *found)
        )

    def _show_analysis(
        self, number: int, levels: Spectrum, course: Spectrogram
    ) -> None:
        if number != self._analysis:
            return
        hz = [partial.ratio * self.frequency.value for partial in self._partials]
        self.spectrum.show_spectrum(levels, hz)
        self.spectrogram.show_spectrogram(course)

    def _ratio_words(self, ratio: float) -> str:
        return f"{ratio * self.frequency.value:.0f} Hz  {ratio:.3f} : 1"

    def _length_words(self, share: float) -> str:
        return f"{share * self.duration.value:.2f} s"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
