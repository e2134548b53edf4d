"""The actions that lead to what the library holds."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QAction


class MakesActions(Protocol):
    """Makes an action with its shortcut."""

    def make(
        self, text: str, shortcut: str, run: Callable[[], object] | None = None
    ) -> QAction: ...


class LibraryActions:
    """Makes the actions; the main window runs them."""

    def __init__(self, maker: MakesActions) -> None:
        self.show_favourites = maker.make("Favourites", "Ctrl+3")
        self.show_favourites.setCheckable(True)
        self.open_sessions = maker.make("Sessions…", "Ctrl+O")

    def show_favourite_count(self, count: int) -> None:
        """Let the tab say how many favourites there are."""
        self.show_favourites.setText(
            f"Favourites  {count:,}" if count else "Favourites"
        )
