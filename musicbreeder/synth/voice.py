"""The voice: one note of one patch, the whole signal path in one place.

    waves, drawbars, unison -> moving low-pass -+
    fm pair ------------------------------------+
    string, bar and bell modes -----------------+-> x ADSR -> x velocity -> note
    breath, strike -----------------------------+

A voice knows no effects and no other notes.
"""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.synth import envelope, modes, oscillator
from musicbreeder.synth import filter as low_pass
from musicbreeder.synth.note_cache import NoteCache
from musicbreeder.synth.patch import Patch
from musicbreeder.theory.pitch import midi_note_to_hz

Samples = NDArray[np.float32]

REFERENCE_VELOCITY = 96
_VELOCITIES_PER_LAYER = 24
_NOTE_LEVEL = 0.25  # room for chords
_MIDDLE_C_HZ = midi_note_to_hz(60)
_NOISE_FRAMES = 1 << 15
_SHORTEST_SOUND_FRAMES = 4096
# Unison voices lie unevenly, so that their beats never fall together.
_UNISON_SPREAD = (0.0, 1.0, -0.93, 0.47, -0.57, 0.21, -0.28)
# They start at the phases of a difference set modulo the first number: every harmonic
# then starts at about the same power, however many voices there are.
_UNISON_STARTS = {
    1: (1, (0,)),
    2: (3, (0, 1)),
    3: (7, (0, 1, 3)),
    4: (13, (0, 1, 3, 9)),
    5: (21, (0, 1, 4, 14, 16)),
    6: (31, (0, 1, 3, 8, 12, 18)),
    7: (15, (0, 1, 2, 4, 5, 8, 10)),
}
_GOLDEN_RATIO = 0.618034
_DRAWBAR_HALF_HARMONICS = {
    "drawbar_16": 1,  # an octave below the note
    "drawbar_8": 2,
    "drawbar_5_1_3": 3,
    "drawbar_4": 4,
    "drawbar_2_2_3": 6,
    "drawbar_2": 8,
    "drawbar_1_3_5": 10,
    "drawbar_1_1_3": 12,
    "drawbar_1": 16,
}


def velocity_layer(velocity: int) -> int:
    """Return the velocity that stands for `velocity` where timbre is concerned.

    Timbre moves in few steps, so that notes can be shared; level moves in every one.
    """
    return max(1, round(velocity / _VELOCITIES_PER_LAYER)) * _VELOCITIES_PER_LAYER


def velocity_gain(patch: Patch, velocity: int) -> float:
    """Return the level of a note against one of `REFERENCE_VELOCITY`."""
    return float((velocity / REFERENCE_VELOCITY) ** (2 * patch.velocity_to_level))


