"""Keeps the taste profile in use: written soon after anything is said, and at the end.

All files are read and written on one thread of their own, in order. The profile on disk
holds what earlier sessions know and what this one adds; the session itself is given
only the former, so that nothing counts twice.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from musicbreeder.breeding.opinion import Opinion
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.workers import Dispatcher
from musicbreeder.services.taste_profile import FIRST_NAME, TasteProfiles
from musicbreeder.services.taste_summary import TasteSummary, summary_of

_PAUSE_MILLISECONDS = 2000

_log = logging.getLogger(__name__)

_Work = tuple[Callable[[TasteProfiles], Any], Callable[[Any], None] | None]


class TasteKeeper(QObject):
    """The profiles of this person, one of them in use.

    Signals:
        base_changed: sessions are to breed by another profile from now on.
        names_listed: the names of all profiles.
        failed: one sentence with the cure.
        noticed: something worth a quiet line.
    """

    base_changed = Signal()
    names_listed = Signal(tuple)
    failed = Signal(str)
    noticed = Signal(str)

    def __init__(
        self,
        profiles: TasteProfiles | None,
        base: TasteProfile | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Begin with a profile.

        Args:
            profiles: where they are kept; None = nowhere.
            base: the one in use, without anything of the open session.
        """
        super().__init__(parent)
        self._profiles = profiles
        self._base = base or TasteProfile(FIRST_NAME)
        self._read_learned: Callable[[], TasteProfile | None] = lambda: self._base
        self._worker = Dispatcher(1, self)
        self._reader = Dispatcher(1, self)
        self._waiting: deque[_Work] = deque()
        self._is_running = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self.keep_now)

    @property
    def base(self) -> TasteProfile:
        """The profile in use, without anything of the open session."""
        return self._base

    @property
    def learned(self) -> TasteProfile:
        """The profile in use with all that the open session adds to it."""
        return self._read_learned() or self._base

    def follow(self, read_learned: Callable[[], TasteProfile | None]) -> None:
        """Ask here, from now on, what the open session has learned."""
        self._read_learned = read_learned

    def keep_soon(self) -> None:
        """Write the profile when nothing more was said for a while."""
        self._timer.start()

    def keep_now(self) -> None:
        """Write the profile, in the background."""
        self._timer.stop()
        learned = self.learned
        if self._profiles is not None and learned.opinions:
            self._run(lambda profiles: profiles.keep(learned))

    def shut_down(self) -> None:
        """End what is being written, and write the profile a last time."""
        self._timer.stop()
        self._reader.shut_down()
        self._worker.finish()
        learned = self.learned
        if learned.opinions:
            self._waiting.append((lambda profiles: profiles.keep(learned), None))
        while self._profiles is not None and self._waiting:
            function, _ = self._waiting.popleft()
            try:
                function(self._profiles)
            except MusicBreederError as error:
                # A full disk must not stop the app from closing.
                _log.warning("%s", error)

    def settle(self) -> None:
        """Take the open session's opinions into the profile: that session is over."""
        self.keep_now()
        self._base = self.learned

    def leave_out(self, opinions: Sequence[Opinion]) -> None:
        """Take what the open session says itself out of what earlier ones know."""
        self._base = self._base.without(opinions)

    # Several profiles.

    def list_names(self) -> None:
        """Find out which profiles there are."""
        self._run(lambda profiles: profiles.names, self.names_listed.emit)

    def summarise(self, answer: Callable[[TasteSummary], None]) -> None:
        """Put what the profile has learned in words, in the background."""
        learned = self.learned
        self._reader.run(lambda: summary_of(learned.opinions), done=answer)

    def use(self, name: str) -> None:
        """Use another profile; what this session said moves over to it."""
        self._put_base_down()
        self._run(lambda profiles: profiles.opened(name), self._on_read)

    def create(self, name: str) -> None:
        """Begin a new profile and use it; one of that name is used as it is."""
        self._put_base_down()
        self._run(lambda profiles: _opened_or_new(profiles, name), self._on_read)

    def rename(self, name: str) -> None:
        """Give the profile in use another name."""
        old, base = self._base.name, self._base
        if not name.strip() or name.strip() == old:
            return

        def renamed(profiles: TasteProfiles) -> TasteProfile:
            profiles.keep(base)
            return profiles.rename(old, name)

        self._run(renamed, lambda profile: self._use(replace(base, name=profile.name)))

    def switch(self, is_on: bool) -> None:
        """Let sessions use the profile and add to it, or no longer."""
        # What this session said before the switch stays kept.
        base = self._base if is_on else self.learned
        self._use(replace(base, is_on=is_on))
        changed = self._base
        self._run(lambda profiles: profiles.keep(changed))

    def reset(self) -> TasteProfile:
        """Forget what earlier sessions know; return it, so that it can come back."""
        forgotten = self._base
        self._run(lambda profiles: profiles.reset(forgotten.name))
        self._use(TasteProfile(forgotten.name))
        return forgotten

    def delete(self) -> TasteProfile:
        """Remove the profile in use and use another; return it."""
        deleted = self._base

        def other(profiles: TasteProfiles) -> Any:
            profiles.delete(deleted.name)
            return profiles.opened(profiles.names[0])

        self._run(other, self._on_read)
        return deleted

    def put_back(self, profile: TasteProfile) -> None:
        """Use a profile again that was reset or deleted."""
        self._run(lambda profiles: profiles.keep(profile))
        self._use(profile)

    def export(self, path: Path) -> None:
        """Write the profile to a file of the person's choice."""
        learned = self.learned
        self._run(
            lambda profiles: profiles.export(learned, path),
            lambda _: self.noticed.emit(f"Saved {path}"),
        )

    def take_in(self, path: Path) -> None:
        """Take in a profile from a file and use it."""
        self._put_base_down()
        self._run(lambda profiles: profiles.imported(path), self._on_read)

    def _put_base_down(self) -> None:
        """Leave the profile in use as earlier sessions left it."""
        base = self._base
        self._timer.stop()
        self._run(lambda profiles: profiles.keep(base))

    def _on_read(self, found: Any) -> None:
        if found.notice:
            self.noticed.emit(found.notice)
        self._use(found.profile)

    def _use(self, base: TasteProfile) -> None:
        self._base = base
        self.base_changed.emit()
        self.list_names()
        self.keep_soon()

    def _run(
        self,
        function: Callable[[TasteProfiles], Any],
        done: Callable[[Any], None] | None = None,
    ) -> None:
        if self._profiles is not None:
            self._waiting.append((function, done))
            self._run_next()

    def _run_next(self) -> None:
        """Begin what waits longest; a pool keeps no order, but files need one."""
        profiles = self._profiles
        if profiles is None or self._is_running or not self._waiting:
            return
        function, done = self._waiting.popleft()
        self._is_running = True

        def ended(result: Any) -> None:
            self._is_running = False
            if done is not None:
                done(result)
            self._run_next()

        def failed(error: MusicBreederError) -> None:
            self._is_running = False
            self.failed.emit(str(error))
            self._run_next()

        self._worker.run(lambda: function(profiles), done=ended, failed=failed)


def _opened_or_new(profiles: TasteProfiles, name: str) -> Any:
    found = profiles.opened(name)
    profiles.keep(found.profile)
    return found
