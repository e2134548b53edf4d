"""The list of all shortcuts, made from the actions themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.action_maker import key_text
from musicbreeder.gui.actions import ActionGroup, Actions
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import follow_theme, label, space

_COLUMN_COUNT = 2
_FRAME_PX = 170


@dataclass(frozen=True)
class ShortcutRow:
    """One line of the list: what is done and by which keys."""

    text: str
    keys: tuple[str, ...]


def shortcut_rows(group: ActionGroup, actions: Actions) -> tuple[ShortcutRow, ...]:
    """Return the lines of a group; keys of one row of cards or stars stand together."""
    rows: list[ShortcutRow] = []
    gathered = (
        ("Hear the card in that place", tuple(actions.hear_cards)),
        ("Rate the selected card", actions.rate_actions),
    )
    pending = list(group.actions)
    for text, members in gathered:
        if members[0] in pending:
            rows.append(ShortcutRow(text, _keys(members)))
            pending = [action for action in pending if action not in members]
    for action in pending:
        keys = _keys((action,))
        if keys:
            rows.append(ShortcutRow(actions.base_text(action).rstrip("…"), keys))
    return tuple(rows)


def _keys(actions: Iterable[QAction]) -> tuple[str, ...]:
    return tuple(text for text in map(key_text, actions) if text)


class ShortcutsDialog(QDialog):
    """Every shortcut at a glance; any key or click outside closes it."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        columns = [QVBoxLayout() for _ in range(_COLUMN_COUNT)]
        heights = [0] * _COLUMN_COUNT
        for group in actions.groups:
            rows = shortcut_rows(group, actions)
            column = heights.index(min(heights))
            heights[column] += len(rows) + 2
            columns[column].addWidget(label(group.title, "heading"))
            columns[column].addLayout(self._table(rows))
        body = QHBoxLayout()
        space(body, (0, 0, 8, 0), 40)
        for layout in columns:
            space(layout, spacing=8)
            layout.addStretch(1)
            body.addLayout(layout)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        whole = QVBoxLayout(self)
        space(whole, (24, 20, 24, 20), 16)
        whole.addWidget(label("Keyboard shortcuts", "title"))
        whole.addWidget(self._scrolled(body), 1)
        whole.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _scrolled(self, body: QHBoxLayout) -> QScrollArea:
        """Return the columns, to be scrolled where the window is too low for them."""
        inside = QWidget()
        inside.setLayout(body)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        needed = inside.sizeHint()
        bar_width = area.verticalScrollBar().sizeHint().width()
        area.setMinimumWidth(needed.width() + bar_width)
        window = self.parentWidget()
        if window is not None:
            room = window.height() - current_theme().px(_FRAME_PX)
            area.setMinimumHeight(min(needed.height(), max(room, 0)))
        return area

    def _table(self, rows: Iterable[ShortcutRow]) -> QGridLayout:
        table = QGridLayout()
        space(table, (0, 0, 0, 12), 6)
        table.setColumnStretch(0, 1)
        for line, row in enumerate(rows):
            table.addWidget(label(row.text, "secondary"), line, 0)
            keys = QHBoxLayout()
            space(keys, spacing=3)
            keys.addStretch(1)
            for key in row.keys:
                keys.addWidget(_key_cap(key))
            table.addLayout(keys, line, 1)
        return table


def _key_cap(text: str) -> QLabel:
    cap = label(text)
    cap.setProperty("role", "key")
    cap.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def apply() -> None:
        cap.setFont(current_theme().font(11, 600))

    follow_theme(cap, apply)
    return cap
