import numpy as np
import pytest

from musicbreeder.breeding.description import describe, remembered, without_bars
from musicbreeder.melody.features import FEATURES
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.transform import transposed
from musicbreeder.theory.meter import METERS


@pytest.fixture
def melodies(individuals):
    return [one.melody for one in individuals]


def bar_of(*midi_notes, start=0):
    length = 16 // len(midi_notes)
    return [
        Note(start + place * length, start + (place + 1) * length, midi_note)
        for place, midi_note in enumerate(midi_notes)
    ]


def tune(*bars):
    notes = [
        n for place, bar in enumerate(bars) for n in bar_of(*bar, start=16 * place)
    ]
    return Melody.from_notes(notes, 16 * len(bars), METERS["4/4"])


def test_every_melody_has_its_row_of_finite_numbers(melodies):
    other = Melody.from_notes([Note(0, 6, 60), Note(6, 12, 67)], 12, METERS["6/8"])
    description = describe([*melodies, other])
    assert len(description) == 13
    widths = [block.shape for block in description.blocks]
    assert widths == [(13, len(FEATURES)), (13, 128), (13, 64)]
    for block in (*description.blocks, description.prior):
        assert block.dtype == np.float32
        assert np.isfinite(block).all()
    alone = describe([other])
    for block, single in zip(description.blocks, alone.blocks, strict=True):
        assert block[12] == pytest.approx(single[0], abs=1e-5)


def test_shape_and_turns_are_free_of_transposition(melodies):
    _, shape, profile = describe(melodies).blocks
    moved = describe([transposed(one, 5) for one in melodies]).blocks
    assert moved[1] == pytest.approx(shape, abs=1e-4)
    assert moved[2] == pytest.approx(profile, abs=1e-4)


def test_profiles_tell_turns_apart(melodies):
    stairs = tune(*4 * [(60, 62, 64, 65)])
    leaps = tune(*4 * [(60, 67, 60, 72)])
    profiles = describe([stairs, transposed(stairs, 2), leaps]).blocks[2]
    assert np.linalg.norm(profiles[0] - profiles[2]) > 0.5


def test_what_is_remembered_is_what_would_be_computed(melodies):
    for asked in (melodies[:5], melodies[3:9], melodies[::-1], [melodies[2]] * 3):
        known, computed = remembered(asked), describe(asked)
        assert known.prior == pytest.approx(computed.prior, abs=1e-6)
        for block, other in zip(known.blocks, computed.blocks, strict=True):
            assert block == pytest.approx(other, abs=1e-5)
    assert len(remembered(())) == 0


def test_without_its_odd_bar_a_melody_is_like_the_others():
    calm, odd = (60, 62), (60, 62, 64, 65, 67, 65, 64, 62)
    melody = tune(calm, calm, odd, calm)
    density = [feature.name for feature in FEATURES].index("note count")
    without = without_bars([(melody, 2), (melody, 0), (melody, None)])
    counts = without.blocks[0][:, density]
    plain = describe([tune(calm, calm, calm, calm)]).blocks[0][0, density]
    assert counts[0] == pytest.approx(plain, abs=1e-5)
    assert counts[1] > counts[2] > counts[0]
