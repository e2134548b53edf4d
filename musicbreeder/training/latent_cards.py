"""The command ``latent-cards``: measures the small models once all of them are there.

What their seeders make depends on the event Transformer and the critic as well, and the
critic learns from what they make.
"""

import sys

from musicbreeder.seeding.latent_files import (
    AUTOENCODER_FILE,
    GENERATOR_FILE,
    MODEL_FOLDER,
)
from musicbreeder.seeding.vae import Autoencoder
from musicbreeder.training import gan, vae
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.gan_command import write_gan_card
from musicbreeder.training.latent_checks import write_checks
from musicbreeder.training.latent_shipping import read_arrays
from musicbreeder.training.options import TrainingOptions
from musicbreeder.training.vae_card import write_vae_card


def run(options: TrainingOptions) -> None:
    """Measure the shipped files and write their cards anew."""
    corpus = Corpus.load(options.build)
    folder = options.resources / MODEL_FOLDER
    vae_file, gan_file = folder / AUTOENCODER_FILE, folder / GENERATOR_FILE
    sys.stdout.write("Measuring the autoencoder ...\n")
    write_vae_card(vae_file, corpus, vae.Plan())
    sys.stdout.write("Measuring the latent GAN ...\n")
    write_gan_card(gan_file, Autoencoder(read_arrays(vae_file)), corpus, gan.Plan())
    checks = write_checks(corpus, folder, options.build)
    sys.stdout.write(f"Wrote both cards, and {checks} for a test.\n")
