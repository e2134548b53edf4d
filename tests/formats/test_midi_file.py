import contextlib
import io
from pathlib import Path

import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from midi_bytes import from_hexdump, midi_bytes, saved

from musicbreeder.errors import FileFormatError
from musicbreeder.formats import given_midi
from musicbreeder.formats.midi_file import (
    MelodyTrack,
    read_notes,
    write_melodies,
    write_melody,
)
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.timing import timed_notes
from musicbreeder.theory.meter import METERS, Tempo, meter_named
from musicbreeder.theory.scale import Key

TWO_NOTES = Melody.from_notes(
    [Note(0, 4, 60, 100), Note(6, 16, 67, 80)], 16, METERS["4/4"]
)


def bytes_of(path: Path, melody: Melody, **changes: object) -> bytes:
    arguments: dict[str, object] = {
        "tempo": Tempo(120),
        "key": Key.named("A", "minor"),
        "track_name": "Fern",
    }
    write_melody(path, melody, **(arguments | changes))  # type: ignore[arg-type]
    return path.read_bytes()


def messages(path: Path, track_number: int) -> list[mido.Message]:
    return list(mido.MidiFile(path).tracks[track_number])


def meta(path: Path, kind: str) -> mido.MetaMessage:
    return next(each for each in messages(path, 0) if each.type == kind)


def test_a_melody_becomes_exactly_these_bytes(tmp_path: Path) -> None:
    written = bytes_of(tmp_path / "fern.mid", TWO_NOTES, program=4)
    assert written == from_hexdump("""
        4d 54 68 64  00 00 00 06    # MThd, six bytes
        00 01  00 02  03 c0         # type 1, two tracks, 960 ticks a quarter

        4d 54 72 6b  00 00 00 22    # MTrk
        00  ff 03 04  46 65 72 6e   # name: Fern
        00  ff 51 03  07 a1 20      # tempo: 500,000 microseconds a quarter
        00  ff 58 04  04 02 18 08   # 4/4, a click every 24 clocks
        00  ff 59 02  00 01         # no sharps, minor
        9e 00  ff 2f 00             # end after 3840 ticks: one bar

        4d 54 72 6b  00 00 00 22    # MTrk
        00  ff 03 04  46 65 72 6e   # name: Fern
        00  c0 04                   # program 5: electric piano 1
        00  90 3c 64                # C4 on, velocity 100
        87 40  80 3c 40             # 960 ticks later: off
        83 60  90 43 50             # 480 ticks later: G4 on, velocity 80
        92 60  80 43 40             # 2400 ticks later: off
        00  ff 2f 00
    """)


def test_these_bytes_become_exactly_these_notes(tmp_path: Path) -> None:
    data = from_hexdump("""
        4d 54 68 64  00 00 00 06
        00 00  00 01  00 60         # type 0, one track, 96 ticks a quarter
        4d 54 72 6b  00 00 00 21
        00  ff 51 03  0f 42 40      # one second a quarter
        00  90 3c 64                # C4 on
        60  3e 32                   # running status, a second later: D4 on
        00  3c 00                   # C4 off, as a note on without velocity
        00  ff 51 03  07 a1 20      # half a second a quarter from here
        60  80 3e 00                # half a second later: D4 off
        83 00  ff 2f 00
    """)
    notes = read_notes(saved(tmp_path, data)).notes
    assert [(each.midi_note, each.velocity) for each in notes] == [(60, 100), (62, 50)]
    assert [each.start_seconds for each in notes] == [0.0, 1.0]
    assert [each.duration_seconds for each in notes] == [1.0, 0.5]


melodies = st.builds(
    lambda meter, bars, picks: Melody(
        np.array(
            [event for event, _ in picks[: bars * meter.steps_per_bar]], dtype=np.int16
        ),
        np.array(
            [velocity for _, velocity in picks[: bars * meter.steps_per_bar]],
            dtype=np.uint8,
        ),
        meter,
    ),
    st.sampled_from(list(METERS.values())),
    st.integers(1, 2),
    st.lists(
        st.tuples(st.integers(-2, 127), st.integers(1, 127)), min_size=40, max_size=40
    ),
)


