"""What a MIDI file says besides notes: names, texts, meter and key."""

from collections.abc import Iterable

import mido

from musicbreeder.formats.key_signature import sharps_in_signature
from musicbreeder.theory.meter import PICKUP_QUARTERS, Meter
from musicbreeder.theory.scale import Key

_LONGEST_NAME = 100
_CLOCKS_PER_QUARTER = 24
_MAJOR_NAMES = ("Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#")
_MINOR_NAMES = (
    "Ebm", "Bbm", "Fm", "Cm", "Gm", "Dm", "Am", "Em", "Bm", "F#m", "C#m", "G#m", "D#m",
)  # fmt: skip
_INDEX_WITHOUT_SHARPS = 6


def clean_name(name: str) -> str:
    """Return a name for a track or marker: one line, not too long."""
    return _one_line(name)[:_LONGEST_NAME]


def text_events(texts: Iterable[str]) -> list[mido.MetaMessage]:
    """Return a text event for each line."""
    return [mido.MetaMessage("text", text=_one_line(text)) for text in texts]


def _one_line(text: str) -> str:
    printable = "".join(
        character if character.isprintable() else " " for character in text
    )
    return " ".join(printable.split())


def time_signature(meter: Meter) -> mido.MetaMessage:
    """Return the meter of whole bars."""
    quarters_per_beat = meter.quarters_per_bar / meter.beats_per_bar
    return mido.MetaMessage(
        "time_signature",
        numerator=meter.numerator,
        denominator=meter.denominator,
        clocks_per_click=round(_CLOCKS_PER_QUARTER * quarters_per_beat),
    )


def pickup_signature(meter: Meter) -> mido.MetaMessage | None:
    """Return the meter of the short bar that a pickup becomes; None = there is none."""
    if meter.pickup_name is None:
        return None
    quarters = PICKUP_QUARTERS[meter.pickup_name]
    return time_signature(meter).copy(
        numerator=max(round(quarters), 1), denominator=4 if quarters >= 1.0 else 8
    )


def key_signature(key: Key | None) -> mido.MetaMessage | None:
    """Return a key's signature; None = it has none."""
    sharps = None if key is None else sharps_in_signature(key)
    if key is None or sharps is None:
        return None
    names = _MINOR_NAMES if key.scale.is_minor else _MAJOR_NAMES
    return mido.MetaMessage("key_signature", key=names[_INDEX_WITHOUT_SHARPS + sharps])
