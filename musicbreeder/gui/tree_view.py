"""The family tree as it is seen: it follows the session, and looks where it is told.

The lower half of `FamilyTree`, which adds the hands: mouse, keyboard and hearing.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.stage import NOTHING
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.tree_camera import TreeCamera
from musicbreeder.gui.tree_model import TreeModel
from musicbreeder.gui.tree_node import NodePainter
from musicbreeder.gui.tree_overlay import TreeOverlay
from musicbreeder.gui.tree_painter import TreePainter
from musicbreeder.gui.tree_shape import TreeShape
from musicbreeder.gui.tree_tiles import TreeTiles
from musicbreeder.gui.tree_words import spoken, told

# Between two notches of a wheel turned quickly.
_ZOOM_MILLISECONDS = 70
_PREFERRED_SIZE, _SMALLEST_SIZE = QSize(900, 640), QSize(240, 120)


class TreeView(QAbstractButton):
    """Shows the tree and follows what happens in the session.

    Signals:
        compare_changed: the two melodies to compare, or an empty tuple.
        view_changed: another part of the tree is seen, or another zoom.
    """

    compare_changed = Signal(tuple)
    view_changed = Signal()

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._session = conductor.session
        self._lineage_id: int | None = None
        self._compared: tuple[int, ...] = ()
        self._zoom_timer = QTimer(self, interval=_ZOOM_MILLISECONDS, singleShot=True)
        self._zoom_timer.timeout.connect(self.update)
        self.model = TreeModel.of(conductor.session.history)
        theme = current_theme()
        nodes = NodePainter(
            conductor.individual, conductor.is_heard, theme, self.devicePixelRatioF()
        )
        self.painter = TreePainter(self.model, nodes)
        self.overlay = TreeOverlay(self.painter)
        self.tiles = TreeTiles(
            lambda painter, area, camera: self.painter.paint(
                painter, area, camera, current_theme()
            )
        )
        self.camera = TreeCamera(
            QSizeF(_PREFERRED_SIZE), self.model.columns, self.model.rows, theme.scale
        ).fitted()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._listen()
        self._show_tree()

    def _listen(self) -> None:
        conductor = self._conductor
        conductor.generation_shown.connect(self._on_generation_shown)
        conductor.places_replanned.connect(lambda _: self._show_tree())
        conductor.individual_changed.connect(self._on_individual_changed)
        conductor.selection_changed.connect(self._on_selection_changed)
        conductor.playing_changed.connect(self._on_playing_changed)
        conductor.playhead_moved.connect(self._on_playhead_moved)
        conductor.settings_changed.connect(self._on_settings_changed)
        theme_source().changed.connect(self._on_theme_changed)

    # What is seen.

    def sizeHint(self) -> QSize:
        return _PREFERRED_SIZE

    def minimumSizeHint(self) -> QSize:
        return _SMALLEST_SIZE

    @property
    def compared(self) -> tuple[int, ...]:
        """The ids of the two melodies that are compared, or nothing."""
        return self._compared

    @property
    def lineage_id(self) -> int | None:
        """Whose ancestors and descendants stand out, None = nobody's."""
        return self._lineage_id

    @property
    def shape(self) -> TreeShape:
        return TreeShape.of(self.camera)

    def area_of(self, individual_id: int) -> QRectF:
        """Return where a melody is in this widget, empty = it is not in the tree."""
        node = self.model.node_of.get(individual_id)
        if node is None:
            return QRectF()
        column, row = self.model.places[node]
        return self.shape.area(column, row).translated(self.camera.offset)

    def id_at(self, point: QPointF) -> int | None:
        """Return the melody at a point of this widget, None = there is none."""
        camera, shape = self.camera, self.shape
        places = self.model.places * (camera.column_px, camera.row_px)
        at = point - camera.offset
        distances = ((places - (at.x(), at.y())) ** 2).sum(axis=1)
        reach = max(shape.width, shape.height, 20.0)
        nearest: list[int] = distances.argsort()[:4].tolist()
        for node in nearest:
            column, row = self.model.places[node]
            if distances[node] <= reach**2 and shape.is_hit(
                shape.area(column, row), at
            ):
                return self.model.ids[node]
        return None

    def highlight(self, individual_id: int | None) -> None:
        """Let a melody's ancestors and descendants stand out; None = all alike."""
        if individual_id == self._lineage_id:
            return
        self._lineage_id = individual_id
        node = self.model.node_of.get(individual_id or NOTHING)
        self.painter.lineage = None if node is None else self.model.lineage(node)
        self.tiles.mark_stale()
        self.update()

    def compare(self, ids: tuple[int, ...]) -> None:
        """Mark two melodies as compared, or (empty) none."""
        if ids != self._compared:
            self._compared = ids
            self.overlay.compared = ids
            self.update()
            self._say()
            self.compare_changed.emit(ids)

    def reveal(self, individual_id: int) -> None:
        """Move the tree as little as needed to have a melody in view."""
        area = self.area_of(individual_id)
        if not area.isEmpty():
            spare = current_theme().px(24)
            area = area.adjusted(-spare, -spare, spare, spare)
            self._look(self.camera.showing(area.translated(-self.camera.offset)))

    def fit(self) -> None:
        """Show the whole tree."""
        self._look(self.camera.fitted())

    def zoom(self, factor: float, anchor: QPointF | None = None) -> None:
        """Look closer (> 1) or wider at a point; None = at what is selected."""
        if anchor is None:
            area = self.area_of(self._conductor.selected_id)
            is_seen = not area.isEmpty() and QRectF(self.rect()).contains(area.center())
            anchor = area.center() if is_seen else QRectF(self.rect()).center()
        self._look(self.camera.zoomed(factor, anchor))

    def _look(self, camera: TreeCamera) -> None:
        if camera != self.camera:
            if camera.zoom != self.camera.zoom:
                self._zoom_timer.start()
            self.camera = camera
            self.update()
            self.view_changed.emit()

    # What happened.

    def _show_tree(self) -> None:
        conductor = self._conductor
        nodes = self.painter.nodes
        if conductor.session is not self._session:
            self._session = conductor.session
            nodes.forget()
            self.compare(())
            self._lineage_id = None
        self.model = self.painter.model = TreeModel.of(conductor.session.history)
        nodes.ids, nodes.hues = self.model.ids, self.model.hues.tolist()
        nodes.swing = conductor.session.sound.tempo.swing
        self.painter.open_index = conductor.session.current_index
        node = self.model.node_of.get(self._lineage_id or NOTHING)
        self.painter.lineage = None if node is None else self.model.lineage(node)
        self.overlay.selected_id = conductor.selected_id
        was_fitted, size = self.camera.is_fitted, self.camera.size
        self.camera = self.camera.over(self.model.columns, self.model.rows)
        if was_fitted and self.camera.size != size:
            self.view_changed.emit()
        self.tiles.mark_stale()
        self.update()
        self._say()

    def _on_generation_shown(self) -> None:
        self._show_tree()
        self.reveal(self._conductor.selected_id)

    def _on_individual_changed(self, individual_id: int) -> None:
        area = self.area_of(individual_id).adjusted(-8, -8, 8, 8)
        self.tiles.mark_stale(area.translated(-self.camera.offset))
        self.update(area.toAlignedRect())
        if individual_id == self._conductor.selected_id:
            self._say()

    def _on_selection_changed(self, individual_id: int) -> None:
        self.overlay.selected_id = individual_id
        if self._lineage_id is not None:
            self.highlight(individual_id)
        self.update()
        self._say()

    def _on_playing_changed(self, individual_id: int) -> None:
        self.overlay.show_playing(individual_id, self._conductor.is_playing)
        self.update()
        self._say()

    def _on_playhead_moved(self, individual_id: int, fraction: float) -> None:
        self.overlay.fraction = fraction
        if self.isVisible():
            self.update(self.area_of(individual_id).toAlignedRect())

    def _on_settings_changed(self) -> None:
        nodes = self.painter.nodes
        swing = self._conductor.session.sound.tempo.swing
        if swing != nodes.swing:
            nodes.swing = swing
            nodes.forget()
            self.tiles.mark_stale()
            self.update()

    def _on_theme_changed(self) -> None:
        self._draw_anew()

    def _draw_anew(self) -> None:
        theme, nodes = current_theme(), self.painter.nodes
        nodes.theme, nodes.ratio = theme, self.devicePixelRatioF()
        nodes.forget()
        self.tiles.forget()
        self.camera = self.camera.resized(QSizeF(self.size()), theme.scale)
        self.update()

    def _say(self) -> None:
        """Keep what a screen reader says true."""
        conductor = self._conductor
        if conductor.session is not self._session:
            return  # the new tree is not shown yet
        name = spoken(conductor, conductor.selected_id, self._compared)
        if name != self.accessibleName():
            self.setAccessibleName(name)
        node = self.model.node_of.get(conductor.selected_id)
        if node is not None:
            family = told(conductor, self.model, node)
            if family != self.accessibleDescription():
                self.setAccessibleDescription(family)

    # Painting.

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme = current_theme()
        self._look(self.camera.resized(QSizeF(event.size()), theme.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = event.rect()
        painter.fillRect(area, QColor(current_theme().palette.background))
        is_zooming = self._zoom_timer.isActive()
        is_whole = self.tiles.draw(
            painter,
            self.camera,
            area,
            self.devicePixelRatioF(),
            is_zooming=is_zooming,
        )
        self.overlay.paint(
            painter, self.shape, current_theme(), has_focus=self.hasFocus()
        )
        painter.end()
        if not (is_whole or is_zooming):
            self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._draw_anew()
        return super().event(event)
