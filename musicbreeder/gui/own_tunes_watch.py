"""Keeps known to the originality line what the listener brings in."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from musicbreeder.gui.breeding import Breeding
from musicbreeder.services.originality import KnownTune


class OwnTunesWatch(QObject):
    """Looks for imports whenever another generation or other settings are shown."""

    def __init__(self, conductor: Breeding) -> None:
        super().__init__(conductor)
        self._conductor = conductor
        self._seen: tuple[object, ...] = ()
        conductor.generation_shown.connect(self._look)
        conductor.settings_changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        session = self._conductor.session
        seen = session, len(session.history), session.settings.style
        if seen == self._seen:
            return
        self._seen = seen
        individuals, style = session.individuals, session.settings.style

        def read() -> Sequence[KnownTune]:
            # Loaded with the first question: the window must be there soon.
            from musicbreeder.services.own_tunes import own_tunes_among

            return own_tunes_among(individuals, style)

        self._conductor.originality.add_from(read)
