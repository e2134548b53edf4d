import sqlite3
import threading
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musicbreeder.breeding.opinion import Opinion
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.errors import FileFormatError, LibraryError
from musicbreeder.services.audition import Sound
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.session_library import SessionLibrary
from musicbreeder.storage.library import Library
from musicbreeder.storage.session_lock import SessionInUseError
from musicbreeder.theory.meter import Tempo

SMALL = BreedingSettings(bars=2, population_size=6)


def everything(session):
    """Return all that can be known of a session, comparable."""
    content = session.content
    return (
        content.head,
        [
            (
                one.individual.id, one.individual.name, one.individual.melody,
                one.individual.key, one.individual.generation,
                one.individual.parent_ids, one.individual.operators,
                one.individual.origins.tobytes(), one.individual.change,
                one.individual.prediction, one.repeats_id, one.trial_source,
            )
            for one in content.individuals
        ],
        content.generations,
        content.marks,
        content.hearings,
        content.steps,
        content.profile,
        session.undo_text,
        session.redo_text,
    )  # fmt: skip


def melodies(session):
    return [one.melody for one in session.generation]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "library.sqlite"


@pytest.fixture
def library(path):
    library = Library.open(path, patience_seconds=None)
    yield library
    library.close()


@pytest.fixture
def sessions(library):
    return SessionLibrary(library)


@pytest.fixture(scope="module")
def bred_session():
    """A session in which everything was done that can be done, and some undone."""
    session = BreedingSession.new(SMALL, random_seed=10**30, asks_again=True)
    session.rate(1, 5)
    session.rate(2, 1)
    session.set_favourite(1, True)
    session.rename(1, "Blue “Mōon”")
    session.set_pinned(3, True)
    session.mark_heard(2, 0.2)
    session.mark_heard(4, 1.0)
    session.judge_bar(2, 1, -1)
    session.prefer(1, 3)
    session.judge_extremes(1, 2)
    session.breed()
    for _ in range(2):
        session.rate(session.generation[0].id, 4)
        session.rate(session.generation[1].id, 2)
        session.replan()
    session.rename_session("Evenings")
    session.set_trial(True)
    session.breed()
    session.set_trial(False)
    session.change_sound(Sound("flute", Tempo(90.5, 0.25)))
    session.change_settings(BreedingSettings(bars=2, population_size=6, key="D"))
    session.open_generation(1)
    session.undo()
    session.undo()
    return session


def copy_of(session):
    return BreedingSession.restored(session.content)


def test_a_session_comes_back_exactly_and_goes_on_as_if_never_closed(
    sessions, bred_session
):
    session = copy_of(bred_session)
    sessions.begin(session).close()
    opened = sessions.open_last()
    assert everything(opened.session) == everything(bred_session)
    session.breed()
    opened.session.breed()
    assert melodies(opened.session) == melodies(session)
    assert opened.session.wants_replan == session.wants_replan
    finals = [one.id for one in opened.session.finals(3)]
    assert finals == [one.id for one in session.finals(3)]
    opened.close()


def test_undo_reaches_back_to_the_beginning_across_a_restart(sessions, bred_session):
    session = copy_of(bred_session)
    sessions.begin(session).close()
    opened = sessions.open_last()
    for one in (session, opened.session):
        while one.undo():
            pass
    assert everything(opened.session) == everything(session)
    assert not opened.session.favourites
    assert len(opened.session.history) == 3
    opened.close()
    again = sessions.open_last()
    while again.session.redo():
        pass
    assert again.session.name == "Evenings"
    assert again.session.individual(1).rating == 5
    again.close()


def test_every_gesture_is_written_in_the_moment_it_is_done(path, sessions):
    opened = sessions.begin(BreedingSession.new(SMALL, random_seed=3))
    session = opened.session
    gestures = [
        lambda: session.rate(1, 4),
        lambda: session.set_favourite(1, True),
        lambda: session.mark_heard(2),
        lambda: session.rename(2, "Copper"),
        lambda: session.judge_bar(1, 0, 1),
        lambda: session.prefer(1, 2),
        session.breed,
        session.undo,
        session.redo,
        session.replan,
        lambda: session.change_settings(SMALL),
        lambda: session.rename_session("Noon"),
        lambda: session.change_profile(TasteProfile("Me")),
    ]
    for gesture in gestures:
        gesture()
        with closing(Library.open(path)) as other:
            kept = BreedingSession.restored(other.read(opened.session_id))
        assert everything(kept) == everything(session)
    opened.close()


