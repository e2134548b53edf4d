import pytest

from musicbreeder.theory.key_finding import found_key, found_keys

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}


@pytest.mark.parametrize("tonic", [0, 3, 7, 10])
@pytest.mark.parametrize("mode", SCALES)
def test_a_tune_around_its_tonic_triad_is_heard_in_its_key(
    tonic: int, mode: str
) -> None:
    scale = [60 + tonic + offset for offset in SCALES[mode]]
    # Up and down the scale, resting on tonic, fifth and the degree that tells the mode.
    order = (0, 1, 2, 3, 4, 5, 6, 4, 5, 6, 4, 2, 3, 1, 2, 0)
    lengths = (4, 1, 2, 1, 4, 2, 2, 2, 2, 2, 2, 2, 1, 1, 2, 8)
    key = found_key([scale[degree] for degree in order], lengths)
    assert (key.tonic, key.scale.name) == (tonic, mode)


def test_the_leading_note_tells_harmonic_from_natural_minor() -> None:
    notes = [69, 71, 72, 74, 76, 77, 76, 80, 81, 80, 76, 72, 71, 68, 69]
    assert found_key(notes, [1] * 14 + [6]).name == "A harmonic minor"


def test_probabilities_are_those_of_all_keys_and_fall() -> None:
    guesses = found_keys([60, 62, 64, 65, 67], [1] * 5)
    probabilities = [one.probability for one in guesses]
    assert sum(probabilities) == pytest.approx(1.0)
    assert probabilities == sorted(probabilities, reverse=True)
    assert len({one.key for one in guesses}) == len(guesses)


def test_the_ending_decides_between_keys_with_the_same_notes() -> None:
    row = [60, 62, 64, 65, 67, 69, 71, 72]
    assert found_key([*row, 60], [1] * 8 + [2]).tonic == 0
    assert found_key([*row, 69], [1] * 8 + [2]).tonic == 9


def test_one_note_is_enough_to_guess_and_none_is_not() -> None:
    assert found_key([64], [1.0]).tonic == 4
    with pytest.raises(ValueError, match="as many durations"):
        found_key([], [])
