"""First melodies out of the autoencoder's space: the VAE's and the GAN's.

A point of the space is drawn and decoded step by step, the surest first; some melodies
bring a bar back, as tunes do. Taken as they come they are plainly no tunes, so two
things follow: the critic thins them out, and, where it is installed, the event
Transformer writes three of every four bars anew to fit the others. The melodies say so.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.passages import Passage, PassageWriter
from musicbreeder.melody.seed import SeededMelody, SeedRequest
from musicbreeder.melody.transform import folded, snapped
from musicbreeder.seeding.codec import Codec, home_tonic
from musicbreeder.seeding.critic import Critic, shipped_critic, thinned
from musicbreeder.seeding.expression import shaped_velocities
from musicbreeder.seeding.latent_files import CRITIC_FILE, has_model
from musicbreeder.seeding.latent_gan import shipped_generator
from musicbreeder.seeding.latent_grid import (
    BAR_COUNT,
    BAR_STEPS,
    FIRST_PITCH,
    LOWEST_NOTE,
    UNKNOWN,
    Tokens,
    has_grid,
    meter_number,
)
from musicbreeder.seeding.network import Floats
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.seeding.vae import Autoencoder, shipped_autoencoder
from musicbreeder.theory.scale import SCALES, Key, Scale

Draw = Callable[[NDArray[np.intp], Generator], Floats]
"""Returns a point of the latent space for each meter number."""

_DRAWN_FOR_ONE, _FINISHED_FOR_ONE = 3, 2
"""How many are drawn where a density is asked for; how many the critic thins out."""

_ROUNDS = 4
_MOST_TURNS = 6
_DENSER = np.float32(0.8)
_LEAST_STANDING = 0.6
_REPEATING_SHARE = 0.4
"""Of the melodies bring a bar back; with those that do by chance it is as in tunes."""

_RETURNS = ((2, 0), (2, 0), (3, 1), (1, 0))
"""Which bar brings back which, as often as they are listed."""

_FEWEST_NOTES_PER_BAR, _FEWEST_PITCHES = 1.5, 3
_MODES = ("major", "minor", "dorian", "mixolydian")
_WRITTEN_ANEW = ((1, 2), (3, 4), (2, 3))
"""Bars, from and up to, of every four that the event Transformer writes anew."""


class LatentSeeder:
    """A `Seeder`; see the module.

    Args:
        name: who made its melodies, as a person reads it.
        draw: gives points of the autoencoder's space; None = the Gaussian of the tune
            collection in it.
        network: the autoencoder; None = the shipped one, read with the first request.
        is_finished: the event Transformer follows, where it is there.
        is_thinned: the critic follows, where it is there.
    """

    def __init__(
        self,
        name: str,
        draw: Draw | None = None,
        network: Autoencoder | None = None,
        *,
        is_finished: bool = True,
        is_thinned: bool = True,
    ) -> None:
        self.name = name
        self._draw = draw
        self._given_network = network
        self._is_finished = is_finished
        self._is_thinned = is_thinned

    def seed(
        self, request: SeedRequest, melody_count: int, rng: Generator
    ) -> Sequence[SeededMelody]:
        """Return `melody_count` melodies; the phrase grammar's in a meter unknown here.

        Raises:
            ModelError: a model's file is missing or damaged.
        """
        if not has_grid(request.meter):
            return PhraseGrammar().seed(request, melody_count, rng)
        if melody_count < 1:
            return ()
        made: list[SeededMelody] = []
        finished = _FINISHED_FOR_ONE * melody_count
        wanted = finished
        if request.notes_per_quarter is not None:
            wanted = _DRAWN_FOR_ONE * melody_count
        for turn in range(_MOST_TURNS):
            if len(made) >= wanted:
                break
            made += self._made(request, wanted, rng, is_choosy=turn + 2 < _MOST_TURNS)
        if len(made) < wanted:
            made += PhraseGrammar().seed(request, wanted - len(made), rng)
        made = _nearest_in_density(made[:wanted], request, finished)
        if self._is_finished:
            made = _finished(made, request, rng)
        knows = Critic.knows(request.meter, request.bars)
        if self._is_thinned and knows and has_model(CRITIC_FILE):
            return thinned(made, melody_count, self.name, shipped_critic(), rng)
        return tuple(made[:melody_count])

    @property
    def _network(self) -> Autoencoder:
        return self._given_network or shipped_autoencoder()

    def _made(
        self, request: SeedRequest, count: int, rng: Generator, *, is_choosy: bool
    ) -> list[SeededMelody]:
        meters = np.full(count, meter_number(request.meter))
        first = self._points(meters, rng)
        grids = self._written(first, meters, _forms(count, rng), rng)
        bars = [grids.reshape(count, BAR_COUNT, BAR_STEPS)]
        if request.bars > BAR_COUNT:
            # The second half goes on from where the first one lies, and begins alike.
            second = 0.6 * first + 0.4 * self._points(meters, rng)
            begun = np.full_like(grids, UNKNOWN)
            begun[:, :BAR_STEPS] = grids[:, :BAR_STEPS]
            answer = self._network.completed(second, meters, begun, _ROUNDS, rng)
            bars.insert(0, bars[0][:, : request.bars - BAR_COUNT])
            bars[1] = answer.reshape(count, BAR_COUNT, BAR_STEPS)
        whole = np.concatenate(bars, axis=1)[:, -request.bars :]
        return [
            _melody(tokens, request, self.name, rng)
            for tokens in whole[:, :, : request.meter.steps_per_bar].reshape(count, -1)
            if _is_melody(tokens, request.bars)
            and (not is_choosy or _has_tonic(tokens, request.scale))
        ]

    def _points(self, meters: NDArray[np.intp], rng: Generator) -> Floats:
        if self._draw is None:
            points = self._network.drawn(len(meters), rng)
        else:
            points = self._draw(meters, rng)
        # Between tunes the decoder holds notes longer than tunes do.
        denser: Floats = _DENSER * self._network.directions["note density"]
        return points + denser

    def _written(
        self,
        points: Floats,
        meters: NDArray[np.intp],
        forms: list[tuple[int, int]],
        rng: Generator,
    ) -> Tokens:
        """Return grids for points; a form brings one bar back as another."""
        unknown = np.full((len(points), BAR_COUNT * BAR_STEPS), UNKNOWN, dtype=np.uint8)
        grids = self._network.completed(points, meters, unknown, _ROUNDS, rng)
        returning = [row for row, (to, source) in enumerate(forms) if to != source]
        if not returning:
            return grids
        bars = grids.reshape(len(points), BAR_COUNT, BAR_STEPS)[returning]
        known = np.full_like(bars, UNKNOWN)
        for row, whole in enumerate(returning):
            place, source = forms[whole]
            known[row, source] = known[row, place] = bars[row, source]
        grids[returning] = self._network.completed(
            points[returning],
            meters[returning],
            known.reshape(len(returning), -1),
            _ROUNDS // 2,
            rng,
        )
        return grids


def adversarial_seeder(name: str, *, is_thinned: bool = True) -> LatentSeeder:
    """Return the seeder whose points the shipped generator makes."""

    def draw(meters: NDArray[np.intp], rng: Generator) -> Floats:
        return shipped_generator().drawn(meters, rng)

    return LatentSeeder(name, draw, is_thinned=is_thinned)


def _forms(count: int, rng: Generator) -> list[tuple[int, int]]:
    """Return for each melody which bar brings back which; (0, 0) = none does."""
    chosen = rng.integers(len(_RETURNS), size=count).tolist()
    is_repeating = (rng.random(count) < _REPEATING_SHARE).tolist()
    return [
        _RETURNS[place] if repeats else (0, 0)
        for place, repeats in zip(chosen, is_repeating, strict=True)
    ]


def _is_melody(tokens: Tokens, bars: int) -> bool:
    notes = tokens[tokens >= FIRST_PITCH]
    return (
        len(notes) >= _FEWEST_NOTES_PER_BAR * bars
        and len(np.unique(notes)) >= _FEWEST_PITCHES
    )


def _melody(
    tokens: Tokens, request: SeedRequest, source: str, rng: Generator
) -> SeededMelody:
    """Return a row of tokens as a melody in the key and range that is asked for."""
    scale = request.scale or SCALES[_mode_of(tokens)]
    tonic = int(rng.integers(12)) if request.tonic is None else request.tonic
    key = Key(tonic, scale)
    codec = Codec.within(request.meter, key, request.lowest_note, request.highest_note)
    kept = tokens.astype(np.int16)
    notes = kept - FIRST_PITCH + LOWEST_NOTE - codec.semitones
    events = np.where(kept >= FIRST_PITCH, notes, np.int16(NO_EVENT)).astype(np.int16)
    events[kept == 1] = NOTE_OFF
    onsets = np.flatnonzero(events >= 0)
    velocities = np.zeros(len(events), dtype=np.uint8)
    velocities[onsets] = shaped_velocities(
        onsets.tolist(), events[onsets].tolist(), len(events), request.meter, rng
    )
    melody = Melody(events, velocities, request.meter)
    if request.scale is not None:
        melody = snapped(melody, key)
    melody = folded(melody, request.lowest_note, request.highest_note)
    return SeededMelody(melody, key, source)


def _mode_of(tokens: Tokens) -> str:
    """Return the mode whose tonic a grid without accidentals seems to have."""
    return max(_MODES, key=lambda mode: _standing(tokens, SCALES[mode]))


def _has_tonic(tokens: Tokens, scale: Scale | None) -> bool:
    """Tell whether a grid rests on the tonic of a scale; any will do for None."""
    return scale is None or _standing(tokens, scale) >= _LEAST_STANDING


def _standing(tokens: Tokens, scale: Scale) -> float:
    """Return how firmly a grid stands on a scale's tonic, 0-1.5.

    The last note tells most; beside it, how much of the time is on the tonic chord.
    """
    notes = np.flatnonzero(tokens >= FIRST_PITCH)
    lengths = np.diff(np.append(notes, len(tokens)))
    classes = (tokens[notes].astype(int) - FIRST_PITCH + LOWEST_NOTE) % 12
    tonic = home_tonic(scale)
    in_chord = np.isin((classes - tonic) % 12, (0, 3 if scale.is_minor else 4, 7))
    share = float(lengths[in_chord].sum() / lengths.sum())
    return share + 0.5 * float(classes[-1] == tonic)


def _nearest_in_density(
    made: Sequence[SeededMelody], request: SeedRequest, count: int
) -> list[SeededMelody]:
    """Return the melodies with about as many notes as asked for; all alike if free."""
    wanted = request.notes_per_quarter
    if wanted is None:
        return list(made[:count])
    quarters = request.bars * request.meter.quarters_per_bar
    misfits = [
        abs(np.log(max(one.melody.note_count, 1) / (wanted * quarters))) for one in made
    ]
    best = np.sort(np.argsort(misfits, kind="stable")[:count])
    return [made[place] for place in best]


def _finished(
    made: Sequence[SeededMelody], request: SeedRequest, rng: Generator
) -> list[SeededMelody]:
    """Return the melodies with some bars written anew by the event Transformer."""
    # Imported late: whoever has only the autoencoder needs nothing of it.
    from musicbreeder.seeding.event_rewriting import EventRewriter
    from musicbreeder.seeding.event_transformer import has_event_model

    writer: PassageWriter = EventRewriter()
    if not has_event_model() or not writer.suits(request.meter):
        return list(made)
    melodies = [one.melody for one in made]
    bar = request.meter.steps_per_bar
    for start in range(0, request.bars, BAR_COUNT):
        for first, after in _WRITTEN_ANEW:
            span = (start + first) * bar, min(start + after, request.bars) * bar
            if span[0] < span[1]:
                passages = [
                    Passage(melody, one.key, *span)
                    for melody, one in zip(melodies, made, strict=True)
                ]
                melodies = list(
                    writer.written_anew(
                        passages, request.lowest_note, request.highest_note, rng
                    )
                )
    return [
        SeededMelody(melody, one.key, f"{one.source} and event transformer")
        for melody, one in zip(melodies, made, strict=True)
    ]
