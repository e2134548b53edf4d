"""The command ``vae``: trains the autoencoder, writes its file and its card."""

import sys
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from musicbreeder.seeding.latent_files import AUTOENCODER_FILE
from musicbreeder.seeding.vae import Autoencoder
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.latent_shipping import write_arrays
from musicbreeder.training.options import TrainingOptions
from musicbreeder.training.vae import Plan, Training, half_weights
from musicbreeder.training.vae_card import write_vae_card
from musicbreeder.training.vae_corpus import TRAINING, grids_of
from musicbreeder.training.vae_figures import posteriors
from musicbreeder.training.vae_network import LATENT_SIZE
from musicbreeder.training.vae_space import space_arrays, unplaced

_USUAL_MINUTES = 20.0
_STATE_FILE = "vae.pt"


def run(options: TrainingOptions) -> None:
    """Train, or go on, until all epochs are done; then write what ships."""
    torch.set_num_threads(1)  # batches are small: two threads mostly wait
    corpus = Corpus.load(options.build)
    share = 1.0 if options.minutes is None else options.minutes / _USUAL_MINUTES
    plan = Plan(
        epochs=max(round(Plan.epochs * share), 1), random_seed=options.random_seed
    )
    training = Training(grids_of(corpus, TRAINING), plan)
    path = options.build / _STATE_FILE
    if not options.is_fresh and training.take_up(path):
        sys.stdout.write(f"Going on after epoch {training.epochs_done}.\n")
    while training.epochs_done < plan.epochs:
        _run_epoch(training, plan)
        training.keep(path)
    sys.stdout.write("Writing and measuring what ships ...\n")
    shipped = _write(training, corpus, options)
    write_vae_card(shipped, corpus, plan)
    sys.stdout.write(f"Wrote {shipped} and its card.\n")


def _write(training: Training, corpus: Corpus, options: TrainingOptions) -> Path:
    """Write weights and what is known of the latent space; return where they lie."""
    halves = half_weights(training.network)
    weights = {name: values.astype(np.float32) for name, values in halves.items()}
    network = Autoencoder(weights | unplaced(LATENT_SIZE))
    grids = grids_of(corpus, TRAINING)
    means, log_variances = posteriors(network, grids)
    arrays = halves | space_arrays(means, log_variances, grids)
    return write_arrays(options.resources, AUTOENCODER_FILE, arrays)


def _run_epoch(training: Training, plan: Plan) -> None:
    bits: list[tuple[float, float]] = []
    name = f"epoch {training.epochs_done + 1} of {plan.epochs}"
    with tqdm(total=training.updates_per_epoch, desc=name, mininterval=5.0) as bar:

        def on_update(reconstruction: float, divergence: float) -> None:
            bits.append((reconstruction, divergence))
            bar.update()
            if len(bits) % 50 == 0:
                mean = np.mean(bits[-50:], axis=0)
                bar.set_postfix_str(
                    f"{mean[0]:.1f} bits to reconstruct, {mean[1]:.1f} bits of rate"
                )

        training.run_epoch(on_update)
