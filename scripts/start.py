"""Open the app, or breed without a window where there is no screen (`make run`)."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
FIRST_MELODIES = ("evolve", "--out", "melodies", "--generations", "4")


def has_screen() -> bool:
    """Return whether a window can be shown; off Linux there always is a screen."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main() -> int:
    """Start musicbreeder and return its exit status."""
    arguments: tuple[str, ...] = ()
    if not has_screen():
        print(
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so "
            "the window stays closed.\nBreeding a first set of melodies into melodies/ "
            "instead:\n\n    musicbreeder " + " ".join(FIRST_MELODIES) + "\n",
            flush=True,
        )
        arguments = FIRST_MELODIES
    try:
        finished = subprocess.run(
            [sys.executable, "-m", "musicbreeder", *arguments],
            cwd=CHECKOUT,
            check=False,
        )
    except KeyboardInterrupt:
        return 130
    if finished.returncode < 0:
        # Qt ends the process where it cannot reach the screen.
        print(
            "The app ended before its time. To see what is missing here:\n\n"
            "    .venv/bin/musicbreeder doctor\n",
            file=sys.stderr,
        )
        return 1
    return finished.returncode


if __name__ == "__main__":
    sys.exit(main())
