"""The tabs in the top bar: one for each page of the window."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from musicbreeder.gui.theme import theme_source


class PageTabs(QTabBar):
    """A row of tabs; each runs an action, and follows it.

    Signals:
        words_changed: a tab has another text, so that the row is wider or narrower.
    """

    words_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: list[QAction] = []
        self.setAccessibleName("Pages")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.currentChanged.connect(self._on_current_changed)
        theme_source().changed.connect(self.updateGeometry)

    def add(self, action: QAction) -> None:
        """Add the tab of a page; `action` opens it and is checked while it is open."""
        self._actions.append(action)
        place = self.addTab(action.text())
        self.setTabToolTip(place, action.toolTip())
        action.toggled.connect(lambda is_open: self._on_toggled(place, is_open))
        action.changed.connect(lambda: self._show_text(place))
        if action.isChecked():
            self.setCurrentIndex(place)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _show_text(self, place: int) -> None:
        text = self._actions[place].text()
        if text != self.tabText(place):
            self.setTabText(place, text)
            self.updateGeometry()
            self.words_changed.emit()

    def _on_toggled(self, place: int, is_open: bool) -> None:
        if is_open:
            self.setCurrentIndex(place)

    def _on_current_changed(self, place: int) -> None:
        action = self._actions[place]
        if not action.isChecked():
            action.trigger()
