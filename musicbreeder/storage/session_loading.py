"""Sessions read from the rows of the library's tables; `session_writing` writes."""

import sqlite3
import zlib
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from musicbreeder.breeding.individual import Individual, Prediction
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.sound_genes import SoundGenes
from musicbreeder.melody.melody import Melody
from musicbreeder.storage.json_fields import (
    fields_from_json,
    named_numbers,
    parsed,
    step_runs,
    table,
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
from musicbreeder.storage.session_writing import (
    GENERATION_COLUMNS,
    HEARING_COLUMNS,
    INDIVIDUAL_COLUMNS,
    MARK_COLUMNS,
    STEP_COLUMNS,
)
from musicbreeder.theory.meter import Tempo, meter_named
from musicbreeder.theory.scale import Key, scale_named

_LARGEST_PROFILE_BYTES = 16 << 20
_Kept = TypeVar("_Kept")

_HEAD_COLUMNS = (
    "name", "random_seed", "settings", "instrument", "tempo_bpm", "swing",
    "current_index", "done_count", "further", "profile", "sound_changes",
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

    steps = kept("steps", STEP_COLUMNS, _kept_step)
    if list(steps) != list(range(len(steps))):
        if not skips_damaged:
            raise ValueError("steps are missing")
        steps = {}
    individuals = kept("individuals", INDIVIDUAL_COLUMNS, _kept_individual)
    generations = kept("generations", GENERATION_COLUMNS, _kept_generation)
    head, profile = _kept_head(found)
    return SessionContent(
        head=head,
        individuals=tuple(individuals.values()),
        generations=tuple(generations.values()),
        marks=kept("marks", MARK_COLUMNS, _kept_mark),
        hearings=kept("hearings", HEARING_COLUMNS, _kept_hearing),
        steps=tuple(steps.values()),
        profile=profile,
    )


def _kept_head(row: Any) -> tuple[SessionHead, Json | None]:
    name, random_seed, settings, instrument, bpm, swing, index, done, *rest = row
    further, profile, sound_changes = rest
    head = SessionHead(
        name=name,
        random_seed=int(random_seed),
        settings=fields_from_json(BreedingSettings, parsed(settings)),
        instrument=instrument,
        tempo=Tempo(bpm, swing),
        current_index=index,
        done_count=done,
        further=dict(table(parsed(further))),
        sound_changes=named_numbers(parsed(sound_changes)),
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


def sound_genes_of(column: str | None) -> SoundGenes | None:
    """Return the genes that stand in a column, None = there are none.

    Raises:
        ValueError: it holds something else.
    """
    if column is None:
        return None
    return SoundGenes(named_numbers(parsed(column), 0.0, 1.0))


def _kept_individual(row: Any) -> KeptIndividual:
    (
        individual_id, name, generation, meter, events, velocities, tonic, scale,
        parent_ids, operators, origins, change, stars, uncertainty, repeats_id,
        trial_source, sound_genes,
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
        sound_genes=sound_genes_of(sound_genes),
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
    _, rating, is_favourite, is_pinned, name, bar_likings, locked, edited_id = row
    likings = tuple((bar, liking) for bar, liking in parsed(bar_likings))
    runs = None if locked is None else step_runs(parsed(locked))
    return KeptMark(
        rating, bool(is_favourite), bool(is_pinned), name, likings, runs, edited_id
    )


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
