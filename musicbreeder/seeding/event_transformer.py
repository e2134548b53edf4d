"""First melodies by the event Transformer, which has learned from old tunes.

It writes whole phrases: from the first bar of a section to its end, in a mode, density
and manner drawn as the tune books have them, or as asked for. Meters and scales that
are not in the books are left to the phrase grammar, and the melodies say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.seed import SeededMelody, SeedRequest
from musicbreeder.seeding.codec import (
    Codec,
    has_mode,
    has_tokens,
    mode_number,
)
from musicbreeder.seeding.critic import (
    Critic,
    critic_inputs,
    kept_rows,
    shipped_critic,
)
from musicbreeder.seeding.event_features import (
    DENSITIES,
    METER_NAMES,
    MODE_NAMES,
    MODES,
    PHASES,
    Conditions,
    Tokens,
    density_class,
)
from musicbreeder.seeding.event_network import EventNetwork
from musicbreeder.seeding.event_writer import EventWriter, Task
from musicbreeder.seeding.expression import shaped_velocities
from musicbreeder.seeding.latent_files import CRITIC_FILE, has_model, read_weights
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.seeding.style_leaning import leaning_to
from musicbreeder.seeding.style_references import known_bars, prompts
from musicbreeder.seeding.upbeat import with_upbeats, without_pickup
from musicbreeder.theory.meter import METERS, Meter
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import SCALES, Key

MODEL_FILE = "event_transformer.npz"
CONDITION_ROWS = "condition_rows"
"""In the model's file: ``(kinds, 8)`` meter, bars, phase, end, book, mode, density and
how many windows of the training tunes are of that kind."""

COPYING = "copying"
"""In the model's file: how often bars are taken over, see `event_copying`."""

INTERVAL_SHARES = "interval_shares"
"""In the model's file: how often the training tunes have each interval, see
`style_leaning`."""

MOST_REFERENCES = 3
_LONGEST_PHRASE_BARS = 8
_MOST_ROUNDS = 4

_DRAFTS_PER_MELODY, _MOST_SPARE_DRAFTS = 2, 250
"""How many are written for each one that the critic lets pass, and how many are left
out at most: hundreds at once are to be there within a second."""


@dataclass(frozen=True, eq=False)
class EventModel:
    """The writer with what it knows of the tune books.

    Attributes:
        kinds: see `CONDITION_ROWS`, without the counts.
        shares: ``(kinds,)`` how much of the books is of each kind.
        interval_shares: ``(INTERVAL_COUNT,)`` of the books, see `style_leaning`.
    """

    writer: EventWriter
    kinds: NDArray[np.int64]
    shares: NDArray[np.float64]
    interval_shares: NDArray[np.float64]

    def drawn_kinds(
        self,
        meter: str,
        bars: int,
        count: int,
        rng: Generator,
        *,
        is_phrase: bool,
        mode: int | None = None,
        density: int | None = None,
    ) -> Conditions:
        """Return kinds of melodies as often as the books have them.

        Args:
            bars: 1-8; drawn from windows of 4 or of 8.
            is_phrase: from the first bar of a section to its end; otherwise cut
                anywhere.
            mode: what to ask for instead of the books' own.
            density: what to ask for instead of the books' own.
        """
        place = METER_NAMES.index(meter)
        kinds = self.kinds
        stored = 4 if bars <= 4 else 8
        fits = (kinds[:, 0] == place) & (kinds[:, 1] == stored)
        if is_phrase:
            fits &= (kinds[:, 2] == 0) & (kinds[:, 3] == 1)
        if mode is not None and (fits & (kinds[:, 5] == mode)).any():
            fits &= kinds[:, 5] == mode
        sums = np.cumsum(np.where(fits, self.shares, 0.0))
        rows = np.searchsorted(sums, rng.random(count) * sums[-1], side="right")
        drawn = kinds[np.minimum(rows, len(kinds) - 1)]
        phases = drawn[:, 2]
        if is_phrase:
            # Fewer bars than a phrase: its last ones.
            phases = np.full(count, (stored - bars) % PHASES)
        return Conditions(
            drawn[:, 0],
            phases,
            drawn[:, 3],
            drawn[:, 4],
            drawn[:, 5] if mode is None else np.full(count, mode),
            drawn[:, 6] if density is None else np.full(count, density),
        )


