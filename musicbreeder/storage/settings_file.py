"""How a person has set up the app, kept in one JSON file between two runs.

The file may come from an older or newer version, or from a person's editor: fields that
are unknown are ignored, values that are impossible go back to their defaults one by
one, and a file that cannot be read at all is set aside, never overwritten.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.errors import FileFormatError, LibraryError
from musicbreeder.formats.atomic_file import writing
from musicbreeder.formats.wav_file import SAMPLE_RATES, SampleFormat
from musicbreeder.storage.json_fields import (
    fields_to_json,
    value_from_json,
    value_to_json,
)
from musicbreeder.storage.locations import created
from musicbreeder.theory.meter import Tempo

SCHEMA_VERSION = 1
CARD_KEYS = "QWERASDFZXCV"
"""The keys that hear the cards: their places on the keyboard are those on screen."""
THEMES = ("system", "dark", "light")
MINIMUM_INTERFACE_SCALE, MAXIMUM_INTERFACE_SCALE = 0.8, 2.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """How a person has set up the app; every field has a default.

    Attributes:
        theme: one of `THEMES`.
        interface_scale: 0.8-2.0.
        window_geometry: as the window itself describes it; None = never placed.
        is_inspector_open: the inspector is shown beside the cards.
        device_name: the sound device that was chosen; None = the system's default.
        volume: 0-1.
        is_looping: melodies go round while they are heard.
        instrument: name of the patch for new sessions.
        tempo: of new sessions.
        breeding: of new sessions.
        export_folder: where files were last exported to; None = nowhere yet.
        wav_sample_rate: of saved WAV files, in Hz.
        wav_sample_format: of saved WAV files, see `formats.wav_file`.
        hints_used: names of the hints that need not be shown again.
        shows_guesses: what the app expects you to like stands beside a card.
        replans_unheard: melodies nobody has heard make way for better guesses.
        taste_profile: name of the taste profile in use.
        card_keys: the letters that hear the cards, in reading order.
        file_pattern: how exported files are named, see `services.file_pattern`.
        midi_port: what is heard is played through it, too; None = through none.
        midi_replaces_sound: the app itself is silent while the port is open.
        midi_channel: 1-16, as synths show it.
        midi_sends_clock: the tempo is sent along, with start and stop.
        midi_sends_program: the General MIDI instrument is sent along.
    """

    theme: str = "system"
    interface_scale: float = 1.0
    window_geometry: bytes | None = None
    is_inspector_open: bool = True
    device_name: str | None = None
    volume: float = 0.8
    is_looping: bool = True
    instrument: str = "electric piano"
    tempo: Tempo = field(default_factory=Tempo)
    breeding: BreedingSettings = field(default_factory=BreedingSettings)
    export_folder: Path | None = None
    wav_sample_rate: int = 48_000
    wav_sample_format: SampleFormat = "pcm24"
    hints_used: frozenset[str] = frozenset()
    shows_guesses: bool = True
    replans_unheard: bool = True
    taste_profile: str = "My taste"
    card_keys: str = CARD_KEYS
    file_pattern: str = "{name} - {key} - {tempo}"
    midi_port: str | None = None
    midi_replaces_sound: bool = False
    midi_channel: int = 1
    midi_sends_clock: bool = True
    midi_sends_program: bool = True

    def __post_init__(self) -> None:
        if self.theme not in THEMES:
            raise ValueError(f"theme must be one of {THEMES}, got {self.theme!r}")
        low, high = MINIMUM_INTERFACE_SCALE, MAXIMUM_INTERFACE_SCALE
        if not low <= self.interface_scale <= high:
            raise ValueError(
                f"interface_scale must be in {low}..{high}, got {self.interface_scale}"
            )
        if not 0.0 <= self.volume <= 1.0:
            raise ValueError(f"volume must be in 0..1, got {self.volume}")
        if self.wav_sample_rate not in SAMPLE_RATES:
            raise ValueError(
                f"wav_sample_rate must be one of {SAMPLE_RATES}, "
                f"got {self.wav_sample_rate}"
            )
        if not 1 <= self.midi_channel <= 16:
            raise ValueError(f"midi_channel must be in 1..16, got {self.midi_channel}")
        if not self.instrument:
            raise ValueError("instrument must have a name")
        if not self.taste_profile.strip():
            raise ValueError("taste_profile must have a name")
        if not are_card_keys(self.card_keys):
            raise ValueError(
                f"card_keys must be {len(CARD_KEYS)} different capital letters, "
                f"got {self.card_keys!r}"
            )


def are_card_keys(keys: str) -> bool:
    """Tell whether `keys` has a different capital letter for each card.

    >>> are_card_keys("AZERQSDFWXCV"), are_card_keys("AAZERQSDFWXC")
    (True, False)
    """
    is_complete = len(set(keys)) == len(keys) == len(CARD_KEYS)
    return is_complete and keys.isalpha() and keys == keys.upper()


@dataclass(frozen=True)
class ReadSettings:
    """Settings as they were found.

    Attributes:
        notice: one sentence for the screen if something was not taken as it stood.
    """

    settings: Settings
    notice: str | None = None


def read_settings(path: Path) -> ReadSettings:
    """Read the settings, whatever state the file is in; with no file, the defaults."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ReadSettings(Settings())
    except OSError as error:
        _log.info("settings cannot be read: %s", error)
        return ReadSettings(
            Settings(),
            f"The settings file “{path}” cannot be opened, so the defaults are used; "
            "allow reading it and start the app again.",
        )
    except (ValueError, RecursionError) as error:
        _log.info("settings are damaged: %s", error)
        return ReadSettings(Settings(), _set_aside(path))
    if not isinstance(content, dict):
        return ReadSettings(Settings(), _set_aside(path))
    return _taken(content)


