"""Which chords are heard under the melodies: none, suggested ones, or one's own."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.errors import ChordNameError
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.themed import label, space
from musicbreeder.services.backing import SUGGESTED
from musicbreeder.theory.progression import NAMED_PROGRESSIONS, Progression

_NONE, _OWN = "", "own"
_CHOICES = {_NONE: "None", SUGGESTED: "Suggested", _OWN: "My own"}
_FIRST_OWN = "i ♭VI ♭III ♭VII"
_EXPLAINED = {
    _NONE: "No chords are heard.",
    SUGGESTED: "Every melody gets chords that fit it, in its own key.",
}


class BackingChords(QWidget):
    """A choice, a field for chords, and well-known progressions to pick from.

    Signals:
        chosen: the chords as a `Backing` has them, and whether melodies are to be bred
            to go with them.
    """

    chosen = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = _FIRST_OWN
        self.choice = Segments("Chords", _CHOICES)
        self.field = QLineEdit()
        self.field.setAccessibleName("Chords, bar by bar")
        self.field.setPlaceholderText("Am F C G   or   | Dm7 G7 | C |   or   ii7 V7 I")
        self.field.setToolTip(
            "Chord symbols for one key, or Roman numerals for each melody's own key; "
            "bar lines put several chords into one bar"
        )
        self.known_button = QPushButton("Well-known…")
        self.known_button.setToolTip("Pick a progression musicians know by name")
        self.known_button.setMenu(self._menu())
        self.reading = label("", "muted", wraps=True)
        self.breeds = QCheckBox("Breed melodies that go with these chords")
        self.breeds.setToolTip(
            "Strong notes of new melodies fall on notes of their chords, from the next "
            "generation on"
        )
        self.breeds.setChecked(True)
        row = QHBoxLayout()
        space(row, spacing=8)
        row.addWidget(self.field, 1)
        row.addWidget(self.known_button)
        column = QVBoxLayout(self)
        space(column, spacing=8)
        column.addWidget(self.choice)
        column.addLayout(row)
        column.addWidget(self.reading)
        column.addWidget(self.breeds)
        self.choice.chosen.connect(self._on_chosen)
        self.field.editingFinished.connect(self._take_text)
        self.field.textEdited.connect(self._read)
        self.breeds.clicked.connect(self._emit)

    def show_chords(self, chords: str, are_bred_for: bool, heard: str) -> None:
        """Show what is chosen.

        Args:
            heard: what the selected melody is heard over, in words.
        """
        is_own = chords not in (_NONE, SUGGESTED)
        if is_own and chords != self._own:
            self._own = chords
        self.choice.show_value(_OWN if is_own else chords)
        for widget in (self.field, self.known_button, self.breeds):
            widget.setVisible(is_own)
        if is_own:
            if not self.field.hasFocus() or not self.field.isModified():
                self.field.setText(self._own)
            self.breeds.setChecked(are_bred_for)
            self._read(self.field.text())
        else:
            explained = _EXPLAINED[chords]
            self.reading.setText(f"{explained} {heard}".strip())

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for known in NAMED_PROGRESSIONS:
            text = " | ".join(known.bars) if len(known.bars) > 1 else known.bars[0]
            action = menu.addAction(f"{known.name}\t{text}")
            action.triggered.connect(
                lambda _checked=False, text=text: self._take_known(text)
            )
        return menu

    def _take_known(self, text: str) -> None:
        self.field.setText(f"| {text} |")
        self.field.setModified(False)
        self._own = self.field.text()
        self._emit()

    def _on_chosen(self, choice: str) -> None:
        if choice == _OWN:
            self._emit()
        else:
            self.chosen.emit(choice, False)

    def _take_text(self) -> None:
        text = self.field.text().strip()
        if self.field.isModified() and self._problem(text) == "":
            self.field.setModified(False)
            self._own = text
            self._emit()

    def _emit(self) -> None:
        self.chosen.emit(self._own, self.breeds.isChecked())

    def _read(self, text: str) -> None:
        problem = self._problem(text)
        if problem:
            self.reading.setText(problem)
            return
        bars = Progression.parsed(text).bars
        count = len(bars)
        self.reading.setText(
            f"{count} {'bar' if count == 1 else 'bars'}, going round under the melody."
        )

    @staticmethod
    def _problem(text: str) -> str:
        try:
            Progression.parsed(text)
        except ChordNameError as error:
            return str(error)
        return ""
