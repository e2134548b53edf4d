"""Tunes come in: from a file of notes to melodies that can be bred.

A file is read once (`read_file`), each of its scores is looked at (`Finding`), and what
was found can be asked for again in another way: another line, meter or grid. In the end
there are `Excerpt`s, melodies of as many bars as are bred. Everything here is slow
enough for a worker thread and needs no window.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from musicbreeder.breeding.offspring import Offspring
from musicbreeder.errors import FileFormatError
from musicbreeder.melody.beat_finding import found_beat, found_meter
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.melody_line import MelodyLine, melody_lines
from musicbreeder.melody.quantising import (
    Grid,
    Quantised,
    meter_for,
    quantised,
    suiting_grid,
)
from musicbreeder.melody.score import Score, ScoreNote, TimeSignature
from musicbreeder.seeding.style_tunes import StyleTune
from musicbreeder.services.first_melody import first_melody
from musicbreeder.services.phrases import (
    Phrase,
    begins_with_upbeat,
    cut_out,
    phrases_of,
    upbeat_of,
)
from musicbreeder.theory.key_finding import KeyGuess, found_keys
from musicbreeder.theory.meter import (
    MAXIMUM_TEMPO_BPM,
    METERS,
    MINIMUM_TEMPO_BPM,
    Meter,
    in_grid,
)
from musicbreeder.theory.scale import Key

MOST_TUNES_OF_A_FILE = 200
OPERATOR = "import"

_FREE_SHARE = 0.75
"""Notes that lie anywhere are a quarter of a step from the nearest one on average; from
this share of that distance on they are taken to follow no beat."""

_WRONG_KEY, _CLEAR_KEY = 0.02, 0.7
_CLEAR_BEAT = 0.6

_FEWEST_NOTES, _FEWEST_PLAYED_NOTES = 2, 8
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Tune:
    """One tune of a file.

    Attributes:
        name: of the tune, else of its file.
        score: all of its notes.
        lines: the voices that may be its melody, the likeliest first.
    """

    name: str
    score: Score
    lines: tuple[MelodyLine, ...]


@dataclass(frozen=True)
class Wishes:
    """How a tune is to be taken; None = as was found.

    Attributes:
        line: index among the tune's lines.
        meter: name of a meter without a pickup.
        is_in_triplets: the grid divides a quarter in three.
        key: the key it stands in.
        tempo_bpm: quarter notes a minute.
        bar_shift: beats by which bar lines come later.
    """

    line: int = 0
    meter: str | None = None
    is_in_triplets: bool | None = None
    key: Key | None = None
    tempo_bpm: float | None = None
    bar_shift: int = 0


@dataclass(frozen=True)
class Finding:
    """A tune as it would come in.

    Attributes:
        tune: what was looked at.
        wishes: how it was asked for.
        melody: all its bars, on the grid.
        key: the key it stands in.
        keys: what it may stand in, the likeliest first.
        tempo_bpm: quarter notes a minute, within what the app plays.
        swing: how late its off-beats come, 0-1.
        quantised: what was moved.
        is_key_found: the file does not say the key.
        is_beat_found: the file does not say beat and bar lines.
        notices: what a person should know, a sentence each.
    """

    tune: Tune
    wishes: Wishes
    melody: Melody
    key: Key
    keys: tuple[KeyGuess, ...]
    tempo_bpm: float
    swing: float
    quantised: Quantised
    is_key_found: bool
    is_beat_found: bool
    notices: tuple[str, ...]

    @property
    def line(self) -> MelodyLine:
        """The voice that was taken."""
        return self.tune.lines[self.wishes.line]

    @property
    def style_tune(self) -> StyleTune:
        """The tune to learn a style from."""
        return StyleTune(self.melody, self.key)

    @property
    def first_number(self) -> int:
        """What musicians number the first bar: 0 where it is only an upbeat, else 1."""
        return 0 if begins_with_upbeat(self.melody) else 1

    @property
    def upbeat(self) -> str | None:
        """The pickup it begins with, as its meter names it; None = there is none."""
        return upbeat_of(self.melody)

    def phrases(
        self, bar_count: int, *, has_upbeat: bool = False
    ) -> tuple[Phrase, ...]:
        """Return the tune in pieces of so many bars, each only once."""
        upbeat = self.upbeat if has_upbeat else None
        return phrases_of(self.melody, bar_count, upbeat)


@dataclass(frozen=True)
class Excerpt:
    """Bars of a tune that are to become an ancestor.

    Attributes:
        name: that it gets in the session.
        tune: name of the tune it is from.
        melody: 1-8 bars.
        first_bar: its first bar in the tune's melody, from 0.
        first_number: of the tune's first bar, 0 where it is only an upbeat.
    """

    name: str
    tune: str
    melody: Melody
    key: Key
    first_bar: int
    first_number: int = 1

    def offspring(self) -> Offspring:
        """Return it as a session takes it in."""
        first = self.first_bar + self.first_number
        last = first + self.melody.bar_count - 1
        bars = f"bar {first}" if last == first else f"bars {first}-{last}"
        return first_melody(
            self.melody,
            self.key,
            OPERATOR,
            f"Imported from {self.tune}, {bars}.",
            name=self.name.strip() or None,
        )


def read_file(path: str | Path) -> tuple[Tune, ...]:
    """Return the tunes of a file in which a melody can be found.

    Raises:
        FileFormatError: it cannot be read, or has drums only.
    """
    from musicbreeder.formats.score_file import read_scores

    path = Path(path)
    scores = read_scores(path)
    tunes = []
    for score in scores[:MOST_TUNES_OF_A_FILE]:
        tune = tune_of(score, path.stem)
        if tune is not None:
            tunes.append(tune)
    if not tunes:
        raise FileFormatError(
            f"“{path.name}” holds no melody: its notes are drums, or fewer than "
            f"{_FEWEST_NOTES}; choose another file."
        )
    return tuple(tunes)


def tune_of(score: Score, file_name: str) -> Tune | None:
    """Return a score with the voices that may be its melody; None = there is none."""
    lines = tuple(one for one in melody_lines(score) if len(one.notes) >= _FEWEST_NOTES)
    if not lines:
        return None
    return Tune((score.title or file_name)[:_LONGEST_NAME].strip(), score, lines)


def find(tune: Tune, wishes: Wishes | None = None) -> Finding:
    """Look at a tune as it is asked for, and find what is not said."""
    wishes = wishes or Wishes()
    notes = tune.lines[wishes.line].notes
    score = tune.score
    notices = list(score.notices)
    is_beat_found = not score.is_timed_in_beats or _is_played_freely(notes)
    if is_beat_found:
        heard = notes if not score.is_timed_in_beats else _in_half_seconds(score, notes)
        # A performer may have kept to a given tempo.
        known_bpm = None if score.is_timed_in_beats else score.tempo_bpm
        beat = found_beat(heard, wishes.tempo_bpm or known_bpm)
        notes, tempo_bpm = beat.notes, beat.tempo_bpm
        meter, bar_line = found_meter(notes)
        grid = Grid(meter, bar_line)
        notices.append(
            "Its beat was found in the notes "
            f"({'clear' if beat.confidence > _CLEAR_BEAT else 'uncertain'})."
        )
    else:
        signature = _longest_signature(score.time_signatures, notes[-1].end)
        meter, stretch = meter_for(signature)
        start = 0.0 if signature is None else signature.start
        grid = Grid(meter, start + score.pickup, stretch)
        tempo_bpm = (wishes.tempo_bpm or score.tempo_bpm or 120.0) * float(stretch)
        notices += _meter_notices(score.time_signatures, signature, meter)
    grid = _wished(suiting_grid(notes, grid), wishes)
    placed = quantised(notes, grid)
    guesses = found_keys(
        [note.midi_note for note in notes], [note.duration for note in notes]
    )
    said_key = _believed(score.key, guesses)
    if score.key is not None and said_key is None:
        notices.append(
            f"The file says {score.key.name}, but its notes stand in "
            f"{guesses[0].key.name}."
        )
    key = wishes.key or said_key or guesses[0].key
    return Finding(
        tune=tune,
        wishes=wishes,
        melody=placed.melody,
        key=key,
        keys=guesses,
        tempo_bpm=min(max(tempo_bpm, MINIMUM_TEMPO_BPM), MAXIMUM_TEMPO_BPM),
        swing=grid.swing,
        quantised=placed,
        is_key_found=wishes.key is None and said_key is None,
        is_beat_found=is_beat_found,
        notices=tuple(notices),
    )


def excerpt(
    finding: Finding, first_bar: int, bar_count: int, *, has_upbeat: bool = False
) -> Excerpt:
    """Return bars of a finding; what is missing at the end is silent.

    Args:
        first_bar: from 0.
        has_upbeat: it begins before its first bar line as the tune does.
    """
    upbeat = finding.upbeat if has_upbeat else None
    melody = cut_out(finding.melody, first_bar, bar_count, upbeat)
    name = finding.tune.name
    number = finding.first_number
    return Excerpt(name, name, melody, finding.key, first_bar, number)


def excerpts(
    finding: Finding, bar_count: int, *, has_upbeat: bool = False
) -> tuple[Excerpt, ...]:
    """Return all phrases of a finding that differ, see `excerpt`."""
    phrases = finding.phrases(bar_count, has_upbeat=has_upbeat)
    name = finding.tune.name
    return tuple(
        Excerpt(
            f"{name} {number}" if len(phrases) > 1 else name,
            name,
            one.melody,
            finding.key,
            one.first_bar,
            finding.first_number,
        )
        for number, one in enumerate(phrases, 1)
    )


def _wished(grid: Grid, wishes: Wishes) -> Grid:
    if wishes.meter is not None:
        grid = replace(grid, meter=METERS[wishes.meter], swing=0.0)
    if wishes.is_in_triplets is not None:
        meter = in_grid(grid.meter, is_in_triplets=wishes.is_in_triplets)
        if meter is not None and meter != grid.meter:
            grid = replace(grid, meter=meter, swing=0.0)
    if wishes.bar_shift:
        beat = grid.meter.quarters_per_bar / grid.meter.beats_per_bar
        shift = wishes.bar_shift * beat / float(grid.stretch)
        grid = replace(grid, bar_line=grid.bar_line + shift)
    return grid


def _believed(said: Key | None, guesses: Sequence[KeyGuess]) -> Key | None:
    """Return the key that a file says, None where its notes clearly say another."""
    if said is None or guesses[0].probability < _CLEAR_KEY:
        return said
    known = [one.probability for one in guesses if one.key == said]
    return None if known and known[0] < _WRONG_KEY else said


def _longest_signature(
    signatures: Sequence[TimeSignature], end: float
) -> TimeSignature | None:
    """Return the time signature that holds for longest."""
    ends = [*(one.start for one in signatures[1:]), end]
    lengths = [stop - one.start for one, stop in zip(signatures, ends, strict=False)]
    if not lengths:
        return None
    return signatures[lengths.index(max(lengths))]


def _meter_notices(
    signatures: Sequence[TimeSignature], taken: TimeSignature | None, meter: Meter
) -> list[str]:
    if taken is None:
        return ["The file says no meter; 4/4 is taken."]
    names = {one.name for one in signatures}
    notices = []
    if len(names) > 1:
        others = ", ".join(sorted(names - {taken.name}))
        notices.append(f"Its meter changes ({others}); {taken.name} is taken for all.")
    if meter.signature != taken.name:
        notices.append(f"Its {taken.name} is counted in {meter.signature}.")
    return notices


def _is_played_freely(notes: Sequence[ScoreNote]) -> bool:
    """Tell whether a file's beats are only those of its recorder's clock."""
    if len(notes) < _FEWEST_PLAYED_NOTES:
        return False
    starts = np.array([note.start for note in notes])
    grid = suiting_grid(notes, Grid(METERS["4/4"]))
    # Written thirty-seconds are off the grid as well, but not anywhere.
    for steps in (grid.steps(starts), 8.0 * starts):
        distance = float(np.abs(steps - np.rint(steps)).mean())
        if distance < _FREE_SHARE * 0.25:
            return False
    return True


def _in_half_seconds(score: Score, notes: Sequence[ScoreNote]) -> list[ScoreNote]:
    per_quarter = 120.0 / (score.tempo_bpm or 120.0)
    return [
        replace(
            note, start=note.start * per_quarter, duration=note.duration * per_quarter
        )
        for note in notes
    ]
