"""What the main window shows of the library: a page, a window and a banner.

Page and window are loaded when they are first opened, because the main window must be
there soon.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.drop import dropped_session
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.warning_strip import WarningStrip

if TYPE_CHECKING:
    from musicbreeder.gui.favourites_page import FavouritesPage
    from musicbreeder.gui.sessions_dialog import SessionsDialog


class LibraryBanner(WarningStrip):
    """Says why nothing can be kept now; everything else goes on working."""

    def __init__(self, desk: LibraryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        desk.problem_changed.connect(self.show_problem)
        self.show_problem(desk.problem)


class LibraryWindows(QObject):
    """Opens what the library's actions ask for, and keeps the count on the tab."""

    def __init__(
        self,
        conductor: Conductor,
        actions: Actions,
        desk: LibraryDesk,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._conductor = conductor
        self._actions = actions
        self._desk = desk
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self.banner = LibraryBanner(desk)
        self.sessions: SessionsDialog | None = None
        actions.library.open_sessions.triggered.connect(self.open_sessions)
        desk.changed.connect(self._count)
        self._count()

    def make_favourites(self) -> "FavouritesPage":
        """Return the page with the favourites."""
        from musicbreeder.gui.favourites_page import FavouritesPage

        page = FavouritesPage(self._conductor, self._actions, self._desk)
        page.left.connect(self._actions.show_breed_page.trigger)
        return page

    def open_sessions(self) -> None:
        """Show all sessions."""
        from musicbreeder.gui.sessions_dialog import SessionsDialog

        dialog = SessionsDialog(
            self._conductor, self._actions, self._desk, self._window
        )
        self.sessions = dialog
        dialog.accepted.connect(self._actions.show_breed_page.trigger)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a session that is dropped on the window as a file."""
        kinds = (QEvent.Type.DragEnter, QEvent.Type.Drop)
        if event.type() not in kinds or not isinstance(event, QDropEvent):
            return False
        path = dropped_session(event)
        if path is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            show_cards = self._actions.show_breed_page.trigger
            self._desk.import_file(path, show_cards)
        return True

    def _count(self) -> None:
        self._desk.count_favourites(self._actions.library.show_favourite_count)
