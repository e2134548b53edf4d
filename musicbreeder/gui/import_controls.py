"""The fields of the import window: how a tune is taken, and what of it."""

from dataclasses import replace

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QSpinBox, QWidget

from musicbreeder.breeding.settings import MAXIMUM_BARS
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.themed import indent_text, label, space
from musicbreeder.services.importing import Finding, Wishes
from musicbreeder.theory.meter import (
    MAXIMUM_TEMPO_BPM,
    METERS,
    MINIMUM_TEMPO_BPM,
    in_grid,
)

BARS, PHRASES = "bars", "phrases"

_WIDEST_SHIFT_BEATS = 8
_FEWEST_PERCENT = 1


class ImportControls(QObject):
    """Makes the fields and turns them into wishes.

    Signals:
        wishes_changed: a person wants the tune taken in another way.
        taking_changed: a person wants other bars of it.
    """

    wishes_changed = Signal(object)
    taking_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._wishes = Wishes()
        self._finding: Finding | None = None
        self._make_reading()
        self._make_taking()

    def _make_reading(self) -> None:
        self.line = _combo("Melody", "Which track or voice of the file is the melody")
        self.line.activated.connect(lambda index: self._wish(line=index))
        self.meter = _combo("Meter", "How beats make bars")
        for name, meter in METERS.items():
            if not meter.is_in_triplets:
                self.meter.addItem(name, name)
        self.meter.activated.connect(
            lambda index: self._wish(meter=self.meter.itemData(index))
        )
        self.grid = Segments("Grid", {False: "Sixteenths", True: "Triplets"})
        self.grid.chosen.connect(lambda value: self._wish(is_in_triplets=value))
        self.shift = QSpinBox()
        self.shift.setRange(-_WIDEST_SHIFT_BEATS, _WIDEST_SHIFT_BEATS)
        self.shift.setPrefix("Bar lines ")
        self.shift.setSuffix(" beats later")
        self.shift.setAccessibleName("Bar lines later")
        self.shift.setToolTip("Move the bar lines where they are in the wrong place")
        self.shift.valueChanged.connect(lambda beats: self._wish(bar_shift=beats))
        self.key = _combo("Key", "The likeliest key stands first")
        self.key.activated.connect(
            lambda index: self._wish(key=self.key.itemData(index))
        )
        self.tempo = QSpinBox()
        self.tempo.setRange(int(MINIMUM_TEMPO_BPM), int(MAXIMUM_TEMPO_BPM))
        self.tempo.setSuffix(" bpm")
        self.tempo.setKeyboardTracking(False)
        self.tempo.setAccessibleName("Tempo of the tune")
        self.tempo.setToolTip("Tempo in quarter notes a minute")
        self.tempo.valueChanged.connect(lambda bpm: self._wish(tempo_bpm=float(bpm)))
        for field in (self.shift, self.tempo):
            indent_text(field)

    def _make_taking(self) -> None:
        self.taking = Segments(
            "What to take", {BARS: "These bars", PHRASES: "Every phrase"}
        )
        self.taking.show_value(BARS)
        self.taking.chosen.connect(lambda _: self.taking_changed.emit())
        self.bar_count = QSpinBox()
        self.bar_count.setRange(1, MAXIMUM_BARS)
        self.bar_count.setSuffix(" bars")
        self.bar_count.setAccessibleName("How many bars")
        self.bar_count.setToolTip("Length of each melody that is taken")
        self.first_bar = QSpinBox()
        self.first_bar.setRange(1, 1)
        self.first_bar.setPrefix("from bar ")
        self.first_bar.setAccessibleName("First bar")
        self.first_bar.setToolTip("The first bar that is taken")
        for field in (self.bar_count, self.first_bar):
            indent_text(field)
            field.valueChanged.connect(lambda _: self.taking_changed.emit())
        self.takes_tempo = QCheckBox("Take its tempo for the session")
        self.takes_tempo.setChecked(True)
        self.takes_tempo.setToolTip("Hear this session at the tempo of the tune")
        self.has_upbeat = QCheckBox("Begin with its pickup")
        self.has_upbeat.setChecked(True)
        self.has_upbeat.toggled.connect(lambda _: self.taking_changed.emit())
        self.stays_in_key = QCheckBox("Stay in its key")
        self.stays_in_key.setToolTip("Whatever is bred stands in this key and scale")

    def arranged(self) -> QGridLayout:
        """Return the fields in rows with their captions."""
        rows: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            ("Melody", (self.line,)),
            ("Meter", (self.meter, self.grid, self.shift)),
            ("Key", (self.key, self.tempo)),
            ("Take", (self.taking, self.bar_count, self.first_bar)),
            ("", (self.takes_tempo, self.stays_in_key, self.has_upbeat)),
        )
        grid = QGridLayout()
        space(grid, spacing=8)
        for row, (caption, widgets) in enumerate(rows):
            grid.addWidget(label(caption, "secondary"), row, 0)
            width = 6 // len(widgets)
            for place, widget in enumerate(widgets):
                grid.addWidget(widget, row, 1 + place * width, 1, width)
        for column in range(1, 7):
            grid.setColumnStretch(column, 1)
        return grid

    @property
    def wishes(self) -> Wishes:
        return self._wishes

    def forget(self) -> None:
        """Begin with what is found in another tune."""
        self._wishes = Wishes()

    def _wish(self, **fields: object) -> None:
        if "line" in fields:
            # Another voice may have another key, and another grid.
            self._wishes = Wishes()
        self._wishes = replace(self._wishes, **fields)  # type: ignore[arg-type]
        self.wishes_changed.emit(self._wishes)

    def show_finding(self, finding: Finding) -> None:
        """Show how a tune is taken, without asking for it anew."""
        self._finding, self._wishes = finding, finding.wishes
        fields = (
            self.line, self.meter, self.shift, self.key, self.tempo, self.first_bar,
        )  # fmt: skip
        blockers = [QSignalBlocker(field) for field in fields]
        self._show_lines(finding)
        meter = finding.melody.meter
        plain = in_grid(meter, is_in_triplets=False) or meter
        self.meter.setCurrentIndex(self.meter.findData(plain.name))
        self.grid.show_value(meter.is_in_triplets)
        has_triplets = in_grid(meter, is_in_triplets=True) is not None
        self.grid.setEnabled(has_triplets)
        self.grid.setToolTip("" if has_triplets else "This meter has one grid only")
        self.shift.setValue(finding.wishes.bar_shift)
        self._show_keys(finding)
        self.tempo.setValue(round(finding.tempo_bpm))
        first = finding.first_number
        self.first_bar.setRange(first, first + finding.melody.bar_count - 1)
        upbeat = finding.upbeat
        self.has_upbeat.setEnabled(upbeat is not None)
        self.has_upbeat.setToolTip(
            f"The pickup of {upbeat} comes before the first bar line"
            if upbeat
            else "This tune begins on a bar line, or with a pickup no meter here has"
        )
        for blocker in blockers:
            blocker.unblock()

    def _show_lines(self, finding: Finding) -> None:
        self.line.clear()
        for index, line in enumerate(finding.tune.lines):
            name = line.name or "The only voice"
            likely = ", likeliest" if index == 0 and len(finding.tune.lines) > 1 else ""
            self.line.addItem(f"{name} ({len(line.notes)} notes{likely})")
        self.line.setCurrentIndex(finding.wishes.line)
        self.line.setEnabled(self.line.count() > 1)

    def _show_keys(self, finding: Finding) -> None:
        self.key.clear()
        said = finding.key
        if not finding.is_key_found:
            by = "as you chose" if finding.wishes.key else "as the file says"
            self.key.addItem(f"{said.name} ({by})", said)
        for guess in finding.keys:
            percent = round(100 * guess.probability)
            text = guess.key.name
            if percent >= _FEWEST_PERCENT:
                text += f" ({percent} %)"
            self.key.addItem(text, guess.key)
        self.key.setCurrentIndex(0)
        for index in range(self.key.count()):
            if self.key.itemData(index) == said:
                self.key.setCurrentIndex(index)
                break


def _combo(name: str, tooltip: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setToolTip(tooltip)
    made.setSizeAdjustPolicy(
        QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
    )
    return made
