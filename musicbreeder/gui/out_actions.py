"""The actions by which melodies leave the app, other than saving."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QAction


class MakesActions(Protocol):
    """Makes an action with its shortcut."""

    def make(
        self, text: str, shortcut: str, run: Callable[[], object] | None = None
    ) -> QAction: ...


class OutActions:
    """Makes the actions; `out_windows.OutWindows` runs them."""

    def __init__(self, maker: MakesActions) -> None:
        self.copy_wav = maker.make("Copy as WAV file", "Ctrl+Shift+C")
        self.midi_output = maker.make("MIDI output…", "Ctrl+M")

    @property
    def all_actions(self) -> tuple[QAction, ...]:
        return (self.copy_wav, self.midi_output)
