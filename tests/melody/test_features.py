import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musicbreeder.melody.features import (
    FEATURE_INDEX,
    FEATURES,
    feature_matrix,
    feature_matrix_of_events,
)
from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody, Note
from musicbreeder.theory.meter import METERS

FOUR_FOUR = METERS["4/4"]
C_MAJOR_UP = (60, 62, 64, 65, 67, 69, 71, 72)


def tune(pitches, steps=2, meter=FOUR_FOUR):
    """Return a melody of equal notes, one after the other."""
    notes = [
        Note(index * steps, (index + 1) * steps, pitch)
        for index, pitch in enumerate(pitches)
        if pitch is not None
    ]
    step_count = len(pitches) * steps
    return Melody.from_notes(notes, step_count, meter)


def measured(melody, name):
    return float(feature_matrix([melody])[0, FEATURE_INDEX[name]])


@st.composite
def melodies(draw):
    meter = draw(st.sampled_from(list(METERS.values())))
    step_count = draw(st.integers(1, 8)) * meter.steps_per_bar
    event = st.one_of(
        st.just(NO_EVENT), st.just(NO_EVENT), st.just(NOTE_OFF), st.integers(0, 127)
    )
    events = np.array(draw(st.lists(event, min_size=step_count, max_size=step_count)))
    return Melody(events, np.where(events >= 0, 90, 0), meter)


def test_every_feature_says_what_it_is_and_where_it_comes_from():
    assert len({feature.name for feature in FEATURES}) == len(FEATURES) >= 74
    assert all(feature.description and feature.source for feature in FEATURES)


@settings(max_examples=25)
@given(st.lists(melodies(), max_size=4))
def test_whatever_is_a_melody_has_finite_features_in_its_own_row(batch):
    matrix = feature_matrix(batch)
    assert matrix.shape == (len(batch), len(FEATURES))
    assert np.isfinite(matrix).all()
    for row, melody in zip(matrix, batch, strict=True):
        np.testing.assert_allclose(feature_matrix([melody])[0], row, atol=1e-4)


def test_silence_and_a_single_note_are_described_too():
    silence = Melody(np.full(64, NO_EVENT), np.zeros(64), FOUR_FOUR)
    lone = Melody.from_notes([Note(8, 12, 60)], 64, FOUR_FOUR)
    matrix = feature_matrix([silence, lone])
    assert np.isfinite(matrix).all()
    assert measured(silence, "rest share") == 1.0
    assert measured(lone, "rest share") == pytest.approx(60 / 64)
    assert measured(lone, "pitch range") == 0.0


@settings(max_examples=40)
@given(melodies(), st.integers(-11, 11))
def test_transposing_changes_height_only(melody, semitones):
    notes = melody.midi_notes
    if (
        len(notes)
        and not 0 <= notes.min() + semitones <= notes.max() + semitones <= 127
    ):
        return
    events = np.where(melody.events >= 0, melody.events + semitones, melody.events)
    moved = Melody(events, melody.velocities, melody.meter)
    heights = {"mean pitch", "lowest pitch", "highest pitch"}
    same = [i for i, feature in enumerate(FEATURES) if feature.name not in heights]
    # The key is a maximum: of two that fit equally well rounding may choose either.
    tied = {"ends on tonic", "final stability", "strong triad share"}
    same = [i for i in same if FEATURES[i].name not in tied]
    first, second = feature_matrix([melody, moved])[:, same]
    np.testing.assert_allclose(first, second, atol=1e-3)


def test_a_rising_scale_is_measured_as_a_musician_would():
    scale = tune(C_MAJOR_UP)
    assert measured(scale, "pitch range") == 12
    assert measured(scale, "rising steps") == 1.0
    assert measured(scale, "semitone share") == pytest.approx(2 / 7)
    assert measured(scale, "direction changes") == 0.0
    assert measured(scale, "step inertia") == 1.0
    assert measured(scale, "diatonic share") == 1.0
    assert measured(scale, "note density") == 2.0
    assert measured(scale, "eighth share") == 1.0
    assert measured(scale, "last minus first") == 12
    assert measured(scale, "contour 1") < measured(scale, "contour 8")


