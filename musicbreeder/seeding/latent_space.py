"""Melodies in the autoencoder's space: blends of two, walks, and named directions.

A blend keeps whatever the network leaves alone: where the grid it writes for the
blended point is the one it writes for the first melody itself, that melody's own notes
stay. What changes is then written anew to fit between them. How far a blend goes is
measured in notes, not in the space, where little happens near a melody and much half
way. Melodies of any number of bars are taken four bars at a time.

Where the event Transformer is there too, it writes a single blend: one passage of the
first melody in several ways, of which the one is taken that lies nearest the blended
point. A walk has to come to its end in small steps and keeps to the network's own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.features import FEATURE_INDEX, feature_matrix_of_events
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.passages import PassageWriter
from musicbreeder.seeding.latent_grid import (
    BAR_COUNT,
    FIRST_PITCH,
    STEP_COUNT,
    UNKNOWN,
    Placing,
    Tokens,
    grid_steps,
    has_grid,
    meter_number,
    performed,
)
from musicbreeder.seeding.latent_passages import (
    chosen_passage,
    note_room,
    own_generator,
)
from musicbreeder.seeding.latent_windows import four_bars_each, joined, starts_of
from musicbreeder.seeding.network import Floats
from musicbreeder.seeding.vae import Autoencoder
from musicbreeder.theory.meter import Meter
from musicbreeder.theory.scale import Key

MEASURES = {
    "denser": ("note density", 1),
    "sparser": ("note density", -1),
    "higher": ("mean pitch", 1),
    "lower": ("mean pitch", -1),
    "more leaps": ("leaps", 1),
    "smoother": ("leaps", -1),
    "more syncopated": ("syncopation", 1),
    "straighter": ("syncopation", -1),
}
"""What each direction changes, and whether up or down."""

_LEAPS = ("rising leaps", "rising large leaps", "falling leaps", "falling large leaps")
_PLACES = (0.15, 0.25, 0.34, 0.43, 0.53, 0.64)
"""Places on the line between two melodies that are looked at for a blend."""

_PLACE_OF_BLEND, _WAYS_OF_BLEND = 0.5, 4
"""Where on that line the passage lies that changes most, and the way to write it that
comes nearest."""

_PLACES_OF_A_WALK = tuple(np.linspace(0.1, 0.66, 17).tolist())

_STRENGTHS = (0.6, 1.0, 1.6, 2.4, 3.4, 4.8)
_DRAWS_PER_STRENGTH = 5
_JITTER = 0.25
_FEWEST_NOTES = 2
_MOST_KEPT_ENCODINGS = 512


@dataclass(frozen=True, eq=False)
class _Window:
    """Four bars of a melody in the space.

    Attributes:
        tokens: ``(64,)`` its grid.
        point: ``(latent_size,)`` where it lies.
        copy: ``(64,)`` the grid the network writes for that point.
    """

    tokens: Tokens
    point: Floats
    copy: Tokens


@dataclass(frozen=True, eq=False)
class _Move:
    """A window moved to another point.

    Attributes:
        grid: ``(64,)`` what the network writes there, one step apart from the others.
    """

    window: _Window
    point: Floats
    grid: Tokens


class LatentSpace:
    """A `Blender` over the autoencoder's space; see the module.

    Args:
        load: gives the network; called when it is first needed.
        is_finished: the event Transformer writes blends, where it is there.
        are_phrases: melodies begin and end with a section, as those of a session do.
    """

    def __init__(
        self,
        load: Callable[[], Autoencoder],
        *,
        is_finished: bool = True,
        are_phrases: bool = True,
    ) -> None:
        self._load = load
        self._is_finished = is_finished
        self._are_phrases = are_phrases
        self._windows = lru_cache(_MOST_KEPT_ENCODINGS)(self._encoded)

    @cached_property
    def _network(self) -> Autoencoder:
        return self._load()

    def suits(self, meter: Meter) -> bool:
        """Tell whether melodies in a meter have a place in the space."""
        return has_grid(meter)

    @property
    def directions(self) -> Sequence[str]:
        """Names of the ways one can go: ``"denser"``."""
        return tuple(MEASURES)

    def blended(self, first: Melody, second: Melody, key: Key, share: float) -> Melody:
        """Return the melody some way from the first one to the second."""
        if self._is_finished and first.note_count and second.note_count:
            # Imported late: whoever has only the autoencoder needs nothing of it.
            from musicbreeder.seeding.event_rewriting import EventRewriter
            from musicbreeder.seeding.event_transformer import has_event_model

            if has_event_model():
                writer = EventRewriter(
                    keeps_to_key=_is_in(first, key), are_phrases=self._are_phrases
                )
                return self._written(first, second, key, share, writer)
        return self._between(first, second, key, [share], _PLACES)[0]

    def _written(
        self,
        first: Melody,
        second: Melody,
        key: Key,
        share: float,
        writer: PassageWriter,
    ) -> Melody:
        """Return the first melody with a passage written anew, see the module."""
        placing = Placing.of(first, key)
        tokens = [placing.stretch(one.events) for one in (first, second)]
        apart = int((tokens[0] != tokens[1]).sum())
        if not apart or share <= 0.0:
            return first
        windows = self._windows(first, placing)
        pairs = zip(windows, self._windows(second, placing), strict=True)
        points = np.stack(
            [_between(one.point, other.point, _PLACE_OF_BLEND) for one, other in pairs]
        )
        grids = self._network.decode(points, _meters(placing, len(points)))
        pull = np.zeros(max(first.step_count, BAR_COUNT * placing.meter.steps_per_bar))
        steps = grid_steps(placing.meter)
        for start, grid, window in zip(starts_of(first), grids, windows, strict=True):
            stretch = slice(start, start + len(steps))
            pull[stretch] = grid[steps] != window.copy[steps]
        passage = chosen_passage(first, key, pull[: first.step_count], share * apart)
        rng = own_generator(first, second, share)
        room = note_room(first, second)
        ways = writer.written_anew([passage] * _WAYS_OF_BLEND, *room, rng)
        others = [way for way in dict.fromkeys(ways) if way != first]
        if not others:
            return first
        known = np.stack([self._grids(one, placing) for one in others])
        found = self._network.encode(
            known.reshape(-1, STEP_COUNT), _meters(placing, known[..., 0].size)
        )
        away = found.reshape(len(others), len(points), -1) - points
        nearest = others[int((away**2).sum(axis=(1, 2)).argmin())]
        return performed(nearest.events, first)

    def walk(
        self, first: Melody, second: Melody, key: Key, count: int
    ) -> Sequence[Melody]:
        """Return `count` melodies, at least two, from the first one to the second."""
        shares = np.linspace(0.0, 1.0, count)
        first_half = [share for share in shares[1:-1].tolist() if share <= 0.5]
        second_half = [1.0 - share for share in shares[1:-1].tolist() if share > 0.5]
        return (
            first,
            *self._between(first, second, key, first_half, _PLACES_OF_A_WALK),
            *self._between(second, first, key, second_half, _PLACES_OF_A_WALK),
            second,
        )

    def _between(
        self,
        first: Melody,
        second: Melody,
        key: Key,
        shares: Sequence[float],
        looked_at: Sequence[float],
    ) -> list[Melody]:
        placing = Placing.of(first, key)
        pairs = list(
            zip(
                self._windows(first, placing),
                self._windows(second, placing),
                strict=True,
            )
        )
        points = np.stack(
            [
                _between(one.point, other.point, place)
                for place in looked_at
                for one, other in pairs
            ]
        )
        grids = self._network.decode(points, _meters(placing, len(points)))
        grids = grids.reshape(len(looked_at), len(pairs), -1)
        copies = np.stack([one.copy for one, _ in pairs])
        changed = (grids != copies).sum(axis=(1, 2))
        apart = sum((one.tokens != other.tokens).sum() for one, other in pairs)
        # Where nothing changes nothing is gained.
        misfit = np.where(changed > 0, 0.0, STEP_COUNT * len(pairs))
        places = [
            int((np.abs(changed - share * apart) + misfit).argmin()) for share in shares
        ]
        moves = [
            [
                _Move(pair[0], points[place * len(pairs) + index], grid)
                for index, (pair, grid) in enumerate(
                    zip(pairs, grids[place], strict=True)
                )
            ]
            for place in places
        ]
        return self._melodies(first, key, placing, moves)

    def beside(
        self,
        melody: Melody,
        key: Key,
        direction: str,
        count: int,
        rng: np.random.Generator,
    ) -> Sequence[Melody]:
        """Return up to `count` melodies like one, but further in a direction.

        What the network writes is measured; only what went the right way counts.
        """
        feature, sign = MEASURES[direction]
        placing = Placing.of(melody, key)
        windows = self._windows(melody, placing)
        step = sign * self._network.directions[feature]
        points = np.stack(
            [
                window.point
                + strength * step
                + _JITTER * self._noise(rng) * np.float32(draw > 0)
                for strength in _STRENGTHS
                for draw in range(_DRAWS_PER_STRENGTH)
                for window in windows
            ]
        )
        grids = self._network.decode(points, _meters(placing, len(points)))
        flat = [
            _Move(windows[index % len(windows)], point, grid)
            for index, (point, grid) in enumerate(zip(points, grids, strict=True))
        ]
        moves = [
            flat[start : start + len(windows)]
            for start in range(0, len(flat), len(windows))
        ]
        found = self._melodies(melody, key, placing, moves)
        gains = sign * (_measured(found, feature) - _measured([melody], feature))
        gain_wanted = np.repeat(_STRENGTHS, _DRAWS_PER_STRENGTH)
        chosen: dict[Melody, None] = {}
        for index in np.lexsort((np.arange(len(found)), gain_wanted)).tolist():
            candidate = found[index]
            is_enough = candidate.note_count >= _FEWEST_NOTES
            if gains[index] > 0.0 and is_enough and candidate != melody:
                chosen.setdefault(candidate)
        # Small, middle and large steps alike, not the smallest ones only.
        melodies = list(chosen)
        places = np.linspace(0, len(melodies) - 1, min(count, len(melodies)))
        return [melodies[place] for place in np.rint(places).astype(int).tolist()]

    def _noise(self, rng: np.random.Generator) -> Floats:
        size = self._network.latent_size
        noise = rng.standard_normal(size, dtype=np.float32)
        moved: Floats = self._network.latent_factor @ noise
        return moved

    @staticmethod
    def _grids(melody: Melody, placing: Placing) -> Tokens:
        """Return the grid of every four bars, ``(windows, 64)``."""
        return np.stack([placing.tokens(one) for one in four_bars_each(melody)])

    def _encoded(self, melody: Melody, placing: Placing) -> tuple[_Window, ...]:
        grids = self._grids(melody, placing)
        meters = _meters(placing, len(grids))
        points = self._network.encode(grids, meters)
        copies = self._network.decode(points, meters)
        return tuple(map(_Window, grids, points, copies))

    def _melodies(
        self,
        model: Melody,
        key: Key,
        placing: Placing,
        moves: Sequence[Sequence[_Move]],
    ) -> list[Melody]:
        """Return one melody like `model` for each row of moves, one move a window."""
        flat = [move for row in moves for move in row]
        if not flat:
            return []
        known = np.stack(
            [
                np.where(one.grid == one.window.copy, one.window.tokens, UNKNOWN)
                for one in flat
            ]
        ).astype(np.uint8)
        points = np.stack([one.point for one in flat])
        grids = self._network.completed(points, _meters(placing, len(flat)), known)
        events = placing.events(grids)
        length = len(moves[0])
        return [
            self._melody(model, key, placing, list(events[start : start + length]))
            for start in range(0, len(flat), length)
        ]

    @staticmethod
    def _melody(
        model: Melody, key: Key, placing: Placing, windows: list[NDArray[np.int16]]
    ) -> Melody:
        """Return windows' events as one melody, in key and played like its model."""
        events = joined(windows, model)
        is_new = (events >= 0) & (events != model.events)
        if _is_in(model, key):
            for step in np.flatnonzero(is_new).tolist():
                events[step] = key.snapped(int(events[step]))
        # A note that the grid folded into its range is as it was where it stayed.
        was = np.where(model.events >= 0, placing.stretch(model.events), 0)
        now = np.where(events >= 0, placing.stretch(events), 0)
        is_same = (was >= FIRST_PITCH) & (was == now)
        events = np.where(is_same, model.events, events).astype(np.int16)
        return performed(events, model)


