"""How like real tunes the models' melodies are, and how quick the models.

Judges are trained afresh for every question, on tunes that no model has learned from;
real windows against other real ones say how far down a judge can be brought at all.
Needs the extra ``train`` and a prepared corpus.
"""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.models_corpus import (
    STEPS_PER_BAR,
    Tokens,
    Windows,
    read_windows,
)
from musicbreeder.bench.models_judge import Copying, judged_area, measures
from musicbreeder.bench.models_passages import melody_of, passage_figures
from musicbreeder.bench.models_style import style_figures
from musicbreeder.melody.seed import SeededMelody, SeedRequest
from musicbreeder.seeding.codec import Codec
from musicbreeder.seeding.event_features import PITCH_COUNT
from musicbreeder.seeding.event_transformer import EventTransformer, event_model
from musicbreeder.seeding.event_writer import Task
from musicbreeder.seeding.seeders import (
    AUTOMATIC,
    SEEDER_NAMES,
    TUNE_LIBRARY,
    YOUR_TUNES,
    missing_file,
    seeder_named,
)
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES, Key

_COUNT, _QUICK_COUNT = 1000, 300
_AT_ONCE = 120
"""So many melodies the app asks a seeder for when it needs a first screen."""

_BARS = 4
_SPEED_ROUNDS = 5
_NOT_JUDGED = (AUTOMATIC, YOUR_TUNES, TUNE_LIBRARY)


def measure(is_quick: bool) -> dict[str, float]:
    """Measure, print tables and return the figures.

    Args:
        is_quick: a third of the melodies, and 4/4 only.

    Raises:
        ModelError: there is no prepared corpus, model or judge here.
    """
    windows = read_windows()
    event_model()
    count = _QUICK_COUNT if is_quick else _COUNT
    rng = np.random.default_rng(2026)
    figures: dict[str, float] = {}
    print("Area under the curve of a fresh judge, .5 = cannot tell from real tunes\n")
    heads = f"{'area':>7}{'int.bits':>10}{'bars again':>12}{'notes':>8}{'range':>7}"
    print(f"{'':34}{heads}")
    for meter in ("4/4",) if is_quick else STEPS_PER_BAR:
        figures |= _judged(meter, windows, count, rng)
    held = windows["4/4", True]
    copying = Copying(windows["4/4", False].tokens)
    made = _like_windows("4/4", count, rng)
    print("\nRuns of notes that stand in the training tunes, in any key\n")
    for name, tokens in (
        ("event transformer", made),
        ("held-out tunes", _some(held, count, rng).tokens),
    ):
        found = copying.measures(tokens)
        print(f"{name:34}" + "  ".join(f"{k} {v:.3f}" for k, v in found.items()))
        figures |= {f"copying_{_key(name)}_{k}": v for k, v in found.items()}
    figures |= passage_figures(held, count, np.random.default_rng(2027))
    tune_count = 20 if is_quick else 60
    figures |= style_figures(held, tune_count, np.random.default_rng(2028))
    figures |= _speed()
    return figures


def _judged(
    meter: str,
    windows: dict[tuple[str, bool], Windows],
    count: int,
    rng: Generator,
) -> dict[str, float]:
    known, held = windows[meter, False], windows[meter, True]
    figures: dict[str, float] = {}

    def tell(name: str, real: Windows, made: Tokens, own: Windows | None) -> None:
        groups = None if own is None else own.groups
        area = judged_area(real.tokens, real.groups, made, made_groups=groups)
        found = measures(made, real.tokens)
        print(
            f"{f'{meter} {name}':34}{area:7.3f}"
            f"{found['interval_divergence_bits']:10.4f}"
            f"{found['bar_repetition']:12.3f}{found['notes']:8.1f}"
            f"{found['range_semitones']:7.1f}"
        )
        start = f"{_key(meter)}_{_key(name)}"
        figures[f"{start}_area"] = area
        figures.update({f"{start}_{key}": value for key, value in found.items()})

    real = _some(held, count, rng)
    others = _some(known, len(real), rng)
    tell("real windows", real, others.tokens, others)
    made = _like_windows(meter, len(real), rng)
    tell("event transformer, cut anywhere", real, made, None)
    phrases = _recentred(_some(held.phrases, count, rng), meter)
    other_phrases = _recentred(_some(known.phrases, len(phrases), rng), meter)
    tell("real phrases", phrases, other_phrases.tokens, other_phrases)
    for name in SEEDER_NAMES:
        if name not in _NOT_JUDGED and missing_file(name) is None:
            made = _seeds(name, meter, len(phrases), rng)
            tell(f"{name}, phrases", phrases, made, None)
    return figures


def _some(windows: Windows, count: int, rng: Generator) -> Windows:
    rows = rng.choice(len(windows), min(count, len(windows)), replace=False)
    return windows.rows(np.sort(rows))


def _recentred(windows: Windows, meter: str) -> Windows:
    """Return windows as seeds are looked at: each in the octave nearest the middle.

    Windows are transposed by tune; made melodies have no tune, and a judge that knows
    one from the other by register alone tells nothing.
    """
    key = Key(0, SCALES["major"])
    rows = []
    for row in windows.tokens:
        melody = melody_of(row, METERS[meter])
        rows.append(Codec.of(melody, key).tokens(melody))
    return replace(windows, tokens=np.array(rows))


def _like_windows(meter: str, count: int, rng: Generator) -> Tokens:
    """Return melodies cut out of a tune anywhere, as windows are."""
    model = event_model()
    steps = _BARS * STEPS_PER_BAR[meter]
    conditions = model.drawn_kinds(meter, _BARS, count, rng, is_phrase=False)
    allowed = np.ones((count, PITCH_COUNT), dtype=np.bool_)
    tasks = [Task(0, steps, steps)] * count
    return model.writer.write(tasks, conditions, allowed, rng)


def _request(meter: str) -> SeedRequest:
    return SeedRequest(_BARS, METERS[meter], None, None, 48, 84, None)


def _seeds(name: str, meter: str, count: int, rng: Generator) -> Tokens:
    """Return what a seeder makes as the app asks for it, without key signature."""
    seeder = seeder_named(name)
    seeds: list[SeededMelody] = []
    while len(seeds) < count:
        wanted = min(count - len(seeds), _AT_ONCE)
        seeds += seeder.seed(_request(meter), wanted, rng)
    rows = [Codec.of(one.melody, one.key).tokens(one.melody) for one in seeds]
    return np.array(rows)


def _speed() -> dict[str, float]:
    """Return processor times in milliseconds, the median of some rounds."""
    seeder = EventTransformer()
    request = _request("4/4")

    def seeded(count: int) -> Callable[[], object]:
        return lambda: seeder.seed(request, count, np.random.default_rng(0))

    seeded(1)()
    print("\nProcessor time\n")
    figures: dict[str, float] = {}
    for name, work in (("12 seeds", seeded(12)), ("500 seeds", seeded(500))):
        times = []
        for _ in range(_SPEED_ROUNDS):
            started = time.process_time()
            work()
            times.append(1000.0 * (time.process_time() - started))
        figures[f"speed_{_key(name)}_ms"] = float(np.median(times))
        print(f"{name:34}{np.median(times):7.1f} ms")
    return figures


def _key(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name).replace("__", "_")
