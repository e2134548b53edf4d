"""Plays parts through a MIDI port in time with what is heard.

The playhead is the clock: whoever plays the sound tells where the listener is, and the
performer sends what is due there. So both stay together through loops, seeks, pauses
and a change of melody, and MIDI alone is the same with the sound turned down.

Concurrent activities: the performer's own thread reads the playhead and sends; any
other thread hands in parts, wakes it up and closes it.
"""

import threading
import time
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from musicbreeder.errors import MidiDeviceError
from musicbreeder.live_midi.messages import (
    CONTINUE,
    START,
    STOP,
    program_change,
    song_position,
)
from musicbreeder.live_midi.part import MidiPart
from musicbreeder.live_midi.port import MidiOutput

_LONGEST_SLEEP_SECONDS = 0.01
_IDLE_SLEEP_SECONDS = 0.03
_ALERT_SLEEP_SECONDS = 0.001
# A device answers within its buffer; after that nothing was begun.
_ALERT_SECONDS = 0.2
# Whoever is off the expected place by more than this has jumped there.
_JUMP_SECONDS = 0.05
_KEPT_PART_COUNT = 16


class Heard(Protocol):
    """Where the listener is: in what playing, at which frame, and whether it moves."""

    @property
    def token(self) -> int: ...
    @property
    def frame(self) -> int: ...
    @property
    def is_playing(self) -> bool: ...


