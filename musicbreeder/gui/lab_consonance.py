"""The lab's view of two tones together: the dissonance curve, and beats to hear."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from musicbreeder.gui.lab_curve import (
    HIGHEST_CENTS,
    LOWEST_CENTS,
    BeatsPlot,
    DissonanceCurve,
)
from musicbreeder.gui.lab_scale import octave_box
from musicbreeder.gui.lab_slider import LabSlider
from musicbreeder.gui.lab_view import LabDesk, LabView
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import fix_size, label, space
from musicbreeder.services.sound_lab import (
    LabSound,
    LabTone,
    even_amplitude,
    live_levels,
    timbre_of,
)
from musicbreeder.services.sound_lab_analysis import swell
from musicbreeder.synth.additive import MOST_PARTIALS, Partial
from musicbreeder.theory.consonance import (
    FASTEST_BEAT_HZ,
    Timbre,
    beats,
    dissonance_curve,
    tones_roughness,
)
from musicbreeder.theory.interval import cents_to_ratio, nearest_interval
from musicbreeder.theory.pitch import PITCH_CLASS_NAMES, midi_note_to_hz
from musicbreeder.theory.scale import SCALES

_CENTS_PER_POINT = 2.0
_SHOWN_SECONDS = 1.0
_STRETCH_COUNT = 400
_PLAYED_SECONDS = 2.5
_FIFTH_CENTS = 702.0
_FASTEST_ROUGH_HZ = 80.0
_FAINTEST_BEAT = 0.08
"""Share of the strongest partial that the weaker of two that beat must have."""


class ConsonanceView(LabView):
    """Two tones, the second of which is dragged along the dissonance curve."""

    sentence = (
        "Two tones are rough where their partials nearly meet, and smooth in the dips "
        "where they meet exactly. Another sound has other dips."
    )
    can_hold = True

    def __init__(self, desk: LabDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._partials: tuple[Partial, ...] = ()
        self._cents = _FIFTH_CENTS
        self.curve = DissonanceCurve()
        self.beats_plot = BeatsPlot()
        self._make_controls()
        self._arrange()
        self._listen()
        self._show_scale()
        self.second.show_value(self._cents)
        self.refresh()

    def _make_controls(self) -> None:
        self.root = QComboBox()
        self.root.addItems(PITCH_CLASS_NAMES)
        self.root.setAccessibleName("First tone")
        self.root.setToolTip("The tone that stays")
        self.octave = octave_box()
        self.scale = QComboBox()
        for name in SCALES:
            self.scale.addItem(name.capitalize(), name)
        self.scale.setAccessibleName("Scale whose intervals are marked")
        self.scale.setToolTip("The intervals of this scale are marked on the curve")
        self.second = LabSlider(
            "Second tone", LOWEST_CENTS, HIGHEST_CENTS, lambda c: f"{c:.0f} cents",
            steps=round(HIGHEST_CENTS), name_width=86, value_width=80,
        )  # fmt: skip
        self.second.slider.setSingleStep(1)
        self.second.slider.setPageStep(100)
        self.interval = label("")
        self.figures = label("", "secondary")
        self.beating = label("", "secondary")

    def _listen(self) -> None:
        self.root.currentIndexChanged.connect(lambda _: self.refresh())
        self.octave.valueChanged.connect(lambda _: self.refresh())
        self.scale.currentIndexChanged.connect(lambda _: self._show_scale())
        self.second.moved.connect(self._nudge)
        self.curve.dragged.connect(self._drag)
        self.curve.let_go.connect(self._ringing.start)
        theme_source().changed.connect(self._show_type)
        self._show_type()

    def _arrange(self) -> None:
        tools = QWidget()
        row = QHBoxLayout(tools)
        space(row, spacing=8)
        fix_size(self.root, width=72)
        fix_size(self.scale, width=164)
        row.addWidget(label("First tone", "secondary"))
        row.addWidget(self.root)
        row.addWidget(self.octave)
        row.addSpacing(6)
        row.addWidget(label("Marks", "secondary"))
        row.addWidget(self.scale)
        row.addSpacing(6)
        row.addWidget(self.second, 1)
        OwnKeys(tools)
        self._pictures = QWidget()
        pictures = QVBoxLayout(self._pictures)
        space(pictures, spacing=8)
        words = QHBoxLayout()
        space(words, spacing=14)
        words.addWidget(self.interval)
        words.addWidget(self.figures, 1)
        pictures.addLayout(words)
        pictures.addWidget(self.curve, 5)
        pictures.addWidget(self.beating)
        pictures.addWidget(self.beats_plot, 2)
        column = QVBoxLayout(self)
        space(column, spacing=10)
        column.addWidget(tools)
        column.addWidget(self._pictures, 1)

    # The view.

    @property
    def first_hz(self) -> float:
        return midi_note_to_hz(
            12 * (self.octave.value() + 1) + self.root.currentIndex()
        )

    @property
    def second_hz(self) -> float:
        return self.first_hz * cents_to_ratio(self._cents)

    @property
    def cents(self) -> float:
        """How far the second tone is above the first."""
        return self._cents

    @property
    def title(self) -> str:
        interval, _ = nearest_interval(self._cents)
        return f"{interval.name} on {self.root.currentText()} - {self.desk.sound.name}"

    @property
    def tones(self) -> Sequence[LabTone]:
        amplitude = even_amplitude(2)
        return tuple(
            LabTone(hz, 0.0, _PLAYED_SECONDS, amplitude)
            for hz in (self.first_hz, self.second_hz)
        )

    @property
    def picture(self) -> QWidget:
        return self._pictures

    def take_keyboard(self) -> None:
        self.second.slider.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def played_sound(self) -> LabSound:
        sound = self.desk.sound
        # A preset knows the notes of the piano only; its partials know any place.
        return LabSound(sound.name, self._partials) if self._partials else sound

    def sound_live(self) -> None:
        partials = self._partials[: MOST_PARTIALS // 2]
        ratios = np.array([partial.ratio for partial in partials])
        levels = live_levels(partials, [even_amplitude(2)] * 2)
        hz = np.multiply.outer((self.first_hz, self.second_hz), ratios)
        self.desk.player.sound_live(hz.ravel(), levels.ravel())

    # Moving the second tone.

    def move_to(self, cents: float) -> None:
        """Move the second tone so far above the first and say how the two sound."""
        self._cents = cents
        self.second.show_value(cents)
        self.curve.show_place(cents)
        self._show_figures()

    def _drag(self, cents: float) -> None:
        # It sounds as long as the hand is on it, however long that rests.
        self._ringing.stop()
        self.move_to(cents)
        self.sound_live()

    def _nudge(self, cents: float) -> None:
        self.move_to(cents)
        self.touch()

    # Showing it.

    def refresh(self) -> None:
        self.desk.find_partials(self, self.first_hz, self._show_tones)

    def _show_tones(self, partials: tuple[Partial, ...]) -> None:
        self._partials = partials
        count = round((HIGHEST_CENTS - LOWEST_CENTS) / _CENTS_PER_POINT)
        cents = np.linspace(LOWEST_CENTS, HIGHEST_CENTS, count + 1)
        values = dissonance_curve(
            timbre_of(partials), self.first_hz, 2.0 ** (cents / 1200.0)
        )
        self.curve.show_curve(cents, values)
        self.move_to(self._cents)
        self.follow_live()

    def _show_scale(self) -> None:
        semitones = SCALES[self.scale.currentData()].semitones
        self.curve.show_scale((*semitones, 12))

    def _show_figures(self) -> None:
        if not self._partials:
            return  # those of a preset are being measured
        first, second = self.first_hz, self.second_hz
        timbre = timbre_of(self._partials)
        interval, off = nearest_interval(self._cents)
        away = f" {off:+.0f} cents" if round(off) else ""
        self.interval.setText(f"{interval.name.capitalize()}{away}")
        rough = tones_roughness(timbre, (first, second))
        ratio = cents_to_ratio(self._cents)
        just = f"{interval.ratio.numerator}:{interval.ratio.denominator}"
        self.figures.setText(
            f"{first:.1f} Hz and {second:.1f} Hz   ·   ratio {ratio:.3f} "
            f"(pure {just} = {float(interval.ratio):.3f})   ·   roughness {rough:.2f}"
        )
        self.beating.setText(_beat_words(timbre, first, second))
        partials = self._partials
        hz = [p.ratio * tone for tone in (first, second) for p in partials]
        levels = [p.amplitude for p in partials] * 2
        reach = swell(hz, levels, _SHOWN_SECONDS, _STRETCH_COUNT)
        self.beats_plot.show_reach(reach, _SHOWN_SECONDS)

    def _show_type(self) -> None:
        font = current_theme().font(12, is_tabular=True)
        for words in (self.figures, self.beating):
            words.setFont(font)
        self.interval.setFont(current_theme().font(17, 600))


def _beat_words(timbre: Timbre, first_hz: float, second_hz: float) -> str:
    faintest = _FAINTEST_BEAT * max(timbre.amplitudes)
    audible = [
        beat
        for beat in beats(timbre, first_hz, second_hz, _FASTEST_ROUGH_HZ)
        if beat.depth >= faintest
    ]
    found = [beat for beat in audible if beat.rate_hz <= FASTEST_BEAT_HZ]
    if not found:
        fast = audible
        if not fast:
            return "No beats: partials meet exactly, or are far apart"
        return (
            f"{fast[0].rate_hz:.0f} beats a second at {fast[0].centre_hz:.0f} Hz: "
            "too fast to count, they are heard as roughness"
        )
    beat = found[0]
    if beat.rate_hz < 1.0:
        rate = f"one beat in {1.0 / beat.rate_hz:.1f} seconds"
    else:
        rate = f"{beat.rate_hz:.1f} beats a second"
    place = f"at {beat.centre_hz:.0f} Hz"
    pair = f"partial {beat.lower_partial} against partial {beat.higher_partial}"
    more = f", and {len(found) - 1} more pairs beat" if len(found) > 1 else ""
    return f"{rate.capitalize()} {place}: {pair}{more}"
