"""The stage: what is being played, and the sound that is made ready for it.

Activities side by side: the GUI thread (this object), one renderer thread that turns
melodies into samples (see `renderings`), one device thread that opens and reopens the
sound card, and PortAudio's own thread inside the player.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from musicbreeder.breeding.individual import Individual
from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.early_renderer import EarlyRenderer
from musicbreeder.gui.renderings import Renderings
from musicbreeder.gui.workers import URGENT, Dispatcher
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.playback.device import OutputDevice
from musicbreeder.playback.player import Player
from musicbreeder.services.audition import Audition, Rendering, Sound
from musicbreeder.theory.meter import METERS

_FRAME_MILLISECONDS = 16
_DEVICE_CHECK_MILLISECONDS = 500
_RETRY_TICKS = 6
NOTHING = -1
_TEST_MELODY = Melody.from_notes(
    [Note(0, 4, 60), Note(4, 8, 64), Note(8, 12, 67), Note(12, 16, 72)],
    16,
    METERS["4/4"],
)


class Stage(QObject):
    """Plays individuals and keeps their renderings.

    Signals:
        playing_changed: the id of what sounds now, or `NOTHING`.
        playhead_moved: an id, and how far into its bars it is heard, 0..1.
        rendering_ready: an id whose waveform can be drawn now.
        rendering_failed: one sentence with the cure.
        sound_problem_changed: one sentence, or empty while sound works.
        auto_advance_changed: whether cards are played one after another.
        queued: what the player was given: its token, a `Melody` and its `Sound`.
        ending: the stage is about to shut down.
    """

    playing_changed = Signal(int)
    playhead_moved = Signal(int, float)
    rendering_ready = Signal(int)
    rendering_failed = Signal(str)
    sound_problem_changed = Signal(str)
    auto_advance_changed = Signal(bool)
    queued = Signal(int, object, object)
    ending = Signal()

    def __init__(
        self, player: Player, audition: Audition, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._player = player
        self._audition = audition
        self.renderer = Dispatcher(1, self)
        self.device = Dispatcher(1, self)
        self._renderings = Renderings(audition, self.renderer, self)
        self._renderings.begun.connect(self._on_begun)
        self._renderings.ready.connect(self._on_rendered)
        self._renderings.failed.connect(self.rendering_failed)
        self._playing: Individual | None = None
        self._sounding: Rendering | None = None
        self._ids_by_token: dict[int, int] = {}
        self._wanted: Individual | None = None
        self._start_at: float | None = 0.0
        self._playing_id = NOTHING
        self._row: list[Individual] = []
        self._is_auto_advancing = False
        self._is_looping = False
        self._volume = player.volume
        self._is_muted = False
        self._problem = ""
        self._device_name: str | None = None
        self._has_opened = False
        self._ticks_until_retry = 0
        self._frame_timer = QTimer(self, interval=_FRAME_MILLISECONDS)
        self._frame_timer.timeout.connect(self._on_frame)
        self._device_timer = QTimer(self, interval=_DEVICE_CHECK_MILLISECONDS)
        self._device_timer.timeout.connect(self._check_device)

    # The sound card.

    def open_device(self, name: str | None = None) -> None:
        """Open the sound card on its thread; the player is silent until then."""
        self._on_device(name, lambda: self._player.open(name))

    def reopen_device(self, name: str | None = None) -> None:
        """Look for sound cards afresh and open one."""
        self._on_device(name, lambda: self._player.reopen(name))

    def _on_device(self, name: str | None, opening: Callable[[], None]) -> None:
        self._device_name = name
        self._device_timer.stop()
        self.device.run(
            opening, done=self._on_device_settled, failed=self._on_device_settled
        )

    def _on_device_settled(self, outcome: MusicBreederError | None) -> None:
        del outcome  # the player keeps the sentence
        self._has_opened = self._has_opened or self._player.is_open
        self._device_timer.start()
        self._check_device()

    def _check_device(self) -> None:
        is_lost = not self._player.check() and self._player.problem is not None
        if is_lost and self._has_opened and self._ticks_until_retry <= 0:
            # A device that vanished is looked for until it is back.
            self._ticks_until_retry = _RETRY_TICKS
            self.reopen_device(self._device_name)
        self._ticks_until_retry -= 1
        problem = self._player.problem or ""
        if problem != self._problem:
            self._problem = problem
            self.sound_problem_changed.emit(problem)

    def list_devices(self, answer: Callable[[tuple[OutputDevice, ...]], None]) -> None:
        """Call `answer` with the sound devices there are, once they are known."""
        self.device.run(
            self._player.output_devices, done=answer, failed=lambda _: answer(())
        )

    def play_test_tone(self) -> None:
        """Play a short rising chord in place of what plays."""
        self.stop()
        sound = self._renderings.sound
        self.renderer.run(
            lambda: self._audition.render(_TEST_MELODY, sound),
            done=self._play_once,
            priority=URGENT,
        )

    def _play_once(self, rendering: Rendering) -> None:
        self._player.is_looping = False  # until the next melody is heard
        self._player.play(rendering.samples)

    @property
    def sound_problem(self) -> str:
        return self._problem

    @property
    def player(self) -> Player:
        """What sounds, lent to whoever plays what is in no session on screen."""
        return self._player

    @property
    def early(self) -> EarlyRenderer:
        """What renders a melody that is not on screen, and lets it begin early."""
        return self._renderings.early

    @property
    def audition(self) -> Audition:
        """What renders, in any thread."""
        return self._audition

    # What is ready to be heard.

    def prepare(self, individuals: Sequence[Individual], sound: Sound) -> None:
        """Make these ready to be heard with `sound`, in that order, and no others."""
        self._renderings.prepare(individuals, sound, self._playing_id)

    def make_ready(self, individual: Individual) -> None:
        """Make one more melody ready to be heard, until others are prepared."""
        self._renderings.make_ready(individual)

    def change_sound(self, sound: Sound) -> None:
        """Hear everything with another sound, what plays now from where it is."""
        playing = self._renderings.kept.get(self._playing_id)
        at_fraction = self.fraction
        self.prepare(list(self._renderings.kept.values()), sound)
        if playing is not None and self._player.position.is_playing:
            self._wanted, self._start_at = playing, None
            self._renderings.want(playing, at_fraction)

    @property
    def sounding(self) -> Rendering | None:
        """What was played last; it may still be being rendered."""
        return self._sounding

    def rendering(self, individual_id: int) -> Rendering | None:
        """Return a whole rendering, None = it is not there yet."""
        return self._renderings.get(individual_id)

    def _on_begun(self, individual: Individual, rendering: Rendering) -> None:
        if self._wanted is not None and self._wanted.id == individual.id:
            self._start(individual, rendering)

    def _on_rendered(self, individual: Individual, rendering: Rendering) -> None:
        self.rendering_ready.emit(individual.id)
        if self._wanted is not None and self._wanted.id == individual.id:
            self._start(individual, rendering)
        elif self._row and self._row[0].id == individual.id and self._playing_id >= 0:
            self._queue_next()

    # Transport.

    @property
    def playing_id(self) -> int:
        return self._playing_id

    @property
    def is_playing(self) -> bool:
        return self._player.is_playing

    @property
    def is_paused(self) -> bool:
        return self._player.is_paused

    @property
    def is_auto_advancing(self) -> bool:
        return self._is_auto_advancing

    @property
    def fraction(self) -> float:
        """How far into the bars of what plays the listener is, 0..1."""
        rendering = self._renderings.get(self._playing_id) or self._sounding
        if rendering is None or self._playing_id == NOTHING:
            return 0.0
        return min(self._player.position.frame / rendering.melody_frames, 1.0)

    @property
    def is_looping(self) -> bool:
        return self._is_looping

    def set_looping(self, is_looping: bool) -> None:
        """Let a melody go round and round; in a row each is heard once all the same."""
        self._is_looping = is_looping
        self._player.is_looping = is_looping and not self._is_auto_advancing

    def set_volume(self, volume: float) -> None:
        """Set the loudness of everything, 0..1; it is kept while muted."""
        self._volume = volume
        self._player.volume = 0.0 if self._is_muted else volume

    def set_muted(self, is_muted: bool) -> None:
        """Play on unheard, for a synth outside; the volume is kept."""
        self._is_muted = is_muted
        self.set_volume(self._volume)

    def hear(self, individual: Individual, at_fraction: float = 0.0) -> None:
        """Play one melody, as soon as it is ready, and leave a row that was playing."""
        self._leave_row()
        self._hear(individual, at_fraction)

    def swap(self, rendering: Rendering) -> None:
        """Go on with what plays in another sound, from where it is, without a click."""
        playing = self._playing
        if playing is None or playing.id != self._playing_id:
            playing = self._renderings.kept.get(self._playing_id)
        if playing is not None and self._player.is_playing:
            self._start_at = None
            self._start(playing, rendering)

    def play_row(self, individuals: Sequence[Individual]) -> None:
        """Play melodies one after another, in tempo and without gaps."""
        if not individuals:
            return
        self._row = list(individuals)
        self._set_auto_advancing(True)
        self._hear(self._row.pop(0), 0.0)

    @property
    def coming_ids(self) -> tuple[int, ...]:
        """What of a row is still to come; the first may be in the player already."""
        return tuple(one.id for one in self._row)

    def replace_coming(self, replacements: Mapping[int, Individual]) -> None:
        """Let others take the places of melodies, by id, that are still to come."""
        self._row = [replacements.get(one.id, one) for one in self._row]

    def toggle_pause(self) -> None:
        """Pause what plays, or go on."""
        if self._player.is_playing:
            self._player.pause()
        elif self._player.is_paused:
            self._player.resume()
            self._frame_timer.start()
        self.playing_changed.emit(self._playing_id)

    def stop(self) -> None:
        """Fade out what plays and forget what was to come."""
        self._leave_row()
        self._wanted = None
        self._player.stop()
        self._set_playing(NOTHING)

    def seek(self, fraction: float) -> None:
        """Go to a place in the bars of what plays, 0..1."""
        rendering = self._renderings.get(self._playing_id) or self._sounding
        if rendering is not None and self._playing_id != NOTHING:
            self._player.seek(int(fraction * rendering.melody_frames))
            self.playhead_moved.emit(self._playing_id, fraction)

    def shut_down(self) -> None:
        """Fall silent and end every thread; the stage is not used afterwards."""
        self.ending.emit()
        self._frame_timer.stop()
        self._device_timer.stop()
        self._player.stop()
        self._renderings.shut_down()
        # First the device's own work, then closing: what waits in line is dropped.
        self.device.shut_down()
        self._player.close()

    def _hear(self, individual: Individual, at_fraction: float) -> None:
        self._wanted = individual
        self._start_at = at_fraction
        rendering = self._renderings.get(individual.id)
        if rendering is None:
            self._renderings.want(individual, at_fraction)
        else:
            self._start(individual, rendering)

    def _start(self, individual: Individual, rendering: Rendering) -> None:
        self._wanted = None
        self._playing, self._sounding = individual, rendering
        self._player.clear_queue()
        at = self._start_at
        clicks = self._audition.count_in(individual.melody, self._renderings.sound)
        if clicks is not None and at == 0.0:
            # By the time it is over, what is still being rendered is there.
            self._player.play(clicks, loop_frames=len(clicks))
            token = self._player.queue(
                rendering.samples, loop_frames=rendering.melody_frames
            )
        else:
            token = self._player.play(
                rendering.samples,
                loop_frames=rendering.melody_frames,
                start_frame=None if at is None else int(at * rendering.melody_frames),
                growing=rendering.progress,
            )
        self.queued.emit(token, individual.melody, self._renderings.sound)
        self._ids_by_token = {token: individual.id}
        self._set_playing(individual.id)
        self._queue_next()

    def _queue_next(self) -> None:
        if not self._row:
            return
        following = self._row[0]
        rendering = self._renderings.get(following.id)
        if rendering is None:
            self._renderings.want(following)
        elif following.id not in self._ids_by_token.values():
            token = self._player.queue(
                rendering.samples, loop_frames=rendering.melody_frames
            )
            self.queued.emit(token, following.melody, self._renderings.sound)
            self._ids_by_token[token] = following.id

    def _on_frame(self) -> None:
        position = self._player.position
        playing = self._ids_by_token.get(position.token, NOTHING)
        if not position.is_playing:
            self._frame_timer.stop()
            if not self._player.is_paused:
                self._leave_row()
                self._set_playing(NOTHING)
            return
        if playing == NOTHING:
            return
        if playing != self._playing_id:
            self._set_playing(playing)
            self._row = [one for one in self._row if one.id != playing]
            self._queue_next()
        self.playhead_moved.emit(playing, self.fraction)

    def _set_playing(self, individual_id: int) -> None:
        self._playing_id = individual_id
        if individual_id == NOTHING:
            self._frame_timer.stop()
        else:
            self._frame_timer.start()
        self.playing_changed.emit(individual_id)

    def _leave_row(self) -> None:
        self._row.clear()
        self._player.clear_queue()
        self._set_auto_advancing(False)

    def _set_auto_advancing(self, is_auto_advancing: bool) -> None:
        if is_auto_advancing != self._is_auto_advancing:
            self._is_auto_advancing = is_auto_advancing
            self.auto_advance_changed.emit(is_auto_advancing)
        self._player.is_looping = self._is_looping and not is_auto_advancing
