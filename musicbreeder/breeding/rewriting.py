"""Passages written anew by a model, as mutation, and seams of a crossover made good.

A model writes many passages at once far quicker than one by one, so these are no
operators of the table: a search asks for some dozens when its own generations are done.
What is written differs from the parent on a beat, a bar or two, and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from musicbreeder.breeding.context import below
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.holding import HeldSteps
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.passages import Passage, PassageWriter
from musicbreeder.theory.scale import Key

_ENDING_CHANCE = 0.2


@dataclass(frozen=True)
class Rewriting:
    """A writer of passages under one listener's settings.

    Attributes:
        writer: knows what may stand there.
        settings: range, and the dial that says how long passages are.
    """

    writer: PassageWriter
    settings: BreedingSettings

    @staticmethod
    def under(
        settings: BreedingSettings, writer: PassageWriter | None
    ) -> "Rewriting | None":
        """Return how to rewrite under the settings, None where they leave no way.

        What is written anew has a rhythm, pitches and a contour of its own, so it is
        not where one of these is kept.
        """
        if writer is None or settings.keeps_something:
            return None
        if not writer.suits(settings.seed_request.meter):
            return None
        return Rewriting(writer, settings)

    def passage(
        self, melody: Melody, key: Key, held: HeldSteps | None, rng: Generator
    ) -> Passage:
        """Return a passage to write anew: a beat, half a bar, one or two, by the dial.

        Now and then it is the ending.
        """
        meter, steps = melody.meter, melody.step_count
        beat, bar = meter.steps_per_beat, meter.steps_per_bar
        lengths = (beat, max(bar // 2, beat), bar, 2 * bar)
        place = 3.0 * self.settings.variation + rng.normal(0.0, 0.8)
        length = min(lengths[int(np.clip(round(place), 0, 3))], steps)
        if rng.random() < _ENDING_CHANCE:
            return Passage(melody, key, steps - length, steps, held)
        beats = (steps - length) // beat
        start = beat * below(beats + 1, rng)
        return Passage(melody, key, start, start + length, held)

    def written(self, passages: Sequence[Passage], rng: Generator) -> Sequence[Melody]:
        """Return each passage's melody with the passage written anew.

        Held steps are given back, whatever the writer did to them.
        """
        settings = self.settings
        found = self.writer.written_anew(
            passages, settings.lowest_note, settings.highest_note, rng
        )
        return [
            melody if passage.held is None else passage.held.given_back(melody)
            for passage, melody in zip(passages, found, strict=True)
        ]


def seam_of(child: Melody, first: Melody, second: Melody) -> int | None:
    """Return the step on which a child goes over from one parent to the other.

    Beats that both parents have alike, and beats of neither, say nothing.
    """
    beat = child.meter.steps_per_beat
    owner = None
    for start in range(0, child.step_count, beat):
        stretch = slice(start, start + beat)
        own = child.events[stretch]
        is_first = np.array_equal(own, first.events[stretch])
        is_second = np.array_equal(own, second.events[stretch])
        if is_first == is_second:
            continue
        if owner is not None and owner != is_first:
            return start
        owner = is_first
    return None


def passage_at_seam(
    child: Melody,
    parents: tuple[Melody, Melody],
    key: Key,
    held: HeldSteps | None,
) -> Passage | None:
    """Return the beats on either side of a child's seam, None where it has none."""
    seam = seam_of(child, *parents)
    if seam is None:
        return None
    beat = child.meter.steps_per_beat
    return Passage(child, key, max(seam - beat, 0), seam + beat, held)
