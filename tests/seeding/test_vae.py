from pathlib import Path

import numpy as np
import pytest

from musicbreeder import resources
from musicbreeder.errors import ModelError
from musicbreeder.seeding.latent_files import (
    AUTOENCODER_FILE,
    CRITIC_FILE,
    GENERATOR_FILE,
    has_model,
    read_weights,
)
from musicbreeder.seeding.latent_gan import LatentGenerator
from musicbreeder.seeding.latent_grid import EMPTY, FIRST_PITCH, UNKNOWN
from musicbreeder.seeding.vae import Autoencoder, shipped_autoencoder

CHECKS = Path(__file__).parent / "files" / "latent_checks.npz"
"""Inputs, and what torch makes of them with the shipped weights; written by the
command that trains, see `training.latent_checks`."""


@pytest.fixture(scope="module")
def checks():
    with np.load(CHECKS, allow_pickle=False) as stored:
        return dict(stored)


def test_numpy_encodes_and_decodes_as_torch_does(checks):
    network = shipped_autoencoder()
    mean, log_variance = network.posterior(checks["tokens"], checks["meters"])
    logits = network.logits(checks["mean"], checks["meters"], checks["known"])
    assert np.abs(mean - checks["mean"]).max() < 1e-4
    assert np.abs(log_variance - checks["log_variance"]).max() < 1e-4
    assert np.abs(logits - checks["logits"]).max() < 1e-4


def test_numpy_draws_points_as_torch_does(checks):
    generator = LatentGenerator(read_weights(GENERATOR_FILE))
    points = generator.points(checks["noise"], checks["meters"])
    assert np.abs(points - checks["points"]).max() < 1e-4


def test_tunes_come_back_from_their_points(checks):
    network = shipped_autoencoder()
    tokens, meters = checks["tokens"], checks["meters"]
    copies = network.decode(network.encode(tokens, meters), meters)
    is_note = (tokens >= FIRST_PITCH) & (tokens != EMPTY)
    assert (copies == tokens).mean() > 0.97
    assert (copies == tokens)[is_note].mean() > 0.93


def test_steps_that_are_known_are_never_changed(checks):
    network = shipped_autoencoder()
    tokens, meters = checks["tokens"], checks["meters"]
    known = tokens.copy()
    known[:, 16:32] = UNKNOWN
    elsewhere = network.drawn(len(tokens), np.random.default_rng(0))

    completed = network.completed(elsewhere, meters, known)

    is_known = known != UNKNOWN
    assert (completed[is_known] == tokens[is_known]).all()
    assert (completed != UNKNOWN).all()


@pytest.mark.parametrize("name", [AUTOENCODER_FILE, GENERATOR_FILE, CRITIC_FILE])
def test_a_model_that_is_not_installed_is_named_with_the_cure(
    name, monkeypatch, tmp_path
):
    monkeypatch.setattr(resources, "resource_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match=f"models/{name}.*install musicbreeder again"):
        read_weights(name)
    assert has_model(name)


def test_a_damaged_model_is_named_with_the_cure(monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "resource_folder", lambda: tmp_path)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / AUTOENCODER_FILE).write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(ModelError, match=r"vae\.npz.*damaged"):
        read_weights(AUTOENCODER_FILE)


def test_a_file_of_another_version_is_refused_in_a_sentence():
    with pytest.raises(ModelError, match="encoder"):
        Autoencoder({"latent.mean": np.zeros(2), "latent.factor": np.eye(2)})
