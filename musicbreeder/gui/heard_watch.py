"""Notes how much of each melody was heard; seeking is no hearing."""

from PySide6.QtCore import QObject, Signal

from musicbreeder.gui.stage import NOTHING, Stage

_LONGEST_STEP = 0.2
"""Between two looks at the playhead; what lies further apart was jumped over."""

_NEAR_START, _NEAR_END = 0.15, 0.85


class HeardWatch(QObject):
    """Follows the playhead and tells of every listening when it ends.

    Going round in a loop goes on with one listening; starting afresh begins another.

    Signals:
        listened: an id and how much of it was heard, above 0; more than 1 where it went
            round.
    """

    listened = Signal(int, float)

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._id = NOTHING
        self._place = 0.0
        self._heard = 0.0
        stage.playing_changed.connect(self._on_playing_changed)
        stage.playhead_moved.connect(self._on_playhead_moved)

    def _on_playing_changed(self, individual_id: int) -> None:
        if individual_id != self._id:
            self._end()
            self._id = individual_id

    def _on_playhead_moved(self, individual_id: int, fraction: float) -> None:
        self._on_playing_changed(individual_id)
        step = fraction - self._place
        went_round = self._place >= _NEAR_END and fraction <= _NEAR_START
        if 0.0 <= step <= _LONGEST_STEP:
            self._heard += step
        elif went_round:
            self._heard += step + 1.0
        elif fraction <= _NEAR_START and step < 0.0:
            self._end()
        self._place = fraction

    def _end(self) -> None:
        heard, self._heard, self._place = self._heard, 0.0, 0.0
        if heard > 0.0:
            self.listened.emit(self._id, heard)
