"""Editing by hand: a changed melody is a new one, in the place of the old one.

Nothing that was bred is lost: the edited melody is the offspring of the one it was made
of, which leaves the screen, stays in the record and comes back by undo.
"""

from dataclasses import replace

import numpy as np

from musicbreeder.breeding.individual import Individual, Origin
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import MAXIMUM_BARS
from musicbreeder.melody.melody import Melody
from musicbreeder.services.session_demands import SessionDemands

EDIT_OPERATOR = "edit"


class SessionEdits(SessionDemands):
    """Puts melodies that were edited by hand in the place of those they come from."""

    def edit(
        self, individual_id: int, melody: Melody, *, of_id: int | None = None
    ) -> Individual:
        """Put an edited melody in the place of one, as its offspring, in one step.

        Args:
            individual_id: the melody that is changed; it stands on its screen now.
            melody: what became of it.
            of_id: the melody that the whole stretch of edits began with, if this is
                not the first one; the edited melody becomes its offspring.

        Returns:
            the edited melody; the very same one where nothing was changed.

        Raises:
            ValueError: no such melody, one without notes, or one that is too long.
        """
        edited = self.individual(individual_id)
        original = edited if of_id is None else self.individual(of_id)
        if melody == edited.melody:
            return edited
        if not melody.note_count or melody.bar_count > MAXIMUM_BARS:
            raise ValueError(f"{melody!r} cannot take the place of a melody")
        mark = self._state.mark(original.id)
        state = self._state
        if melody == original.melody:
            state = state.marked(original.id, replace(mark, edited_id=None))
            shown = original
        else:
            shown = self._record.add_edited(original.id, _offspring(original, melody))
            state = state.marked(original.id, replace(mark, edited_id=shown.id))
            name = replace(state.mark(shown.id), name=_edited_name(original.name))
            state = state.marked(shown.id, name)
        self._record.note_mark(original.id, state.mark(original.id))
        self._do(f"edit of {original.name}", state)
        return self.individual(shown.id)

    def standing_for(self, individual_id: int) -> int:
        """Return who stands on the screen in the place of a melody: often itself."""
        return self._record.standing_for(individual_id, self._state)


def _offspring(original: Individual, melody: Melody) -> Offspring:
    has_grid = (
        melody.meter == original.melody.meter
        and melody.step_count == original.melody.step_count
    )
    is_same = np.zeros(melody.step_count, dtype=np.bool_)
    if has_grid:
        is_same = melody.events == original.melody.events
    origins = np.where(is_same, Origin.FIRST_PARENT, Origin.MUTATION).astype(np.uint8)
    origins.setflags(write=False)
    return Offspring(
        melody,
        original.key,
        (original.id,),
        (EDIT_OPERATOR,),
        origins,
        f"{original.name}, edited by hand.",
    )


def _edited_name(name: str) -> str:
    """Return the name of an edited melody: the old one, counted on.

    >>> _edited_name("Copper Fern"), _edited_name("Copper Fern 2")
    ('Copper Fern 2', 'Copper Fern 3')
    """
    words, _, number = name.rpartition(" ")
    if words and number.isdecimal():
        return f"{words} {int(number) + 1}"
    return f"{name} 2"