class MidiPerformer:
    """Follows the playhead until it is closed.

    Attributes:
        problem: one sentence once the port has failed; then nothing is sent any more.
    """

    def __init__(
        self,
        output: MidiOutput,
        heard_at: Callable[[float], Heard],
        sample_rate: int,
        on_problem: Callable[[str], None] | None = None,
    ) -> None:
        """Begin to follow; nothing is sent before a part is due.

        Args:
            output: open; it is closed with the performer.
            heard_at: tells what is heard at a moment of `time.monotonic`.
            sample_rate: of its frames, in Hz.
            on_problem: called once, from the performer's thread.
        """
        self.problem: str | None = None
        self._output = output
        self._heard_at = heard_at
        self._sample_rate = sample_rate
        self._on_problem = on_problem
        # NB: handed in by other threads, looked up by ours.
        self._parts_lock = threading.Lock()
        self._parts: OrderedDict[int, MidiPart] = OrderedDict()
        self._waking = threading.Event()
        self._alert_until_seconds = 0.0
        self._is_closing = False

        # Below: our thread's own.
        self._token = 0
        self._part: MidiPart | None = None
        self._next = 0
        self._is_running = False
        self._seconds = 0.0
        self._moment_seconds = 0.0
        self._programs: dict[int, int] = {}
        self._thread = threading.Thread(
            target=self._run, name="MIDI performer", daemon=True
        )
        self._thread.start()

    def perform(self, token: int, part: MidiPart) -> None:
        """Play `part` while the playing with that token is heard, and each time again.

        Args:
            token: as the player gave it; another part for the same one replaces it.
        """
        with self._parts_lock:
            self._parts[token] = part
            self._parts.move_to_end(token)
            while len(self._parts) > _KEPT_PART_COUNT:
                self._parts.popitem(last=False)
        self._alert_until_seconds = time.monotonic() + _ALERT_SECONDS
        self._waking.set()

    def close(self) -> None:
        """Stop, end every note and give the port back; waits for the thread."""
        self._is_closing = True
        self._waking.set()
        self._thread.join()
        self._output.close()

    # The performer's thread.

    def _run(self) -> None:
        try:
            while not self._is_closing:
                sleep_seconds = self._follow()
                self._waking.wait(sleep_seconds)
                self._waking.clear()
            self._fall_silent()
        except MidiDeviceError as error:
            self.problem = str(error)
            if self._on_problem is not None:
                self._on_problem(self.problem)

    def _follow(self) -> float:
        """Send what is due; return how long nothing else will be, in seconds."""
        moment_seconds = time.monotonic()
        heard = self._heard_at(moment_seconds)
        part = self._part_of(heard)
        if part is None:
            self._finish(moment_seconds)
            return self._idle_sleep_seconds(moment_seconds)
        seconds = heard.frame / self._sample_rate
        self._take_place(heard.token, part, seconds, moment_seconds)
        self._token, self._part = heard.token, part
        self._seconds, self._moment_seconds = seconds, moment_seconds
        self._send_until(part, seconds)
        if self._next < len(part.messages):
            due_seconds = part.moments_seconds[self._next] - seconds
            return min(max(due_seconds, 0.0), _LONGEST_SLEEP_SECONDS)
        if seconds < part.length_seconds:
            return min(part.length_seconds - seconds, _LONGEST_SLEEP_SECONDS)
        # Only the tail sounds on; a loop may still begin anew at once.
        self._stop_clock()
        return _LONGEST_SLEEP_SECONDS

    def _idle_sleep_seconds(self, moment_seconds: float) -> float:
        """Be awake when a part begins: after a count-in, a pause, or silence."""
        if moment_seconds < self._alert_until_seconds:
            return _ALERT_SLEEP_SECONDS
        # What is heard within the next sleep is known already.
        soon = self._heard_at(moment_seconds + _IDLE_SLEEP_SECONDS)
        is_near = self._part_of(soon) is not None
        return _ALERT_SLEEP_SECONDS if is_near else _IDLE_SLEEP_SECONDS

    def _part_of(self, heard: Heard) -> MidiPart | None:
        if not heard.is_playing:
            return None
        with self._parts_lock:
            return self._parts.get(heard.token)

    def _take_place(
        self, token: int, part: MidiPart, seconds: float, moment_seconds: float
    ) -> None:
        """Go to where the listener is: on by itself, another round, or a jump."""
        old = self._part
        if old is None:
            self._begin(part, seconds)
            return
        expected_seconds = self._seconds + moment_seconds - self._moment_seconds
        is_same = token == self._token and part is old
        if is_same and abs(seconds - expected_seconds) <= _JUMP_SECONDS:
            return
        # At the end of the bars the next round or melody follows without a gap.
        overshoot_seconds = expected_seconds - old.length_seconds
        if abs(seconds - overshoot_seconds) <= _JUMP_SECONDS and self._is_running:
            self._send_until(old, old.length_seconds)
            self._output_program(part)
            self._next = 0
            return
        self._output.silence()
        self._stop_clock()
        self._begin(part, seconds)

    def _begin(self, part: MidiPart, seconds: float) -> None:
        self._output_program(part)
        is_start = seconds < _JUMP_SECONDS
        # What began a moment ago was waited for: it is late, not past.
        first_seconds = 0.0 if is_start else seconds - _LONGEST_SLEEP_SECONDS
        self._next = bisect_left(part.moments_seconds, first_seconds)
        self._is_running = True
        if part.seconds_per_clock is None:
            return
        if is_start:
            self._output.send(START)
        else:
            clock_count = round(seconds / part.seconds_per_clock)
            self._output.send(song_position(clock_count))
            self._output.send(CONTINUE)

    def _output_program(self, part: MidiPart) -> None:
        if part.program is None or self._programs.get(part.channel) == part.program:
            return
        self._output.send(program_change(part.program, part.channel))
        self._programs[part.channel] = part.program

    def _send_until(self, part: MidiPart, seconds: float) -> None:
        while (
            self._next < len(part.messages)
            and part.moments_seconds[self._next] <= seconds
        ):
            self._output.send(part.messages[self._next])
            self._next += 1

    def _finish(self, moment_seconds: float) -> None:
        """Fall silent; what ended by itself since the last look is sent to its end."""
        part = self._part
        if part is not None and self._is_running:
            expected_seconds = self._seconds + moment_seconds - self._moment_seconds
            if expected_seconds >= part.length_seconds:
                self._send_until(part, part.length_seconds)
        self._fall_silent()

    def _fall_silent(self) -> None:
        if self._part is not None:
            self._output.silence()
            self._stop_clock()
            self._part = None

    def _stop_clock(self) -> None:
        part = self._part
        has_clock = part is not None and part.seconds_per_clock is not None
        if self._is_running and has_clock:
            self._output.send(STOP)
        self._is_running = False
