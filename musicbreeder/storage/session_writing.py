"""Sessions written to the rows of the library's tables; `session_loading` reads."""

import sqlite3
import zlib
from collections.abc import Iterable
from itertools import count
from typing import TypeVar

from musicbreeder.storage.json_fields import (
    fields_to_json,
    written,
)
from musicbreeder.storage.session_content import (
    KeptGeneration,
    KeptHearing,
    KeptIndividual,
    KeptMark,
    KeptStep,
    SessionContent,
)

_LARGEST_PROFILE_BYTES = 16 << 20
_Kept = TypeVar("_Kept")

INDIVIDUAL_COLUMNS = (
    "individual_id", "name", "generation", "meter", "events", "velocities", "tonic",
    "scale", "parent_ids", "operators", "origins", "change", "predicted_stars",
    "predicted_uncertainty", "repeats_id", "trial_source", "sound_genes",
)  # fmt: skip
GENERATION_COLUMNS = (
    "generation_index", "number", "parent_index", "settings", "individual_ids",
    "is_bred_alone", "replan_count", "said_count",
)  # fmt: skip
MARK_COLUMNS = (
    "individual_id", "rating", "is_favourite", "is_pinned", "name", "bar_likings",
    "locked_steps", "edited_id",
)  # fmt: skip
HEARING_COLUMNS = (
    "individual_id", "listen_count", "whole_count", "left_early_count", "is_touched",
    "rated_rank",
)  # fmt: skip
STEP_COLUMNS = ("position", "text", "gesture", "change")


def _upsert(table_name: str, columns: tuple[str, ...]) -> str:
    """Return the statement that writes a row over one with the same first column."""
    names = ", ".join(("session_id", *columns))
    places = ", ".join("?" * (len(columns) + 1))
    news = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    return (
        f"INSERT INTO {table_name} ({names}) VALUES ({places}) "
        f"ON CONFLICT (session_id, {columns[0]}) DO UPDATE SET {news}"
    )


_UPSERT_INDIVIDUAL = _upsert("individuals", INDIVIDUAL_COLUMNS)
_UPSERT_GENERATION = _upsert("generations", GENERATION_COLUMNS)
_UPSERT_MARK = _upsert("marks", MARK_COLUMNS)
_UPSERT_HEARING = _upsert("hearings", HEARING_COLUMNS)
_UPSERT_STEP = _upsert("steps", STEP_COLUMNS)

_COUNT_ANEW = """UPDATE sessions SET
    generation_count =
        (SELECT count(*) FROM generations WHERE session_id = sessions.session_id),
    melody_count =
        (SELECT count(*) FROM individuals WHERE session_id = sessions.session_id),
    favourite_count =
        (SELECT count(*) FROM marks
         WHERE session_id = sessions.session_id AND is_favourite),
    thumbnail_id = coalesce(
        (SELECT individual_id FROM marks
         WHERE session_id = sessions.session_id
             AND (is_favourite OR rating IS NOT NULL)
         ORDER BY is_favourite DESC, rating DESC, individual_id DESC LIMIT 1), 1)
    WHERE session_id = ?"""


