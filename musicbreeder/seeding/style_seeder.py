"""First melodies in the style of given tunes, that copy none of them.

A melody is written note by note as the style goes on, with bars that take up the rhythm
of earlier ones as often as in the tunes. While it is written every run of notes that it
shares with a tune, in any key, is followed; a note that would make the run too long is
not chosen.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.seed import SeededMelody, SeedRequest
from musicbreeder.melody.transform import folded, with_meter
from musicbreeder.seeding.chance import chosen
from musicbreeder.seeding.expression import shaped_velocities
from musicbreeder.seeding.style import (
    Outcome,
    Style,
    StyleNote,
    part_of_phrase,
    pitch_contexts,
    rhythm_contexts,
    style_notes,
)
from musicbreeder.seeding.style_tunes import StyleTune, style_tunes
from musicbreeder.theory.pitch import SEMITONES_PER_OCTAVE
from musicbreeder.theory.scale import Key

LONGEST_RUN_NOTES = 7
"""No more notes in a row are as in a tune, pitch for pitch and length for length."""

NAME = "style of your tunes"

_FEWEST_NOTES_PER_BAR = 0.5
_ATTEMPTS = 6
_WIDEST_STEPS = 11
_Move = tuple[int, int, int]


class StyleSeeder:
    """A `Seeder` that has learned from tunes; see the module.

    Args:
        tunes: at least one with notes.
    """

    name = NAME

    def __init__(self, tunes: Sequence[StyleTune]) -> None:
        with_notes = [tune for tune in tunes if tune.melody.note_count]
        if not with_notes:
            raise ValueError("a style is learned from at least one tune with notes")
        self._tunes = with_notes
        self._styles: dict[str, Style] = {}
        self._runs_by_meter: dict[str, _Runs] = {}

    @staticmethod
    def of(style_text: str) -> "StyleSeeder":
        """Return a seeder of the tunes that a session keeps as a text.

        Raises:
            MusicBreederError: the text cannot be read.
        """
        return StyleSeeder(style_tunes(style_text))

    def seed(
        self, request: SeedRequest, melody_count: int, rng: np.random.Generator
    ) -> Sequence[SeededMelody]:
        """Return `melody_count` melodies that are alike in style, not in notes."""
        style = self._style(request)
        return tuple(self._seeded(style, request, rng) for _ in range(melody_count))

    def _style(self, request: SeedRequest) -> Style:
        """Return what was learned of the tunes in a meter: its own, else of all."""
        meter = request.meter.without_pickup
        if meter.name not in self._styles:
            own = [one for one in self._tunes if one.melody.meter == meter]
            tunes = own or [
                StyleTune(with_meter(one.melody, meter), one.key) for one in self._tunes
            ]
            self._styles[meter.name] = Style(tunes)
        return self._styles[meter.name]

    def _runs(self, style: Style) -> "_Runs":
        """Return what follows runs shared with the tunes, from the beginning."""
        name = style.meter.name
        if name not in self._runs_by_meter:
            self._runs_by_meter[name] = _Runs(style.lines)
        self._runs_by_meter[name].begin()
        return self._runs_by_meter[name]

    def _seeded(
        self, style: Style, request: SeedRequest, rng: np.random.Generator
    ) -> SeededMelody:
        key = style.keys[int(rng.integers(len(style.keys)))]
        if request.scale is not None:
            key = Key(key.tonic, request.scale)
        if request.tonic is not None:
            key = Key(request.tonic, key.scale)
        fewest = max(_FEWEST_NOTES_PER_BAR * request.bars, 2)
        notes: list[StyleNote] = []
        starts: list[int] = []
        for _ in range(_ATTEMPTS):
            writer = _Writer(style, self._runs(style), request.bars, rng)
            notes, starts = writer.written()
            if len(notes) >= fewest:
                break
        melody = _melody(notes, starts, key, request, rng)
        if request.meter.pickup_steps:
            melody = with_meter(melody, request.meter)
        return SeededMelody(melody, key, self.name)


def longest_shared_run(melody: StyleTune, tunes: Sequence[StyleTune]) -> int:
    """Return how many notes in a row a melody shares with any of the tunes.

    Moves within the key and times between notes are compared, whatever the key.
    """
    runs = _Runs([style_notes(tune) for tune in tunes])
    longest = 0
    for move in _moves(style_notes(melody)):
        runs.follow(move)
        longest = max(longest, runs.longest)
    return longest


class _Writer:
    """Writes one melody."""

    def __init__(
        self, style: Style, runs: "_Runs", bar_count: int, rng: np.random.Generator
    ) -> None:
        self._style = style
        self._bar_count = bar_count
        self._rng = rng
        self._length = style.meter.steps_per_bar
        self._runs = runs
        self._bars: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self._taken_up: dict[int, int] = {}

    def written(self) -> tuple[list[StyleNote], list[int]]:
        """Return the notes and the steps on which they start."""
        places = self._style.opening_places
        start = places[int(self._rng.integers(len(places)))] % self._length
        end = self._bar_count * self._length
        notes: list[StyleNote] = []
        starts: list[int] = []
        while start < end:
            note = self._next(notes, start)
            starts.append(start)
            notes.append(note)
            self._bars[start // self._length].append(
                (note.place, note.gap, note.length)
            )
            start += note.gap
        return notes, starts

    def _next(self, notes: Sequence[StyleNote], start: int) -> StyleNote:
        bar, place = divmod(start, self._length)
        part = part_of_phrase(bar, self._bar_count)
        past = notes[-3:]
        blank = StyleNote(place, part, 0, 0, 0)
        gap, length = self._rhythm(blank, past, bar)
        known = StyleNote(place, part, gap, length, 0)
        weights = self._style.pitch.weights(pitch_contexts(known, past))
        if start + gap >= self._bar_count * self._length:
            weights = self._closing(weights)
        pitch = self._chosen_pitch(weights, known, past)
        return StyleNote(place, part, gap, length, *pitch)

    def _rhythm(
        self, blank: StyleNote, past: Sequence[StyleNote], bar: int
    ) -> tuple[int, int]:
        taken_up = self._source_bar(bar)
        if taken_up is not None:
            for place, gap, length in self._bars[taken_up]:
                if place == blank.place:
                    return gap, length
        weights = self._style.rhythm.weights(rhythm_contexts(blank, past))
        outcomes = list(weights)
        if not outcomes:
            return self._length, self._length
        gap, length = chosen(outcomes, [weights[one] for one in outcomes], self._rng)
        return gap, min(length, gap)

    def _source_bar(self, bar: int) -> int | None:
        """Return the earlier bar whose rhythm a bar takes up, None = it has its own."""
        if bar not in self._taken_up:
            self._taken_up[bar] = -1
            if bar != self._bar_count - 1:
                for lag in (2, 1, 4):
                    share = self._style.returns.get(lag, 0.0)
                    if bar >= lag and self._rng.random() < share:
                        self._taken_up[bar] = bar - lag
                        break
        source = self._taken_up[bar]
        return None if source < 0 else source

    def _closing(self, weights: Mapping[Outcome, float]) -> Mapping[Outcome, float]:
        """Return the weights of the last note: as the tunes end, where that can be."""
        ends = {line[-1].scale_step % 7 for line in self._style.lines}
        closing = {
            one: weight
            for one, weight in weights.items()
            if one[0] % 7 in ends and one[1] == 0
        }
        return closing or weights

    def _chosen_pitch(
        self,
        weights: Mapping[Outcome, float],
        known: StyleNote,
        past: Sequence[StyleNote],
    ) -> tuple[int, int]:
        last = past[-1] if past else None
        options: list[Outcome] = []
        odds: list[float] = []
        for one, weight in weights.items():
            if last is not None and abs(one[0] - last.scale_step) > _WIDEST_STEPS:
                continue
            if self._runs.allow(_move(last, one, known)):
                options.append(one)
                odds.append(weight)
        if options:
            pitch = chosen(options, odds, self._rng)
        else:
            # Whatever the tunes do here would copy one: step aside.
            at = 0 if last is None else last.scale_step
            aside = [(at + step, 0) for step in (-1, 1, -2, 2, -3, 3)]
            new = [one for one in aside if self._runs.allow(_move(last, one, known))]
            pitch = (new or aside)[0]
        self._runs.follow(_move(last, pitch, known))
        return pitch


class _Runs:
    """Follows every run of notes that is shared with a tune, in any key."""

    def __init__(self, lines: Sequence[Sequence[StyleNote]]) -> None:
        self._lines = [_moves(line) for line in lines]
        self._places: dict[_Move, list[tuple[int, int]]] = defaultdict(list)
        for number, moves in enumerate(self._lines):
            for index, move in enumerate(moves):
                self._places[move].append((number, index))
        self.begin()

    def begin(self) -> None:
        """Forget what was written: another melody begins."""
        self._open: dict[tuple[int, int], int] = {}
        self._copied: set[_Move] = set()

    def allow(self, move: _Move) -> bool:
        """Tell whether a note leaves every shared run short enough."""
        return move not in self._copied

    @property
    def longest(self) -> int:
        """The longest of the runs that have not ended."""
        return max(self._open.values(), default=0)

    def follow(self, move: _Move) -> None:
        """Go on with a note."""
        before = self._open
        self._open = {
            (number, index): before.get((number, index - 1), 0) + 1
            for number, index in self._places.get(move, ())
        }
        self._copied = {
            self._lines[number][index + 1]
            for (number, index), length in self._open.items()
            if length >= LONGEST_RUN_NOTES and index + 1 < len(self._lines[number])
        }


def _moves(line: Sequence[StyleNote]) -> list[_Move]:
    return [
        _move(line[index - 1] if index else None, note.pitch, note)
        for index, note in enumerate(line)
    ]


def _move(last: StyleNote | None, pitch: Sequence[int], note: StyleNote) -> _Move:
    """Return what is compared: the way from the note before, and the time it takes."""
    if last is None:
        return 0, 0, note.gap
    return pitch[0] - last.scale_step, pitch[1], note.gap


def _melody(
    notes: Sequence[StyleNote],
    starts: Sequence[int],
    key: Key,
    request: SeedRequest,
    rng: np.random.Generator,
) -> Melody:
    centre = (request.lowest_note + request.highest_note) / 2
    tonics = range(key.tonic, 128, SEMITONES_PER_OCTAVE)
    home = key.scale_step(min(tonics, key=lambda one: abs(one - centre)))
    scale = key.midi_notes
    pitches = [
        min(max(scale[min(max(home + one.scale_step, 0), len(scale) - 1)]
                + one.alteration, 0), 127)
        for one in notes
    ]  # fmt: skip
    meter = request.meter.without_pickup
    step_count = request.bars * meter.steps_per_bar
    velocities = shaped_velocities(list(starts), pitches, step_count, meter, rng)
    written = [
        Note(start, min(start + one.length, step_count), pitch, int(velocity))
        for start, one, pitch, velocity in zip(
            starts, notes, pitches, velocities, strict=True
        )
    ]
    melody = Melody.from_notes(written, step_count, meter)
    return folded(melody, request.lowest_note, request.highest_note)
