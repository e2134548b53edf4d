"""What several commands read from their arguments, checked while they are read.

Each reader raises `argparse.ArgumentTypeError` with a sentence that names what is
valid. The tables they ask are imported on demand: ``--help`` needs none of them.
"""

import argparse
import sys
from collections.abc import Callable
from typing import TypeVar

from musicbreeder.errors import MusicBreederError

_Value = TypeVar("_Value")


def load_own_instruments() -> None:
    """Offer this person's own instruments, and say which files are none."""
    from musicbreeder.services.own_instruments import OwnInstruments
    from musicbreeder.storage.locations import Locations

    folder = Locations.of_this_person().instruments_folder
    for problem in OwnInstruments(folder).load():
        print(f"musicbreeder: {problem}", file=sys.stderr)


def instrument(text: str) -> str:
    """Return the full name of an instrument, shipped or this person's own."""
    from musicbreeder.synth.patch import patch_named

    load_own_instruments()
    return _checked(lambda: patch_named(text).name)


def tonic(text: str) -> str:
    """Return a note name such as ``Bb``."""
    from musicbreeder.theory.pitch import name_to_pitch_class

    _checked(lambda: name_to_pitch_class(text))
    return text.strip()


def scale(text: str) -> str:
    """Return the name of a scale."""
    from musicbreeder.theory.scale import scale_named

    return _checked(lambda: scale_named(text).name)


def meter(text: str) -> str:
    """Return the name of a meter, such as ``6/8``."""
    from musicbreeder.theory.meter import meter_named

    return _checked(lambda: meter_named(text).name)


def seeder(text: str) -> str:
    """Return the name of a maker of first melodies."""
    from musicbreeder.seeding.seeders import seeder_named

    _checked(lambda: seeder_named(text))
    return text


def whole_number(minimum: int, maximum: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within a range."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = minimum - 1
        if not minimum <= value <= maximum:
            raise argparse.ArgumentTypeError(
                f"“{text}” is no whole number from {minimum} to {maximum}"
            )
        return value

    return read


def number(minimum: float, maximum: float) -> Callable[[str], float]:
    """Return a reader of numbers within a range."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not minimum <= value <= maximum:
            raise argparse.ArgumentTypeError(
                f"“{text}” is no number from {minimum:g} to {maximum:g}"
            )
        return value

    return read


def _checked(ask: Callable[[], _Value]) -> _Value:
    try:
        return ask()
    except (MusicBreederError, ValueError) as error:
        raise argparse.ArgumentTypeError(str(error)) from error
