"""Melodies that came into the library from outside, in whatever session."""

import sqlite3

from musicbreeder.melody.melody import Melody
from musicbreeder.storage.json_fields import written
from musicbreeder.storage.session_loading import melody_of


def list_made_by(
    connection: sqlite3.Connection, operator: str, *, limit: int
) -> tuple[tuple[str, Melody], ...]:
    """Return name and melody of what one operator alone has made, the latest first."""
    rows = connection.execute(
        """SELECT coalesce(marks.name, individuals.name), meter, events, velocities
        FROM individuals JOIN sessions USING (session_id)
        LEFT JOIN marks USING (session_id, individual_id)
        WHERE operators = ? AND binned_at IS NULL
        ORDER BY individuals.rowid DESC LIMIT ?""",
        (written((operator,)), limit),
    )
    return tuple(
        (name, melody_of(meter, events, velocities))
        for name, meter, events, velocities in rows
    )
