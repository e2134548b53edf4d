"""MIDI out: what is heard is played through a port, too, or instead of the sound.

The libraries are loaded on a worker once a port is wanted. The playhead of the player
is the clock, so whatever the window plays, a synth outside plays with it.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from musicbreeder.errors import MusicBreederError
from musicbreeder.formats.general_midi import program_for
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.workers import Dispatcher
from musicbreeder.melody.melody import Melody
from musicbreeder.services.audition import Sound
from musicbreeder.storage.settings_file import Settings

if TYPE_CHECKING:
    from musicbreeder.live_midi.performer import MidiPerformer
    from musicbreeder.live_midi.port import MidiPorts

_KEPT_PLAYING_COUNT = 8


@dataclass(frozen=True)
class _Wishes:
    """What the preferences say of notes on the wire."""

    channel: int
    has_clock: bool
    has_program: bool

    @staticmethod
    def of(preferences: Settings) -> "_Wishes":
        return _Wishes(
            preferences.midi_channel - 1,
            preferences.midi_sends_clock,
            preferences.midi_sends_program,
        )


class MidiOut(QObject):
    """Holds the port that the preferences name, and plays through it.

    Signals:
        changed: what `port_name`, `problem` or `is_busy` say.
    """

    changed = Signal()
    _failed_while_playing = Signal(str)

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._worker = Dispatcher(1, self)
        self._performer: MidiPerformer | None = None
        # NB: the worker adds to it; what is opened while the app ends is closed, too.
        self._opened: list[MidiPerformer] = []
        self._wanted: str | None = None
        self._wishes = _Wishes.of(conductor.preferences)
        # What the player was given last: a port that opens late joins in.
        self._playing: OrderedDict[int, tuple[Melody, Sound]] = OrderedDict()
        self.problem = ""
        self.is_busy = False
        conductor.stage.queued.connect(self._on_queued)
        conductor.stage.ending.connect(self._shut_down)
        conductor.preferences_changed.connect(self._follow)
        self._failed_while_playing.connect(self._on_failed_while_playing)
        self._follow()

    @property
    def port_name(self) -> str:
        """The port that is open; empty = none."""
        return self._wanted or "" if self._performer is not None else ""

    def list_ports(
        self,
        answer: Callable[["MidiPorts"], None],
        failed: Callable[[MusicBreederError], None],
    ) -> None:
        """Call `answer` with the ports there are, once they are known."""

        def ask() -> "MidiPorts":
            from musicbreeder.live_midi.port import list_ports

            return list_ports()

        self._worker.run(ask, done=answer, failed=failed)

    def try_again(self) -> None:
        """Open the port that is wanted, if it could not be opened before."""
        if self._performer is None and not self.is_busy:
            self._wanted = None
            self._follow()

    # The port.

    def _follow(self) -> None:
        """Do what the preferences say."""
        preferences = self._conductor.preferences
        if preferences.midi_port != self._wanted:
            self._wanted = preferences.midi_port
            self.problem = ""
            self._close()
            if self._wanted is not None:
                self._open(self._wanted)
            self.changed.emit()
        wishes = _Wishes.of(preferences)
        if wishes != self._wishes:
            self._wishes = wishes
            self._perform_all()
        self._show_muted()

    def _open(self, name: str) -> None:
        player = self._conductor.stage.player
        on_problem = self._failed_while_playing.emit
        self.is_busy = True

        def open_port() -> "MidiPerformer":
            from musicbreeder.live_midi.performer import MidiPerformer
            from musicbreeder.live_midi.port import open_output

            output = open_output(name)
            performer = MidiPerformer(
                output, player.heard_at, player.sample_rate, on_problem
            )
            self._opened.append(performer)
            return performer

        self._worker.run(
            open_port,
            done=lambda performer: self._on_opened(name, performer),
            failed=lambda error: self._on_not_opened(name, str(error)),
        )

    def _on_opened(self, name: str, performer: "MidiPerformer") -> None:
        if name != self._wanted:
            self._give_back(performer)
            return
        self.is_busy = False
        self._performer = performer
        self._perform_all()
        self._show_muted()
        self.changed.emit()

    def _on_not_opened(self, name: str, sentence: str) -> None:
        if name == self._wanted:
            self.is_busy = False
            self._tell(sentence)

    def _on_failed_while_playing(self, sentence: str) -> None:
        if self._performer is not None and self._performer.problem:
            self._close()
            self._tell(sentence)

    def _tell(self, sentence: str) -> None:
        self.problem = sentence
        self._show_muted()
        self._conductor.error_posted.emit(sentence)
        self.changed.emit()

    def _close(self) -> None:
        performer, self._performer = self._performer, None
        self.is_busy = False
        if performer is not None:
            self._give_back(performer)

    def _give_back(self, performer: "MidiPerformer") -> None:
        self._opened.remove(performer)
        self._worker.run(performer.close)

    def _show_muted(self) -> None:
        """Be silent only while something else plays."""
        replaces = self._conductor.preferences.midi_replaces_sound
        self._conductor.stage.set_muted(replaces and self._performer is not None)

    def _shut_down(self) -> None:
        """End every note before the app is gone."""
        self._wanted = None
        self._close()
        self._worker.finish()
        for performer in self._opened:
            performer.close()

    # What is played.

    def _on_queued(self, token: int, melody: Melody, sound: Sound) -> None:
        self._playing[token] = (melody, sound)
        while len(self._playing) > _KEPT_PLAYING_COUNT:
            self._playing.popitem(last=False)
        self._perform(token, melody, sound)

    def _perform_all(self) -> None:
        for token, (melody, sound) in self._playing.items():
            self._perform(token, melody, sound)

    def _perform(self, token: int, melody: Melody, sound: Sound) -> None:
        if self._performer is None:
            return
        # Loaded with the performer.
        from musicbreeder.live_midi.part import melody_part

        wishes = self._wishes
        part = melody_part(
            melody,
            sound.tempo,
            channel=wishes.channel,
            program=program_for(sound.instrument) if wishes.has_program else None,
            has_clock=wishes.has_clock,
        )
        self._performer.perform(token, part)
