"""Patches: everything that makes one instrument sound as it does.

A patch is a frozen set of numbers, each described by a `Parameter`. Shipped patches are
readable text, ``resources/instruments/*.toml``; those that a listener makes are files
like them, offered here by whoever keeps them.

The words are those of synthesizers: see Curtis Roads, *The Computer Music Tutorial*
(1996), and Gordon Reid, *Synth Secrets* (Sound on Sound, 1999-2004).
"""

import dataclasses
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from musicbreeder.errors import ModelError, MusicBreederError
from musicbreeder.resources import resource
from musicbreeder.synth.parameter import Parameter, knob, level, time

DEFAULT_PATCH_NAME = "electric piano"
FILE_VERSION = 1
_FOLDER = "instruments"


@dataclass(frozen=True, kw_only=True)
class Patch:
    """One instrument: a name, a family and the value of every parameter.

    Attributes:
        family: plucked, keys, strings, winds, leads or bells.
        description: one sentence for the screen.

    Raises:
        ValueError: a value lies outside its parameter's range.
    """

    name: str
    family: str
    description: str = ""

    # A mix of waves on the harmonics of the note, all band-limited.
    sine_level: float = level("tone", "Sine")
    triangle_level: float = level("tone", "Triangle")
    saw_level: float = level("tone", "Saw")
    pulse_level: float = level("tone", "Pulse")
    pulse_width: float = knob("tone", "Pulse width", 0.05, 0.5, 0.5)
    unison_count: float = knob("tone", "Unison voices", 1, 7, 1, "", "whole")
    unison_detune_cents: float = knob(
        "tone", "Unison detune", 0.0, 50.0, 8.0, "cents", "squared"
    )
    drawbar_16: float = level("drawbars", "16 ft")
    drawbar_5_1_3: float = level("drawbars", "5⅓ ft")
    drawbar_8: float = level("drawbars", "8 ft")
    drawbar_4: float = level("drawbars", "4 ft")
    drawbar_2_2_3: float = level("drawbars", "2⅔ ft")
    drawbar_2: float = level("drawbars", "2 ft")
    drawbar_1_3_5: float = level("drawbars", "1⅗ ft")
    drawbar_1_1_3: float = level("drawbars", "1⅓ ft")
    drawbar_1: float = level("drawbars", "1 ft")

    # Two sines, one bending the phase of the other.
    fm_level: float = level("fm", "FM level")
    fm_ratio: float = knob("fm", "Modulator ratio", 0.5, 16.0, 1.0, "", "exponential")
    fm_index: float = knob("fm", "Index", 0.0, 12.0, 1.5, "", "squared")
    fm_decay_seconds: float = time("fm", "Index decay", 0.01, 10.0, 0.8)
    fm_index_sustain: float = level("fm", "Index sustain", 0.2)

    # Struck and plucked things: partials that each ring and die by themselves.
    string_level: float = level("modes", "String")
    pluck_position: float = knob("modes", "Pluck position", 0.03, 0.5, 0.2)
    stiffness: float = knob("modes", "Stiffness", 0.0, 1.0, 0.0)
    bar_level: float = level("modes", "Bar")
    bar_tuning: float = level("modes", "Bar undercut", 1.0)
    bell_level: float = level("modes", "Bell")
    ring_seconds: float = time("modes", "Ring (to -60 dB)", 0.05, 20.0, 3.0)
    ring_tracking: float = level("modes", "High notes ring shorter", 0.5)
    damping: float = level("modes", "High partials die sooner", 0.4)
    hardness: float = level("modes", "Hardness of the strike", 0.5)

    # Breath that lasts, and the knock of a start.
    breath_level: float = knob("noise", "Breath", 0.0, 1.0, 0.0, "", "squared")
    breath_hz: float = knob(
        "noise", "Breath colour", 200.0, 12_000.0, 3_000.0, "Hz", "exponential"
    )
    strike_level: float = knob("noise", "Strike", 0.0, 1.0, 0.0, "", "squared")
    strike_hz: float = knob(
        "noise", "Strike colour", 100.0, 12_000.0, 2_500.0, "Hz", "exponential"
    )
    strike_seconds: float = time("noise", "Strike length", 0.003, 0.5, 0.03)

    # A low-pass that moves.
    cutoff_hz: float = knob(
        "filter", "Cutoff", 60.0, 20_000.0, 20_000.0, "Hz", "exponential"
    )
    key_tracking: float = level("filter", "Cutoff follows pitch", 0.5)
    resonance: float = level("filter", "Resonance", 0.1)
    filter_octaves: float = knob("filter", "Opens by", 0.0, 6.0, 0.0, "octaves")
    filter_attack_seconds: float = time("filter", "Opens in", 0.001, 5.0, 0.005)
    filter_decay_seconds: float = time("filter", "Closes in", 0.01, 10.0, 0.5)
    filter_sustain: float = level("filter", "Stays open", 0.3)
    body_level: float = level("filter", "Wooden body")

    vibrato_cents: float = knob(
        "vibrato", "Vibrato depth", 0.0, 100.0, 0.0, "cents", "squared"
    )
    tremolo_level: float = level("vibrato", "Tremolo depth")
    vibrato_hz: float = knob("vibrato", "Rate", 0.1, 12.0, 5.2, "Hz", "exponential")
    vibrato_delay_seconds: float = time("vibrato", "Delay", 0.01, 3.0, 0.3)

    attack_seconds: float = time("envelope", "Attack", 0.001, 5.0, 0.004)
    decay_seconds: float = time("envelope", "Decay", 0.01, 20.0, 1.0)
    sustain_level: float = level("envelope", "Sustain", 1.0)
    release_seconds: float = time("envelope", "Release", 0.02, 8.0, 0.15)

    level_db: float = knob("velocity", "Level", -12.0, 12.0, 0.0, "dB")
    velocity_to_level: float = level("velocity", "Loudness", 0.6)
    velocity_to_brightness: float = knob(
        "velocity", "Brightness", 0.0, 3.0, 1.0, "octaves"
    )

    # Effects. A second player on each side, echoes in tempo, and the room around all.
    chorus_level: float = level("chorus", "Chorus")
    chorus_hz: float = knob("chorus", "Rate", 0.1, 6.0, 0.7, "Hz", "exponential")
    chorus_depth: float = level("chorus", "Depth", 0.4)

    delay_level: float = level("delay", "Delay")
    delay_beats: float = knob("delay", "Time", 0.25, 2.0, 0.75, "beats", "note value")
    delay_feedback: float = knob("delay", "Feedback", 0.0, 0.75, 0.35)
    delay_brightness: float = level("delay", "Brightness of echoes", 0.6)
    delay_width: float = level("delay", "Echoes from side to side", 0.7)

    width: float = level("space", "Width", 0.2)
    reverb_level: float = level("space", "Reverb", 0.25)
    reverb_seconds: float = time("space", "Reverb time", 0.2, 4.0, 1.3)
    reverb_brightness: float = level("space", "Reverb brightness", 0.5)

    def __post_init__(self) -> None:
        for parameter in PARAMETERS:
            value = getattr(self, parameter.name)
            if not parameter.minimum <= value <= parameter.maximum:
                raise ValueError(
                    f"{parameter.name} must be in "
                    f"{parameter.minimum:g}..{parameter.maximum:g}, got {value}"
                )
            object.__setattr__(self, parameter.name, float(value))

    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.values))

    def __hash__(self) -> int:  # a patch is a cache key: hash its 60 numbers once
        return self._hash

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The values in the order of `PARAMETERS`."""
        return tuple(getattr(self, parameter.name) for parameter in PARAMETERS)

    @cached_property
    def voice(self) -> "Patch":
        """The same without effects: patches with one voice share their notes."""
        return self._plain(_EFFECTS)

    @cached_property
    def tone(self) -> "Patch":
        """The same without effects and envelope: what a held key goes on sounding."""
        return self._plain(_EFFECTS | _ENVELOPE)

    def _plain(self, names: frozenset[str]) -> "Patch":
        defaults: dict[str, Any] = {
            name: PARAMETERS_BY_NAME[name].default for name in names
        }
        return dataclasses.replace(self, name="", family="", description="", **defaults)

    @cached_property
    def genes(self) -> tuple[float, ...]:
        """The values as slider positions in [0, 1], in the order of `PARAMETERS`."""
        return tuple(
            parameter.to_0to1(value)
            for parameter, value in zip(PARAMETERS, self.values, strict=True)
        )

    def with_genes(self, genes: Sequence[float], name: str) -> "Patch":
        """Return this patch under `name` with other genes, one for each parameter."""
        values: dict[str, Any] = {
            parameter.name: parameter.from_0to1(gene)
            for parameter, gene in zip(PARAMETERS, genes, strict=True)
        }
        return dataclasses.replace(self, name=name, **values)

    def to_toml(self) -> str:
        """Return the text of a patch file; what equals the default is left out."""
        lines = [
            f"version = {FILE_VERSION}",
            f"name = {_quoted(self.name)}",
            f"family = {_quoted(self.family)}",
            f"description = {_quoted(self.description)}",
        ]
        group = ""
        for parameter, value in zip(PARAMETERS, self.values, strict=True):
            if value == parameter.default:
                continue
            if parameter.group != group:
                group = parameter.group
                lines += ["", f"[{group}]"]
            lines.append(f"{parameter.name} = {value!r}")
        return "\n".join(lines) + "\n"

    @staticmethod
    def from_toml(text: str) -> "Patch":
        """Return the patch in the text of a patch file; what is left out is default.

        Raises:
            ModelError: the text is no patch file, or one of a newer version.
        """
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ModelError(f"This is no instrument file: {error}.") from error
        if content.get("version") != FILE_VERSION:
            raise ModelError(
                f"This instrument file has version {content.get('version')}, and this "
                f"musicbreeder reads version {FILE_VERSION}; install the newest one."
            )
        values: dict[str, Any] = {
            key: str(content.get(key, "")) for key in ("name", "family", "description")
        }
        for group in content.values():
            if isinstance(group, Mapping):
                values.update(group)
        try:
            return Patch(**values)
        except (TypeError, ValueError) as error:
            raise ModelError(
                f"The instrument “{values['name']}” cannot be read: {error}."
            ) from error

    def changed(self, changes: Iterable[tuple[str, float]]) -> "Patch":
        """Return this patch with other values of some parameters.

        Args:
            changes: names and values; a name that no parameter has is left out, and a
                value beyond a range stops at its end, as where an older version of
                the app knew others.
        """
        values: dict[str, Any] = {
            name: min(max(value, parameter.minimum), parameter.maximum)
            for name, value in changes
            if (parameter := PARAMETERS_BY_NAME.get(name)) is not None
        }
        return dataclasses.replace(self, **values) if values else self

    def changes_from(self, other: "Patch") -> tuple[tuple[str, float], ...]:
        """Return names and values of what differs from another patch."""
        return tuple(
            (parameter.name, value)
            for parameter, value, others in zip(
                PARAMETERS, self.values, other.values, strict=True
            )
            if value != others
        )


PARAMETERS: tuple[Parameter, ...] = tuple(
    Parameter(field.name, *field.metadata["parameter"])
    for field in dataclasses.fields(Patch)
    if "parameter" in field.metadata
)
"""Every parameter of a patch, in the order of the signal."""

PARAMETERS_BY_NAME = {parameter.name: parameter for parameter in PARAMETERS}

_EFFECTS = frozenset(
    parameter.name
    for parameter in PARAMETERS
    if parameter.group in ("chorus", "delay", "space")
) | {"level_db"}
_ENVELOPE = frozenset(
    parameter.name for parameter in PARAMETERS if parameter.group == "envelope"
) | {"velocity_to_level"}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@cache
def _shipped_patches() -> dict[str, Patch]:
    paths = sorted(
        (
            entry
            for entry in resource(_FOLDER).iterdir()
            if entry.name.endswith(".toml")
        ),
        key=lambda entry: entry.name,
    )
    patches = (Patch.from_toml(path.read_text(encoding="utf-8")) for path in paths)
    return {patch.name: patch for patch in patches}


_own_patches: dict[str, Patch] = {}


def offer_own_patches(patches: Iterable[Patch]) -> None:
    """Let these be the listener's own patches from now on, beside the shipped ones."""
    _own_patches.clear()
    _own_patches.update((patch.name, patch) for patch in patches)


def own_patch_names() -> tuple[str, ...]:
    """Return the names of the listener's own patches, in alphabetical order."""
    return tuple(sorted(_own_patches, key=str.casefold))


def shipped_patch_names() -> tuple[str, ...]:
    """Return the names of the shipped patches, family by family."""
    patches = _shipped_patches().values()
    ordered = sorted(patches, key=lambda patch: (patch.family, patch.name))
    return tuple(patch.name for patch in ordered)


def patch_names() -> tuple[str, ...]:
    """Return the names of all patches: the shipped ones, then the listener's own."""
    return (*shipped_patch_names(), *own_patch_names())


def patch_named(name: str) -> Patch:
    """Return the patch called `name`; case, spaces and hyphens do not matter.

    Raises:
        MusicBreederError: there is no such patch; the sentence names those there are.
    """
    wanted = plain_name(name)
    for patch in (*_shipped_patches().values(), *_own_patches.values()):
        if plain_name(patch.name) == wanted:
            return patch
    known = ", ".join(patch_names())
    raise MusicBreederError(f"There is no instrument “{name}”; choose one of {known}.")


def plain_name(name: str) -> str:
    """Return what counts in the name of a patch: its letters and digits."""
    return "".join(letter for letter in name.lower() if letter.isalnum())
