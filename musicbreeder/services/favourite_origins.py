"""Where favourites of all sessions came from, for the files they are saved as.

Sessions are read whole, one after another: slow enough for a worker thread.
"""

from collections.abc import Sequence
from dataclasses import replace

from musicbreeder.breeding.individual import Individual
from musicbreeder.errors import LibraryError
from musicbreeder.services.provenance import Provenance, described
from musicbreeder.storage.library import Library
from musicbreeder.storage.library_lists import LibraryMelody
from musicbreeder.storage.session_content import SessionContent

MelodyKey = tuple[int, int]
"""Ids of a session and of a melody in it."""


def favourite_origins(
    library: Library, melodies: Sequence[LibraryMelody]
) -> dict[MelodyKey, Provenance]:
    """Return where melodies came from, but for the tune each comes nearest to.

    Sessions that cannot be read are left out, and so is who bred what in a session
    whose blind trial goes on.
    """
    wanted: dict[int, list[int]] = {}
    for melody in melodies:
        wanted.setdefault(melody.session_id, []).append(melody.individual_id)
    origins = {}
    for session_id, individual_ids in wanted.items():
        try:
            content = library.read(session_id)
        except LibraryError:
            continue
        for individual_id, provenance in _of_session(content, individual_ids).items():
            origins[session_id, individual_id] = provenance
    return origins


def _of_session(
    content: SessionContent, individual_ids: Sequence[int]
) -> dict[int, Provenance]:
    is_trial = content.head.further.get("is_trial") is True
    everyone: dict[int, Individual] = {}
    for kept in content.individuals:
        one = kept.individual
        mark = content.marks.get(one.id)
        if mark is not None:
            one = replace(one, name=mark.name or one.name, rating=mark.rating)
        if is_trial and kept.trial_source is not None:
            one = replace(one, operators=(), parent_ids=())
        everyone[one.id] = one
    return {
        individual_id: described(everyone[individual_id], everyone)
        for individual_id in individual_ids
        if individual_id in everyone
    }
