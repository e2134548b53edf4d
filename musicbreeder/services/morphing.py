"""Between two melodies, and beside one: what a model knows of melodies alike.

A walk leads from one melody to another in even steps; a direction leads from one
melody to others that are denser, higher, leap more. What pleases is let in by
`BreedingSession.show_offspring`.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.breeding.context import VariationContext
from musicbreeder.breeding.crossover import brought_to
from musicbreeder.breeding.individual import Individual, Origin
from musicbreeder.breeding.lineage import bars_in_words
from musicbreeder.breeding.locks import held_where_it_fits
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.errors import ModelError, MusicBreederError
from musicbreeder.melody.blending import Blender
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.transform import folded, with_bar_count, with_meter
from musicbreeder.seeding.latent_files import AUTOENCODER_FILE, has_model
from musicbreeder.seeding.latent_grid import has_grid
from musicbreeder.services.session_offspring import Make
from musicbreeder.services.shipped_blender import shipped_blender

DIRECTIONS = (
    "denser", "sparser", "higher", "lower", "more leaps", "smoother",
    "more syncopated", "straighter",
)  # fmt: skip
"""Every way one can go from a melody; two opposite ones stand together."""

WALK_STEPS = 9
"""Melodies of a walk, both ends included."""

BESIDE_COUNT = 6
"""Melodies that a direction brings at most."""

_MISSING = (
    "The model that knows what lies between melodies is not installed; "
    "install musicbreeder again to put it back."
)


def reason_against(individual: Individual) -> str:
    """Return why nothing can be found between or beside a melody; empty = it can."""
    if not has_model(AUTOENCODER_FILE):
        return "The model for this is not installed"
    if not has_grid(individual.melody.meter):
        return f"The model knows no melodies in {individual.melody.meter.name}"
    if not individual.melody.note_count:
        return "There are no notes"
    return ""


def walked(
    first: Individual,
    second: Individual,
    settings: BreedingSettings,
    count: int = WALK_STEPS,
) -> tuple[Offspring, ...]:
    """Return `count` melodies from one to another, both ends included.

    They stand in the first one's key, meter and length; the second comes to them.

    Raises:
        ModelError: the model is missing or damaged.
        MusicBreederError: it does not know the first one's meter.
    """
    blender = _blender_for(first)
    context = _context(first, settings)
    goal = with_meter(second.melody, first.melody.meter)
    goal = with_bar_count(goal, first.melody.bar_count)
    goal = brought_to(first.melody, goal, second.key, context)
    melodies = blender.walk(first.melody, goal, first.key, count)
    held = held_where_it_fits(first, first.melody)
    steps = []
    for place, melody in enumerate(melodies):
        if 0 < place < count - 1:
            melody = _in_range(melody, settings)
            melody = melody if held is None else held.given_back(melody)
        share = round(100 * place / (count - 1))
        change = f"{share} % of the way from {first.name} to {second.name}."
        origins = _origins(melody, first.melody, goal)
        steps.append(
            Offspring(
                melody,
                first.key,
                (first.id, second.id),
                ("latent morph",),
                origins,
                change,
            )
        )
    return tuple(steps)


def going(individual: Individual, direction: str, settings: BreedingSettings) -> Make:
    """Return what makes melodies like one, but further in a direction.

    It raises a `MusicBreederError` where nothing comes of it.

    Raises:
        ValueError: there is no such direction.
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"direction must be one of {DIRECTIONS}, got {direction!r}")

    def make(rng: Generator, is_cancelled: Callable[[], bool]) -> Sequence[Offspring]:
        del is_cancelled  # it is done before anyone could ask
        blender = _blender_for(individual)
        found = blender.beside(
            individual.melody, individual.key, direction, BESIDE_COUNT, rng
        )
        held = held_where_it_fits(individual, individual.melody)
        melodies: dict[Melody, None] = {}
        for melody in found:
            melody = _in_range(melody, settings)
            melody = melody if held is None else held.given_back(melody)
            if melody.note_count and melody != individual.melody:
                melodies.setdefault(melody)
        if not melodies:
            raise MusicBreederError(
                f"{individual.name} cannot be made {direction}; "
                "unlock a bar or a note, or try another direction."
            )
        return [_beside(melody, individual, direction) for melody in melodies]

    return make


def _blender_for(individual: Individual) -> Blender:
    blender = shipped_blender()
    if blender is None:
        raise ModelError(_MISSING)
    reason = reason_against(individual)
    if reason:
        raise MusicBreederError(f"{reason}; choose another melody.")
    return blender


def _context(first: Individual, settings: BreedingSettings) -> VariationContext:
    notes = first.melody.midi_notes
    # What the first one uses is within reach, wherever the settings have moved to.
    lowest = min(settings.lowest_note, int(notes.min()))
    highest = max(settings.highest_note, int(notes.max()))
    return VariationContext(first.key, lowest, highest, settings.variation)


def _in_range(melody: Melody, settings: BreedingSettings) -> Melody:
    return folded(melody, settings.lowest_note, settings.highest_note)


def _beside(melody: Melody, parent: Individual, direction: str) -> Offspring:
    is_changed = melody.events != parent.melody.events
    steps = np.flatnonzero(is_changed)
    bars = sorted(set((steps // melody.meter.steps_per_bar).tolist()))
    change = f"{parent.name}, {direction}: changed in {bars_in_words(bars)}."
    origins = _origins(melody, parent.melody, None)
    operators = (f"latent move, {direction}",)
    return Offspring(melody, parent.key, (parent.id,), operators, origins, change)


def _origins(melody: Melody, first: Melody, second: Melody | None) -> NDArray[np.uint8]:
    """Return where every note came from; what neither parent has is new."""
    origins = np.full(melody.step_count, Origin.MUTATION, dtype=np.uint8)
    if second is not None:
        origins[melody.events == second.events] = Origin.SECOND_PARENT
    origins[melody.events == first.events] = Origin.FIRST_PARENT
    origins.setflags(write=False)
    return origins
