from pathlib import Path

import numpy as np
import pytest
import soundfile

from musicbreeder.errors import FileFormatError
from musicbreeder.services import stems
from musicbreeder.services.stems import save_stems


def read(path: Path) -> np.ndarray:
    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return samples


@pytest.fixture
def parts(rng: np.random.Generator) -> dict[str, np.ndarray]:
    return {
        "melody": (rng.random((900, 2)) - 0.5).astype(np.float32),
        "bass": (rng.random((1200, 2)) - 0.5).astype(np.float32),
    }


def test_stems_have_one_length_and_their_sum_is_the_mix(
    parts: dict[str, np.ndarray], tmp_path: Path
) -> None:
    paths = save_stems(parts, tmp_path / "new", "Fern", sample_format="float32")
    assert [path.name for path in paths] == [
        "Fern - melody.wav", "Fern - bass.wav", "Fern - mix.wav",
    ]  # fmt: skip
    melody, bass, mix = map(read, paths)
    assert melody.shape == bass.shape == mix.shape == (1200, 2)
    assert not melody[900:].any()
    assert np.array_equal(bass, parts["bass"])
    assert np.array_equal(mix, melody + bass)


def test_what_would_clip_is_turned_down_everywhere_alike(tmp_path: Path) -> None:
    loud = np.full((10, 2), 0.8, np.float32)
    paths = save_stems(
        {"a": loud, "b": loud}, tmp_path, "Fern", sample_format="float32"
    )
    first, second, mix = map(read, paths)
    assert np.allclose(mix, 1.0)
    assert np.allclose(first, 0.5)
    assert np.allclose(second, 0.5)


def test_files_that_are_there_stay(
    parts: dict[str, np.ndarray], tmp_path: Path
) -> None:
    first = save_stems(parts, tmp_path, "Fern", has_mix=False)
    second = save_stems(parts, tmp_path, "Fern")
    assert not set(first) & set(second)
    assert second[0].name == "Fern (2) - melody.wav"


def test_a_disk_that_fills_up_half_way_leaves_no_stem_behind(
    parts: dict[str, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = stems.write_wav

    def write_until_full(path: Path, *rest: object) -> None:
        if "bass" in path.name:
            raise FileFormatError("There is no room on the disk.")
        write(path, *rest)

    monkeypatch.setattr(stems, "write_wav", write_until_full)
    with pytest.raises(FileFormatError, match="no room"):
        save_stems(parts, tmp_path, "Fern")
    assert list(tmp_path.iterdir()) == []
