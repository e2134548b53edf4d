"""The tables of the library, version by version.

A library is always brought forward one version at a time, a new one from nothing. What
is released is never edited here, only followed by a further version.
"""

import sqlite3

from musicbreeder.errors import LibraryError

_FIRST = (
    """CREATE TABLE sessions (
        session_id INTEGER NOT NULL UNIQUE,
        name TEXT NOT NULL,
        random_seed TEXT NOT NULL,
        created_at REAL NOT NULL,
        changed_at REAL NOT NULL,
        opened_at REAL NOT NULL,
        binned_at REAL,
        settings TEXT NOT NULL,
        instrument TEXT NOT NULL,
        tempo_bpm REAL NOT NULL,
        swing REAL NOT NULL,
        current_index INTEGER NOT NULL,
        done_count INTEGER NOT NULL,
        generation_count INTEGER NOT NULL DEFAULT 0,
        melody_count INTEGER NOT NULL DEFAULT 0,
        favourite_count INTEGER NOT NULL DEFAULT 0,
        thumbnail_id INTEGER
    )""",
    "CREATE INDEX sessions_by_change ON sessions (binned_at, changed_at)",
    "CREATE INDEX sessions_by_opening ON sessions (binned_at, opened_at)",
    """CREATE TABLE generations (
        session_id INTEGER NOT NULL,
        generation_index INTEGER NOT NULL,
        number INTEGER NOT NULL,
        parent_index INTEGER,
        settings TEXT NOT NULL,
        individual_ids TEXT NOT NULL,
        UNIQUE (session_id, generation_index)
    )""",
    """CREATE TABLE individuals (
        session_id INTEGER NOT NULL,
        individual_id INTEGER NOT NULL,
        name TEXT NOT NULL,
        generation INTEGER NOT NULL,
        meter TEXT NOT NULL,
        events BLOB NOT NULL,
        velocities BLOB NOT NULL,
        tonic INTEGER NOT NULL,
        scale TEXT NOT NULL,
        parent_ids TEXT NOT NULL,
        operators TEXT NOT NULL,
        origins BLOB NOT NULL,
        change TEXT NOT NULL,
        predicted_stars REAL,
        predicted_uncertainty REAL,
        UNIQUE (session_id, individual_id)
    )""",
    """CREATE TABLE marks (
        session_id INTEGER NOT NULL,
        individual_id INTEGER NOT NULL,
        rating INTEGER,
        is_favourite INTEGER NOT NULL,
        is_pinned INTEGER NOT NULL,
        name TEXT,
        UNIQUE (session_id, individual_id)
    )""",
    """CREATE TABLE favourites (
        session_id INTEGER NOT NULL,
        individual_id INTEGER NOT NULL,
        is_kept INTEGER NOT NULL,
        position REAL NOT NULL,
        tags TEXT NOT NULL DEFAULT '',
        UNIQUE (session_id, individual_id)
    )""",
    "CREATE INDEX favourites_in_order ON favourites (is_kept, position)",
    """CREATE TABLE steps (
        session_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        text TEXT NOT NULL,
        gesture TEXT,
        change TEXT NOT NULL,
        UNIQUE (session_id, position)
    )""",
)

