"""Which notes two melodies have in common."""

from dataclasses import dataclass

from musicbreeder.melody.melody import Melody, Note


@dataclass(frozen=True)
class SharedNotes:
    """What two melodies have in common.

    Attributes:
        starts: where both start the same pitch, in steps from the beginning.
        together: starts both have, with another pitch each.
    """

    starts: frozenset[int]
    together: frozenset[int]

    @staticmethod
    def of(first: Melody, second: Melody) -> "SharedNotes":
        """Compare two melodies note by note; lengths may differ.

        Steps are compared as they are, so the meters should be the same.
        """
        pitches = {note.start: note.midi_note for note in first.notes}
        shared = {
            note.start
            for note in second.notes
            if pitches.get(note.start) == note.midi_note
        }
        starts = {note.start for note in second.notes} & pitches.keys()
        return SharedNotes(frozenset(shared), frozenset(starts - shared))

    def has(self, note: Note) -> bool:
        """Tell whether a note of either melody is in both."""
        return note.start in self.starts

    @property
    def sentence(self) -> str:
        """What they have in common, in words.

        >>> SharedNotes(frozenset({0, 4}), frozenset({8})).sentence
        '2 notes shared · 1 more starts together'
        """
        count, more = len(self.starts), len(self.together)
        if not count:
            words = "No note shared"
        else:
            words = "1 note shared" if count == 1 else f"{count} notes shared"
        if more:
            words += f" · {more} more {'starts' if more == 1 else 'start'} together"
        return words
