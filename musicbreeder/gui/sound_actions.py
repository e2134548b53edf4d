"""The action that opens the sound editor."""

from PySide6.QtGui import QAction

from musicbreeder.gui.action_maker import ActionMaker


class SoundActions:
    """Makes the actions; `sound_windows` connects them."""

    def __init__(self, maker: ActionMaker) -> None:
        self.edit = maker.make("Sound editor", "U")
        self.edit.setCheckable(True)

    @property
    def all_actions(self) -> tuple[QAction, ...]:
        return (self.edit,)
