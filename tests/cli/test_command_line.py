import os
import subprocess
import sys
from pathlib import Path

import pytest

from musicbreeder import __version__
from musicbreeder.cli import instruments
from musicbreeder.cli.command_line import main

COMMANDS = ["evolve", "render", "instruments", "doctor", "bench"]


def failed(capsys: pytest.CaptureFixture[str], *argv: str, status: int = 2) -> str:
    """Return the one line on the standard error of a command that fails."""
    assert main(argv) == status
    streams = capsys.readouterr()
    assert streams.out == ""
    (line,) = streams.err.splitlines()
    return line


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"musicbreeder {__version__}\n"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"    {command} " in text for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--help"]) == 0
    assert f"musicbreeder {command}" in capsys.readouterr().out


def test_help_loads_neither_a_window_library_nor_numpy() -> None:
    program = (
        "import sys; from musicbreeder.cli.command_line import main; main(['--help']); "
        "print([m for m in ('numpy', 'PySide6', 'mido', 'PIL') if m in sys.modules])"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert finished.stdout.splitlines()[-1] == "[]"


def test_the_program_runs_as_a_module_and_ends_with_its_status(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "musicbreeder", "render", str(tmp_path / "no.mid")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 1
    assert finished.stderr.startswith("musicbreeder: There is no file “")
    assert finished.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["evolve", "--scale", "klezmer"], ["“klezmer”", "dorian", "whole tone"]),
        (["evolve", "--key", "H"], ["'H'", "C, F# or Bb"]),
        (["evolve", "--meter", "9/7"], ["“9/7”", "4/4, 3/4, 6/8"]),
        (["evolve", "--instrument", "kazoo"], ["“kazoo”", "electric piano", "flute"]),
        (["evolve", "--seeder", "oracle"], ["“oracle”", "auto"]),
        (["evolve", "--bars", "9"], ["“9”", "from 1 to 8"]),
        (["evolve", "--tempo", "nan"], ["“nan”", "from 40 to 240"]),
        (["evolve", "--density", "much"], ["“much”", "from 0 to 1"]),
        (["render", "a.mid", "--instrument", "kazoo"], ["“kazoo”", "saw lead"]),
        (["render", "a.mid", "--sample-format", "mp3"], ["pcm16", "float32"]),
        (["render"], ["FILE.mid"]),
        (["sing"], ["sing", "evolve", "doctor"]),
        (["--theme", "pink"], ["pink", "dark", "light"]),
        (["--no-such-option"], ["--no-such-option"]),
    ],
)
def test_wrong_usage_is_said_in_one_line_that_names_what_is_valid(
    argv: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    line = failed(capsys, *argv)
    assert line.startswith("musicbreeder")
    assert all(word in line for word in words)


def test_ctrl_c_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(instruments, "run", interrupted)
    assert failed(capsys, "instruments", status=130) == "musicbreeder: stopped."


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -m musicbreeder instruments | true"
    finished = subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False
    )
    assert finished.stderr == ""


def test_a_console_of_few_letters_gets_question_marks() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "musicbreeder", "evolve", "--scale", "x"],
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert finished.returncode == 2
    assert b"There is no scale ?x?" in finished.stderr
