"""No note hangs when the app dies: a small process that outlives it.

`atexit` covers an ordinary end. A crash in a library, a kill or a lost session ends a
process without a word, and the synth it played would hold its last notes for ever. So
while a port is open, a child process waits at the end of a pipe. The pipe breaks when
the app is gone, whatever took it; the child, see
`guard_process`, then sends “all notes off” and ends.
"""

import subprocess
import sys

DISMISSED = b"."
_PATIENCE_SECONDS = 2.0


class NoteGuard:
    """Watches over one output port until it is dismissed."""

    def __init__(self, port_name: str) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        # An app that was packed into one program cannot start Python a second time.
        if getattr(sys, "frozen", False):
            return
        try:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "musicbreeder.live_midi.guard_process",
                    port_name,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # Ctrl+C in a terminal reaches the whole group: not this one.
                start_new_session=True,
                # Windows would open a console for it.
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            # Without a guard only a crash is uncovered; playing goes on.
            self._process = None

    @property
    def process_id(self) -> int | None:
        return None if self._process is None else self._process.pid

    def dismiss(self) -> None:
        """Tell it that the notes were ended properly, and let it go."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        try:
            process.stdin.write(DISMISSED)
            process.stdin.close()
        except OSError:
            # It has gone before us.
            pass
        try:
            process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
