"""The actions that go from one melody to another, or further in a direction."""

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from musicbreeder.gui.action_maker import ActionMaker
from musicbreeder.gui.conductor import Conductor
from musicbreeder.services.morphing import DIRECTIONS, going, reason_against


class MorphActions:
    """Makes the actions, runs them and keeps them true."""

    def __init__(self, conductor: Conductor, maker: ActionMaker) -> None:
        self._conductor = conductor
        self._maker = maker
        self.morph = maker.make("Morph into another…", "Shift+G", self._open_morph)
        self._directions = tuple(
            maker.make(
                f"{direction[0].upper()}{direction[1:]}",
                "",
                partial(self._go, direction),
            )
            for direction in DIRECTIONS
        )

    @property
    def all_actions(self) -> tuple[QAction, ...]:
        return (self.morph, *self._directions)

    def fill_menu(self, menu: QMenu) -> None:
        """Add what leads on from the selected melody."""
        ways = menu.addMenu("More like this, but")
        ways.addActions(list(self._directions))
        ways.setEnabled(any(one.isEnabled() for one in self._directions))
        menu.addAction(self.morph)

    def show_state(self, hint: str) -> None:
        """Enable what can be done now, and say why the rest cannot.

        Args:
            hint: why nothing can be bred now, empty = it can.
        """
        selected = self._conductor.individual(self._conductor.selected_id)
        reason = hint or reason_against(selected)
        for action in self._directions:
            self._maker.describe(action, reason)
        if not reason and len(self._conductor.session.individuals) < 2:
            reason = "There is no other melody"
        self._maker.describe(self.morph, reason)

    def _go(self, direction: str) -> None:
        conductor = self._conductor
        parent = conductor.individual(conductor.selected_id)
        conductor.breed_offspring(
            going(parent, direction, conductor.session.settings),
            f"{direction} {parent.name}",
            message=lambda count: f"{count} melodies like {parent.name}, {direction}",
        )

    def _open_morph(self) -> None:
        # Loaded when first opened: the main window must be there soon.
        from musicbreeder.gui.morph_dialog import MorphDialog

        conductor = self._conductor
        first = conductor.individual(conductor.selected_id)
        dialog = MorphDialog(conductor, first, QApplication.activeWindow())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
