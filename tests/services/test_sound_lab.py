import numpy as np
import pytest
import soundfile

from musicbreeder.errors import FileFormatError, MusicBreederError
from musicbreeder.services.sound_lab import (
    LabSound,
    LabTone,
    SoundLab,
    frequency_to_midi_note,
    just_frequencies,
    lab_file_name,
    live_levels,
    save_bytes,
    save_clip,
    timbre_of,
)
from musicbreeder.services.sound_lab_analysis import (
    FLOOR_DB,
    HIGHEST_HZ,
    LOWEST_HZ,
    measured_partials,
    spectrogram,
    spectrum,
    swell,
)
from musicbreeder.synth.additive import Partial, render_partials
from musicbreeder.synth.additive_recipes import RECIPES
from musicbreeder.synth.patch import shipped_patch_names
from musicbreeder.theory.pitch import midi_note_to_hz

SINE = LabSound.recipe("Pure sine")


@pytest.fixture(scope="module")
def lab():
    return SoundLab()


def strongest_hz(samples, sample_rate=48_000):
    found = spectrum(samples, sample_rate)
    return found.hz[found.level_db.argmax()]


def test_a_scale_is_played_tone_after_tone(lab):
    tones = [
        LabTone(midi_note_to_hz(60 + step), 0.4 * place, 0.4)
        for place, step in enumerate((0, 2, 4))
    ]
    clip = lab.render(SINE, tones)
    assert clip.samples.shape == (round(1.2 * 48_000) + 1, 2)
    for place, tone in enumerate(tones):
        heard = clip.mono[place * 19_200 : (place + 1) * 19_200]
        assert strongest_hz(heard) == pytest.approx(tone.frequency_hz, abs=1.0)
    assert [clip.places_at(t) for t in (0.1, 0.5, 1.1, 5.0)] == [{0}, {1}, {2}, set()]


def test_a_chord_of_rich_tones_stays_below_full_scale(lab):
    tones = [LabTone(midi_note_to_hz(48 + n), 0.0, 0.3) for n in (0, 4, 7, 10, 14, 17)]
    clip = lab.render(LabSound.recipe("Saw wave"), tones * 2)
    assert 0.8 < np.abs(clip.samples).max() <= 0.841


def test_a_softer_tone_is_softer(lab):
    loud = lab.render(SINE, [LabTone(440.0, 0.0, 0.2)])
    soft = lab.render(SINE, [LabTone(440.0, 0.0, 0.2, amplitude=0.5)])
    ratio = np.abs(soft.samples).max() / np.abs(loud.samples).max()
    assert ratio == pytest.approx(0.5, abs=0.01)


def test_a_preset_plays_the_nearest_note_of_the_piano(lab):
    preset = LabSound("Electric piano", instrument="electric piano")
    clip = lab.render(preset, [LabTone(446.0, 0.0, 0.5)])
    octaves = np.log2(strongest_hz(clip.mono) / 440.0)
    assert octaves == pytest.approx(round(octaves), abs=0.01)


def test_an_unknown_preset_is_refused_with_those_that_exist(lab):
    with pytest.raises(MusicBreederError, match="choose one of"):
        lab.render(LabSound("x", instrument="kazoo nobody has"), [LabTone(440.0)])


@pytest.mark.parametrize(
    "name", ["Six harmonics", "Church bell", "Square wave", "Stretched"]
)
def test_what_a_tone_is_made_of_is_measured_in_its_sound(name):
    partials = [p for p in RECIPES[name] if p.amplitude > 0.02][:9]
    samples = render_partials(partials, 220.0, 1.0, 48_000)
    found = measured_partials(samples, 48_000, 220.0)
    strongest = max(partial.amplitude for partial in partials)
    expected = {round(p.ratio, 2): p.amplitude / strongest for p in partials}
    for partial in found:
        nearest = min(expected, key=lambda ratio: abs(ratio - partial.ratio))
        assert partial.ratio == pytest.approx(nearest, abs=0.01)
        assert partial.amplitude == pytest.approx(expected[nearest], abs=0.03)


def test_silence_has_one_partial_to_begin_with():
    assert measured_partials(np.zeros(48_000, np.float32), 48_000, 220.0) == (
        Partial(1.0, 1.0),
    )


