"""The lab's view of a chord: the waves of its notes, and their sum."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.errors import ChordNameError
from musicbreeder.gui.lab_chord_plot import ChordPlot
from musicbreeder.gui.lab_plot import SpectrumPlot
from musicbreeder.gui.lab_scale import octave_box
from musicbreeder.gui.lab_view import LabDesk, LabView
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.scrolled_panel import ScrolledPanel
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import fix_size, label, space
from musicbreeder.services.sound_lab import (
    SINE,
    LabSound,
    LabTone,
    even_amplitude,
    just_frequencies,
    live_levels,
    timbre_of,
)
from musicbreeder.services.sound_lab_analysis import Spectrum, spectrum
from musicbreeder.synth.additive import MOST_PARTIALS, Partial, partial_waves
from musicbreeder.theory.chord import QUALITIES, Chord
from musicbreeder.theory.consonance import tones_roughness
from musicbreeder.theory.harmony import harmonicity
from musicbreeder.theory.pitch import PITCH_CLASS_NAMES, midi_note_to_hz

_TEMPERED, _JUST = "tempered", "just"
_TOGETHER, _ONE_BY_ONE = "together", "one by one"
_SINES, _WAVES, _SPECTRUM = "sines", "waves", "spectrum"
_SHOWN_PERIODS = 8.0
_MOMENT_COUNT = 1400
_CHORD_SECONDS = 2.0
_NEXT_NOTE_SECONDS = 0.4
_LARGEST_TERM = 64


class ChordView(LabView):
    """A chord, its waves and what the ear makes of them."""

    sentence = (
        "A chord is several waves in the same air. The simpler their ratios, the "
        "sooner the sum repeats itself, and the smoother it sounds."
    )
    can_hold = True

    def __init__(self, desk: LabDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.chord = Chord(0)
        self._partials: tuple[Partial, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Chord")
        self._make_controls()
        self.plot = ChordPlot()
        self.spectrum = SpectrumPlot("Spectrum of the chord, its notes marked")
        self._shown = QStackedWidget()
        self._shown.addWidget(self.plot)
        self._shown.addWidget(self.spectrum)
        self.facts = QLabel()
        self.facts.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.facts.setWordWrap(True)
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._arrange()
        desk.player.lit.connect(self._light)
        theme_source().changed.connect(self._show_facts)
        self.refresh()

    def _make_controls(self) -> None:
        self.root = QComboBox()
        self.root.addItems(PITCH_CLASS_NAMES)
        self.root.setAccessibleName("Root")
        self.root.setToolTip("The note the chord is built on")
        self.quality = QComboBox()
        for suffix, quality in QUALITIES.items():
            self.quality.addItem(quality.name.capitalize(), suffix)
        self.quality.setMaxVisibleItems(18)
        self.quality.setAccessibleName("Kind of chord")
        self.quality.setToolTip("Which notes stand above the root")
        self.symbol = QLineEdit()
        self.symbol.setPlaceholderText("or type Am7")
        self.symbol.setAccessibleName("Chord by its symbol")
        self.symbol.setToolTip("Type a chord such as Am7, F♯m7♭5 or D/F♯, then Enter")
        self.octave = octave_box()
        self.tuning = Segments("Tuning", {_TEMPERED: "Tempered", _JUST: "Just"})
        self.tuning.show_value(_TEMPERED)
        self.manner = Segments(
            "Notes", {_TOGETHER: "Together", _ONE_BY_ONE: "One by one"}
        )
        self.manner.show_value(_TOGETHER)
        self.drawing = Segments(
            "Draw", {_SINES: "Sines", _WAVES: "Waves", _SPECTRUM: "Spectrum"}
        )
        self.drawing.show_value(_SINES)
        self.problem = label("", "muted")
        self.problem.hide()
        self.root.activated.connect(lambda _: self._choose())
        self.quality.activated.connect(lambda _: self._choose())
        self.symbol.returnPressed.connect(self._read_symbol)
        self.symbol.textEdited.connect(lambda _: self.problem.hide())
        self.octave.valueChanged.connect(lambda _: self.refresh())
        self.tuning.chosen.connect(lambda _: self.refresh())
        self.drawing.chosen.connect(lambda _: self._show_waves())
        self._analysis = 0

    def _arrange(self) -> None:
        tools = QWidget()
        row = QHBoxLayout(tools)
        space(row, spacing=8)
        fix_size(self.root, width=72)
        fix_size(self.quality, width=214)
        fix_size(self.symbol, width=110)
        for widget in (self.root, self.quality, self.symbol):
            row.addWidget(widget)
        row.addWidget(label("Octave", "secondary"))
        row.addWidget(self.octave)
        row.addStretch(1)
        choices = QWidget()
        second_row = QHBoxLayout(choices)
        space(second_row, spacing=8)
        self.drawing.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        second_row.addWidget(label("Draw", "secondary"))
        second_row.addWidget(self.drawing)
        second_row.addWidget(self.problem)
        second_row.addStretch(1)
        second_row.addWidget(self.tuning)
        second_row.addSpacing(6)
        second_row.addWidget(self.manner)
        OwnKeys(tools)
        OwnKeys(choices)
        self._pictures = QWidget()
        pictures = QHBoxLayout(self._pictures)
        space(pictures, spacing=14)
        pictures.addWidget(self._shown, 1)
        beside = ScrolledPanel(self.facts)
        pictures.addWidget(beside)
        fix_size(beside, width=250)
        column = QVBoxLayout(self)
        space(column, spacing=10)
        column.addWidget(tools)
        column.addWidget(choices)
        column.addWidget(self._pictures, 1)

    # The view.

    @property
    def title(self) -> str:
        return f"{self.chord.symbol} chord"

    @property
    def midi_notes(self) -> tuple[int, ...]:
        return self.chord.midi_notes(12 * (self.octave.value() + 1))

    @property
    def frequencies_hz(self) -> tuple[float, ...]:
        """The notes from the lowest to the highest, in the chosen tuning."""
        tempered = tuple(midi_note_to_hz(note) for note in self.midi_notes)
        return just_frequencies(tempered) if self._is_just else tempered

    @property
    def _is_just(self) -> bool:
        return bool(self.tuning.value == _JUST)

    @property
    def tones(self) -> Sequence[LabTone]:
        is_broken = self.manner.value == _ONE_BY_ONE
        count = len(self.frequencies_hz)
        delay = _NEXT_NOTE_SECONDS if is_broken else 0.0
        end = _CHORD_SECONDS + delay * (count - 1)
        amplitude = even_amplitude(count)
        return tuple(
            LabTone(hz, place * delay, end - place * delay, amplitude)
            for place, hz in enumerate(self.frequencies_hz)
        )

    @property
    def picture(self) -> QWidget:
        return self._pictures

    def take_keyboard(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through roots by the left and right keys, kinds by up and down."""
        steps = {
            Qt.Key.Key_Left: (self.root, -1),
            Qt.Key.Key_Right: (self.root, +1),
            Qt.Key.Key_Up: (self.quality, -1),
            Qt.Key.Key_Down: (self.quality, +1),
        }
        if event.key() not in steps:
            event.ignore()
            return
        box, step = steps[Qt.Key(event.key())]
        box.setCurrentIndex((box.currentIndex() + step) % box.count())
        self._choose()

    @property
    def played_sound(self) -> LabSound:
        sound = self.desk.sound
        if self._is_just and self._partials:
            # A preset knows the notes of the piano only; its partials know any.
            return LabSound(sound.name, self._partials)
        return sound

    def sound_live(self) -> None:
        count = len(self.frequencies_hz)
        partials = _strongest(self._partials, MOST_PARTIALS // count)
        ratios = [partial.ratio for partial in partials]
        levels = live_levels(partials, [even_amplitude(count)] * count)
        hz = np.multiply.outer(self.frequencies_hz, ratios)
        self.desk.player.sound_live(hz.ravel(), levels.ravel())

    def show_chord(self, chord: Chord) -> None:
        """Show a chord, and let the choices say which it is."""
        self.chord = chord
        self.root.setCurrentIndex(chord.root)
        self.quality.setCurrentIndex(self.quality.findData(chord.quality.suffix))
        self.refresh()

    def _choose(self) -> None:
        self.symbol.clear()
        self.problem.hide()
        quality = QUALITIES[self.quality.currentData()]
        self.show_chord(Chord(self.root.currentIndex(), quality))
        self._hear()

    def _hear(self) -> None:
        """Let a chord that was chosen be heard, unless it sounds already."""
        if not self.desk.player.is_live:
            self.play()

    def _read_symbol(self) -> None:
        try:
            self.show_chord(Chord.parsed(self.symbol.text()))
            self._hear()
        except ChordNameError as error:
            self.problem.setText(str(error))
            self.problem.show()

    def refresh(self) -> None:
        lowest_hz = self.frequencies_hz[0]
        self.desk.find_partials(self, lowest_hz, self._show_chord)

    def _show_chord(self, partials: tuple[Partial, ...]) -> None:
        self._partials = partials
        self._show_waves()
        self._show_facts()
        self.follow_live()

    def _show_waves(self) -> None:
        """Draw the sines of the notes' own pitches, or all that sounds."""
        is_spectrum = self.drawing.value == _SPECTRUM
        self._shown.setCurrentWidget(self.spectrum if is_spectrum else self.plot)
        if is_spectrum:
            self._analyse()
            return
        is_whole = self.drawing.value == _WAVES
        partials = self._partials if is_whole else SINE.partials
        frequencies = self.frequencies_hz
        seconds = np.linspace(0.0, _SHOWN_PERIODS / frequencies[0], _MOMENT_COUNT)
        waves = np.stack(
            [partial_waves(partials, hz, seconds).sum(axis=0) for hz in frequencies]
        )
        self.plot.show_waves(seconds, waves, self._names)

    def _analyse(self) -> None:
        """Find the spectrum of the chord as it will be heard, off the GUI thread."""
        lab, sound, tones = self.desk.lab, self.played_sound, tuple(self.tones)
        self._analysis += 1
        number = self._analysis

        def analysis() -> Spectrum:
            clip = lab.render(sound, tones)
            return spectrum(clip.mono, clip.sample_rate)

        def show(found: Spectrum) -> None:
            if number == self._analysis:
                self.spectrum.show_spectrum(found, self.frequencies_hz)

        self.desk.player.work(analysis, show)

    @property
    def _names(self) -> tuple[str, ...]:
        by_class = dict(
            zip(self.chord.pitch_classes, self.chord.note_names, strict=True)
        )
        return tuple(
            by_class.get(note % 12, PITCH_CLASS_NAMES[note % 12])
            for note in self.midi_notes
        )

    def _light(self, places: frozenset[int]) -> None:
        if self.isVisible():
            self.plot.light(places)

    # What is known of it.

    def _show_facts(self) -> None:
        theme = current_theme()
        palette = theme.palette
        lowest = self.frequencies_hz[0]
        rows = "".join(
            f"<tr><td style='color:{theme.hue(place)}'><b>{name}</b></td>"
            f"<td align='right' style='padding-left:14px'>{hz:.1f} Hz</td>"
            f"<td align='right' style='padding-left:14px'>{hz / lowest:.3f}</td></tr>"
            for place, (name, hz) in enumerate(
                zip(self._names, self.frequencies_hz, strict=True)
            )
        )
        facts = "".join(
            f"<p><span style='color:{palette.muted}'>{name}</span><br>{value}</p>"
            for name, value in self._figures
        )
        self.facts.setText(
            f"<p style='font-size:{theme.px(20)}px'><b>{self.chord.symbol}</b></p>"
            f"<p style='color:{palette.secondary}'>{self.chord.name}</p>"
            f"<table cellspacing='3'>{rows}</table>{facts}"
        )

    @property
    def _figures(self) -> tuple[tuple[str, str], ...]:
        partials = self._partials or (Partial(1.0, 1.0),)
        rough = tones_roughness(timbre_of(partials), self.frequencies_hz)
        clear = harmonicity(self.midi_notes)
        figures = [
            ("Roughness of this sound", f"{rough:.2f}  (0 = smooth)"),
            ("Harmonicity", f"{clear:.2f} bits  (more = clearer root)"),
        ]
        if self._is_just:
            terms = _whole_terms([hz / self.frequencies_hz[0] for hz in
                                  self.frequencies_hz])  # fmt: skip
            period = 1000.0 * terms[0] / self.frequencies_hz[0]
            figures.append(("Ratios", " : ".join(str(term) for term in terms)))
            figures.append(("The sum repeats every", f"{period:.1f} ms"))
        else:
            figures.append(
                ("The sum repeats", "never quite: tempered ratios are not whole")
            )
        return tuple(figures)


def _whole_terms(ratios: Sequence[float]) -> tuple[int, ...]:
    """Return whole numbers in these ratios."""
    fractions = [Fraction(ratio).limit_denominator(_LARGEST_TERM) for ratio in ratios]
    common = lcm(*(fraction.denominator for fraction in fractions))
    return tuple(int(fraction * common) for fraction in fractions)


def _strongest(partials: Sequence[Partial], count: int) -> tuple[Partial, ...]:
    """Return the strongest partials, in their order."""
    kept = sorted(partials, key=lambda partial: -partial.amplitude)[:count]
    return tuple(partial for partial in partials if partial in kept)[:count]
