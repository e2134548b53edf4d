"""The strip below the favourites: tags of what is selected, typed or taken away."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import button_icon, fix_size, label, space
from musicbreeder.storage.library_lists import LibraryMelody

_LONGEST_TAG = 30
_HEIGHT_PX = 54


class FavouritesTags(QWidget):
    """Chips of tags, each taken away by a click, and a field for another one."""

    def __init__(self, desk: LibraryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._melodies: list[LibraryMelody] = []
        self._chips: list[QPushButton] = []
        self._shown: tuple[str, ...] = ()
        self.caption = label("", "secondary")
        self.field = QLineEdit()
        self.field.setMaxLength(_LONGEST_TAG)
        self.field.setPlaceholderText("Add a tag")
        self.field.setAccessibleName("Add a tag to what is selected")
        fix_size(self.field, width=150)
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.field.setCompleter(completer)
        self.field.returnPressed.connect(self.add_tag)
        self._row = QHBoxLayout()
        space(self._row, spacing=6)
        row = QHBoxLayout(self)
        space(row, (20, 8, 20, 8), 10)
        row.addWidget(self.caption)
        row.addLayout(self._row)
        row.addWidget(self.field)
        row.addStretch(1)
        row.addWidget(
            label(
                "Drag rows to reorder them, or into your DAW as MIDI (Shift: WAV)",
                "muted",
            )
        )
        fix_size(self, height=_HEIGHT_PX)
        self._keys = OwnKeys(self)

    def take_keyboard(self) -> None:
        """Let a tag be typed."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_known(self, tags: Sequence[str]) -> None:
        """Offer tags that are in use while one is typed."""
        self._known.setStringList(list(tags))

    def show_melodies(self, melodies: list[LibraryMelody]) -> None:
        """Show the tags that any of these has."""
        self._melodies = melodies
        count = len(melodies)
        self.caption.setText(
            "Nothing selected"
            if not count
            else melodies[0].name
            if count == 1
            else f"{count} selected"
        )
        reason = "" if melodies else "Select a melody first"
        if not self._desk.has_library:
            reason = self._desk.reason
        self.field.setEnabled(not reason)
        self.field.setToolTip(reason or "Type a tag such as “chorus” and press Enter")
        tags = tuple(dict.fromkeys(tag for one in melodies for tag in one.tags))
        if tags != self._shown:
            self._show_chips(tags)

    def _show_chips(self, tags: tuple[str, ...]) -> None:
        self._shown = tags
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(tag) for tag in tags]
        for chip in self._chips:
            self._row.addWidget(chip)
        self._keys.look_again()

    def _chip(self, tag: str) -> QPushButton:
        chip = QPushButton(tag)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        button_icon(chip, "close", size_px=12)
        chip.setAccessibleName(f"Take the tag {tag} away")
        chip.setToolTip(f"Take the tag “{tag}” away")
        chip.clicked.connect(lambda: self.remove_tag(tag))
        return chip

    @property
    def chips(self) -> list[QPushButton]:
        """The buttons that take a tag away."""
        return list(self._chips)

    def add_tag(self) -> None:
        """Give what is selected the tag that was typed."""
        tag = " ".join(self.field.text().split())
        self.field.clear()
        if tag:
            for one in self._melodies:
                if tag not in one.tags:
                    self._desk.tag_favourite(one, (*one.tags, tag))

    def remove_tag(self, tag: str) -> None:
        """Take a tag away from what is selected."""
        for one in self._melodies:
            if tag in one.tags:
                left = [other for other in one.tags if other != tag]
                self._desk.tag_favourite(one, left)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        painter.fillRect(0, 0, self.width(), 1, QColor(palette.line))
        painter.end()
