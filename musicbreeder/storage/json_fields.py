"""JSON values as the fields of our classes, each checked: a file may come from anybody.

Whatever is of another type or out of range raises `ValueError`.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import (
    Any,
    Literal,
    NoReturn,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

_MOST_NUMBERS = 1000
_LONGEST_NAME = 100
_MOST_STEPS = 10_000
_Made = TypeVar("_Made")


def parsed(text: str | bytes) -> Any:
    """Return what a JSON text says.

    Raises:
        ValueError: it is no JSON, holds a number that is none, or is nested too deep.
    """
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("JSON nested too deep") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def written(value: Any) -> str:
    """Return a JSON text without spaces, in ASCII: any text can be written so."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def value_to_json(value: object) -> Any:
    """Return a field's value as JSON has it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    return value


def value_from_json(value: Any, hint: Any) -> Any:
    """Return a JSON value as the type that a field asks for.

    Raises:
        ValueError: it is of another type.
    """
    choices = get_args(hint)
    if get_origin(hint) is Literal:
        if value in choices:
            return value
        raise ValueError(f"expected one of {choices}, got {value!r}")
    if value is None and type(None) in choices:
        return None
    kind = next((one for one in choices if one is not type(None)), hint)
    if hint == frozenset[str]:
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return frozenset(value)
    elif kind is bytes and isinstance(value, str):
        # What is not base64 raises `binascii.Error`, which is a ValueError.
        return base64.b64decode(value, validate=True)
    elif kind is Path and isinstance(value, str):
        return Path(value)
    elif kind is float and isinstance(value, int | float) and value is not bool(value):
        return float(value)
    elif isinstance(value, kind) and isinstance(value, bool) == (kind is bool):
        return value
    raise ValueError(f"expected {hint}, got {value!r}")


def fields_to_json(value: Any) -> dict[str, Any]:
    """Return the fields of a flat dataclass."""
    return {one.name: value_to_json(getattr(value, one.name)) for one in fields(value)}


def fields_from_json(kind: Callable[..., _Made], content: Any) -> _Made:
    """Return a flat dataclass with those of its fields that are in `content`.

    Raises:
        ValueError: a field is of another type or out of range.
    """
    found = table(content)
    hints = get_type_hints(kind)
    known = {
        name: value_from_json(found[name], hint)
        for name, hint in hints.items()
        if name in found
    }
    try:
        return kind(**known)
    except TypeError as error:
        raise ValueError(str(error)) from error


def table(value: Any) -> Mapping[str, Any]:
    """Return a JSON object."""
    if not isinstance(value, dict):
        raise ValueError(f"expected an object, got {value!r:.60}")  # noqa: TRY004 - one kind of error for whatever is wrong in a file
    return value


def row(value: Any, longest: int) -> list[Any]:
    """Return a JSON list of at most `longest` values."""
    if not isinstance(value, list) or len(value) > longest:
        raise ValueError(f"expected a list of at most {longest}, got {value!r:.60}")
    return value


def text(value: Any, longest: int) -> str:
    """Return a text of at most `longest` characters."""
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"expected a text of at most {longest}, got {value!r:.60}")
    value.encode("utf-8")  # half a character raises a ValueError, too
    return value


def whole(value: Any, lowest: int, highest: int) -> int:
    """Return a whole number in a range."""
    if type(value) is not int or not lowest <= value <= highest:
        raise ValueError(f"expected {lowest}..{highest}, got {value!r:.60}")
    return value


def real(value: Any, lowest: float, highest: float) -> float:
    """Return a number in a range."""
    if type(value) not in (int, float) or not lowest <= value <= highest:
        raise ValueError(f"expected {lowest}..{highest}, got {value!r:.60}")
    return float(value)


def named_numbers(
    value: Any, lowest: float = -1e9, highest: float = 1e9
) -> tuple[tuple[str, float], ...]:
    """Return pairs of a name and a number in a range."""
    found = []
    for pair in row(value, _MOST_NUMBERS):
        name, number = row(pair, 2)
        found.append((text(name, _LONGEST_NAME), real(number, lowest, highest)))
    return tuple(found)


def step_runs(value: Any) -> tuple[tuple[int, int], ...] | None:
    """Return runs of steps, ascending and apart, or None."""
    if value is None:
        return None
    runs, end = [], -1
    for pair in row(value, _MOST_STEPS):
        first, after = row(pair, 2)
        start = whole(first, end + 1, _MOST_STEPS)
        end = whole(after, start + 1, _MOST_STEPS)
        runs.append((start, end))
    return tuple(runs)


def flag(value: Any) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, got {value!r:.60}")  # noqa: TRY004 - one kind of error for whatever is wrong in a file
    return value