@settings(max_examples=60, deadline=None)
@given(melody=melodies, bpm=st.floats(40, 240), swing=st.floats(0, 1))
def test_any_melody_comes_back_note_for_note(
    tmp_path_factory: pytest.TempPathFactory, melody: Melody, bpm: float, swing: float
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.mid"
    tempo = Tempo(bpm, swing)
    write_melody(path, melody, tempo, None, "any")
    if melody.note_count == 0:
        with pytest.raises(FileFormatError, match="holds no notes"):
            read_notes(path)
        return
    written, read = timed_notes(melody, tempo), read_notes(path).notes
    assert [(n.midi_note, n.velocity) for n in read] == [
        (n.midi_note, n.velocity) for n in written
    ]
    # Half a tick at 40 quarters a minute is 0.8 ms.
    for field in ("start_seconds", "duration_seconds"):
        got = [getattr(note, field) for note in read]
        assert got == pytest.approx([getattr(n, field) for n in written], abs=1.7e-3)


def test_mido_reads_the_same_notes_at_the_same_ticks(tmp_path: Path) -> None:
    path = tmp_path / "fern.mid"
    write_melody(path, TWO_NOTES, Tempo(97), None, "Fern")
    tick, found = 0, []
    for message in messages(path, 1):
        tick += message.time
        if message.type in ("note_on", "note_off"):
            found.append((tick, message.type, message.note))
    assert found == [
        (0, "note_on", 60),
        (960, "note_off", 60),
        (1440, "note_on", 67),
        (3840, "note_off", 67),
    ]
    assert mido.tempo2bpm(meta(path, "set_tempo").tempo) == pytest.approx(97, abs=1e-4)


def test_full_swing_puts_the_off_beat_on_the_last_triplet(tmp_path: Path) -> None:
    melody = Melody.from_notes([Note(2, 4, 60, 90)], 16, METERS["4/4"])
    write_melody(tmp_path / "a.mid", melody, Tempo(120, swing=1.0), None, "swing")
    times = [m.time for m in messages(tmp_path / "a.mid", 1) if m.type == "note_on"]
    assert times == [640]


@pytest.mark.parametrize(
    ("meter", "upper", "lower", "clocks", "bar_ticks"),
    [("4/4", 4, 4, 24, 3840), ("3/4", 3, 4, 24, 2880), ("6/8", 6, 8, 36, 2880)],
)
def test_each_meter_has_its_signature_and_ends_with_the_bar(
    tmp_path: Path, meter: str, upper: int, lower: int, clocks: int, bar_ticks: int
) -> None:
    steps = METERS[meter].steps_per_bar * 2
    melody = Melody.from_notes([Note(0, 1, 60, 90)], steps, METERS[meter])
    path = tmp_path / "a.mid"
    write_melody(path, melody, Tempo(), None, "meter")
    signature = meta(path, "time_signature")
    assert (signature.numerator, signature.denominator) == (upper, lower)
    assert signature.clocks_per_click == clocks
    for track in mido.MidiFile(path).tracks:
        assert sum(message.time for message in track) == 2 * bar_ticks


@pytest.mark.parametrize(
    ("tonic", "scale", "signature"),
    [
        ("C", "major", "C"),
        ("A", "minor", "Am"),
        ("F#", "major", "F#"),
        ("Eb", "minor", "Ebm"),
        ("Bb", "harmonic minor", "Bbm"),
        ("D", "dorian", "Am"),
        ("G", "mixolydian", "C"),
        ("F", "lydian", "C"),
        ("E", "blues", "Em"),
    ],
)
def test_each_key_has_the_signature_it_is_written_with(
    tmp_path: Path, tonic: str, scale: str, signature: str
) -> None:
    path = tmp_path / "a.mid"
    write_melody(path, TWO_NOTES, Tempo(), Key.named(tonic, scale), "key")
    assert meta(path, "key_signature").key == signature


def test_a_chromatic_melody_has_no_key_signature(tmp_path: Path) -> None:
    path = tmp_path / "a.mid"
    write_melody(path, TWO_NOTES, Tempo(), Key.named("C", "chromatic"), "key")
    assert "key_signature" not in [each.type for each in messages(path, 0)]


def test_a_name_in_any_script_stays_and_control_characters_go(tmp_path: Path) -> None:
    path = tmp_path / "a.mid"
    write_melody(path, TWO_NOTES, Tempo(), None, "Käfer\n\x00 ♭ 銅")
    name = mido.MidiFile(path, charset="utf-8").tracks[1].name
    assert name == "Käfer ♭ 銅"


def test_chords_on_many_tracks_are_read_whole(tmp_path: Path) -> None:
    tracks = [
        b"\x00\x90" + bytes([note]) + b"\x50\x83\x60\x80" + bytes([note]) + b"\x00"
        for note in (48, 60, 64, 67)
    ]
    notes = read_notes(saved(tmp_path, midi_bytes(*tracks))).notes
    assert [note.midi_note for note in notes] == [48, 60, 64, 67]
    assert {note.duration_seconds for note in notes} == {0.5}


def test_a_tempo_in_the_first_track_rules_the_others(tmp_path: Path) -> None:
    slow = b"\x00\xff\x51\x03\x0f\x42\x40"  # a second a quarter
    tune = b"\x00\x90\x3c\x50\x83\x60\x80\x3c\x00"
    midi = read_notes(saved(tmp_path, midi_bytes(slow, tune)))
    assert midi.notes[0].duration_seconds == 1.0
    assert midi.tempo_bpm == 60.0
    assert read_notes(saved(tmp_path, midi_bytes(tune))).tempo_bpm == 120.0


def test_independent_tracks_sound_one_after_another(tmp_path: Path) -> None:
    tune = b"\x00\x90\x3c\x50\x83\x60\x80\x3c\x00"
    midi = read_notes(saved(tmp_path, midi_bytes(tune, tune, file_type=2)))
    assert [note.start_seconds for note in midi.notes] == [0.0, 0.5]
    assert "one after another" in midi.notices[0]


@pytest.mark.parametrize(
    ("division", "seconds"),
    [
        (0xE728, 0.1),  # 25 frames of 40 ticks: milliseconds
        (0xE804, 100 / 96),  # 24 frames of 4 ticks
        (0xE350, 100 * 1.001 / 2400),  # 30 drop-frame: 29.97
    ],
)
def test_a_file_that_counts_seconds_is_read_in_seconds(
    tmp_path: Path, division: int, seconds: float
) -> None:
    tune = b"\x00\xff\x51\x03\x00\x00\x01\x00\x90\x3c\x50\x64\x80\x3c\x00"
    notes = read_notes(saved(tmp_path, midi_bytes(tune, division=division))).notes
    assert notes[0].duration_seconds == pytest.approx(seconds)


def test_drums_and_bends_are_left_out_and_said_so(tmp_path: Path) -> None:
    tune = b"\x00\x99\x24\x50\x00\x90\x3c\x50\x00\xe0\x00\x50\x60\x80\x3c\x00"
    midi = read_notes(saved(tmp_path, midi_bytes(tune)))
    assert [note.midi_note for note in midi.notes] == [60]
    assert "1 drum note is left out" in midi.notices[0]
    assert "1 pitch bend is left out" in midi.notices[1]


def test_a_value_beyond_what_midi_allows_is_clipped(tmp_path: Path) -> None:
    tune = b"\x00\x90\x3c\xc8\x60\x80\x3c\x00"
    notes = read_notes(saved(tmp_path, midi_bytes(tune))).notes
    assert [note.velocity for note in notes] == [127]


def test_a_file_in_a_riff_wrapper_is_read(tmp_path: Path) -> None:
    inner = midi_bytes(b"\x00\x90\x3c\x50\x60\x80\x3c\x00")
    data = b"RIFF\x00\x00\x00\x00RMIDdata\x00\x00\x00\x00" + inner
    assert len(read_notes(saved(tmp_path, data)).notes) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "is no MIDI file"),
        (b"MThd", "damaged: it ends within its header"),
        (midi_bytes(b"", file_type=7), "no MIDI file of type 7"),
        (midi_bytes(b"", division=0), "no usable time base"),
        (midi_bytes(b"", division=0x8000), "no usable time base"),
        (midi_bytes(b"\x00\x90\x3c\x50")[:-6], "damaged: it ends within track 1"),
        (midi_bytes(b"\x00\x3c\x50"), "no status in track 1"),
        (midi_bytes(b"\x00\xf4"), "unknown status in track 1"),
        (midi_bytes(b"\xff" * 200_000), "too many bytes in track 1"),
        (midi_bytes(b"\x00\xf0\xff\xff\xff\x7f"), "cut short in track 1"),
        (midi_bytes(b""), "holds no notes to play."),
        (midi_bytes(), "holds no notes to play."),
        (midi_bytes(track_count=9), "9 tracks are missing"),
        (midi_bytes(b"\x00\x99\x24\x50"), "holds no notes to play (1 drum note"),
        (midi_bytes(b"\x00\x90\x3c\x50\x00\x80\x3c\x00"), "1 note without length"),
    ],
)
def test_what_cannot_be_played_is_refused_in_one_sentence(
    tmp_path: Path, data: bytes, words: str
) -> None:
    with pytest.raises(FileFormatError) as refusal:
        read_notes(saved(tmp_path, data))
    sentence = str(refusal.value)
    assert words in sentence
    assert "“tune.mid”" in sentence
    assert "\n" not in sentence


