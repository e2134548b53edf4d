"""Writes what torch makes of a few inputs, for a test to compare numpy with.

``python -m musicbreeder.training latent-cards`` writes the file into the build folder;
the test reads it from ``tests/seeding/files``.
"""

from pathlib import Path

import numpy as np
import torch

from musicbreeder.seeding.latent_files import AUTOENCODER_FILE, GENERATOR_FILE
from musicbreeder.seeding.latent_gan import NOISE_SIZE
from musicbreeder.seeding.latent_grid import UNKNOWN
from musicbreeder.training.corpus import Corpus
from musicbreeder.training.gan_network import LatentGeneratorNetwork
from musicbreeder.training.latent_shipping import read_arrays
from musicbreeder.training.vae_corpus import TEST, grids_of
from musicbreeder.training.vae_network import AutoencoderNetwork

CHECKS_FILE = "latent_checks.npz"
_PER_METER = 2


def write_checks(corpus: Corpus, models: Path, build: Path) -> Path:
    """Write inputs and torch's answers with the shipped weights.

    Args:
        models: folder of the shipped files.
        build: folder that takes the file.
    """
    grids = grids_of(corpus, TEST)
    rng = np.random.default_rng(0)
    rows = np.concatenate(
        [
            rng.choice(np.flatnonzero(grids.meters == meter), _PER_METER, replace=False)
            for meter in np.unique(grids.meters)
        ]
    )
    tokens, meters = grids.tokens[rows], grids.meters[rows]
    known = np.where(rng.random(tokens.shape) < 0.5, tokens, np.uint8(UNKNOWN))
    noise = rng.standard_normal((len(rows), NOISE_SIZE), dtype=np.float32)
    weights = read_arrays(models / AUTOENCODER_FILE)
    network = AutoencoderNetwork()
    network.load_state_dict(
        {name: torch.from_numpy(weights[name]) for name in network.state_dict()}
    )
    shipped = read_arrays(models / GENERATOR_FILE)
    generator = LatentGeneratorNetwork(shipped["mean"][None])
    generator.load_state_dict(
        {name: torch.from_numpy(values) for name, values in shipped.items()}
    )
    places = torch.from_numpy(meters)
    with torch.no_grad():
        mean, log_variance = network.encoder(
            torch.from_numpy(tokens.astype(np.int64)), places
        )
        logits = network.decoder(mean, torch.from_numpy(known.astype(np.int64)), places)
        points = generator(torch.from_numpy(noise), places)
    path = build / CHECKS_FILE
    np.savez_compressed(
        path,
        tokens=tokens,
        meters=meters,
        known=known,
        noise=noise,
        mean=mean.numpy(),
        log_variance=log_variance.numpy(),
        logits=logits.numpy(),
        points=points.numpy(),
    )
    return path
