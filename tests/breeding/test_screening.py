import numpy as np

from musicbreeder.breeding.screening import screen_of_fresh, screen_of_offspring
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.variation import Ancestor, Candidate, Stage, Variation
from musicbreeder.melody.similarity import shape_vectors
from musicbreeder.melody.transform import transposed


def fresh(individual, melody=None):
    stage = Stage("test", melody or individual.melody)
    return Candidate(individual.key, (), (stage,))


def brood(individual, rng, count=150):
    """Return offspring of one parent from small changes to wild ones."""
    ancestor = Ancestor(individual, individual.melody, individual.key)
    variation = Variation(BreedingSettings())
    offspring = []
    for place in range(count):
        candidate = Candidate(individual.key, (ancestor,))
        for _ in range(1 + place % 6):
            candidate = variation.mutated(candidate, rng)
        if candidate.stages:
            offspring.append(candidate)
    return offspring


def test_the_best_of_the_judge_comes_first(individuals):
    pool = [fresh(one) for one in individuals]
    scores = np.arange(12.0) % 7
    assert screen_of_fresh(pool, scores, 3)[0] is pool[6]


def test_one_tune_in_several_keys_is_taken_once(individuals):
    pool = [
        fresh(individuals[0], transposed(individuals[0].melody, semitones))
        for semitones in range(6)
    ]
    assert len(screen_of_fresh(pool, np.zeros(6), 3)) == 1


def test_the_dial_takes_near_ones_or_far_ones_from_the_same_brood(individuals, rng):
    parent = individuals[0]
    pool = brood(parent, rng)
    gaps = []
    for variation in (0.0, 1.0):
        chosen = screen_of_offspring(
            pool, np.zeros(len(pool)), {parent.id: 1.0}, variation, 8
        )
        points = shape_vectors([parent.melody, *(one.melody for one in chosen)])
        gaps.append(np.linalg.norm(points[1:] - points[0], axis=1).mean())
    assert gaps[0] + 0.2 < gaps[1]
