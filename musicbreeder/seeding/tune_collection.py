"""The tunes that ship with the app: old books, note for note, in one small file.

What others use::

    known_tunes()                    # melody.originality_tunes.Tunes of everything
    collection = tune_collection()   # read once; ModelError if the file is missing
    len(collection), collection.titles[i], collection.sources[i]
    collection.tune(i)               # Tune: title, source, key, meter, notes ...
    collection.opening(i, bars, rng) # its first bars as a Melody, None where the grid
                                     # of the app cannot hold them
    collection.favourites            # numbers of some hundred that were printed most
    collection.found("miller")       # numbers of tunes whose title has these words

Repeats are not played out; endings stand one after the other as printed. The file is
written by ``python -m musicbreeder.training prepare``.
"""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from musicbreeder.errors import ModelError
from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.originality_tunes import TICKS_PER_QUARTER, Tunes
from musicbreeder.resources import resource
from musicbreeder.seeding.expression import shaped_velocities
from musicbreeder.theory.meter import METERS, Meter
from musicbreeder.theory.scale import SCALES, Key

TUNES_FILE = "tunes/tunes.npz"
REST_NOTE = 0
"""In place of a MIDI note in the file."""

TICKS_PER_UNIT = 2
"""The file counts in 96ths of a whole note, so that sixteenths and triplets fit."""

_GRIDS: dict[tuple[int, int], tuple[str, int]] = {
    (4, 4): ("4/4", 1),
    (2, 2): ("4/4", 1),
    (2, 4): ("4/4", 2),
    (6, 8): ("6/8", 1),
    (3, 4): ("3/4", 1),
}
"""For a time signature: the app's meter, and by how much the notes are lengthened."""

_MOST_ROUNDING = 0.4


@dataclass(frozen=True)
class Tune:
    """A tune as its book has it.

    Attributes:
        title: as printed.
        source: the book with its year.
        transcriber: who typed it in; may be empty.
        key: of its signature.
        meter: upper and lower figure of the time signature.
        notes: ``(midi_note, onset, duration)`` in ticks, `TICKS_PER_QUARTER` a quarter.
        pickup_ticks: length of what stands before its first whole bar.
    """

    title: str
    source: str
    transcriber: str
    key: Key
    meter: tuple[int, int]
    notes: tuple[tuple[int, int, int], ...]
    pickup_ticks: int

    @property
    def bar_ticks(self) -> int:
        return 4 * TICKS_PER_QUARTER * self.meter[0] // self.meter[1]


