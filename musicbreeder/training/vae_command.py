"""The command ``vae``: trains the autoencoder, writes its file and its card."""

import sys

import numpy as np
import torch
from tqdm import tqdm

from musicbreeder.training.corpus import Corpus
from musicbreeder.training.options import TrainingOptions
from musicbreeder.training.vae import Plan, Training
from musicbreeder.training.vae_corpus import TRAINING, grids_of

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
