"""What is heard beside a melody as JSON, and back; what comes back is checked."""

from collections.abc import Mapping
from typing import Any

from musicbreeder.errors import MusicBreederError
from musicbreeder.services.backing import CHANNELS, Backing, Channel
from musicbreeder.storage.json_fields import (
    fields_from_json,
    fields_to_json,
    flag,
    table,
    text,
)
from musicbreeder.storage.session_content import Json

_LONGEST_TEXT = 10_000


def backing_to_json(backing: Backing) -> Json:
    """Return a backing as JSON; empty for one that was never touched."""
    if backing == Backing():
        return {}
    return {
        "chords": backing.chords,
        "style": backing.style,
        "loop_path": backing.loop_path,
        "has_metronome": backing.has_metronome,
        "has_count_in": backing.has_count_in,
        "channels": {name: fields_to_json(one) for name, one in backing.channels},
    }


def backing_from_json(value: Any) -> Backing:
    """Return the backing that `backing_to_json` wrote.

    Raises:
        ValueError: it is no possible one.
    """
    content = table(value)
    strips: Mapping[str, Any] = table(content.get("channels", {}))
    plain = Backing()
    try:
        return Backing(
            text(content.get("chords", ""), _LONGEST_TEXT),
            text(content.get("style", plain.style), _LONGEST_TEXT),
            text(content.get("loop_path", ""), _LONGEST_TEXT),
            flag(content.get("has_metronome", False)),
            flag(content.get("has_count_in", False)),
            tuple(
                (name, fields_from_json(Channel, strips.get(name, {})))
                for name in CHANNELS
            ),
        )
    except MusicBreederError as error:
        raise ValueError(str(error)) from error