class TuneCollection:
    """Every tune of the file.

    Args:
        arrays: of the file, see `training.corpus_shipping`.
    """

    def __init__(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        self._pitches = arrays["pitches"].astype(np.int16)
        self._units = arrays["units"].astype(np.int32)
        self._firsts = np.concatenate(
            [[0], np.cumsum(arrays["lengths"].astype(np.int64))]
        )
        self._pickups = arrays["pickup_units"].astype(np.int32) * TICKS_PER_UNIT
        self._meters = arrays["meters"].astype(np.int32)
        self._tonics = arrays["tonics"].astype(np.int32)
        self._modes = arrays["modes"].astype(np.int32)
        self._mode_names = _lines(arrays["mode_names"])
        self._transcribers = arrays["transcribers"].astype(np.int32)
        self._transcriber_names = _lines(arrays["transcriber_names"])
        book_names = _lines(arrays["book_names"])
        self.titles = _lines(arrays["titles"])
        self.sources = tuple(book_names[book] for book in arrays["books"].tolist())
        self.favourites: tuple[int, ...] = tuple(arrays["favourites"].tolist())

    def __len__(self) -> int:
        return len(self.titles)

    def tune(self, number: int) -> Tune:
        """Return one tune.

        Args:
            number: from 0.
        """
        stretch = slice(self._firsts[number], self._firsts[number + 1])
        durations = self._units[stretch] * TICKS_PER_UNIT
        onsets = np.cumsum(durations) - durations
        notes = tuple(
            (pitch, onset, duration)
            for pitch, onset, duration in zip(
                self._pitches[stretch].tolist(),
                onsets.tolist(),
                durations.tolist(),
                strict=True,
            )
            if pitch != REST_NOTE
        )
        upper, lower = self._meters[number].tolist()
        return Tune(
            self.titles[number],
            self.sources[number],
            self._transcriber_names[self._transcribers[number]],
            self.key(number),
            (upper, lower),
            notes,
            int(self._pickups[number]),
        )

    def key(self, number: int) -> Key:
        """Return the key of a tune's signature."""
        mode = self._mode_names[self._modes[number]]
        return Key(int(self._tonics[number]), SCALES[mode])

    def meter(self, number: int) -> Meter | None:
        """Return the meter in which the app plays a tune, None where it has none."""
        upper, lower = self._meters[number].tolist()
        grid = _GRIDS.get((upper, lower))
        return None if grid is None else METERS[grid[0]]

    def opening(self, number: int, bars: int, rng: Generator) -> Melody | None:
        """Return the first bars of a tune, without its pickup.

        Returns:
            None where its meter is not one of the app's, where notes are too quick for
            the grid, or where the tune is shorter.
        """
        meter = self.meter(number)
        if meter is None:
            return None
        tune = self.tune(number)
        lengthened = _GRIDS[tune.meter][1]
        ticks_per_step = meter.quarters_per_step * TICKS_PER_QUARTER / lengthened
        step_count = bars * meter.steps_per_bar
        steps: list[tuple[int, int, int]] = []
        for midi_note, onset, duration in tune.notes:
            start = (onset - tune.pickup_ticks) / ticks_per_step
            end = start + duration / ticks_per_step
            if start < 0.0 or start >= step_count - _MOST_ROUNDING:
                continue
            if abs(start - round(start)) > _MOST_ROUNDING:
                return None
            steps.append((round(start), round(end), midi_note))
        last_end = steps[-1][1] if steps else 0
        starts = [start for start, _, _ in steps]
        is_playable = len(set(starts)) == len(starts) >= 2 * bars
        if not is_playable or last_end <= step_count - meter.steps_per_bar:
            return None
        return _melody(steps, step_count, meter, rng)

    def found(self, words: str) -> list[int]:
        """Return tunes with all of these words in title or source, titles first."""
        wanted = words.casefold().split()
        numbers = range(len(self))
        named = [n for n in numbers if all(w in self._folded[n] for w in wanted)]
        sourced = [
            number
            for number in set(numbers) - set(named)
            if all(
                word in f"{self._folded[number]} {self.sources[number].casefold()}"
                for word in wanted
            )
        ]
        return named + sorted(sourced)

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(title.casefold() for title in self.titles)

    def all_notes(self) -> Tunes:
        """Return everything as rows of notes, for a search through all of it."""
        durations = self._units * TICKS_PER_UNIT
        ends = np.cumsum(durations)
        starts = ends - durations
        tune_lengths = np.diff(self._firsts)
        tune_starts = np.repeat(starts[self._firsts[:-1]], tune_lengths)
        is_note = self._pitches != REST_NOTE
        counts = np.add.reduceat(is_note, self._firsts[:-1])
        figures = self._meters
        bars = 4 * TICKS_PER_QUARTER * figures[:, 0] // figures[:, 1]
        return Tunes(
            titles=self.titles,
            sources=self.sources,
            midi_notes=self._pitches[is_note],
            onsets=(starts - tune_starts)[is_note].astype(np.int32),
            durations=durations[is_note],
            first_notes=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            bar_ticks=bars.astype(np.int32),
            first_bars=self._pickups,
        )


def _melody(
    notes: list[tuple[int, int, int]], step_count: int, meter: Meter, rng: Generator
) -> Melody:
    events = np.full(step_count, NO_EVENT, dtype=np.int16)
    velocities = np.zeros(step_count, dtype=np.uint8)
    starts = [start for start, _, _ in notes]
    for start, end, _ in notes:
        if end < step_count:
            events[end] = NOTE_OFF
        assert start < step_count  # `opening` leaves later notes out
    pitches = [midi_note for _, _, midi_note in notes]
    events[starts] = pitches
    velocities[starts] = shaped_velocities(starts, pitches, step_count, meter, rng)
    return Melody(events, velocities, meter)


def _lines(stored: NDArray[np.generic]) -> tuple[str, ...]:
    return tuple(bytes(stored.astype(np.uint8)).decode("utf-8").split("\n"))


@cache
def tune_collection() -> TuneCollection:
    """Return the collection that ships with the app; it is read once.

    Raises:
        ModelError: the file is missing or is damaged.
    """
    try:
        with (
            resource(TUNES_FILE).open("rb") as file,
            np.load(file, allow_pickle=False) as stored,
        ):
            return TuneCollection({name: stored[name] for name in stored.files})
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise ModelError(
            f"The shipped file “{TUNES_FILE}” is damaged; "
            "install musicbreeder again to put it right."
        ) from error


def known_tunes() -> Tunes:
    """Return the notes of every shipped tune.

    Raises:
        ModelError: the file is missing or is damaged.
    """
    return tune_collection().all_notes()
