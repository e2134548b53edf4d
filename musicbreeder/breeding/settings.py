"""What a listener asks of the melodies that are bred."""

from dataclasses import dataclass

from musicbreeder.errors import ChordNameError
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.theory.meter import Meter, meter_named
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE, name_to_pitch_class
from musicbreeder.theory.progression import Progression
from musicbreeder.theory.scale import scale_named

MINIMUM_BARS, MAXIMUM_BARS = 1, 8
MINIMUM_POPULATION, MAXIMUM_POPULATION = 6, 12


@dataclass(frozen=True)
class BreedingSettings:
    """What a listener asks of the melodies that are bred; every field has a default.

    Attributes:
        bars: 1-8.
        meter: a time signature, see `theory.meter.METERS`.
        key: tonic such as ``"D"`` or ``"Bb"``; None = each melody has its own.
        scale: a name from `theory.scale.SCALES`; None = each melody has its own.
        lowest_note: lowest MIDI note, inclusive.
        highest_note: highest MIDI note, inclusive, at least an octave higher.
        density: 0 = few long notes, 1 = many short ones; None = free.
        population_size: melodies on one screen, 6-12.
        seeder: name of the maker of first melodies, ``"auto"`` = the app chooses.
        variation: 0 = offspring stay close to their parents, 1 = wild.
        crossover_rate: share of offspring with two parents; None = follows `variation`.
        mutation_rate: chance of a further mutation; None = follows `variation`.
        keep_rhythm: offspring keep the rhythm of a parent.
        keep_pitches: offspring keep the row of pitches of a parent.
        keep_contour: offspring rise and fall where a parent does, note by note.
        breeds_sound: each individual has a sound of its own, bred with the melody.
        keep_sound: offspring keep the sound of their first parent.
        style: tunes that the seeder ``"your tunes"`` learns from, as it writes them;
            empty = none.
        chords: what the melodies are to go with, in chord symbols or in numerals for
            each melody's key, see `theory.progression`; empty = nothing.
    """

    bars: int = 4
    meter: str = "4/4"
    key: str | None = None
    scale: str | None = None
    lowest_note: int = 48
    highest_note: int = 84
    density: float | None = None
    population_size: int = 12
    seeder: str = "auto"
    variation: float = 0.5
    crossover_rate: float | None = None
    mutation_rate: float | None = None
    keep_rhythm: bool = False
    keep_pitches: bool = False
    keep_contour: bool = False
    breeds_sound: bool = False
    keep_sound: bool = False
    style: str = ""
    chords: str = ""

    def __post_init__(self) -> None:
        _check_in("bars", self.bars, MINIMUM_BARS, MAXIMUM_BARS)
        _check_in(
            "population_size",
            self.population_size,
            MINIMUM_POPULATION,
            MAXIMUM_POPULATION,
        )
        _check_in("lowest_note", self.lowest_note, 0, 127)
        _check_in("highest_note", self.highest_note, 0, 127)
        if self.highest_note - self.lowest_note < SEMITONES_PER_OCTAVE:
            raise ValueError(
                "the range must span at least an octave, "
                f"got {self.lowest_note}..{self.highest_note}"
            )
        _check_in("variation", self.variation, 0.0, 1.0)
        for name in ("density", "crossover_rate", "mutation_rate"):
            value = getattr(self, name)
            if value is not None:
                _check_in(name, value, 0.0, 1.0)
        meter_named(self.meter)
        if self.key is not None:
            name_to_pitch_class(self.key)
        if self.scale is not None:
            scale_named(self.scale)
        if self.chords:
            try:
                Progression.parsed(self.chords)
            except ChordNameError as error:
                raise ValueError(str(error)) from error

    @property
    def keeps_something(self) -> bool:
        """Whether every melody bred keeps something of a parent."""
        return self.keep_rhythm or self.keep_pitches or self.keep_contour

    @property
    def theory_meter(self) -> Meter:
        return meter_named(self.meter)

    @property
    def seed_request(self) -> SeedRequest:
        """What a seeder is asked for under these settings."""
        return SeedRequest(
            bars=self.bars,
            meter=self.theory_meter,
            tonic=None if self.key is None else name_to_pitch_class(self.key),
            scale=None if self.scale is None else scale_named(self.scale),
            lowest_note=self.lowest_note,
            highest_note=self.highest_note,
            density=self.density,
        )


def _check_in(name: str, value: float, minimum: float, maximum: float) -> None:
    if not minimum <= value <= maximum:
        raise ValueError(f"{name} must be in {minimum:g}..{maximum:g}, got {value}")
