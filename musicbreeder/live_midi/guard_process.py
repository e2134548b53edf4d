"""The process that a `NoteGuard` starts: it waits, and silences a port if need be."""

import sys
import time

from musicbreeder.live_midi.note_guard import DISMISSED

_TRIAL_COUNT = 5
_PAUSE_SECONDS = 0.5


def watch(port_name: str) -> int:
    """Wait for the app to end or to dismiss us; silence the port if it just ended.

    Returns:
        the exit status: 1 = the port could not be silenced.
    """
    if sys.stdin.buffer.read(1) == DISMISSED:
        return 0
    # Only now: a guard that merely waits needs no library.
    from musicbreeder.errors import MidiDeviceError
    from musicbreeder.live_midi.port import silence_port

    # What took the app may have shaken the MIDI system, too.
    for _ in range(_TRIAL_COUNT):
        try:
            silence_port(port_name)
        except MidiDeviceError:
            time.sleep(_PAUSE_SECONDS)
        else:
            return 0
    return 1


if __name__ == "__main__":
    sys.exit(watch(sys.argv[1]))
