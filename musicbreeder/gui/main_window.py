"""The main window: puts the parts together and shows what the actions ask for."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QGuiApplication,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.backing_actions import BackingWindow
from musicbreeder.gui.banner import Banner
from musicbreeder.gui.bottom_bar import BottomBar
from musicbreeder.gui.breed_page import BreedPage
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.import_windows import ImportWindows
from musicbreeder.gui.inspector import Inspector
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.library_windows import LibraryWindows
from musicbreeder.gui.out_windows import OutWindows
from musicbreeder.gui.plain_windows import PlainWindows
from musicbreeder.gui.sound_windows import SoundWindows
from musicbreeder.gui.tab_order import tab_to_after
from musicbreeder.gui.taste_windows import TasteWindows
from musicbreeder.gui.theme import Theme, apply_theme, current_theme, palette_named
from musicbreeder.gui.themed import space
from musicbreeder.gui.toast import Toast
from musicbreeder.gui.top_bar import TopBar
from musicbreeder.gui.window_place import restore_place

if TYPE_CHECKING:
    from musicbreeder.gui.settings_drawer import SettingsDrawer

_NARROWEST_WITH_INSPECTOR_PX = 860
_COUNTED, _LEFT_OUT = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored


@runtime_checkable
class TakesKeyboard(Protocol):
    """A page that knows where the keyboard belongs when it opens."""

    def take_keyboard(self) -> None: ...


class _Middle(QWidget):
    """The pages and the inspector; where both have no room, the pages stay."""

    def __init__(self, pages: QStackedWidget) -> None:
        super().__init__()
        self._pages = pages

    def minimumSizeHint(self) -> QSize:
        return self._pages.minimumSizeHint()


class MainWindow(QMainWindow):
    """The whole window; its parts speak to the conductor, not to each other.

    It stands by itself, or fills the window the app opened with.
    """

    def __init__(self, conductor: Conductor, desk: LibraryDesk | None = None) -> None:
        """Make the window.

        Args:
            conductor: what the parts speak to.
            desk: of the library; None = everything is in memory only.
        """
        super().__init__()
        self.conductor = conductor
        self.desk = desk or LibraryDesk(conductor, parent=self)
        self._look: Theme | None = None
        self.drawer: SettingsDrawer | None = None
        self._show_look()
        self.window_actions = Actions(conductor, self)
        self.addActions(self.window_actions.all_actions)
        actions = self.window_actions
        self.top_bar = TopBar(conductor, actions)
        self.banner = Banner(conductor, actions)
        self.library_windows = LibraryWindows(conductor, actions, self.desk, self)
        self.breed_page = BreedPage(conductor, actions)
        self.inspector = Inspector(conductor, actions)
        self.bottom_bar = BottomBar(conductor, actions)
        self._arrange()
        self._page_group = QActionGroup(self)
        self._page_of: dict[QAction, QWidget] = {}
        self._add_page(actions.show_breed_page, lambda: self.breed_page)
        self._add_page(actions.show_family_tree, self._make_tree)
        self._add_page(
            actions.library.show_favourites, self.library_windows.make_favourites
        )
        self._add_page(actions.lab.show_lab, self._make_lab)
        self._show_page(actions.show_breed_page, lambda: self.breed_page)
        self.toast = Toast(conductor, self._middle)
        self._middle.installEventFilter(self)
        self._plain_windows = PlainWindows(conductor, actions, self)
        self._out_windows = OutWindows(conductor, actions.out, self)
        self._connect_actions()
        self._taste_windows = TasteWindows(conductor, actions, self)
        self.sound_windows = SoundWindows(
            conductor, actions, self._middle, self._focus_page
        )
        self.backing_window = BackingWindow(conductor, actions.backing, self)
        self.import_windows = ImportWindows(conductor, actions.incoming, self)
        conductor.preferences_changed.connect(self._show_preferences)
        conductor.settings_changed.connect(self._show_title)
        conductor.generation_shown.connect(self._show_title)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._show_look)
        self._show_preferences()
        self._show_title()
        restore_place(self, conductor.preferences.window_geometry, current_theme())

    def _arrange(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        space(column, spacing=0)
        self.pages = QStackedWidget()
        self._middle = _Middle(self.pages)
        row = QHBoxLayout(self._middle)
        space(row, spacing=0)
        row.addWidget(self.pages, 1)
        row.addWidget(self.inspector)
        column.addWidget(self.top_bar)
        column.addWidget(self.banner)
        column.addWidget(self.library_windows.banner)
        column.addWidget(self._middle, 1)
        column.addWidget(self.bottom_bar)
        self.setCentralWidget(body)

    def _add_page(self, action: QAction, make_page: Callable[[], QWidget]) -> None:
        """Let an action open a page, which is made when it is first wanted."""
        self._page_group.addAction(action)
        action.triggered.connect(lambda: self._show_page(action, make_page))

    def _show_page(self, action: QAction, make_page: Callable[[], QWidget]) -> None:
        if action not in self._page_of:
            self._page_of[action] = make_page()
            self.pages.addWidget(self._page_of[action])
            tab_to_after(self._page_of[action], self.top_bar)
        # In this order, and with the other pages left out, the window never has to be
        # wider than what it shows.
        if not self._has_room_beside:
            self._show_inspector()
        page = self._page_of[action]
        for other in self._page_of.values():
            policy = _COUNTED if other is page else _LEFT_OUT
            other.setSizePolicy(policy, policy)
        self.pages.setCurrentWidget(page)
        self._show_inspector()
        if self.isVisible():
            self._focus_page()

    def _make_tree(self) -> QWidget:
        from musicbreeder.gui.tree_page import TreePage

        return TreePage(self.conductor, self.window_actions)

    def _make_lab(self) -> QWidget:
        # Loaded when first opened: pyqtgraph comes with it.
        from musicbreeder.gui.lab_page import LabPage

        return LabPage(self.conductor, self.window_actions)

    def _focus_page(self) -> None:
        """Give the keyboard to what the open page is about."""
        page = self.pages.currentWidget()
        if isinstance(page, TakesKeyboard):
            page.take_keyboard()

    def _connect_actions(self) -> None:
        actions, conductor = self.window_actions, self.conductor
        windows = self._plain_windows
        actions.export.triggered.connect(windows.open_export)
        actions.preferences.triggered.connect(windows.open_preferences)
        actions.shortcuts.triggered.connect(windows.open_shortcuts)
        actions.about.triggered.connect(windows.open_about)
        actions.toggle_inspector.triggered.connect(
            lambda is_open: conductor.change_preferences(is_inspector_open=is_open)
        )
        actions.toggle_settings.triggered.connect(self._show_drawer)
        actions.full_screen.triggered.connect(self._show_full_screen)
        actions.quit.triggered.connect(lambda: self.window().close())
        self.top_bar.name_left.connect(self._focus_page)
        self.breed_page.drag_started.connect(self._out_windows.drag)

    def _show_drawer(self, is_open: bool) -> None:
        if self.drawer is None:
            # Loaded and made when first wanted: the window itself must be there soon.
            from musicbreeder.gui.settings_drawer import SettingsDrawer

            self.drawer = SettingsDrawer(
                self.conductor, self.window_actions, self._middle
            )
        self.drawer.setVisible(is_open)
        if is_open:
            self._place_drawer()
            self.drawer.raise_()
        else:
            self._focus_page()

    def _place_drawer(self) -> None:
        """Lay the drawer over the right edge, so that the cards stay where they are."""
        if self.drawer is not None:
            area = self._middle.rect()
            area.setLeft(area.right() + 1 - self.drawer.width())
            self.drawer.setGeometry(area)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._middle and event.type() == QEvent.Type.Resize:
            self._show_inspector()
            self._place_drawer()
        return super().eventFilter(watched, event)

    # What the preferences say.

    def _show_preferences(self) -> None:
        self._show_look()
        self._show_inspector()

    @property
    def _has_room_beside(self) -> bool:
        """Whether the page that is chosen goes with the inspector."""
        # Favourites are of any session, the lab is of none; the inspector is about the
        # one on screen.
        actions = self.window_actions
        others = (actions.library.show_favourites, actions.lab.show_lab)
        return not any(page.isChecked() for page in others)

    @property
    def _width_with_inspector(self) -> int:
        """How wide the window must be for the page and the inspector, in pixels."""
        page = self.pages.minimumSizeHint().width()
        narrowest = current_theme().px(_NARROWEST_WITH_INSPECTOR_PX)
        return max(page + self.inspector.width(), narrowest)

    def _show_inspector(self) -> None:
        actions = self.window_actions
        is_open = self.conductor.preferences.is_inspector_open
        reason = ""
        if not self._has_room_beside:
            reason = "This page is shown without the inspector"
        elif self._middle.width() < self._width_with_inspector:
            reason = "Make the window wider for the inspector"
        self.inspector.setVisible(is_open and not reason)
        actions.toggle_inspector.setChecked(is_open)
        actions.describe(actions.toggle_inspector, reason)

    def _show_look(self) -> None:
        preferences = self.conductor.preferences
        look = Theme(palette_named(preferences.theme), preferences.interface_scale)
        application = QApplication.instance()
        if look != self._look and isinstance(application, QApplication):
            self._look = look
            apply_theme(application, look)

    def _show_title(self) -> None:
        session = self.conductor.session
        number = session.current_index + 1  # as on the page and the timeline
        self.setWindowTitle(f"{session.name} - generation {number} - musicbreeder")

    def _show_full_screen(self, is_full_screen: bool) -> None:
        if is_full_screen:
            self.window().showFullScreen()
        else:
            self.window().showNormal()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus_page()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.conductor.change_preferences(
            window_geometry=self.window().saveGeometry().data()
        )
        super().closeEvent(event)
