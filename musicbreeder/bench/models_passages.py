"""How well passages that a model has written anew fit into real tunes."""

import time

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.models_corpus import Tokens, Windows
from musicbreeder.bench.models_features import NoteTable, has_repeated_bar
from musicbreeder.bench.models_judge import judged_area
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.passages import Passage
from musicbreeder.seeding.codec import Codec
from musicbreeder.seeding.event_rewriting import EventRewriter
from musicbreeder.theory.meter import METERS, Meter
from musicbreeder.theory.scale import Key

_METER = METERS["4/4"]
_KEY = Key.named("C", "chromatic")
"""Windows stand without signature, in any mode."""

_SPANS = {"one beat": 4, "one bar": 16, "two bars": 32}
_VELOCITY = 90


def passage_figures(held: Windows, count: int, rng: Generator) -> dict[str, float]:
    """Print and return how passages written anew are told from untouched tunes.

    A judge tells windows with a passage written anew, of half of the tunes, from
    untouched windows of the other half.
    """
    groups = rng.permutation(np.unique(held.groups))
    is_first = np.isin(held.groups, groups[: len(groups) // 2])
    first = held.rows(_some(np.flatnonzero(is_first), count, rng))
    second = held.rows(_some(np.flatnonzero(~is_first), count, rng))
    area = judged_area(second.tokens, second.groups, first.tokens, 0, first.groups)
    leaps = _leap_share(first.tokens)
    print("\nPassages of held-out tunes written anew\n")
    print(f"{'':34}{'area':>7}{'changed':>9}{'leaps':>8}{'bars again':>12}")
    print(
        f"{'untouched':34}{area:7.3f}{0:9.3f}{leaps:8.3f}"
        f"{has_repeated_bar(first.tokens).mean():12.3f}"
    )
    figures = {"passages_untouched_area": area, "passages_untouched_leaps": leaps}
    rewriter = EventRewriter(keeps_to_key=False, are_phrases=False)
    for name, steps in _SPANS.items():
        written = _written(first.tokens, steps, rewriter, rng)
        area = judged_area(second.tokens, second.groups, written, 0, first.groups)
        changed = float((written != first.tokens).sum(axis=1).mean() / steps)
        leaps = _leap_share(written)
        again = float(has_repeated_bar(written).mean())
        print(f"{name:34}{area:7.3f}{changed:9.3f}{leaps:8.3f}{again:12.3f}")
        key = f"passages_{name.replace(' ', '_')}"
        figures |= {
            f"{key}_area": area,
            f"{key}_changed_share": changed,
            f"{key}_leaps": leaps,
            f"{key}_bar_repetition": again,
        }
    figures["speed_12_passages_ms"] = _milliseconds(first.tokens[:12], rewriter, rng)
    print(f"\n{'12 bars written anew':34}{figures['speed_12_passages_ms']:7.1f} ms")
    return figures


def _some(rows: np.ndarray, count: int, rng: Generator) -> np.ndarray:
    return np.sort(rng.choice(rows, min(count, len(rows)), replace=False))


def melody_of(tokens: Tokens, meter: Meter = _METER) -> Melody:
    """Return the melody of a window."""
    events = Codec(meter, 0).events(tokens)
    velocities = np.where(events >= 0, _VELOCITY, 0).astype(np.uint8)
    return Melody(events, velocities, meter)


def _written(
    tokens: Tokens, steps: int, rewriter: EventRewriter, rng: Generator
) -> Tokens:
    beats = (tokens.shape[1] - steps) // _METER.steps_per_beat + 1
    starts = _METER.steps_per_beat * rng.integers(0, beats, len(tokens))
    passages = [
        Passage(melody_of(row), _KEY, start, start + steps)
        for row, start in zip(tokens, starts.tolist(), strict=True)
    ]
    melodies = rewriter.written_anew(passages, 0, 127, rng)
    found = tokens.copy()
    for row, melody in enumerate(melodies):
        is_other = melody.events != passages[row].melody.events
        found[row] = np.where(is_other, Codec(_METER, 0).tokens(melody), tokens[row])
    return found


def _milliseconds(tokens: Tokens, rewriter: EventRewriter, rng: Generator) -> float:
    times = []
    for _ in range(5):
        started = time.process_time()
        _written(tokens, 16, rewriter, rng)
        times.append(1000.0 * (time.process_time() - started))
    return float(np.median(times))


def _leap_share(tokens: Tokens) -> float:
    notes = NoteTable(tokens)
    is_wide = (np.abs(notes.intervals) > 12) & notes.is_interval
    return float(is_wide.any(axis=1).mean())
