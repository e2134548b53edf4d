"""``musicbreeder doctor``: what works here, what is missing, and what cures it."""

import argparse
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musicbreeder import __version__
from musicbreeder.cli.system_libraries import (
    QT_LIBRARIES,
    WAYLAND_LIBRARIES,
    X11_LIBRARIES,
    SystemLibrary,
    install_command,
    missing_libraries,
)

_OLDEST_PYTHON, _TOO_NEW_PYTHON = (3, 11), (3, 14)
_DISTRIBUTION = "musicbreeder"
_TRIAL_SECONDS = 15.0
_SCREEN_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

# NB: a sound server can hang, and Qt ends the process where it finds no screen; so both
# are tried in a process of their own.
_SOUND_TRIAL = """
from musicbreeder.errors import AudioDeviceError
from musicbreeder.playback.player import Player
player = Player()
try:
    player.open()
    print(player.device_name)
except AudioDeviceError as error:
    raise SystemExit(str(error))
finally:
    player.close()
"""
_MIDI_TRIAL = """
from musicbreeder.errors import MidiDeviceError
from musicbreeder.live_midi.port import list_ports
try:
    ports = list_ports()
    print(f"ports to play: {len(ports.outputs)}, to hear: {len(ports.inputs)}")
except MidiDeviceError as error:
    raise SystemExit(str(error))
"""
_SCREEN_TRIAL = """
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
size = app.primaryScreen().size()
print(f"{app.platformName()}, {size.width()} x {size.height()}")
"""


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    Attributes:
        subject: what was looked at.
        is_fine: it works.
        text: what was found.
        cure: what to do where it does not work.
        is_needed: without it the app cannot run.
    """

    subject: str
    is_fine: bool
    text: str
    cure: str = ""
    is_needed: bool = True

    def __str__(self) -> str:
        mark = "ok" if self.is_fine else "missing"
        line = f"{mark:<8} {self.subject:<12} {self.text}"
        return f"{line}\n{'':<22}{self.cure}" if self.cure else line


def add_parser(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "doctor",
        help="say what works here, and cure what does not",
        description="Look at everything musicbreeder needs and say, line by line, "
        "whether it is there and how to get it. Exit status 0: the app can run.",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; return 0 where the app can run."""
    del arguments
    can_run = True
    for finding in findings():
        print(finding, flush=True)
        can_run = can_run and (finding.is_fine or not finding.is_needed)
    print()
    if can_run:
        print("The app can run here: musicbreeder")
    else:
        print(
            "The app cannot run here yet. Without a window this works all the same: "
            "musicbreeder evolve --out melodies"
        )
    return 0 if can_run else 1


def findings() -> Iterator[Finding]:
    """Look at one thing after another."""
    yield _python()
    yield from _packages()
    yield from _screen(os.environ)
    yield _sound()
    yield _midi()
    yield _score()
    yield _humming()
    yield _instruments()
    yield _models()
    yield _fonts()
    yield from _folders()


def _python() -> Finding:
    version = platform.python_version()
    machine = f"{platform.system()} {platform.release()}, {platform.machine()}"
    is_fine = _OLDEST_PYTHON <= sys.version_info[:2] < _TOO_NEW_PYTHON
    cure = "" if is_fine else "Install Python 3.11, 3.12 or 3.13."
    text = f"{version} on {machine}, musicbreeder {__version__}"
    return Finding("Python", is_fine, text, cure)


def _packages() -> Iterator[Finding]:
    for name in _required_packages():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield Finding("Package", False, name, f"Type: pip install {name}")
        else:
            yield Finding("Package", True, f"{name} {version}")


