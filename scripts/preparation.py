"""The steps of prepare.py: system parts, the environment ``.venv``, the package.

The standard library only: this runs before anything is installed.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from system_packages import (
    APP_PARTS,
    SCREEN_PARTS,
    SOUND_PARTS,
    install_with_apt,
    provide_system_parts,
)

CHECKOUT = Path(__file__).resolve().parent.parent
ENVIRONMENT = CHECKOUT / ".venv"
ENVIRONMENT_PYTHON = ENVIRONMENT / "bin" / "python"


class PreparationError(Exception):
    """Something only the person at the machine can put right; the message says how."""


def prepare(purpose: str) -> None:
    """Make this checkout ready.

    Args:
        purpose: "app" to run it, "tests" to test it as well.

    Raises:
        PreparationError: it takes the person at the machine to go on.
    """
    provide_system_parts(
        APP_PARTS, "The window or its sound may not work; everything else does."
    )
    if purpose == "tests":
        provide_system_parts(
            SCREEN_PARTS, "The tests that look at a real window will be skipped."
        )
        provide_system_parts(
            SOUND_PARTS, "The tests that listen to a sound card will be skipped."
        )
    provide_environment()
    provide_package("test" if purpose == "tests" else "")


def provide_environment() -> None:
    """Build ``.venv`` where there is none that works.

    Raises:
        PreparationError: it cannot be built.
    """
    if has_working_environment():
        return
    interpreter = chosen_interpreter()
    provide_venv_module(interpreter)
    print(
        f"Making a virtual environment in .venv with Python {interpreter.version}",
        flush=True,
    )
    finished = subprocess.run(
        [interpreter.path, "-m", "venv", "--clear", str(ENVIRONMENT)], check=False
    )
    if finished.returncode != 0:
        raise PreparationError(
            "The virtual environment .venv could not be made; Python's own words are "
            "above. Is this folder writable, is the disk full?"
        )


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


class Interpreter(NamedTuple):
    """A Python found on this machine.

    Attributes:
        version: ``"3.11"``.
        has_venv: venv is complete; Debian keeps a part of it in its own package.
    """

    path: str
    version: str
    has_venv: bool


def chosen_interpreter() -> Interpreter:
    """Return the Python to build the environment with.

    The one that runs this comes first, then the newest; one whose venv is complete goes
    before one that would need a system package.
    """
    commands = (sys.executable, "python3.13", "python3.12", "python3.11")
    found = [described(command) for command in commands]
    interpreters = [interpreter for interpreter in found if interpreter is not None]
    return max(interpreters, key=lambda interpreter: interpreter.has_venv)


def described(command: str) -> Interpreter | None:
    """Return what `command` is, None where it is no working Python."""
    path = shutil.which(command)
    if path is None:
        return None
    portrait = (
        "import sys, importlib.util as u;"
        "print('%d.%d' % sys.version_info[:2], int(bool(u.find_spec('ensurepip'))))"
    )
    try:
        answer = subprocess.run(
            [path, "-c", portrait], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    if answer.returncode != 0:
        return None
    version, has_venv = answer.stdout.split()
    return Interpreter(path, version, has_venv == "1")


def provide_venv_module(interpreter: Interpreter) -> None:
    """Install the part of venv that Debian keeps apart, where it is missing.

    Raises:
        PreparationError: it is missing and cannot be installed here.
    """
    if interpreter.has_venv:
        return
    package = f"python{interpreter.version}-venv"
    print(f"Python {interpreter.version} here cannot make virtual environments yet.")
    if not shutil.which("apt-get"):
        raise PreparationError(
            f"Please install the venv module for Python {interpreter.version} "
            "with your package manager, then run the command again."
        )
    if not install_with_apt([package]):
        raise PreparationError(
            f"Please install {package} first, then run the command again."
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
