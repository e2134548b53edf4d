import warnings
from pathlib import Path

import mido
import pytest

from musicbreeder.formats.midi_tracks import (
    Marker,
    Track,
    played_notes,
    write_tracks,
)
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.score import ScoreNote
from musicbreeder.theory.meter import METERS, Tempo, meter_named
from musicbreeder.theory.scale import Key


def absolute(track: mido.MidiTrack) -> list[tuple[int, mido.Message]]:
    tick, found = 0, []
    for message in track:
        tick += message.time
        found.append((tick, message))
    return found


def arrangement(path: Path, melody: Melody) -> mido.MidiFile:
    chord = tuple(ScoreNote(0.0, 4.0, note, 70) for note in (48, 52, 55))
    tracks = [
        Track("Melody", played_notes(melody, Tempo(120)), program=73),
        Track("Chords", chord, program=4, texts=("Suggested to fit",)),
        Track("Drums", (ScoreNote(0.0, 0.25, 36), ScoreNote(1.0, 0.25, 38)),
              is_for_drums=True),
    ]  # fmt: skip
    write_tracks(
        path,
        tracks,
        Tempo(120),
        melody.meter,
        length_quarters=8.0,
        key=Key.named("C", "major"),
        title="Copper Fern",
        markers=[Marker(0.0, "C"), Marker(4.0, "F")],
        texts=["Made with musicbreeder"],
    )
    return mido.MidiFile(path)


def test_parts_become_tracks_with_channels_of_their_own_and_drums_theirs(
    tmp_path: Path, melody: Melody
) -> None:
    file = arrangement(tmp_path / "a.mid", melody)
    assert file.type == 1
    assert [track.name for track in file.tracks] == [
        "Copper Fern", "Melody", "Chords", "Drums",
    ]  # fmt: skip
    channels = [
        {one.channel for one in track if not one.is_meta} for track in file.tracks
    ]
    assert channels == [set(), {0}, {1}, {9}]
    programs = [one.program for one in mido.merge_tracks(file.tracks)
                if one.type == "program_change"]  # fmt: skip
    assert programs == [73, 4]


def test_every_track_ends_with_the_bars_and_no_note_hangs(
    tmp_path: Path, melody: Melody
) -> None:
    file = arrangement(tmp_path / "a.mid", melody)
    for track in file.tracks:
        assert absolute(track)[-1][0] == 8 * 960
        sounding: set[int] = set()
        for _, message in absolute(track):
            if message.type == "note_on":
                assert message.note not in sounding
                sounding.add(message.note)
            elif message.type == "note_off":
                sounding.remove(message.note)
        assert not sounding


def test_chords_are_marked_where_they_begin_and_texts_tell_the_origin(
    tmp_path: Path, melody: Melody
) -> None:
    file = arrangement(tmp_path / "a.mid", melody)
    head = absolute(file.tracks[0])
    assert [(at, one.text) for at, one in head if one.type == "marker"] == [
        (0, "C"), (4 * 960, "F"),
    ]  # fmt: skip
    texts = [[one.text for one in track if one.type == "text"] for track in file.tracks]
    assert texts == [["Made with musicbreeder"], [], ["Suggested to fit"], []]


def test_a_note_that_its_own_pitch_interrupts_ends_there(tmp_path: Path) -> None:
    path = tmp_path / "a.mid"
    notes = (ScoreNote(0.0, 3.0, 60), ScoreNote(1.0, 1.0, 60), ScoreNote(3.9, 9.0, 62))
    track = Track("Pad", notes)
    write_tracks(path, [track], Tempo(120), METERS["4/4"], length_quarters=4.0)
    written = [
        (at / 960, one.type, one.note)
        for at, one in absolute(mido.MidiFile(path).tracks[1])
        if not one.is_meta
    ]
    assert written == [
        (0.0, "note_on", 60),
        (1.0, "note_off", 60),
        (1.0, "note_on", 60),
        (2.0, "note_off", 60),
        (3.9, "note_on", 62),
        (4.0, "note_off", 62),
    ]


def test_swing_and_a_pickup_are_kept(tmp_path: Path) -> None:
    meter = meter_named("4/4 pickup 1/4")
    melody = Melody.from_notes([Note(0, 2, 60), Note(2, 4, 62)], 32, meter)
    tempo = Tempo(120, swing=1.0)
    path = tmp_path / "a.mid"
    track = Track("Melody", played_notes(melody, tempo))
    write_tracks(path, [track], tempo, meter, length_quarters=8.0)
    file = mido.MidiFile(path)
    starts = [at for at, one in absolute(file.tracks[1]) if one.type == "note_on"]
    assert starts == [0, 640]
    signatures = [
        (at, one.numerator, one.denominator)
        for at, one in absolute(file.tracks[0])
        if one.type == "time_signature"
    ]
    assert signatures == [(0, 1, 4), (960, 4, 4)]


def test_music21_hears_the_same_parts(tmp_path: Path, melody: Melody) -> None:
    music21 = pytest.importorskip("music21")
    arrangement(tmp_path / "a.mid", melody)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        score = music21.converter.parse(tmp_path / "a.mid")
    heard = sorted(
        note.pitch.midi for note in score.parts[0].flatten().notes if note.isNote
    )
    assert heard == sorted(melody.midi_notes.tolist())
