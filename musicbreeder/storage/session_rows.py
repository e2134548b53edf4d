"""Sessions as rows of the library's tables, and back."""

import sqlite3
import zlib
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, TypeVar

import numpy as np

from musicbreeder.breeding.individual import Individual, Prediction
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.melody import Melody
from musicbreeder.storage.json_fields import (
    fields_from_json,
    fields_to_json,
    parsed,
    table,
    written,
)
from musicbreeder.storage.session_content import (
    Json,
    KeptGeneration,
    KeptHearing,
    KeptIndividual,
    KeptMark,
    KeptStep,
    SessionContent,
    SessionHead,
)
from musicbreeder.theory.meter import Tempo, meter_named
from musicbreeder.theory.scale import Key, scale_named

_LARGEST_PROFILE_BYTES = 16 << 20
_Kept = TypeVar("_Kept")

_INDIVIDUAL_COLUMNS = (
    "individual_id", "name", "generation", "meter", "events", "velocities", "tonic",
    "scale", "parent_ids", "operators", "origins", "change", "predicted_stars",
    "predicted_uncertainty", "repeats_id", "trial_source",
)  # fmt: skip
_GENERATION_COLUMNS = (
    "generation_index", "number", "parent_index", "settings", "individual_ids",
    "is_bred_alone", "replan_count", "said_count",
)  # fmt: skip
_MARK_COLUMNS = (
    "individual_id", "rating", "is_favourite", "is_pinned", "name", "bar_likings",
)  # fmt: skip
_HEARING_COLUMNS = (
    "individual_id", "listen_count", "whole_count", "left_early_count", "is_touched",
    "rated_rank",
)  # fmt: skip
_STEP_COLUMNS = ("position", "text", "gesture", "change")


def _upsert(table_name: str, columns: tuple[str, ...]) -> str:
    """Return the statement that writes a row over one with the same first column."""
    names = ", ".join(("session_id", *columns))
    places = ", ".join("?" * (len(columns) + 1))
    news = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    return (
        f"INSERT INTO {table_name} ({names}) VALUES ({places}) "
        f"ON CONFLICT (session_id, {columns[0]}) DO UPDATE SET {news}"
    )


_UPSERT_INDIVIDUAL = _upsert("individuals", _INDIVIDUAL_COLUMNS)
_UPSERT_GENERATION = _upsert("generations", _GENERATION_COLUMNS)
_UPSERT_MARK = _upsert("marks", _MARK_COLUMNS)
_UPSERT_HEARING = _upsert("hearings", _HEARING_COLUMNS)
_UPSERT_STEP = _upsert("steps", _STEP_COLUMNS)

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
    if content.steps:
        # What could be done again before is gone.
        connection.execute(
            "DELETE FROM steps WHERE session_id = ? AND position >= ?",
            (session_id, content.first_step),
        )
    write(_UPSERT_STEP, map(_step_row, count(content.first_step), content.steps))
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


# Reading.

_HEAD_COLUMNS = (
    "name", "random_seed", "settings", "instrument", "tempo_bpm", "swing",
    "current_index", "done_count", "further", "profile",
)  # fmt: skip


