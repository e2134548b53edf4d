"""Opens the windows in which the app learns a taste and shows what it knows.

Each is loaded when it is first opened, because the main window must be there soon.
"""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor

if TYPE_CHECKING:
    from musicbreeder.gui.evolve_dialog import EvolveDialog


class TasteWindows:
    """Connects the actions of taste to their windows over `parent`.

    Attributes:
        evolve: of breeding alone, None = it is not open.
    """

    def __init__(self, conductor: Conductor, actions: Actions, parent: QWidget) -> None:
        self._conductor = conductor
        self._actions = actions
        self._parent = parent
        self.evolve: EvolveDialog | None = None
        taste = actions.taste
        taste.a_or_b.triggered.connect(self._open_a_or_b)
        taste.finals.triggered.connect(lambda: conductor.finals(self._open_finals))
        taste.breed_alone.triggered.connect(self._open_evolve)
        taste.my_taste.triggered.connect(self._open_my_taste)
        taste.trial.triggered.connect(self._open_trial)

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_evolve(self) -> None:
        from musicbreeder.gui.evolve_dialog import EvolveDialog

        if self.evolve is None:
            self.evolve = EvolveDialog(self._conductor, self._parent)
            self.evolve.finished.connect(self._forget_evolve)
        # The only one that leaves the window free: it goes on for minutes, and one may
        # listen meanwhile.
        self.evolve.show()
        self.evolve.activateWindow()

    def _forget_evolve(self) -> None:
        if self.evolve is not None:
            self.evolve.deleteLater()
            self.evolve = None

    def _open_my_taste(self) -> None:
        from musicbreeder.gui.my_taste_dialog import MyTasteDialog

        self._open(MyTasteDialog(self._conductor, self._parent))

    def _open_trial(self) -> None:
        from musicbreeder.gui.trial_dialog import TrialDialog

        self._open(TrialDialog(self._conductor, self._parent))

    def _open_a_or_b(self) -> None:
        from musicbreeder.gui.a_or_b_dialog import AOrBDialog, next_pair

        conductor = self._conductor
        pair = next_pair(conductor, set())
        if pair is None:
            conductor.message_posted.emit("No two are left to ask about here")
            return
        dialog = AOrBDialog(conductor, self._actions, pair, self._parent)
        self._open(dialog)
        dialog.play()

    def _open_finals(self, finalists: tuple[Individual, ...]) -> None:
        from musicbreeder.gui.finals_dialog import FinalsDialog

        dialog = FinalsDialog(self._conductor, self._actions, finalists, self._parent)
        dialog.export_wanted.connect(self._export)
        self._open(dialog)

    def _export(self, individual_ids: tuple[int, ...]) -> None:
        from musicbreeder.gui.export_dialog import ExportDialog

        conductor = self._conductor
        chosen = [conductor.individual(one) for one in individual_ids]
        self._open(
            ExportDialog(conductor, self._actions, self._parent, finalists=chosen)
        )