def _is_in(melody: Melody, key: Key) -> bool:
    return all(key.contains(note) for note in melody.midi_notes.tolist())


def _meters(placing: Placing, count: int) -> NDArray[np.intp]:
    return np.full(count, meter_number(placing.meter))


def _between(first: Floats, second: Floats, share: float) -> Floats:
    """Return a point on the line between two, as far out as they are.

    The middle of a line lies nearer to the origin than its ends, where tunes are
    blander.
    """
    point = (1.0 - share) * first + share * second
    lengths = [float(np.linalg.norm(one)) for one in (first, second, point)]
    wanted = (1.0 - share) * lengths[0] + share * lengths[1]
    scaled: Floats = point * np.float32(wanted / max(lengths[2], 1e-6))
    return scaled


def _measured(melodies: Sequence[Melody], feature: str) -> NDArray[np.float64]:
    """Return a measure of `MEASURES` for melodies of one length."""
    events = np.stack([one.events for one in melodies])
    matrix = feature_matrix_of_events(events, melodies[0].meter)
    return measure(matrix, feature)


def measure(features: NDArray[np.float32], name: str) -> NDArray[np.float64]:
    """Return one of the measures of `MEASURES` from rows of features."""
    names = _LEAPS if name == "leaps" else (name,)
    columns = [FEATURE_INDEX[one] for one in names]
    return np.asarray(features[:, columns].astype(np.float64).sum(axis=1))
