from dataclasses import replace

import pytest
from plain_listeners import busy, high_and_sparse, mean_liking, rate_screen

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.errors import FileFormatError, LibraryError
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.taste_profile import TasteProfiles, taste_profile_of


@pytest.fixture(scope="module")
def learned() -> TasteProfile:
    """What two screens teach of somebody who likes high and sparse melodies."""
    session = BreedingSession.new(random_seed=1, profile=TasteProfile("Harp"))
    for _ in range(2):
        rate_screen(session, high_and_sparse)
        session.breed()
    return session.profile


@pytest.fixture
def profiles(tmp_path) -> TasteProfiles:
    return TasteProfiles(tmp_path / "taste")


def test_a_second_session_starts_with_what_is_liked(learned):
    cold = BreedingSession.new(random_seed=2)
    warm = BreedingSession.new(random_seed=2, profile=learned)
    gain = mean_liking(warm, high_and_sparse) - mean_liking(cold, high_and_sparse)
    assert gain > 1.5
    assert all(one.prediction for one in warm.generation)
    assert len({one.melody for one in warm.generation}) == 12


def test_a_profile_that_is_off_neither_helps_nor_learns(learned):
    off = TasteProfile(learned.name, learned.opinions, is_on=False)
    cold = BreedingSession.new(random_seed=2)
    session = BreedingSession.new(random_seed=2, profile=off)
    assert [o.melody for o in session.generation] == [o.melody for o in cold.generation]
    rate_screen(session, busy)
    assert session.profile == off


def test_a_profile_learns_and_unlearns_with_every_rating(learned):
    session = BreedingSession.new(random_seed=2, profile=learned)
    assert session.profile == learned
    session.rate(session.generation[0].id, 4)
    assert session.profile.rating_count == learned.rating_count + 1
    session.undo()
    assert session.profile == learned
    assert BreedingSession.new(random_seed=2).profile is None


def test_a_few_opinions_are_too_few_to_choose_the_first_screen(learned):
    few = TasteProfile("Few", learned.opinions[:6])
    cold = BreedingSession.new(random_seed=2)
    session = BreedingSession.new(random_seed=2, profile=few)
    assert [o.melody for o in session.generation] == [o.melody for o in cold.generation]


def test_the_summary_says_what_the_listener_likes(learned):
    session = BreedingSession.new(random_seed=2, profile=learned)
    summary = session.taste_summary
    assert summary.rating_count == 24
    assert "spacious melodies" in summary.likes
    assert not {"busy melodies", "low melodies"} & set(summary.likes)
    assert summary.sentence.startswith("You seem to like")
    assert summary.sentence.endswith("(24 ratings).")
    fresh = BreedingSession.new(random_seed=2).taste_summary
    assert fresh.sentence == "0 ratings so far: too few to say what you like."


def test_a_listener_of_the_opposite_taste_is_described_oppositely():
    session = BreedingSession.new(random_seed=1)
    rate_screen(session, lambda melody: 6 - high_and_sparse(melody))
    likes = set(session.taste_summary.likes)
    assert likes & {"low melodies", "busy melodies"}
    assert not likes & {"high melodies", "spacious melodies"}


def test_profiles_are_kept_by_name(profiles, learned):
    assert profiles.names == ("My taste",)
    assert profiles.opened("Harp").profile == TasteProfile("Harp")
    profiles.keep(learned)
    profiles.keep(TasteProfile("a flute / mood?"))
    assert profiles.names == ("a flute / mood?", "Harp")
    assert profiles.opened("Harp").profile == learned
    assert profiles.opened("a flute / mood?").profile.name == "a flute / mood?"


def test_a_profile_can_be_reset_switched_off_renamed_and_deleted(profiles, learned):
    profiles.keep(replace(learned, is_on=False))
    assert not profiles.opened("Harp").profile.is_on
    assert profiles.opened("Harp").profile.opinions == learned.opinions
    assert profiles.rename("Harp", "Lyre").opinions == learned.opinions
    assert profiles.names == ("Lyre",)
    profiles.keep(TasteProfile("Harp"))
    with pytest.raises(LibraryError, match="already"):
        profiles.rename("Lyre", "Harp")
    assert profiles.reset("Lyre").opinions == ()
    profiles.delete("Harp")
    profiles.delete("Harp")
    assert profiles.names == ("Lyre",)
    assert profiles.opened("Lyre").profile.rating_count == 0


def test_a_profile_can_be_carried_to_another_computer(profiles, learned, tmp_path):
    file = tmp_path / "to take along.json"
    profiles.export(learned, file)
    elsewhere = TasteProfiles(tmp_path / "elsewhere")
    assert elsewhere.imported(file).profile == learned
    assert elsewhere.imported(file).profile.name == "Harp 2"
    assert elsewhere.names == ("Harp", "Harp 2")


def test_a_damaged_profile_begins_anew_and_the_old_file_is_kept(profiles, learned):
    profiles.keep(learned)
    (file,) = profiles._folder.iterdir()
    file.write_text("{", encoding="utf-8")
    assert profiles.names == ("Harp",)
    found = profiles.opened("Harp")
    assert found.profile == TasteProfile("Harp")
    assert "is kept as" in found.notice
    assert len(list(profiles._folder.iterdir())) == 1
    assert profiles.names == ("My taste",)


def test_a_name_never_leads_out_of_the_folder(profiles, tmp_path):
    for name in ("../outside", "/etc/outside", "..", "c:\\outside"):
        profiles.keep(TasteProfile(name))
    assert {path.parent.name for path in tmp_path.rglob("*.json")} == {"taste"}


def test_a_profile_is_found_by_file_or_by_name(profiles, learned, tmp_path):
    profiles.keep(learned)
    file = tmp_path / "harp.json"
    profiles.export(learned, file)
    for given in (str(file), "Harp", "harp "):
        assert taste_profile_of(given, profiles._folder).profile == learned
    with pytest.raises(FileFormatError, match="one of “Harp”"):
        taste_profile_of("Tuba", profiles._folder)


def test_a_profile_of_short_melodies_helps_with_long_ones(learned):
    settings = BreedingSettings(bars=8, meter="3/4", population_size=6)
    cold = BreedingSession.new(settings, random_seed=5)
    warm = BreedingSession.new(settings, random_seed=5, profile=learned)
    assert mean_liking(warm, high_and_sparse) > mean_liking(cold, high_and_sparse)
