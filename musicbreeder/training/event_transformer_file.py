"""Writes the event Transformer's file: half-float weights and what the books hold."""

from collections import Counter
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from musicbreeder.seeding.event_features import (
    CHOICE_COUNT,
    FIRST_PITCH_TOKEN,
    METER_NAMES,
    MODES,
    density_class,
)
from musicbreeder.seeding.event_network import EventNetwork
from musicbreeder.seeding.event_transformer import (
    CONDITION_ROWS,
    COPYING,
    INTERVAL_SHARES,
    MODEL_FILE,
)
from musicbreeder.seeding.style_leaning import INTERVAL_COUNT, interval_counts
from musicbreeder.theory.meter import METERS
from musicbreeder.training.corpus import WINDOW_BARS, Corpus
from musicbreeder.training.corpus_groups import TRAIN, VALID
from musicbreeder.training.event_transformer import EventTransformer
from musicbreeder.training.event_transformer_copying import copying_table
from musicbreeder.training.event_transformer_inputs import inputs_of
from musicbreeder.training.event_transformer_items import ItemSource, batch_of


def write_model(
    network: EventTransformer, corpus: Corpus, resources: Path, random_seed: int
) -> Path:
    """Write weights, kinds of windows and table of copies; return where they lie."""
    arrays: dict[str, NDArray[np.generic]] = {
        name: tensor.detach().cpu().numpy().astype(np.float16)
        for name, tensor in network.state_dict().items()
    }
    rows = condition_rows(corpus)
    arrays[CONDITION_ROWS] = rows
    arrays[INTERVAL_SHARES] = interval_shares(corpus)
    arrays |= check_arrays(network, corpus, random_seed)
    # Measured with the weights as they will be read: half floats.
    weights = {name: array.astype(np.float32) for name, array in arrays.items()}
    arrays[COPYING] = copying_table(
        EventNetwork(weights),
        rows[:, :-1].astype(np.int64),
        rows[:, -1] / rows[:, -1].sum(),
        corpus,
        np.random.default_rng(random_seed),
    ).astype(np.float16)
    path = resources / "models" / MODEL_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    return path


def check_arrays(
    network: EventTransformer, corpus: Corpus, random_seed: int
) -> dict[str, NDArray[np.generic]]:
    """Return a few inputs with what torch makes of them, to check the numpy code by.

    The network's own weights become half floats, as they are shipped.
    """
    rng = np.random.default_rng(random_seed)
    source = ItemSource(corpus, VALID)
    items = [
        source.item(rng, bars=2, meter=meter, suffix_share=1.0, reference_shares=(1.0,))
        for meter in METER_NAMES
    ]
    network.load_state_dict(
        {name: tensor.half().float() for name, tensor in network.state_dict().items()}
    )
    network.eval()
    batch = batch_of(items)
    inputs = inputs_of(batch, torch.device("cpu"))
    with torch.no_grad():
        states = network(inputs.features, inputs.places, inputs.hidden)
        pitches = inputs.features[..., 0]
        logits = network.duration_logits(states, pitches.clamp(max=CHOICE_COUNT - 1))
        found = {
            "features": inputs.features,
            "places": inputs.places,
            "hidden": inputs.hidden,
            "pitch_logits": network.pitch_logits(states),
            "duration_logits": logits,
        }
    return {f"check.{name}": _small(tensor) for name, tensor in found.items()}


def _small(tensor: torch.Tensor) -> NDArray[np.generic]:
    array = tensor.numpy()
    return array if array.dtype == np.float32 else array.astype(np.int16)


def interval_shares(corpus: Corpus) -> NDArray[np.float32]:
    """Return how often the training tunes have each interval, see `style_leaning`."""
    counts = np.zeros(INTERVAL_COUNT)
    for meter in METER_NAMES:
        for row in corpus.split_windows(meter, 4, TRAIN).tokens:
            counts += interval_counts(row[row >= FIRST_PITCH_TOKEN])
    shares: NDArray[np.float32] = (counts / counts.sum()).astype(np.float32)
    return shares


def condition_rows(corpus: Corpus) -> NDArray[np.int32]:
    """Return the kinds of training windows, see `CONDITION_ROWS`."""
    counts: Counter[tuple[int, ...]] = Counter()
    for place, meter in enumerate(METER_NAMES):
        for bars in WINDOW_BARS:
            windows = corpus.split_windows(meter, bars, TRAIN)
            quarters = bars * METERS[meter].quarters_per_bar
            onset_counts = (windows.tokens >= FIRST_PITCH_TOKEN).sum(axis=1).tolist()
            for row, tune in enumerate(windows.tunes.tolist()):
                kind = (
                    place,
                    bars,
                    int(windows.phases[row]),
                    int(windows.ends[row]),
                    int(corpus.books[tune]),
                    min(int(corpus.modes[tune]), MODES - 1),
                    density_class(onset_counts[row], quarters),
                )
                counts[kind] += 1
    return np.array([(*kind, counts[kind]) for kind in sorted(counts)], dtype=np.int32)
