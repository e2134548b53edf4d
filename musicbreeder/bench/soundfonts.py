"""The same melody through players of sound fonts, where they are installed.

Each yields the processor time of one rendering without loading its sound font, which
a program does once. The ``fluidsynth`` command loads its font at every start: it plays
the melody once and eleven times, and the difference is ten renderings.
"""

import importlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from musicbreeder.formats.midi_file import write_melody
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.timing import TimedNote
from musicbreeder.theory.meter import Tempo

FONT_FOLDERS = (
    Path("/usr/share/sounds/sf2"),
    Path("/usr/share/soundfonts"),
    Path("/opt/homebrew/share/soundfonts"),
    Path("/usr/local/share/soundfonts"),
)
_PREFERRED_FONTS = ("FluidR3_GM.sf2", "TimGM6mb.sf2")
_REPEATS = 10
_TAIL_SECONDS = 1.5


@dataclass(frozen=True)
class SoundFontPlayer:
    """One way to play the melody.

    Attributes:
        figure: its name in the file of figures.
        label: its name on the screen.
        has_effects: with reverb and chorus.
        cpu_seconds: renders once and returns the processor time it took.
    """

    figure: str
    label: str
    has_effects: bool
    cpu_seconds: Callable[[], float]


def sound_font() -> Path | None:
    """Return a General MIDI sound font of this machine, or None."""
    found = [font for folder in FONT_FOLDERS for font in sorted(folder.glob("*.sf2"))]
    ranks = {name: rank for rank, name in enumerate(_PREFERRED_FONTS)}
    found.sort(key=lambda font: ranks.get(font.name, len(ranks)))
    return found[0] if found else None


@contextmanager
def installed_players(
    melody: Melody, notes: Sequence[TimedNote], tempo: Tempo, sample_rate: int
) -> Iterator[dict[str, SoundFontPlayer | str]]:
    """Yield each player by its label, or the reason why it cannot play here."""
    font = sound_font()
    with TemporaryDirectory() as folder:
        players: dict[str, SoundFontPlayer | str] = {}
        for has_effects in (True, False):
            with_what = "reverb and chorus" if has_effects else "no effects"
            players[f"fluidsynth command, {with_what}"] = _command(
                melody, tempo, Path(folder), font, sample_rate, has_effects
            )
            players[f"pyfluidsynth, {with_what}"] = _in_process_fluidsynth(
                notes, font, sample_rate, has_effects
            )
        players["tinysoundfont, no effects"] = _tinysoundfont(notes, font, sample_rate)
        yield players


def _command(
    melody: Melody,
    tempo: Tempo,
    folder: Path,
    font: Path | None,
    sample_rate: int,
    has_effects: bool,
) -> SoundFontPlayer | str:
    program = shutil.which("fluidsynth")
    if program is None:
        return "not installed"
    if font is None:
        return "no sound font found"
    if os.name != "posix":  # elsewhere the time of a child is not told
        return "not measured on this system"
    once, often = folder / "once.mid", folder / "often.mid"
    write_melody(once, melody, tempo, None, "once")
    write_melody(often, _repeated(melody, 1 + _REPEATS), tempo, None, "often")
    effects = [] if has_effects else ["-R", "0", "-C", "0"]
    command = [program, "-ni", "-q", "-r", str(sample_rate), *effects]
    command += ["-F", str(folder / "out.wav"), str(font)]

    def child_seconds(midi_file: Path) -> float:
        before = os.times()
        subprocess.run([*command, str(midi_file)], check=True, capture_output=True)
        after = os.times()
        return (after.children_user - before.children_user) + (
            after.children_system - before.children_system
        )

    suffix = "wet" if has_effects else "dry"
    return SoundFontPlayer(
        f"fluidsynth_command_{suffix}",
        "fluidsynth command",
        has_effects,
        lambda: (child_seconds(often) - child_seconds(once)) / _REPEATS,
    )


def _repeated(melody: Melody, times: int) -> Melody:
    notes = [
        Note(
            note.start + round_number * melody.step_count,
            note.end + round_number * melody.step_count,
            note.midi_note,
            note.velocity,
        )
        for round_number in range(times)
        for note in melody.notes
    ]
    return Melody.from_notes(notes, times * melody.step_count, melody.meter)


def _in_process_fluidsynth(
    notes: Sequence[TimedNote], font: Path | None, sample_rate: int, has_effects: bool
) -> SoundFontPlayer | str:
    fluidsynth = _module("fluidsynth")
    if fluidsynth is None:
        return "not installed"
    if font is None:
        return "no sound font found"
    switches = {"synth.reverb.active": has_effects, "synth.chorus.active": has_effects}
    player = fluidsynth.Synth(samplerate=float(sample_rate))
    for name, is_on in switches.items():
        player.setting(name, int(is_on))
    player.program_select(0, player.sfload(str(font)), 0, 0)

    def start(midi_note: int, velocity: int) -> None:
        player.noteon(0, midi_note, velocity)

    def stop(midi_note: int) -> None:
        player.noteoff(0, midi_note)

    suffix = "wet" if has_effects else "dry"
    return SoundFontPlayer(
        f"pyfluidsynth_{suffix}",
        "pyfluidsynth",
        has_effects,
        lambda: _play(notes, sample_rate, start, stop, player.get_samples),
    )


def _tinysoundfont(
    notes: Sequence[TimedNote], font: Path | None, sample_rate: int
) -> SoundFontPlayer | str:
    tinysoundfont = _module("tinysoundfont")
    if tinysoundfont is None:
        return "not installed"
    if font is None:
        return "no sound font found"
    player = tinysoundfont.Synth(samplerate=sample_rate)
    player.program_select(0, player.sfload(str(font)), 0, 0)

    def start(midi_note: int, velocity: int) -> None:
        player.noteon(0, midi_note, velocity)

    def stop(midi_note: int) -> None:
        player.noteoff(0, midi_note)

    return SoundFontPlayer(
        "tinysoundfont_dry",
        "tinysoundfont",
        False,
        lambda: _play(notes, sample_rate, start, stop, player.generate),
    )


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except (ImportError, OSError):  # the package, or the library it wraps
        return None


def _play(
    notes: Sequence[TimedNote],
    sample_rate: int,
    start: Callable[[int, int], None],
    stop: Callable[[int], None],
    generate: Callable[[int], object],
) -> float:
    """Play the notes from event to event; return the processor time it took."""
    events: list[tuple[float, int, TimedNote]] = []
    for note in notes:
        events.append((note.start_seconds, 1, note))
        events.append((note.start_seconds + note.duration_seconds, 0, note))
    events.sort(key=lambda event: (event[0], event[1]))
    before = time.process_time()
    done_frames = 0
    for seconds, is_start, note in events:
        frame = round(seconds * sample_rate)
        if frame > done_frames:
            generate(frame - done_frames)
            done_frames = frame
        if is_start:
            start(note.midi_note, note.velocity)
        else:
            stop(note.midi_note)
    generate(round(_TAIL_SECONDS * sample_rate))
    return time.process_time() - before
