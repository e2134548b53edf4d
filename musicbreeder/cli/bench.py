"""``musicbreeder bench``: how fast it is here, as a table."""

import argparse
from pathlib import Path
from typing import Any


def add_parser(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "bench",
        help="measure how fast a part is on this machine",
        description="Measure a part of musicbreeder on this machine and print a table. "
        "Without a name: list what can be measured.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="what to measure")
    parser.add_argument(
        "--quick", action="store_true", help="fewer repetitions, for a first look"
    )
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        help="also write the figures as one flat JSON object, "
        "with the versions and the machine",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run one benchmark, or list them all."""
    from musicbreeder.bench.table import BENCHMARKS, run_benchmark
    from musicbreeder.errors import MusicBreederError

    if arguments.name is None:
        width = max(len(name) for name in BENCHMARKS)
        for name, description in BENCHMARKS.items():
            print(f"{name.ljust(width)}  {description}")
        return 0
    if arguments.name not in BENCHMARKS:
        raise MusicBreederError(
            f"There is no benchmark “{arguments.name}”; "
            f"choose one of {', '.join(BENCHMARKS)}."
        )
    run_benchmark(arguments.name, arguments.quick, arguments.json)
    return 0
