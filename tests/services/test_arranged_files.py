from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile

from musicbreeder.breeding.individual import Individual
from musicbreeder.services.arranged_files import (
    save_arrangement,
    save_arrangement_stems,
)
from musicbreeder.services.audition import Sound
from musicbreeder.services.backing import BASS, Backing, Channel
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.exchange import save_wav
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.meter import Tempo

SOUND = Sound(tempo=Tempo(120), backing=Backing("i ♭VI", "Pop"))


@pytest.fixture(scope="module")
def individual() -> Individual:
    return BreedingSession.new(random_seed=5).generation[0]


def test_a_midi_file_has_melody_chords_bass_and_drums(
    individual: Individual, tmp_path: Path
) -> None:
    save_arrangement(individual, SOUND, tmp_path / "all.mid")
    file = mido.MidiFile(tmp_path / "all.mid", charset="utf-8")
    names = [track.name for track in file.tracks[1:]]
    assert names == [individual.name, "Chords", "Bass", "Drums"]
    melody = [m for m in file.tracks[1] if m.type == "note_on" and m.velocity]
    assert [m.note for m in melody] == individual.melody.midi_notes.tolist()
    drums = [m for m in file.tracks[4] if m.type == "note_on"]
    assert {m.channel for m in drums} == {9}
    markers = [m.text for m in file.tracks[0] if m.type == "marker"]
    assert len(markers) == 4
    assert file.length == pytest.approx(8.0, abs=0.01)


def test_without_chords_the_melody_stands_alone(
    individual: Individual, tmp_path: Path
) -> None:
    save_arrangement(individual, Sound(), tmp_path / "alone.mid")
    assert len(mido.MidiFile(tmp_path / "alone.mid").tracks) == 2


def test_stems_lie_under_one_another_and_make_the_mix(
    individual: Individual, tmp_path: Path
) -> None:
    paths = save_arrangement_stems(
        individual, SOUND, tmp_path, "Fern", sample_rate=24_000, sample_format="float32"
    )
    assert [path.stem for path in paths] == [
        "Fern - melody",
        "Fern - chords",
        "Fern - bass",
        "Fern - drums",
        "Fern - mix",
    ]
    *parts, mix = [soundfile.read(path)[0] for path in paths]
    assert np.allclose(sum(parts), mix, atol=1e-5)


def test_a_muted_channel_leaves_no_stem(individual: Individual, tmp_path: Path) -> None:
    backing = SOUND.backing.with_channel(BASS, Channel(is_muted=True))
    sound = replace(SOUND, backing=backing)
    paths = save_arrangement_stems(
        individual, sound, tmp_path, "Fern", sample_rate=24_000
    )
    assert not any("bass" in path.name for path in paths)


def test_a_wav_file_sounds_as_it_is_heard(
    individual: Individual, tmp_path: Path
) -> None:
    plain = replace(SOUND, backing=Backing())
    for name, sound in (("alone", plain), ("together", SOUND)):
        save_wav(
            individual,
            sound,
            tmp_path / f"{name}.wav",
            renderer=Renderer(24_000),
            sample_rate=24_000,
        )
    alone, _ = soundfile.read(tmp_path / "alone.wav")
    together, _ = soundfile.read(tmp_path / "together.wav")
    frames = min(len(alone), len(together))
    assert np.abs(together[:frames] - alone[:frames]).max() > 0.05
