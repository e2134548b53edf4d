import contextlib
import struct
from pathlib import Path

import mido
import numpy as np
import pytest
from midi_bytes import END_OF_TRACK, chunk, midi_bytes, saved

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.midi_score import midi_score, read_midi_score
from musicbreeder.melody.score import Part, Score


def rows(part: Part) -> list[tuple[float, float, int]]:
    return [(note.start, note.duration, note.midi_note) for note in part.notes]


def score_of(*tracks: bytes, **header: int) -> Score:
    return midi_score(midi_bytes(*tracks, **header), "tune.mid")


def written_by_mido(folder: Path) -> Path:
    """Return a file as another program writes it: names, meter, key, two tracks."""
    file = mido.MidiFile(type=1, ticks_per_beat=96)
    conductor, piano, bass = mido.MidiTrack(), mido.MidiTrack(), mido.MidiTrack()
    file.tracks += [conductor, piano, bass]
    conductor += [
        mido.MetaMessage("track_name", name="Evening"),
        mido.MetaMessage("time_signature", numerator=3, denominator=4),
        mido.MetaMessage("key_signature", key="Dm"),
        mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(90)),
    ]
    piano += [
        mido.MetaMessage("track_name", name="Flute\x07 solo"),
        mido.Message("program_change", program=73),
        mido.Message("note_on", note=74, velocity=90, time=0),
        mido.Message("note_off", note=74, time=96),
        mido.Message("note_on", note=77, velocity=80, time=48),
        mido.Message("note_on", note=77, velocity=0, time=48),
    ]
    bass += [
        mido.Message("note_on", channel=1, note=38, velocity=70, time=0),
        mido.Message("note_off", channel=1, note=38, time=288),
    ]
    path = folder / "evening.mid"
    file.save(path)
    return path


def test_a_file_of_another_program_comes_with_all_it_says(tmp_path) -> None:
    score = read_midi_score(written_by_mido(tmp_path))
    flute, bass = score.parts
    assert score.title == "Evening"
    assert (flute.name, flute.program, bass.name) == ("Flute solo", 73, "Track 3")
    assert rows(flute) == [(0.0, 1.0, 74), (1.5, 0.5, 77)]
    assert [one.name for one in score.time_signatures] == ["3/4"]
    assert score.key is not None
    assert score.key.name == "D minor"
    assert score.tempo_bpm == pytest.approx(90, abs=0.01)


def test_channels_of_a_single_track_are_told_apart() -> None:
    track = b"\x00\x90\x3c\x40\x00\x99\x24\x40\x83\x60\x80\x3c\x00\x00\x89\x24\x00"
    score = score_of(track, file_type=0)
    assert [part.name for part in score.parts] == [
        "Track 1, channel 1",
        "Track 1, channel 10",
    ]
    assert [part.is_for_drums for part in score.parts] == [False, True]


def test_running_status_and_a_key_struck_before_its_release() -> None:
    #           on 60      again 60   off 60     off 60, all without a new status
    track = b"\x00\x90\x3c\x40\x81\x70\x3c\x50\x00\x3c\x00\x81\x70\x3c\x00"
    assert rows(score_of(track).parts[0]) == [(0.0, 0.5, 60), (0.5, 0.5, 60)]


def test_a_key_nobody_releases_lasts_to_the_end_of_its_track() -> None:
    track = b"\x00\x90\x3c\x40\x83\x60\x90\x3e\x40\x83\x60\x80\x3e\x00"
    assert rows(score_of(track).parts[0]) == [(0.0, 2.0, 60), (1.0, 1.0, 62)]


def test_a_file_that_counts_seconds_has_no_beats() -> None:
    # 25 frames a second, 40 ticks a frame: a thousand ticks a second.
    division = struct.unpack(">h", struct.pack(">bB", -25, 40))[0] & 0xFFFF
    score = score_of(b"\x00\x90\x3c\x40\x83\x74\x80\x3c\x00", division=division)
    assert not score.is_timed_in_beats
    assert score.tempo_bpm is None
    assert rows(score.parts[0]) == [(0.0, 1.0, 60)]


def test_tracks_of_type_two_stand_side_by_side() -> None:
    note = b"\x00\x90\x3c\x40\x83\x60\x80\x3c\x00"
    score = score_of(note, note, file_type=2)
    assert [part.notes[0].start for part in score.parts] == [0.0, 0.0]
    assert score.notices == ("Its tracks are independent pieces.",)


def test_a_file_without_notes_is_refused_in_a_sentence(tmp_path) -> None:
    path = saved(tmp_path, midi_bytes(b""))
    with pytest.raises(FileFormatError, match=r"“tune\.mid” holds no notes"):
        read_midi_score(path)


def test_an_odd_signature_is_no_reason_to_refuse() -> None:
    odd = b"\x00\xff\x58\x02\x00\x63\x00\xff\x59\x02\x40\x07"
    score = score_of(odd + b"\x00\x90\x3c\x40\x83\x60\x80\x3c\x00")
    assert score.time_signatures == ()
    assert score.key is None


def test_damage_ends_in_notes_or_in_one_sentence(tmp_path) -> None:
    good = written_by_mido(tmp_path).read_bytes()
    rng = np.random.default_rng(11)
    refused = 0
    for _ in range(400):
        data = bytearray(good[: int(rng.integers(1, len(good) + 1))])
        for place in rng.integers(0, len(data), 3):
            data[place] = int(rng.integers(256))
        with contextlib.suppress(FileFormatError):
            midi_score(bytes(data), "x.mid")
            continue
        refused += 1
    assert 100 < refused < 400


def test_an_endless_delta_makes_no_endless_piece() -> None:
    far = b"\xff\xff\xff\x7f\x90\x3c\x40\x83\x60\x80\x3c\x00"
    data = chunk(b"MThd", struct.pack(">HHH", 0, 1, 1)) + chunk(
        b"MTrk", b"\x00\x90\x3e\x40\x01\x80\x3e\x00" + far + END_OF_TRACK
    )
    assert rows(midi_score(data, "x.mid").parts[0]) == [(0.0, 1.0, 62)]
