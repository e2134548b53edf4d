"""What the library shows of itself: sessions, favourites, and what a search finds.

Each list is read page by page, so that its length costs nothing.
"""

import re
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from musicbreeder.breeding.sound_genes import SoundGenes
from musicbreeder.melody.melody import Melody
from musicbreeder.storage.json_fields import named_numbers, parsed
from musicbreeder.storage.session_loading import melody_of, sound_genes_of
from musicbreeder.theory.meter import Tempo
from musicbreeder.theory.scale import Key, scale_named

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class SessionSummary:
    """A session in a list.

    Attributes:
        changed_at: when it was last changed.
        thumbnail: one of its best melodies, None = it has none.
        binned_at: when it was deleted, None = it was not.
    """

    session_id: int
    name: str
    created_at: datetime
    changed_at: datetime
    generation_count: int
    melody_count: int
    favourite_count: int
    thumbnail: Melody | None
    binned_at: datetime | None = None


@dataclass(frozen=True)
class LibraryMelody:
    """A melody in a list, with where it is from.

    Attributes:
        name: as the listener knows it.
        instrument: its session's.
        tempo: its session's.
        sound_changes: its session's.
        sound_genes: of a sound of its own, None = its session's.
        tags: of a favourite.
        position: of a favourite, ascending in the list; 0 elsewhere.
    """

    session_id: int
    individual_id: int
    name: str
    session_name: str
    melody: Melody
    key: Key
    rating: int | None
    is_favourite: bool
    instrument: str
    tempo: Tempo
    tags: tuple[str, ...] = ()
    position: float = 0.0
    sound_changes: tuple[tuple[str, float], ...] = ()
    sound_genes: SoundGenes | None = None


def search_query(text: str) -> str:
    """Return what full-text search is asked: every word, each as a beginning.

    >>> search_query('copper "fe')
    '"copper"* "fe"*'
    """
    return " ".join(f'"{word}"*' for word in _WORD.findall(text))


_SESSION = """SELECT sessions.session_id, sessions.name, created_at, changed_at,
    generation_count, melody_count, favourite_count, binned_at, individuals.meter,
    individuals.events, individuals.velocities
FROM sessions LEFT JOIN individuals ON individuals.session_id = sessions.session_id
    AND individuals.individual_id = sessions.thumbnail_id"""


def list_sessions(
    connection: sqlite3.Connection,
    text: str,
    *,
    is_binned: bool,
    limit: int,
    offset: int,
) -> tuple[SessionSummary, ...]:
    """Return sessions by date, the latest first."""
    wanted = "binned_at IS NOT NULL" if is_binned else "binned_at IS NULL"
    order = "binned_at" if is_binned else "changed_at"
    arguments: list[object] = []
    query = search_query(text)
    if query:
        wanted += (
            " AND sessions.rowid IN (SELECT rowid FROM session_names WHERE "
            "session_names MATCH ?)"
        )
        arguments.append(query)
    elif text.strip():
        return ()
    rows = connection.execute(
        f"{_SESSION} WHERE {wanted} ORDER BY {order} DESC LIMIT ? OFFSET ?",
        (*arguments, limit, offset),
    )
    return tuple(_session(row) for row in rows)


def _session(row: Any) -> SessionSummary:
    (
        session_id, name, created, changed, generation_count, melody_count,
        favourite_count, binned, meter, events, velocities,
    ) = row  # fmt: skip
    thumbnail = None if meter is None else melody_of(meter, events, velocities)
    return SessionSummary(
        session_id,
        name,
        _moment(created),
        _moment(changed),
        generation_count,
        melody_count,
        favourite_count,
        thumbnail,
        None if binned is None else _moment(binned),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_MELODY_COLUMNS = """individuals.session_id, individuals.individual_id,
    coalesce(marks.name, individuals.name), sessions.name, individuals.meter, events,
    velocities, tonic, scale, rating, coalesce(is_favourite, 0), instrument,
    tempo_bpm, swing, sound_changes, sound_genes"""


def find_melodies(
    connection: sqlite3.Connection, text: str, *, limit: int
) -> tuple[LibraryMelody, ...]:
    """Return melodies by the words of their names, the latest first."""
    query = search_query(text)
    if not query:
        return ()
    rows = connection.execute(
        f"""SELECT {_MELODY_COLUMNS}, '', 0.0 FROM melody_names
        CROSS JOIN individuals ON individuals.rowid = melody_names.rowid
        JOIN sessions USING (session_id)
        LEFT JOIN marks USING (session_id, individual_id)
        WHERE melody_names MATCH ? AND binned_at IS NULL
        ORDER BY melody_names.rowid DESC LIMIT ?""",
        (query, limit),
    )
    return tuple(_melody(row) for row in rows)


def list_favourites(
    connection: sqlite3.Connection,
    text: str,
    tag: str | None,
    *,
    limit: int,
    after: float,
) -> tuple[LibraryMelody, ...]:
    """Return favourites in the listener's order, from behind a position."""
    wanted = "is_kept = 1 AND position > ? AND binned_at IS NULL"
    arguments: list[object] = [after]
    query = search_query(text)
    if query:
        # The plus makes SQLite search once, not once for each favourite.
        wanted += (
            " AND +individuals.rowid IN (SELECT rowid FROM melody_names WHERE "
            "melody_names MATCH ?)"
        )
        arguments.append(query)
    elif text.strip():
        return ()
    if tag is not None:
        wanted += " AND instr(tags, ?)"
        arguments.append(f"\n{tag}\n")
    rows = connection.execute(
        f"""SELECT {_MELODY_COLUMNS}, tags, position FROM favourites
        CROSS JOIN individuals USING (session_id, individual_id)
        JOIN sessions USING (session_id)
        LEFT JOIN marks USING (session_id, individual_id)
        WHERE {wanted} ORDER BY position LIMIT ?""",
        (*arguments, limit),
    )
    return tuple(_melody(row) for row in rows)


def count_favourites(connection: sqlite3.Connection) -> int:
    """Return how many favourites there are."""
    (count,) = connection.execute(
        """SELECT count(*) FROM favourites JOIN sessions USING (session_id)
        WHERE is_kept = 1 AND binned_at IS NULL"""
    ).fetchone()
    return int(count)


def _melody(row: Any) -> LibraryMelody:
    (
        session_id, individual_id, name, session_name, meter, events, velocities, tonic,
        scale, rating, is_favourite, instrument, bpm, swing, changes, genes, tags,
        position,
    ) = row  # fmt: skip
    return LibraryMelody(
        session_id,
        individual_id,
        name,
        session_name,
        melody_of(meter, events, velocities),
        Key(tonic, scale_named(scale)),
        rating,
        bool(is_favourite),
        instrument,
        Tempo(bpm, swing),
        tuple(tag for tag in tags.split("\n") if tag),
        position,
        named_numbers(parsed(changes)),
        sound_genes_of(genes),
    )


def list_tags(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return all tags of favourites, in alphabetical order."""
    rows = connection.execute(
        "SELECT DISTINCT tags FROM favourites WHERE is_kept = 1 AND tags != ''"
    )
    found = {tag for (tags,) in rows for tag in tags.split("\n") if tag}
    return tuple(sorted(found, key=str.casefold))
