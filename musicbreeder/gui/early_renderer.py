"""Renders what somebody waits for, and lets it begin while the rest is rendered."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.workers import URGENT, Dispatcher, is_gone
from musicbreeder.melody.melody import Melody
from musicbreeder.services.audition import Audition, Rendering, Sound


@dataclass(eq=False)
class _Request:
    """Whose answer is called once: by the beginning, or by the whole."""

    begin: Callable[[Rendering], None]
    has_begun: bool = False


class EarlyRenderer(QObject):
    """Renders melodies of any session, before all that is only made ready."""

    _begun_on_thread = Signal(object, object)

    def __init__(
        self, audition: Audition, worker: Dispatcher, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._audition = audition
        self._worker = worker
        self._begun_on_thread.connect(self._on_begun)

    def render(
        self,
        melody: Melody,
        find_sound: Callable[[], Sound],
        begin: Callable[[Rendering], None],
        failed: Callable[[MusicBreederError], None],
    ) -> None:
        """Render a melody on a worker thread.

        Args:
            find_sound: says how it sounds; called on that thread.
            begin: called once, on the GUI thread, with a `Rendering` that may still be
                in the making.
        """
        request, audition = _Request(begin), self._audition

        def on_begun(rendering: Rendering) -> None:
            self._begun_on_thread.emit(request, rendering)

        self._worker.run(
            lambda: audition.render(melody, find_sound(), on_begun),
            done=lambda rendering: self._on_begun(request, rendering),
            failed=failed,
            priority=URGENT,
        )

    def _on_begun(self, request: _Request, rendering: Rendering) -> None:
        if not (request.has_begun or is_gone(request.begin)):
            request.has_begun = True
            request.begin(rendering)
