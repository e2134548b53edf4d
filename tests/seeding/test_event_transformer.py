import numpy as np
import pytest

from musicbreeder.errors import ModelError
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding import event_transformer
from musicbreeder.seeding.event_features import HOLD_TOKEN, Conditions
from musicbreeder.seeding.event_network import EventNetwork
from musicbreeder.seeding.event_transformer import (
    COPYING,
    MODEL_FILE,
    EventTransformer,
    Reference,
    event_model,
    model_of,
)
from musicbreeder.seeding.event_writer import Task, events_of
from musicbreeder.seeding.latent_files import read_weights
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES, Key


def request(**changes):
    asked = {
        "bars": 4, "meter": METERS["4/4"], "tonic": None, "scale": None,
        "lowest_note": 48, "highest_note": 84, "density": None,
    }  # fmt: skip
    return SeedRequest(**(asked | changes))


def seeded(count=12, seed=0, **changes):
    rng = np.random.default_rng(seed)
    return EventTransformer().seed(request(**changes), count, rng)


def test_numpy_says_what_torch_said_when_the_model_was_made():
    stored = read_weights(MODEL_FILE)
    features = stored["check.features"].astype(np.int64)
    network = EventNetwork(stored)
    state = network.read(
        features,
        stored["check.places"].astype(np.int64),
        stored["check.hidden"].astype(bool),
        network.cache(*features.shape[:2]),
    )
    pitches = np.minimum(features[..., 0], 37)
    np.testing.assert_allclose(
        network.pitch_logits(state), stored["check.pitch_logits"], atol=1e-4
    )
    np.testing.assert_allclose(
        network.duration_logits(state, pitches),
        stored["check.duration_logits"],
        atol=1e-4,
    )


def test_reading_slot_by_slot_is_reading_all_at_once():
    stored = read_weights(MODEL_FILE)
    features = stored["check.features"].astype(np.int64)
    places = stored["check.places"].astype(np.int64)
    hidden = stored["check.hidden"].astype(bool)
    network = EventNetwork(stored)
    count = features.shape[1]
    whole = network.read(features, places, hidden, network.cache(len(features), count))
    cache = network.cache(len(features), count)
    for slot in range(count):
        seen = slice(slot, slot + 1), slice(0, slot + 1)
        one = network.read(
            features[:, seen[0]],
            places[:, seen[0], seen[1]],
            hidden[:, seen[0], seen[1]],
            cache,
        )
        np.testing.assert_allclose(one[:, 0], whole[:, slot], atol=1e-4)


@pytest.mark.parametrize("meter", ["4/4", "6/8", "3/4"])
@pytest.mark.parametrize("bars", [1, 4, 7, 8])
def test_melodies_have_the_meter_and_bars_asked_for(meter, bars):
    for one in seeded(4, bars=bars, meter=METERS[meter]):
        assert one.melody.meter == METERS[meter]
        assert one.melody.bar_count == bars
        assert one.melody.note_count >= bars
        assert one.source == "event transformer"


def test_every_note_is_of_the_scale_and_range_asked_for():
    scale = SCALES["blues"]
    for one in seeded(24, tonic=3, scale=scale, lowest_note=60, highest_note=72):
        notes = one.melody.midi_notes.tolist()
        assert one.key == Key(3, scale)
        assert all(one.key.contains(note) for note in notes)
        assert 60 <= min(notes) <= max(notes) <= 72


def test_density_is_followed():
    few = [one.melody.note_count for one in seeded(24, density=0.25)]
    many = [one.melody.note_count for one in seeded(24, density=0.85)]
    assert np.mean(many) > 1.6 * np.mean(few)


def test_most_phrases_end_on_their_tonic():
    ends = [
        one.melody.midi_notes[-1] % 12 == one.key.tonic for one in seeded(100, seed=4)
    ]
    assert np.mean(ends) > 0.65


def test_the_same_generator_gives_the_same_melodies():
    assert [o.melody for o in seeded(5)] == [o.melody for o in seeded(5)]
    assert [o.melody for o in seeded(5)] != [o.melody for o in seeded(5, seed=1)]


@pytest.mark.parametrize(
    "changes", [{"meter": METERS["7/8"]}, {"scale": SCALES["whole tone"]}]
)
def test_what_the_books_do_not_have_is_left_to_the_phrase_grammar(changes):
    assert {one.source for one in seeded(2, **changes)} == {"phrase grammar"}


