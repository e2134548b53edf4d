"""What the system's package manager must bring, and bringing it without a question.

The standard library only: this runs before anything is installed. The libraries that
the app needs are listed where `musicbreeder doctor` looks for them too.
"""

import glob
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from musicbreeder.cli.system_libraries import (
    QT_LIBRARIES,
    WAYLAND_LIBRARIES,
    X11_LIBRARIES,
    SystemLibrary,
    install_command,
)

LIBRARY_FOLDERS = ("/usr/lib/*-linux-gnu*/", "/usr/lib64/", "/usr/lib/")


@dataclass(frozen=True)
class SystemProgram(SystemLibrary):
    """A program, or a file in the library folders, that a system package brings."""

    @property
    def is_there(self) -> bool:
        if "/" in self.soname:
            return any(glob.glob(folder + self.soname) for folder in LIBRARY_FOLDERS)
        return shutil.which(self.soname) is not None


@dataclass(frozen=True)
class VenvModule(SystemLibrary):
    """A Python's venv; Debian keeps a part of it in a package of its own."""

    python: str
    python_version: str

    @staticmethod
    def of(python: str) -> "VenvModule | None":
        """Return the venv of a Python, None if that does not work."""
        version = _answer(python, "import sys; print('%d.%d' % sys.version_info[:2])")
        if version is None:
            return None
        package = f"python{version}-venv"
        return VenvModule(package, package, "python3", "python", python, version)

    @property
    def is_there(self) -> bool:
        return _answer(self.python, "import ensurepip, venv") is not None


def _answer(python: str, code: str) -> str | None:
    """Return what `code` prints, None if it fails."""
    try:
        answer = subprocess.run(
            [python, "-c", code], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


# sounddevice's wheel brings PortAudio everywhere but on Linux.
SOUND_LIBRARY = SystemLibrary(
    "libportaudio.so.2", "libportaudio2", "portaudio", "portaudio"
)
APP_PARTS = (*QT_LIBRARIES, *X11_LIBRARIES, *WAYLAND_LIBRARIES, SOUND_LIBRARY)

# A virtual screen, and a hand on its mouse and keyboard, for the tests.
SCREEN_PARTS = (
    SystemProgram("Xvfb", "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"),
    SystemProgram("xauth", "xauth", "xorg-x11-xauth", "xorg-xauth"),
    SystemProgram("xdotool", "xdotool", "xdotool", "xdotool"),
)

# A virtual sound card for the tests.
SOUND_PARTS = (
    SystemProgram("pulseaudio", "pulseaudio", "pulseaudio", "pulseaudio"),
    SystemProgram("pactl", "pulseaudio-utils", "pulseaudio-utils", "libpulse"),
    SystemProgram(
        "alsa-lib/libasound_module_pcm_pulse.so",
        "libasound2-plugins",
        "alsa-plugins-pulseaudio",
        "alsa-plugins",
    ),
)

# A sound server with MIDI ports between programs, for the tests.
MIDI_PARTS = (SystemProgram("jackd", "jackd2", "jack-audio-connection-kit", "jack2"),)


def provide_system_parts(parts: Sequence[SystemLibrary]) -> None:
    """Install what this machine lacks of `parts`, or say how to."""
    if not sys.platform.startswith("linux"):
        return
    missing = [part for part in parts if not part.is_there]
    if not missing:
        return
    if shutil.which("apt-get"):
        install_with_apt(list(dict.fromkeys(part.apt for part in missing)))
    else:
        print(f"Please run this once:\n\n    {install_command(missing)}\n")
    still_missing = [part for part in missing if not part.is_there]
    if still_missing:
        names = ", ".join(Path(part.soname).name for part in still_missing)
        print(f"Going on without {names}.\n", flush=True)


def install_with_apt(packages: Sequence[str]) -> bool:
    """Install Debian packages where that is allowed; return whether it was done."""
    # Never at the cost of something installed: PulseAudio would push PipeWire out.
    install = ["install", "-y", "--no-install-recommends", "--no-remove", *packages]
    by_hand = f"sudo apt-get update && sudo apt-get {shlex.join(install)}"
    prefix = administrator_prefix()
    if prefix is None:
        print(
            "System packages are missing, and installing them needs root, or sudo "
            f"without a password. Please run this once:\n\n    {by_hand}\n"
        )
        return False
    print(
        f"Installing system packages with apt-get: {' '.join(packages)}\n"
        "(this may take some minutes)",
        flush=True,
    )
    apt_get = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    # Another installation may be at work: wait for its lock.
    apt_get += ["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]
    # Lists that cannot be refreshed are no reason to stop: the old ones may do.
    _run_quietly([*apt_get, "update"])
    is_done = _run_quietly([*apt_get, *install])
    if not is_done:
        print(
            "apt-get could not install them; its own words are above. "
            f"By hand it would be:\n\n    {by_hand}\n"
        )
    return is_done


def _run_quietly(command: Sequence[str]) -> bool:
    """Run a command that only complaints are read of; return whether it succeeded."""
    finished = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
    )
    return finished.returncode == 0


def administrator_prefix() -> list[str] | None:
    """Return what goes before a command to run it as root without a question.

    None means that there is no such way.
    """
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        answer = subprocess.run(
            ["sudo", "-n", "true"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if answer.returncode == 0:
            return ["sudo", "-n"]
    return None
