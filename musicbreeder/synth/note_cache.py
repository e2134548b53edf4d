"""What was computed before, bounded by its bytes; the longest unused goes first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar

import numpy as np


class Sized(Protocol):
    """Anything that knows its size, as arrays do."""

    @property
    def nbytes(self) -> int: ...


Kept = TypeVar("Kept", bound=Sized)


class NoteCache:
    """A store that never holds more than `capacity_bytes`; its arrays are read-only.

    Any thread may call anything. Two threads that miss the same key at once both
    compute it, which is harmless: the same key always makes the same thing.
    """

    def __init__(self, capacity_bytes: int) -> None:
        if capacity_bytes < 0:
            raise ValueError(f"capacity_bytes must not be negative: {capacity_bytes}")
        self.capacity_bytes = capacity_bytes
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._held_bytes = 0
        self._lock = threading.Lock()

    @property
    def held_bytes(self) -> int:
        return self._held_bytes

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what belongs to `key`, made by `make` if it is not held."""
        with self._lock:
            held: Kept | None = self._kept.get(key)
            if held is not None:
                self._kept.move_to_end(key)
                return held
        made = make()
        if isinstance(made, np.ndarray):
            made.setflags(write=False)
        self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: Sized) -> None:
        if made.nbytes > self.capacity_bytes:
            return
        with self._lock:
            replaced = self._kept.pop(key, None)
            if replaced is not None:
                self._held_bytes -= replaced.nbytes
            self._kept[key] = made
            self._held_bytes += made.nbytes
            while self._held_bytes > self.capacity_bytes:
                _, oldest = self._kept.popitem(last=False)
                self._held_bytes -= oldest.nbytes
