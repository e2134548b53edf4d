"""The history of a session: steps that can be undone, and the keeping of it all.

Every gesture becomes one step and is handed over once, when it is complete.
"""

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.services.audition import Sound
from musicbreeder.services.session_keeping import SessionKeeping, Write
from musicbreeder.services.session_reading import SessionReading
from musicbreeder.services.session_state import SessionState
from musicbreeder.services.undo_history import UndoHistory
from musicbreeder.storage.session_content import SessionContent


class SessionHistory(SessionReading):
    """What can be undone in a session, and done again, today or another day."""

    def __init__(
        self,
        settings: BreedingSettings,
        sound: Sound,
        name: str | None,
        random_seed: int,
        profile: TasteProfile | None,
        asks_again: bool,
    ) -> None:
        super().__init__(settings, sound, name, random_seed, profile, asks_again)
        self._set_history(UndoHistory())

    def _set_history(self, undo_history: UndoHistory) -> None:
        self._undo_history = undo_history
        self._keeping = SessionKeeping(
            self._record, undo_history, self.random_seed, self.asks_again
        )

    # Undo.

    @property
    def undo_text(self) -> str | None:
        """What `undo` would take back: ``"rating of Copper Fern"``; None = nothing."""
        return self._undo_history.undo_text

    @property
    def redo_text(self) -> str | None:
        """What `redo` would do again; None = nothing."""
        return self._undo_history.redo_text

    def undo(self) -> bool:
        """Take the last gesture back; a generation that was bred stays in `history`.

        Returns:
            whether there was anything to take back.
        """
        return self._restore(self._undo_history.undo(self._state))

    def redo(self) -> bool:
        """Do again what was taken back last; tell whether there was anything."""
        return self._restore(self._undo_history.redo(self._state))

    # Keeping.

    def keep(self, write: Write, *, is_written: bool = False) -> None:
        """Hand everything, and from now on whatever changes, to a writer.

        Args:
            write: called once for each gesture, on the session's thread.
            is_written: the writer has everything already.
        """
        self._keeping.begin(write, self._state, self._profile, is_written=is_written)

    def keep_no_more(self) -> None:
        """Go on in memory only."""
        self._keeping.end()

    @property
    def content(self) -> SessionContent:
        """Everything there is, as plain data."""
        return self._keeping.content(self._state, self._profile)

    def _write(self) -> None:
        self._keeping.note(self._state, self._profile)

    # How it is done.

    def _restore(self, state: SessionState | None) -> bool:
        if state is None:
            return False
        self._state = state
        self._write()
        return True

    def _do(self, text: str, after: SessionState, gesture: str | None = None) -> None:
        if after != self._state:
            self._undo_history.record(text, self._state, after, gesture)
            self._state = after
        self._write()
