import re
import tomllib
from importlib import resources as installed
from pathlib import Path

import pytest

from musicbreeder.errors import ModelError
from musicbreeder.resources import resource, resource_folder

SHIPPED = Path(__file__).resolve().parent.parent / "resources"


def test_a_shipped_file_is_found_by_its_path() -> None:
    assert resource("fonts/OFL.txt").read_text(encoding="utf-8").startswith("Copyright")


def test_a_missing_file_is_named_with_the_cure() -> None:
    with pytest.raises(ModelError, match=r"“fonts/lost\.otf” is missing; install"):
        resource("fonts/lost.otf")


def test_every_folder_has_its_origin_and_licence_written_down() -> None:
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+)/` ", readme, flags=re.MULTILINE))
    assert told == {path.name for path in SHIPPED.iterdir() if path.is_dir()}


def test_an_installed_package_reads_its_own_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "fonts").mkdir(parents=True)
    monkeypatch.setattr("musicbreeder.resources.files", lambda _package: tmp_path)
    assert installed.files("musicbreeder") != tmp_path
    assert resource_folder() == tmp_path / "data"


def test_the_wheel_carries_the_folder_to_where_the_package_looks() -> None:
    project = tomllib.loads((SHIPPED.parent / "pyproject.toml").read_text("utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert carried == {SHIPPED.name: "musicbreeder/data"}
