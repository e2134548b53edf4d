"""A melody: one voice on a grid of steps.

The events follow the convention of Magenta's melodies: 0-127 starts a note (MIDI note
number, 60 = C4), `NOTE_OFF` ends it, `NO_EVENT` lets the note, or the rest, go on.
A melody is frozen: whatever changes one returns a new one. Tempo, swing and instrument
belong to the session, not to the melody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from musicbreeder.theory.meter import METERS, Meter

NO_EVENT = -2
NOTE_OFF = -1
MIDDLE_VELOCITY = 96
_HIGHEST_MIDI_NOTE = 127


@dataclass(frozen=True, slots=True)
class Note:
    """One note of a melody.

    Attributes:
        start: step on which it starts.
        end: first step on which it no longer sounds, later than `start`.
        midi_note: 0-127.
        velocity: 1-127.
    """

    start: int
    end: int
    midi_note: int
    velocity: int = MIDDLE_VELOCITY

    @property
    def step_count(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, eq=False)
class Melody:
    """One voice on a grid of steps, frozen, hashable and comparable.

    Attributes:
        events: ``(step_count,)`` read-only int16, see the module's convention; a
            `NOTE_OFF` where nothing sounds is dropped, so what sounds alike is equal.
        velocities: ``(step_count,)`` read-only uint8, 1-127 at onsets, else 0.
        meter: how the steps make beats and bars; there are whole bars only.
    """

    events: NDArray[np.int16]
    velocities: NDArray[np.uint8]
    meter: Meter = METERS["4/4"]

    def __post_init__(self) -> None:
        events = _narrowed("events", self.events, np.dtype(np.int16))
        velocities = _narrowed("velocities", self.velocities, np.dtype(np.uint8))
        if events.ndim != 1 or events.shape != velocities.shape:
            raise ValueError(
                "events and velocities must be one-dimensional and equally long, "
                f"got shapes {events.shape} and {velocities.shape}"
            )
        if len(events) == 0 or len(events) % self.meter.steps_per_bar:
            raise ValueError(
                f"a melody in {self.meter.name} has a multiple of "
                f"{self.meter.steps_per_bar} steps, got {len(events)}"
            )
        # Python's own min, max and `in` are quicker than numpy's on so few steps.
        listed = events.tolist()
        if min(listed) < NO_EVENT or max(listed) > _HIGHEST_MIDI_NOTE:
            raise ValueError("events must be in -2..127")
        is_onset = events >= 0
        note_velocities = velocities[is_onset].tolist()
        if (
            note_velocities
            and not 1 <= min(note_velocities) <= max(note_velocities) <= 127
        ):
            raise ValueError("the velocity of a note must be in 1..127")
        np.multiply(velocities, is_onset, out=velocities)
        if NOTE_OFF in listed:
            _drop_idle_note_offs(events)
        events.setflags(write=False)
        velocities.setflags(write=False)
        object.__setattr__(self, "events", events)
        object.__setattr__(self, "velocities", velocities)

    @staticmethod
    def from_canonical(
        events: NDArray[np.int16], velocities: NDArray[np.uint8], meter: Meter
    ) -> "Melody":
        """Return a melody of arrays that keep every rule already; nothing is checked.

        For inner loops that make thousands; the arrays become read-only.
        """
        melody = object.__new__(Melody)
        events.setflags(write=False)
        velocities.setflags(write=False)
        melody.__dict__.update(events=events, velocities=velocities, meter=meter)
        return melody

    @staticmethod
    def from_notes(notes: Iterable[Note], step_count: int, meter: Meter) -> "Melody":
        """Return the melody that plays `notes`, in one voice.

        A note is cut where the next one starts, and at the end of the melody; of two
        that start together the later in `notes` stays. Notes outside the melody are
        left out.
        """
        events = np.full(step_count, NO_EVENT, dtype=np.int16)
        velocities = np.zeros(step_count, dtype=np.uint8)
        ordered = sorted(notes, key=lambda note: note.start)
        for note in ordered:
            if not 0 <= note.start < step_count:
                continue
            if note.end < step_count and events[note.end] == NO_EVENT:
                events[note.end] = NOTE_OFF
            events[note.start] = note.midi_note
            velocities[note.start] = note.velocity
            stale = np.flatnonzero(events[note.start + 1 : note.end] == NOTE_OFF)
            events[note.start + 1 + stale] = NO_EVENT
        return Melody(events, velocities, meter)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """The notes in order; none overlap."""
        starts = self.onsets
        boundaries = np.flatnonzero(self.events != NO_EVENT)
        ends = np.append(boundaries, self.step_count)
        following = ends[np.searchsorted(boundaries, starts, side="right")]
        return tuple(
            Note(int(start), int(end), int(midi_note), int(velocity))
            for start, end, midi_note, velocity in zip(
                starts,
                following,
                self.events[starts],
                self.velocities[starts],
                strict=True,
            )
        )

    @cached_property
    def onsets(self) -> NDArray[np.intp]:
        """``(note_count,)`` the steps on which notes start, ascending."""
        return np.flatnonzero(self.events >= 0)

    @property
    def midi_notes(self) -> NDArray[np.int16]:
        """``(note_count,)`` the MIDI notes in order."""
        return self.events[self.onsets]

    @property
    def note_count(self) -> int:
        return len(self.onsets)

    @property
    def step_count(self) -> int:
        return len(self.events)

    @property
    def bar_count(self) -> int:
        return self.step_count // self.meter.steps_per_bar

    @cached_property
    def _identity(self) -> tuple[bytes, bytes, Meter]:
        return self.events.tobytes(), self.velocities.tobytes(), self.meter

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Melody):
            return NotImplemented
        return self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    def __reduce__(self) -> tuple[type["Melody"], tuple[object, ...]]:
        # Arrays come back from a copy or another process writable: freeze them anew.
        return Melody, (self.events, self.velocities, self.meter)

    def __repr__(self) -> str:
        bars = f"{self.bar_count} bars of {self.meter.name}"
        return f"<Melody of {self.note_count} notes, {bars}>"


def _narrowed(name: str, values: ArrayLike, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return a copy as `dtype`; what does not fit is refused: 300 is no 44."""
    given = np.asarray(values)
    narrowed = given.astype(dtype)
    if given.dtype != dtype and not np.array_equal(given, narrowed):
        raise ValueError(f"{name} must be whole numbers that fit {dtype.name}")
    return narrowed


def _drop_idle_note_offs(events: NDArray[np.int16]) -> None:
    boundaries = np.flatnonzero(events != NO_EVENT)
    values = events[boundaries]
    previous = np.concatenate(([NOTE_OFF], values[:-1]))
    events[boundaries[(values == NOTE_OFF) & (previous == NOTE_OFF)]] = NO_EVENT
