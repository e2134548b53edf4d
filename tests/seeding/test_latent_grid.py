import numpy as np
import pytest

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody, Note
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding.latent_grid import (
    EMPTY,
    FIRST_PITCH,
    HOLD,
    LOWEST_NOTE,
    REST,
    Placing,
    has_grid,
    performed,
)
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key


@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8"])
def test_a_melody_comes_back_from_its_grid_as_it_was_played(meter):
    request = SeedRequest(4, METERS[meter], None, None, 55, 74, None)
    seeds = PhraseGrammar().seed(request, 12, np.random.default_rng(1))

    for one in seeds:
        placing = Placing.of(one.melody, one.key)
        events = placing.events(placing.tokens(one.melody))
        assert performed(events, one.melody) == one.melody


def test_a_minor_tune_is_read_in_a_minor_whatever_its_key():
    melody = Melody.from_notes([Note(0, 4, 62), Note(4, 64, 65)], 64, METERS["4/4"])

    tokens = Placing.of(melody, Key.named("D", "minor")).tokens(melody)

    assert (tokens[[0, 4]] - FIRST_PITCH + LOWEST_NOTE).tolist() == [69, 72]
    assert (np.delete(tokens, [0, 4]) == HOLD).all()


def test_bars_of_twelve_steps_leave_the_end_of_each_bar_of_the_grid_empty():
    melody = Melody.from_notes([Note(0, 12, 60), Note(12, 48, 62)], 48, METERS["6/8"])

    tokens = Placing.of(melody, Key.named("C", "major")).tokens(melody).reshape(4, 16)

    assert (tokens[:, 12:] == EMPTY).all()
    assert not (tokens[:, :12] == EMPTY).any()


def test_only_a_silence_of_a_beat_or_more_is_a_rest_to_the_network():
    events = np.full(64, NO_EVENT, dtype=np.int16)
    events[[0, 8, 16]] = 60
    events[[6, 12]] = NOTE_OFF
    melody = Melody(events, np.where(events >= 0, 90, 0))

    tokens = Placing.of(melody, Key.named("C", "major")).tokens(melody)

    assert np.flatnonzero(tokens == REST).tolist() == [12]


def test_notes_far_apart_are_folded_into_the_range_of_the_network():
    melody = Melody.from_notes([Note(0, 4, 20), Note(4, 64, 110)], 64, METERS["4/4"])

    tokens = Placing.of(melody, Key.named("C", "major")).tokens(melody)

    notes = tokens[[0, 4]].astype(int) - FIRST_PITCH + LOWEST_NOTE
    assert (notes % 12).tolist() == [20 % 12, 110 % 12]


def test_what_is_new_is_as_loud_as_the_note_before_it():
    model = Melody.from_notes(
        [Note(0, 3, 60, 50), Note(8, 16, 62, 99)], 64, METERS["4/4"]
    )
    events = np.full(64, NO_EVENT, dtype=np.int16)
    events[[0, 4, 8]] = 60, 64, 62

    played = performed(events, model)

    assert played.velocities[[0, 4, 8]].tolist() == [50, 50, 99]
    assert played.events[3] == NOTE_OFF


def test_only_meters_of_the_tune_collection_have_a_grid():
    assert {name for name, meter in METERS.items() if has_grid(meter)} >= {
        "4/4",
        "3/4",
        "6/8",
    }
    assert not any(
        has_grid(meter) for name, meter in METERS.items() if name in ("5/4", "7/8")
    )
