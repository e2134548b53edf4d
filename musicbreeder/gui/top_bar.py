"""The bar on top: the session's name, the pages, undo, export, settings and more."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.name_field import NameField
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.page_tabs import PageTabs
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, fix_size, follow_theme, space

_HEIGHT_PX = 56
_NAME_PX = 15
_LONGEST_NAME_PX, _SHORTEST_NAME_PX = 320, 96


class ActionButton(QToolButton):
    """A button that runs an action and follows it, under a short name of its own."""

    def __init__(self, action: QAction, text: str, icon_name: str) -> None:
        """Make the button.

        Args:
            text: what stands on the button, may be empty; its tooltip and its name for
                screen readers are the action's.
        """
        super().__init__()
        self._action = action
        self._icon = button_icon(self, icon_name)
        self._icon_name = icon_name
        # Qt puts icon and text almost together; a space keeps them apart.
        self.setText(f" {text}" if text else "")
        self.setProperty("kind", "quiet" if text else "icon")
        self.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if text
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(action.isCheckable())
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action = self._action
        self.setEnabled(action.isEnabled())
        self.setChecked(action.isChecked())
        self.setToolTip(action.toolTip())
        self.setAccessibleName(action.text())
        self._icon.show(
            self._icon_name, "on_chip" if action.isChecked() else "secondary"
        )


class TopBar(QFrame):
    """The session's name on the left, what concerns all of it on the right.

    Signals:
        name_left: the name is no longer edited; the keyboard may go elsewhere.
    """

    name_left = Signal()

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self.setAccessibleName("Top bar")
        fix_size(self, height=_HEIGHT_PX)
        self.name_field = NameField(size_px=_NAME_PX)
        self.name_field.setAccessibleName("Name of the session")
        self.name_field.renamed.connect(conductor.rename_session)
        self.name_field.returnPressed.connect(self.name_left)
        self.name_field.textChanged.connect(self._fit_name)
        follow_theme(self.name_field, self._fit_name)
        self.tabs = PageTabs()
        for action in actions.pages:
            self.tabs.add(action)
        self.undo = ActionButton(actions.undo, "Undo", "undo")
        self.redo = ActionButton(actions.redo, "Redo", "redo")
        self.export = ActionButton(actions.export, "Export…", "export")
        self.settings = ActionButton(actions.toggle_settings, "Settings", "settings")
        self.inspector = ActionButton(actions.toggle_inspector, "", "inspector")
        self.more = self._more_button(actions)
        row = QHBoxLayout(self)
        space(row, (14, 0, 16, 0), 6)
        row.addWidget(self.name_field)
        row.addStretch(1)
        row.addWidget(self.tabs)
        row.addStretch(1)
        for button in (self.undo, self.redo, self.export, self.settings):
            row.addWidget(button)
        row.addSpacing(2)
        row.addWidget(self.inspector)
        row.addWidget(self.more)
        OwnKeys(self)
        conductor.settings_changed.connect(self._show_name)
        theme_source().changed.connect(self.update)
        self._show_name()

    def _more_button(self, actions: Actions) -> QToolButton:
        menu = QMenu(self)
        menu.addAction(actions.new_session)
        menu.addAction(actions.library.open_sessions)
        menu.addActions(actions.incoming.all_actions)
        menu.addAction(actions.out.midi_output)
        menu.addSeparator()
        menu.addActions([actions.toggle_theme, actions.full_screen])
        menu.addAction(actions.preferences)
        menu.addSeparator()
        menu.addActions([actions.shortcuts, actions.about])
        menu.addSeparator()
        menu.addAction(actions.quit)
        button = QToolButton()
        button.setProperty("kind", "icon")
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip("More")
        button.setAccessibleName("More")
        button_icon(button, "more")
        return button

    def _show_name(self) -> None:
        self.name_field.show_name(self._conductor.session.name)
        self._fit_name()

    def _fit_name(self) -> None:
        """Make the field as wide as the name, so that only the name is a field."""
        theme = current_theme()
        metrics = QFontMetrics(theme.font(_NAME_PX, 600))
        width = metrics.horizontalAdvance(self.name_field.text()) + theme.px(28)
        shortest, longest = theme.px(_SHORTEST_NAME_PX), theme.px(_LONGEST_NAME_PX)
        self.name_field.setFixedWidth(min(max(width, shortest), longest))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
