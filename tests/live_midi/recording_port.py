"""Stands in for what rtmidi opens: it keeps what is sent, with the moment."""

import threading
import time


class RecordingPort:
    def __init__(self) -> None:
        self.sent: list[tuple[float, bytes]] = []
        self.is_open = True
        self._changed = threading.Condition()

    @property
    def messages(self) -> list[bytes]:
        return [message for _, message in list(self.sent)]

    def send_message(self, message: bytes) -> None:
        assert self.is_open
        with self._changed:
            self.sent.append((time.monotonic(), bytes(message)))
            self._changed.notify_all()

    def wait_for(self, message: bytes, count: int = 1, patience: float = 20.0) -> None:
        with self._changed:
            assert self._changed.wait_for(
                lambda: self.messages.count(message) >= count, patience
            ), [one.hex(" ") for one in self.messages]

    def close_port(self) -> None:
        self.is_open = False

    def delete(self) -> None:
        pass
