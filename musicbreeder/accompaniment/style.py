"""Styles of accompaniment: how chords are struck, what bass and drums do."""

from dataclasses import dataclass
from enum import Enum, auto

from musicbreeder.errors import MusicBreederError


class ChordFigure(Enum):
    """How a chord is played."""

    HELD = auto()
    PULSES = auto()
    ANSWERS = auto()
    OFF_BEATS = auto()
    BROKEN = auto()
    PUSHED = auto()


class BassFigure(Enum):
    """What the bass plays."""

    ROOTS = auto()
    ROOT_AND_FIFTH = auto()
    WALKING = auto()
    DRIVING = auto()
    OCTAVES = auto()


class DrumFigure(Enum):
    """What the drums play."""

    SILENT = auto()
    SOFT = auto()
    BACKBEAT = auto()
    EVERY_PULSE = auto()
    SHUFFLE = auto()
    MARCH = auto()
    BOSSA = auto()


@dataclass(frozen=True)
class Style:
    """A way to accompany.

    Attributes:
        name: as a person reads it.
        description: one sentence.
        chord_patch, bass_patch: names of instruments.
    """

    name: str
    description: str
    chords: ChordFigure
    bass: BassFigure
    drums: DrumFigure
    chord_patch: str = "electric piano"
    bass_patch: str = "synth bass"


STYLES: tuple[Style, ...] = (
    Style(
        "Ballad",
        "Held chords, a calm bass, drums that stay out of the way.",
        ChordFigure.HELD,
        BassFigure.ROOTS,
        DrumFigure.SOFT,
        "warm pad",
    ),
    Style(
        "Pop",
        "Chords on the beat with a backbeat under them.",
        ChordFigure.PULSES,
        BassFigure.DRIVING,
        DrumFigure.BACKBEAT,
    ),
    Style(
        "Folk",
        "Broken chords and root and fifth, without drums.",
        ChordFigure.BROKEN,
        BassFigure.ROOT_AND_FIFTH,
        DrumFigure.SILENT,
        "pluck",
        "pluck",
    ),
    Style(
        "Dance band",
        "The bass on the accents, chords in between, a light march.",
        ChordFigure.ANSWERS,
        BassFigure.ROOT_AND_FIFTH,
        DrumFigure.MARCH,
        "felt piano",
    ),
    Style(
        "Swing",
        "A walking bass under pushed chords; best with some swing.",
        ChordFigure.PUSHED,
        BassFigure.WALKING,
        DrumFigure.SHUFFLE,
        "felt piano",
        "pluck",
    ),
    Style(
        "Bossa",
        "Soft syncopated chords over root and fifth.",
        ChordFigure.PUSHED,
        BassFigure.ROOT_AND_FIFTH,
        DrumFigure.BOSSA,
        "pluck",
    ),
    Style(
        "House",
        "A drum on every beat, chords and bass between them.",
        ChordFigure.OFF_BEATS,
        BassFigure.OCTAVES,
        DrumFigure.EVERY_PULSE,
        "organ",
    ),
)
"""Every style, in the order a menu shows them."""


def style_named(name: str) -> Style:
    """Return the style of that name, capitals aside.

    Raises:
        MusicBreederError: there is none; the message lists those that exist.
    """
    for style in STYLES:
        if style.name.casefold() == name.strip().casefold():
            return style
    names = ", ".join(style.name for style in STYLES)
    raise MusicBreederError(f"There is no style “{name}”; choose one of {names}.")