@pytest.mark.parametrize("up", range(12))
def test_the_key_is_found_and_coming_home_is_told_from_hanging(up):
    home = tune([up + note for note in (60, 64, 67, 65, 64, 62, 59, 60)], steps=4)
    hanging = tune([up + note for note in (60, 64, 67, 65, 64, 60, 59, 62)], steps=4)
    assert measured(home, "ends on tonic") == 1.0
    assert measured(hanging, "ends on tonic") == 0.0
    assert measured(home, "final stability") > measured(hanging, "final stability")
    assert measured(home, "major clarity") > measured(home, "minor clarity")


def test_syncopation_is_held_notes_over_strong_beats():
    on_beat = tune([60] * 8, steps=4)
    off_beat = Melody.from_notes(
        [Note(2 + 4 * i, 6 + 4 * i, 60) for i in range(7)], 32, FOUR_FOUR
    )
    assert measured(on_beat, "syncopation") == 0.0
    assert measured(off_beat, "syncopation") > 1.0
    assert measured(off_beat, "bars begun") == 0.0


def test_an_unrecovered_leap_is_told_from_a_recovered_one():
    recovered = tune([60, 69, 67, 65, 64, 62, 62, 60])
    left = tune([60, 67, 74, 76, 77, 79, 79, 81])
    assert measured(recovered, "unrecovered leaps") == 0.0
    assert measured(left, "unrecovered leaps") == pytest.approx(2 / 6)


def test_form_hears_repeats_sequences_and_contrast():
    first = [60, 62, 64, 60, 67, 65, 64, 62]
    higher = [pitch + 5 for pitch in first]
    other = [72, 60, 71, 61, 70, 62, 69, 63]
    aaba = tune([*first, *first, *other, *first])
    assert measured(aaba, "bar repeats") == pytest.approx(2 / 3)
    assert measured(aaba, "shape of 1 and 2") == 1.0
    assert measured(aaba, "shape of 1 and 3") < 0.5
    sequence = tune([*first, *higher, *first, *higher])
    assert measured(sequence, "shape of 1 and 2") == 1.0
    assert measured(sequence, "bar repeats") == pytest.approx(2 / 3)
    assert measured(aaba, "form") > measured(tune([*first, *other, *C_MAJOR_UP,
                                                   *other[::-1]]), "form")  # fmt: skip


def test_patterns_that_recur_lower_the_variety():
    turn = [60, 62, 64, 62] * 8
    wander = np.random.default_rng(4).integers(55, 80, 32).tolist()
    assert measured(tune(turn), "pattern variety") < 0.2
    assert measured(tune(wander), "pattern variety") > 0.9


def test_a_hammered_note_and_a_gap_are_counted():
    melody = tune([60, 60, 60, 60, 62, None, None, 64], steps=4)
    assert measured(melody, "longest repetition") == 4
    assert measured(melody, "longest gap") == 3.0
    assert measured(melody, "rest share") == pytest.approx(0.25)


def test_dotted_pairs_are_dotted_in_every_tempo_of_writing():
    notes = []
    for beat in range(4):
        notes += [
            Note(4 * beat, 4 * beat + 3, 60),
            Note(4 * beat + 3, 4 * beat + 4, 62),
        ]
    dotted = Melody.from_notes(notes, 16, FOUR_FOUR)
    assert measured(dotted, "dotted share") > 0.4
    assert measured(tune(C_MAJOR_UP), "dotted share") == 0.0


def test_events_that_make_no_whole_bars_are_refused():
    with pytest.raises(ValueError, match="whole bars"):
        feature_matrix_of_events(np.full((2, 15), NO_EVENT, np.int16), FOUR_FOUR)
    with pytest.raises(ValueError, match="shape"):
        feature_matrix_of_events(np.full(16, NO_EVENT, np.int16), FOUR_FOUR)
