import pytest

from musicbreeder.cli.command_line import main
from musicbreeder.synth.patch import patch_named, patch_names


def test_each_instrument_has_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["instruments"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(patch_names()) >= 6
    for line, name in zip(lines, patch_names(), strict=True):
        patch = patch_named(name)
        assert line.startswith(f"{name} ")
        assert f" {patch.family} " in line
        assert line.endswith(patch.description)
