"""Taste profiles as files: one JSON file each, plain data and nothing that runs.

A file may come from another person or an editor, so every opinion is checked as a
stranger's: what is impossible is left out, and a file that cannot be read at all is set
aside, never overwritten.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from musicbreeder.breeding.individual import HIGHEST_RATING, LOWEST_RATING
from musicbreeder.breeding.opinion import Opinion
from musicbreeder.breeding.settings import MAXIMUM_BARS
from musicbreeder.breeding.taste_profile import MOST_OPINIONS, TasteProfile
from musicbreeder.errors import FileFormatError, LibraryError
from musicbreeder.formats.atomic_file import writing
from musicbreeder.melody.melody import Melody
from musicbreeder.storage.locations import created
from musicbreeder.theory.meter import meter_named

FORMAT = "musicbreeder taste profile"
SCHEMA_VERSION = 1
SUFFIX = ".taste.json"

_MOST_BYTES = 8 << 20
_LONGEST_NAME = 80
_LARGEST_NOISE_FACTOR = 100.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReadTasteProfile:
    """A taste profile as it was found.

    Attributes:
        notice: one sentence for the screen if something was not taken as it stood.
    """

    profile: TasteProfile
    notice: str | None = None


def read_taste_profile(path: Path) -> ReadTasteProfile:
    """Read a taste profile.

    Raises:
        FileFormatError: there is no such file, it cannot be opened, or it is no taste
            profile; the sentence says which.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise FileFormatError(f"“{path}” is too large to be a taste profile.")
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FileFormatError(
            f"There is no taste profile “{path}”; check the name."
        ) from error
    except OSError as error:
        raise FileFormatError(
            f"The taste profile “{path}” cannot be opened; allow reading it."
        ) from error
    except (ValueError, RecursionError) as error:
        raise FileFormatError(f"“{path}” is damaged or no taste profile.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise FileFormatError(f"“{path}” is damaged or no taste profile.")
    version = content.get("schema_version")
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        raise FileFormatError(
            f"“{path}” was made by a newer version of this app; update to open it."
        )
    return _taken(content)


def write_taste_profile(path: Path, profile: TasteProfile) -> None:
    """Write a taste profile, whole or not at all.

    Raises:
        LibraryError: its folder cannot be made.
        FileFormatError: the file cannot be written.
    """
    content = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        **profile_to_json(profile),
    }
    created(path.parent)
    with writing(path) as file:
        file.write(json.dumps(content, ensure_ascii=False).encode("utf-8"))


def profile_to_json(profile: TasteProfile) -> dict[str, Any]:
    """Return a taste profile as JSON has it."""
    return {
        "name": profile.name,
        "is_on": profile.is_on,
        "opinions": [_opinion_to_json(one) for one in profile.opinions],
    }


def profile_from_json(content: Mapping[str, Any]) -> TasteProfile:
    """Return a taste profile; opinions that are impossible are left out."""
    return _taken(content).profile


def set_taste_profile_aside(path: Path) -> str:
    """Rename a damaged file, so that nothing writes over it; return the sentence."""
    beginning = path.name.removesuffix(SUFFIX) + f".damaged-{date.today().isoformat()}"
    aside, number = path.with_name(f"{beginning}.json"), 2
    while aside.exists():
        aside = path.with_name(f"{beginning}-{number}.json")
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        raise LibraryError(
            f"The taste profile “{path}” is damaged and cannot be moved; delete it."
        ) from error
    return (
        "The taste profile was damaged, so a new one begins; the old file is kept as "
        f"“{aside}”."
    )


def _taken(content: Mapping[str, Any]) -> ReadTasteProfile:
    name, is_on = content.get("name"), content.get("is_on")
    found = content.get("opinions")
    listed = found if isinstance(found, list) else []
    opinions = []
    for one in listed[-MOST_OPINIONS:]:
        try:
            opinions.append(_opinion_from_json(one))
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            _log.info("an opinion was left out: %s", error)
    missing = min(len(listed), MOST_OPINIONS) - len(opinions)
    notice = None
    if missing or not isinstance(found, list):
        notice = (
            f"{missing} of {len(listed)} opinions in the taste profile were impossible "
            "and were left out."
        )
    plain_name = name.strip()[:_LONGEST_NAME] if isinstance(name, str) else ""
    is_in_use = is_on if isinstance(is_on, bool) else True
    profile = TasteProfile(plain_name or "My taste", tuple(opinions), is_in_use)
    return ReadTasteProfile(profile, notice)


def _melody_to_json(melody: Melody) -> dict[str, Any]:
    return {
        "meter": melody.meter.name,
        "events": melody.events.tolist(),
        "velocities": melody.velocities.tolist(),
    }


def _opinion_to_json(opinion: Opinion) -> dict[str, Any]:
    content = _melody_to_json(opinion.melody) | {"stars": opinion.stars}
    if opinion.noise_factor != 1.0:
        content["noise_factor"] = opinion.noise_factor
    if opinion.bar is not None:
        content["bar"] = opinion.bar
    if opinion.against is not None:
        content["against"] = _melody_to_json(opinion.against)
    return content


def _melody_from_json(content: Mapping[str, Any]) -> Melody:
    events, velocities = content["events"], content["velocities"]
    meter = meter_named(content["meter"])
    for row in (events, velocities):
        is_list = (
            isinstance(row, list) and len(row) <= MAXIMUM_BARS * meter.steps_per_bar
        )
        if not is_list or not all(type(one) is int for one in row):
            raise ValueError("events and velocities must be short lists of numbers")
    melody = Melody(events, velocities, meter)
    if not melody.note_count:
        raise ValueError("a melody without notes")
    return melody


def _opinion_from_json(content: Any) -> Opinion:
    if not isinstance(content, dict):
        raise TypeError("an opinion must be an object")
    against, bar = content.get("against"), content.get("bar")
    stars = _number(content["stars"])
    noise_factor = _number(content.get("noise_factor", 1.0))
    is_relative = against is not None or bar is not None
    lowest = LOWEST_RATING - HIGHEST_RATING if is_relative else LOWEST_RATING
    if not lowest <= stars <= HIGHEST_RATING or noise_factor > _LARGEST_NOISE_FACTOR:
        raise ValueError(f"no listener gives {stars} stars")
    if bar is not None and type(bar) is not int:
        raise TypeError("a bar must be a whole number")
    return Opinion(
        _melody_from_json(content),
        stars,
        None if against is None else _melody_from_json(against),
        bar,
        noise_factor,
    )


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise TypeError(f"expected a number, got {value!r}")
    return float(value)
