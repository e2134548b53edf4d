"""Makes actions, each with its shortcut and a tooltip that says why it cannot run."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

_KEY_WORDS = {
    "Return": "Enter",
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
}


def key_text(action: QAction) -> str:
    """Return the keys of an action as they stand on the keyboard, or nothing."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return _KEY_WORDS.get(keys, keys).replace("+Return", "+Enter")


class ActionMaker(QObject):
    """Owns actions and words them; what they do is given by whoever has them made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._base_texts: dict[QAction, str] = {}

    def make(
        self,
        text: str,
        shortcut: str,
        run: Callable[[], object] | None = None,
        *,
        repeats: bool = False,
    ) -> QAction:
        """Return a new action that belongs to the window."""
        action = QAction(text, self)
        action.setShortcut(QKeySequence(shortcut))
        action.setAutoRepeat(repeats)
        if run is not None:
            action.triggered.connect(lambda _checked=False: run())
        self._base_texts[action] = text
        self.describe(action)
        return action

    def describe(self, action: QAction, reason: str = "", text: str = "") -> None:
        """Enable the action, or disable it for a `reason`, and word its tooltip."""
        action.setEnabled(not reason)
        action.setText(text or self._base_texts[action])
        tooltip = action.text().removesuffix("…")
        keys = key_text(action)
        if keys:
            tooltip += f"  ({keys})"
        if reason:
            tooltip += f"\n{reason}."
        action.setToolTip(tooltip)

    def base_text(self, action: QAction) -> str:
        """Return what an action does whatever the state: ``"Undo"``."""
        return self._base_texts[action]

    def rekey(self, action: QAction, shortcut: str, text: str) -> None:
        """Give an action another shortcut, and the text that goes with it."""
        action.setShortcut(shortcut)
        self._base_texts[action] = text
