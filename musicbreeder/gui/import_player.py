"""Plays a melody that is not in the session yet, to be heard before it is taken in."""

from PySide6.QtCore import QObject, Signal

from musicbreeder.gui.borrowed_player import BorrowedPlayer
from musicbreeder.gui.stage import Stage
from musicbreeder.melody.melody import Melody
from musicbreeder.services.audition import Rendering, Sound

_FRAME_MILLISECONDS = 33


class ImportPlayer(BorrowedPlayer):
    """Plays one melody at a time, once.

    Signals, besides those of `BorrowedPlayer`:
        moved: how far into its bars the melody is heard, 0..1.
    """

    moved = Signal(float)

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(stage, _FRAME_MILLISECONDS, parent)
        self._wanted: Melody | None = None
        self._rendering: Rendering | None = None
        self._token = 0

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
        self._take()
        self._wanted = None
        player = self._stage.player
        self._token = player.play(rendering.samples, growing=rendering.progress)
        self._rendering = rendering
        self._timer.start()
        self.changed.emit()

    @property
    def _is_in_use(self) -> bool:
        return self.is_playing

    def _give_back(self) -> None:
        self._forget()

    def _on_frame(self) -> None:
        position = self._stage.player.position
        if self._rendering is None or not position.is_playing:
            self._forget()
        elif position.token == self._token:
            fraction = position.frame / self._rendering.melody_frames
            self.moved.emit(min(fraction, 1.0))
