"""Plays favourites of any session, each in the sound it had there."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.borrowed_player import BorrowedPlayer
from musicbreeder.gui.library_desk import MelodyKey, key_of
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.workers import URGENT
from musicbreeder.services.audition import Rendering, Sound
from musicbreeder.services.own_sound import kept_sound
from musicbreeder.storage.library_lists import LibraryMelody

_FRAME_MILLISECONDS = 33


class FavouritesPlayer(BorrowedPlayer):
    """Plays one favourite, or a row of them.

    Signals, besides those of `BorrowedPlayer`:
        moved: the playhead moved.
    """

    moved = Signal()

    def __init__(self, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(stage, _FRAME_MILLISECONDS, parent)
        self._wanted: LibraryMelody | None = None
        self._row: list[LibraryMelody] = []
        self._queued: MelodyKey | None = None
        self._by_token: dict[int, tuple[MelodyKey, Rendering]] = {}
        self._playing: MelodyKey | None = None
        self.is_row = False

    @property
    def playing(self) -> MelodyKey | None:
        """What plays, or was paused."""
        return self._playing

    @property
    def is_playing(self) -> bool:
        return self._playing is not None and self._stage.player.is_playing

    @property
    def fraction(self) -> float:
        """How far into its bars it is heard, 0..1."""
        position = self._stage.player.position
        found = self._by_token.get(position.token)
        if found is None or self._playing is None:
            return 0.0
        return min(position.frame / found[1].melody_frames, 1.0)

    def hear(self, melody: LibraryMelody) -> None:
        """Play one melody, as soon as its beginning is rendered."""
        self._row.clear()
        self.is_row = False
        self._want(melody)

    def play_row(self, melodies: Sequence[LibraryMelody]) -> None:
        """Play melodies one after another, without gaps."""
        if melodies:
            self._row = list(melodies[1:])
            self.is_row = True
            self._want(melodies[0])

    def toggle_pause(self) -> None:
        """Pause what plays, or go on."""
        player = self._stage.player
        if player.is_playing:
            player.pause()
        elif player.is_paused:
            player.resume()
        self.changed.emit()

    def stop(self) -> None:
        """Fade out what plays and forget what was to come."""
        self._wanted = None
        if self._playing is not None:
            self._stage.player.stop()
        self._forget()

    def _forget(self) -> None:
        self._row.clear()
        self._queued = None
        self.is_row = False
        self._by_token.clear()
        self._timer.stop()
        self._playing = None
        self.changed.emit()

    @property
    def _is_in_use(self) -> bool:
        return self._playing is not None or self._wanted is not None

    def _give_back(self) -> None:
        self._wanted = None
        self._forget()

    def _want(self, melody: LibraryMelody) -> None:
        self._wanted = melody
        self._queued = None
        self._stage.early.render(
            melody.melody,
            lambda: kept_sound(melody),
            lambda rendering: self._begin(melody, rendering),
            self._on_failed,
        )

    def _on_failed(self, error: MusicBreederError) -> None:
        self._stage.rendering_failed.emit(str(error))

    def _begin(self, melody: LibraryMelody, rendering: Rendering) -> None:
        if melody is not self._wanted:
            return
        self._take(is_looping=self._stage.is_looping and not self.is_row)
        self._wanted = None
        token = self._stage.player.play(
            rendering.samples,
            loop_frames=rendering.melody_frames,
            growing=rendering.progress,
        )
        self._tell(token, melody)
        self._by_token = {token: (key_of(melody), rendering)}
        self._playing = key_of(melody)
        self._timer.start()
        self.changed.emit()
        self._prepare_next()

    def _prepare_next(self) -> None:
        if not self._row:
            return
        # Whole: what is queued has to be there when the one before ends.
        audition, melody = self._stage.audition, self._row[0]
        self._stage.renderer.run(
            lambda: audition.render(melody.melody, kept_sound(melody)),
            done=lambda rendering: self._queue(melody, rendering),
            failed=self._on_failed,
            priority=URGENT,
        )

    def _queue(self, melody: LibraryMelody, rendering: Rendering) -> None:
        is_next = self._row and melody is self._row[0]
        if self._playing is None or not is_next or self._queued == key_of(melody):
            return
        self._queued = key_of(melody)
        token = self._stage.player.queue(
            rendering.samples, loop_frames=rendering.melody_frames
        )
        self._tell(token, melody)
        self._by_token[token] = (key_of(melody), rendering)

    def _tell(self, token: int, melody: LibraryMelody) -> None:
        sound = Sound(melody.instrument, melody.tempo)
        self._stage.queued.emit(token, melody.melody, sound)

    def _on_frame(self) -> None:
        player = self._stage.player
        position = player.position
        if not position.is_playing:
            if not player.is_paused:
                self._forget()
            return
        found = self._by_token.get(position.token)
        if found is None:
            return
        if found[0] != self._playing:
            self._playing = found[0]
            self._row = [one for one in self._row if key_of(one) != found[0]]
            self.changed.emit()
            self._prepare_next()
        self.moved.emit()