def has_event_model() -> bool:
    """Tell whether the model is installed; it is not opened."""
    return has_model(MODEL_FILE)


@cache
def event_model() -> EventModel:
    """Return the shipped model; it is read once.

    Raises:
        ModelError: its file is missing, damaged or of another version.
    """
    return model_of(read_weights(MODEL_FILE))


def model_of(weights: dict[str, NDArray[np.float32]]) -> EventModel:
    """Return the model of a file's arrays.

    Raises:
        ModelError: arrays are missing or of another version.
    """
    if not {CONDITION_ROWS, COPYING, INTERVAL_SHARES} <= set(weights):
        raise ModelError(
            "The event Transformer's file is incomplete; "
            "install musicbreeder again to put it back."
        )
    rows = weights[CONDITION_ROWS].astype(np.int64)
    shares = rows[:, -1] / rows[:, -1].sum()
    writer = EventWriter(EventNetwork(weights), weights[COPYING])
    intervals = weights[INTERVAL_SHARES].astype(np.float64)
    return EventModel(writer, rows[:, :-1], shares, intervals)


@dataclass(frozen=True, eq=False)
class Reference:
    """A melody in whose style to write.

    Attributes:
        key: the key it stands in.
    """

    melody: Melody
    key: Key


class EventTransformer:
    """A `Seeder` that writes like the tune books; see the module.

    Args:
        references: up to three melodies in whose style to write; those in another
            meter than is asked for are left out.
        model: what writes; None = the shipped one, read with the first request.
        is_thinned: the critic follows, where it is there; not where references are
            followed, which need not be like the tune books.
    """

    name = "event transformer"

    def __init__(
        self,
        references: Sequence[Reference] = (),
        model: EventModel | None = None,
        *,
        is_thinned: bool = True,
    ) -> None:
        self._references = tuple(references)[:MOST_REFERENCES]
        self._model = model
        self._is_thinned = is_thinned

    @property
    def model(self) -> EventModel:
        return self._model or event_model()

    def seed(
        self, request: SeedRequest, melody_count: int, rng: Generator
    ) -> Sequence[SeededMelody]:
        """Return `melody_count` melodies.

        Raises:
            ModelError: the model's file is missing or damaged.
        """
        if not has_tokens(request.meter) or not (
            request.scale is None or has_mode(request.scale)
        ):
            return PhraseGrammar().seed(request, melody_count, rng)
        if request.meter.pickup_steps:
            plain = without_pickup(request)
            return tuple(
                SeededMelody(
                    with_upbeats(one.melody, one.key, request, rng), one.key, one.source
                )
                for one in self._written(plain, melody_count, rng)
            )
        return self._written(request, melody_count, rng)

    def _written(
        self, request: SeedRequest, count: int, rng: Generator
    ) -> tuple[SeededMelody, ...]:
        if count < 1:
            return ()
        critic = self._critic(request)
        draft_count = count
        if critic is not None:
            draft_count += min((_DRAFTS_PER_MELODY - 1) * count, _MOST_SPARE_DRAFTS)
        conditions = self._conditions(request, draft_count, rng)
        keys = _keys(request, conditions, rng)
        codecs = [
            Codec.within(request.meter, key, request.lowest_note, request.highest_note)
            for key in keys
        ]
        allowed = np.array(
            [
                codec.allowed(
                    request.lowest_note,
                    request.highest_note,
                    None if request.scale is None else key,
                )
                for codec, key in zip(codecs, keys, strict=True)
            ]
        )
        steps = request.bars * request.meter.steps_per_bar
        given = prompts(
            self._reference_rows(request.meter),
            request.meter.steps_per_bar,
            MOST_REFERENCES,
        )
        task = Task(0, steps, steps, references=tuple(given))
        tasks = [task] * draft_count
        leaning = self._leaning(request)
        grids = self.model.writer.write(tasks, conditions, allowed, rng, leaning)
        self._rewrite_quotations(grids, tasks, conditions, allowed, leaning, rng)
        rows = list(range(count))
        if critic is not None:
            inputs = critic_inputs(grids, request.meter, conditions.modes)
            odds = critic.log_odds(inputs, self.name)
            # Of every mode as much as was drawn: the critic is not to choose it.
            rows = kept_rows(odds, count, rng, conditions.modes)
        return tuple(
            SeededMelody(played(grids[row], codecs[row], rng), keys[row], self.name)
            for row in rows
        )

    def _critic(self, request: SeedRequest) -> Critic | None:
        """Return who thins out what is written for a request, None for nobody."""
        is_known = Critic.knows(request.meter, request.bars)
        if not (self._is_thinned and is_known and has_model(CRITIC_FILE)):
            return None
        return None if self._fitting_references(request.meter) else shipped_critic()

    def _rewrite_quotations(
        self,
        grids: Tokens,
        tasks: Sequence[Task],
        conditions: Conditions,
        allowed: NDArray[np.bool_],
        leaning: NDArray[np.float32] | None,
        rng: Generator,
    ) -> None:
        """Write those anew that have a bar of a reference, a few times if need be."""
        if not tasks[0].references:
            return
        meter = METER_NAMES[int(conditions.meters[0])]
        steps = METERS[meter].steps_per_bar
        known = known_bars(self._reference_rows(METERS[meter]), steps)
        for _ in range(_MOST_ROUNDS):
            quoting = np.array(
                [
                    row
                    for row, grid in enumerate(grids)
                    if known & known_bars([grid], steps)
                ],
                dtype=np.intp,
            )
            if not len(quoting):
                return
            again = [tasks[row] for row in quoting.tolist()]
            grids[quoting] = self.model.writer.write(
                again, conditions.rows(quoting), allowed[quoting], rng, leaning
            )

    def _conditions(
        self, request: SeedRequest, count: int, rng: Generator
    ) -> Conditions:
        wanted = request.notes_per_quarter
        density = None if wanted is None else density_class(wanted, 1.0)
        mode = None if request.scale is None else mode_number(request.scale)
        fitting = self._fitting_references(request.meter)
        if fitting:
            # A reference says itself what manner is wanted.
            conditions = Conditions.unknown(request.meter.name, count)
            stored = 4 if request.bars <= 4 else _LONGEST_PHRASE_BARS
            conditions.phases[:] = (stored - request.bars) % PHASES
            conditions.ends[:] = 1
            own = mode_number(fitting[0].key.scale)
            conditions.modes[:] = own if mode is None else mode
            conditions.densities[:] = DENSITIES if density is None else density
            return conditions
        return self.model.drawn_kinds(
            request.meter.name,
            request.bars,
            count,
            rng,
            is_phrase=True,
            mode=mode,
            density=density,
        )

    def _fitting_references(self, meter: Meter) -> list[Reference]:
        plain = meter.without_pickup
        return [
            one
            for one in self._references
            if one.melody.meter.without_pickup == plain and one.melody.note_count
        ]

    def _leaning(self, request: SeedRequest) -> NDArray[np.float32] | None:
        fitting = self._fitting_references(request.meter)
        if not fitting:
            return None
        return leaning_to([one.melody for one in fitting], self.model.interval_shares)

    def _reference_rows(self, meter: Meter) -> list[Tokens]:
        return [
            Codec.of(one.melody, one.key).tokens(one.melody)
            for one in self._fitting_references(meter)
        ]


def _keys(request: SeedRequest, conditions: Conditions, rng: Generator) -> list[Key]:
    """Return the key of each melody: as asked for, or of the mode that was drawn."""
    tonics = rng.permutation(SEMITONES_PER_OCTAVE)
    keys = []
    for place, mode in enumerate(conditions.modes.tolist()):
        scale = request.scale
        if scale is None:
            scale = SCALES[MODE_NAMES[mode] if mode < MODES - 1 else "major"]
        tonic = request.tonic
        if tonic is None:
            tonic = int(tonics[place % SEMITONES_PER_OCTAVE])
        keys.append(Key(tonic, scale))
    return keys


def played(tokens: Tokens, codec: Codec, rng: Generator) -> Melody:
    """Return a melody of tokens, with velocities as the metre and the phrase ask."""
    events = codec.events(tokens)
    onsets = np.flatnonzero(events >= 0)
    velocities = np.zeros(len(events), dtype=np.uint8)
    if len(onsets):
        velocities[onsets] = shaped_velocities(
            onsets.tolist(), events[onsets].tolist(), len(events), codec.meter, rng
        )
    return Melody(events, velocities, codec.meter)
