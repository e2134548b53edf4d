"""The front door: ``musicbreeder`` and ``python -m musicbreeder``."""

import argparse
import gc
import os
import sys

# Before numpy is loaded: on matrices as small as ours its threads cost more than they
# give, and they take the processor from the sound.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from musicbreeder.cli import command_line
from musicbreeder.errors import MusicBreederError


def main() -> int:
    """Run the command line, which opens the app where no command is given."""
    return command_line.main(open_app=open_app)


def open_app(arguments: argparse.Namespace) -> int:
    """Open the app and return its exit status when it is closed.

    Raises:
        MusicBreederError: a library that the window needs is not on this system.
    """
    # Nothing is freed while modules load, and what they leave is there for good:
    # looking through it for rubbish took a fifth of the start.
    gc.disable()
    # The window library takes most of a second to load; commands do without.
    try:
        from musicbreeder.bootstrap import run_app
    except ImportError as error:
        if "shared object file" not in str(error):
            raise
        raise MusicBreederError(
            f"The window cannot open here: {error}; “musicbreeder doctor” names the "
            "command that installs what is missing."
        ) from error
    return run_app(arguments)


if __name__ == "__main__":
    sys.exit(main())
