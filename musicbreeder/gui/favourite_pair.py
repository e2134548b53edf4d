"""Two favourites, of any sessions, bred in the session that is open."""

from collections.abc import Sequence

from musicbreeder.gui.conductor import Conductor
from musicbreeder.services.session_library import as_offspring
from musicbreeder.storage.library_lists import LibraryMelody


def breed_favourites(
    conductor: Conductor, session_id: int, pair: Sequence[LibraryMelody]
) -> None:
    """Breed a screen from two favourites; those of other sessions are brought here.

    One undo takes all of it back.

    Args:
        session_id: of the session that is open.
        pair: two favourites.
    """
    first, second = pair
    gesture = f"two favourites {len(conductor.session.history)}"
    foreign = [one for one in pair if one.session_id != session_id]
    brought: dict[int, int] = {}
    if foreign:
        conductor.show_offspring(
            [as_offspring(one) for one in foreign],
            f"breeding of {first.name} and {second.name}",
            names=[one.name for one in foreign],
            gesture=gesture,
        )
        shown = conductor.session.generation
        brought = {id(one): born.id for one, born in zip(foreign, shown, strict=True)}
    ids = [brought.get(id(one), one.individual_id) for one in (first, second)]
    conductor.breed_two(*ids, gesture=gesture)
