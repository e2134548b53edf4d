"""The steps of prepare.py: system parts, the environment ``.venv``, the package.

The standard library only: this runs before anything is installed.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from system_packages import (
    APP_PARTS,
    MIDI_PARTS,
    SCREEN_PARTS,
    SOUND_PARTS,
    VenvModule,
    provide_system_parts,
)

CHECKOUT = Path(__file__).resolve().parent.parent
ENVIRONMENT = CHECKOUT / ".venv"
ENVIRONMENT_PYTHON = ENVIRONMENT / "bin" / "python"

EXTRAS = (
    ("midi", "MIDI ports"),
    ("score", "notation"),
    ("hum", "a finer ear for humming"),
)
"""Extras of pyproject.toml that the app shows, with what each is for."""


class PreparationError(Exception):
    """Something only the person at the machine can put right; the message says how."""


def prepare(purpose: str) -> None:
    """Make this checkout ready.

    Args:
        purpose: "app" to run it, "tests" to test it as well.

    Raises:
        PreparationError: it takes the person at the machine to go on.
    """
    venv_modules = [] if has_working_environment() else [chosen_venv_module()]
    screen_parts = SCREEN_PARTS if purpose == "tests" else ()
    provide_system_parts([*venv_modules, *APP_PARTS, *screen_parts])
    if purpose == "tests":
        # On their own: a desktop with another sound server refuses them.
        provide_system_parts(SOUND_PARTS)
        provide_system_parts(MIDI_PARTS)
    for venv_module in venv_modules:
        make_environment(venv_module)
    provide_package("test" if purpose == "tests" else "")
    provide_extras()


def has_working_environment() -> bool:
    """Return whether the environment's Python runs, is a supported one and has pip."""
    probe = "import pip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))"
    try:
        answer = subprocess.run(
            [str(ENVIRONMENT_PYTHON), "-c", probe],
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:
        return False
    return answer.returncode == 0


def chosen_venv_module() -> VenvModule:
    """Return the venv of the Python to build the environment with.

    The Python that runs this comes first, then the newest; one whose venv is complete
    goes before one that would need a system package.
    """
    commands = (sys.executable, "python3.13", "python3.12", "python3.11")
    found = [VenvModule.of(path) for path in map(shutil.which, commands) if path]
    return max(filter(None, found), key=lambda module: module.is_there)


def make_environment(venv_module: VenvModule) -> None:
    """Build ``.venv``, in place of one that does not work.

    Raises:
        PreparationError: it cannot be built.
    """
    if not venv_module.is_there:
        raise PreparationError(
            f"Without {venv_module.soname} there is no going on. Please install it as "
            "said above, then run the command again."
        )
    version = venv_module.python_version
    print(f"Making a virtual environment in .venv with Python {version}", flush=True)
    command = [venv_module.python, "-m", "venv", "--clear", str(ENVIRONMENT)]
    if subprocess.run(command, check=False).returncode != 0:
        raise PreparationError(
            "The virtual environment .venv could not be made; Python's own words are "
            "above. Is this folder writable, is the disk full?"
        )


def provide_package(extra: str) -> None:
    """Install musicbreeder and what it needs into ``.venv``.

    Args:
        extra: "" or the name of an extra of pyproject.toml.

    Raises:
        PreparationError: pip could not do it.
    """
    if is_installed(extra):
        return
    what = "musicbreeder and the libraries it stands on"
    size = "about 110 MB to fetch, 380 MB on disk"
    if extra:
        what += ", and the tools for its tests"
        size = "about 180 MB to fetch, 650 MB on disk"
    print(f"Installing {what} into .venv ({size})", flush=True)
    command = [str(ENVIRONMENT_PYTHON), "-m", "pip", "install", "--no-input"]
    command += ["--disable-pip-version-check"]
    command += ["--editable", f".[{extra}]" if extra else "."]
    if not sys.stdout.isatty():
        command.append("--quiet")
    if subprocess.run(command, cwd=CHECKOUT, check=False).returncode != 0:
        raise PreparationError(
            "pip could not install the package; its own words are above. "
            "Check the network and the disk, then run the command again."
        )
    for installed in {extra, ""}:
        _stamp(installed).write_text(_fingerprint(), encoding="utf-8")


def provide_extras() -> None:
    """Install what the app can do without; what cannot be had is told and left out."""
    if is_installed("extras"):
        return
    names = ", ".join(what for _, what in EXTRAS)
    print(f"Installing {names} into .venv (about 60 MB to fetch)", flush=True)
    every = ",".join(extra for extra, _ in EXTRAS)
    if not _installed_quietly(every):
        for extra, what in EXTRAS:
            if not _installed_quietly(extra):
                print(f"Going on without {what}.", flush=True)
    _stamp("extras").write_text(_fingerprint(), encoding="utf-8")


def _installed_quietly(extras: str) -> bool:
    command = [str(ENVIRONMENT_PYTHON), "-m", "pip", "install", "--no-input"]
    command += ["--disable-pip-version-check", "--quiet", "--editable", f".[{extras}]"]
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode == 0


def is_installed(extra: str) -> bool:
    """Return whether the package with `extra` is installed as pyproject.toml asks."""
    try:
        return _stamp(extra).read_text(encoding="utf-8") == _fingerprint()
    except OSError:
        return False


def _stamp(extra: str) -> Path:
    return ENVIRONMENT / f"installed-{extra or 'app'}"


def _fingerprint() -> str:
    """Return what the installation depends on, as a short text."""
    return hashlib.sha256((CHECKOUT / "pyproject.toml").read_bytes()).hexdigest()