def test_half_a_character_in_a_name_does_no_harm(sessions):
    opened = sessions.begin(BreedingSession.new(SMALL, random_seed=12))
    opened.session.rename(1, "Blue \ud83c Moon")
    opened.session.rename_session("\udc00")
    opened.close()
    opened = sessions.open_last()
    assert opened.session.individual(1).name == "Blue ? Moon"
    assert opened.session.name == "?"
    opened.close()


def test_a_session_breeds_by_the_profile_it_began_with(sessions, bred_session):
    melody = bred_session.generation[0].melody
    profile = TasteProfile("Mornings", (Opinion(melody, 4.0), Opinion(melody, 5.0)))
    session = BreedingSession.new(SMALL, random_seed=4, profile=profile)
    sessions.begin(session).close()
    opened = sessions.open_last()
    assert opened.session.profile == session.profile
    opened.session.change_profile(None)
    opened.close()
    opened = sessions.open_last()
    assert opened.session.profile is None
    opened.close()


def test_what_was_undone_and_replaced_cannot_be_redone_after_a_restart(sessions):
    opened = sessions.begin(BreedingSession.new(SMALL, random_seed=13))
    for rating in (1, 2, 3):
        opened.session.rate(1, rating)
    opened.session.undo()
    opened.session.undo()
    opened.session.rate(2, 5)
    opened.close()
    opened = sessions.open_last()
    assert opened.session.redo_text is None
    assert opened.session.undo()
    assert opened.session.undo()
    assert not opened.session.undo()
    opened.close()