def write_settings(path: Path, settings: Settings) -> None:
    """Write the settings, whole or not at all.

    Raises:
        LibraryError: they cannot be written.
    """
    content = {
        "schema_version": SCHEMA_VERSION,
        **{one.name: _to_json(getattr(settings, one.name)) for one in fields(Settings)},
    }
    text = json.dumps(content, indent=2, ensure_ascii=False)
    created(path.parent)
    try:
        with writing(path) as file:
            file.write(text.encode("utf-8"))
    except FileFormatError as error:
        raise LibraryError(f"The settings were not kept. {error}") from error


def _taken(content: Mapping[str, Any]) -> ReadSettings:
    """Take what is possible, field by field, and name the rest."""
    refused: list[str] = []
    tempo = _read_fields(Tempo, content.get("tempo", {}), "tempo.", refused)
    breeding = _read_fields(
        BreedingSettings, content.get("breeding", {}), "breeding.", refused
    )
    plain = {**content, "tempo": tempo, "breeding": breeding}
    settings = _read_fields(Settings, plain, "", refused)
    if not refused:
        return ReadSettings(settings)
    _log.info("settings with impossible values: %s", refused)
    names = ", ".join(refused)
    return ReadSettings(
        settings,
        f"Settings with impossible values went back to their defaults: {names}.",
    )


def _read_fields(
    kind: Callable[..., Any], content: object, prefix: str, refused: list[str]
) -> Any:
    """Return a `kind` with those fields of `content` that it accepts together."""
    if not isinstance(content, Mapping):
        refused.append(prefix.rstrip("."))
        return kind()
    accepted: dict[str, Any] = {}
    pending: dict[str, Any] = {}
    for name, hint in get_type_hints(kind).items():
        if name in content:
            try:
                pending[name] = value_from_json(content[name], hint)
            except ValueError:
                refused.append(prefix + name)
    try:
        return kind(**pending)
    except ValueError:
        # One at a time from here on, to keep all that are possible.
        pass
    for name, value in pending.items():
        try:
            kind(**accepted, **{name: value})
        except ValueError:
            refused.append(prefix + name)
        else:
            accepted[name] = value
    return kind(**accepted)


def _to_json(value: object) -> Any:
    if isinstance(value, Tempo | BreedingSettings):
        return fields_to_json(value)
    return value_to_json(value)


def _set_aside(path: Path) -> str:
    """Rename a damaged file, so that nothing writes over it; return the sentence."""
    beginning = f"{path.stem}.damaged-{date.today().isoformat()}"
    aside = path.with_name(f"{beginning}{path.suffix}")
    number = 2
    while aside.exists():
        aside = path.with_name(f"{beginning}-{number}{path.suffix}")
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        _log.info("damaged settings stay in place: %s", error)
        return f"The settings file “{path}” is damaged, so the defaults are used."
    return (
        "The settings file was damaged, so the defaults are used; the old file is kept "
        f"as “{aside}”."
    )
