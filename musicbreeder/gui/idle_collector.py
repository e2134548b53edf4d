"""Looks for garbage on the GUI thread only, while it has nothing else to do.

Python looks for it on whichever thread happens to make an object. A QObject that is
freed so by a worker can bring the program to a halt for good: its destructor holds one
of Qt's locks while it waits for Python, and the GUI thread, holding Python, waits for
that lock.
"""

import gc
import time

from PySide6.QtCore import QAbstractEventDispatcher, QObject

_WHOLE = 2
"""The generation that takes the search through every object."""
_LARGEST_SHARE = 0.01
"""Of the time, that such searches may take: a large session has many objects."""


class IdleCollector(QObject):
    """Does what Python's own search does, at Python's own thresholds, when idle.

    From its making on, no other thread looks for garbage.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._next_whole_seconds = 0.0
        # No timer: whatever leaves garbage behind has the event loop run first.
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self.collect)

    def collect(self) -> None:
        """Look for garbage if enough was made since the last time; GUI thread only."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (_WHOLE, 1, 0):
            if counts[generation] <= thresholds[generation]:
                continue
            began_seconds = time.monotonic()
            if generation < _WHOLE:
                gc.collect(generation)
                return
            if began_seconds >= self._next_whole_seconds:
                gc.collect(generation)
                ended_seconds = time.monotonic()
                rest_seconds = (ended_seconds - began_seconds) / _LARGEST_SHARE
                self._next_whole_seconds = ended_seconds + rest_seconds
                return
