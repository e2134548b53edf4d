import numpy as np

from musicbreeder.seeding.phrase_measures import phrase_measures


def phrase(bars):
    return np.concatenate(bars).astype(np.uint8)


def test_measures_are_finite_for_any_number_of_bars_and_notes():
    rng = np.random.default_rng(0)
    for bars in (1, 2, 4, 8):
        for steps in (12, 16):
            grids = rng.integers(2, 38, (5, bars * steps)).astype(np.uint8)
            grids[rng.random(grids.shape) < 0.5] = 0
            grids[:, 0] = 1
            grids[4, 1:] = 0
            found = phrase_measures(grids, steps)
            assert len(found) == 5
            assert np.isfinite(found).all()


def test_a_phrase_alone_is_measured_as_among_others():
    rng = np.random.default_rng(1)
    grids = rng.integers(0, 38, (6, 64)).astype(np.uint8)
    grids[:, 1::2] = 0
    grids[3, 4:] = 0
    together = phrase_measures(grids, 16)
    for row in range(6):
        alone = phrase_measures(grids[row : row + 1], 16)
        np.testing.assert_allclose(alone[0], together[row], atol=1e-6)


def test_a_bar_that_comes_again_and_another_ending_are_seen():
    rng = np.random.default_rng(2)
    a, b, c = (np.where(np.arange(16) % 2, 0, rng.integers(5, 30, 16)) for _ in "abc")
    plain, again = phrase([a, b, c, b]), phrase([a, b, a, b])
    other_end = plain.copy()
    other_end[-4:] = [9, 0, 0, 0]
    found = phrase_measures(np.stack([plain, again, other_end]), 16)
    assert (found[0] != found[1]).sum() > 10
    assert (found[0] != found[2]).sum() > 3