class Voice:
    """One patch at one sample rate, ready to sing notes.

    What notes share is kept in the cache that it is given. Any thread may call `note`.
    """

    def __init__(self, patch: Patch, sample_rate: int, cache: NoteCache) -> None:
        # What a voice makes belongs to all patches that have it, whatever their room.
        self._patch = patch.voice
        self._sample_rate = sample_rate
        self._cache = cache
        self._highest_hz = min(20_000.0, 0.45 * sample_rate)

    @property
    def release_frames(self) -> int:
        """How long a note goes on after its key is let go."""
        return self._frames(self._patch.release_seconds)

    def note(self, midi_note: int, layer: int, gate_frames: int) -> Samples:
        """Return one note, from the press of the key to the end of the release.

        Args:
            layer: the velocity that timbre and level follow, see `velocity_layer`.
            gate_frames: how long the key is held, at least 1.

        Returns:
            ``(gate_frames + release,)`` mono; first and last exactly 0; no energy at
            0 Hz.
        """
        amplitude = self._amplitude(gate_frames)
        frame_count = len(amplitude)
        note = self._sound(midi_note, layer, frame_count) * amplitude
        note -= amplitude * (note.sum() / max(float(amplitude.sum()), 1e-9))
        note *= np.float32(_NOTE_LEVEL * velocity_gain(self._patch, layer))
        return note

    def _sound(self, midi_note: int, layer: int, frame_count: int) -> Samples:
        """Return how the note goes on while its key is held, without its ADSR.

        It does not depend on when the key is let go, so notes of many lengths share it.
        """
        length = _rounded_up(frame_count)
        tone = self._patch.tone
        key = ("sound", tone, self._sample_rate, midi_note, layer, length)
        sound = self._cache.get(key, lambda: self._made_sound(midi_note, layer, length))
        return sound[:frame_count]

    def _made_sound(self, midi_note: int, layer: int, frame_count: int) -> Samples:
        hz = midi_note_to_hz(midi_note)
        brighter_octaves = (
            self._patch.velocity_to_brightness * (layer - REFERENCE_VELOCITY) / 64
        )
        mix = np.zeros(frame_count, dtype=np.float32)
        self._add_tone(mix, hz, brighter_octaves)
        self._add_fm(mix, hz, brighter_octaves)
        self._add_modes(mix, hz, brighter_octaves)
        self._add_noise(mix, brighter_octaves)
        return mix

    def _add_tone(self, mix: Samples, hz: float, brighter_octaves: float) -> None:
        base_hz, waves = self._waves(hz)
        if not waves.any():
            return
        fades = self._fades(len(mix))
        spectra = waves * self._filter_magnitudes(
            base_hz, len(waves), hz, brighter_octaves
        )
        voice_count = int(self._patch.unison_count)
        scaled = spectra[fades.frames] / np.sqrt(voice_count)
        voices = scaled.astype(np.complex64)
        modulus, starts = _UNISON_STARTS[voice_count]
        for cents, first in zip(self._detunes_cents(), starts, strict=True):
            voice_hz = base_hz * 2 ** (cents / 1200)
            start = first / modulus
            if self._patch.vibrato_cents:
                self._add_vibrating(mix, fades, voices, voice_hz, start)
            else:
                self._add_steady(mix, fades, voices, voice_hz, start)

    def _detunes_cents(self) -> list[float]:
        spread = _UNISON_SPREAD[: int(self._patch.unison_count)]
        return [share * self._patch.unison_detune_cents for share in spread]

    def _waves(self, hz: float) -> tuple[float, NDArray[np.complex128]]:
        """Return the lowest partial's Hz and the complex amplitude of its multiples."""
        patch = self._patch
        has_half = bool(patch.drawbar_16 or patch.drawbar_5_1_3)
        base_hz = hz / 2 if has_half else hz
        count = max(1, int(self._highest_hz / base_hz))
        waves = np.zeros(count, dtype=np.complex128)
        step = 2 if has_half else 1
        harmonics = np.arange(1.0, count // step + 1)
        waves[step - 1 :: step] = (
            patch.sine_level * oscillator.sine_wave(harmonics)
            + patch.triangle_level * oscillator.triangle_wave(harmonics)
            + patch.saw_level * oscillator.saw_wave(harmonics)
            + patch.pulse_level * oscillator.pulse_wave(harmonics, patch.pulse_width)
        )
        for name, half_harmonic in _DRAWBAR_HALF_HARMONICS.items():
            place = half_harmonic * step // 2
            if 1 <= place <= count:
                # golden angles keep the partials from all peaking at once
                turn = np.exp(2j * np.pi * _GOLDEN_RATIO * half_harmonic)
                waves[place - 1] += getattr(patch, name) * turn
        return base_hz, waves

    def _filter_magnitudes(
        self, base_hz: float, count: int, hz: float, brighter_octaves: float
    ) -> NDArray[np.float64]:
        """Return ``(frame_count, count)``: the filter at each brightness frame."""
        patch = self._patch
        partials_hz = base_hz * np.arange(1.0, count + 1)
        offsets = low_pass.brightness_frames(patch.filter_octaves)
        tracked_hz = patch.cutoff_hz * (hz / _MIDDLE_C_HZ) ** patch.key_tracking
        cutoffs_hz = tracked_hz * 2 ** (offsets + brighter_octaves)
        magnitudes = np.stack(
            [
                low_pass.low_pass_magnitude(
                    partials_hz, float(np.clip(cutoff_hz, 20, 80_000)), patch.resonance
                )
                for cutoff_hz in cutoffs_hz
            ]
        )
        if patch.body_level:
            magnitudes *= low_pass.body_magnitude(partials_hz, patch.body_level)
        return magnitudes

    def _add_steady(
        self,
        mix: Samples,
        fades: low_pass.FrameFades,
        spectra: NDArray[np.complex64],
        hz: float,
        start: float,
    ) -> None:
        periods, tile_frames = oscillator.tile_shape(hz, self._sample_rate)
        frames = oscillator.tiles(spectra, periods, tile_frames)
        first = round(start * tile_frames / periods)
        if len(fades.fades) == 1:
            oscillator.repeat_into(mix, frames[0], first)
            return
        for fade, tile in zip(fades.fades, frames, strict=True):
            segment = np.zeros(len(fade.weights), dtype=np.float32)
            oscillator.repeat_into(segment, tile, first + fade.start)
            segment *= fade.weights
            mix[fade.start : fade.start + len(segment)] += segment

    def _add_vibrating(
        self,
        mix: Samples,
        fades: low_pass.FrameFades,
        spectra: NDArray[np.complex64],
        hz: float,
        start: float,
    ) -> None:
        phase = self._vibrating_phase(hz, start, len(mix))
        entry, beyond = oscillator.table_position(phase)
        for fade, spectrum in zip(fades.fades, spectra, strict=True):
            span = slice(fade.start, fade.start + len(fade.weights))
            table = oscillator.wave_table(spectrum)
            segment = oscillator.read_table(table, entry[span], beyond[span])
            segment *= fade.weights
            mix[span] += segment

    def _add_fm(self, mix: Samples, hz: float, brighter_octaves: float) -> None:
        patch = self._patch
        if not patch.fm_level or hz > self._highest_hz:
            return
        strongest = min(
            patch.fm_index * 2**brighter_octaves,
            oscillator.largest_index(hz, patch.fm_ratio, self._sample_rate),
        )
        index = envelope.exponential_decay(
            self._frames(patch.fm_decay_seconds), patch.fm_index_sustain, len(mix)
        )
        index *= np.float32(strongest)
        carrier = self._vibrating_phase(hz, 0.0, len(mix))
        modulator = self._vibrating_phase(hz * patch.fm_ratio, 0.0, len(mix))
        pair = oscillator.frequency_modulated(carrier, modulator, index)
        pair *= np.float32(patch.fm_level)
        mix += pair

    def _add_modes(self, mix: Samples, hz: float, brighter_octaves: float) -> None:
        patch = self._patch
        ring_seconds = patch.ring_seconds * (_MIDDLE_C_HZ / hz) ** patch.ring_tracking
        strike = modes.Strike(
            hz=hz,
            ring_seconds=ring_seconds,
            damping=patch.damping,
            # hardness 0 is felt, 1 a plectrum
            tilt_db_per_octave=15 * patch.hardness - 12 + 3 * brighter_octaves,
            highest_hz=self._highest_hz,
        )
        banks = []
        if patch.string_level:
            course = modes.course_modes(
                strike, patch.pluck_position, patch.stiffness, self._detunes_cents()
            )
            banks.append(course.through_body(patch.body_level).at(patch.string_level))
        if patch.bar_level:
            bar = modes.bar_modes(strike, patch.bar_tuning)
            banks.append(bar.at(patch.bar_level))
        if patch.bell_level:
            banks.append(modes.bell_modes(strike).at(patch.bell_level))
        for bank in banks:
            mix += modes.ringing(bank, len(mix), self._sample_rate)

    def _add_noise(self, mix: Samples, brighter_octaves: float) -> None:
        patch = self._patch
        if patch.breath_level:
            breath = self._noise(patch.breath_hz) * np.float32(patch.breath_level)
            oscillator.repeat_into(mix, breath, 0)
        if patch.strike_level:
            frame_count = min(self._frames(patch.strike_seconds), len(mix))
            level = patch.strike_level * 2 ** (0.5 * brighter_octaves)
            strike = envelope.exponential_decay(frame_count, 0.0, frame_count)
            strike *= np.float32(level)
            strike *= np.resize(self._noise(patch.strike_hz), frame_count)
            mix[:frame_count] += strike

    def _noise(self, centre_hz: float) -> Samples:
        return self._cache.get(
            ("noise", centre_hz, self._sample_rate),
            lambda: oscillator.noise_tile(centre_hz, self._sample_rate, _NOISE_FRAMES),
        )

    def _fades(self, frame_count: int) -> low_pass.FrameFades:
        patch = self._patch

        def made() -> low_pass.FrameFades:
            offsets = low_pass.brightness_frames(patch.filter_octaves)
            opening = envelope.opening(
                self._frames(patch.filter_attack_seconds),
                self._frames(patch.filter_decay_seconds),
                patch.filter_sustain,
                frame_count,
            )
            return low_pass.frame_fades(opening, len(offsets))

        key = ("fades", patch.tone, self._sample_rate, frame_count)
        return self._cache.get(key, made)

    def _vibrating_phase(
        self, hz: float, start: float, frame_count: int
    ) -> oscillator.Phase:
        phase = oscillator.phases(hz, start, frame_count, self._sample_rate)
        if not self._patch.vibrato_cents:
            return phase
        key = ("vibrato", self._patch, self._sample_rate, frame_count)
        ahead = self._cache.get(key, lambda: self._seconds_ahead(frame_count))
        return oscillator.shifted(phase, ahead * hz)

    def _seconds_ahead(self, frame_count: int) -> NDArray[np.float64]:
        """Return how far the vibrato has carried the tone ahead of a steady one."""
        patch = self._patch
        faster = np.log(2) * patch.vibrato_cents / 1200 * self._wobble(frame_count)
        ahead: NDArray[np.float64] = np.cumsum(faster, dtype=np.float64)
        return ahead / self._sample_rate

    def _wobble(self, frame_count: int) -> Samples:
        """Return the slow sine of vibrato and tremolo, which swells in."""
        patch = self._patch
        phase = oscillator.phases(patch.vibrato_hz, 0.0, frame_count, self._sample_rate)
        wobble = np.sin(oscillator.radians(phase))
        swell_frames = self._frames(patch.vibrato_delay_seconds)
        wobble *= envelope.swelling(swell_frames, frame_count)
        return wobble

    def _amplitude(self, gate_frames: int) -> Samples:
        patch = self._patch

        def made() -> Samples:
            amplitude = envelope.adsr(
                self._frames(patch.attack_seconds),
                self._frames(patch.decay_seconds),
                patch.sustain_level,
                self.release_frames,
                gate_frames,
            )
            if patch.tremolo_level:
                wobble = self._wobble(len(amplitude))
                depth = np.float32(0.5 * patch.tremolo_level)
                amplitude *= 1 - depth + depth * wobble
            return amplitude

        key = ("amplitude", patch, self._sample_rate, gate_frames)
        return self._cache.get(key, made)

    def _frames(self, seconds: float) -> int:
        return max(1, round(seconds * self._sample_rate))


def _rounded_up(frame_count: int) -> int:
    """Return one of four lengths to the octave, so that lengths can be shared."""
    frame_count = max(frame_count, _SHORTEST_SOUND_FRAMES)
    step = 1 << (frame_count.bit_length() - 3)
    return -(-frame_count // step) * step
