"""How far a reference is followed in style, and whether it is quoted."""

import numpy as np
from numpy.random import Generator

from musicbreeder.bench.models_corpus import Tokens, Windows
from musicbreeder.bench.models_features import (
    NoteTable,
    interval_counts,
    length_counts,
    pitch_class_counts,
)
from musicbreeder.bench.models_judge import divergence_bits
from musicbreeder.bench.models_passages import melody_of
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding.codec import Codec
from musicbreeder.seeding.event_transformer import (
    MOST_REFERENCES,
    EventTransformer,
    Reference,
)
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

_KEY = Key.named("C", "major")
_BARS, _PER_TUNE = 4, 16
_KINDS = {"none": 0, "one": 1, "more": MOST_REFERENCES}
"""How many stretches of four bars of a tune are given."""

_COUNTERS = {
    "pitch class": pitch_class_counts,
    "interval": interval_counts,
    "length": length_counts,
}


def style_figures(held: Windows, tune_count: int, rng: Generator) -> dict[str, float]:
    """Print and return divergences to a tune, without and with it as reference.

    Args:
        held: windows in 4/4 of tunes that no model has learned from.
        tune_count: tunes that are followed, `_PER_TUNE` melodies each.
    """
    groups, counts = np.unique(held.groups, return_counts=True)
    groups = groups[counts >= 4]
    chosen = rng.choice(groups, min(tune_count, len(groups)), replace=False)
    totals = {kind: dict.fromkeys(_COUNTERS, 0.0) for kind in _KINDS}
    quoted = bar_count = 0
    for group in chosen.tolist():
        windows = held.tokens[held.groups == group]
        stretches = _apart(windows)
        for kind, most in _KINDS.items():
            given = stretches[:most]
            made = _made([Reference(melody_of(one), _KEY) for one in given], rng)
            for name, count in _COUNTERS.items():
                totals[kind][name] += divergence_bits(
                    count(NoteTable(made)).sum(axis=0) + 1e-9,
                    count(NoteTable(windows)).sum(axis=0) + 1e-9,
                )
            if given:
                bars = {bar.tobytes() for one in given for bar in _bars(one)}
                own = made.reshape(-1, made.shape[1] // _BARS)
                quoted += sum(bar.tobytes() in bars for bar in own)
                bar_count += len(own)
    print("\nDivergence to a held-out tune in bits, not knowing it and given of it\n")
    print(f"{'':34}{'nothing':>9}{'4 bars':>9}{'4-12 bars':>11}")
    figures: dict[str, float] = {}
    for name in _COUNTERS:
        without, one, more = (totals[kind][name] / len(chosen) for kind in totals)
        print(f"{name:34}{without:9.3f}{one:9.3f}{more:11.3f}")
        key = name.replace(" ", "_")
        figures |= {
            f"style_{key}_without_bits": without,
            f"style_{key}_with_bits": one,
            f"style_{key}_with_more_bits": more,
        }
    figures["style_quoted_bars"] = quoted / max(bar_count, 1)
    print(f"{'bars quoted from it':34}{figures['style_quoted_bars']:18.3f}")
    return figures


def _apart(windows: Tokens) -> list[Tokens]:
    """Return up to three windows of a tune that share no bar, the first one first."""
    found: list[Tokens] = []
    known: set[bytes] = set()
    for window in windows:
        bars = {bar.tobytes() for bar in _bars(window)}
        if len(found) < MOST_REFERENCES and not bars & known:
            found.append(window)
            known |= bars
    return found


def _bars(window: Tokens) -> Tokens:
    return window.reshape(_BARS, -1)


def _made(references: list[Reference], rng: Generator) -> Tokens:
    request = SeedRequest(_BARS, METERS["4/4"], 0, None, 48, 84, None)
    seeds = EventTransformer(references).seed(request, _PER_TUNE, rng)
    # Home keys of other modes than major have another tonic.
    rows = [Codec.of(one.melody, one.key).tokens(one.melody) for one in seeds]
    return np.array(rows)
