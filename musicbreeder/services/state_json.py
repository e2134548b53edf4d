"""A session's state and its changes as JSON, and back; what comes back is checked.

Whatever is of another type or out of range raises `ValueError`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from musicbreeder.breeding.individual import HIGHEST_RATING, LOWEST_RATING
from musicbreeder.breeding.settings import MAXIMUM_BARS, BreedingSettings
from musicbreeder.services.audition import Sound
from musicbreeder.services.backing import Backing
from musicbreeder.services.backing_json import backing_from_json, backing_to_json
from musicbreeder.services.session_state import NO_MARK, Comparison, Mark
from musicbreeder.services.state_change import StateChange
from musicbreeder.storage.json_fields import (
    fields_from_json,
    fields_to_json,
    flag,
    named_numbers,
    row,
    step_runs,
    table,
    text,
    whole,
)
from musicbreeder.storage.session_content import Json, KeptMark
from musicbreeder.theory.meter import Tempo

LONGEST_NAME = 10_000
_MOST_COMPARISONS = 1_000_000
_MOST_IDS = 10_000_000
_MOST_MARKS = 100_000


def _sound_to_json(sound: Sound) -> Json:
    content = {"instrument": sound.instrument, **fields_to_json(sound.tempo)}
    if sound.changes:
        content["changes"] = [list(change) for change in sound.changes]
    if sound.backing != Backing():
        content["backing"] = backing_to_json(sound.backing)
    return content


def _sound_from_json(value: Any) -> Sound:
    content = table(value)
    tempo = fields_from_json(Tempo, content)
    return Sound(
        text(content["instrument"], LONGEST_NAME),
        tempo,
        named_numbers(content.get("changes", [])),
        backing_from_json(content.get("backing", {})),
    )


def _same(value: Any) -> Any:
    return value


_CODECS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "name": (_same, lambda value: text(value, LONGEST_NAME)),
    "settings": (
        fields_to_json,
        lambda value: fields_from_json(BreedingSettings, value),
    ),
    "sound": (_sound_to_json, _sound_from_json),
    "current_index": (_same, lambda value: whole(value, 0, _MOST_IDS)),
    "is_trial": (_same, flag),
}
"""By the field of `SessionState`: to JSON and back."""


def comparisons_to_json(comparisons: Iterable[Comparison]) -> list[Any]:
    """Return comparisons as lists of better, worse and whether of extremes."""
    return [[one.better_id, one.worse_id, one.is_of_extremes] for one in comparisons]


def comparisons_from_json(value: Any) -> tuple[Comparison, ...]:
    """Return what `comparisons_to_json` made a list of."""
    found = []
    for one in row(value, _MOST_COMPARISONS):
        better, worse, is_of_extremes = row(one, 3)
        if better == worse:
            raise ValueError("a melody compared with itself")
        found.append(Comparison(_id(better), _id(worse), flag(is_of_extremes)))
    return tuple(found)


def _id(value: Any) -> int:
    return whole(value, 1, _MOST_IDS)


def _optional_id(value: Any) -> int | None:
    return None if value is None else _id(value)


def kept_mark(mark: Mark) -> KeptMark:
    """Return a mark as it is kept."""
    return KeptMark(
        mark.rating,
        mark.is_favourite,
        mark.is_pinned,
        mark.name,
        mark.bar_likings,
        mark.locked_steps,
        mark.edited_id,
    )


def mark_of(kept: KeptMark) -> Mark:
    """Return the mark that was kept."""
    return Mark(
        kept.rating,
        kept.is_favourite,
        kept.is_pinned,
        kept.name,
        kept.bar_likings,
        kept.locked_steps,
        kept.edited_id,
    )


def _mark_to_json(mark: Mark) -> Json:
    """Return only what differs from no mark at all."""
    content = {
        name: value
        for name, value in fields_to_json(mark).items()
        if value != getattr(NO_MARK, name)
    }
    if mark.bar_likings:
        content["bar_likings"] = [list(pair) for pair in mark.bar_likings]
    if mark.locked_steps is not None:
        content["locked_steps"] = [list(run) for run in mark.locked_steps]
    return content


def _mark_from_json(value: Any) -> Mark:
    content = table(value)
    rating, name = content.get("rating"), content.get("name")
    likings = []
    for pair in row(content.get("bar_likings", []), MAXIMUM_BARS):
        bar, liking = row(pair, 2)
        likings.append((whole(bar, 0, MAXIMUM_BARS - 1), whole(liking, -1, 1)))
    return Mark(
        None if rating is None else whole(rating, LOWEST_RATING, HIGHEST_RATING),
        flag(content.get("is_favourite", False)),
        flag(content.get("is_pinned", False)),
        None if name is None else text(name, LONGEST_NAME),
        tuple(likings),
        step_runs(content.get("locked_steps")),
        _optional_id(content.get("edited_id")),
    )


def change_to_json(change: StateChange) -> Json:
    """Return what a gesture changed as JSON has it."""
    content: Json = {}
    for name, sides in change.values.items():
        to_json, _ = _CODECS[name]
        content[name] = [to_json(side) for side in sides]
    if change.marks:
        content["marks"] = {
            str(known): [_mark_to_json(side) for side in sides]
            for known, sides in change.marks.items()
        }
    if any(change.comparisons):
        before, after = (comparisons_to_json(side) for side in change.comparisons)
        content["comparisons"] = [change.kept_count, before, after]
    return content


def change_from_json(value: Any) -> StateChange:
    """Return what `change_to_json` made JSON of."""
    content = table(value)
    values = {}
    for name, (_, from_json) in _CODECS.items():
        if name in content:
            before, after = row(content[name], 2)
            values[name] = from_json(before), from_json(after)
    marks: Mapping[str, Any] = table(content.get("marks", {}))
    if len(marks) > _MOST_MARKS:
        raise ValueError("too many marks in one step")
    changed = {}
    for known, sides in marks.items():
        old, new = row(sides, 2)
        changed[int(known)] = _mark_from_json(old), _mark_from_json(new)
    if "comparisons" not in content:
        return StateChange(values, changed)
    kept_count, old, new = row(content["comparisons"], 3)
    return StateChange(
        values,
        changed,
        whole(kept_count, 0, _MOST_COMPARISONS),
        (comparisons_from_json(old), comparisons_from_json(new)),
    )
