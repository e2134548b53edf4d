"""Plays what the sound lab makes, through the stage's player."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from numpy.typing import ArrayLike
from PySide6.QtCore import QObject, QTimer, Signal

from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.borrowed_player import BorrowedPlayer
from musicbreeder.gui.stage import Stage
from musicbreeder.gui.workers import URGENT
from musicbreeder.services.sound_lab import LabClip, LabSound, LabTone, SoundLab
from musicbreeder.synth.additive import LiveTones

_FRAME_MILLISECONDS = 25
_FADE_MILLISECONDS = 250
_NO_PLACE: frozenset[int] = frozenset()
_Answer = TypeVar("_Answer")


class LabPlayer(BorrowedPlayer):
    """Plays tones of the lab, once or for as long as they are held.

    Signals, besides those of `BorrowedPlayer`:
        lit: the places, a frozenset of ints, of the tones that are heard now.
        failed: one sentence with the cure.
    """

    lit = Signal(object)
    failed = Signal(str)

    def __init__(
        self, stage: Stage, lab: SoundLab, parent: QObject | None = None
    ) -> None:
        super().__init__(stage, _FRAME_MILLISECONDS, parent)
        self._lab = lab
        self._clip: LabClip | None = None
        self._token = 0
        self._is_wanted = False
        self._places = _NO_PLACE
        self._live: LiveTones | None = None
        self._request = 0
        self._fading = QTimer(self, singleShot=True, interval=_FADE_MILLISECONDS)
        self._fading.timeout.connect(self._end_live)

    @property
    def is_playing(self) -> bool:
        """Whether something sounds, or is about to."""
        return self._is_wanted or self._token > 0

    @property
    def is_live(self) -> bool:
        """Whether a tone sounds that follows what is set."""
        return self._live is not None and not self._fading.isActive()

    def work(
        self, function: Callable[[], _Answer], done: Callable[[_Answer], None]
    ) -> None:
        """Run a function off the GUI thread and hand over what it returns."""
        # Before the melodies that are made ready: it is what a person looks at.
        self._stage.renderer.run(
            function, done=done, failed=self._on_failed, priority=URGENT
        )

    def play(self, sound: LabSound, tones: Sequence[LabTone]) -> None:
        """Play tones, as soon as they are made, in place of all that sounds."""
        wanted = tuple(tones)
        self._request += 1
        request, self._is_wanted = self._request, True
        self._stage.renderer.run(
            lambda: self._lab.render(sound, wanted),
            done=lambda clip: self._start(request, clip),
            failed=self._on_failed,
            priority=URGENT,
        )
        self.changed.emit()

    def sound_live(self, frequencies_hz: ArrayLike, amplitudes: ArrayLike) -> None:
        """Let sines sound on and on; called again, they glide to where they are set."""
        if self._live is None:
            self._clear()
            self._take()
            self._live = LiveTones(self._lab.sample_rate)
            # Set first: what is made ahead of the ear would begin with silence.
            self._live.set(frequencies_hz, amplitudes)
            self._token = self._stage.player.play_live(self._live)
            self._timer.start()
        self._fading.stop()
        self._live.set(frequencies_hz, amplitudes)
        self.changed.emit()

    def release_live(self) -> None:
        """Let the sines fade out."""
        if self._live is not None and not self._fading.isActive():
            self._live.release()
            self._fading.start()
            self.changed.emit()

    def stop(self) -> None:
        """Fade out what sounds and forget what was to come."""
        if self._token:
            self._stage.player.stop()
        self._forget()

    def _start(self, request: int, clip: LabClip) -> None:
        if request != self._request or not self._is_wanted:
            return
        self._clear()
        self._take()
        self._clip = clip
        self._token = self._stage.player.play(clip.samples)
        self._timer.start()
        self.changed.emit()

    def _end_live(self) -> None:
        if self._live is not None:
            self.stop()

    def _on_failed(self, error: MusicBreederError) -> None:
        self._is_wanted = False
        self.changed.emit()
        self.failed.emit(str(error))

    @property
    def _is_in_use(self) -> bool:
        return self.is_playing

    def _give_back(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._clear()
        self.changed.emit()

    def _clear(self) -> None:
        self._timer.stop()
        self._fading.stop()
        self._is_wanted = False
        self._clip = self._live = None
        self._token = 0
        self._light(_NO_PLACE)

    def _light(self, places: frozenset[int]) -> None:
        if places != self._places:
            self._places = places
            self.lit.emit(places)

    def _on_frame(self) -> None:
        position = self._stage.player.position
        if 0 < position.token < self._token:
            return  # what played before is still on its way to the ear
        if position.token != self._token or not position.is_playing:
            # It is over, or somebody else has borrowed the player since.
            self._forget()
        elif self._clip is not None:
            seconds = position.frame / self._clip.sample_rate
            self._light(self._clip.places_at(seconds))
