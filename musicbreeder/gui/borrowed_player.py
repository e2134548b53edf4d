"""Playing what is not of the session, through the one player that there is."""

from abc import abstractmethod

from PySide6.QtCore import QObject, QTimer, Signal

from musicbreeder.gui.stage import NOTHING, Stage


class BorrowedPlayer(QObject):
    """Borrows the stage's player; a melody of the session takes it back.

    Signals:
        changed: what sounds, or whether anything does.
    """

    changed = Signal()

    def __init__(
        self, stage: Stage, frame_milliseconds: int, parent: QObject | None = None
    ) -> None:
        """Borrow nothing yet.

        Args:
            frame_milliseconds: how often it looks at what is heard, while it plays.
        """
        super().__init__(parent)
        self._stage = stage
        self._timer = QTimer(self, interval=frame_milliseconds)
        self._timer.timeout.connect(self._on_frame)
        stage.playing_changed.connect(self._on_stage_playing)

    # What each player says itself.

    @property
    @abstractmethod
    def _is_in_use(self) -> bool:
        """Whether something sounds, is paused or is about to begin."""

    @abstractmethod
    def _on_frame(self) -> None:
        """Follow what is heard."""

    @abstractmethod
    def _give_back(self) -> None:
        """Forget what sounds and what was to come: the session plays."""

    # What a player builds on.

    def _take(self, *, is_looping: bool = False) -> None:
        """Let the session fall silent."""
        # What is being heard of it ends properly, and is noted.
        self._stage.stop()
        self._stage.player.clear_queue()
        self._stage.player.is_looping = is_looping  # until the next melody is heard

    def _on_stage_playing(self, individual_id: int) -> None:
        if individual_id != NOTHING and self._is_in_use:
            self._give_back()
