"""``musicbreeder`` with its commands; without one it opens the app.

Exit status: 0 done, 1 could not, 2 wrong usage, 130 ended by Ctrl+C. What a person or
a script asked for goes to the standard output; progress, notices and errors go to the
standard error, an error in one sentence.

Each command has its module with `add_parser` and `run`. What a command needs is
imported when it runs, so that ``--help`` answers at once and no window library is
loaded for a command that shows none.
"""

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from musicbreeder import __version__
from musicbreeder.cli import app, bench, doctor, evolve, instruments, render
from musicbreeder.errors import MusicBreederError

DONE, COULD_NOT, WRONG_USAGE, ENDED_BY_USER = 0, 1, 2, 130

_EPILOG = """\
examples:
  musicbreeder                                        open the app
  musicbreeder evolve --out melodies --key D --scale dorian
  musicbreeder render tune.mid --instrument strings -o tune.wav
  musicbreeder doctor                                 what works here, what is missing

“musicbreeder COMMAND --help” explains a command.
"""


class _Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        sentence = message.removeprefix("argument ").rstrip(".")
        self.exit(WRONG_USAGE, f"{self.prog}: {sentence}. (--help shows the usage)\n")


def _no_app(_arguments: argparse.Namespace) -> int:
    raise MusicBreederError("A command is needed here; --help lists them.")


def main(
    argv: Sequence[str] | None = None,
    open_app: Callable[[argparse.Namespace], int] = _no_app,
) -> int:
    """Run the command line and return the exit status.

    Args:
        argv: without the program's name; None = what the program was started with.
        open_app: what runs where no command is given; it comes from above, since only
            the roof knows the window.
    """
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not know “ or ♭; a question mark is better than a stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        arguments = _parser(open_app).parse_args(argv)
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else DONE
    except MusicBreederError as error:
        print(f"musicbreeder: {error}", file=sys.stderr)
        return COULD_NOT
    except KeyboardInterrupt:
        print("musicbreeder: stopped.", file=sys.stderr)
        return ENDED_BY_USER
    except BrokenPipeError:
        # The reader (`head`) has seen enough; keep the interpreter from complaining.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return status


def _parser(
    open_app: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="musicbreeder",
        description="Breed melodies by ear: listen, rate, and let the next generation "
        "grow from what you like. Without a command the app opens.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"musicbreeder {__version__}"
    )
    app.add_options(parser, open_app)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in (evolve, render, instruments, doctor, bench):
        command.add_parser(commands)
    return parser
