"""``musicbreeder instruments``: what there is to play with."""

import argparse
from typing import Any


def add_parser(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "instruments",
        help="list the instruments",
        description="List the instruments, your own last: name, family and how they "
        "sound.",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one line for each instrument."""
    del arguments
    from musicbreeder.cli.arguments import load_own_instruments
    from musicbreeder.synth.patch import patch_named, patch_names

    load_own_instruments()
    patches = [patch_named(name) for name in patch_names()]
    name_width = max(len(patch.name) for patch in patches)
    family_width = max(len(patch.family) for patch in patches)
    for patch in patches:
        columns = (
            patch.name.ljust(name_width),
            patch.family.ljust(family_width),
            patch.description,
        )
        print("  ".join(columns).rstrip())
    return 0
