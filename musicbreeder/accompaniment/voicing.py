"""How chords are laid out for a pianist's right hand: close, and with little movement.

Each chord takes the inversion whose notes lie nearest to those of the chord before
(voice leading by least total motion: Tymoczko, "The geometry of musical chords",
Science 313, 2006), and all stay around a middle note that leaves room for bass and
melody.
"""

from collections.abc import Sequence

from musicbreeder.theory.chord import Chord
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE

LOWEST_NOTE, HIGHEST_NOTE = 50, 69
_MIDDLE_NOTE = 59
_MOST_VOICES = 4
_CENTRING = 0.35


def voiced(chords: Sequence[Chord]) -> tuple[tuple[int, ...], ...]:
    """Return MIDI notes for each chord, ascending, within a hand's reach.

    Of chords with more than four notes the fifth goes first, as players do.

    >>> from musicbreeder.theory.chord import Chord
    >>> voiced([Chord.parsed("C"), Chord.parsed("Am")])
    ((55, 60, 64), (57, 60, 64))
    """
    chosen: list[tuple[int, ...]] = []
    for chord in chords:
        before = chosen[-1] if chosen else None
        chosen.append(min(_layouts(chord), key=lambda notes: _cost(notes, before)))
    return tuple(chosen)


def _layouts(chord: Chord) -> list[tuple[int, ...]]:
    classes = _voices(chord)
    layouts = []
    for lowest in range(LOWEST_NOTE, LOWEST_NOTE + SEMITONES_PER_OCTAVE):
        if lowest % SEMITONES_PER_OCTAVE not in classes:
            continue
        above = ((each - lowest) % SEMITONES_PER_OCTAVE for each in classes)
        notes = tuple(sorted(lowest + distance for distance in above))
        if notes[-1] <= HIGHEST_NOTE:
            layouts.append(notes)
    return layouts


def _voices(chord: Chord) -> list[int]:
    classes = list(dict.fromkeys(chord.pitch_classes))
    if len(classes) > _MOST_VOICES:
        fifth = (chord.root + 7) % SEMITONES_PER_OCTAVE
        classes = [each for each in classes if each != fifth]
    # Root and third or fourth stand first, added notes last: what is over goes from
    # the middle, so that the colour of the chord stays.
    return classes[: _MOST_VOICES - 1] + classes[_MOST_VOICES - 1 :][-1:]


def _cost(notes: tuple[int, ...], before: tuple[int, ...] | None) -> float:
    off_centre = abs(sum(notes) / len(notes) - _MIDDLE_NOTE)
    if before is None:
        return off_centre
    motion = sum(min(abs(note - other) for other in before) for note in notes)
    motion += sum(min(abs(note - other) for other in notes) for note in before)
    return motion / 2 + _CENTRING * off_centre
