import numpy as np
import pytest

from musicbreeder.breeding.chords import led_by_chords
from musicbreeder.breeding.lineage import change_of
from musicbreeder.breeding.operators import LEADING
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.variation import Ancestor, Candidate, Stage, Variation
from musicbreeder.melody.chord_fit import chord_fits
from musicbreeder.services.breeding_session import BreedingSession

CHORDS = "i ♭VI ♭III ♭VII"


def mean_fit(session: BreedingSession, chords: str = CHORDS) -> float:
    melodies = [one.melody for one in session.generation]
    keys = [one.key for one in session.generation]
    return float(chord_fits(melodies, keys, chords).mean())


def test_melodies_are_bred_to_go_with_the_chords() -> None:
    free = BreedingSession.new(BreedingSettings(scale="minor"), random_seed=4)
    led = BreedingSession.new(
        BreedingSettings(scale="minor", chords=CHORDS), random_seed=4
    )
    assert mean_fit(led) > mean_fit(free) + 0.1
    for session in (free, led):
        for one in session.generation[:6]:
            session.rate(one.id, 1 + one.id % 5)
        session.breed()
    assert mean_fit(led) > mean_fit(free) + 0.1


def test_plain_breeding_heeds_the_chords_too() -> None:
    led = BreedingSession.new(
        BreedingSettings(scale="minor", chords=CHORDS), random_seed=4
    )
    before = mean_fit(led)
    led.breed()
    assert mean_fit(led) > before - 0.1


def test_leading_moves_only_strong_notes_and_stays_in_the_key() -> None:
    session = BreedingSession.new(BreedingSettings(scale="minor"), random_seed=2)
    variation = Variation(BreedingSettings(scale="minor", chords=CHORDS))
    for one in session.generation:
        led = led_by_chords(one.melody, variation.context(one.key))
        moved = np.flatnonzero(led.events != one.melody.events)
        assert all(step % 4 == 0 for step in moved)
        assert all(one.key.contains(int(led.events[step])) for step in moved)
        assert np.array_equal(led.events >= 0, one.melody.events >= 0)


def test_without_chords_nothing_is_led() -> None:
    session = BreedingSession.new(random_seed=2)
    variation = Variation(BreedingSettings())
    for one in session.generation:
        assert led_by_chords(one.melody, variation.context(one.key)) == one.melody


def test_settings_refuse_chords_nobody_can_read() -> None:
    with pytest.raises(ValueError, match="H7"):
        BreedingSettings(chords="Am H7")


def test_what_the_chords_changed_is_told() -> None:
    parent = BreedingSession.new(BreedingSettings(scale="minor"), random_seed=2)
    variation = Variation(BreedingSettings(scale="minor", chords=CHORDS))
    one = parent.generation[0]
    led = led_by_chords(one.melody, variation.context(one.key))
    ancestor = Ancestor(one, one.melody, one.key)
    candidate = Candidate(one.key, (ancestor,), (Stage(LEADING.name, led),))
    assert "led into the chords" in change_of(candidate)
