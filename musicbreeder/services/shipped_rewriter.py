"""The model that writes passages anew, where it is installed."""

from functools import cache
from typing import TYPE_CHECKING

from musicbreeder.seeding.seeders import EVENT_TRANSFORMER, missing_file

if TYPE_CHECKING:
    from musicbreeder.seeding.event_rewriting import EventRewriter


@cache
def shipped_rewriter() -> "EventRewriter | None":
    """Return who writes passages anew, None without the model's file.

    The file itself is read with the first passage.
    """
    if missing_file(EVENT_TRANSFORMER) is not None:
        return None
    # Loaded with the first breeding: the window itself must be there soon.
    from musicbreeder.seeding.event_rewriting import EventRewriter

    return EventRewriter()
