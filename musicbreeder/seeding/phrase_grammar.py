"""A rule-based maker of first melodies that are phrases, not rows of notes.

A melody is composed as a student of composition is taught to: choose a character, a
form and an implied harmony; invent a bar; repeat it, vary it, move it as a sequence,
turn it upside down; bring the halves to a half cadence and a full one; breathe. Then
look at what came of it, and write again what does not hold together.
"""

from collections.abc import Sequence

import numpy as np

from musicbreeder.melody.musicality import musicality
from musicbreeder.melody.seed import SeededMelody, SeedRequest
from musicbreeder.seeding.brief import drawn_briefs
from musicbreeder.seeding.composition import composed
from musicbreeder.seeding.upbeat import with_upbeats, without_pickup

_GOOD_ENOUGH = 0.9
_REDRAFT_COUNT = 2


class PhraseGrammar:
    """A `Seeder` that composes by rule; see the module."""

    name = "phrase grammar"

    def seed(
        self, request: SeedRequest, melody_count: int, rng: np.random.Generator
    ) -> Sequence[SeededMelody]:
        """Return `melody_count` melodies of as many characters as there are."""
        asked, request = request, without_pickup(request)
        briefs = drawn_briefs(request, melody_count, rng)
        melodies = [composed(request, brief, rng) for brief in briefs]
        scores = musicality(melodies)
        for _ in range(_REDRAFT_COUNT):
            weak = np.flatnonzero(scores < _GOOD_ENOUGH).tolist()
            drafts = [composed(request, briefs[index], rng) for index in weak]
            for index, draft, score in zip(
                weak, drafts, musicality(drafts), strict=True
            ):
                if score > scores[index]:
                    melodies[index], scores[index] = draft, score
        return tuple(
            SeededMelody(
                with_upbeats(melody, brief.key, asked, rng), brief.key, self.name
            )
            for melody, brief in zip(melodies, briefs, strict=True)
        )
