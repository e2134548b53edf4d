"""Long tunes in pieces: phrases of as many bars as are bred."""

from dataclasses import dataclass

import numpy as np

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.similarity import MelodyIndex

MOST_PHRASES = 64
"""Of a long piece only the first ones are taken."""

_FEWEST_NOTES = 2


@dataclass(frozen=True)
class Phrase:
    """Bars of a longer tune.

    Attributes:
        first_bar: in the tune, from 0.
    """

    melody: Melody
    first_bar: int


def begins_with_upbeat(melody: Melody) -> bool:
    """Tell whether the first bar holds no more than an upbeat."""
    if not melody.note_count or melody.bar_count < 2:
        return False
    return melody.notes[0].start * 2 >= melody.meter.steps_per_bar


def upbeat_of(melody: Melody) -> str | None:
    """Return the pickup that a melody begins with, as its meter names it.

    None where it begins on a bar line, or with an upbeat that no meter has.
    """
    if not melody.note_count:
        return None
    length = melody.meter.steps_per_bar
    upbeat = -melody.notes[0].start % length
    for name in melody.meter.pickup_names:
        if melody.meter.with_pickup(name).pickup_steps == upbeat:
            return name
    return None


def cut_out(
    melody: Melody, first_bar: int, bar_count: int, upbeat: str | None = None
) -> Melody:
    """Return bars of a melody; what is beyond its end is silent.

    A note that is held into the first bar is left out.

    Args:
        upbeat: begin that much earlier, in a meter with that pickup; not where there
            is no bar before.
    """
    length = melody.meter.steps_per_bar
    meter = melody.meter
    if upbeat is not None and first_bar > 0:
        meter = meter.with_pickup(upbeat)
    start = first_bar * length - meter.pickup_steps
    stop = start + bar_count * length
    step_count = stop - start
    events = np.full(step_count, NO_EVENT, dtype=np.int16)
    velocities = np.zeros(step_count, dtype=np.uint8)
    there = melody.events[start:stop]
    events[: len(there)] = there
    velocities[: len(there)] = melody.velocities[start:stop]
    if len(there) < step_count:
        events[len(there)] = NOTE_OFF
    return Melody(events, velocities, meter)


def phrases_of(
    melody: Melody, bar_count: int, upbeat: str | None = None
) -> tuple[Phrase, ...]:
    """Return a tune in pieces of `bar_count` bars, each only once.

    A first bar that holds no more than an upbeat is passed over, so that pieces begin
    where phrases do.

    Args:
        upbeat: let each begin that much earlier, see `cut_out`.
    """
    if not melody.note_count:
        return ()
    length = melody.meter.steps_per_bar
    first = melody.notes[0].start // length
    is_upbeat = melody.notes[0].start % length * 2 >= length
    if is_upbeat and melody.bar_count - first > bar_count:
        first += 1
    heard = MelodyIndex()
    phrases: list[Phrase] = []
    for bar in range(first, max(melody.bar_count, first + 1), bar_count):
        piece = cut_out(melody, bar, bar_count, upbeat)
        if piece.note_count < _FEWEST_NOTES or heard.near([piece])[0]:
            continue
        if phrases and piece.notes[-1].end * 2 < piece.step_count:
            # The last bar of the tune, and silence.
            continue
        heard.add([piece])
        phrases.append(Phrase(piece, bar))
        if len(phrases) == MOST_PHRASES:
            break
    if not phrases:
        phrases.append(Phrase(cut_out(melody, first, bar_count, upbeat), first))
    return tuple(phrases)
