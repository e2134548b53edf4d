"""Scales and keys: which pitch classes belong together, and how to stay among them.

A scale is a set of semitone offsets above its tonic; a key is a scale on a tonic.
Inside a key every note of the scale has a *scale step*, a whole number that counts
the scale's notes upwards from MIDI note 0, so that moving by steps keeps a melody in
key. Sources: the modes and minor forms as in any harmony book (Piston, "Harmony");
the blues scale is the hexatonic minor one (1 ♭3 4 ♯4 5 ♭7).
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

from musicbreeder.theory.pitch import (
    SEMITONES_PER_OCTAVE,
    name_to_pitch_class,
)
from musicbreeder.theory.spelling import pitch_class_names

_MIDI_NOTE_COUNT = 128


@dataclass(frozen=True)
class Scale:
    """A named set of semitone offsets above a tonic.

    Attributes:
        name: lower case, as the user writes it: ``"harmonic minor"``.
        semitones: ascending offsets in 0-11, the first is 0.
        is_minor: has a minor third above the tonic and no major one.
    """

    name: str
    semitones: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.semitones or self.semitones[0] != 0:
            raise ValueError(f"a scale starts on its tonic, got {self.semitones}")
        if list(self.semitones) != sorted(set(self.semitones)):
            raise ValueError(f"scale offsets must ascend, got {self.semitones}")
        if self.semitones[-1] >= SEMITONES_PER_OCTAVE:
            raise ValueError(f"scale offsets must be below 12, got {self.semitones}")

    @property
    def is_minor(self) -> bool:
        return 3 in self.semitones and 4 not in self.semitones


SCALES: dict[str, Scale] = {
    scale.name: scale
    for scale in (
        Scale("major", (0, 2, 4, 5, 7, 9, 11)),
        Scale("minor", (0, 2, 3, 5, 7, 8, 10)),
        Scale("harmonic minor", (0, 2, 3, 5, 7, 8, 11)),
        Scale("melodic minor", (0, 2, 3, 5, 7, 9, 11)),
        Scale("dorian", (0, 2, 3, 5, 7, 9, 10)),
        Scale("phrygian", (0, 1, 3, 5, 7, 8, 10)),
        Scale("lydian", (0, 2, 4, 6, 7, 9, 11)),
        Scale("mixolydian", (0, 2, 4, 5, 7, 9, 10)),
        Scale("locrian", (0, 1, 3, 5, 6, 8, 10)),
        Scale("major pentatonic", (0, 2, 4, 7, 9)),
        Scale("minor pentatonic", (0, 3, 5, 7, 10)),
        Scale("blues", (0, 3, 5, 6, 7, 10)),
        Scale("whole tone", (0, 2, 4, 6, 8, 10)),
        Scale("chromatic", tuple(range(SEMITONES_PER_OCTAVE))),
    )
}
"""Every scale by its name, in the order a menu shows them."""

_ALIASES = {
    "ionian": "major",
    "natural minor": "minor",
    "aeolian": "minor",
    "pentatonic": "major pentatonic",
}


def scale_named(name: str) -> Scale:
    """Return the scale called `name`; spaces, hyphens and underscores are alike.

    >>> scale_named("Natural-Minor").semitones
    (0, 2, 3, 5, 7, 8, 10)

    Raises:
        ValueError: no scale has that name; the message lists those that exist.
    """
    plain = " ".join(name.lower().replace("-", " ").replace("_", " ").split())
    plain = _ALIASES.get(plain, plain)
    if plain not in SCALES:
        raise ValueError(
            f"There is no scale “{name}”; choose one of {', '.join(SCALES)}."
        )
    return SCALES[plain]


@dataclass(frozen=True)
class Key:
    """A scale on a tonic.

    Attributes:
        tonic: pitch class 0-11, 0 = C.
    """

    tonic: int
    scale: Scale

    def __post_init__(self) -> None:
        if not 0 <= self.tonic < SEMITONES_PER_OCTAVE:
            raise ValueError(f"tonic must be in 0..11, got {self.tonic}")

    @staticmethod
    def named(tonic: str, scale: str) -> "Key":
        """Return the key with that tonic and scale.

        >>> Key.named("D", "dorian").name
        'D dorian'
        """
        return Key(name_to_pitch_class(tonic), scale_named(scale))

    @property
    def name(self) -> str:
        """The key as a musician writes it.

        >>> Key.named("Ab", "minor").name, Key.named("C#", "major").name
        ('G♯ minor', 'D♭ major')
        """
        return f"{self._pitch_class_names[self.tonic]} {self.scale.name}"

    @property
    def _pitch_class_names(self) -> tuple[str, ...]:
        return pitch_class_names(self.tonic, self.scale.semitones)

    def note_name(self, midi_note: int) -> str:
        """Return a note's name with its octave, spelled as the key asks for.

        >>> Key.named("F#", "minor").note_name(68)
        'G♯4'
        """
        octave, pitch_class = divmod(midi_note, SEMITONES_PER_OCTAVE)
        name = self._pitch_class_names[pitch_class]
        # B♯ is written in the octave below the C it sounds like, C♭ in the one above.
        if name.startswith("B") and pitch_class == 0:
            octave -= 1
        elif name.startswith("C") and pitch_class == SEMITONES_PER_OCTAVE - 1:
            octave += 1
        return f"{name}{octave - 1}"

    @property
    def midi_notes(self) -> tuple[int, ...]:
        """Every MIDI note of the key, ascending; its index is the scale step."""
        return _key_midi_notes(self.tonic, self.scale)

    @property
    def steps_per_octave(self) -> int:
        return len(self.scale.semitones)

    def contains(self, midi_note: int) -> bool:
        """Tell whether the note's pitch class belongs to the key."""
        return (midi_note - self.tonic) % SEMITONES_PER_OCTAVE in self.scale.semitones

    def snapped(self, midi_note: int) -> int:
        """Return the nearest note of the key, the lower one of two equally near.

        Snapping is monotone: a higher note never snaps to a lower one.

        >>> c_major = Key.named("C", "major")
        >>> [c_major.snapped(note) for note in (60, 61, 62, 66)]
        [60, 60, 62, 65]
        """
        return self.midi_notes[self.scale_step(midi_note)]

    def scale_step(self, midi_note: int) -> int:
        """Return the scale step of the key's note nearest to `midi_note`."""
        notes = self.midi_notes
        above = min(bisect_left(notes, midi_note), len(notes) - 1)
        below = max(bisect_right(notes, midi_note) - 1, 0)
        nearer_above = abs(notes[above] - midi_note) < abs(midi_note - notes[below])
        return above if nearer_above else below

    def moved(self, midi_note: int, scale_steps: int) -> int:
        """Return the note `scale_steps` above (or below) `midi_note` within the key.

        A note outside the key keeps its distance from the note it would snap to.

        >>> Key.named("C", "major").moved(60, 2), Key.named("C", "minor").moved(60, 2)
        (64, 63)
        """
        notes = self.midi_notes
        step = self.scale_step(midi_note)
        target = min(max(step + scale_steps, 0), len(notes) - 1)
        moved = notes[target] + midi_note - notes[step]
        return min(max(moved, 0), _MIDI_NOTE_COUNT - 1)

    def degree(self, midi_note: int) -> int:
        """Return the scale degree of the nearest note of the key, 0 = tonic."""
        semitones = (self.snapped(midi_note) - self.tonic) % SEMITONES_PER_OCTAVE
        return self.scale.semitones.index(semitones)


@cache
def _key_midi_notes(tonic: int, scale: Scale) -> tuple[int, ...]:
    return tuple(
        note
        for note in range(_MIDI_NOTE_COUNT)
        if (note - tonic) % SEMITONES_PER_OCTAVE in scale.semitones
    )
