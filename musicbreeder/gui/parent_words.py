"""Where the parents of a melody stand, in words that stay true whatever became of them.

A generation is called by its place in the session, as everywhere on the screen.
"""

from collections.abc import Sequence

from musicbreeder.breeding.individual import Individual
from musicbreeder.services.breeding_session import BreedingSession


def heading(
    session: BreedingSession, individual: Individual, parents: Sequence[Individual]
) -> str:
    """Return the line above the parents: ``"Parents, from generation 3"``."""
    word = "Parents" if len(parents) > 1 else "Parent"
    places = dict.fromkeys(_place(session, individual, one) for one in parents)
    return f"{word}, {' and '.join(places)}"


def opening(session: BreedingSession, parent: Individual) -> str:
    """Return what a click on a parent does."""
    if session.is_on_screen(parent.id):
        return f"Open {parent.name} in generation {parent.generation + 1}"
    return f"Show {parent.name}, which has left the screen"


def _place(session: BreedingSession, individual: Individual, parent: Individual) -> str:
    is_beside = parent.generation == individual.generation
    place = "from the same screen" if is_beside else _generation(parent)
    if session.is_on_screen(parent.id):
        return place
    if session.standing_for(parent.id) == individual.id:
        return "as it was before the edit"
    if session.standing_for(parent.id) != parent.id:
        return f"{place}, before it was edited"
    if session.hearing(parent.id).is_heard:
        return f"{place}, not on the screen any more"
    return f"{place}, replaced before it was heard"


def _generation(parent: Individual) -> str:
    return f"from generation {parent.generation + 1}"
