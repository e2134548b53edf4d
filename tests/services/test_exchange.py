from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import mido
import numpy as np
import pytest
import soundfile

from musicbreeder.breeding.individual import Individual
from musicbreeder.errors import FileFormatError, MusicBreederError
from musicbreeder.formats.midi_file import read_notes
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.timing import melody_seconds, timed_notes
from musicbreeder.services.audition import Sound
from musicbreeder.services.backing import Backing
from musicbreeder.services.exchange import (
    ExportSettings,
    Piece,
    export_pieces,
    file_name,
    save_midi,
    save_one_midi,
    save_picture,
    save_wav,
    save_zip,
)
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.meter import METERS, Tempo
from musicbreeder.theory.scale import Key

MELODY = Melody.from_notes(
    [Note(0, 4, 62, 100), Note(6, 8, 65, 80), Note(8, 16, 69, 90)], 16, METERS["4/4"]
)
FERN = Individual(3, "Copper Fern", MELODY, Key.named("D", "minor"), generation=2)
SOUND = Sound("flute", Tempo(120, swing=0.5))


@pytest.mark.parametrize(
    ("name", "key", "bpm", "expected"),
    [
        ("Copper Fern", ("A", "minor"), 104.0, "Copper Fern - A minor - 104 bpm.mid"),
        ("Fern", ("Bb", "major"), 92.5, "Fern - Bb major - 92.5 bpm.mid"),
        ("Fern", ("F#", "major"), 60.0, "Fern - F# major - 60 bpm.mid"),
        ('a/b\\c:d*e?f"g<h>i|j', ("C", "major"), 60.0, None),
        ("  .hidden\0\n", ("C", "major"), 60.0, None),
        ("NUL", ("C", "major"), 60.0, "NUL - C major - 60 bpm.mid"),
        ("con.mid", ("C", "major"), 60.0, "_con.mid - C major - 60 bpm.mid"),
        ("Käfer 銅", ("C", "major"), 60.0, "Käfer 銅 - C major - 60 bpm.mid"),
        ("x" * 500, ("C", "major"), 60.0, "x" * 60 + " - C major - 60 bpm.mid"),
        ("", ("C", "major"), 60.0, "C major - 60 bpm.mid"),
    ],
)
def test_a_file_name_can_be_read_and_stored_anywhere(
    name: str, key: tuple[str, str], bpm: float, expected: str | None, tmp_path: Path
) -> None:
    individual = replace(FERN, name=name, key=Key.named(*key))
    made = file_name(individual, Sound(tempo=Tempo(bpm)), ".mid")
    if expected is not None:
        assert made == expected
    assert not set(made) & set('<>:"/\\|?*\0\n')
    assert made[0] not in " ."
    (tmp_path / made).touch()


def test_the_saved_midi_is_the_melody_note_for_note(tmp_path: Path) -> None:
    path = tmp_path / "fern.mid"
    save_midi(FERN, SOUND, path)
    read = read_notes(path).notes
    for got, wanted in zip(read, timed_notes(MELODY, SOUND.tempo), strict=True):
        assert got.midi_note == wanted.midi_note
        assert got.velocity == wanted.velocity
        assert got.start_seconds == pytest.approx(wanted.start_seconds, abs=1e-3)
    file = mido.MidiFile(path)
    assert file.tracks[1].name == "Copper Fern"
    programs = [m.program for m in file.tracks[1] if m.type == "program_change"]
    assert programs == [73]
    assert [m.key for m in file.tracks[0] if m.type == "key_signature"] == ["Dm"]