def _required_packages() -> list[str]:
    """Return the packages that pyproject.toml asks for, without extras."""
    try:
        requirements = importlib.metadata.requires(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    names = []
    for requirement in requirements:
        if "extra ==" not in requirement:
            end = next(
                place
                for place, letter in enumerate(requirement + ";")
                if not (letter.isalnum() or letter in "-_.")
            )
            names.append(requirement[:end])
    return names


def _screen(environment: Mapping[str, str]) -> Iterator[Finding]:
    is_linux = sys.platform.startswith("linux")
    if is_linux:
        missing = missing_libraries(_libraries_for(environment))
        yield _libraries(missing)
        if missing:
            return
    if is_linux and not any(environment.get(name) for name in _SCREEN_VARIABLES):
        yield Finding(
            "Screen",
            False,
            "there is none (neither DISPLAY nor WAYLAND_DISPLAY is set)",
            "Start it from a desktop, or over “ssh -X”.",
        )
        return
    output, problem = _tried(_SCREEN_TRIAL)
    cure = "Look at the screen's settings, or at DISPLAY." if problem else ""
    yield Finding("Screen", not problem, problem or output, cure)


def _libraries_for(environment: Mapping[str, str]) -> tuple[SystemLibrary, ...]:
    if environment.get("QT_QPA_PLATFORM") == "offscreen":
        return QT_LIBRARIES
    if environment.get("WAYLAND_DISPLAY"):
        return QT_LIBRARIES + WAYLAND_LIBRARIES
    return QT_LIBRARIES + X11_LIBRARIES


def _libraries(missing: list[SystemLibrary]) -> Finding:
    if not missing:
        return Finding("Libraries", True, "all that Qt needs for a window")
    names = ", ".join(library.soname for library in missing)
    return Finding("Libraries", False, names, f"Type: {install_command(missing)}")


def _sound() -> Finding:
    output, problem = _tried(_SOUND_TRIAL)
    cure = "The app works without; it shows melodies and plays none." if problem else ""
    return Finding("Sound", not problem, problem or output, cure, is_needed=False)


def _midi() -> Finding:
    output, problem = _tried(_MIDI_TRIAL)
    cure = "The app works without; it plays no other synths." if problem else ""
    return Finding("MIDI", not problem, problem or output, cure, is_needed=False)


def _score() -> Finding:
    try:
        text = f"engraved by Verovio {importlib.metadata.version('verovio')}"
    except importlib.metadata.PackageNotFoundError:
        cure = f"Type: pip install '{_DISTRIBUTION}[score]'"
        return Finding("Notation", False, "not installed", cure, is_needed=False)
    return Finding("Notation", True, text)


def _humming() -> Finding:
    try:
        text = f"heard by SwiftF0 {importlib.metadata.version('swift-f0')}"
    except importlib.metadata.PackageNotFoundError:
        text = "heard by the app itself; `pip install musicbreeder[hum]` hears more"
    return Finding("Humming", True, text)


def _tried(program: str) -> tuple[str, str]:
    """Run a short program of its own; return its output, and what went wrong."""
    try:
        finished = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TRIAL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer within {_TRIAL_SECONDS:g} seconds"
    if finished.returncode == 0:
        return finished.stdout.strip(), ""
    lines = finished.stderr.strip().splitlines() or ["it ended without a word"]
    return "", lines[-1]


def _instruments() -> Finding:
    from musicbreeder.cli.arguments import load_own_instruments
    from musicbreeder.errors import MusicBreederError
    from musicbreeder.synth.patch import patch_names

    load_own_instruments()
    try:
        names = patch_names()
    except MusicBreederError as error:
        return Finding("Instruments", False, str(error), _REINSTALL)
    cure = "" if names else _REINSTALL
    return Finding("Instruments", bool(names), ", ".join(names) or "none", cure)


_REINSTALL = "Type: pip install --force-reinstall musicbreeder"


def _models() -> Finding:
    from musicbreeder.seeding.seeders import SEEDER_NAMES, missing_file

    needed = {name: missing_file(name) for name in SEEDER_NAMES}
    missing = [f"{file} ({name})" for name, file in needed.items() if file is not None]
    if not missing:
        return Finding("Models", True, "every maker of first melodies has its file")
    text = f"missing: {', '.join(missing)}"
    cure = "The phrase grammar steps in; install musicbreeder again to put them back."
    return Finding("Models", False, text, cure, is_needed=False)


def _fonts() -> Finding:
    from musicbreeder.resources import resource_folder

    folder = resource_folder() / "fonts"
    files = [file.name for file in folder.iterdir()] if folder.is_dir() else []
    fonts = sorted(name for name in files if name.lower().endswith((".ttf", ".otf")))
    return Finding(
        "Fonts",
        bool(fonts),
        ", ".join(fonts) or "none came with the app",
        "" if fonts else "The system's own font is used.",
        is_needed=False,
    )


def _folders() -> Iterator[Finding]:
    from musicbreeder.storage.locations import Locations

    locations = Locations.of_this_person()
    for subject, folder in (
        ("Data", locations.data_folder),
        ("Settings", locations.settings_folder),
        ("Cache", locations.cache_folder),
        ("Exports", locations.export_folder),
    ):
        problem = _unwritable(folder)
        cure = "Make the folder writable for your user." if problem else ""
        text = f"{folder} {problem}".strip()
        yield Finding(subject, not problem, text, cure)


def _unwritable(folder: Path) -> str:
    """Return why nothing can be written below `folder`, or nothing."""
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    try:
        with tempfile.TemporaryFile(dir=existing):
            return ""
    except OSError as error:
        return f"({(error.strerror or 'not writable').lower()})"
