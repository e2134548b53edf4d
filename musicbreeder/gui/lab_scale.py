"""The lab's view of a scale: heard and drawn as a staircase."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.lab_plot import SpectrogramPlot
from musicbreeder.gui.lab_slider import LabSlider
from musicbreeder.gui.lab_staircase import Staircase, Step
from musicbreeder.gui.lab_view import LabDesk, LabView
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.themed import fix_size, indent_text, label, space
from musicbreeder.services.sound_lab import LabTone
from musicbreeder.services.sound_lab_analysis import Spectrogram, spectrogram
from musicbreeder.theory.pitch import (
    PITCH_CLASS_NAMES,
    SEMITONES_PER_OCTAVE,
    midi_note_to_hz,
)
from musicbreeder.theory.scale import SCALES, Key

_STEPS, _SPECTROGRAM = "steps", "spectrogram"
_UP, _UP_AND_DOWN = "up", "up and down"
_LOWEST_OCTAVE, _HIGHEST_OCTAVE = 1, 6
_ANALYSE_AFTER_MILLISECONDS = 90
_OVERLAP = 0.96
"""Share of its time that a note is held: the ear hears where the next begins."""


class ScaleView(LabView):
    """A scale from tonic to tonic."""

    sentence = (
        "A scale climbs in steps. Each step multiplies the frequency, so its wave "
        "gets denser; at the octave it swings exactly twice as fast."
    )

    def __init__(self, desk: LabDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._places: tuple[int, ...] = ()
        self.staircase = Staircase()
        self.tonic = QComboBox()
        self.tonic.addItems(PITCH_CLASS_NAMES)
        self.tonic.setAccessibleName("Tonic")
        self.tonic.setToolTip("The note the scale begins on")
        self.scale = QComboBox()
        for name in SCALES:
            self.scale.addItem(name.capitalize(), name)
        self.scale.setAccessibleName("Scale")
        self.scale.setToolTip("Which notes belong to the scale")
        self.octave = octave_box()
        self.direction = Segments("Direction", {_UP: "Up", _UP_AND_DOWN: "Up and down"})
        self.direction.show_value(_UP)
        self.shown = Segments("Show", {_STEPS: "Steps", _SPECTROGRAM: "Spectrogram"})
        self.shown.show_value(_STEPS)
        self.spectrogram = SpectrogramPlot("Spectrogram of the scale")
        self._analysis = 0
        self._analysing = QTimer(
            self, singleShot=True, interval=_ANALYSE_AFTER_MILLISECONDS
        )
        self._analysing.timeout.connect(self._analyse)
        self.length = LabSlider(
            "Length", 0.12, 1.5, lambda s: f"{s:.2f} s", is_logarithmic=True,
            name_width=50, value_width=52,
        )  # fmt: skip
        self.length.show_value(0.45)
        self._arrange()
        self.tonic.currentIndexChanged.connect(lambda _: self.refresh())
        self.scale.currentIndexChanged.connect(lambda _: self.refresh())
        self.octave.valueChanged.connect(lambda _: self.refresh())
        self.direction.chosen.connect(lambda _: self.refresh())
        self.shown.chosen.connect(lambda _: self.refresh())
        self.length.moved.connect(lambda _: self.refresh())
        self.staircase.heard.connect(self.hear_step)
        desk.player.lit.connect(self._light)
        self.refresh()

    def _arrange(self) -> None:
        tools = QWidget()
        row = QHBoxLayout(tools)
        space(row, spacing=8)
        fix_size(self.tonic, width=72)
        fix_size(self.scale, width=152)
        row.addWidget(self.tonic)
        row.addWidget(self.scale)
        row.addWidget(label("Octave", "secondary"))
        row.addWidget(self.octave)
        row.addWidget(self.direction)
        row.addWidget(self.shown)
        row.addSpacing(8)
        row.addWidget(self.length, 1)
        OwnKeys(tools)
        column = QVBoxLayout(self)
        space(column, spacing=10)
        column.addWidget(tools)
        self._pictures = QStackedWidget()
        self._pictures.addWidget(self.staircase)
        self._pictures.addWidget(self.spectrogram)
        column.addWidget(self._pictures, 1)

    @property
    def key(self) -> Key:
        return Key(self.tonic.currentIndex(), SCALES[self.scale.currentData()])

    @property
    def title(self) -> str:
        return f"{self.key.name} scale"

    @property
    def tones(self) -> Sequence[LabTone]:
        length = self.length.value
        return tuple(
            LabTone(
                self.staircase.steps[place].frequency_hz,
                number * length,
                _OVERLAP * length,
            )
            for number, place in enumerate(self._order)
        )

    @property
    def picture(self) -> QWidget:
        return self._pictures

    def take_keyboard(self) -> None:
        self.staircase.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self) -> None:
        key = self.key
        tonic = SEMITONES_PER_OCTAVE * (self.octave.value() + 1) + key.tonic
        notes = [tonic + step for step in (*key.scale.semitones, SEMITONES_PER_OCTAVE)]
        steps = [
            Step(key.note_name(note), degree, midi_note_to_hz(note))
            for degree, note in enumerate(notes, start=1)
        ]
        self.staircase.show_steps(steps, self.title)
        is_spectrogram = self.shown.value == _SPECTROGRAM
        self._pictures.setCurrentWidget(
            self.spectrogram if is_spectrogram else self.staircase
        )
        if is_spectrogram:
            self._analysing.start()

    def _analyse(self) -> None:
        """Look at the scale as it will be heard, off the GUI thread."""
        lab, sound, tones = self.desk.lab, self.desk.sound, tuple(self.tones)
        self._analysis += 1
        number = self._analysis

        def analysis() -> Spectrogram:
            clip = lab.render(sound, tones)
            return spectrogram(clip.mono, clip.sample_rate)

        def show(found: Spectrogram) -> None:
            if number == self._analysis:
                self.spectrogram.show_spectrogram(found)

        self.desk.player.work(analysis, show)

    def play(self) -> None:
        self._places = self._order
        super().play()

    def hear_step(self, place: int) -> None:
        """Let one note of the scale sound."""
        self._places = (place,)
        hz = self.staircase.steps[place].frequency_hz
        tone = LabTone(hz, 0.0, max(self.length.value, 0.4))
        self.desk.player.play(self.desk.sound, [tone])

    @property
    def _order(self) -> tuple[int, ...]:
        up = tuple(range(len(self.staircase.steps)))
        return up + up[-2::-1] if self.direction.value == _UP_AND_DOWN else up

    def _light(self, numbers: frozenset[int]) -> None:
        if self.isVisible():
            lit = {self._places[n] for n in numbers if n < len(self._places)}
            self.staircase.light(frozenset(lit))


def octave_box() -> QSpinBox:
    """Return a field for the octave that something begins in."""
    box = QSpinBox()
    box.setRange(_LOWEST_OCTAVE, _HIGHEST_OCTAVE)
    box.setValue(4)
    box.setAccessibleName("Octave")
    box.setToolTip("The octave of the lowest note; 4 begins at middle C")
    indent_text(box)
    fix_size(box, width=58)
    return box
