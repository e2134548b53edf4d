"""The bar on top: the session's name, the pages, undo, export, settings and more."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QMenu, QToolButton, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.name_field import NameField
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.page_tabs import PageTabs
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import (
    button_icon,
    fix_size,
    follow_theme,
    set_kind,
    space,
)

_HEIGHT_PX = 56
_NAME_PX = 15
_SHORTEST_NAME_PX = 96


@dataclass(frozen=True)
class _Level:
    """How much of the bar is shown, from everything to the least.

    Attributes:
        worded_count: of settings, export, redo and undo; the rest are icons only.
        longest_name_px: how wide the name may be; 0 = it is left out.
    """

    worded_count: int
    longest_name_px: int


_LEVELS = (
    _Level(4, 320),
    _Level(4, 200),
    _Level(2, 200),
    _Level(1, 160),
    _Level(0, 160),
    _Level(0, _SHORTEST_NAME_PX),
    _Level(0, 0),
)


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
        self._words = text
        self.show_words(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(action.isCheckable())
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def show_words(self, is_worded: bool) -> None:
        """Show the short name beside the icon, or the icon only."""
        # Qt puts icon and text almost together; a space keeps them apart.
        text = f" {self._words}" if self._words and is_worded else ""
        kind = "quiet" if text else "icon"
        if self.property("kind") == kind:
            return
        set_kind(self, kind)
        self.setText(text)
        self.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if text
            else Qt.ToolButtonStyle.ToolButtonIconOnly
        )

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
        self.tabs = PageTabs()
        for action in actions.pages:
            self.tabs.add(action)
        self.undo = ActionButton(actions.undo, "Undo", "undo")
        self.redo = ActionButton(actions.redo, "Redo", "redo")
        self.export = ActionButton(actions.export, "Export…", "export")
        self.settings = ActionButton(actions.toggle_settings, "Settings", "settings")
        self.inspector = ActionButton(actions.toggle_inspector, "", "inspector")
        self.more = self._more_button(actions)
        row = self._row = QHBoxLayout(self)
        # The bar may be narrower than everything together: `_fit` sees to that.
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        space(row, (14, 0, 16, 0), 6)
        row.addWidget(self.name_field)
        row.addStretch(1)
        row.addWidget(self.tabs)
        row.addStretch(1)
        self._worded = (self.undo, self.redo, self.export, self.settings)
        for button in self._worded:
            row.addWidget(button)
        row.addSpacing(2)
        row.addWidget(self.inspector)
        row.addWidget(self.more)
        OwnKeys(self)
        conductor.settings_changed.connect(self._show_name)
        theme_source().changed.connect(self.update)
        self.name_field.textChanged.connect(self._fit)
        self.tabs.words_changed.connect(self._fit)
        follow_theme(self, self._fit)
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
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        # Pages and icons always stay.
        row, icon = self._row, self.more.sizeHint().width()
        margins, items = row.contentsMargins(), [self.tabs.sizeHint().width()]
        items += [icon] * (len(self._worded) + 2)
        width = sum(items) + (len(items) + 1) * row.spacing() + current_theme().px(2)
        return QSize(width + margins.left() + margins.right(), self.height())

    def _fit(self) -> None:
        """Show what there is room for; the name gives way last, then is left out."""
        name_width = self._name_width()
        for level in _LEVELS:
            for place, button in enumerate(reversed(self._worded)):
                button.show_words(place < level.worded_count)
                button.updateGeometry()
            longest = current_theme().px(level.longest_name_px)
            self.name_field.setVisible(longest > 0)
            self.name_field.setFixedWidth(min(name_width, longest))
            # Its layout changed; ask it anew now, not in the next round.
            self._row.invalidate()
            if self._row.sizeHint().width() <= self.width():
                return

    def _name_width(self) -> int:
        """Return how wide the name is, so that only the name is a field."""
        theme = current_theme()
        metrics = QFontMetrics(theme.font(_NAME_PX, 600))
        width = metrics.horizontalAdvance(self.name_field.text()) + theme.px(28)
        return max(width, theme.px(_SHORTEST_NAME_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(palette.panel))
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
