"""The command ``gan``: trains the latent GAN, writes its generator and its card."""

import sys
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from musicbreeder.seeding.latent_files import (
    AUTOENCODER_FILE,
    GENERATOR_FILE,
    MODEL_FOLDER,
)
from musicbreeder.seeding.latent_gan import LatentGenerator
from musicbreeder.seeding.latent_seeder import LatentSeeder
from musicbreeder.seeding.seeders import ADVERSARIAL_NETWORK
from musicbreeder.seeding.vae import Autoencoder
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.gan import Plan, Training
from musicbreeder.training.latent_figures import HEADER, likeness, seeds_of
from musicbreeder.training.latent_shipping import (
    megabytes,
    read_arrays,
    write_arrays,
    write_card,
)
from musicbreeder.training.options import TrainingOptions
from musicbreeder.training.vae_blending import halves
from musicbreeder.training.vae_corpus import TEST, TRAINING, VALIDATION, grids_of
from musicbreeder.training.vae_figures import posteriors

_USUAL_MINUTES = 1.5
_STATE_FILE = "gan.pt"
_UPDATES_AT_A_TIME = 500
_JUDGED = 500

_CARD = """\
# Latent generator

Draws first melodies: points of the autoencoder's space that tunes could lie at.
`gan.npz` is read by `musicbreeder.seeding.latent_gan` in numpy; without
[`vae.npz`](vae.md), whose decoder writes the melodies, it does nothing.

## What it is

A generative adversarial network in the space of the [autoencoder](vae.md): a generator
of three layers ({parameters:,} parameters, {size} as half floats) was trained against a
critic that learned to tell its points from those of tunes (Wasserstein distance with a
gradient penalty, Gulrajani et al., 2017). The critic does not ship.

{data}

## Training

`python -m musicbreeder.training gan`: {updates:,} updates of {batch_size} points, three
of the critic for each, one thread of one processor.

## How it fares

A judge (gradient-boosted trees on some 120 features, folds grouped by tune) is trained
afresh to tell its melodies from held-out tunes; an area of .5 means that it cannot.

{header}
{seeds}

What is finished is a whole phrase, with a beginning and a close, and is held here
against windows cut out anywhere; `musicbreeder bench models` holds it against phrases.

## Limits

All that the autoencoder knows and does not know. As it draws them its melodies are told
from tunes almost always. So the seeder “generative adversarial network” lets the event
Transformer write three of four bars anew and the critic thin them out, and the melodies
say so. No listening test was made.
"""


def run(options: TrainingOptions) -> None:
    """Train, or go on, until all updates are done; then write what ships."""
    torch.set_num_threads(1)
    corpus = Corpus.load(options.build)
    network = Autoencoder(
        read_arrays(options.resources / MODEL_FOLDER / AUTOENCODER_FILE)
    )
    grids = grids_of(corpus, TRAINING)
    share = 1.0 if options.minutes is None else options.minutes / _USUAL_MINUTES
    plan = Plan(
        updates=max(round(Plan.updates * share), 1), random_seed=options.random_seed
    )
    training = Training(*posteriors(network, grids), grids.meters, plan)
    path = options.build / _STATE_FILE
    if not options.is_fresh and training.take_up(path):
        sys.stdout.write(f"Going on after update {training.updates_done}.\n")
    with tqdm(
        total=plan.updates, initial=training.updates_done, desc="latent GAN"
    ) as bar:

        def on_update(distance: float) -> None:
            bar.update()
            if training.updates_done % 50 == 0:
                bar.set_postfix_str(f"distance {distance:.2f}")

        while training.updates_done < plan.updates:
            left = plan.updates - training.updates_done
            training.run(min(_UPDATES_AT_A_TIME, left), on_update)
            training.keep(path)
    arrays = {
        name: values.detach().numpy()
        for name, values in training.average.state_dict().items()
    }
    shipped = write_arrays(options.resources, GENERATOR_FILE, arrays)
    sys.stdout.write("Measuring what ships ...\n")
    write_gan_card(shipped, network, corpus, plan)
    sys.stdout.write(f"Wrote {shipped} and its card.\n")


def write_gan_card(
    path: Path, network: Autoencoder, corpus: Corpus, plan: Plan
) -> None:
    """Measure the file as it ships and write its card."""
    arrays = read_arrays(path)
    draw = LatentGenerator(arrays).drawn
    real, others = halves(
        grids_of(corpus, VALIDATION, TEST, meter="4/4"), _JUDGED, random_seed=0
    )
    rows = [likeness("held-out tunes", others, real).row]
    for is_finished in (False, True):
        seeder = LatentSeeder(
            ADVERSARIAL_NETWORK,
            draw,
            network,
            is_finished=is_finished,
            is_thinned=is_finished,
        )
        name = "finished" if is_finished else "as drawn"
        rows.append(likeness(name, seeds_of(seeder, "4/4", _JUDGED), real).row)
    text = _CARD.format(
        data="{data}",
        parameters=sum(np.size(a) for n, a in arrays.items() if "layers" in n),
        size=megabytes(path),
        updates=plan.updates,
        batch_size=plan.batch_size,
        header=HEADER,
        seeds="\n".join(rows),
    )
    count = len(grids_of(corpus, TRAINING))
    write_card(path, text, f"Points of {count:,} windows in the autoencoder's space")
