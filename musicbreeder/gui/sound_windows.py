"""Opens the sound editor over the right edge of a window's middle.

It is loaded when it is first opened, because the main window must be there soon.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from musicbreeder.gui.action_maker import key_text
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor

if TYPE_CHECKING:
    from musicbreeder.gui.sound_editor import SoundEditor


class SoundWindows(QObject):
    """Connects the action to the panel, which lies over `middle`.

    Attributes:
        editor: None until it is first opened.
    """

    def __init__(
        self,
        conductor: Conductor,
        actions: Actions,
        middle: QWidget,
        leave: Callable[[], None],
    ) -> None:
        """Connect the action.

        Args:
            leave: called when the panel is closed, to give the keyboard back.
        """
        super().__init__(middle)
        self._conductor = conductor
        self._action: QAction = actions.sound.edit
        self._settings: QAction = actions.toggle_settings
        self._middle = middle
        self._leave = leave
        self.editor: SoundEditor | None = None
        self._action.toggled.connect(self._show)
        self._settings.toggled.connect(self._make_room)
        middle.installEventFilter(self)

    def _show(self, is_open: bool) -> None:
        if self.editor is None:
            if not is_open:
                return
            self.editor = self._made()
        if is_open and self._settings.isChecked():
            self._settings.trigger()  # they lie in the same place
        self.editor.setVisible(is_open)
        if is_open:
            self._place()
            self.editor.raise_()
        else:
            self._leave()

    def _made(self) -> "SoundEditor":
        # Loaded when first opened.
        from musicbreeder.gui.sound_desk import SoundDesk
        from musicbreeder.gui.sound_editor import SoundEditor

        desk = SoundDesk(self._conductor, self)
        editor = SoundEditor(desk, key_text(self._action), self._middle)
        editor.close_wanted.connect(lambda: self._action.setChecked(False))
        return editor

    def _make_room(self, is_settings_open: bool) -> None:
        if is_settings_open:
            self._action.setChecked(False)

    def _place(self) -> None:
        if self.editor is not None:
            area = self._middle.rect()
            area.setLeft(area.right() + 1 - self.editor.width())
            self.editor.setGeometry(area)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._middle and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)