def test_a_reference_is_followed_in_rhythm_and_not_quoted_by_the_bar():
    key = Key.named("D", "major")
    # Four bars of nothing but quarters.
    notes = [62, 66, 69, 66, 67, 71, 69, 66, 64, 67, 66, 64, 62, 66, 64, 62]
    events = np.full(64, -2, dtype=np.int16)
    events[::4] = notes
    reference = Melody(events, np.full(64, 90, dtype=np.uint8))
    asked = request(tonic=2, scale=key.scale)
    rng = np.random.default_rng(0)
    plain = EventTransformer().seed(asked, 40, rng)
    styled = EventTransformer([Reference(reference, key)]).seed(asked, 40, rng)

    def quarters(melodies):
        return np.mean([np.mean(np.diff(o.melody.onsets) == 4) for o in melodies])

    assert quarters(styled) > quarters(plain) + 0.3
    known = {tuple(bar) for bar in events.reshape(4, 16).tolist()}
    for one in styled:
        bars = {tuple(bar) for bar in one.melody.events.reshape(4, 16).tolist()}
        assert not bars & known


def test_a_file_that_lacks_a_part_is_named_with_the_cure():
    stored = read_weights(MODEL_FILE)
    del stored[COPYING]
    with pytest.raises(ModelError, match="install musicbreeder again"):
        model_of(stored)


def test_prefix_and_suffix_stay_as_they_are_and_the_gap_ends_in_time():
    tokens = np.array([9, 0, 11, 0] * 16, dtype=np.uint8)
    task = Task(13, 37, 64, events_of(tokens[:13]), events_of(tokens[37:], 37))
    conditions = Conditions.unknown("4/4", 8)
    allowed = np.ones((8, 36), dtype=bool)
    rng = np.random.default_rng(2)
    written = event_model().writer.write([task] * 8, conditions, allowed, rng)
    assert (written[:, :12] == tokens[:12]).all()
    assert (written[:, 38:] == tokens[38:]).all()
    assert (written[:, 13] != HOLD_TOKEN).all()
    assert len({row.tobytes() for row in written}) > 4


def test_more_than_fit_the_cache_are_written_to_their_ends():
    # In blocks, of which the last one is short.
    model = event_model()
    conditions = model.drawn_kinds(
        "6/8", 4, 203, np.random.default_rng(0), is_phrase=True
    )
    allowed = np.ones((203, 36), dtype=bool)
    rng = np.random.default_rng(1)
    written = model.writer.write([Task(0, 48, 48)] * 203, conditions, allowed, rng)
    assert written.shape == (203, 48)
    assert (written[:, 0] != HOLD_TOKEN).all()
    assert ((written != HOLD_TOKEN).sum(axis=1) > 4).all()


def test_without_a_critic_melodies_are_kept_as_they_come(monkeypatch):
    asked, rng = request(), np.random.default_rng(0)
    plain = EventTransformer(is_thinned=False).seed(asked, 6, rng)
    monkeypatch.setattr(event_transformer, "has_model", lambda name: False)
    assert [one.melody for one in seeded(6)] == [one.melody for one in plain]


def test_a_reference_of_leaps_makes_leaps():
    key = Key.named("C", "major")
    events = np.full(64, -2, dtype=np.int16)
    events[::4] = [60, 67, 64, 72, 60, 67, 65, 72, 62, 67, 64, 72, 60, 67, 64, 72]
    reference = Melody(events, np.full(64, 90, dtype=np.uint8))
    asked = request(tonic=0, scale=key.scale)

    def leaps(references):
        rng = np.random.default_rng(3)
        made = EventTransformer(references).seed(asked, 30, rng)
        sizes = [np.abs(np.diff(one.melody.midi_notes.astype(int))) for one in made]
        return np.mean(np.concatenate(sizes) > 4)

    assert leaps([Reference(reference, key)]) > 2 * leaps([])


def test_the_model_is_read_with_the_first_request_only(monkeypatch):
    def refuse(name):
        raise AssertionError(f"{name} was read")

    event_transformer.event_model.cache_clear()
    monkeypatch.setattr(event_transformer, "read_weights", refuse)
    seeder = EventTransformer()
    with pytest.raises(AssertionError, match=MODEL_FILE):
        seeder.seed(request(), 1, np.random.default_rng(0))
    monkeypatch.undo()
    event_transformer.event_model.cache_clear()
