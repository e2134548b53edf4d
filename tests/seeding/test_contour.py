import numpy as np
import pytest

from musicbreeder.seeding.character import CHARACTERS
from musicbreeder.seeding.contour import CONTOURS, heights

PLACES = np.linspace(0.0, 1.0, 65)


@pytest.mark.parametrize("name", CONTOURS)
@pytest.mark.parametrize("phrase_count", [1, 2])
def test_every_contour_stays_within_reach(name, phrase_count):
    assert np.abs(heights(name, PLACES, phrase_count)).max() <= 1.3


def test_contours_have_the_shape_they_are_called_by():
    arch = heights("arch", PLACES, 1)
    assert arch.argmax() == 32
    assert heights("late arch", PLACES, 1).argmax() > 36
    assert np.all(np.diff(heights("descending", PLACES, 1)) < 0)
    assert np.all(np.diff(heights("ascending", PLACES, 1)) > 0)
    assert heights("valley", PLACES, 1).argmin() == 32


def test_two_phrases_have_the_shape_twice():
    arches = heights("arch", PLACES, 2)
    assert arches[16] > arches[[0, 31]].max()
    assert arches[48] > arches[[33, 64]].max()


def test_characters_ask_only_for_contours_that_exist():
    for character in CHARACTERS:
        assert set(character.contours) <= set(CONTOURS)
