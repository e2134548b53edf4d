import numpy as np
import pytest

from musicbreeder.seeding.critic import SOURCES
from musicbreeder.seeding.latent_grid import EMPTY, FIRST_PITCH, HOLD, LOWEST_NOTE

torch = pytest.importorskip("torch")

from musicbreeder.training import critic, gan, vae  # noqa: E402  # torch is optional
from musicbreeder.training.vae_network import AutoencoderNetwork  # noqa: E402
from musicbreeder.training.vae_variation import varied, with_moved_notes  # noqa: E402


@pytest.fixture(scope="module")
def grids():
    """Scales up and down in quavers, in 4/4 and in 6/8."""
    rng = np.random.default_rng(0)
    white = [n for n in range(60, 84) if n % 12 in (0, 2, 4, 5, 7, 9, 11)]
    tokens = np.full((96, 64), HOLD, dtype=np.uint8)
    for row in tokens:
        line = np.clip(np.cumsum(rng.integers(-1, 2, 32)) + 6, 0, len(white) - 1)
        row[::2] = np.array(white)[line] - LOWEST_NOTE + FIRST_PITCH
    meters = np.arange(96) % 2 * 2
    in_compound = tokens[meters == 2].reshape(-1, 4, 16)
    in_compound[:, :, 12:] = EMPTY
    tokens[meters == 2] = in_compound.reshape(-1, 64)
    return vae.Grids(tokens, meters, np.arange(96))


def same(first, second):
    return all(
        torch.equal(values, second.state_dict()[name])
        for name, values in first.state_dict().items()
    )


def test_an_interrupted_training_goes_on_to_the_same_weights(grids, tmp_path):
    plan = vae.Plan(epochs=2, batch_size=48)
    straight = vae.Training(grids, plan)
    for _ in range(2):
        straight.run_epoch(lambda *bits: None)
    first = vae.Training(grids, plan)
    first.run_epoch(lambda *bits: None)
    first.keep(tmp_path / "state.pt")

    second = vae.Training(grids, plan)
    assert second.take_up(tmp_path / "state.pt")
    second.run_epoch(lambda *bits: None)

    assert second.epochs_done == 2
    assert same(straight.network, second.network)


def test_a_state_of_another_plan_is_not_taken_up(grids, tmp_path):
    vae.Training(grids, vae.Plan(epochs=2)).keep(tmp_path / "state.pt")
    other = vae.Training(grids, vae.Plan(epochs=3))
    assert not other.take_up(tmp_path / "state.pt")
    assert not other.take_up(tmp_path / "none.pt")


def test_the_autoencoder_learns(grids):
    training = vae.Training(grids, vae.Plan(epochs=3, batch_size=16))
    bits = []
    for _ in range(3):
        training.run_epoch(lambda reconstruction, rate: bits.append(reconstruction))
    assert np.mean(bits[-6:]) < 0.6 * np.mean(bits[:6])


def test_what_ships_are_half_floats_of_every_parameter():
    network = AutoencoderNetwork()
    shipped = vae.half_weights(network)
    assert set(shipped) == set(network.state_dict())
    assert {one.dtype for one in shipped.values()} == {np.dtype(np.float16)}


def test_the_latent_gan_goes_on_to_the_same_weights(tmp_path):
    rng = np.random.default_rng(0)
    points = rng.standard_normal((60, 8)).astype(np.float32)
    arguments = (points, np.full_like(points, -2.0), np.zeros(60, dtype=np.int64))
    plan = gan.Plan(updates=4, batch_size=16)
    straight = gan.Training(*arguments, plan)
    distances = []
    straight.run(4, distances.append)
    first = gan.Training(*arguments, plan)
    first.run(2, lambda distance: None)
    first.keep(tmp_path / "gan.pt")
    second = gan.Training(*arguments, plan)
    assert second.take_up(tmp_path / "gan.pt")
    second.run(2, lambda distance: None)
    assert len(distances) == 4
    assert same(straight.average, second.average)


def test_the_critic_learns_to_tell_tunes_from_each_source():
    rng = np.random.default_rng(0)
    centres = {"tunes": 0.0, "phrase grammar": 1.5, "event transformer": -1.5}
    phrases = {
        source: rng.normal(centre, 1.0, (200, 6)).astype(np.float32)
        for source, centre in centres.items()
    }
    network = critic.trained(phrases, critic.Plan(updates=60, batch_size=64))
    for source in ("phrase grammar", "event transformer"):
        column = SOURCES.index(source)
        with torch.no_grad():
            tune, other = (
                (scores[:, 0] - scores[:, column]).mean()
                for scores in (
                    network(torch.from_numpy(phrases[name]))
                    for name in ("tunes", source)
                )
            )
        assert tune > 0.0 > other


def test_moved_notes_stay_without_accidentals(grids):
    rng = np.random.default_rng(0)
    moved = with_moved_notes(grids.tokens, np.full(96, 0.5), rng)
    is_note = (moved >= FIRST_PITCH) & (moved != EMPTY)
    classes = (moved[is_note].astype(int) - FIRST_PITCH + LOWEST_NOTE) % 12
    assert np.isin(classes, (0, 2, 4, 5, 7, 9, 11)).all()
    assert 0.3 < (moved != grids.tokens)[is_note].mean() < 0.6


def test_variation_leaves_empty_steps_empty_and_most_windows_as_they_are(grids):
    changed = varied(grids.tokens, grids.meters, np.random.default_rng(0))
    assert ((changed == EMPTY) == (grids.tokens == EMPTY)).all()
    share = (changed != grids.tokens).any(axis=1).mean()
    assert 0.3 < share < 0.7
