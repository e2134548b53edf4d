"""Notation in the inspector: the selected melody as a score, beside its piano roll.

Engraved and drawn on a worker thread, and only while it is looked at. While the melody
plays the sounding note is lit; a click on a note plays from there.
"""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.roll_painter import step_fractions
from musicbreeder.gui.score_picture import ScorePicture, ScoreRequest, score_picture
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import label, space
from musicbreeder.gui.workers import Dispatcher

ROLL, NOTES = "roll", "notes"
_LEAST_HEIGHT_PX = 120
_HALO_PX = 3


class ScoreView(QWidget):
    """The drawn score; the sounding note is lit.

    Signals:
        seek_requested: how far into the bars a person wants to be, 0..1.
        resized: it is as wide as never before.
    """

    seek_requested = Signal(float)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: ScorePicture | None = None
        self._fractions: list[float] = []
        self._lit: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip("Click a note to hear the melody from there")
        self.setAccessibleName("Score")

    @property
    def picture(self) -> ScorePicture | None:
        return self._picture

    @property
    def lit_step(self) -> int | None:
        """The step of the note that is lit."""
        return self._lit

    def show_picture(self, picture: ScorePicture) -> None:
        """Show a score that was drawn."""
        self._picture = picture
        self._lit = None
        individual, sound = picture.request.individual, picture.request.sound
        melody = individual.melody
        self._fractions = step_fractions(melody, sound.tempo.swing).tolist()
        names = ", ".join(individual.key.note_name(int(n)) for n in melody.midi_notes)
        self.setAccessibleName(f"Score of {individual.name}")
        self.setAccessibleDescription(f"{melody.note_count} notes, {names}")
        self.updateGeometry()
        self.update()

    def show_playhead(self, fraction: float | None) -> None:
        """Light the note that sounds, 0..1 into the bars; None = none does."""
        step = None if fraction is None else self._sounding_step(fraction)
        if step != self._lit:
            for one in (self._lit, step):
                if one is not None:
                    self.update(self._halo(one).toAlignedRect())
            self._lit = step

    def _sounding_step(self, fraction: float) -> int | None:
        """Return where the written note that sounds starts, None in a rest."""
        if self._picture is None:
            return None
        melody = self._picture.request.individual.melody
        for note in melody.notes:
            if self._fractions[note.start] <= fraction < self._fractions[note.end]:
                written = [
                    step
                    for step in range(note.start, note.end)
                    if step in self._picture.places
                    and self._fractions[step] <= fraction
                ]
                return max(written, default=None)
        return None

    def _halo(self, step: int) -> QRectF:
        assert self._picture is not None
        halo = current_theme().px(_HALO_PX)
        return self._picture.places[step].adjusted(-halo, -halo, halo, halo)

    def sizeHint(self) -> QSize:
        least = current_theme().px(_LEAST_HEIGHT_PX)
        height = least if self._picture is None else self._picture.height_px
        return QSize(current_theme().px(200), max(height, least))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._picture is None:
            super().mousePressEvent(event)
            return
        at = event.position()
        near = [
            (abs(area.center().x() - at.x()), step)
            for step, area in self._picture.places.items()
            if abs(area.center().y() - at.y()) < current_theme().px(60)
        ]
        if near:
            self.seek_requested.emit(self._fractions[min(near)[1]])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = sorted(self._picture.places) if self._picture is not None else []
        moves = {Qt.Key.Key_Right.value: 1, Qt.Key.Key_Left.value: -1}
        move = moves.get(event.key())
        if move is None or not steps:
            super().keyPressEvent(event)
            return
        index = steps.index(self._lit) + move if self._lit in steps else 0
        step = steps[min(max(index, 0), len(steps) - 1)]
        self.seek_requested.emit(self._fractions[step])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.palette.well))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(7), theme.px(7))
        if self._picture is not None:
            if self._lit is not None:
                painter.setBrush(QColor(theme.palette.accent))
                painter.setOpacity(0.35)
                painter.drawRoundedRect(self._halo(self._lit), 4, 4)
                painter.setOpacity(1.0)
            painter.drawImage(0, 0, self._picture.image)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(theme.palette.accent))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, theme.px(7), theme.px(7))
        painter.end()


