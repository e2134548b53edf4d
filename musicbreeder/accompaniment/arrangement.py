"""Chords, bass and drums for a progression: all that is played under a melody."""

from dataclasses import dataclass

from musicbreeder.accompaniment.bass_part import bass_part
from musicbreeder.accompaniment.chord_part import chord_part
from musicbreeder.accompaniment.drum_part import DrumHit, drum_part
from musicbreeder.accompaniment.harmony_span import HarmonySpan, harmony_spans
from musicbreeder.accompaniment.style import Style
from musicbreeder.melody.melody import Note
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.progression import Progression


@dataclass(frozen=True)
class Arrangement:
    """What is played under a melody, on the melody's grid.

    Attributes:
        spans: the chords, one after another.
        chords: the chord instrument's notes.
        bass: one note at a time.
    """

    spans: tuple[HarmonySpan, ...]
    chords: tuple[Note, ...]
    bass: tuple[Note, ...]
    drums: tuple[DrumHit, ...]


def arranged(
    progression: Progression, meter: Meter, bar_count: int, style: Style
) -> Arrangement:
    """Return the accompaniment of `bar_count` bars; the progression goes round.

    The same arguments make the same notes.
    """
    spans = harmony_spans(progression, meter, bar_count)
    return Arrangement(
        spans,
        chord_part(spans, meter, style.chords),
        bass_part(spans, meter, style.bass),
        drum_part(meter, bar_count, style.drums),
    )
