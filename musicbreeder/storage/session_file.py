"""One session as one portable file: a ZIP archive that holds one JSON text.

A file may come from anybody: sizes, types and ranges are checked before anything is
made of it, and nothing in it is ever run.
"""

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from musicbreeder.breeding.individual import (
    HIGHEST_RATING,
    LOWEST_RATING,
    Individual,
    Origin,
    Prediction,
)
from musicbreeder.breeding.settings import MAXIMUM_BARS, BreedingSettings
from musicbreeder.breeding.sound_genes import SoundGenes
from musicbreeder.errors import FileFormatError
from musicbreeder.formats.atomic_file import writing
from musicbreeder.melody.melody import Melody
from musicbreeder.storage.json_fields import (
    fields_from_json,
    fields_to_json,
    flag,
    named_numbers,
    parsed,
    real,
    row,
    step_runs,
    table,
    text,
    whole,
    written,
)
from musicbreeder.storage.session_content import (
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

FORMAT = "musicbreeder session"
FORMAT_VERSION = 1
SUFFIX = ".musicbreeder"

_ENTRY_NAME = "session.json"
_MOST_BYTES = 256 << 20
_MOST_ROWS = 1_000_000
_MOST_COUNT = 1_000_000_000
_LONGEST_TEXT = 10_000
_MOST_STARS = 100.0
_ORIGINS = {origin.value for origin in Origin}


def write_session_file(path: Path, content: SessionContent) -> None:
    """Write a session, whole or not at all.

    Raises:
        FileFormatError: the file cannot be written.
    """
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **_content_to_json(content),
    }
    # With a fixed date: the same session makes the same file.
    entry = zipfile.ZipInfo(_ENTRY_NAME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with writing(path) as file, zipfile.ZipFile(file, "w") as archive:
        archive.writestr(entry, written(document))


def read_session_file(path: Path) -> SessionContent:
    """Read a session.

    Raises:
        FileFormatError: the file cannot be opened, or is no session.
    """
    try:
        document = table(parsed(_unpacked(path)))
        _check_format(document, path.name)
        return _content_from_json(document)
    except OSError as error:
        raise FileFormatError(
            f"“{path.name}” cannot be opened; check that it is there and may be read."
        ) from error
    except (
        ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error,
        RuntimeError, EOFError,
    ) as error:  # fmt: skip
        # Encrypted and exotic archives raise the last ones.
        raise FileFormatError(
            f"“{path.name}” is damaged or no session of musicbreeder; get another copy "
            "of it."
        ) from error


def _check_format(document: Mapping[str, Any], file_name: str) -> None:
    if document.get("format") != FORMAT:
        raise ValueError("another format")
    if whole(document.get("format_version"), 1, _MOST_COUNT) > FORMAT_VERSION:
        raise FileFormatError(
            f"“{file_name}” was made by a newer version of musicbreeder; update "
            "musicbreeder to open it."
        )


def _unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive, archive.open(_ENTRY_NAME) as entry:
        # The size the archive claims may be a lie, so what is read counts.
        content = entry.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError("too large")
    return content


# To JSON.


def _content_to_json(content: SessionContent) -> dict[str, Any]:
    head = content.head
    return {
        "name": head.name,
        # A string: a seed may be larger than what other readers of JSON can hold.
        "random_seed": str(head.random_seed),
        "settings": fields_to_json(head.settings),
        "instrument": head.instrument,
        "sound_changes": head.sound_changes,
        "tempo": fields_to_json(head.tempo),
        "current_index": head.current_index,
        "done_count": head.done_count,
        "further": head.further,
        "individuals": [_individual_to_json(one) for one in content.individuals],
        "generations": [
            fields_to_json(one) | {"settings": fields_to_json(one.settings)}
            for one in content.generations
        ],
        "marks": {str(k): fields_to_json(one) for k, one in content.marks.items()},
        "hearings": {
            str(k): fields_to_json(one) for k, one in content.hearings.items()
        },
        "steps": [fields_to_json(one) for one in content.steps],
        "profile": content.profile,
    }


def _individual_to_json(kept: KeptIndividual) -> dict[str, Any]:
    one = kept.individual
    prediction = one.prediction
    return {
        "id": one.id,
        "name": one.name,
        "generation": one.generation,
        "meter": one.melody.meter.name,
        "events": one.melody.events.tolist(),
        "velocities": one.melody.velocities.tolist(),
        "tonic": one.key.tonic,
        "scale": one.key.scale.name,
        "parent_ids": one.parent_ids,
        "operators": one.operators,
        "origins": one.origins.tolist(),
        "change": one.change,
        "prediction": prediction
        and [float(prediction.stars), float(prediction.uncertainty)],
        "repeats_id": kept.repeats_id,
        "trial_source": kept.trial_source,
        "sound_genes": one.sound_genes and one.sound_genes.values,
    }


# From JSON.


def _content_from_json(document: Mapping[str, Any]) -> SessionContent:
    profile = document.get("profile")
    return SessionContent(
        head=SessionHead(
            name=text(document["name"], _LONGEST_TEXT),
            random_seed=_seed(document["random_seed"]),
            settings=fields_from_json(BreedingSettings, document["settings"]),
            instrument=text(document["instrument"], _LONGEST_TEXT),
            tempo=fields_from_json(Tempo, document["tempo"]),
            current_index=_count(document["current_index"]),
            done_count=_count(document["done_count"]),
            further=dict(table(document["further"])),
            sound_changes=named_numbers(document.get("sound_changes", [])),
        ),
        individuals=tuple(
            _individual_from_json(table(one))
            for one in row(document["individuals"], _MOST_ROWS)
        ),
        generations=tuple(
            _generation_from_json(table(one))
            for one in row(document["generations"], _MOST_ROWS)
        ),
        marks={
            int(known): _mark_from_json(table(one))
            for known, one in table(document["marks"]).items()
        },
        hearings={
            int(known): _hearing_from_json(table(one))
            for known, one in table(document["hearings"]).items()
        },
        steps=tuple(
            _step_from_json(table(one)) for one in row(document["steps"], _MOST_ROWS)
        ),
        profile=None if profile is None else dict(table(profile)),
    )


def _seed(value: Any) -> int:
    digits = text(value, 100)
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"expected digits, got {digits!r:.60}")
    return int(digits)


