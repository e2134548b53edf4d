import numpy as np
import pytest

from musicbreeder.synth.additive import (
    MOST_PARTIALS,
    LiveTones,
    Partial,
    partial_waves,
    render_partials,
)

SAMPLE_RATE = 48_000


def high_share_db(samples):
    """Energy above 8 kHz against all of it, in frames of 10 ms: a click is broad."""
    frames = samples[: len(samples) // 480 * 480].reshape(-1, 480)
    spectra = np.abs(np.fft.rfft(frames * np.blackman(480), axis=1)) ** 2
    return 10 * np.log10(spectra[:, 80:].sum(1).max() / spectra.sum(1).mean())


def played(tones, frame_count, block=441):
    done, blocks = 0, []
    while done < frame_count:
        blocks.append(tones.next_frames(min(block, frame_count - done))[:, 0].copy())
        done += len(blocks[-1])
    return np.concatenate(blocks)


def strongest_hz(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 19))
    return spectrum.argmax() * SAMPLE_RATE / (1 << 19)


def test_partials_add_up_to_the_tone():
    partials = (Partial(1.0, 1.0), Partial(3.0, 1 / 3, 90.0))
    seconds = np.arange(100) / SAMPLE_RATE
    waves = partial_waves(partials, 200.0, seconds)
    turn = 2 * np.pi * 200.0 * seconds
    assert waves[0] == pytest.approx(np.sin(turn), abs=1e-9)
    assert waves[1] == pytest.approx(np.cos(3 * turn) / 3, abs=1e-9)


def test_a_rendered_tone_has_its_pitch_and_length_and_ends_in_silence():
    samples = render_partials((Partial(1.0, 1.0),), 441.0, 0.5, SAMPLE_RATE)
    assert len(samples) == 24_000
    assert samples[0] == samples[-1] == 0.0
    assert strongest_hz(samples) == pytest.approx(441.0, abs=0.1)
    assert np.abs(samples).max() == pytest.approx(1.0, abs=1e-3)


def test_a_rendered_tone_does_not_click():
    samples = render_partials((Partial(1.0, 1.0, 90.0),), 441.0, 0.5, SAMPLE_RATE)
    assert high_share_db(samples) < -70


def test_a_partial_can_end_before_the_tone():
    partials = (Partial(1.0, 0.5), Partial(2.0, 0.5, length_share=0.5))
    samples = render_partials(partials, 441.0, 1.0, SAMPLE_RATE)
    alone = render_partials(partials[:1], 441.0, 1.0, SAMPLE_RATE)
    assert samples[24_000:] == pytest.approx(alone[24_000:])
    assert np.abs(samples[:23_000] - alone[:23_000]).max() > 0.4


def test_partials_nobody_can_hear_are_left_out_instead_of_folding_back():
    samples = render_partials((Partial(20.0, 1.0),), 2_000.0, 0.1, SAMPLE_RATE)
    assert not samples.any()


@pytest.mark.parametrize(
    "wrong",
    [{"ratio": 0.0}, {"amplitude": 1.5}, {"amplitude": -0.1}, {"length_share": 0.0}],
)
def test_a_partial_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Partial(**({"ratio": 1.0, "amplitude": 1.0} | wrong))


def test_live_tones_sound_as_they_are_set_and_stop_when_released():
    tones = LiveTones(SAMPLE_RATE)
    assert not played(tones, 1000).any()
    tones.set([330.0], [0.4])
    steady = played(tones, 48_000)
    assert strongest_hz(steady) == pytest.approx(330.0, abs=0.1)
    assert np.abs(steady[2000:]).max() == pytest.approx(0.4, abs=1e-3)
    tones.release()
    played(tones, 1000)
    assert tones.is_silent
    assert not played(tones, 1000).any()


def test_a_tone_begins_at_its_pitch_instead_of_sweeping_up_to_it():
    tones = LiveTones(SAMPLE_RATE)
    tones.set([2000.0], [0.5])
    turn = (np.arange(480) + 1) / 480
    rise = 0.5 - 0.5 * np.cos(np.pi * turn)
    expected = 0.5 * rise * np.sin(2 * np.pi * 2000.0 * turn * 0.01)
    assert played(tones, 480) == pytest.approx(expected, abs=1e-4)


def test_dragging_a_tone_over_two_octaves_at_any_speed_does_not_click():
    tones, rng, heard = LiveTones(SAMPLE_RATE), np.random.default_rng(3), []
    for _ in range(100):
        hz = 220.0 * 2.0 ** rng.uniform(0.0, 2.0)
        tones.set([220.0, hz], [0.4, 0.4])
        heard.append(played(tones, int(rng.integers(200, 2000))))
    tones.release()
    heard.append(played(tones, 2000))
    samples = np.concatenate(heard)
    assert high_share_db(samples) < -70
    # No step is larger than the fastest sines of that strength can make.
    fastest = 0.4 * 2 * np.pi * (220.0 + 880.0) / SAMPLE_RATE
    assert np.abs(np.diff(samples)).max() < 1.15 * fastest


def test_what_is_set_is_heard_within_one_glide():
    tones = LiveTones(SAMPLE_RATE)
    tones.set([300.0], [0.5])
    played(tones, 5000)
    tones.set([600.0], [0.5])
    played(tones, 2 * 480)
    assert strongest_hz(played(tones, 24_000)) == pytest.approx(600.0, abs=0.2)


def test_the_size_of_blocks_makes_no_difference():
    first, second = LiveTones(SAMPLE_RATE), LiveTones(SAMPLE_RATE)
    for tones in (first, second):
        tones.set(np.linspace(100, 900, 9), np.full(9, 0.1))
    assert np.array_equal(played(first, 9000, 64), played(second, 9000, 2048))


def test_a_full_bank_with_tones_beyond_hearing_stays_clean():
    tones = LiveTones(SAMPLE_RATE)
    hz = 1000.0 * np.arange(1, MOST_PARTIALS + 1)
    tones.set(hz, np.full(MOST_PARTIALS, 0.01))
    samples = played(tones, 48_000)
    assert np.isfinite(samples).all()
    assert strongest_hz(samples) < 21_600