def test_a_file_of_ten_hours_is_refused_at_once(tmp_path: Path) -> None:
    ten_hours = b"\x84\xe7\x9e\x00"  # 72,000 quarters of half a second, 140 ticks each
    tune = b"\x00\x90\x3c\x50" + ten_hours + b"\x80\x3c\x00"
    path = saved(tmp_path, midi_bytes(tune, division=140))
    with pytest.raises(FileFormatError, match=r"lasts 10\.0 hours; .* 30 minutes"):
        read_notes(path)


def test_a_note_that_nobody_releases_does_not_sound_for_half_an_hour(
    tmp_path: Path,
) -> None:
    hung = b"\x00\x90\x3c\x50" + b"\xff\x7f\xb0\x07\x40" * 100
    midi = read_notes(saved(tmp_path, midi_bytes(hung)))
    assert midi.notes[0].duration_seconds == 120
    assert "1 note lasts over 120 seconds" in midi.notices[0]


def test_silence_of_ten_hours_after_the_last_note_is_no_matter(tmp_path: Path) -> None:
    tune = b"\x00\x90\x3c\x50\x60\x80\x3c\x00\x84\xe7\x9e\x00\xb0\x07\x40"
    path = saved(tmp_path, midi_bytes(tune, division=140))
    assert len(read_notes(path).notes) == 1


