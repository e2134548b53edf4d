"""Spelling: which of its two names a black key has, by the key it stands in.

A scale of seven notes uses each letter once; of the two names of its tonic it takes the
one that needs fewer accidentals, the usual one where both need as many. Pentatonic
scales and the blues are spelled within the major or minor scale they are cut from.
"""

from functools import cache

from musicbreeder.theory.pitch import PITCH_CLASS_NAMES, SEMITONES_PER_OCTAVE

_LETTERS = "CDEFGAB"
_LETTER_PITCH_CLASSES = (0, 2, 4, 5, 7, 9, 11)
_SHARP_NAMES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
_FLAT_NAMES = ("C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B")
_ACCIDENTALS = {-2: "♭♭", -1: "♭", 0: "", 1: "♯", 2: "♯♯"}
_MAJOR, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
_WHOLE_SCALES = {
    (0, 2, 4, 7, 9): _MAJOR,
    (0, 3, 5, 7, 10): _MINOR,
    (0, 3, 5, 6, 7, 10): _MINOR,
}


@cache
def pitch_class_names(tonic: int, semitones: tuple[int, ...]) -> tuple[str, ...]:
    """Return the names of the twelve pitch classes, spelled as a key asks for.

    Args:
        tonic: pitch class 0-11.
        semitones: the scale above the tonic.

    >>> pitch_class_names(6, (0, 2, 3, 5, 7, 8, 11))[5]
    'E♯'
    """
    whole = _WHOLE_SCALES.get(semitones, semitones)
    if len(whole) != len(_LETTERS):
        return PITCH_CLASS_NAMES
    spellings = [_spelled(letter, tonic, whole) for letter in range(len(_LETTERS))]
    chosen = min(
        spellings,
        key=lambda one: (
            sum(abs(accidental) for _, accidental in one),
            _LETTERS[one[0][0]] != PITCH_CLASS_NAMES[tonic][0],
        ),
    )
    is_flat = sum(accidental for _, accidental in chosen) < 0
    names = list(_FLAT_NAMES if is_flat else _SHARP_NAMES)
    for offset, (letter, accidental) in zip(whole, chosen, strict=True):
        pitch_class = (tonic + offset) % SEMITONES_PER_OCTAVE
        names[pitch_class] = _LETTERS[letter] + _ACCIDENTALS[accidental]
    return tuple(names)


def _spelled(
    first_letter: int, tonic: int, semitones: tuple[int, ...]
) -> list[tuple[int, int]]:
    """Return letter and accidental of each degree, beginning on that letter."""
    spelled = []
    for degree, offset in enumerate(semitones):
        letter = (first_letter + degree) % len(_LETTERS)
        natural = _LETTER_PITCH_CLASSES[letter]
        accidental = (tonic + offset - natural) % SEMITONES_PER_OCTAVE
        spelled.append((letter, accidental - 12 if accidental > 6 else accidental))
    return spelled
