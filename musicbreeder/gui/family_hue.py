"""Which of the six hues a melody is drawn in: one family, one hue."""

from collections.abc import Callable

from musicbreeder.breeding.individual import Individual


def family_hue(
    individual: Individual, individual_of: Callable[[int], Individual]
) -> int:
    """Return the hue index of the family an individual belongs to.

    A family is everything that descends from one first melody through the first
    parents, so a hue can be followed from generation to generation. The index may
    exceed the number of hues; `Theme.hue` starts over.
    """
    ancestor = individual
    while ancestor.parent_ids:
        ancestor = individual_of(ancestor.parent_ids[0])
    return ancestor.id