def read_content(
    connection: sqlite3.Connection, session_id: int, *, skips_damaged: bool = False
) -> SessionContent | None:
    """Return a whole session, None if there is none of that id.

    Args:
        connection: to the library.
        session_id: of the session.
        skips_damaged: leave out rows that make no sense.

    Raises:
        ValueError: what is there makes no session.
    """
    found = connection.execute(
        f"SELECT {', '.join(_HEAD_COLUMNS)} FROM sessions WHERE session_id = ?",
        (session_id,),
    ).fetchone()
    if found is None:
        return None

    def kept(
        table_name: str, columns: tuple[str, ...], kept_row: Callable[[Any], _Kept]
    ) -> dict[int, _Kept]:
        rows = connection.execute(
            f"SELECT {', '.join(columns)} FROM {table_name} WHERE session_id = ? "
            f"ORDER BY {columns[0]}",
            (session_id,),
        )
        made = {}
        for row in rows:
            try:
                made[int(row[0])] = kept_row(row)
            except (ValueError, TypeError):
                if not skips_damaged:
                    raise
        return made

    steps = kept("steps", _STEP_COLUMNS, _kept_step)
    if list(steps) != list(range(len(steps))):
        if not skips_damaged:
            raise ValueError("steps are missing")
        steps = {}
    individuals = kept("individuals", _INDIVIDUAL_COLUMNS, _kept_individual)
    generations = kept("generations", _GENERATION_COLUMNS, _kept_generation)
    head, profile = _kept_head(found)
    return SessionContent(
        head=head,
        individuals=tuple(individuals.values()),
        generations=tuple(generations.values()),
        marks=kept("marks", _MARK_COLUMNS, _kept_mark),
        hearings=kept("hearings", _HEARING_COLUMNS, _kept_hearing),
        steps=tuple(steps.values()),
        profile=profile,
    )


def _kept_head(row: Any) -> tuple[SessionHead, Json | None]:
    name, random_seed, settings, instrument, bpm, swing, index, done, *rest = row
    further, profile = rest
    head = SessionHead(
        name=name,
        random_seed=int(random_seed),
        settings=fields_from_json(BreedingSettings, parsed(settings)),
        instrument=instrument,
        tempo=Tempo(bpm, swing),
        current_index=index,
        done_count=done,
        further=dict(table(parsed(further))),
    )
    return head, None if profile is None else _read_profile(profile)


def _kept_step(row: Any) -> KeptStep:
    _, text, gesture, change = row
    return KeptStep(text, gesture, dict(table(parsed(change))))


def melody_of(meter: str, events: bytes, velocities: bytes) -> Melody:
    """Return the melody that stands in these columns.

    Raises:
        ValueError: it is none.
    """
    return Melody(
        np.frombuffer(events, dtype="<i2").astype(np.int16),
        np.frombuffer(velocities, dtype=np.uint8),
        meter_named(meter),
    )


def _kept_individual(row: Any) -> KeptIndividual:
    (
        individual_id, name, generation, meter, events, velocities, tonic, scale,
        parent_ids, operators, origins, change, stars, uncertainty, repeats_id,
        trial_source,
    ) = row  # fmt: skip
    prediction = None if stars is None else Prediction(stars, uncertainty)
    individual = Individual(
        id=individual_id,
        name=name,
        melody=melody_of(meter, events, velocities),
        key=Key(tonic, scale_named(scale)),
        generation=generation,
        parent_ids=tuple(parsed(parent_ids)),
        operators=tuple(parsed(operators)),
        # Arrays over a bytes object are read-only.
        origins=np.frombuffer(origins, dtype=np.uint8),
        change=change,
        prediction=prediction,
    )
    return KeptIndividual(individual, repeats_id, trial_source)


def _kept_generation(row: Any) -> KeptGeneration:
    index, number, parent_index, settings, ids, is_bred_alone, *counts = row
    return KeptGeneration(
        index,
        number,
        parent_index,
        fields_from_json(BreedingSettings, parsed(settings)),
        tuple(parsed(ids)),
        bool(is_bred_alone),
        *counts,
    )


def _kept_mark(row: Any) -> KeptMark:
    _, rating, is_favourite, is_pinned, name, bar_likings = row
    likings = tuple((bar, liking) for bar, liking in parsed(bar_likings))
    return KeptMark(rating, bool(is_favourite), bool(is_pinned), name, likings)


def _kept_hearing(row: Any) -> KeptHearing:
    _, listen_count, whole_count, left_early_count, is_touched, rated_rank = row
    return KeptHearing(
        listen_count, whole_count, left_early_count, bool(is_touched), rated_rank
    )


def _read_profile(compressed: bytes) -> Json:
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(compressed, _LARGEST_PROFILE_BYTES)
    except zlib.error as error:
        raise ValueError("a taste profile cannot be unpacked") from error
    return dict(table(parsed(text)))
