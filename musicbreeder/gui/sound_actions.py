"""The action that opens the sound editor."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QAction


class MakesActions(Protocol):
    """Makes an action with its shortcut."""

    def make(
        self, text: str, shortcut: str, run: Callable[[], object] | None = None
    ) -> QAction: ...


class SoundActions:
    """Makes the actions; `sound_windows` connects them."""

    def __init__(self, maker: MakesActions) -> None:
        self.edit = maker.make("Sound editor", "U")
        self.edit.setCheckable(True)

    @property
    def all_actions(self) -> tuple[QAction, ...]:
        return (self.edit,)
