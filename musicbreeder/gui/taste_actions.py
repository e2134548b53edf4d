"""The actions by which the app learns a taste, and shows what it has learned."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QAction

from musicbreeder.gui.bar_marks import DISLIKED, LIKED
from musicbreeder.gui.conductor import Conductor


class MakesActions(Protocol):
    """Makes an action with its shortcut, and words it."""

    def make(
        self, text: str, shortcut: str, run: Callable[[], object] | None = None
    ) -> QAction: ...

    def describe(self, action: QAction, reason: str = "", text: str = "") -> None: ...


class TasteActions:
    """Makes the actions and keeps them true; the window opens what has no `run`."""

    def __init__(
        self, conductor: Conductor, maker: MakesActions, tree: QAction
    ) -> None:
        """Make the actions.

        Args:
            tree: checked while the family tree is open, where + and - zoom.
        """
        self._conductor = conductor
        self._maker = maker
        self._tree = tree
        self.like_bar = maker.make(
            "Like the bar that sounds", "+", lambda: conductor.judge_sounding_bar(LIKED)
        )
        self.like_bar.setShortcuts(["+", "="])
        self.dislike_bar = maker.make(
            "Dislike the bar that sounds",
            "-",
            lambda: conductor.judge_sounding_bar(DISLIKED),
        )
        tree.toggled.connect(self.show_state)

    @property
    def judging(self) -> tuple[QAction, ...]:
        """What belongs to judging melodies."""
        return (self.like_bar, self.dislike_bar)

    def show_state(self) -> None:
        """Enable what can be done now, and say why the rest cannot."""
        reason = "" if self._conductor.playing_id >= 0 else "Nothing plays"
        if self._tree.isChecked():
            reason = "This key zooms while the family tree is open"
        for action in (self.like_bar, self.dislike_bar):
            self._maker.describe(action, reason)
