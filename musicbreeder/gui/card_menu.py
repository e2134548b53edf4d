"""The menu of a melody card: everything that can be done with one melody."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from musicbreeder.gui.actions import Actions


def open_card_menu(card: QWidget, hear: QAction, actions: Actions, at: QPoint) -> None:
    """Open the menu of the selected card.

    Args:
        hear: hears or pauses the card.
        at: where, on the screen.
    """
    menu = QMenu(card)
    menu.addActions([hear, actions.favourite, actions.pin])
    rating_menu = menu.addMenu("Rate")
    rating_menu.addActions([*actions.rate_actions, actions.clear_rating])
    menu.addSeparator()
    actions.shaping.fill_menu(menu)
    menu.addSeparator()
    menu.addActions([actions.rename, actions.copy_midi, actions.out.copy_wav])
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