def test_a_file_too_large_to_be_music_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.mid"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a terabyte with nothing in it
    with pytest.raises(FileFormatError, match="1048576 MB; MIDI files of up to 2 MB"):
        read_notes(path)


def test_too_many_notes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(given_midi, "MOST_NOTES", 3)
    tune = b"\x00\x90" + b"\x3c\x50\x01\x3c\x00\x01" * 4 + b"\x3c\x00"
    with pytest.raises(FileFormatError, match="holds 4 notes; up to 3 can be played"):
        read_notes(saved(tmp_path, midi_bytes(tune)))


def test_too_much_sound_at_once_is_refused(tmp_path: Path) -> None:
    all_keys = b"".join(bytes([0, 0x90, note, 80]) for note in range(128))
    tune = all_keys + b"\xff\x7f\xb0\x07\x40" * 100  # all held for 28 minutes
    with pytest.raises(FileFormatError, match="minutes in all; up to 480"):
        read_notes(saved(tmp_path, midi_bytes(tune, division=480)))


def test_a_missing_file_a_folder_and_an_endless_device_are_named(
    tmp_path: Path,
) -> None:
    with pytest.raises(FileFormatError, match="There is no file"):
        read_notes(tmp_path / "nothing.mid")
    with pytest.raises(FileFormatError, match="is no file; name a MIDI file"):
        read_notes(tmp_path)
    with pytest.raises(FileFormatError, match="is no file"):
        read_notes("/dev/zero" if Path("/dev/zero").exists() else tmp_path)
    with pytest.raises(FileFormatError):
        read_notes("a\0b.mid")


def test_a_file_cut_anywhere_is_read_or_refused_and_never_half_understood(
    tmp_path: Path,
) -> None:
    whole = bytes_of(tmp_path / "whole.mid", TWO_NOTES)
    for length in range(len(whole)):
        path = saved(tmp_path, whole[:length])
        with pytest.raises(FileFormatError) as refusal:
            read_notes(path)
        assert "tune.mid" in str(refusal.value)


