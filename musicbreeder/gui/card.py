"""A melody card: hear, rate, favourite and pin one melody.

To a screen reader a card is a button that says its state. Heart, stars and chip are
painted parts of it; each has a key of its own (see `actions`), so nothing on a card
needs a mouse.
"""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QToolTip,
    QWidget,
)

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.arrival import Arrival
from musicbreeder.gui.card_layout import CardLayout, Part
from musicbreeder.gui.card_menu import open_card_menu
from musicbreeder.gui.card_painter import CardPainter, CardState, Sounding
from musicbreeder.gui.card_words import card_tooltip
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.family_hue import family_hue
from musicbreeder.gui.name_field import NameField
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.well_picture import WellPicture, WellRequest

_PREFERRED_SIZE = QSize(260, 224)


class MelodyCard(QAbstractButton):
    """One melody on screen.

    Signals:
        drag_started: the listener drags the melody out of the window; its id.
    """

    drag_started = Signal(int)

    def __init__(
        self,
        conductor: Conductor,
        actions: Actions,
        card_key: str,
        individual_id: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self._id = individual_id
        self._state = CardState(conductor.individual(individual_id), card_key, "")
        self._layout = CardLayout.of(QSizeF(_PREFERRED_SIZE), current_theme())
        self._well: WellPicture | None = None
        self._is_well_stale = True
        self._playhead: float | None = None
        self._chip = QRectF()
        self._pressed_part: Part | None = None
        self._pressed_at = QPoint()
        self._name_field: NameField | None = None
        self._arrival = Arrival(self)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._on_clicked)
        theme_source().changed.connect(self._on_theme_changed)
        self.show_individual(individual_id)

    # What it shows.

    @property
    def individual_id(self) -> int:
        return self._id

    @property
    def state(self) -> CardState:
        return self._state

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(
            theme.px(_PREFERRED_SIZE.width()), theme.px(_PREFERRED_SIZE.height())
        )

    def show_individual(self, individual_id: int) -> None:
        """Show another melody, or this one as it is now."""
        if individual_id != self._id:
            self._id = individual_id
            self._playhead = None
            self._is_well_stale = True
            self._end_renaming()
        conductor = self._conductor
        individual = conductor.individual(individual_id)
        self._show(
            individual=individual,
            key_name=individual.key.name,
            is_heard=conductor.is_heard(individual_id),
            is_selected=conductor.selected_id == individual_id,
            bar_likings=tuple(sorted(conductor.bar_likings(individual_id).items())),
            shows_guess=conductor.shows_guesses,
            sound_words=conductor.sound_words(individual),
        )

    def arrive(self, individual_id: int) -> None:
        """Show another melody, coming in softly."""
        self.show_individual(individual_id)
        self._arrival.begin()

    def show_key(self, card_key: str) -> None:
        """Show another key that hears the card."""
        self._show(card_key=card_key)

    def show_parent(self, is_parent: bool) -> None:
        """Show whether the next generation would be bred from this melody."""
        self._show(is_parent=is_parent)

    def show_selected(self, is_selected: bool) -> None:
        """Show whether this is the selected card."""
        self._show(is_selected=is_selected)

    def show_sounding(self, sounding: Sounding) -> None:
        """Show whether the melody is heard; a silent card has no playhead."""
        if sounding is Sounding.SILENT and self._playhead is not None:
            self._playhead = None
            self.update()
        self._show(sounding=sounding)

    def show_playhead(self, fraction: float) -> None:
        """Move the playhead, 0..1; only what changes is painted again."""
        old, well = self._playhead, self._well
        if well is None or old is None:
            self._playhead = fraction
            self.update()
            return
        old_x, x = well.x_at(old), well.x_at(fraction)
        if old_x == x:
            return
        self._playhead = fraction
        self.update(well.strip(old_x, x).toAlignedRect())
        old_note, note = well.sounding_note(old), well.sounding_note(fraction)
        if old_note != note:
            for index in (old_note, note):
                if index is not None:
                    self.update(well.note_area(index).toAlignedRect())

    def redraw_well(self) -> None:
        """Draw roll and waveform anew: the sound is there now, or is another one."""
        self._is_well_stale = True
        self.update()

    def start_renaming(self) -> None:
        """Put a field over the name in which it can be changed."""
        if self._name_field is not None:
            return
        field = NameField(self, size_px=14)
        field.renamed.connect(self._on_renamed)
        field.editingFinished.connect(self._end_renaming)
        field.setGeometry(self._layout.name.adjusted(-7, 5, 6, -5).toAlignedRect())
        field.show_name(self._state.individual.name)
        self._name_field = field
        OwnKeys(self)
        field.show()
        field.edit()

    def _on_renamed(self, name: str) -> None:
        self._conductor.rename(self._id, name)

    def _end_renaming(self) -> None:
        field, self._name_field = self._name_field, None
        if field is None:
            return
        had_focus = field.hasFocus()
        field.hide()
        field.deleteLater()
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, **changes: object) -> None:
        state = replace(self._state, **changes)  # type: ignore[arg-type]  # fields by name
        if state == self._state:
            return
        self._state = state
        if self.accessibleName() != state.spoken:
            self.setAccessibleName(state.spoken)
        self.update()

    def _on_theme_changed(self) -> None:
        self._layout = CardLayout.of(QSizeF(self.size()), current_theme())
        self.updateGeometry()
        self.redraw_well()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout = CardLayout.of(QSizeF(event.size()), current_theme())
        self._is_well_stale = True
        self._end_renaming()

    # Painting.

    @property
    def _behind(self) -> str:
        return current_theme().palette.background

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        well = self._current_well()
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        card = CardPainter(painter, self._state, self._layout, theme, ratio)
        if QRectF(event.rect()).intersected(self._layout.well) == QRectF(event.rect()):
            painter.fillRect(event.rect(), QColor(self._state.ground(theme)))
        else:
            painter.fillRect(self.rect(), QColor(self._behind))
            card.paint_frame(QRectF(self.rect()))
            card.paint_header()
            card.paint_footer()
            self._chip = card.chip
        well.paint(painter, self._playhead)
        card.paint_bar_marks()
        self._arrival.paint(painter, self._behind)
        painter.end()

    def _current_well(self) -> WellPicture:
        """Return the kept picture of the well, drawn anew where it is out of date."""
        if self._well is not None and not self._is_well_stale:
            return self._well
        theme, conductor = current_theme(), self._conductor
        individual = self._state.individual
        request = WellRequest(
            melody=individual.melody,
            tonic=individual.key.tonic,
            hue=theme.hue(family_hue(individual, conductor.individual)),
            swing=conductor.session.sound.tempo.swing,
            rendering=conductor.rendering(self._id),
            width_px=self._layout.well.width(),
            height_px=self._layout.well.height(),
            device_pixel_ratio=self.devicePixelRatioF(),
            theme=theme,
        )
        if self._well is None or not request.is_same(self._well.request):
            self._well = WellPicture(request, self._layout)
        self._is_well_stale = False
        return self._well

    # Mouse and keyboard.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        part = self._part_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_part, self._pressed_at = part, event.position().toPoint()
        if part in (Part.HEART, Part.STARS, Part.CHIP):
            event.accept()
        else:
            super().mousePressEvent(event)
            self._show(is_pressed=self.isDown())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        part = self._part_at(event.position())
        if part in (Part.HEART, Part.STARS, Part.CHIP):
            self.mousePressEvent(event)
        elif part is Part.NAME:
            self.start_renaming()
        # Elsewhere the first click started the melody; a second one would pause it.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        part = self._part_at(position)
        star = self._layout.star_at(position) if part is Part.STARS else None
        if self._pressed_part is None:
            self._show(hovered_part=part, hovered_star=star)
            return
        if self._pressed_part in (Part.HEART, Part.STARS, Part.CHIP):
            return
        super().mouseMoveEvent(event)
        distance = (position.toPoint() - self._pressed_at).manhattanLength()
        if distance >= QApplication.startDragDistance():
            # The drop target gets the release: without this the card stays pressed.
            self._pressed_part = None
            self.setDown(False)
            self._show(is_pressed=False)
            self.drag_started.emit(self._id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, part = self._pressed_part, self._part_at(event.position())
        is_small_part = pressed in (Part.HEART, Part.STARS, Part.CHIP)
        if not is_small_part:
            super().mouseReleaseEvent(event)
            self._show(is_pressed=False)
        self._pressed_part = None
        if is_small_part and part is pressed:
            self._on_part_clicked(part, event.position())
        self.mouseMoveEvent(event)

    def _on_part_clicked(self, part: Part, position: QPointF) -> None:
        conductor = self._conductor
        if part is Part.HEART:
            conductor.toggle_favourite(self._id)
        elif part is Part.CHIP:
            conductor.toggle_pin(self._id)
        else:
            stars = self._layout.star_at(position)
            is_current = stars == self._state.individual.rating
            conductor.rate(self._id, None if is_current else stars)

    def _on_clicked(self) -> None:
        """Hear the card; on the one that sounds, the well seeks, the rest pauses."""
        conductor = self._conductor
        if conductor.point_at(self._id):
            return
        position = QPointF(self._pressed_at)
        if conductor.playing_id != self._id:
            conductor.hear(self._id)
        elif self._well is not None and self._layout.well.contains(position):
            conductor.seek(self._well.fraction_at(position.x()))
        else:
            conductor.toggle_play()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        actions = self._actions
        is_playing = self._conductor.playing_id == self._id
        place = self._conductor.preferences.card_keys.index(self._state.card_key)
        hear = actions.play_pause if is_playing else actions.hear_cards[place]
        open_card_menu(self, hear, actions, event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        keyboard = (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        self._show(has_focus_ring=event.reason() in keyboard)
        self._conductor.select(self._id)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show(has_focus_ring=False)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show(hovered_part=None, hovered_star=None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            part = self._part_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), card_tooltip(self._state, part), self)
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.redraw_well()
        return super().event(event)

    def _part_at(self, position: QPointF) -> Part:
        return self._layout.part_at(position, self._chip)
