"""The desk: the window's door to the library of sessions.

Reading and writing the library happens on one thread of its own, in the order asked
for; answers come on the GUI thread. Without a library the app goes on in memory, and
`reason` says why.
"""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from musicbreeder.breeding.individual import Individual
from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.workers import Dispatcher
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.session_library import OpenSession, SessionLibrary
from musicbreeder.storage.library import Library
from musicbreeder.storage.library_lists import LibraryMelody, SessionSummary

MelodyKey = tuple[int, int]
"""Ids of a session and of a melody in it."""

NO_LIBRARY = "The library cannot be opened: what you do is kept in memory only."
IN_MEMORY = 0
"""Stands for the id of a session that is not in the library."""

_SETTLING_MILLISECONDS = 120


def key_of(melody: LibraryMelody) -> MelodyKey:
    """Return what a melody is known by."""
    return melody.session_id, melody.individual_id


class LibraryDesk(QObject):
    """Lists, opens and changes what the library holds.

    Signals:
        changed: sessions or favourites are others now.
        problem_changed: one sentence while nothing can be kept, else empty.
        busy_changed: whether a session is being opened or made.
    """

    changed = Signal()
    problem_changed = Signal(str)
    busy_changed = Signal(bool)
    _told = Signal(str)

    def __init__(
        self,
        conductor: Conductor,
        sessions: SessionLibrary | None = None,
        opened: OpenSession | None = None,
        *,
        reason: str = NO_LIBRARY,
        parent: QObject | None = None,
    ) -> None:
        """Make the desk.

        Args:
            sessions: None = there is no library.
            opened: the conductor's session, None = it is not kept yet.
            reason: why there is no library, one sentence.
        """
        super().__init__(parent)
        self._conductor = conductor
        self._sessions = sessions
        self.reason = "" if sessions is not None else reason
        self._worker = Dispatcher(1, self)
        # What is asked for later is less urgent: so all runs in the order asked for.
        self._urgencies = count(0, -1)
        self._is_busy = False
        self._opened = opened or OpenSession(conductor.session)
        self._problem = ""
        self._settling = QTimer(self, singleShot=True, interval=_SETTLING_MILLISECONDS)
        self._settling.timeout.connect(self.changed)
        self._told.connect(self._show_problem)
        conductor.generation_shown.connect(self._follow)
        conductor.individual_changed.connect(self._settling.start)
        conductor.settings_changed.connect(self._settling.start)
        if opened is None and sessions is not None:
            self._opened = sessions.begin(conductor.session)
        if sessions is not None:
            # The library tells on its own thread; the signal crosses over.
            sessions.library.tell_problems(self._tell)
        self._problem = self.problem

    @property
    def has_library(self) -> bool:
        return self._sessions is not None

    @property
    def is_busy(self) -> bool:
        """Whether a session is being opened or made."""
        return self._is_busy

    @property
    def problem(self) -> str:
        """One sentence while nothing can be kept, else empty."""
        if self._sessions is None:
            return self.reason
        return self._sessions.library.problem or ""

    @property
    def open_id(self) -> int:
        """The id of the session on screen."""
        return self._opened.session_id or IN_MEMORY

    def shut_down(self) -> None:
        """Let go of the session and of the library, all written."""
        self._settling.stop()
        self._worker.finish()
        if self._sessions is not None:
            self._sessions.library.tell_problems(lambda problem: None)
        self._opened.close()
        if self._sessions is not None:
            self._sessions.library.close()

    def _tell(self, problem: str | None) -> None:
        self._told.emit(problem or "")

    def _show_problem(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit(problem)

    def _follow(self) -> None:
        """Keep a session that the conductor has begun by itself."""
        session = self._conductor.session
        if session is not self._opened.session:
            old = self._opened
            self._opened = OpenSession(session)
            if self._sessions is not None:
                self._opened = self._sessions.begin(session)
            old.close()
        self._settling.start()

    # Lists.

    def ask(
        self,
        question: Callable[[Library], Any],
        done: Callable[[Any], None],
        without: object,
    ) -> None:
        """Call `done` with what the library answers, `without` if there is none."""
        sessions = self._sessions
        if sessions is None:
            done(without)
        else:
            self._run(lambda: question(sessions.library), done)

    def list_favourites(
        self,
        done: Callable[[tuple[LibraryMelody, ...]], None],
        text: str = "",
        tag: str | None = None,
        *,
        limit: int,
        after: LibraryMelody | None = None,
    ) -> None:
        """Call `done` with a page of favourites, see `Library.favourites`."""
        self.ask(
            lambda library: library.favourites(text, tag=tag, limit=limit, after=after),
            done,
            () if after or tag else self._favourites_in_memory(text),
        )

    def _favourites_in_memory(self, text: str) -> tuple[LibraryMelody, ...]:
        session = self._conductor.session
        words = text.casefold().split()
        return tuple(
            _listed(one, session)
            for one in session.favourites
            if all(word in one.name.casefold() for word in words)
        )

    def count_favourites(self, done: Callable[[int], None]) -> None:
        """Call `done` with how many favourites there are."""
        in_memory = len(self._conductor.session.favourites)
        self.ask(lambda library: library.favourite_count, done, in_memory)

    def list_tags(self, done: Callable[[tuple[str, ...]], None]) -> None:
        """Call `done` with all tags of favourites."""
        self.ask(lambda library: library.tags, done, ())

    def list_sessions(
        self,
        done: Callable[[tuple[SessionSummary, ...]], None],
        text: str = "",
        *,
        is_binned: bool = False,
        limit: int,
        offset: int = 0,
    ) -> None:
        """Call `done` with a page of sessions, see `Library.sessions`."""
        sessions = self._sessions
        if sessions is None:
            done(())
            return
        self._run(
            lambda: sessions.library.sessions(
                text, is_binned=is_binned, limit=limit, offset=offset
            ),
            done,
        )

    # Favourites.

    def rename_favourite(self, melody: LibraryMelody, name: str) -> None:
        """Give a favourite another name, whichever session it is from."""
        if melody.session_id == self.open_id:
            self._conductor.rename(melody.individual_id, name)
        else:
            self._change(
                melody, lambda session: session.rename(melody.individual_id, name)
            )

    def set_favourite(self, melody: LibraryMelody, is_favourite: bool) -> None:
        """Take a heart away, or give it back; tags and place stay known."""
        individual_id = melody.individual_id
        if melody.session_id == self.open_id:
            is_now = self._conductor.individual(individual_id).is_favourite
            if is_now != is_favourite:
                self._conductor.toggle_favourite(individual_id)
        else:
            self._change(
                melody,
                lambda session: session.set_favourite(individual_id, is_favourite),
            )

    def _change(
        self, melody: LibraryMelody, gesture: Callable[[BreedingSession], None]
    ) -> None:
        self._alter(lambda sessions: sessions.change(melody.session_id, gesture))

    def tag_favourite(self, melody: LibraryMelody, tags: Sequence[str]) -> None:
        """Give a favourite its tags, in place of those it had."""
        self._alter(
            lambda sessions: sessions.library.tag_favourite(*key_of(melody), tags)
        )

    def move_favourites(
        self, moved: Sequence[LibraryMelody], before: LibraryMelody | None
    ) -> None:
        """Put favourites, in their order, before another one, or (None) last."""
        keys = [key_of(one) for one in moved]
        target = None if before is None else key_of(before)

        def move(sessions: SessionLibrary) -> None:
            for key in keys:
                sessions.library.move_favourite(key, target)

        self._alter(move)

    # Sessions.

    def rename_session(self, session_id: int, name: str) -> None:
        """Give a session another name."""
        if session_id == self.open_id:
            self._conductor.rename_session(name)
        else:
            self._alter(lambda sessions: sessions.rename(session_id, name))

    def duplicate(self, session_id: int) -> None:
        """Copy a session with all its history."""
        self._alter(lambda sessions: sessions.duplicate(session_id))

    def bin_session(self, session_id: int) -> None:
        """Delete a session; it can be restored."""
        self._alter(lambda sessions: sessions.library.bin_session(session_id))

    def restore_session(self, session_id: int) -> None:
        """Take a session out of the bin."""
        self._alter(lambda sessions: sessions.library.restore_session(session_id))

    def empty_bin(self) -> None:
        """Delete the sessions in the bin for good."""
        self._alter(lambda sessions: sessions.library.empty_bin())

    def export_session(self, session_id: int, path: Path) -> None:
        """Write a session to one portable file."""
        is_open = session_id == self.open_id
        content_of = self._conductor.session if is_open else session_id

        def tell(_: object) -> None:
            self._conductor.message_posted.emit(f"Saved {path}")

        self._alter(lambda sessions: sessions.export(content_of, path), tell)

    def import_file(self, path: Path, then: Callable[[], None] = lambda: None) -> None:
        """Take a portable file into the library and open its session."""
        self._open(lambda sessions: sessions.open(sessions.import_file(path)), then)

    def open(self, session_id: int, then: Callable[[], None] = lambda: None) -> None:
        """Open a session in place of the one on screen, which stays as it is."""
        if session_id == self.open_id:
            then()
        else:
            self._open(lambda sessions: sessions.open(session_id), then)

    def begin_from(
        self,
        favourites: Sequence[LibraryMelody],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Begin a session whose first generation starts with favourites."""
        self._conductor.taste.settle()
        profile = self._conductor.taste.base
        chosen = tuple(favourites)
        self._open(lambda sessions: sessions.begin_from(chosen, profile=profile), then)

    def _open(
        self,
        opening: Callable[[SessionLibrary], OpenSession],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        sessions = self._sessions
        if self._is_busy:
            return
        if sessions is None:
            self._conductor.error_posted.emit(self.reason)
            return
        self._set_busy(True)

        def done(opened: OpenSession) -> None:
            self._set_busy(False)
            old, self._opened = self._opened, opened
            self._conductor.adopt(opened.session)
            # What was heard last is noted when the session is left.
            old.close()
            name = opened.session.name
            self._conductor.message_posted.emit(f"Opened “{name}”")
            then()
            self.changed.emit()

        def failed(error: MusicBreederError) -> None:
            self._set_busy(False)
            self._conductor.error_posted.emit(str(error))

        self._worker.run(
            lambda: opening(sessions),
            done=done,
            failed=failed,
            priority=next(self._urgencies),
        )

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.busy_changed.emit(is_busy)

    # How it is done.

    def _alter(
        self,
        gesture: Callable[[SessionLibrary], Any],
        done: Callable[[Any], None] = lambda _: None,
    ) -> None:
        sessions = self._sessions
        if sessions is None:
            self._conductor.error_posted.emit(self.reason)
            return

        def finish(answer: Any) -> None:
            done(answer)
            self.changed.emit()

        self._run(lambda: gesture(sessions), finish)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        def failed(error: MusicBreederError) -> None:
            self._conductor.error_posted.emit(str(error))
            # What the screen shows may not be what is kept.
            self.changed.emit()

        self._worker.run(work, done=done, failed=failed, priority=next(self._urgencies))


def _listed(individual: Individual, session: BreedingSession) -> LibraryMelody:
    return LibraryMelody(
        session_id=IN_MEMORY,
        individual_id=individual.id,
        name=individual.name,
        session_name=session.name,
        melody=individual.melody,
        key=individual.key,
        rating=individual.rating,
        is_favourite=True,
        instrument=session.sound.instrument,
        tempo=session.sound.tempo,
        position=float(individual.id),
    )
