"""Contours: the large shape a phrase follows.

The shapes are those of Huron, "The melodic arch in Western folksongs" (1996), where
the arch is the commonest, and of Adams, "Melodic contour typology" (1976).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Shape = Callable[[NDArray[np.float64]], NDArray[np.float64]]

CONTOURS: dict[str, Shape] = {
    "arch": lambda place: 2.0 * np.sin(np.pi * place) - 1.0,
    "late arch": lambda place: 2.0 * np.sin(np.pi * place**1.7) - 1.0,
    "descending": lambda place: 1.0 - 2.0 * place,
    "ascending": lambda place: 2.0 * place**0.8 - 1.0,
    "valley": lambda place: 1.0 - 1.8 * np.sin(np.pi * place),
    "wave": lambda place: np.sin(2.0 * np.pi * place),
    "zigzag": lambda place: np.sin(4.0 * np.pi * place + 0.6),
    "plateau": lambda place: 0.6 - 1.2 * np.maximum(place - 0.7, 0.0) / 0.3,
}
"""Height in -1..1 for each place in 0..1 of a melody."""


def heights(
    name: str, places: NDArray[np.float64], phrase_count: int
) -> NDArray[np.float64]:
    """Return the height of a contour at each place.

    With several phrases each has the shape once; the later ones lie a little higher
    until the last, which comes home.

    Args:
        name: a key of `CONTOURS`.
        places: ``(note_count,)`` in 0..1 over the whole melody.

    Returns:
        ``(note_count,)`` about -1..1.
    """
    shape = CONTOURS[name]
    if phrase_count == 1:
        return shape(places)
    phrase = np.minimum((places * phrase_count).astype(np.intp), phrase_count - 1)
    within = places * phrase_count - phrase
    lift = 0.35 * (np.sin(np.pi * (phrase + 0.5) / phrase_count) - 0.7)
    return shape(within) * 0.8 + lift
