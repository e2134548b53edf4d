"""What each melody of a screen is to be, before a note of it is written."""

from dataclasses import dataclass

import numpy as np

from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding.chance import chosen
from musicbreeder.seeding.character import CHARACTERS, Character
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import SCALES, Key, Scale

_SLACK_SEMITONES = 2
"""Lines seldom reach both ends of the room they are given."""


@dataclass(frozen=True)
class Brief:
    """What one melody is to be: the request with every freedom decided.

    Attributes:
        notes_per_quarter: onset density to aim at.
        lowest_note: lowest MIDI note used.
        highest_note: highest MIDI note used, at least an octave higher.
        contour: a key of `contour.CONTOURS`.
    """

    character: Character
    key: Key
    notes_per_quarter: float
    lowest_note: int
    highest_note: int
    contour: str


def drawn_briefs(
    request: SeedRequest, melody_count: int, rng: np.random.Generator
) -> list[Brief]:
    """Return what each melody of a screen is to be.

    Characters, registers, densities and tonics are dealt like cards, so that each
    comes once before one comes again.
    """
    briefs: list[Brief] = []
    while len(briefs) < melody_count:
        deal = len(CHARACTERS)
        registers = (rng.permutation(deal) + rng.random(deal)) / deal
        spreads = (rng.permutation(deal) + rng.random(deal)) / deal
        tonics = rng.permutation(SEMITONES_PER_OCTAVE)
        for index, character in enumerate(rng.permutation(deal).tolist()):
            briefs.append(
                _brief(
                    request,
                    CHARACTERS[character],
                    float(registers[index]),
                    float(spreads[index]),
                    int(tonics[index % SEMITONES_PER_OCTAVE]),
                    rng,
                )
            )
    return briefs[:melody_count]


def _brief(
    request: SeedRequest,
    character: Character,
    register: float,
    spread: float,
    tonic: int,
    rng: np.random.Generator,
) -> Brief:
    scale = request.scale or _suiting_scale(character, rng)
    if request.notes_per_quarter is None:
        sparsest, densest = character.notes_per_quarter
        notes_per_quarter = sparsest * (densest / sparsest) ** spread
    else:
        notes_per_quarter = request.notes_per_quarter * 1.25 ** (2.0 * spread - 1.0)
    room = request.highest_note - request.lowest_note
    narrowest, widest = character.span_semitones
    span = int(rng.integers(narrowest, widest + 1))
    span = min(max(span + _SLACK_SEMITONES, SEMITONES_PER_OCTAVE), room)
    # The middle of the room sounds best; the edges are reached now and then.
    place = 0.5 + 0.6 * (register - 0.45)
    lowest = request.lowest_note + round((room - span) * min(max(place, 0.0), 1.0))
    names = tuple(character.contours)
    return Brief(
        character=character,
        key=Key(tonic if request.tonic is None else request.tonic, scale),
        notes_per_quarter=notes_per_quarter,
        lowest_note=lowest,
        highest_note=lowest + span,
        contour=chosen(names, tuple(character.contours.values()), rng),
    )


def _suiting_scale(character: Character, rng: np.random.Generator) -> Scale:
    names = tuple(character.scales)
    return SCALES[chosen(names, tuple(character.scales.values()), rng)]
