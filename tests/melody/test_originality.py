"""Planted quotations are found, in any key, place and dress; nobody else is accused."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.originality import (
    QUOTATION_BITS,
    Nearness,
    OriginalityIndex,
)
from musicbreeder.melody.originality_figures import FigureRarity
from musicbreeder.melody.originality_tunes import TICKS_PER_QUARTER, Tunes
from musicbreeder.theory.meter import METERS, Meter

FOUR_FOUR = METERS["4/4"]
BAR = 16
SOURCE = "A Book of Tunes, 1790"


def walk(rng: np.random.Generator, bars: int, meter: Meter = FOUR_FOUR) -> Melody:
    """Return a tune of steps and leaps in C major, mostly in eighths."""
    scale = [
        60 + octave * 12 + step for octave in (0, 1) for step in (0, 2, 4, 5, 7, 9, 11)
    ]
    notes, start, degree = [], 0, int(rng.integers(3, 10))
    while start < bars * meter.steps_per_bar:
        length = int(rng.choice([2, 2, 2, 2, 4, 3, 1]))
        notes.append(Note(start, start + length, scale[degree]))
        start += length
        degree += int(rng.choice([-4, -3, -2, -2, -1, -1, 0, 1, 1, 2, 2, 3, 4]))
        degree = min(max(degree, 0), len(scale) - 1)
    return Melody.from_notes(notes, bars * meter.steps_per_bar, meter)


@pytest.fixture(scope="module")
def tunes() -> list[Melody]:
    rng = np.random.default_rng(1)
    scale_run = [60, 62, 64, 65, 67, 69, 71, 72, 71, 69, 67, 65, 64, 62, 60, 62]
    every = [walk(rng, 8) for _ in range(300)]
    # A run up and down stands in every third tune of the collection.
    for place in range(0, 300, 3):
        run = [
            Note(64 + 2 * at, 66 + 2 * at, note) for at, note in enumerate(scale_run)
        ]
        rest = [note for note in every[place].notes if not 62 <= note.start < 96]
        every[place] = Melody.from_notes([*rest, *run], 128, FOUR_FOUR)
    return every


@pytest.fixture(scope="module")
def index(tunes: list[Melody]) -> OriginalityIndex:
    return OriginalityIndex(
        Tunes.of([(f"Tune {at}", SOURCE, tune) for at, tune in enumerate(tunes)])
    )


def phrase(tune: Melody, first_bar: int, bars: int) -> list[Note]:
    """Return the notes of some bars, as if they began at step 0."""
    first = first_bar * BAR
    return [
        replace(note, start=note.start - first, end=min(note.end - first, bars * BAR))
        for note in tune.notes
        if first <= note.start < first + bars * BAR
    ]


def planted(notes: Sequence[Note], at: int, semitones: int, seed: int) -> Melody:
    """Return a melody of its own but for `notes` from step `at` on."""
    end = at + max(note.end for note in notes)
    own = [
        note
        for note in walk(np.random.default_rng(seed), 4).notes
        if note.end <= at or note.start >= end
    ]
    moved = [
        Note(note.start + at, note.end + at, note.midi_note + semitones)
        for note in notes
    ]
    return Melody.from_notes([*own, *moved], 4 * BAR, FOUR_FOUR)


def ornamented(notes: Sequence[Note]) -> list[Note]:
    """Return notes with a grace note before one and a passing note after another."""
    dressed = []
    for place, note in enumerate(notes):
        middle = note.start + note.step_count // 2
        if place % 5 == 2 and note.step_count >= 2:
            dressed.append(Note(note.start, note.start + 1, note.midi_note + 2))
            dressed.append(replace(note, start=note.start + 1))
        elif place % 5 == 4 and note.step_count >= 2:
            dressed.append(replace(note, end=middle))
            dressed.append(Note(middle, note.end, note.midi_note + 1))
        else:
            dressed.append(note)
    return dressed


def nearest(index: OriginalityIndex, melody: Melody) -> Nearness:
    found = index.nearest(melody)
    assert found is not None
    return found


def test_a_tune_itself_is_found_note_for_note(
    index: OriginalityIndex, tunes: list[Melody]
) -> None:
    found = nearest(index, tunes[7])
    assert (found.title, found.source, found.share) == ("Tune 7", SOURCE, 1.0)
    assert found.bars == found.tune_bars == (0, 7)
    assert found.is_quotation


@pytest.mark.parametrize(
    ("at", "semitones"), [(0, 0), (16, 5), (16, -9), (8, 3), (5, -4)]
)
def test_three_bars_planted_anywhere_in_any_key_are_found(
    index: OriginalityIndex, tunes: list[Melody], at: int, semitones: int
) -> None:
    for number in (4, 31, 88, 160, 299):
        melody = planted(phrase(tunes[number], 5, 3), at, semitones, seed=number)
        found = nearest(index, melody)
        assert found.title == f"Tune {number}"
        assert found.is_quotation
        assert found.semitones == -semitones
        assert found.tune_bars[0] <= 5 <= 7 <= found.tune_bars[1]


def test_a_quoted_bar_is_named_with_its_place_in_the_tune(
    index: OriginalityIndex, tunes: list[Melody]
) -> None:
    melody = planted(phrase(tunes[31], 5, 2), BAR, 4, seed=31)
    quoted = [
        (one.bar, one.title, one.source, one.tune_bar)
        for one in nearest(index, melody).quoted_bars
    ]
    assert quoted[:2] == [(1, "Tune 31", SOURCE, 5), (2, "Tune 31", SOURCE, 6)]


def test_ornaments_do_not_hide_a_quotation(
    index: OriginalityIndex, tunes: list[Melody]
) -> None:
    for number in (4, 31, 88, 160, 299):
        notes = ornamented(phrase(tunes[number], 5, 3))
        found = nearest(index, planted(notes, BAR, -3, seed=number))
        assert (found.title, found.is_quotation) == (f"Tune {number}", True)


def test_notes_left_out_do_not_hide_a_quotation(
    index: OriginalityIndex, tunes: list[Melody]
) -> None:
    notes = [n for at, n in enumerate(phrase(tunes[88], 3, 4)) if at % 7 != 3]
    found = nearest(index, planted(notes, 0, 2, seed=3))
    assert (found.title, found.is_quotation) == ("Tune 88", True)


def test_a_tune_at_half_speed_is_found(
    index: OriginalityIndex, tunes: list[Melody]
) -> None:
    slow = [
        Note(2 * note.start, 2 * note.end, note.midi_note)
        for note in phrase(tunes[160], 5, 2)
    ]
    found = nearest(index, Melody.from_notes(slow, 4 * BAR, FOUR_FOUR))
    assert (found.title, found.time_scale, found.share) == ("Tune 160", 0.5, 1.0)


def test_another_meter_does_not_hide_a_quotation(
    index: OriginalityIndex, tunes: list[Melody]
) -> None:
    three_four = METERS["3/4"]
    notes = phrase(tunes[31], 5, 3)
    melody = Melody.from_notes(notes, 4 * three_four.steps_per_bar, three_four)
    found = nearest(index, melody)
    assert (found.title, found.share) == ("Tune 31", 1.0)


def test_unrelated_melodies_are_not_accused(index: OriginalityIndex) -> None:
    rng = np.random.default_rng(99)
    found = [index.nearest(walk(rng, 4)) for _ in range(150)]
    bits = [one.bits for one in found if one is not None]
    assert len(bits) > 100
    assert sum(value >= QUOTATION_BITS for value in bits) == 0


def test_a_scale_run_that_many_tunes_have_accuses_nobody(
    index: OriginalityIndex,
) -> None:
    up = [60, 62, 64, 65, 67, 69, 71, 72]
    notes = [
        Note(2 * at, 2 * at + 2, note)
        for at, note in enumerate([*up, *up[-2::-1], 62, *up, *up[-2::-1], 62])
    ]
    found = nearest(index, Melody.from_notes(notes, 4 * BAR, FOUR_FOUR))
    assert found.common_count >= 15
    assert not found.is_quotation


def test_the_same_pitches_in_another_rhythm_are_no_quotation(
    index: OriginalityIndex, tunes: list[Melody]
) -> None:
    pitches = [note.midi_note for note in phrase(tunes[31], 4, 3)]
    lengths = np.resize([5, 1, 3, 7], len(pitches))
    ends = np.cumsum(lengths)
    notes = [
        Note(int(end - length), int(end), pitch)
        for end, length, pitch in zip(ends, lengths, pitches, strict=True)
    ]
    bars = -(-int(ends[-1]) // BAR)
    found = index.nearest(Melody.from_notes(notes, bars * BAR, FOUR_FOUR))
    assert found is None or not found.is_quotation


@pytest.mark.parametrize("note_count", [0, 1, 4])
def test_few_notes_are_not_judged(index: OriginalityIndex, note_count: int) -> None:
    notes = [Note(4 * at, 4 * at + 4, 60 + at) for at in range(note_count)]
    assert index.nearest(Melody.from_notes(notes, BAR, FOUR_FOUR)) is None


def test_an_empty_collection_knows_nothing(tunes: list[Melody]) -> None:
    assert OriginalityIndex(Tunes.of([])).nearest(tunes[0]) is None


def test_a_handful_of_tunes_weighs_figures_by_their_intervals(
    tunes: list[Melody],
) -> None:
    index = OriginalityIndex(Tunes.of([("Mine", "my file", tunes[31])]), FigureRarity())
    found = nearest(index, planted(phrase(tunes[31], 5, 2), BAR, 2, seed=5))
    assert (found.title, found.is_quotation) == ("Mine", True)


def test_bars_of_a_tune_are_counted_after_its_pick_up(tunes: list[Melody]) -> None:
    plain = Tunes.of([("Mine", "my file", tunes[31])])
    quarter = np.array([TICKS_PER_QUARTER], dtype=np.int32)
    index = OriginalityIndex(
        replace(plain, onsets=plain.onsets + quarter, first_bars=quarter),
        FigureRarity(),
    )
    assert nearest(index, tunes[31]).tune_bars == (0, 7)


def test_facts_that_do_not_fit_the_notes_are_refused(tunes: list[Melody]) -> None:
    plain = Tunes.of([("Mine", "my file", tunes[31])])
    with pytest.raises(ValueError, match="every note"):
        replace(plain, onsets=plain.onsets[1:])
    with pytest.raises(ValueError, match="every tune"):
        replace(plain, titles=())
