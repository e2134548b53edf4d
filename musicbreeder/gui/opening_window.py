"""The window as it opens: at once, and then filled with what takes longer to load.

Until then it shows where everything will stand, so that nothing jumps.
"""

from PySide6.QtCore import QMargins, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from musicbreeder.gui.grid_plan import GridPlan, most_columns
from musicbreeder.gui.theme import Theme, apply_theme, palette_named
from musicbreeder.gui.window_place import is_small_screen, restore_place
from musicbreeder.storage.settings_file import Settings

_TOP_BAR_PX, _BOTTOM_BAR_PX, _INSPECTOR_PX = 56, 72, 352
_PAGE_MARGINS_PX = QMargins(20, 59, 20, 12)
_CARD_RADIUS_PX, _WELL_RADIUS_PX, _CARD_PADDING_PX = 10, 6, 12
_CARD_HEAD_PX, _CARD_FOOT_PX = 40, 42
_WORDS = "Opening your melodies…"


class OpeningWindow(QMainWindow):
    """The frame of the app's window.

    Signals:
        appeared: it can be seen; now there is time for the rest.
    """

    appeared = Signal()

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__()
        theme = Theme(palette_named(settings.theme), settings.interface_scale)
        apply_theme(application, theme)
        self._content: QWidget | None = None
        self.setWindowTitle("musicbreeder")
        empty = _EmptyPlaces(
            theme, settings.breeding.population_size, settings.is_inspector_open
        )
        empty.painted.connect(self._on_painted)
        self.setCentralWidget(empty)
        restore_place(self, settings.window_geometry, theme)
        if settings.window_geometry is None and is_small_screen(theme):
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def fill(self, content: QWidget) -> None:
        """Show `content` in place of the empty places; its title becomes the window's.

        The content is asked to close before the window does.
        """
        self._content = content
        content.windowTitleChanged.connect(self.setWindowTitle)
        self.setWindowTitle(content.windowTitle())
        self.setCentralWidget(content)
        content.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._content is not None and not self._content.close():
            event.ignore()
            return
        super().closeEvent(event)

    def _on_painted(self) -> None:
        QTimer.singleShot(0, self.appeared.emit)


class _EmptyPlaces(QWidget):
    """Paints where bars, cards and inspector will be.

    Signals:
        painted: for the first time.
    """

    painted = Signal()

    def __init__(self, theme: Theme, card_count: int, has_inspector: bool) -> None:
        super().__init__()
        self._theme = theme
        self._card_count = card_count
        self._has_inspector = has_inspector
        self._was_painted = False
        self.setAccessibleName(_WORDS)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        palette, px = theme.palette, theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page = self.rect().adjusted(0, px(_TOP_BAR_PX), 0, -px(_BOTTOM_BAR_PX))
        painter.fillRect(self.rect(), QColor(palette.panel))
        if self._has_inspector:
            page.setRight(page.right() - px(_INSPECTOR_PX))
        painter.fillRect(page, QColor(palette.background))
        margins = _PAGE_MARGINS_PX * theme.scale
        painter.setPen(QColor(palette.line))
        painter.drawLine(
            self.rect().left(), page.top(), self.rect().right(), page.top()
        )
        below = page.bottom() + 1
        painter.drawLine(self.rect().left(), below, self.rect().right(), below)
        painter.setPen(QColor(palette.muted))
        painter.setFont(theme.font(14))
        words = page.adjusted(margins.left(), px(20), 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, _WORDS)
        field = page.marginsRemoved(margins)
        columns = most_columns(self.width(), theme)
        plan = GridPlan.of(self._card_count, columns, field.size(), theme)
        painter.setClipRect(field)
        painter.setPen(Qt.PenStyle.NoPen)
        for place in plan.cards:
            self._paint_card(
                painter, QRectF(place).translated(QPointF(field.topLeft()))
            )
        painter.end()
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def _paint_card(self, painter: QPainter, place: QRectF) -> None:
        palette, px = self._theme.palette, self._theme.px
        painter.setBrush(QColor(palette.card))
        painter.drawRoundedRect(place, px(_CARD_RADIUS_PX), px(_CARD_RADIUS_PX))
        padding = px(_CARD_PADDING_PX)
        well = place.adjusted(padding, px(_CARD_HEAD_PX), -padding, -px(_CARD_FOOT_PX))
        painter.setBrush(QColor(palette.well))
        painter.drawRoundedRect(well, px(_WELL_RADIUS_PX), px(_WELL_RADIUS_PX))
