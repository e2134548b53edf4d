"""Looks for garbage on the GUI thread only, while it has nothing else to do.

Python looks for it on whichever thread happens to make an object. A QObject that is
freed so by a worker can bring the program to a halt for good: its destructor holds one
of Qt's locks while it waits for Python, and the GUI thread, holding Python, waits for
that lock.
"""

import gc

from PySide6.QtCore import QAbstractEventDispatcher, QObject


class IdleCollector(QObject):
    """Does what Python's own search does, at Python's own thresholds, when idle.

    From its making on, no other thread looks for garbage.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        # No timer: whatever leaves garbage behind has the event loop run first.
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self.collect)

    def collect(self) -> None:
        """Look for garbage if enough was made since the last time; GUI thread only."""
        thresholds = gc.get_threshold()
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > thresholds[generation] > 0:
                gc.collect(generation)
                return
