"""The sound editor: the instrument's parameters as sliders, heard while they move.

It lies over the right edge of the window; the cards beside it stay as they are, to be
heard in the sound that is being made.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.calm_wheel import CalmWheel
from musicbreeder.gui.elided_label import ElidedLabel
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.scrolled_panel import ScrolledPanel
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.sound_desk import SoundDesk
from musicbreeder.gui.sound_groups import GROUP_TITLES, SoundGroup
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import (
    button_icon,
    fix_size,
    label,
    separator,
    set_kind,
    space,
)
from musicbreeder.services.own_instruments import LONGEST_NAME

EDITOR_WIDTH_PX = 352
EDITED, ORIGINAL = "edited", "original"
_ORIGIN_PX = 120


class SoundEditor(QFrame):
    """Sliders of the session's instrument, with what keeps and compares sounds.

    Signals:
        close_wanted: by a person.
    """

    close_wanted = Signal()

    def __init__(
        self, desk: SoundDesk, close_keys: str, parent: QWidget | None = None
    ) -> None:
        """Make the panel.

        Args:
            close_keys: the keys that close it, for the tooltip.
        """
        super().__init__(parent)
        self._desk = desk
        self._shown_name = ""
        self.setAccessibleName("Sound editor")
        fix_size(self, width=EDITOR_WIDTH_PX)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 1, 0)
        outer.setSpacing(0)
        outer.addLayout(self._head(close_keys))
        outer.addLayout(self._tools())
        outer.addWidget(separator())
        outer.addWidget(self._sliders(), 1)
        self._keys = OwnKeys(self)
        desk.changed.connect(self._show_patch)
        theme_source().changed.connect(self.update)
        self._show_patch()

    # Making.

    def _head(self, close_keys: str) -> QHBoxLayout:
        self.title = label("", "title")
        self._origin = ElidedLabel(_ORIGIN_PX)
        self._origin.setProperty("role", "muted")
        policy = QSizePolicy.Policy
        self._origin.setSizePolicy(policy.Expanding, policy.Preferred)
        close_button = QToolButton()
        set_kind(close_button, "icon")
        button_icon(close_button, "close")
        close_button.setAccessibleName("Close the sound editor")
        close_button.setToolTip(f"Close the sound editor ({close_keys})")
        close_button.clicked.connect(self.close_wanted)
        words = QVBoxLayout()
        space(words, spacing=0)
        words.addWidget(self.title)
        words.addWidget(self._origin)
        head = QHBoxLayout()
        space(head, (18, 12, 12, 6), spacing=4)
        head.addLayout(words, 1)
        head.addWidget(close_button, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _tools(self) -> QVBoxLayout:
        self.which = Segments("Hear", {EDITED: "With changes", ORIGINAL: "Original"})
        self.which.chosen.connect(
            lambda which: self._desk.hear_original(which == ORIGINAL)
        )
        self.reset_button = QPushButton("Reset")
        self.reset_button.clicked.connect(self._desk.reset_all)
        self.save_button = QPushButton("Save as my instrument…")
        self.save_button.clicked.connect(self._ask_name)
        self.delete_button = QPushButton("Delete")
        self.delete_button.setToolTip("Delete this instrument of yours")
        self.delete_button.clicked.connect(self._ask_delete)
        row = QHBoxLayout()
        space(row, spacing=8)
        row.addWidget(self.save_button, 1)
        row.addWidget(self.reset_button)
        row.addWidget(self.delete_button)
        column = QVBoxLayout()
        space(column, (18, 2, 18, 12), spacing=8)
        self.take_button = QPushButton()
        self.take_button.setToolTip(
            "Make its own sound the one that all melodies start from; it can be edited "
            "and saved then"
        )
        self.take_button.clicked.connect(self._desk.take_bred)
        column.addWidget(self.which)
        column.addLayout(row)
        column.addWidget(self.take_button)
        column.addWidget(self._name_row())
        column.addWidget(self._delete_row())
        return column

    def _name_row(self) -> QWidget:
        self.name_field = QLineEdit()
        self.name_field.setMaxLength(LONGEST_NAME)
        self.name_field.setAccessibleName("Name of the new instrument")
        self.name_field.setPlaceholderText("Name of the new instrument")
        self.name_field.textChanged.connect(self._show_name)
        self.name_field.returnPressed.connect(self._save)
        self.keep_button = QPushButton("Save")
        set_kind(self.keep_button, "primary")
        self.keep_button.clicked.connect(self._save)
        self.name_hint = label("", "muted", wraps=True)
        row = QHBoxLayout()
        space(row, spacing=8)
        row.addWidget(self.name_field, 1)
        row.addWidget(self.keep_button)
        self.name_row = QWidget()
        column = QVBoxLayout(self.name_row)
        space(column, spacing=4)
        column.addLayout(row)
        column.addWidget(self.name_hint)
        self.name_row.hide()
        return self.name_row

    def _delete_row(self) -> QWidget:
        self.delete_question = label("", wraps=True)
        self.sure_button = QPushButton("Delete it")
        self.sure_button.clicked.connect(self._delete)
        keep = QPushButton("Keep it")
        self.delete_row = QWidget()
        keep.clicked.connect(self.delete_row.hide)
        row = QHBoxLayout(self.delete_row)
        space(row, spacing=8)
        row.addWidget(self.delete_question, 1)
        row.addWidget(self.sure_button)
        row.addWidget(keep)
        self.delete_row.hide()
        return self.delete_row

    def _sliders(self) -> ScrolledPanel:
        body = QWidget()
        column = QVBoxLayout(body)
        space(column, (8, 8, 14, 20), spacing=4)
        self.groups = {group: SoundGroup(group) for group in GROUP_TITLES}
        for group in self.groups.values():
            group.moved.connect(self._desk.move)
            group.reset.connect(self._desk.reset)
            column.addWidget(group)
        column.addStretch(1)
        CalmWheel(body)
        return ScrolledPanel(body)

    # Showing.

    def _show_patch(self) -> None:
        desk = self._desk
        if desk.name != self._shown_name:
            self._shown_name = desk.name
            self.name_row.hide()
            self.delete_row.hide()
            for group in self.groups.values():
                group.open_as_used(desk.edited)
        self.title.setText(desk.name.capitalize())
        family = "Yours" if desk.is_own else desk.original.family.capitalize()
        self._origin.setText(desk.problem or f"{family} · {desk.original.description}")
        self._origin.setToolTip(desk.original.description)
        self.which.show_value(ORIGINAL if desk.hears_original else EDITED)
        self.which.setEnabled(desk.is_changed)
        is_changed = desk.is_changed
        reason = "" if is_changed else "Nothing is changed yet"
        self.which.setToolTip(reason or "Compare: hear it with and without the changes")
        self.reset_button.setEnabled(is_changed)
        self.reset_button.setToolTip(
            reason or "Set everything back to what the instrument has; can be undone"
        )
        self.save_button.setToolTip(
            "Keep this sound under a name, beside the other instruments"
        )
        self.delete_button.setVisible(desk.is_own)
        self.take_button.setVisible(bool(desk.bred_name) and not desk.problem)
        self.take_button.setText(f"Take the sound of “{desk.bred_name}”")
        self.save_button.setText(
            "Save as…" if desk.is_own else "Save as my instrument…"
        )
        for group in self.groups.values():
            group.show_patch(desk.edited, desk.original)

    # Saving and deleting.

    def _ask_name(self) -> None:
        self.delete_row.hide()
        desk = self._desk
        name = desk.name if desk.is_own else f"My {desk.name}"
        self.name_field.setText(name)
        self.name_row.show()
        self._show_name()
        self.name_field.setFocus()
        self.name_field.selectAll()

    def _show_name(self) -> None:
        name, instruments = self.name_field.text(), self._desk.instruments
        problem = instruments.problem_with(name)
        hint = problem
        if not problem and instruments.is_own(name):
            hint = f"Takes the place of your “{name.strip()}”"
        self.name_hint.setText(hint)
        self.name_hint.setVisible(bool(hint))
        self.keep_button.setEnabled(not problem)
        self.keep_button.setToolTip(problem or "Save the instrument")

    def _save(self) -> None:
        if self.keep_button.isEnabled() and self._desk.save_as(self.name_field.text()):
            self.save_button.setFocus()
            self.name_row.hide()

    def _ask_delete(self) -> None:
        self.name_row.hide()
        self.delete_question.setText(f"Delete “{self._desk.name}” for good?")
        self.delete_row.show()
        self.sure_button.setFocus()

    def _delete(self) -> None:
        self.delete_row.hide()
        self._desk.delete()

    # Qt's own.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not (
            self.name_row.isHidden() and self.delete_row.isHidden()
        ):
            self.name_row.hide()
            self.delete_row.hide()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        painter.fillRect(0, 0, 1, self.height(), QColor(palette.line))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(palette.line))
