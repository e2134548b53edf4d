"""The benchmarks by name, and the file of figures."""

import importlib.metadata
import json
import os
import platform
from collections.abc import Callable
from pathlib import Path

from musicbreeder import __version__
from musicbreeder.formats.atomic_file import writing

BENCHMARKS = {
    "library": "how the library fares with 200,000 melodies, and when killed",
    "models": "how like real tunes the models' melodies are",
    "start": "how soon the window is there, beside one with nothing in it",
    "synth": "how fast notes become samples, beside other synthesizers",
    "taste": "how many ratings until a simulated listener is satisfied",
}
"""What can be measured, and what it tells."""

_LIBRARIES = ("numpy", "deap")


def run_benchmark(
    name: str, is_quick: bool, json_path: Path | None = None
) -> dict[str, float]:
    """Measure, print readable tables, and write the figures if a file is named.

    Args:
        name: one of `BENCHMARKS`.
        is_quick: fewer repetitions, for a first look.
        json_path: gets one flat object: figure name to number, then the versions and
            the machine as text.

    Raises:
        FileFormatError: the file cannot be written.
    """
    figures = _measure(name)(is_quick)
    if json_path is not None:
        content = figures | {"is_quick": int(is_quick)} | _versions_and_machine()
        text = json.dumps(content, indent=2, allow_nan=False) + "\n"
        with writing(json_path) as file:
            file.write(text.encode("utf-8"))
    return figures


def _measure(name: str) -> Callable[[bool], dict[str, float]]:
    # Imported here: each benchmark loads what it measures.
    if name == "library":
        from musicbreeder.bench import library

        return library.measure
    if name == "models":
        from musicbreeder.bench import models

        return models.measure
    if name == "start":
        from musicbreeder.bench import start

        return start.measure
    if name == "synth":
        from musicbreeder.bench import synth

        return synth.measure
    if name == "taste":
        from musicbreeder.bench import taste

        return taste.measure
    raise ValueError(f"there is no benchmark {name!r}")


def _versions_and_machine() -> dict[str, str | int]:
    versions: dict[str, str | int] = {
        f"version_{library}": importlib.metadata.version(library)
        for library in _LIBRARIES
    }
    return versions | {
        "version_musicbreeder": __version__,
        "version_python": platform.python_version(),
        "machine_system": platform.platform(),
        "machine_processor": _processor_name(),
        "machine_core_count": os.cpu_count() or 1,
    }


def _processor_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    return next(names, platform.machine())
