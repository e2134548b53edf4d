import numpy as np
import pytest

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.features import FEATURE_INDEX, feature_matrix
from musicbreeder.melody.melody import NO_EVENT, Melody, Note
from musicbreeder.melody.musicality import (
    CRITERIA,
    criterion_scores,
    musicality,
    musicality_of_features,
)
from musicbreeder.seeding.brief import drawn_briefs
from musicbreeder.seeding.character import CHARACTERS
from musicbreeder.seeding.composition import composed

MELODY_COUNT = 240


def with_pitches(melody, pitches):
    notes = [
        Note(note.start, note.end, int(pitch), note.velocity)
        for note, pitch in zip(melody.notes, pitches, strict=True)
    ]
    return Melody.from_notes(notes, melody.step_count, melody.meter)


def random_notes(melody, rng):
    steps = rng.choice(melody.step_count, melody.note_count, replace=False)
    notes = [Note(int(s), int(s) + 4, int(rng.integers(48, 85))) for s in steps]
    return Melody.from_notes(notes, melody.step_count, melody.meter)


def share_preferred(liked, disliked):
    """Return the AUC: how often one of the first is scored above one of the second."""
    above = liked[:, None] > disliked[None, :]
    level = liked[:, None] == disliked[None, :]
    return float((above + 0.5 * level).mean())


@pytest.fixture(scope="module")
def composed_melodies():
    """Melodies of every character, none of them chosen by what is tested here."""
    rng = np.random.default_rng(11)
    request = BreedingSettings().seed_request
    briefs = drawn_briefs(request, MELODY_COUNT, rng)
    return [(brief, composed(request, brief, rng)) for brief in briefs]


def test_composed_melodies_are_told_from_random_notes(composed_melodies):
    rng = np.random.default_rng(1)
    melodies = [melody for _, melody in composed_melodies]
    random = [random_notes(melody, rng) for melody in melodies]
    assert share_preferred(musicality(melodies), musicality(random)) > 0.99


def test_a_melody_is_preferred_to_its_own_notes_in_another_order(composed_melodies):
    rng = np.random.default_rng(2)
    melodies = [melody for _, melody in composed_melodies]
    shuffled = [with_pitches(m, rng.permutation(m.midi_notes)) for m in melodies]
    kept, lost = musicality(melodies), musicality(shuffled)
    assert share_preferred(kept, lost) > 0.85
    assert np.mean(kept > lost) > 0.88


def test_random_notes_of_the_right_scale_and_rhythm_do_not_pass(composed_melodies):
    rng = np.random.default_rng(3)
    melodies, random = [], []
    for brief, melody in composed_melodies:
        room = [n for n in brief.key.midi_notes if brief.lowest_note <= n]
        room = [n for n in room if n <= brief.highest_note]
        melodies.append(melody)
        random.append(with_pitches(melody, rng.choice(room, melody.note_count)))
    assert share_preferred(musicality(melodies), musicality(random)) > 0.9


def test_no_one_kind_of_melody_is_the_ideal(composed_melodies):
    scores = musicality([melody for _, melody in composed_melodies])
    best = np.argsort(scores)[-MELODY_COUNT // 4 :]
    names = {composed_melodies[index][0].character.name for index in best}
    assert len(names) >= len(CHARACTERS) - 2
    by_name = {
        character.name: np.mean(
            [
                score
                for (brief, _), score in zip(composed_melodies, scores, strict=True)
                if brief.character.name == character.name
            ]
        )
        for character in CHARACTERS
    }
    assert min(by_name.values()) > 0.7


def test_hammering_one_note_is_not_musical(composed_melodies):
    melodies = [melody for _, melody in composed_melodies]
    flat = [with_pitches(m, [60] * m.note_count) for m in melodies]
    assert share_preferred(musicality(melodies), musicality(flat)) > 0.97


def test_the_same_bar_for_ever_is_less_than_a_melody(composed_melodies):
    melodies = [melody for _, melody in composed_melodies]
    endless = [
        Melody(np.tile(m.events[:16], 4), np.tile(m.velocities[:16], 4))
        for m in melodies
    ]
    assert share_preferred(musicality(melodies), musicality(endless)) > 0.9


def test_scores_lie_between_nothing_and_everything(composed_melodies):
    silence = Melody(np.full(64, NO_EVENT), np.zeros(64))
    melodies = [silence, *(melody for _, melody in composed_melodies)]
    scores = musicality(melodies)
    assert scores[0] == 0.0
    assert np.all((scores[1:] > 0.0) & (scores[1:] <= 1.0))
    assert len(musicality([])) == 0


def test_a_feature_matrix_at_hand_gives_the_same_scores(composed_melodies):
    melodies = [melody for _, melody in composed_melodies[:20]]
    scores = musicality_of_features(feature_matrix(melodies))
    np.testing.assert_array_equal(scores, musicality(melodies))


def test_inside_a_band_all_values_are_alike_and_outside_it_falls():
    names = [criterion.name for criterion in CRITERIA]
    compass = names.index("a compass to sing")
    features = np.zeros((4, len(FEATURE_INDEX)), dtype=np.float32)
    features[:, FEATURE_INDEX["pitch range"]] = [8, 14, 22, 30]
    narrow, wide, too_wide, far_too_wide = criterion_scores(features)[:, compass]
    assert narrow == wide == 1.0
    assert 1.0 > too_wide > far_too_wide


def test_every_criterion_names_its_source_and_reads_existing_features():
    for criterion in CRITERIA:
        assert criterion.source
        assert set(criterion.features) <= set(FEATURE_INDEX)