def test_random_damage_is_read_or_refused(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    whole = np.frombuffer(bytes_of(tmp_path / "whole.mid", TWO_NOTES), dtype=np.uint8)
    outcomes = set()
    for _ in range(300):
        damaged = whole.copy()
        places = rng.integers(0, len(whole), size=rng.integers(1, 6))
        damaged[places] = rng.integers(0, 256, size=len(places))
        try:
            outcomes.add(len(read_notes(saved(tmp_path, damaged.tobytes())).notes) > 0)
        except FileFormatError:
            outcomes.add("refused")
    assert outcomes == {True, "refused"}


def test_random_bytes_after_a_good_header_are_read_or_refused(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    for _ in range(200):
        noise = rng.integers(0, 256, size=rng.integers(0, 400), dtype=np.uint8)
        path = saved(tmp_path, midi_bytes(noise.tobytes()))
        with contextlib.suppress(FileFormatError):
            assert read_notes(path).notes


def test_what_mido_writes_is_read_as_mido_plays_it(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    track, other = mido.MidiTrack(), mido.MidiTrack()
    for _ in range(60):
        note, wait = int(rng.integers(30, 90)), int(rng.integers(1, 300))
        track.append(mido.Message("note_on", note=note, velocity=70, time=0))
        track.append(mido.Message("note_off", note=note, time=wait))
        other.append(mido.MetaMessage("set_tempo", tempo=100_000 + wait, time=wait))
    file = mido.MidiFile(type=1, tracks=[other, track])
    data = io.BytesIO()
    file.save(file=data)
    seconds, expected = 0.0, []
    for message in file:
        seconds += message.time
        if message.type == "note_on":
            expected.append((message.note, pytest.approx(seconds, abs=1e-9)))
    notes = read_notes(saved(tmp_path, data.getvalue())).notes
    assert [(note.midi_note, note.start_seconds) for note in notes] == expected


def test_melodies_become_tracks_of_one_file_each_with_its_instrument(
    tmp_path: Path,
) -> None:
    slow, long = (
        Melody.from_notes([Note(0, 4, 60)], 16, METERS["4/4"]),
        Melody.from_notes([Note(16, 20, 64)], 32, METERS["4/4"]),
    )
    path = tmp_path / "both.mid"
    tracks = [MelodyTrack(slow, "Low", 4), MelodyTrack(long, "High", 73)]
    write_melodies(path, tracks, Tempo(120), None)
    file = mido.MidiFile(path)
    assert [track.name for track in file.tracks] == ["Low", "Low", "High"]
    programs = [
        (message.program, message.channel)
        for track in file.tracks
        for message in track
        if message.type == "program_change"
    ]
    assert programs == [(4, 0), (73, 1)]
    found = [(note.midi_note, note.start_seconds) for note in read_notes(path).notes]
    assert found == [(60, 0.0), (64, 2.0)]
    assert sum(message.time for message in file.tracks[0]) == 8 * 960


def test_no_melody_of_many_plays_on_the_channel_of_drums(tmp_path: Path) -> None:
    melody = Melody.from_notes([Note(0, 4, 60)], 16, METERS["4/4"])
    path = tmp_path / "many.mid"
    write_melodies(path, [MelodyTrack(melody, "x")] * 20, Tempo(120), None)
    channels = {
        message.channel
        for track in mido.MidiFile(path).tracks
        for message in track
        if message.type == "note_on"
    }
    assert channels == set(range(16)) - {9}
    assert len(read_notes(path).notes) == 20


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("5/4", [(0, 5, 4)]),
        ("7/8", [(0, 7, 8)]),
        ("4/4 triplets", [(0, 4, 4)]),
        ("4/4 pickup 1/4", [(0, 1, 4), (1, 4, 4)]),
        ("3/4 pickup 1/2", [(0, 2, 4), (2, 3, 4)]),
        ("6/8 pickup 1/8", [(0, 1, 8), (0.5, 6, 8)]),
    ],
)
def test_bars_of_every_meter_begin_where_a_daw_draws_them(
    tmp_path: Path, name: str, expected: list[tuple[float, int, int]]
) -> None:
    meter = meter_named(name)
    steps = 2 * meter.steps_per_bar
    melody = Melody.from_notes(
        [Note(0, 2, 60), Note(steps - 1, steps, 62)], steps, meter
    )
    path = tmp_path / "one.mid"
    write_melody(path, melody, Tempo(100), None, "one")
    file = mido.MidiFile(path)
    found, tick = [], 0
    for message in file.tracks[0]:
        tick += message.time
        if message.type == "time_signature":
            quarters = tick / file.ticks_per_beat
            found.append((quarters, message.numerator, message.denominator))
    assert found == expected
    assert tick == round(2 * meter.quarters_per_bar * file.ticks_per_beat)
    # Every step lies on a whole tick.
    assert (file.ticks_per_beat * meter.quarters_per_step).is_integer()
