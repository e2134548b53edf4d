"""Melodies to breed from: phrases of the grammar, named and rated."""

from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.seeding.phrase_grammar import PhraseGrammar


@pytest.fixture(scope="session")
def individuals():
    """Twelve unrated phrases of four bars of 4/4, each in its own key."""
    seeds = PhraseGrammar().seed(
        BreedingSettings().seed_request, 12, np.random.default_rng(5)
    )
    return tuple(
        Individual(place + 1, f"Name {place + 1}", seed.melody, seed.key, generation=0)
        for place, seed in enumerate(seeds)
    )


@pytest.fixture
def rated(individuals):
    """The same, the first three with 5, 4 and 1 stars."""
    stars = {1: 5, 2: 4, 3: 1}
    return tuple(replace(one, rating=stars.get(one.id)) for one in individuals)
