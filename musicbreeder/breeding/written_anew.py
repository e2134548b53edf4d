"""What a search adds to its own offspring: passages that a model has written anew.

A model writes many passages at once far quicker than one by one, so these are no
operators of the table: some dozens are asked for when the generations are done.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.breeding.brood import Descendant
from musicbreeder.breeding.operators import HEALING, REWRITE
from musicbreeder.breeding.rewriting import passage_at_seam
from musicbreeder.breeding.selection import weighted_draw
from musicbreeder.breeding.variation import Ancestor, Candidate, Stage, Variation
from musicbreeder.melody.holding import held_of_either
from musicbreeder.melody.passages import Passage

PASSAGE_COUNT = 24
"""Passages written for one screen; they take as long as one virtual generation."""

_HEALED_SHARE = 0.25
_FEWEST_NOTES = 2


def descendants_written_anew(
    parents: Sequence[Descendant],
    weights: NDArray[np.float64],
    variation: Variation,
    rng: Generator,
) -> list[Descendant]:
    """Return descendants of a search with passages written anew, or seams made good.

    Args:
        parents: may breed.
        weights: running sum of how often each of them is drawn.
        variation: has the settings, and the writer if there is one.
    """
    rewriting = variation.rewriting
    if rewriting is None or not parents:
        return []
    passages: list[Passage] = []
    sources: list[Descendant] = []
    for _ in range(PASSAGE_COUNT):
        one = parents[weighted_draw(weights, rng)]
        if len(parents) > 1 and rng.random() < _HEALED_SHARE:
            other = parents[weighted_draw(weights, rng)]
            crossed = _crossed(one, other, variation, rng)
            if crossed is not None:
                passages.append(crossed[0])
                sources.append(crossed[1])
                continue
        passages.append(rewriting.passage(one.melody, one.key, one.held, rng))
        sources.append(
            replace(one, operators=(*one.operators, REWRITE), promised_root=None)
        )
    written = rewriting.written(passages, rng)
    return [
        replace(source, melody=melody)
        for source, passage, melody in zip(sources, passages, written, strict=True)
        if melody != passage.melody and melody.note_count >= _FEWEST_NOTES
    ]


def _crossed(
    one: Descendant, other: Descendant, variation: Variation, rng: Generator
) -> tuple[Passage, Descendant] | None:
    """Return the seam of a crossover with the child it is in."""
    if other.held is not None and one.held is None:
        one, other = other, one
    brought = variation.brought_beside(one.melody, other.melody, other.key, one.key)
    operator = variation.crossover_odds.drawn(rng)
    held = held_of_either(one.held, other.held)
    child = variation.varied(operator, (one.melody, brought), held, one.key, rng)
    passage = passage_at_seam(child, (one.melody, brought), one.key, held)
    if passage is None:
        return None
    return passage, replace(
        one,
        melody=child,
        roots=one.roots | other.roots,
        operators=(*one.operators, operator.name, HEALING),
        promised_root=None,
        held=held,
    )


def candidates_written_anew(
    ancestors: Sequence[Ancestor],
    weights: NDArray[np.float64],
    variation: Variation,
    rng: Generator,
) -> list[Candidate]:
    """Return candidates that are an ancestor with a passage written anew.

    Args:
        weights: running sum of how often each ancestor is drawn.
    """
    rewriting = variation.rewriting
    if rewriting is None or not ancestors:
        return []
    chosen = [ancestors[weighted_draw(weights, rng)] for _ in range(PASSAGE_COUNT)]
    passages = [rewriting.passage(one.melody, one.key, one.held, rng) for one in chosen]
    written = rewriting.written(passages, rng)
    return [
        Candidate(one.key, (one,), (Stage(REWRITE, melody),))
        for one, melody in zip(chosen, written, strict=True)
        if melody != one.melody and melody.note_count >= _FEWEST_NOTES
    ]
