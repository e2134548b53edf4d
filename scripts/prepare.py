"""Make this checkout ready: system libraries, a virtual environment, the package.

`make run` and `make test` call it first. It looks for what is missing, says what it is
about to install, installs it and asks nothing. A second call finds nothing missing and
is over in a moment.

It starts on whatever ``python3`` a machine has, before anything is installed: this file
keeps to syntax that Python 3.8 reads, and hands over to a Python that musicbreeder runs
on. What it imports then needs nothing but the standard library either.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys

SUPPORTED_PYTHONS = ((3, 13), (3, 12), (3, 11))


def hand_over_to_a_supported_python() -> None:
    """Run this program again by a Python that musicbreeder runs on, if this one is not.

    Ends the program with a sentence where there is none.
    """
    if sys.version_info[:2] in SUPPORTED_PYTHONS:
        return
    version = ".".join(map(str, sys.version_info[:2]))
    for major, minor in SUPPORTED_PYTHONS:
        path = shutil.which(f"python{major}.{minor}")
        if path:
            print(
                f"python3 here is Python {version}, which musicbreeder does not run "
                f"on; using {path}.",
                flush=True,
            )
            os.execv(path, [path, *sys.argv])
    sys.exit(
        f"musicbreeder needs Python 3.11, 3.12 or 3.13, and python3 here is {version}. "
        "Please install one of them beside it, then run the command again."
    )


def main() -> int:
    """Prepare what the command line names; return the exit status."""
    parser = argparse.ArgumentParser(description="Make this checkout ready.")
    parser.add_argument("purpose", choices=("app", "tests"))
    purpose = parser.parse_args().purpose
    hand_over_to_a_supported_python()

    from preparation import PreparationError, prepare

    try:
        prepare(purpose)
    except PreparationError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next run goes on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
