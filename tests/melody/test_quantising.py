from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.melody.melody import Melody
from musicbreeder.melody.quantising import Grid, meter_for, quantised, suiting_grid
from musicbreeder.melody.score import ScoreNote, TimeSignature
from musicbreeder.theory.meter import METERS, Tempo

STRAIGHT = Grid(METERS["4/4"])


def notes(*starts: float, length: float = 0.25) -> list[ScoreNote]:
    return [ScoreNote(start, length, 60 + k) for k, start in enumerate(starts)]


def starts_of(melody: Melody) -> list[int]:
    return [note.start for note in melody.notes]


def test_what_is_on_the_grid_stays_and_nothing_is_reported() -> None:
    found = quantised(notes(0.0, 1.0, 1.5, 3.75), STRAIGHT)
    assert starts_of(found.melody) == [0, 4, 6, 15]
    assert found.sentence == "Every note was on the grid."


def test_what_is_off_the_grid_is_moved_and_reported() -> None:
    found = quantised(notes(0.03, 1.0, 1.9, 3.0), STRAIGHT)
    assert starts_of(found.melody) == [0, 4, 8, 12]
    assert (found.moved_share, found.largest_move) == (0.5, pytest.approx(0.1))
    assert found.sentence == "50% of the notes were moved, by up to 0.1 beats."


def test_two_notes_on_one_step_find_a_step_each_where_there_is_room() -> None:
    found = quantised(notes(0.0, 0.9, 1.05, 2.0), STRAIGHT)
    assert starts_of(found.melody) == [0, 4, 5, 8]


def test_an_ornament_without_a_step_gives_way_to_the_longer_note() -> None:
    crowd = [
        ScoreNote(0.0, 0.03, 60),
        ScoreNote(0.03, 0.03, 61),
        ScoreNote(0.06, 0.9, 62),
        ScoreNote(0.25, 0.5, 63),
    ]
    found = quantised(crowd, STRAIGHT)
    assert [note.midi_note for note in found.melody.notes] == [62, 63]
    assert "2 notes were too short" in found.sentence


def test_bars_are_counted_from_the_bar_line_and_an_upbeat_comes_before() -> None:
    found = quantised(notes(0.0, 1.0, 2.0), Grid(METERS["4/4"], bar_line=1.0))
    assert found.first_bar == -1
    assert starts_of(found.melody) == [12, 16, 20]


def test_a_last_note_that_rings_on_a_little_needs_no_bar_of_its_own() -> None:
    found = quantised([ScoreNote(0.0, 2.0, 60), ScoreNote(2.0, 2.6, 62)], STRAIGHT)
    assert found.melody.bar_count == 1


def test_triplets_are_told_from_sixteenths() -> None:
    thirds = notes(*(k / 3 for k in range(12)))
    assert suiting_grid(thirds, STRAIGHT).meter.name == "4/4 triplets"
    quarters = notes(*(k / 4 for k in range(12)))
    assert suiting_grid(quarters, STRAIGHT).meter.name == "4/4"


def test_swung_eighths_are_straightened_and_their_swing_is_kept() -> None:
    tempo = Tempo(120, swing=0.9)
    swung = notes(*(tempo.quarters_at(2 * k, METERS["4/4"]) for k in range(16)))
    grid = suiting_grid(swung, STRAIGHT)
    assert (grid.meter.name, round(grid.swing, 1)) == ("4/4", 0.9)
    found = quantised(swung, grid)
    assert starts_of(found.melody) == list(range(0, 32, 2))
    assert found.moved_share == 0.0


@pytest.mark.parametrize(
    ("numerator", "denominator", "name", "stretch"),
    [
        (4, 4, "4/4", 1), (2, 4, "4/4", 1), (2, 2, "4/4", 1), (3, 8, "6/8", 1),
        (12, 8, "6/8", 1), (9, 8, "3/4 triplets", Fraction(2, 3)),
        (3, 2, "3/4", Fraction(1, 2)), (5, 8, "5/4", 2), (7, 8, "7/8", 1),
        (11, 16, "4/4", 1),
    ],
)  # fmt: skip
def test_every_time_signature_is_felt_as_a_meter(
    numerator: int, denominator: int, name: str, stretch: Fraction
) -> None:
    signature = TimeSignature(0.0, numerator, denominator)
    assert meter_for(signature) == (METERS[name], stretch)


def test_a_slip_jig_becomes_triplets_note_by_note() -> None:
    meter, stretch = meter_for(TimeSignature(0.0, 9, 8))
    jig = notes(*(k / 2 for k in range(9)), length=0.5)
    found = quantised(jig, Grid(meter, 0.0, stretch))
    assert starts_of(found.melody) == list(range(9))
    assert found.moved_share == 0.0


@given(st.lists(st.floats(0.0, 60.0), min_size=1, max_size=40), st.integers(0, 999))
def test_whatever_is_played_a_melody_of_whole_bars_comes_of_it(
    starts: list[float], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    played = [
        ScoreNote(start, float(rng.uniform(0.01, 3.0)), int(rng.integers(40, 90)))
        for start in sorted(starts)
    ]
    for name in ("4/4", "6/8", "7/8", "3/4 triplets"):
        found = quantised(played, Grid(METERS[name]))
        assert 1 <= found.melody.note_count <= len(played)
        assert found.melody.note_count + found.left_out_count == len(played)