def write_content(
    connection: sqlite3.Connection,
    session_id: int,
    content: SessionContent,
    *,
    now: float,
) -> None:
    """Write a session, or what changed of it, within the transaction that is open.

    Args:
        connection: to the library.
        session_id: of a session that may not be there yet.
        content: what to write.
        now: seconds since 1970, UTC.
    """
    _write_head(connection, session_id, content, now)

    def write(statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        connection.executemany(statement, ((session_id, *row) for row in rows))

    write(_UPSERT_INDIVIDUAL, map(_individual_row, content.individuals))
    write(_UPSERT_GENERATION, map(_generation_row, content.generations))
    write(_UPSERT_MARK, (_mark_row(*item) for item in content.marks.items()))
    write(_UPSERT_HEARING, (_hearing_row(*item) for item in content.hearings.items()))
    first_step = content.first_step or 0
    if content.steps or content.first_step is not None:
        # What could be done again before is gone.
        connection.execute(
            "DELETE FROM steps WHERE session_id = ? AND position >= ?",
            (session_id, first_step),
        )
    write(_UPSERT_STEP, map(_step_row, count(first_step), content.steps))
    for individual_id, mark in content.marks.items():
        _keep_favourite(connection, session_id, individual_id, mark.is_favourite)
    if content.marks or content.generations:
        connection.execute(_COUNT_ANEW, (session_id,))


def _write_head(
    connection: sqlite3.Connection,
    session_id: int,
    content: SessionContent,
    now: float,
) -> None:
    head = content.head
    row = {
        "name": head.name,
        "random_seed": str(head.random_seed),
        "settings": written(fields_to_json(head.settings)),
        "instrument": head.instrument,
        "tempo_bpm": head.tempo.bpm,
        "swing": head.tempo.swing,
        "current_index": head.current_index,
        "done_count": head.done_count,
        "further": written(head.further),
        "sound_changes": written(head.sound_changes),
        "changed_at": now,
    }
    changes = ", ".join(f"{name} = :{name}" for name in row)
    known = connection.execute(
        f"UPDATE sessions SET {changes} WHERE session_id = :session_id",
        row | {"session_id": session_id},
    )
    if known.rowcount == 0:
        row |= {"session_id": session_id, "created_at": now, "opened_at": now}
        names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
        connection.execute(f"INSERT INTO sessions ({names}) VALUES ({places})", row)
    if content.profile is not None:
        profile = zlib.compress(written(content.profile).encode("utf-8"))
        connection.execute(
            "UPDATE sessions SET profile = ? WHERE session_id = ?",
            (profile, session_id),
        )


def _keep_favourite(
    connection: sqlite3.Connection,
    session_id: int,
    individual_id: int,
    is_kept: bool,
) -> None:
    """Put a new favourite last; one that comes back has its old place and tags."""
    known = connection.execute(
        "UPDATE favourites SET is_kept = ? WHERE session_id = ? AND individual_id = ?",
        (is_kept, session_id, individual_id),
    )
    if is_kept and known.rowcount == 0:
        connection.execute(
            """INSERT INTO favourites (session_id, individual_id, is_kept, position)
            VALUES (?, ?, 1, 1.0 + max(
                coalesce((SELECT max(position) FROM favourites WHERE is_kept = 1), 0),
                coalesce((SELECT max(position) FROM favourites WHERE is_kept = 0), 0)
            ))""",
            (session_id, individual_id),
        )


def _individual_row(kept: KeptIndividual) -> tuple[object, ...]:
    one = kept.individual
    prediction = one.prediction
    return (
        one.id,
        one.name,
        one.generation,
        one.melody.meter.name,
        one.melody.events.astype("<i2").tobytes(),
        one.melody.velocities.tobytes(),
        one.key.tonic,
        one.key.scale.name,
        written(one.parent_ids),
        written(one.operators),
        one.origins.tobytes(),
        one.change,
        None if prediction is None else float(prediction.stars),
        None if prediction is None else float(prediction.uncertainty),
        kept.repeats_id,
        kept.trial_source,
        None if one.sound_genes is None else written(one.sound_genes.values),
    )


def _generation_row(kept: KeptGeneration) -> tuple[object, ...]:
    return (
        kept.index,
        kept.number,
        kept.parent_index,
        written(fields_to_json(kept.settings)),
        written(kept.individual_ids),
        kept.is_bred_alone,
        kept.replan_count,
        kept.said_count,
    )


def _mark_row(individual_id: int, mark: KeptMark) -> tuple[object, ...]:
    return (
        individual_id,
        mark.rating,
        mark.is_favourite,
        mark.is_pinned,
        mark.name,
        written(mark.bar_likings),
        None if mark.locked_steps is None else written(mark.locked_steps),
        mark.edited_id,
    )


def _hearing_row(individual_id: int, hearing: KeptHearing) -> tuple[object, ...]:
    return (
        individual_id,
        hearing.listen_count,
        hearing.whole_count,
        hearing.left_early_count,
        hearing.is_touched,
        hearing.rated_rank,
    )


def _step_row(position: int, step: KeptStep) -> tuple[object, ...]:
    return position, step.text, step.gesture, written(step.change)