class InspectorScore(QWidget):
    """The switch between roll and notes, and the score; it follows the conductor.

    Signals:
        notes_shown: whether the notes have taken the place of the roll.
    """

    notes_shown = Signal(bool)

    def __init__(
        self, conductor: Conductor, roll: QWidget, parent: QWidget | None = None
    ) -> None:
        """Make the switch; the score itself is made when it is first wanted.

        Args:
            roll: hidden while the score is shown.
        """
        super().__init__(parent)
        self._conductor = conductor
        self._roll = roll
        self._worker: Dispatcher | None = None
        self._wanted: ScoreRequest | None = None
        self.view = ScoreView()
        self.view.hide()
        self.switch = Segments("Show the melody as", {ROLL: "Roll", NOTES: "Notes"})
        self.switch.show_value(ROLL)
        self.switch.chosen.connect(self._show_chosen)
        self.problem = label("", "secondary", wraps=True)
        self.problem.hide()
        column = QVBoxLayout(self)
        space(column, spacing=8)
        column.addWidget(self.switch)
        column.addWidget(self.view)
        column.addWidget(self.problem)
        self.view.seek_requested.connect(self._on_seek)
        self.view.resized.connect(self._engrave)
        for signal in (
            conductor.selection_changed,
            conductor.generation_shown,
            conductor.settings_changed,
            conductor.individual_changed,
            theme_source().changed,
        ):
            signal.connect(self._engrave)
        conductor.playhead_moved.connect(self._on_playhead_moved)
        conductor.playing_changed.connect(self._on_playing_changed)
        conductor.stage.ending.connect(self._end)

    @property
    def _is_shown(self) -> bool:
        return bool(self.switch.value == NOTES)

    def _show_chosen(self) -> None:
        self._roll.setVisible(not self._is_shown)
        self.view.setVisible(self._is_shown)
        self.problem.setVisible(self._is_shown and bool(self.problem.text()))
        self.notes_shown.emit(self._is_shown)
        self._engrave()

    def show_roll(self) -> None:
        """Go back to the roll, which alone can be edited."""
        if self._is_shown:
            self.switch.show_value(ROLL)
            self._show_chosen()

    def _engrave(self) -> None:
        """Have the selected melody engraved, if anybody looks and it is another one."""
        if not self._is_shown or not self.view.isVisible():
            return
        conductor, theme = self._conductor, current_theme()
        request = ScoreRequest(
            conductor.individual(conductor.selected_id),
            conductor.session.sound,
            self.view.width(),
            theme.px(100) / 100,
            self.devicePixelRatioF(),
            theme.palette.text,
        )
        if request == self._wanted:
            return
        self._wanted = request
        if self._worker is None:
            self._worker = Dispatcher(1, self)
        self._worker.run(
            lambda: score_picture(request) if request == self._wanted else None,
            done=lambda picture: self._on_engraved(request, picture),
            failed=lambda error: self._on_failed(request, error),
        )

    def _on_engraved(self, request: ScoreRequest, picture: ScorePicture | None) -> None:
        if picture is not None and request == self._wanted:
            self.problem.setText("")
            self.problem.hide()
            self.view.show_picture(picture)

    def _on_failed(self, request: ScoreRequest, error: MusicBreederError) -> None:
        if request == self._wanted:
            self.problem.setText(str(error))
            self.view.hide()
            self.problem.setVisible(self._is_shown)

    def _on_playhead_moved(self, individual_id: int, fraction: float) -> None:
        picture = self.view.picture
        if self._is_shown and picture is not None:
            is_it = picture.request.individual.id == individual_id
            self.view.show_playhead(fraction if is_it else None)

    def _on_playing_changed(self, individual_id: int) -> None:
        if individual_id != self._conductor.selected_id:
            self.view.show_playhead(None)

    def _on_seek(self, fraction: float) -> None:
        conductor = self._conductor
        if conductor.playing_id == conductor.selected_id:
            conductor.seek(fraction)
        else:
            conductor.hear(conductor.selected_id, fraction)

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.shut_down()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.DevicePixelRatioChange):
            self._engrave()
        return bool(super().event(event))
