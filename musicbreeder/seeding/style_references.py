"""Given melodies as the event Transformer reads them, and how to know their bars."""

from collections.abc import Iterable, Sequence

from musicbreeder.seeding.event_features import FIRST_PITCH_TOKEN, Tokens
from musicbreeder.seeding.event_writer import Events, events_of

_BARS_AT_ONCE = 4
_FEWEST_NOTES = 3
_FEWEST_QUOTED_NOTES = 3


def prompts(rows: Sequence[Tokens], steps_per_bar: int, most: int) -> list[Events]:
    """Return stretches of four bars of melodies: of each the first, then the next.

    Args:
        rows: tokens of whole bars of each melody.
        most: how many stretches at most.
    """
    length = _BARS_AT_ONCE * steps_per_bar
    starts = range(0, max((len(row) for row in rows), default=0), length)
    stretches = [row[start : start + length] for start in starts for row in rows]
    chosen = [
        one for one in stretches if (one >= FIRST_PITCH_TOKEN).sum() >= _FEWEST_NOTES
    ]
    return [events_of(one) for one in chosen[:most]]


def known_bars(rows: Iterable[Tokens], steps_per_bar: int) -> set[bytes]:
    """Return the bars of melodies that have enough notes to be known again."""
    found = set()
    for tokens in rows:
        whole = len(tokens) // steps_per_bar * steps_per_bar
        bars = tokens[:whole].reshape(-1, steps_per_bar)
        is_full = (bars >= FIRST_PITCH_TOKEN).sum(axis=1) >= _FEWEST_QUOTED_NOTES
        found |= {bar.tobytes() for bar in bars[is_full]}
    return found
