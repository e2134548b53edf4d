"""Listeners with plain tastes, to breed for."""

from collections.abc import Callable

import numpy as np

from musicbreeder.breeding.individual import Individual
from musicbreeder.melody.melody import Melody
from musicbreeder.services.breeding_session import BreedingSession

Liking = Callable[[Melody], float]


def high_and_sparse(melody: Melody) -> float:
    """Stars of somebody who likes high melodies with few notes."""
    notes_a_bar = melody.note_count / melody.bar_count
    return 3.0 + (melody.midi_notes.mean() - 64) / 5 - (notes_a_bar - 5) / 2


def busy(melody: Melody) -> float:
    """Stars of somebody who likes many notes."""
    return 3.0 + (melody.note_count / melody.bar_count - 5) / 1.5


def stars(liking: Liking, one: Individual) -> int:
    return int(np.clip(round(liking(one.melody)), 1, 5))


def rate_screen(session: BreedingSession, liking: Liking) -> None:
    for one in session.generation:
        session.rate(one.id, stars(liking, one))


def mean_liking(session: BreedingSession, liking: Liking) -> float:
    return float(np.mean([liking(one.melody) for one in session.generation]))
