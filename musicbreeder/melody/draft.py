"""A melody under the pencil: plain lists that small edits write into.

A `Melody` is frozen and pays for its checks when it is made. Whoever edits note by note
writes into a draft and makes the melody once, at the end.
"""

import numpy as np

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody

Clip = tuple[list[int], list[int]]
"""Events and velocities of a stretch of steps; it never starts in the middle of a rest
unmarked: a clip that begins silent begins with a `NOTE_OFF`."""


class Draft:
    """The steps of a melody as lists, with the edits that keep one voice one voice.

    Attributes:
        events: the events of every step, see `melody.melody`.
        velocities: 1-127 where a note starts.
        meter: how the steps make beats and bars.
    """

    __slots__ = ("events", "meter", "velocities")

    def __init__(self, melody: Melody) -> None:
        self.events: list[int] = melody.events.tolist()
        self.velocities: list[int] = melody.velocities.tolist()
        self.meter = melody.meter

    @property
    def step_count(self) -> int:
        return len(self.events)

    def melody(self) -> Melody:
        """Return what stands in the draft; the draft itself is tidied by that."""
        events, velocities = self.events, self.velocities
        is_sounding = False
        for step, event in enumerate(events):
            if event >= 0:
                is_sounding = True
                continue
            velocities[step] = 0
            if event == NOTE_OFF:
                if not is_sounding:
                    events[step] = NO_EVENT
                is_sounding = False
        return Melody.from_canonical(
            np.array(events, dtype=np.int16),
            np.array(velocities, dtype=np.uint8),
            self.meter,
        )

    def onsets(self, start: int = 0, stop: int | None = None) -> list[int]:
        """Return the steps in ``start..stop-1`` on which notes start, ascending."""
        events = self.events
        stop = len(events) if stop is None else stop
        return [step for step in range(start, stop) if events[step] >= 0]

    def end(self, onset: int) -> int:
        """Return the first step on which the note that starts on `onset` is over."""
        events = self.events
        step = onset + 1
        while step < len(events) and events[step] == NO_EVENT:
            step += 1
        return step

    def put(self, start: int, end: int, midi_note: int, velocity: int) -> None:
        """Write one note over whatever is there; it ends at `end` at the latest."""
        events = self.events
        end = min(end, len(events))
        events[start] = midi_note
        self.velocities[start] = velocity
        for step in range(start + 1, end):
            events[step] = NO_EVENT
        if end < len(events) and events[end] == NO_EVENT:
            events[end] = NOTE_OFF

    def move_onset(self, onset: int, target: int) -> None:
        """Let the note on `onset` start on `target`, between its neighbours.

        Moved later, the note before rings on into the gap; moved earlier, that note is
        cut.
        """
        self.events[target] = self.events[onset]
        self.velocities[target] = self.velocities[onset]
        for step in range(target + 1, onset + 1):
            self.events[step] = NO_EVENT
        if target > onset:
            self.events[onset] = NO_EVENT

    def drop(self, onset: int, *, leave_rest: bool) -> None:
        """Take a note away: the one before rings on, or there is a rest."""
        self.events[onset] = NOTE_OFF if leave_rest else NO_EVENT

    def is_ringing(self, step: int) -> bool:
        """Tell whether a note that started before `step` still sounds there."""
        events = self.events
        if step >= len(events) or events[step] != NO_EVENT:
            return False
        while step > 0 and events[step] == NO_EVENT:
            step -= 1
        return events[step] >= 0

    def clip(self, start: int, stop: int) -> Clip:
        """Return a copy of a stretch; a note held into it stays a held note."""
        events = self.events[start:stop]
        if events and events[0] == NO_EVENT and not self.is_ringing(start):
            events[0] = NOTE_OFF
        return events, self.velocities[start:stop]

    def paste(self, clip: Clip, start: int) -> None:
        """Write a stretch over what is there; what follows keeps its rests."""
        events, velocities = clip
        stop = min(start + len(events), len(self.events))
        rests_after = (
            stop < len(self.events)
            and self.events[stop] == NO_EVENT
            and not self.is_ringing(stop)
        )
        self.events[start:stop] = events[: stop - start]
        self.velocities[start:stop] = velocities[: stop - start]
        if rests_after:
            self.events[stop] = NOTE_OFF
