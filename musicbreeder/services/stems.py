"""Stems: the parts of an arrangement as WAV files of one length, and their mix.

Laid under each other in a DAW, the stems give the mix sample for sample.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.errors import MusicBreederError
from musicbreeder.formats.atomic_file import make_folder
from musicbreeder.formats.wav_file import SampleFormat, WavInformation, write_wav
from musicbreeder.services.file_pattern import storable
from musicbreeder.services.provenance import SOFTWARE

MIX = "mix"


def save_stems(
    parts: Mapping[str, NDArray[np.float32]],
    folder: str | Path,
    name: str,
    *,
    sample_rate: int = 48_000,
    sample_format: SampleFormat = "pcm24",
    comment: str = "",
    has_mix: bool = True,
) -> tuple[Path, ...]:
    """Write parts as files of one length, all of them or none.

    ``"Copper Fern - melody.wav"``, ``"Copper Fern - bass.wav"`` and so on.

    Args:
        parts: ``(frames, 2)`` float32 by name; shorter ones end in silence.
        folder: made where it is missing.
        name: the files begin with; it gets a number where a file is there already.
        sample_rate: of the samples, in Hz.
        comment: written into each file.
        has_mix: their sum is written, too. Where it would clip, everything is turned
            down alike.

    Returns:
        the files, the mix last.

    Raises:
        FileFormatError: a file cannot be written.
        ValueError: there are no parts.
    """
    if not parts:
        raise ValueError("there must be at least one part")
    frame_count = max(len(samples) for samples in parts.values())
    whole = {part: _lengthened(samples, frame_count) for part, samples in parts.items()}
    mix = np.sum(list(whole.values()), axis=0, dtype=np.float32)
    loudest = max(float(np.abs(one).max(initial=0.0)) for one in (mix, *whole.values()))
    gain = np.float32(min(1.0, 1.0 / loudest)) if loudest > 0.0 else np.float32(1.0)
    files = {**whole, MIX: mix} if has_mix else whole
    paths = _free_paths(make_folder(folder), name, files)
    written: list[Path] = []
    try:
        for (part, samples), path in zip(files.items(), paths, strict=True):
            information = WavInformation(f"{name} - {part}", SOFTWARE, comment)
            scaled = np.asarray(samples * gain, np.float32)
            write_wav(path, scaled, sample_rate, sample_format, information)
            written.append(path)
    except MusicBreederError:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return tuple(written)


def _lengthened(samples: NDArray[np.float32], frame_count: int) -> NDArray[np.float32]:
    missing = frame_count - len(samples)
    return np.pad(samples, ((0, missing), (0, 0))) if missing else samples


def _free_paths(folder: Path, name: str, parts: Mapping[str, object]) -> list[Path]:
    number, stem = 1, name
    while True:
        paths = [folder / f"{storable(f'{stem} - {part}')}.wav" for part in parts]
        if not any(path.exists() for path in paths):
            return paths
        number += 1
        stem = f"{name} ({number})"
