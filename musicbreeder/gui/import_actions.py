"""The actions by which tunes come into the app."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QAction


class MakesActions(Protocol):
    """Makes an action with its shortcut."""

    def make(
        self, text: str, shortcut: str, run: Callable[[], object] | None = None
    ) -> QAction: ...


class ImportActions:
    """Makes the actions; `import_windows.ImportWindows` runs them."""

    def __init__(self, maker: MakesActions) -> None:
        self.open_tunes = maker.make("Import tunes…", "Ctrl+I")
        self.start_from_tune = maker.make("Start from a tune you know…", "Ctrl+Shift+I")
        self.hum = maker.make("Hum or play a melody…", "Ctrl+R")

    @property
    def all_actions(self) -> tuple[QAction, ...]:
        return (self.open_tunes, self.start_from_tune, self.hum)
