"""``musicbreeder`` without a command: the app."""

import argparse
from collections.abc import Callable

from musicbreeder.cli.arguments import whole_number

LARGEST_RANDOM_SEED = 2**32 - 1


def add_options(
    parser: argparse.ArgumentParser, open_app: Callable[[argparse.Namespace], int]
) -> None:
    """Add the options of the app, and make it what runs without a command."""
    group = parser.add_argument_group("options of the app")
    group.add_argument(
        "--silent",
        action="store_true",
        help="open no sound output; the playhead moves all the same",
    )
    group.add_argument(
        "--temporary-profile",
        action="store_true",
        help="start with settings of a first start and keep nothing at the end",
    )
    group.add_argument(
        "--random-seed",
        type=whole_number(0, LARGEST_RANDOM_SEED),
        metavar="N",
        help="breed the same first melodies as any start with this number",
    )
    group.add_argument(
        "--theme",
        choices=("dark", "light", "system"),
        help="colours for this start only",
    )
    group.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        default="warning",
        help="what is told on the standard error (default: warning)",
    )
    parser.set_defaults(run=open_app)
