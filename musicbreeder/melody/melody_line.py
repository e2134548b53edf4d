"""Finding the melody in a score: one voice, and how likely it is the tune.

Within a part the melody is taken to be the highest voice (the skyline; Uitdenbogerd and
Zobel, "Melodic matching techniques for large music databases", 1999): a note that
begins while a higher one still sounds is accompaniment. Among parts the tune is known
by its register, by sounding alone, by moving in small steps over most of the piece, and
by what the part is called.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from musicbreeder.melody.score import Part, Score, ScoreNote

ALL_PARTS = "All parts together"

_TOGETHER = 1 / 24
# Fingers let go late: by some of the note, but never by much.
_LEGATO_SHARE, _LEAST_LEGATO_QUARTERS, _MOST_LEGATO_QUARTERS = 0.3, 0.12, 0.35
_FEWEST_NOTES = 6
_HIGHEST_BONUS, _PLACE_MALUS = 0.06, 0.005
_TUNE_WORDS = re.compile(
    r"melod|vocal|voice|vox|sing|lead|solo|tune|theme|sopran|treble|flute|violin|oboe|"
    r"clarinet|trumpet|sax|whistle|fiddle|right hand|canto|cantus|chant",
    re.IGNORECASE,
)
_OTHER_WORDS = re.compile(
    r"bass|drum|perc|pad|chord|accomp|rhythm|comp\b|left hand|backing|harmon|fx|timpan",
    re.IGNORECASE,
)
_TUNE_PROGRAMS = frozenset((*range(40, 43), *range(56, 61), *range(64, 88)))
_OTHER_PROGRAMS = frozenset((*range(32, 40), *range(88, 104), *range(112, 128), 47))


@dataclass(frozen=True)
class MelodyLine:
    """One voice found in a score.

    Attributes:
        name: of the part it was found in.
        notes: by their starts; none overlap.
        score: 0-1, how likely it is the tune.
        left_out_count: notes of the part that sound below it.
    """

    name: str
    notes: tuple[ScoreNote, ...]
    score: float
    left_out_count: int


def melody_lines(score: Score) -> tuple[MelodyLine, ...]:
    """Return the voices that may be the tune of a score, the likeliest first.

    There is one for each part with pitches, and where there are several of them one of
    all parts together.
    """
    parts = [part for part in score.parts if not part.is_for_drums and part.notes]
    if not parts:
        return ()
    end = max(note.end for part in parts for note in part.notes)
    highest = max(_mean_pitch(part) for part in parts)
    lines = []
    for place, part in enumerate(parts):
        line = _line(part, end)
        # In a score the tune has the highest part, or the first.
        bonus = _HIGHEST_BONUS * (_mean_pitch(part) == highest) - _PLACE_MALUS * place
        lines.append(replace(line, score=min(max(line.score + bonus, 0.0), 1.0)))
    if len(parts) > 1:
        together = sorted(
            (note for part in parts for note in part.notes), key=lambda one: one.start
        )
        line = _line(Part(ALL_PARTS, tuple(together)), end)
        # A last resort: a skyline over everything jumps from player to player.
        lines.append(replace(line, score=line.score * 0.6))
    return tuple(sorted(lines, key=lambda one: -one.score))


def skyline(notes: Iterable[ScoreNote]) -> tuple[ScoreNote, ...]:
    """Return the highest voice, its notes cut where the next one begins.

    >>> chord = [ScoreNote(0, 4, 48), ScoreNote(0, 2, 64), ScoreNote(1, 1, 55)]
    >>> [note.midi_note for note in skyline([*chord, ScoreNote(2, 2, 62)])]
    [64, 62]
    """
    line: list[ScoreNote] = []
    for note in sorted(notes, key=lambda one: (one.start, -one.midi_note)):
        if not line:
            line.append(note)
            continue
        last = line[-1]
        if note.start - last.start < _TOGETHER:
            if note.midi_note > last.midi_note:
                line[-1] = note
            continue
        overlap = last.end - note.start
        slack = max(_LEGATO_SHARE * last.duration, _LEAST_LEGATO_QUARTERS)
        is_slur = overlap <= min(slack, _MOST_LEGATO_QUARTERS)
        if note.midi_note < last.midi_note and overlap > 0 and not is_slur:
            continue
        if overlap > 0:
            line[-1] = replace(last, duration=note.start - last.start)
        line.append(note)
    return tuple(line)


def _mean_pitch(part: Part) -> float:
    return sum(note.midi_note for note in part.notes) / len(part.notes)


def _line(part: Part, end: float) -> MelodyLine:
    notes = skyline(part.notes)
    return MelodyLine(
        name=part.name,
        notes=notes,
        score=_likelihood(part, notes, end),
        left_out_count=len(part.notes) - len(notes),
    )


def _likelihood(part: Part, line: Sequence[ScoreNote], end: float) -> float:
    """Return how much a line is like a tune, 0-1."""
    pitches = np.array([note.midi_note for note in line], dtype=np.float64)
    starts = np.array([note.start for note in line])
    sounding = float(sum(note.duration for note in line))
    span = max(float(starts[-1] - starts[0]), 1e-6)
    steps = np.abs(np.diff(pitches))
    mean_step = float(steps.mean()) if len(steps) else 12.0
    repeated_share = float((steps == 0).mean()) if len(steps) else 1.0
    density = len(line) / max(span, 1.0)
    points = {
        # A tune is sung: around the treble staff, seldom below middle C.
        "register": float(np.exp(-0.5 * ((pitches.mean() - 70.0) / 9.0) ** 2)),
        "alone": len(line) / len(part.notes),
        "motion": float(np.exp(-max(mean_step - 3.0, 0.0) / 3.0))
        * (1.0 - max(repeated_share - 0.4, 0.0)),
        "presence": min(2.0 * sounding / max(end, 1e-6), 1.0),
        "pace": min(density / 0.5, 1.0) * min(4.0 / max(density, 1e-6), 1.0),
        "variety": min(len(np.unique(pitches)) / 7.0, 1.0),
        "name": _name_points(part),
    }
    weights = {
        "register": 2.0, "alone": 2.0, "motion": 1.5, "presence": 1.0, "pace": 1.0,
        "variety": 1.5, "name": 2.0,
    }  # fmt: skip
    total = sum(weights[name] * points[name] for name in weights)
    likelihood = 0.94 * total / sum(weights.values())
    return likelihood * min(len(line) / _FEWEST_NOTES, 1.0)


def _name_points(part: Part) -> float:
    points = 0.5
    if _TUNE_WORDS.search(part.name):
        points += 0.5
    elif part.program in _TUNE_PROGRAMS:
        points += 0.25
    if _OTHER_WORDS.search(part.name):
        points -= 0.5
    elif part.program in _OTHER_PROGRAMS:
        points -= 0.4
    return min(max(points, 0.0), 1.0)
