import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from musicbreeder.cli.command_line import main
from musicbreeder.errors import MusicBreederError
from musicbreeder.services.own_instruments import OwnInstruments
from musicbreeder.storage.locations import Locations
from musicbreeder.synth.patch import offer_own_patches, patch_named, patch_names

GLASSY = dataclasses.replace(patch_named("bell"), damping=0.1, chorus_level=0.5)


@pytest.fixture(autouse=True)
def _nobodys_instruments() -> Iterator[None]:
    yield
    offer_own_patches(())


@pytest.fixture
def own(tmp_path: Path) -> OwnInstruments:
    return OwnInstruments(tmp_path / "instruments")


def test_a_saved_sound_is_an_instrument_like_the_others(own: OwnInstruments) -> None:
    saved = own.save(GLASSY, "  My   glass ")
    assert saved.name == "My glass"
    assert patch_named("my-glass") == saved
    assert saved.values == GLASSY.values
    assert saved.description == "Made from the bell."
    assert own.save(saved, "Other glass").description == saved.description
    own.delete("Other glass")
    assert patch_names()[-1] == "My glass"
    assert own.is_own("my glass")
    assert not own.is_own("bell")


def test_instruments_are_there_again_after_a_new_start(
    own: OwnInstruments, tmp_path: Path
) -> None:
    own.save(GLASSY, "Glass")
    own.save(GLASSY, "Ätherisch / zwei")
    offer_own_patches(())
    assert OwnInstruments(tmp_path / "instruments").load() == ()
    assert patch_names()[-2:] == ("Glass", "Ätherisch / zwei")
    assert patch_named("glass").values == GLASSY.values


def test_saving_under_an_own_name_takes_its_place(
    own: OwnInstruments, tmp_path: Path
) -> None:
    own.save(GLASSY, "Glass")
    own.save(dataclasses.replace(GLASSY, damping=0.9), "glass")
    assert patch_named("glass").damping == 0.9
    assert len(list((tmp_path / "instruments").iterdir())) == 1


@pytest.mark.parametrize("name", ["", "  ", "!?", "Electric  Piano", "x" * 41])
def test_some_names_are_refused_in_a_sentence(own: OwnInstruments, name: str) -> None:
    with pytest.raises(MusicBreederError, match=r"cannot be|no name"):
        own.save(GLASSY, name)
    assert own.problem_with(name)


def test_a_deleted_instrument_is_gone_for_good(
    own: OwnInstruments, tmp_path: Path
) -> None:
    own.save(GLASSY, "Glass")
    own.delete("glass")
    with pytest.raises(MusicBreederError, match="“Glass”"):
        patch_named("Glass")
    assert not list((tmp_path / "instruments").iterdir())
    own.delete("glass")


def test_damaged_files_are_told_and_left_out(
    own: OwnInstruments, tmp_path: Path
) -> None:
    own.save(GLASSY, "Glass")
    folder = tmp_path / "instruments"
    (folder / "broken.toml").write_text("version = [")
    (folder / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (folder / "nameless.toml").write_text("version = 1")
    (folder / "folder.toml").mkdir()
    problems = OwnInstruments(folder).load()
    assert len(problems) == 4
    for problem in problems:
        assert problem.startswith("“")
        assert problem.endswith(".")
        assert "left out" in problem
    assert patch_names()[-1] == "Glass"
    own.save(GLASSY, "Glass")  # finds its file among the damaged ones


def test_without_a_folder_instruments_last_until_the_end() -> None:
    own = OwnInstruments(None)
    assert own.load() == ()
    own.save(GLASSY, "Glass")
    assert patch_named("glass").damping == GLASSY.damping
    own.delete("Glass")
    assert not own.is_own("Glass")


def test_the_command_line_knows_own_instruments(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = Locations.of_this_person().instruments_folder
    OwnInstruments(folder).save(GLASSY, "Glass harp")
    (folder / "broken.toml").write_text("version = [")
    offer_own_patches(())
    assert main(["instruments"]) == 0
    shown = capsys.readouterr()
    assert "Glass harp" in shown.out.splitlines()[-1]
    assert "broken.toml" in shown.err
