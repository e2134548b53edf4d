"""The actions by which tunes come into the app."""

from PySide6.QtGui import QAction

from musicbreeder.gui.action_maker import ActionMaker


class ImportActions:
    """Makes the actions; `import_windows.ImportWindows` runs them."""

    def __init__(self, maker: ActionMaker) -> None:
        self.open_tunes = maker.make("Import tunes…", "Ctrl+I")
        self.start_from_tune = maker.make("Start from a tune you know…", "Ctrl+Shift+I")
        self.hum = maker.make("Hum or play a melody…", "Ctrl+R")

    @property
    def all_actions(self) -> tuple[QAction, ...]:
        return (self.open_tunes, self.start_from_tune, self.hum)
