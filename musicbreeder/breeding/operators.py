"""The one table of operators: crossovers and mutations, with what they touch.

An operator never fails: where its function leaves fewer than two notes, the first
parent comes back unchanged.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from numpy.random import Generator

from musicbreeder.breeding import chords, crossover, development, mutation
from musicbreeder.breeding.context import VariationContext
from musicbreeder.melody.melody import Melody

_FEWEST_NOTES = 2


@dataclass(frozen=True)
class Operator:
    """One way to make a melody from one or two others.

    Attributes:
        name: as a library keeps it.
        phrase: for people, empty for a crossover; ``{bars}`` (bar 2), ``{notes}`` (two
            notes), ``{direction}`` (up, down) and ``{width}`` (wider, narrower) stand
            for what is found to have changed.
        parent_count: 1 for a mutation, 2 for a crossover.
        changes_rhythm: onsets may move, come or go.
        changes_pitches: the row of pitches may change.
        reach: how far its offspring usually lie from the parent, 0 = a note, 1 = half
            the melody; a low variation prefers a low reach.
        function: takes the parents, a context and a generator.
    """

    name: str
    phrase: str
    parent_count: int
    changes_rhythm: bool
    changes_pitches: bool
    reach: float
    function: Callable[..., Melody]

    def __call__(
        self, parents: Sequence[Melody], context: VariationContext, rng: Generator
    ) -> Melody:
        """Return the offspring of `parent_count` parents in the context's key."""
        offspring = self.function(*parents, context, rng)
        return offspring if offspring.note_count >= _FEWEST_NOTES else parents[0]


_PITCHES, _RHYTHM = (False, True), (True, False)
_BOTH = (True, True)

OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("bar crossover", "", 2, *_BOTH, 0.6, crossover.cross_bars),
        Operator("phrase crossover", "", 2, *_BOTH, 0.6, crossover.cross_phrases),
        Operator("beat crossover", "", 2, *_BOTH, 0.6, crossover.cross_beats),
        Operator("bar graft", "", 2, *_BOTH, 0.3, crossover.graft_bar),
        Operator("pitch crossover", "", 2, *_PITCHES, 0.7, crossover.take_pitches),
        Operator("rhythm crossover", "", 2, *_RHYTHM, 0.7, crossover.take_rhythm),
        Operator(
            "pitch", "{notes} changed in {bars}", 1, *_PITCHES, 0.1,
            mutation.change_pitches,
        ),
        Operator(
            "pitch swap", "pitches swapped in {bars}", 1, *_PITCHES, 0.1,
            mutation.swap_pitches,
        ),
        Operator(
            "split", "{notes} added in {bars}", 1, *_BOTH, 0.1, mutation.split_notes
        ),
        Operator(
            "join", "{notes} fewer in {bars}", 1, *_BOTH, 0.1, mutation.join_notes
        ),
        Operator(
            "shift", "timing shifted in {bars}", 1, *_RHYTHM, 0.1, mutation.shift_notes
        ),
        Operator(
            "syncopation", "{bars} syncopated", 1, *_RHYTHM, 0.2, mutation.syncopate
        ),
        Operator(
            "dotting", "lengths changed in {bars}", 1, *_RHYTHM, 0.15,
            mutation.dot_notes,
        ),
        Operator(
            "new rhythm", "new rhythm in {bars}", 1, *_RHYTHM, 0.35,
            mutation.redraw_rhythm,
        ),
        Operator("rest", "a rest in {bars}", 1, *_BOTH, 0.1, mutation.rest),
        Operator(
            "ornament", "{bars} ornamented", 1, *_BOTH, 0.15, mutation.ornament
        ),
        Operator(
            "simplification", "{bars} simplified", 1, *_BOTH, 0.25, mutation.simplify
        ),
        Operator(
            "transposition", "{bars} moved {direction}", 1, *_PITCHES, 0.35,
            development.transpose_passage,
        ),
        Operator(
            "inversion", "{bars} turned upside down", 1, *_PITCHES, 0.4,
            development.invert,
        ),
        Operator(
            "reversed pitches", "pitches backwards in {bars}", 1, *_PITCHES, 0.4,
            development.reverse_pitches,
        ),
        Operator(
            "contour", "{width} leaps in {bars}", 1, *_PITCHES, 0.3,
            development.bend_contour,
        ),
        Operator(
            "retrograde", "{bars} backwards", 1, *_BOTH, 0.5, development.retrograde
        ),
        Operator(
            "sequence", "a motif moved on in sequence to {bars}", 1, *_BOTH, 0.4,
            development.sequence,
        ),
        Operator(
            "motif copy", "a motif repeated in {bars}", 1, *_BOTH, 0.4,
            development.copy_motif,
        ),
        Operator(
            "rhythm copy", "a rhythm repeated in {bars}", 1, *_RHYTHM, 0.35,
            development.copy_rhythm,
        ),
        Operator(
            "answer", "opening answered in {bars}", 1, *_BOTH, 0.7, development.answer
        ),
        Operator("cadence", "ending led home", 1, *_PITCHES, 0.15, development.cadence),
        Operator("new ending", "new ending", 1, *_BOTH, 0.35, development.new_ending),
        Operator("fresh bar", "{bars} new", 1, *_BOTH, 0.4, development.fresh_bar),
        Operator(
            "fresh pitches", "fresh pitches", 1, *_PITCHES, 0.8,
            development.fresh_pitches,
        ),
        Operator(
            "fresh rhythm", "fresh rhythm", 1, *_RHYTHM, 0.8,
            development.fresh_rhythm,
        ),
        Operator(
            "augmentation", "slower notes in {bars}", 1, *_BOTH, 0.55,
            development.augment,
        ),
        Operator(
            "diminution", "faster notes in {bars}", 1, *_BOTH, 0.6,
            development.diminish,
        ),
        Operator(
            "displacement", "{bars} starting later", 1, *_BOTH, 0.4,
            development.displace,
        ),
    )
}  # fmt: skip
"""Every operator by its name that needs no model; crossovers first."""

BLEND = Operator("latent blend", "", 2, *_BOTH, 0.45, crossover.blend)
"""The crossover that needs a `melody.blending.Blender`."""

LEADING = Operator(
    "chord leading", "{notes} led into the chords", 1, *_PITCHES, 0.1,
    chords.lead_by_chords,
)  # fmt: skip
"""The mutation that needs chords."""

REWRITE, HEALING = "transformer rewrite", "transformer healing"
"""What `breeding.rewriting` does to many melodies at once, with a model."""

PHRASES = {one.name: one.phrase for one in (*OPERATORS.values(), BLEND, LEADING)} | {
    REWRITE: "{bars} rewritten by the model",
    HEALING: "the seam in {bars} made good",
}
"""What each operator did, in words to be filled in, see `Operator.phrase`."""

CROSSOVERS = tuple(o for o in OPERATORS.values() if o.parent_count == 2)
MUTATIONS = tuple(o for o in OPERATORS.values() if o.parent_count == 1)
