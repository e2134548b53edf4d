import ast
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import preparation
import prepare
import pytest
import start
import system_packages
from preparation import PreparationError, provide_extras, provide_package

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the stand-in programs are shell scripts"
)


class Desk(NamedTuple):
    """A machine of stand-in programs that write down how they are called."""

    programs: Path
    log: Path

    def put(self, name: str, *, lines: str = "") -> Path:
        program = self.programs / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.log}\n{lines}\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return program

    @property
    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(tmp_path / "programs", tmp_path / "calls")
    desk.programs.mkdir()
    # env finds the real one, as apt-get's caller does on a real machine.
    (desk.programs / "env").symlink_to("/usr/bin/env")
    monkeypatch.setenv("PATH", str(desk.programs))
    return desk


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "programs" / "environment"
    monkeypatch.setattr("preparation.ENVIRONMENT", folder)
    monkeypatch.setattr("preparation.ENVIRONMENT_PYTHON", folder / "bin" / "python")
    return folder


MISSING = (
    system_packages.SystemProgram("no-such-screen", "screen-apt", "screen-dnf", "s"),
    system_packages.SystemProgram("no-such-sound", "sound-apt", "sound-dnf", "s"),
)


def test_the_first_file_is_readable_by_an_old_python() -> None:
    source = (SCRIPTS / "prepare.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_nothing_needs_to_be_installed_beforehand() -> None:
    without_packages = [sys.executable, "-S", "-E", "-c", "import preparation"]
    subprocess.run(without_packages, cwd=SCRIPTS, check=True)


def test_an_old_python_hands_over_to_a_newer_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = str(desk.put("python3.12"))
    handed_over: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _path, words: handed_over.append(words))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(sys, "argv", ["scripts/prepare.py", "app"])
    with pytest.raises(SystemExit):
        prepare.hand_over_to_a_supported_python()
    assert handed_over == [[newer, "scripts/prepare.py", "app"]]
    assert "Python 3.9" in capsys.readouterr().out


def test_a_machine_without_a_fitting_python_is_told_which_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    with pytest.raises(SystemExit, match=r"3\.11, 3\.12 or 3\.13.*is 3\.14"):
        prepare.hand_over_to_a_supported_python()


def test_root_installs_missing_packages_without_a_question(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    desk.put("apt-get", lines='[ "$DEBIAN_FRONTEND" = noninteractive ]')
    system_packages.provide_system_parts(MISSING)
    assert [call.split()[-1] for call in desk.calls] == ["update", "sound-apt"]
    assert " install -y " in desk.calls[1]
    assert "Installing system packages with apt-get: screen-apt sound-apt" in (
        capsys.readouterr().out
    )


def test_sudo_is_used_where_it_asks_for_no_password(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    desk.put("apt-get")
    desk.put("sudo")
    assert system_packages.install_with_apt(["a-package"])
    assert all(call.startswith("sudo -n ") for call in desk.calls)


def test_without_permission_the_exact_command_is_named_and_work_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    desk.put("apt-get")
    desk.put("sudo", lines="exit 1")
    system_packages.provide_system_parts(MISSING)
    told = capsys.readouterr().out
    assert "sudo apt-get install -y --no-install-recommends --no-remove screen" in told
    assert "Going on without no-such-screen, no-such-sound." in told
    assert not [call for call in desk.calls if call.startswith("apt-get")]


def test_what_is_there_is_not_installed_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.put("apt-get")
    desk.put("no-such-screen")
    system_packages.provide_system_parts(MISSING[:1])
    assert desk.calls == []


def test_the_package_is_installed_once_and_again_when_its_needs_change(
    desk: Desk, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.put("environment/bin/python")
    monkeypatch.setattr("preparation.CHECKOUT", tmp_path)
    project = tmp_path / "pyproject.toml"
    project.write_text("first needs")
    provide_package("test")
    provide_package("test")
    provide_package("")
    assert len(desk.calls) == 1
    assert "--editable .[test]" in desk.calls[0]
    project.write_text("other needs")
    provide_package("")
    assert len(desk.calls) == 2


def test_what_the_app_can_do_without_is_left_out_where_it_cannot_be_had(
    desk: Desk,
    environment: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    desk.put("environment/bin/python", lines='case "$*" in *score*) exit 1;; esac')
    monkeypatch.setattr("preparation.CHECKOUT", tmp_path)
    (tmp_path / "pyproject.toml").write_text("needs")
    provide_extras()
    assert "Going on without notation." in capsys.readouterr().out
    assert [call.split()[-1] for call in desk.calls] == [
        ".[midi,score,hum]",
        ".[midi]",
        ".[score]",
        ".[hum]",
    ]
    provide_extras()
    assert len(desk.calls) == 4


def test_a_failed_installation_is_tried_again_next_time(
    desk: Desk, environment: Path
) -> None:
    desk.put("environment/bin/python", lines="exit 1")
    for _ in range(2):
        with pytest.raises(PreparationError, match="pip could not install"):
            provide_package("")
    assert len(desk.calls) == 2


@pytest.fixture
def new_desk(desk: Desk, environment: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A machine with every library but no environment, and a Python without venv."""
    monkeypatch.setattr(preparation, "APP_PARTS", ())
    answers = f"""case "$*" in
        *version_info*) echo 3.11;;
        *"import ensurepip"*) [ -e {desk.programs}/venv-package ];;
        *--clear*)
            /bin/rm -rf {environment} && /bin/mkdir -p {environment}/bin &&
            printf "#!/bin/sh\n" > {environment}/bin/python &&
            /bin/chmod +x {environment}/bin/python;;
    esac"""
    monkeypatch.setattr(sys, "executable", str(desk.put("python3.11", lines=answers)))
    return desk


def test_an_environment_is_made_once(new_desk: Desk, environment: Path) -> None:
    new_desk.put("venv-package")
    preparation.prepare("app")
    preparation.prepare("app")
    making = f"python3.11 -m venv --clear {environment}"
    assert new_desk.calls.count(making) == 1


def test_an_environment_whose_python_is_gone_is_made_anew(
    new_desk: Desk, environment: Path
) -> None:
    new_desk.put("venv-package")
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to(new_desk.programs / "gone")
    preparation.prepare("app")
    assert f"python3.11 -m venv --clear {environment}" in new_desk.calls


def test_debians_missing_venv_package_is_installed(
    new_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    new_desk.put("apt-get", lines=f": > {new_desk.programs}/venv-package")
    preparation.prepare("app")
    assert [call for call in new_desk.calls if call.endswith(" python3.11-venv")]


def test_without_venv_and_permission_the_way_on_is_told(
    new_desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    new_desk.put("apt-get")
    with pytest.raises(PreparationError, match=r"Without python3\.11-venv"):
        preparation.prepare("app")
    assert "--no-remove python3.11-venv\n" in capsys.readouterr().out


def test_without_a_screen_a_first_set_of_melodies_is_bred(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(sys, "executable", str(desk.put("python", lines="exit 3")))
    assert start.main() == 3
    assert desk.calls == [
        "python -m musicbreeder evolve --out melodies --generations 4"
    ]
    assert "no screen here" in capsys.readouterr().out


@pytest.mark.parametrize("screen", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_with_a_screen_the_window_is_opened(
    screen: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(screen, ":1")
    monkeypatch.setattr(sys, "executable", str(desk.put("python")))
    assert start.main() == 0
    assert desk.calls == ["python -m musicbreeder"]