# One gesture is (kind, melody, value); the model is a plain list of states.
GESTURES = st.lists(
    st.tuples(
        st.sampled_from(
            ["rate", "heart", "name", "slide", "undo", "undo", "redo", "reopen"]
        ),
        st.integers(1, 4),
        st.integers(1, 5),
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def first_generation():
    return BreedingSession.new(SMALL, random_seed=5).content


@pytest.fixture(scope="module")
def shared_library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undo")
    with closing(Library.open(folder / "library.sqlite")) as library:
        yield library


@settings(max_examples=40)
@given(gestures=GESTURES)
def test_undo_and_redo_agree_with_a_plain_list_even_across_restarts(
    first_generation, shared_library, gestures
):
    sessions = SessionLibrary(shared_library)
    opened = sessions.begin(BreedingSession.restored(first_generation))
    states, kinds, place = [seen(opened.session)], ["begin"], 0
    for kind, individual_id, value in gestures:
        session = opened.session
        if kind == "undo":
            assert session.undo() == (place > 0)
            place = max(place - 1, 0)
        elif kind == "redo":
            assert session.redo() == (place < len(states) - 1)
            place = min(place + 1, len(states) - 1)
        elif kind == "reopen":
            opened.close()
            opened = sessions.open(opened.session_id)
        else:
            do(session, kind, individual_id, value)
            if seen(session) != states[place]:
                # Steps of one slide are undone together.
                is_further = kind == "slide" == kinds[place]
                kept = place if is_further else place + 1
                states, kinds = states[:kept], kinds[:kept]
                # A slide back to where it began leaves no step.
                if not (is_further and states[-1] == seen(session)):
                    states.append(seen(session))
                    kinds.append(kind)
                place = len(states) - 1
        assert seen(opened.session) == states[place]
    opened.close()


def do(session, kind, individual_id, value):
    if kind == "rate":
        session.rate(individual_id, value)
    elif kind == "heart":
        session.set_favourite(individual_id, value > 2)
    elif kind == "name":
        session.rename(individual_id, f"Name {value}")
    else:
        sliding = BreedingSettings(bars=2, population_size=6, variation=value / 5)
        session.change_settings(sliding, gesture="variation")


def seen(session):
    return (
        session.settings,
        [(one.rating, one.is_favourite, one.name) for one in session.generation],
    )


def test_a_session_that_is_open_elsewhere_is_not_opened_twice(path, sessions):
    opened = sessions.begin(BreedingSession.new(SMALL, random_seed=6))
    with closing(Library.open(path)) as other_library:
        other = SessionLibrary(other_library)
        with pytest.raises(SessionInUseError, match="another window"):
            other.open_last()
        with pytest.raises(SessionInUseError):
            other.library.bin_session(opened.session_id)
        beside = other.begin(BreedingSession.new(SMALL, random_seed=7))
        beside.session.rate(1, 3)
        opened.session.rate(1, 5)
        assert len(sessions.library.sessions()) == 2
        beside.close()
        opened.close()
        again = other.open(opened.session_id)
        assert again.session.individual(1).rating == 5
        again.close()


def test_a_session_is_listed_renamed_copied_binned_and_restored(
    sessions, library, bred_session
):
    opened = sessions.begin(copy_of(bred_session))
    opened.close()
    (listed,) = library.sessions()
    assert (listed.name, listed.generation_count) == ("Evenings", 3)
    assert listed.favourite_count == 1
    assert listed.thumbnail == bred_session.individual(1).melody
    sessions.rename(opened.session_id, "Mornings")
    copy_id = sessions.duplicate(opened.session_id)
    assert [one.name for one in library.sessions()] == ["Mornings (copy)", "Mornings"]
    library.bin_session(opened.session_id)
    assert [one.session_id for one in library.sessions()] == [copy_id]
    assert library.last_session_id == copy_id
    assert len(library.favourites()) == 1
    (binned,) = library.sessions(is_binned=True)
    assert binned.binned_at is not None
    library.restore_session(opened.session_id)
    assert len(library.sessions()) == 2
    library.bin_session(copy_id)
    assert library.empty_bin() == 1
    assert not library.sessions(is_binned=True)
    assert len(library.find_melodies("blue")) == 1


def test_a_portable_file_carries_a_whole_session(sessions, tmp_path, bred_session):
    file = tmp_path / "Evenings.musicbreeder"
    sessions.export(bred_session, file)
    session_id = sessions.import_file(file)
    opened = sessions.open(session_id)
    assert everything(opened.session) == everything(bred_session)
    again = tmp_path / "again.musicbreeder"
    sessions.export(session_id, again)
    assert again.read_bytes() == file.read_bytes()
    opened.close()


def test_a_file_whose_parts_do_not_fit_is_refused(sessions, tmp_path, bred_session):
    session = copy_of(bred_session)
    session._record.generations.pop()
    file = tmp_path / "broken.musicbreeder"
    sessions.export(session, file)
    with pytest.raises(FileFormatError, match="do not fit"):
        sessions.import_file(file)
    assert not sessions.library.sessions()


def test_a_session_begins_from_favourites(sessions, library, bred_session):
    opened = sessions.begin(copy_of(bred_session))
    opened.close()
    begun = sessions.begin_from(library.favourites(), random_seed=1)
    first, *others = begun.session.generation
    assert first.melody == bred_session.individual(1).melody
    assert (first.name, first.is_pinned) == ("Blue “Mōon”", True)
    assert [one.is_pinned for one in others] == [False] * 11
    assert begun.session.sound == bred_session.sound
    begun.session.breed()
    begun.close()


def test_a_library_that_is_gone_says_so(sessions):
    with pytest.raises(LibraryError, match="no longer"):
        sessions.open(42)


def test_a_gesture_never_waits_for_another_program(path, library):
    quick = Library.open(path)
    session = BreedingSession.new(SMALL, random_seed=8)
    opened = SessionLibrary(quick).begin(session)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        session.rate(1, 5)
        assert not quick.is_written
        other.execute("COMMIT")
    opened.close()
    quick.close()
    assert (
        BreedingSession.restored(library.read(opened.session_id)).individual(1).rating
        == 5
    )


def test_what_the_disk_refused_is_written_once_there_is_room(tmp_path):
    blocked = tmp_path / "data"
    blocked.write_text("a file where the folder should be")
    told, is_over = [], threading.Event()

    def listen(problem):
        told.append(problem)
        if problem is None:
            is_over.set()

    library = Library.open(blocked / "library.sqlite", on_problem=listen)
    assert "cannot be used" in library.problem
    opened = SessionLibrary(library).begin(BreedingSession.new(SMALL, random_seed=9))
    opened.session.rate(1, 5)
    assert library.sessions() == ()
    with pytest.raises(LibraryError):
        library.empty_bin()
    blocked.unlink()
    assert is_over.wait(10)
    assert library.problem is None
    opened.session.rate(2, 4)
    opened.close()
    library.close()
    with closing(Library.open(blocked / "library.sqlite")) as after:
        kept = BreedingSession.restored(after.read(opened.session_id))
    assert [one.rating for one in kept.generation[:2]] == [5, 4]