# What was heard, re-planned and compared; names can be searched.
_HEARD_AND_SEARCHED = (
    "ALTER TABLE sessions ADD COLUMN further TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE sessions ADD COLUMN profile BLOB",
    "ALTER TABLE generations ADD COLUMN is_bred_alone INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE generations ADD COLUMN replan_count INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE generations ADD COLUMN said_count INTEGER",
    "ALTER TABLE individuals ADD COLUMN repeats_id INTEGER",
    "ALTER TABLE individuals ADD COLUMN trial_source TEXT",
    "ALTER TABLE marks ADD COLUMN bar_likings TEXT NOT NULL DEFAULT '[]'",
    """CREATE TABLE hearings (
        session_id INTEGER NOT NULL,
        individual_id INTEGER NOT NULL,
        listen_count INTEGER NOT NULL,
        whole_count INTEGER NOT NULL,
        left_early_count INTEGER NOT NULL,
        is_touched INTEGER NOT NULL,
        rated_rank INTEGER,
        UNIQUE (session_id, individual_id)
    )""",
    # Whoever carries a mark was touched; in the old version ids were rated in order.
    """INSERT INTO hearings SELECT session_id, individual_id, 0, 0, 0, 1,
        CASE WHEN rating IS NOT NULL THEN row_number() OVER (
            PARTITION BY session_id ORDER BY rating IS NULL, individual_id
        ) - 1 END
    FROM marks""",
    "CREATE VIRTUAL TABLE melody_names USING fts5 (name, prefix = '1 2 3')",
    """INSERT INTO melody_names (rowid, name)
        SELECT individuals.rowid, coalesce(marks.name, individuals.name)
        FROM individuals LEFT JOIN marks USING (session_id, individual_id)""",
    "CREATE VIRTUAL TABLE session_names USING fts5 (name, prefix = '1 2 3')",
    "INSERT INTO session_names (rowid, name) SELECT rowid, name FROM sessions",
    """CREATE TRIGGER session_begun AFTER INSERT ON sessions BEGIN
        INSERT INTO session_names (rowid, name) VALUES (new.rowid, new.name);
    END""",
    """CREATE TRIGGER session_renamed AFTER UPDATE OF name ON sessions
    WHEN new.name IS NOT old.name BEGIN
        UPDATE session_names SET name = new.name WHERE rowid = new.rowid;
    END""",
    """CREATE TRIGGER session_gone AFTER DELETE ON sessions BEGIN
        DELETE FROM session_names WHERE rowid = old.rowid;
    END""",
    """CREATE TRIGGER individual_born AFTER INSERT ON individuals BEGIN
        INSERT INTO melody_names (rowid, name) VALUES (new.rowid, new.name);
    END""",
    """CREATE TRIGGER individual_gone AFTER DELETE ON individuals BEGIN
        DELETE FROM melody_names WHERE rowid = old.rowid;
    END""",
    """CREATE TRIGGER mark_made AFTER INSERT ON marks WHEN new.name IS NOT NULL BEGIN
        UPDATE melody_names SET name = new.name WHERE rowid = (
            SELECT rowid FROM individuals
            WHERE session_id = new.session_id AND individual_id = new.individual_id
        );
    END""",
    """CREATE TRIGGER mark_changed AFTER UPDATE OF name ON marks
    WHEN new.name IS NOT old.name BEGIN
        UPDATE melody_names SET name = coalesce(new.name, (
            SELECT name FROM individuals
            WHERE session_id = new.session_id AND individual_id = new.individual_id
        )) WHERE rowid = (
            SELECT rowid FROM individuals
            WHERE session_id = new.session_id AND individual_id = new.individual_id
        );
    END""",
)

# Instruments may be changed, and melodies have sounds of their own.
_SOUNDS = (
    "ALTER TABLE sessions ADD COLUMN sound_changes TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE individuals ADD COLUMN sound_genes TEXT",
)

# Bars and notes that offspring keep.
_LOCKS = ("ALTER TABLE marks ADD COLUMN locked_steps TEXT",)

# Who stands in the place of a melody that was edited by hand.
_EDITS = ("ALTER TABLE marks ADD COLUMN edited_id INTEGER",)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    _FIRST,
    _HEARD_AND_SEARCHED,
    _SOUNDS,
    _LOCKS,
    _EDITS,
)
"""What leads from each version to the next; version 0 is an empty file."""

SCHEMA_VERSION = len(MIGRATIONS)


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the version of the tables that are there."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer(connection: sqlite3.Connection) -> None:
    """Raise if the tables are of a version that is not known here.

    Raises:
        LibraryError: they are.
    """
    if schema_version(connection) > SCHEMA_VERSION:
        raise LibraryError(
            "Your library was written by a newer version of musicbreeder and is left "
            "as it is; update musicbreeder to open it."
        )


def migrate(connection: sqlite3.Connection, to_version: int = SCHEMA_VERSION) -> None:
    """Bring the tables forward, all or nothing.

    Args:
        connection: in autocommit mode.
        to_version: where to stop.

    Raises:
        LibraryError: the tables are newer than this version of the app.
    """
    refuse_newer(connection)
    if schema_version(connection) >= to_version:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again: another copy of the app may have been quicker.
        for version in range(schema_version(connection), to_version):
            for statement in MIGRATIONS[version]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {to_version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
