import json
from pathlib import Path

import pytest

from musicbreeder import __version__
from musicbreeder.bench import synth
from musicbreeder.bench.table import BENCHMARKS, run_benchmark
from musicbreeder.errors import FileFormatError

FIGURES = {"pluck_dry_cold_ms": 12.5, "ratio": 2.0}


@pytest.fixture(autouse=True)
def measured_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synth, "measure", lambda is_quick: dict(FIGURES))


def test_the_file_is_one_flat_object_with_figures_versions_and_machine(
    tmp_path: Path,
) -> None:
    file = tmp_path / "figures.json"
    assert run_benchmark("synth", True, file) == FIGURES
    content = json.loads(file.read_text(encoding="utf-8"))
    assert all(isinstance(value, int | float | str) for value in content.values())
    assert content.items() >= FIGURES.items()
    assert content["version_musicbreeder"] == __version__
    assert content["machine_core_count"] >= 1
    assert content["is_quick"] == 1


def test_a_file_that_cannot_be_written_is_answered_in_a_sentence(
    tmp_path: Path,
) -> None:
    with pytest.raises(FileFormatError):
        run_benchmark("synth", True, tmp_path / "no such folder" / "figures.json")


def test_every_benchmark_tells_what_it_measures() -> None:
    assert "synth" in BENCHMARKS
    assert all(BENCHMARKS.values())
    with pytest.raises(ValueError, match="nothing"):
        run_benchmark("nothing", True)
