import importlib.metadata
import itertools
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from musicbreeder.cli import doctor
from musicbreeder.cli.command_line import main
from musicbreeder.cli.doctor import Finding
from musicbreeder.cli.system_libraries import (
    QT_LIBRARIES,
    X11_LIBRARIES,
    SystemLibrary,
    command_for,
    missing_libraries,
)

NOWHERE = SystemLibrary("libnowhere.so.9", "libnowhere9", "nowhere", "nowhere-arch")


def test_doctor_runs_here_and_its_status_is_its_last_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    status = main(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    assert status == (0 if lines[-1].startswith("The app can run here") else 1)
    subjects = [line.split()[1] for line in lines if line.startswith(("ok", "missing"))]
    for subject in (
        "Python", "Package", "Screen", "Sound", "MIDI", "Notation", "Instruments",
        "Data",
    ):  # fmt: skip
        assert subject in subjects
    # Every fault has its cure in the line below.
    for line, below in itertools.pairwise(lines):
        if line.startswith("missing"):
            assert below.startswith(" " * 22)


def report(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *findings: Finding,
) -> tuple[int, str]:
    monkeypatch.setattr(doctor, "findings", lambda: iter(findings))
    return main(["doctor"]), capsys.readouterr().out


def test_without_sound_the_app_can_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Finding("Sound", False, "no device", "Connect one.", is_needed=False)
    status, text = report(capsys, monkeypatch, Finding("Python", True, "3.11"), silent)
    assert status == 0
    assert "missing  Sound        no device" in text
    assert "Connect one." in text


def test_without_a_library_it_cannot_and_the_way_without_a_window_is_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Finding("Libraries", False, "libGL.so.1", "Type: apt-get install -y libgl1")
    status, text = report(capsys, monkeypatch, bad)
    assert status == 1
    assert "musicbreeder evolve --out melodies" in text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux libraries")
def test_a_missing_library_is_noticed_and_one_that_is_there_is_not() -> None:
    libc = SystemLibrary("libc.so.6", "libc6", "glibc", "glibc")
    assert missing_libraries([libc, NOWHERE]) == [NOWHERE]


@pytest.mark.parametrize(
    ("kin", "is_root", "command"),
    [
        ({"debian"}, True, "apt-get install -y libnowhere9"),
        ({"linuxmint", "ubuntu"}, False, "sudo apt-get install -y libnowhere9"),
        ({"fedora"}, False, "sudo dnf install -y nowhere"),
        ({"manjaro", "arch"}, False, "sudo pacman -S --needed nowhere-arch"),
        ({"gentoo"}, False, "your package manager for the packages with libnow"),
    ],
)
def test_the_command_fits_the_system(
    kin: set[str], is_root: bool, command: str
) -> None:
    assert command_for(kin, [NOWHERE, NOWHERE], is_root=is_root).startswith(command)


def screen(environment: Mapping[str, str]) -> Iterator[Finding]:
    return doctor._screen(environment)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland")
def test_a_machine_without_a_screen_is_told_apart_from_missing_libraries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "missing_libraries", lambda libraries: [])
    libraries, without_screen = screen({})
    assert libraries.is_fine
    assert not without_screen.is_fine
    assert "neither DISPLAY nor WAYLAND_DISPLAY" in without_screen.text
    monkeypatch.setattr(doctor, "missing_libraries", lambda libraries: [NOWHERE])
    (without_library,) = screen({})
    assert "libnowhere.so.9" in without_library.text
    assert "libnowhere" in without_library.cure


def test_libraries_are_asked_for_by_the_kind_of_screen() -> None:
    offscreen = doctor._libraries_for({"QT_QPA_PLATFORM": "offscreen"})
    assert offscreen == QT_LIBRARIES
    assert set(X11_LIBRARIES) <= set(doctor._libraries_for({"DISPLAY": ":0"}))
    wayland = doctor._libraries_for({"WAYLAND_DISPLAY": "wayland-0"})
    assert "libwayland-cursor.so.0" in [library.soname for library in wayland]


def test_a_trial_that_hangs_or_dies_is_a_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "_TRIAL_SECONDS", 0.3)
    assert "no answer" in doctor._tried("import time; time.sleep(60)")[1]
    monkeypatch.setattr(doctor, "_TRIAL_SECONDS", 15.0)
    assert doctor._tried("import os; os.abort()") == ("", "it ended without a word")
    assert doctor._tried("raise SystemExit('No sound.')") == ("", "No sound.")
    assert doctor._tried("print('yes')") == ("yes", "")


def test_a_missing_package_is_found_with_its_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requirements = ["numpy>=2", "no-such.package>=1,<2; python_version>'3'"]
    requirements.append("pytest>=8; extra == 'test'")
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: requirements)
    there, missing = doctor._packages()
    assert there.is_fine
    assert missing.text == "no-such.package"
    assert missing.cure == "Type: pip install no-such.package"


def test_a_folder_below_a_file_is_not_writable(tmp_path: Path) -> None:
    assert doctor._unwritable(tmp_path / "new" / "deep") == ""
    (tmp_path / "file").touch()
    assert doctor._unwritable(tmp_path / "file" / "deep") != ""
    assert not (tmp_path / "new").exists()