def test_every_preset_can_be_taken_apart_and_the_answer_is_kept(lab):
    for name in shipped_patch_names():
        sound = LabSound(name, instrument=name)
        partials = lab.partials_of(sound, 261.63)
        assert 1 <= len(partials) <= 16
        assert lab.partials_of(sound, 262.0) is partials
        assert timbre_of(partials).amplitudes


def test_a_sound_is_either_sines_or_a_preset():
    with pytest.raises(ValueError, match="either"):
        LabSound("both", RECIPES["Church bell"], "organ")
    with pytest.raises(ValueError, match="either"):
        LabSound("none")


def test_a_timbre_has_its_partials_in_order_without_the_silent_ones():
    timbre = timbre_of((Partial(3.0, 0.2), Partial(1.0, 1.0), Partial(2.0, 0.0)))
    assert timbre.ratios == (1.0, 3.0)
    assert timbre_of((Partial(2.0, 0.0),)).amplitudes == (0.0,)


def test_live_levels_never_add_up_beyond_full_scale():
    levels = live_levels(RECIPES["Organ pipes"], [1.0, 1.0, 1.0])
    assert levels.shape == (3, 6)
    assert levels.sum() == pytest.approx(0.84)
    assert live_levels(RECIPES["Pure sine"], [0.5])[0, 0] == pytest.approx(0.055)


def test_just_intonation_tunes_a_major_chord_in_four_to_five_to_six():
    tempered = [midi_note_to_hz(note) for note in (60, 64, 67, 72)]
    just = just_frequencies(tempered)
    assert just == pytest.approx([tempered[0] * r for r in (1, 5 / 4, 3 / 2, 2)])


def test_a_spectrogram_shows_when_which_frequency_sounds(lab):
    tones = [LabTone(200.0, 0.0, 0.5), LabTone(2000.0, 0.5, 0.5)]
    clip = lab.render(SINE, tones)
    shown = spectrogram(clip.mono, 48_000)
    rows = np.geomspace(LOWEST_HZ, HIGHEST_HZ, shown.level_db.shape[1])
    early, late = (shown.level_db[len(shown.level_db) * s // 4] for s in (1, 3))
    assert rows[early.argmax()] == pytest.approx(200.0, rel=0.03)
    assert rows[late.argmax()] == pytest.approx(2000.0, rel=0.03)
    assert shown.level_db.min() == FLOOR_DB
    assert shown.duration_seconds == pytest.approx(1.0, abs=0.01)


def test_a_very_short_sound_still_has_pictures(lab):
    clip = lab.render(SINE, [LabTone(440.0, 0.0, 0.01)])
    assert np.isfinite(spectrogram(clip.mono, 48_000).level_db).all()
    assert np.isfinite(spectrum(clip.mono, 48_000).level_db).all()


def test_two_near_tones_swell_as_often_as_their_frequencies_differ():
    reach = swell([440.0, 444.0], [0.5, 0.5], 1.0, 400)
    quiet = np.flatnonzero((reach[1:-1] < reach[:-2]) & (reach[1:-1] <= reach[2:]))
    assert len(quiet[reach[quiet + 1] < 0.2]) == 4
    assert reach.max() == pytest.approx(1.0, abs=0.01)


def test_frequencies_and_notes_are_each_others_way_back():
    assert frequency_to_midi_note(midi_note_to_hz(61.5)) == pytest.approx(61.5)


def test_what_was_heard_is_written_as_a_wav_file(lab, tmp_path):
    clip = lab.render(SINE, [LabTone(440.0, 0.0, 0.1)])
    path = tmp_path / lab_file_name("C/E: sine?", ".wav")
    save_clip(clip, "C/E", path)
    samples, sample_rate = soundfile.read(path, dtype="float32")
    assert sample_rate == 48_000
    assert samples == pytest.approx(clip.samples, abs=1e-6)
    assert path.name == "Sound lab - C-E - sine.wav"


def test_a_picture_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    with pytest.raises(FileFormatError):
        save_bytes(b"x", tmp_path / "no" / "picture.png")
    assert not list(tmp_path.iterdir())
