"""What every instrument promises, measured on its own notes.

The levels are those at which a fault becomes audible, with room to spare; the methods
(windows, masks) are chosen so that a sound without the fault reads far below them.
"""

import dataclasses

import numpy as np
import pytest
from example_notes import SAMPLE_RATE, one_note
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal.windows import kaiser

from musicbreeder.synth.note_cache import NoteCache
from musicbreeder.synth.patch import PARAMETERS, Patch, patch_named
from musicbreeder.synth.voice import Voice, velocity_gain, velocity_layer
from musicbreeder.theory.pitch import midi_note_to_hz

STEADY = (
    "organ", "saw lead", "square lead", "strings", "warm pad", "synth bass", "clarinet",
    "trumpet", "flute",
)  # fmt: skip


def bare(name: str) -> Patch:
    """Return a patch without its noise and vibrato, in a filter that stands still."""
    return dataclasses.replace(
        patch_named(name),
        breath_level=0.0,
        strike_level=0.0,
        vibrato_cents=0.0,
        tremolo_level=0.0,
        filter_decay_seconds=0.05,
        decay_seconds=0.05,
        filter_attack_seconds=0.01,
        attack_seconds=0.01,
        unison_count=1.0,
    )


def non_harmonic_db(samples: NDArray[np.float32], base_hz: float) -> float:
    """Return the power between the harmonics against all power."""
    windowed = samples.astype(np.float64) * kaiser(len(samples), 26)
    power = np.abs(np.fft.rfft(windowed)) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    distance = np.abs(hz / base_hz - np.round(hz / base_hz)) * base_hz
    between = (distance > 15.0) & (hz > 15.0)
    return float(10 * np.log10(power[between].sum() / power.sum()))


