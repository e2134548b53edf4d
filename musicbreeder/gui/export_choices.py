"""What export windows ask: which kinds of files, and how they are named."""

from functools import partial
from importlib.util import find_spec

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import button_icon, follow_theme, label, space
from musicbreeder.services.backing import Backing
from musicbreeder.services.exchange import SUFFIXES, FileKind, Piece
from musicbreeder.services.file_pattern import (
    DEFAULT_PATTERN,
    FIELDS,
    named_by,
    pattern_problem,
)

NO_KIND = "Choose at least one kind of file."
_WORDS: dict[FileKind, str] = {
    "midi": "MIDI, to edit in a DAW",
    "wav": "WAV, as it sounds here",
    "musicxml": "MusicXML, for score editors",
    "pdf": "Score, as PDF",
    "score": "Score, as SVG",
    "picture": "Piano roll, as PNG",
}
_BAND_WORDS: dict[FileKind, str] = {
    "arrangement": "MIDI with chords, bass and drums",
    "stems": "Stems and their mix, as WAV",
}
NO_CHORDS = "Choose chords in Backing first"
_CHOSEN_AT_FIRST = ("midi", "wav")
_COLUMN_COUNT, _COLUMN_GAP_PX = 2, 20
_SCORE_MISSING = (
    "Scores need the extra “score”: pip install 'musicbreeder[score]' and start again"
)


class KindTicks(QWidget):
    """A tick for each kind of file.

    Signals:
        changed: a person ticked or cleared one.
    """

    changed = Signal()

    def __init__(
        self,
        wav_text: str = "",
        parent: QWidget | None = None,
        *,
        backing: Backing | None = None,
    ) -> None:
        """Make the ticks.

        Args:
            wav_text: what a WAV file is here, empty = the usual.
            backing: what is heard beside the melodies and can be written, too; None =
                it is not known here, and its kinds are not offered.
        """
        super().__init__(parent)
        words = _WORDS | ({"wav": wav_text} if wav_text else {})
        self._missing: dict[FileKind, str] = {}
        if find_spec("verovio") is None:
            self._missing |= {"score": _SCORE_MISSING, "pdf": _SCORE_MISSING}
        if backing is not None:
            words = words | _BAND_WORDS
            if not backing.chords:
                self._missing["arrangement"] = NO_CHORDS
            if backing.is_silent:
                self._missing["stems"] = NO_CHORDS
        self.ticks: dict[FileKind, QCheckBox] = {}
        grid = QGridLayout(self)
        space(grid, spacing=6)
        follow_theme(
            grid, lambda: grid.setHorizontalSpacing(current_theme().px(_COLUMN_GAP_PX))
        )
        row_count = -(-len(words) // _COLUMN_COUNT)
        for place, (kind, text) in enumerate(words.items()):
            tick = QCheckBox(text)
            tick.setChecked(kind in _CHOSEN_AT_FIRST)
            tick.clicked.connect(self.changed)
            self.ticks[kind] = tick
            grid.addWidget(tick, place % row_count, place // row_count)
        self.show_reason("")

    @property
    def kinds(self) -> tuple[FileKind, ...]:
        """The kinds that are ticked."""
        return tuple(
            kind
            for kind, tick in self.ticks.items()
            if tick.isChecked() and tick.isEnabled()
        )

    def show_reason(self, reason: str) -> None:
        """Disable every tick for a reason; empty = they can be chosen."""
        for kind, tick in self.ticks.items():
            missing = self._missing.get(kind, "")
            tick.setEnabled(not reason and not missing)
            tick.setToolTip(reason or missing or tick.text())


class NamePattern(QWidget):
    """A pattern for the names of files, with fields to insert and an example.

    Signals:
        changed: another pattern stands there.
    """

    changed = Signal()

    def __init__(self, pattern: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit(DEFAULT_PATTERN if pattern_problem(pattern) else pattern)
        self.field.setAccessibleName("Names of the files")
        self.field.setToolTip(
            "How files are named; what stands in braces is filled in for each melody"
        )
        self.field.textChanged.connect(lambda _: self.changed.emit())
        self.insert_button = QToolButton()
        self.insert_button.setProperty("kind", "icon")
        self.insert_button.setToolTip("Insert what is filled in for each melody")
        self.insert_button.setAccessibleName("Insert a field")
        self.insert_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button_icon(self.insert_button, "add", size_px=16)
        menu = QMenu(self.insert_button)
        for field, meaning in FIELDS.items():
            menu.addAction(f"{{{field}}}: {meaning}", partial(self._insert, field))
        menu.addSeparator()
        menu.addAction("As it was at first", self._reset)
        self.insert_button.setMenu(menu)
        self.example = label("", "muted", wraps=True)
        self.example.setAccessibleName("Example of a file's name")
        row = QHBoxLayout()
        space(row, spacing=8)
        row.addWidget(self.field, 1)
        row.addWidget(self.insert_button)
        column = QVBoxLayout(self)
        space(column, spacing=4)
        column.addLayout(row)
        column.addWidget(self.example)

    @property
    def pattern(self) -> str:
        return self.field.text().strip()

    @property
    def problem(self) -> str:
        """One sentence why files cannot be named so; empty = they can."""
        return pattern_problem(self.pattern)

    def show_example(
        self, piece: Piece | None, kinds: tuple[FileKind, ...], count: int
    ) -> None:
        """Show what the first file would be called.

        Args:
            piece: the first melody, None = there is none.
            kinds: of files.
            count: of melodies.
        """
        if self.problem or piece is None or not kinds:
            self.example.setText("")
            return
        stem = named_by(
            self.pattern,
            piece.individual,
            piece.sound,
            count=count,
            session=piece.session,
        )
        self.example.setText(f"{stem}{SUFFIXES[kinds[0]]}")

    def _insert(self, field: str) -> None:
        self.field.insert(f"{{{field}}}")
        self.field.setFocus()

    def _reset(self) -> None:
        self.field.setText(DEFAULT_PATTERN)
