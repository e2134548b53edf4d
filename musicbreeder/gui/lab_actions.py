"""The actions of the sound lab."""

from PySide6.QtGui import QAction

from musicbreeder.gui.action_maker import ActionMaker


class LabActions:
    """Makes the actions and keeps them true; the lab's page runs them."""

    def __init__(self, maker: ActionMaker) -> None:
        self._maker = maker
        self.show_lab = maker.make("Sound lab", "Ctrl+4")
        self.show_lab.setCheckable(True)
        self.tone = maker.make("Take a tone apart", "Alt+1")
        self.scale = maker.make("See a scale", "Alt+2")
        self.chord = maker.make("See a chord", "Alt+3")
        self.consonance = maker.make("Hear two tones together", "Alt+4")
        self.hold = maker.make("Hold the tone", "H")
        self.hold.setCheckable(True)
        self.show_lab.toggled.connect(self.show_state)
        self.show_state()

    @property
    def inside(self) -> tuple[QAction, ...]:
        """What only the open lab can do."""
        return (self.tone, self.scale, self.chord, self.consonance, self.hold)

    def show_state(self) -> None:
        """Enable what the open lab can do, and say why the rest cannot be done."""
        reason = "" if self.show_lab.isChecked() else "Open the sound lab first"
        for action in self.inside:
            self._maker.describe(action, reason)
