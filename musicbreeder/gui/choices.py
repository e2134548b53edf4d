"""The choices of menus and lists: keys, scales, meters, instruments, seeders."""

from collections.abc import Mapping

from musicbreeder.seeding.seeders import AUTOMATIC, SEEDER_NAMES, YOUR_TUNES
from musicbreeder.synth.patch import patch_names
from musicbreeder.theory.pitch import PITCH_CLASS_NAMES, name_to_pitch_class
from musicbreeder.theory.scale import SCALES, scale_named

EACH_ITS_OWN = "Each its own"
SEEDER_WORDS = {
    AUTOMATIC: "The event Transformer and the phrase grammar, half of each",
    "event transformer": "A small neural network that has learned from old dance tunes",
    "phrase grammar": "Rules of composition: forms, harmony, contours, characters",
    "tune library": "The openings of tunes that were known widely; each says which",
    YOUR_TUNES: "In the style of tunes that you have imported",
}
"""What the makers of first melodies are, by name."""


def key_choices() -> Mapping[str | None, str]:
    """Return the tonics with their words; None = each melody has its own."""
    return {None: EACH_ITS_OWN} | {name: name for name in PITCH_CLASS_NAMES}


def shown_key(key: str | None) -> str | None:
    """Return the choice that stands for a tonic, however it is spelled."""
    return None if key is None else PITCH_CLASS_NAMES[name_to_pitch_class(key)]


def scale_choices() -> Mapping[str | None, str]:
    """Return the scales with their words; None = each melody has its own."""
    names = {name: name.capitalize() for name in SCALES}
    return {None: EACH_ITS_OWN} | names


def shown_scale(scale: str | None) -> str | None:
    """Return the choice that stands for a scale, however it is spelled."""
    return None if scale is None else scale_named(scale).name


def instrument_choices() -> Mapping[str, str]:
    """Return the instruments with their words."""
    return {name: name.capitalize() for name in patch_names()}


def seeder_choices() -> Mapping[str, str]:
    """Return the makers of first melodies with their words."""
    words = {name: name.capitalize() for name in SEEDER_NAMES}
    return words | {"auto": "Automatic"}
