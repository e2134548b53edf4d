from pathlib import Path

import numpy as np
import pytest

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.cli.command_line import main
from musicbreeder.cli.liked_tunes import LikedTunes
from musicbreeder.melody.transform import retrograde, transposed
from musicbreeder.services.phrases import phrases_of

WALTZ = """X:1
T:Waltz
M:3/4
L:1/8
Q:1/4=132
K:G
D2|G4B2|d4B2|c2B2A2|B4D2|G4B2|d4e2|d2c2A2|G4D2|
G4B2|d4g2|f2e2d2|e4c2|B4d2|c2B2A2|G2F2A2|G4|]
"""


@pytest.fixture
def waltz(tmp_path: Path) -> Path:
    path = tmp_path / "waltz.abc"
    path.write_text(WALTZ)
    return path


def test_the_tunes_give_meter_tempo_and_style(waltz: Path) -> None:
    liked = LikedTunes([waltz])
    settings = liked.settings(BreedingSettings(bars=4))
    assert (settings.meter, settings.seeder) == ("3/4", "your tunes")
    assert liked.tempo_bpm == 132


def test_what_is_like_the_tunes_is_rated_higher(waltz: Path) -> None:
    liked = LikedTunes([waltz])
    own = [one.melody for one in phrases_of(liked.findings[0].melody, 4)]
    others = [transposed(retrograde(one), 24) for one in own]
    assert (liked.likeness(own) > liked.likeness(others)).all()
    stars = liked.ratings([*own, *others])
    assert np.mean(stars[: len(own)]) > np.mean(stars[len(own) :])


def test_melodies_evolve_like_given_tunes(
    waltz: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    arguments = ["evolve", "--like", str(waltz), "--generations", "0", "--count", "1"]
    assert main([*arguments, "--random-seed", "4", "--out", str(folder)]) == 0
    written = capsys.readouterr()
    assert "Waltz: 17 bars of 3/4 in G major." in written.err
    assert any("132 bpm" in path.name for path in folder.iterdir())


def test_a_file_that_is_no_tune_ends_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evolve", "--like", str(tmp_path / "nothing.mid")]) == 1
    assert "There is no file" in capsys.readouterr().err
