"""Plays a melody that is not in the session yet, to be heard before it is taken in."""

from PySide6.QtCore import QObject, QTimer, Signal

from musicbreeder.gui.stage import NOTHING, Stage
from musicbreeder.melody.melody import Melody
from musicbreeder.services.audition import Rendering, Sound

_FRAME_MILLISECONDS = 33


class ImportPlayer(QObject):
    """Borrows the stage's player; a melody of the session takes it back.

    Signals:
        changed: whether anything plays.
        moved: how far into its bars the melody is heard, 0..1.
    """

    changed = Signal()
    moved = Signal(float)

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._wanted: Melody | None = None
        self._rendering: Rendering | None = None
        self._token = 0
        self._timer = QTimer(self, interval=_FRAME_MILLISECONDS)
        self._timer.timeout.connect(self._on_frame)
        stage.playing_changed.connect(self._on_stage_playing)

    @property
    def is_playing(self) -> bool:
        return self._rendering is not None or self._wanted is not None

    def hear(self, melody: Melody, sound: Sound) -> None:
        """Play a melody once, as soon as its beginning is rendered."""
        self._wanted = melody
        self._stage.early.render(
            melody,
            lambda: sound,
            lambda rendering: self._begin(melody, rendering),
            lambda _: self.stop(),
        )
        self.changed.emit()

    def stop(self) -> None:
        """Fade out what plays."""
        if self._rendering is not None:
            self._stage.player.stop()
        self._forget()

    def _forget(self) -> None:
        self._timer.stop()
        self._wanted = self._rendering = None
        self.changed.emit()

    def _begin(self, melody: Melody, rendering: Rendering) -> None:
        if melody is not self._wanted:
            return
        self._stage.stop()
        self._wanted = None
        player = self._stage.player
        player.clear_queue()
        player.is_looping = False
        self._token = player.play(rendering.samples, growing=rendering.progress)
        self._rendering = rendering
        self._timer.start()
        self.changed.emit()

    def _on_stage_playing(self, individual_id: int) -> None:
        if individual_id != NOTHING and self.is_playing:
            self._forget()

    def _on_frame(self) -> None:
        position = self._stage.player.position
        if self._rendering is None or not position.is_playing:
            self._forget()
        elif position.token == self._token:
            fraction = position.frame / self._rendering.melody_frames
            self.moved.emit(min(fraction, 1.0))