@pytest.mark.parametrize("sample_rate", [44_100, 96_000])
def test_the_saved_wav_is_what_is_heard_with_its_tail(
    tmp_path: Path, sample_rate: int
) -> None:
    path = tmp_path / "fern.wav"
    save_wav(FERN, SOUND, path, sample_rate=sample_rate, sample_format="float32")
    samples, rate = soundfile.read(path)
    assert rate == sample_rate
    # No click at either end: it begins and ends in silence.
    assert not samples[0].any()
    assert not samples[-1].any()
    bar_frames = round(melody_seconds(MELODY, SOUND.tempo) * rate)
    assert len(samples) > bar_frames
    assert np.abs(samples[bar_frames:]).max() > 1e-3
    assert np.abs(samples[-rate // 100 :]).max() < 1e-3
    # The longest note is an A4.
    held = samples[round(1.2 * rate) : round(1.9 * rate)].mean(axis=1)
    spectrum = np.abs(np.fft.rfft(held * np.hanning(len(held))))
    hz = np.fft.rfftfreq(len(held), 1 / rate)
    band = (hz > 380) & (hz < 500)
    assert hz[band][spectrum[band].argmax()] == pytest.approx(440, rel=0.01)


def test_a_renderer_of_another_rate_is_our_own_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="96000 Hz, got 48000"):
        save_wav(
            FERN, SOUND, tmp_path / "a.wav", sample_rate=96_000, renderer=Renderer()
        )


def test_an_unknown_instrument_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(MusicBreederError, match="choose one of"):
        save_wav(FERN, Sound("nose whistle"), tmp_path / "a.wav")
    assert not list(tmp_path.iterdir())


def test_the_picture_is_a_png(tmp_path: Path) -> None:
    save_picture(FERN, SOUND, tmp_path / "fern.png")
    assert (tmp_path / "fern.png").read_bytes().startswith(b"\x89PNG")


def test_everything_is_exported_in_order_and_progress_is_told(tmp_path: Path) -> None:
    other = replace(FERN, id=4, name="Silver Moth")
    told: list[tuple[int, int]] = []
    paths = export_pieces(
        [Piece(FERN, SOUND), Piece(other, SOUND)],
        tmp_path / "new" / "folder",
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert [path.name for path in paths] == [
        "Copper Fern - D minor - 120 bpm.mid",
        "Copper Fern - D minor - 120 bpm.wav",
        "Silver Moth - D minor - 120 bpm.mid",
        "Silver Moth - D minor - 120 bpm.wav",
    ]
    assert all(path.is_file() for path in paths)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_files_that_are_there_stay_and_a_pair_keeps_one_name(tmp_path: Path) -> None:
    # Only a sound of that name is there; the pair takes the next name together.
    old = tmp_path / "Copper Fern - D minor - 120 bpm.wav"
    old.write_bytes(b"old")
    twins = [Piece(FERN, SOUND), Piece(replace(FERN, id=4), SOUND)]
    paths = export_pieces(twins, tmp_path, ExportSettings(kinds=("midi", "wav")))
    assert old.read_bytes() == b"old"
    assert [path.stem[-3:] for path in paths] == ["(2)", "(2)", "(3)", "(3)"]


def test_a_cancelled_export_stops_before_the_next_file(tmp_path: Path) -> None:
    written: list[int] = []
    paths = export_pieces(
        [Piece(FERN, SOUND)] * 5,
        tmp_path,
        ExportSettings(kinds=("midi",)),
        on_progress=lambda done, total: written.append(done),
        is_cancelled=lambda: len(written) == 2,
    )
    assert len(paths) == 2
    assert sorted(paths) == sorted(tmp_path.iterdir())


def test_an_export_into_a_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileFormatError, match="choose another one"):
        export_pieces([Piece(FERN, SOUND)], tmp_path / "file")


MIST = replace(FERN, id=4, name="Mist")
PIECES = (Piece(FERN, SOUND), Piece(MIST, Sound("bell", Tempo(90))))


def test_pieces_are_written_each_in_its_own_tempo(tmp_path: Path) -> None:
    written = export_pieces(PIECES, tmp_path, ExportSettings(("midi",)))
    assert [path.name for path in written] == [
        "Copper Fern - D minor - 120 bpm.mid",
        "Mist - D minor - 90 bpm.mid",
    ]


def test_one_midi_file_holds_a_track_for_each_piece(tmp_path: Path) -> None:
    save_one_midi(PIECES, tmp_path / "both.mid")
    file = mido.MidiFile(tmp_path / "both.mid")
    assert [track.name for track in file.tracks[1:]] == ["Copper Fern", "Mist"]
    assert len(read_notes(tmp_path / "both.mid").notes) == 2 * len(MELODY.notes)
    keys = [one for one in file.tracks[0] if one.type == "key_signature"]
    assert [one.key for one in keys] == ["Dm"]


def test_an_archive_holds_every_file(tmp_path: Path) -> None:
    path, progress = tmp_path / "all.zip", []
    assert save_zip(
        PIECES,
        path,
        ExportSettings(("midi", "wav")),
        on_progress=lambda done, total: progress.append((done, total)),
    )
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        assert [Path(name).suffix for name in archive.namelist()] == [
            ".mid",
            ".wav",
        ] * 2
    assert progress == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_cancelled_archive_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    settings = ExportSettings(("midi",))
    assert not save_zip(PIECES, path, settings, is_cancelled=lambda: True)
    assert not list(tmp_path.iterdir())


def test_a_pdf_is_printed_by_whoever_can_under_the_same_name(tmp_path: Path) -> None:
    printed: list[tuple[str, Path]] = []

    def print_score(piece: Piece, path: Path) -> None:
        printed.append((piece.individual.name, path))
        path.write_bytes(b"%PDF-")

    settings = ExportSettings(("midi", "pdf"), print_score=print_score)
    paths = export_pieces(PIECES, tmp_path, settings)
    assert [path.suffix for path in paths] == [".mid", ".pdf"] * 2
    assert printed == [("Copper Fern", paths[1]), ("Mist", paths[3])]
    assert paths[1].stem == paths[0].stem


def test_a_pdf_that_nobody_can_print_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="print_score"):
        ExportSettings(("midi", "pdf"))


def test_the_band_goes_along_as_tracks_and_stems_of_one_name(tmp_path: Path) -> None:
    sound = replace(SOUND, backing=Backing("i ♭VI", "Pop"))
    told: list[tuple[int, int]] = []
    paths = export_pieces(
        [Piece(FERN, sound, session="Sunday")],
        tmp_path,
        ExportSettings(("midi", "arrangement", "stems"), pattern="{session} {name}"),
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert set(paths) == set(tmp_path.iterdir())
    assert all(path.name.startswith("Sunday Copper Fern") for path in paths)
    band = mido.MidiFile(tmp_path / "Sunday Copper Fern - with band.mid")
    alone = mido.MidiFile(tmp_path / "Sunday Copper Fern.mid")
    assert len(band.tracks) > len(alone.tracks)
    stems = [path for path in paths if path.suffix == ".wav"]
    *parts, mix = [soundfile.read(path)[0] for path in stems]
    assert len(parts) >= 3
    assert np.abs(np.sum(parts, axis=0) - mix).max() < 1e-5
