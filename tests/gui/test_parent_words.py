"""What is said of a parent that stands elsewhere, beside its offspring, or nowhere."""

import pytest

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.gui.parent_words import heading, opening
from musicbreeder.melody.transform import transposed
from musicbreeder.services.breeding_session import BreedingSession


@pytest.fixture
def session() -> BreedingSession:
    made = BreedingSession.new(BreedingSettings(bars=2), random_seed=11)
    for place, one in enumerate(made.generation[:6]):
        made.mark_heard(one.id, 1.0)
        made.rate(one.id, 1 + place % 5)
    return made


def words(session: BreedingSession, individual: Individual) -> str:
    parents = [session.individual(one) for one in individual.parent_ids]
    return heading(session, individual, parents)


def test_parents_of_an_earlier_screen_are_named_by_its_place_in_the_session(session):
    session.breed()
    child = next(one for one in session.generation if len(one.parent_ids) == 2)
    assert words(session, child) == "Parents, from generation 1"
    session.open_generation(0)
    session.breed()  # a second branch: the third screen of the session
    parent = session.generation[0]
    session.breed()
    said = heading(session, session.generation[0], [parent])
    assert said == "Parent, from generation 3"
    assert opening(session, parent) == f"Open {parent.name} in generation 3"


def test_parents_of_two_screens_are_told_apart(session):
    first = session.generation[0]
    session.breed()
    second = session.generation[0]
    session.breed()
    child = session.generation[0]
    said = heading(session, child, [first, second])
    assert said == "Parents, from generation 1 and from generation 2"


def test_a_parent_on_the_same_screen_is_not_said_to_be_from_another(session):
    before = {one.id for one in session.generation}
    assert session.replan()
    born = [one for one in session.generation if one.id not in before]
    child = next(one for one in born if one.parent_ids)
    assert "from the same screen" in words(session, child)
    assert "from generation" not in words(session, child)


def test_a_parent_that_was_replaced_unheard_is_said_to_be(session):
    standing = [session.generation[place] for place in range(6, 12)]
    assert session.replan()
    gone = next(one for one in standing if not session.is_on_screen(one.id))
    session.breed()
    child = session.generation[0]
    said = heading(session, child, [gone])
    assert said == "Parent, from generation 1, replaced before it was heard"
    assert opening(session, gone) == f"Show {gone.name}, which has left the screen"


def test_a_parent_that_was_edited_is_said_to_be_what_it_was(session):
    old = session.generation[0]
    new = session.edit(old.id, transposed(old.melody, 2))
    assert words(session, new) == "Parent, as it was before the edit"
