import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.synth import oscillator
from musicbreeder.theory.pitch import midi_note_to_hz


@pytest.mark.parametrize("sample_rate", [44_100, 48_000, 96_000])
def test_every_tile_is_in_tune_to_a_tenth_of_a_cent(sample_rate: int) -> None:
    for midi_note in range(12, 120):
        hz = midi_note_to_hz(midi_note)
        periods, frames = oscillator.tile_shape(hz, sample_rate)
        cents = 1200 * np.log2(periods * sample_rate / frames / hz)
        assert abs(cents) < 0.1, midi_note
        assert frames <= 1 << 16


def test_a_tile_is_the_sum_of_its_harmonics() -> None:
    amplitudes = np.array([[-1j, 0.5, 0.25j]], dtype=np.complex64)
    tile = oscillator.tiles(amplitudes, 3, 300)[0]
    turn = 2 * np.pi * 3 * np.arange(300) / 300
    expected = np.sin(turn) + 0.5 * np.cos(2 * turn) - 0.25 * np.sin(3 * turn)
    np.testing.assert_allclose(tile, expected, atol=1e-6)


def test_harmonics_beyond_the_highest_frequency_are_left_out() -> None:
    tile = oscillator.tiles(np.ones((1, 50), dtype=np.complex64), 10, 100)[0]
    spectrum = np.abs(np.fft.rfft(tile)) / 50
    np.testing.assert_allclose(spectrum[10:50:10], 1, atol=1e-5)
    assert spectrum[50] < 1e-5


def _cosine(t):  # type: ignore[no-untyped-def]
    return np.cos(2 * np.pi * t)


@pytest.mark.parametrize(
    ("wave", "reference"),
    [
        (oscillator.saw_wave, lambda t: 1 - 2 * t),
        (oscillator.triangle_wave, lambda t: 1 - 4 * np.abs((t + 0.25) % 1 - 0.5)),
        (lambda k: oscillator.pulse_wave(k, 0.5), lambda t: np.sign(_cosine(t))),
        (oscillator.sine_wave, lambda t: np.sin(2 * np.pi * t)),
    ],
)  # fmt: skip
def test_the_waves_have_the_shapes_of_their_names(wave, reference) -> None:  # type: ignore[no-untyped-def]
    amplitudes = wave(np.arange(1.0, 1000.0)).astype(np.complex64)
    tile = oscillator.tiles(amplitudes[np.newaxis], 1, 4096)[0]
    expected = reference(np.arange(4096) / 4096)
    # a sum of harmonics rings beside a jump, and only there
    assert np.median(np.abs(tile - expected)) < 0.002
    assert np.mean((tile - expected) ** 2) < 0.002


@given(st.integers(1, 50), st.integers(0, 300), st.integers(0, 400))
def test_a_tile_repeats_endlessly_from_any_frame(
    frames: int, start: int, length: int
) -> None:
    tile = np.arange(1, frames + 1, dtype=np.float32)
    target = np.ones(length, dtype=np.float32)
    oscillator.repeat_into(target, tile, start)
    expected = np.resize(tile, start + length)[start:] + 1
    np.testing.assert_array_equal(target, expected)


def test_a_table_read_at_a_steady_phase_is_the_wave_itself() -> None:
    amplitudes = np.array([-1j, 0, -0.3j], dtype=np.complex64)
    table = oscillator.wave_table(amplitudes)
    phase = oscillator.phases(441.3, 0.0, 48_000, 48_000)
    samples = oscillator.read_table(table, *oscillator.table_position(phase))
    turn = 2 * np.pi * 441.3 * np.arange(48_000) / 48_000
    expected = np.sin(turn) + 0.3 * np.sin(3 * turn)
    np.testing.assert_allclose(samples, expected, atol=2e-4)


def test_frequency_modulation_makes_chownings_sidebands() -> None:
    carrier = oscillator.phases(1000.0, 0.0, 48_000, 48_000)
    modulator = oscillator.phases(100.0, 0.0, 48_000, 48_000)
    index = np.full(48_000, 2.0, dtype=np.float32)
    samples = oscillator.frequency_modulated(carrier, modulator, index)
    spectrum = np.abs(np.fft.rfft(samples)) / 24_000
    bessel = [0.22389, 0.57672, 0.35283, 0.12894]  # J0..J3 at 2
    for order, amplitude in enumerate(bessel):
        assert spectrum[1000 + 100 * order] == pytest.approx(amplitude, abs=1e-3)
        assert spectrum[1000 - 100 * order] == pytest.approx(amplitude, abs=1e-3)


def test_noise_lies_around_its_centre_and_is_always_the_same() -> None:
    noise = oscillator.noise_tile(2000.0, 48_000, 1 << 15)
    spectrum = np.abs(np.fft.rfft(noise)) ** 2
    hz = np.fft.rfftfreq(1 << 15, 1 / 48_000)
    inside = spectrum[(hz > 700) & (hz < 8000)].sum() / spectrum.sum()
    assert inside > 0.9
    assert np.mean(noise**2) == pytest.approx(1.0, abs=1e-4)
    again = oscillator.noise_tile(2000.0, 48_000, 1 << 15)
    np.testing.assert_array_equal(noise, again)
