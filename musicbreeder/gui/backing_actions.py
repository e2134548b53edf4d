"""What is heard beside the melodies: its actions, its window, and its quick menu."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from musicbreeder.gui.action_maker import ActionMaker
from musicbreeder.gui.conductor import Conductor
from musicbreeder.services.backing import SUGGESTED, Backing

if TYPE_CHECKING:
    from musicbreeder.gui.backing_dialog import BackingDialog

_OFF = "Off"


class BackingActions:
    """Makes the actions; `open` is connected by `BackingWindow`."""

    def __init__(self, conductor: Conductor, maker: ActionMaker) -> None:
        self._conductor = conductor
        self.open = maker.make("Backing…", "Ctrl+K")
        self.metronome = maker.make("Metronome", "K")
        self.metronome.setCheckable(True)
        self.metronome.triggered.connect(self._take_metronome)
        conductor.settings_changed.connect(self._show)
        conductor.generation_shown.connect(self._show)
        self._show()

    @property
    def all_actions(self) -> tuple[QAction, ...]:
        return (self.open, self.metronome)

    def _take_metronome(self, is_on: bool) -> None:
        backing = self._conductor.session.sound.backing
        self._conductor.change_backing(replace(backing, has_metronome=is_on))

    def _show(self) -> None:
        backing = self._conductor.session.sound.backing
        self.metronome.setChecked(backing.has_metronome)


class BackingWindow(QObject):
    """Opens the one window in which everything is set; the main window goes on."""

    def __init__(
        self, conductor: Conductor, actions: BackingActions, window: QWidget
    ) -> None:
        super().__init__(window)
        self._conductor = conductor
        self._window = window
        self.dialog: BackingDialog | None = None
        actions.open.triggered.connect(self.open)

    def open(self) -> None:
        """Show the window, or bring it to the front."""
        # Loaded when it is first opened: the main window must be there soon.
        from musicbreeder.gui.backing_dialog import BackingDialog

        if self.dialog is None or not isValid(self.dialog):
            self.dialog = BackingDialog(self._conductor, self._window)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()


def backing_in_a_word(backing: Backing) -> str:
    """Return what a button shows of it."""
    if backing.chords:
        return backing.style
    if backing.loop_path:
        return "Loop"
    return "Click" if backing.has_metronome else _OFF


def fill_backing_menu(
    menu: QMenu, conductor: Conductor, actions: BackingActions
) -> None:
    """Offer the styles with suggested chords, and the way to everything else."""
    menu.clear()
    backing = conductor.session.sound.backing
    group = QActionGroup(menu)
    off = menu.addAction("No chords")
    _tick(off, group, is_chosen=not backing.chords)
    off.triggered.connect(
        lambda: conductor.change_backing(replace(backing, chords=""), bred_for="")
    )
    menu.addSeparator()
    from musicbreeder.accompaniment.style import STYLES

    for style in STYLES:
        action = menu.addAction(style.name)
        action.setToolTip(style.description)
        is_chosen = bool(backing.chords) and backing.style == style.name
        _tick(action, group, is_chosen=is_chosen)
        action.triggered.connect(
            lambda _checked=False, name=style.name: conductor.change_backing(
                replace(backing, chords=backing.chords or SUGGESTED, style=name)
            )
        )
    menu.addSeparator()
    menu.addAction(actions.metronome)
    menu.addAction(actions.open)


def _tick(action: QAction, group: QActionGroup, *, is_chosen: bool) -> None:
    action.setCheckable(True)
    action.setChecked(is_chosen)
    group.addAction(action)
