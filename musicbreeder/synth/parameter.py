"""Parameters: one description of a number feeds the patch file, a slider and a gene.

A parameter knows its name in the file, its words for the screen, its range and how a
slider runs over it.
"""

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, Literal

Curve = Literal["linear", "exponential", "squared", "whole", "note value"]
"""How a slider's 0..1 runs over the range; "whole" has whole numbers only, and "note
value" the lengths of notes, in beats, that a delay may have."""

NOTE_VALUES: dict[float, str] = {
    1 / 4: "1/16",
    1 / 3: "1/8 triplet",
    1 / 2: "1/8",
    2 / 3: "1/4 triplet",
    3 / 4: "1/8 dotted",
    1.0: "1/4",
    3 / 2: "1/4 dotted",
    2.0: "1/2",
}
"""Lengths in beats (quarter notes) with their words, ascending."""

_LENGTHS = tuple(NOTE_VALUES)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a patch, as file, slider and gene see it.

    Attributes:
        name: field of `Patch` and key in the file.
        label: for the screen.
        unit: for the screen; empty for a plain level or share.
        curve: "exponential" needs a minimum above 0.
        group: the box of the patch diagram it belongs to.
    """

    name: str
    label: str
    unit: str
    minimum: float
    maximum: float
    default: float
    curve: Curve
    group: str

    @property
    def is_continuous(self) -> bool:
        """Whether a small step of the slider is a small step of the value."""
        return self.curve not in ("whole", "note value")

    def from_0to1(self, position: float) -> float:
        """Return the value at a slider position or gene in [0, 1]."""
        position = min(max(position, 0.0), 1.0)
        if self.curve == "note value":
            return _LENGTHS[round(position * (len(_LENGTHS) - 1))]
        if self.curve == "exponential":
            value = self.minimum * math.pow(self.maximum / self.minimum, position)
        else:
            share = position**2 if self.curve == "squared" else position
            value = self.minimum + (self.maximum - self.minimum) * share
        if self.curve == "whole":
            value = round(value)
        return min(max(value, self.minimum), self.maximum)

    def to_0to1(self, value: float) -> float:
        """Return the slider position in [0, 1] of a value within the range."""
        if self.curve == "note value":
            place = _LENGTHS.index(_nearest_length(value))
            return place / (len(_LENGTHS) - 1)
        if self.curve == "exponential":
            span = math.log(self.maximum / self.minimum)
            return math.log(value / self.minimum) / span
        share = (value - self.minimum) / (self.maximum - self.minimum)
        return math.sqrt(share) if self.curve == "squared" else share

    def text(self, value: float) -> str:
        """Return a value with its unit, as a person reads it.

        >>> cutoff = Parameter("f", "F", "Hz", 20.0, 2e4, 1e3, "exponential", "filter")
        >>> cutoff.text(12_340.0), cutoff.text(98.76)
        ('12.3 kHz', '98.8 Hz')
        """
        if self.curve == "note value":
            return NOTE_VALUES[_nearest_length(value)]
        if self.unit == "Hz" and value >= 1000:
            return f"{value / 1000:.3g} kHz"
        if self.unit == "s" and value < 1:
            return f"{value * 1000:.3g} ms"
        if self.unit:
            return f"{value:.3g} {self.unit}"
        if self.curve == "whole" or self.maximum > 1:
            return f"{value:.3g}"
        return f"{value * 100:.0f} %"


def _nearest_length(beats: float) -> float:
    return min(_LENGTHS, key=lambda length: abs(math.log(length / beats)))


def knob(
    group: str,
    label: str,
    minimum: float,
    maximum: float,
    default: float,
    unit: str = "",
    curve: Curve = "linear",
) -> Any:  # typed as the field it describes, as dataclasses.field is
    """Return a field of a patch with the description of its parameter."""
    description = (label, unit, minimum, maximum, default, curve, group)
    return dataclasses.field(default=default, metadata={"parameter": description})


def level(group: str, label: str, default: float = 0.0) -> Any:
    """Return a field for a level or a share, 0 to 1."""
    return knob(group, label, 0.0, 1.0, default)


def time(group: str, label: str, low: float, high: float, default: float) -> Any:
    """Return a field for seconds."""
    return knob(group, label, low, high, default, "s", "exponential")