def _count(value: Any) -> int:
    return whole(value, 0, _MOST_COUNT)


def _optional(value: Any, read: Any, *limits: Any) -> Any:
    return None if value is None else read(value, *limits)


def _ids(value: Any, longest: int) -> tuple[int, ...]:
    return tuple(whole(one, 1, _MOST_COUNT) for one in row(value, longest))


def _array(value: Any, lowest: int, highest: int, longest: int) -> list[int]:
    return [whole(one, lowest, highest) for one in row(value, longest)]


def _individual_from_json(content: Mapping[str, Any]) -> KeptIndividual:
    meter = meter_named(text(content["meter"], 60))
    longest = MAXIMUM_BARS * meter.steps_per_bar
    melody = Melody(
        np.array(_array(content["events"], -2, 127, longest), np.int16),
        np.array(_array(content["velocities"], 0, 127, longest), np.uint8),
        meter,
    )
    if not melody.note_count:
        raise ValueError("a melody without notes")
    origins = np.array(_array(content["origins"], 0, max(_ORIGINS), longest), np.uint8)
    if len(origins) not in (0, melody.step_count):
        raise ValueError("origins of another length")
    origins.setflags(write=False)
    prediction = content["prediction"]
    if prediction is not None:
        stars, uncertainty = row(prediction, 2)
        prediction = Prediction(
            real(stars, -_MOST_STARS, _MOST_STARS), real(uncertainty, 0.0, _MOST_STARS)
        )
    individual = Individual(
        id=whole(content["id"], 1, _MOST_COUNT),
        name=text(content["name"], _LONGEST_TEXT),
        melody=melody,
        key=Key(
            whole(content["tonic"], 0, 11), scale_named(text(content["scale"], 40))
        ),
        generation=_count(content["generation"]),
        parent_ids=_ids(content["parent_ids"], 2),
        operators=tuple(
            text(one, _LONGEST_TEXT) for one in row(content["operators"], 1000)
        ),
        origins=origins,
        change=text(content["change"], _LONGEST_TEXT),
        prediction=prediction,
        sound_genes=_sound_genes(content.get("sound_genes")),
    )
    return KeptIndividual(
        individual,
        _optional(content["repeats_id"], _count),
        _optional(content["trial_source"], text, _LONGEST_TEXT),
    )


def _sound_genes(value: Any) -> SoundGenes | None:
    return None if value is None else SoundGenes(named_numbers(value, 0.0, 1.0))


def _generation_from_json(content: Mapping[str, Any]) -> KeptGeneration:
    return KeptGeneration(
        index=_count(content["index"]),
        number=whole(content["number"], 1, _MOST_COUNT),
        parent_index=_optional(content["parent_index"], _count),
        settings=fields_from_json(BreedingSettings, content["settings"]),
        individual_ids=_ids(content["individual_ids"], 1000),
        is_bred_alone=flag(content["is_bred_alone"]),
        replan_count=_count(content["replan_count"]),
        said_count=_optional(content["said_count"], _count),
    )


def _mark_from_json(content: Mapping[str, Any]) -> KeptMark:
    likings = []
    for pair in row(content["bar_likings"], MAXIMUM_BARS):
        bar, liking = row(pair, 2)
        likings.append((whole(bar, 0, MAXIMUM_BARS - 1), whole(liking, -1, 1)))
    return KeptMark(
        _optional(content["rating"], whole, LOWEST_RATING, HIGHEST_RATING),
        flag(content["is_favourite"]),
        flag(content["is_pinned"]),
        _optional(content["name"], text, _LONGEST_TEXT),
        tuple(likings),
        step_runs(content.get("locked_steps")),
        _optional(content.get("edited_id"), _count),
    )


def _hearing_from_json(content: Mapping[str, Any]) -> KeptHearing:
    return KeptHearing(
        _count(content["listen_count"]),
        _count(content["whole_count"]),
        _count(content["left_early_count"]),
        flag(content["is_touched"]),
        _optional(content["rated_rank"], _count),
    )


def _step_from_json(content: Mapping[str, Any]) -> KeptStep:
    return KeptStep(
        text(content["text"], _LONGEST_TEXT),
        _optional(content["gesture"], text, _LONGEST_TEXT),
        dict(table(content["change"])),
    )