@pytest.mark.parametrize("name", STEADY)
@pytest.mark.parametrize("midi_note", [48, 84, 107])
def test_nothing_folds_back_between_the_harmonics(name: str, midi_note: int) -> None:
    note = one_note(bare(name), midi_note, 2.0)[SAMPLE_RATE // 2 : 3 * SAMPLE_RATE // 2]
    # an octave below: drawbars reach there
    assert non_harmonic_db(note, midi_note_to_hz(midi_note) / 2) < -100


def test_a_strong_index_on_a_high_note_of_fm_folds_nothing_back() -> None:
    loud = Patch(
        name="fm", family="keys", fm_level=1.0, fm_index=12.0, fm_index_sustain=1.0
    )
    note = one_note(loud, 107, 2.0)[SAMPLE_RATE // 2 : 3 * SAMPLE_RATE // 2]
    assert non_harmonic_db(note, midi_note_to_hz(107)) < -90


def test_partials_of_a_struck_bar_beyond_hearing_are_left_out() -> None:
    bar = Patch(name="bar", family="bells", bar_level=1.0, damping=0.0, hardness=1.0)
    note = one_note(bar, 107, 0.5)[2400:24_000].astype(np.float64)
    power = np.abs(np.fft.rfft(note * kaiser(len(note), 26))) ** 2
    hz = np.fft.rfftfreq(len(note), 1 / SAMPLE_RATE)
    above = hz > 0.9 * midi_note_to_hz(107)
    between = above & (np.abs(hz - midi_note_to_hz(107)) > 200) & (hz < 15_000)
    assert power[~above | between].sum() < 1e-8 * power.sum()


def test_the_measure_of_folding_finds_a_naive_saw() -> None:
    turns = midi_note_to_hz(107) * np.arange(SAMPLE_RATE) / SAMPLE_RATE
    naive = (2 * (turns % 1) - 1).astype(np.float32)
    assert non_harmonic_db(naive, midi_note_to_hz(107)) > -20


def measured_hz(samples: NDArray[np.float32], near_hz: float) -> float:
    """Return the frequency of the partial near `near_hz` by its advance in phase."""
    seconds = np.arange(len(samples)) / SAMPLE_RATE
    turning = samples * np.exp(-2j * np.pi * near_hz * seconds)
    half = len(samples) // 2
    window = np.hanning(half)
    first, second = turning[:half] @ window, turning[half : 2 * half] @ window
    advance = np.angle(second / first) / (2 * np.pi)
    return near_hz + advance * SAMPLE_RATE / half


@pytest.mark.parametrize(
    "name",
    [
        "organ",
        "saw lead",
        "electric piano",
        "pluck",
        "marimba",
        "flute",
        "clarinet",
        "trumpet",
        "vibraphone",
        "kalimba",
        "harp",
        "square lead",
    ],
)
def test_every_note_is_in_tune_to_half_a_cent(name: str) -> None:
    patch = dataclasses.replace(bare(name), damping=0.0, ring_seconds=20.0)
    for midi_note in range(24, 109, 7):
        hz = midi_note_to_hz(midi_note)
        note = one_note(patch, midi_note, 1.2)[2400:55_200]
        cents = 1200 * np.log2(measured_hz(note, hz) / hz)
        assert abs(cents) < 0.5, midi_note


def frame_power_above_8_khz_db(samples: NDArray[np.float32], at_frame: int) -> float:
    size = 240  # 5 ms
    part = samples[at_frame - size // 2 : at_frame + size // 2] * np.hanning(size)
    power = np.abs(np.fft.rfft(part)) ** 2
    hz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    loudness = np.mean(samples[: SAMPLE_RATE // 2] ** 2) * size
    return float(10 * np.log10(power[hz > 8000].sum() / (loudness * size) + 1e-15))


def test_letting_a_key_go_adds_no_click(patch: Patch) -> None:
    gate_seconds = 0.5003
    note = one_note(patch, 72, gate_seconds)
    off = round(gate_seconds * SAMPLE_RATE)
    around_off = max(
        frame_power_above_8_khz_db(note, off + shift) for shift in range(-240, 481, 60)
    )
    steady = max(
        frame_power_above_8_khz_db(note, frame)
        for frame in range(off - 9600, off - 480, 120)
    )
    assert around_off < max(steady + 3, -80)


def test_every_note_begins_and_ends_at_exactly_zero(patch: Patch) -> None:
    for gate_seconds in (0.001, 0.05, 0.6):
        note = one_note(patch, 60, gate_seconds)
        assert note[0] == 0
        assert note[-1] == 0
        assert np.abs(note).max() > 0


def test_no_note_carries_energy_at_0_hz(patch: Patch) -> None:
    for midi_note in (36, 60, 84):
        note = one_note(patch, midi_note, 0.5).astype(np.float64)
        level = np.sqrt(np.mean(note**2))
        assert abs(note.mean()) < level * 10 ** (-70 / 20)


def centroid_hz(samples: NDArray[np.float32]) -> float:
    power = np.abs(np.fft.rfft(samples[:9600])) ** 2
    hz = np.fft.rfftfreq(9600, 1 / SAMPLE_RATE)
    return float((power * hz).sum() / power.sum())


def test_a_harder_touch_is_louder_and_never_duller(patch: Patch) -> None:
    soft = one_note(patch, 60, 0.4, layer=48)
    hard = one_note(patch, 60, 0.4, layer=120)
    assert np.std(hard) > 1.2 * np.std(soft)
    assert centroid_hz(hard) >= 0.99 * centroid_hz(soft)


def test_a_harder_touch_of_the_electric_piano_is_brighter() -> None:
    electric_piano = patch_named("electric piano")
    soft, hard = (one_note(electric_piano, 60, 0.4, layer=v) for v in (48, 120))
    assert centroid_hz(hard) > 1.2 * centroid_hz(soft)


def test_every_velocity_has_a_level_of_its_own_and_a_layer_nearby() -> None:
    gains = [velocity_gain(patch_named("pluck"), v) for v in range(1, 128)]
    assert np.all(np.diff(gains) > 0)
    assert velocity_gain(patch_named("pluck"), 96) == 1.0
    assert all(abs(velocity_layer(v) - v) <= 24 for v in range(1, 128))
    assert velocity_layer(96) == 96


def test_notes_of_all_lengths_start_alike(patch: Patch) -> None:
    short, long = one_note(patch, 64, 0.3), one_note(patch, 64, 1.7)
    start = 0.29 * SAMPLE_RATE
    np.testing.assert_allclose(short[: int(start)], long[: int(start)], atol=2e-3)


def test_a_vibrato_comes_late_and_swings_by_its_cents() -> None:
    plain = bare("flute")
    swinging = dataclasses.replace(
        plain, vibrato_cents=50.0, vibrato_hz=5.0, vibrato_delay_seconds=0.5
    )
    note = one_note(swinging, 69, 2.0)
    spans = [note[start : start + 2400] for start in range(2400, 91_200, 1200)]
    cents = [1200 * np.log2(measured_hz(span, 440.0) / 440.0) for span in spans]
    assert np.abs(cents[:2]).max() < 15
    assert max(cents[20:]) == pytest.approx(50, abs=12)
    assert min(cents[20:]) == pytest.approx(-50, abs=12)
    assert np.mean(cents[20:60]) == pytest.approx(0, abs=2)


extreme_genes = st.lists(
    st.one_of(st.sampled_from((0.0, 1.0)), st.floats(0.0, 1.0)),
    min_size=len(PARAMETERS),
    max_size=len(PARAMETERS),
)


@settings(max_examples=60)
@given(
    extreme_genes,
    st.sampled_from((0, 21, 60, 108, 127)),
    st.sampled_from((24, 96, 120)),
    st.sampled_from((44_100, 48_000, 96_000)),
    st.integers(1, 4000),
)
def test_no_setting_of_the_sliders_breaks_a_note(
    genes: list[float], midi_note: int, layer: int, sample_rate: int, gate: int
) -> None:
    base = patch_named("organ").with_genes(genes, "random")
    # long tails only take time
    patch = dataclasses.replace(base, release_seconds=min(base.release_seconds, 0.3))
    note = Voice(patch, sample_rate, NoteCache(0)).note(midi_note, layer, gate)
    assert np.isfinite(note).all()
    assert note[0] == 0
    assert note[-1] == 0
    assert np.abs(note).max() < 100


def test_all_sliders_at_an_end_still_make_a_finite_note() -> None:
    for position in (0.0, 1.0):
        genes = [position] * len(PARAMETERS)
        patch = patch_named("organ").with_genes(genes, "end")
        assert np.isfinite(one_note(patch, 60, 0.2)).all()
