"""MIDI files: melodies go out, whole pieces come in.

Written files are of type 1 with 960 ticks a quarter note, on which sixteenths,
triplets and full swing fall exactly. The first track carries tempo, meter and key, the
second the melody; both end with the last bar, so that a loop in a DAW has the right
length. Tempo is written to the microsecond a quarter note.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import mido

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.atomic_file import writing
from musicbreeder.formats.given_file import file_bytes
from musicbreeder.formats.given_midi import LARGEST_FILE_BYTES, given_midi
from musicbreeder.formats.midi_decoder import (
    Kind,
    MidiContent,
)
from musicbreeder.formats.midi_meta import (
    clean_name,
    key_signature,
    pickup_signature,
    text_events,
    time_signature,
)
from musicbreeder.formats.midi_performance import Performance
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.timing import TimedNote
from musicbreeder.theory.meter import Tempo
from musicbreeder.theory.scale import Key

TICKS_PER_QUARTER = 960
LONGEST_MINUTES = 30
# Mostly a lost release; a synthesizer holds every sample of a note in memory.
LONGEST_NOTE_SECONDS = 120
# As much as a full orchestra holds in half an hour; rendering time grows with it.
MOST_SOUNDING_MINUTES = 480

_DRUM_CHANNEL = 9


@dataclass(frozen=True)
class MidiNotes:
    """The notes of a MIDI file.

    Attributes:
        notes: in the order of their starts.
        notices: what was left out, a sentence each.
        tempo_bpm: quarter notes per minute at the start.
    """

    notes: tuple[TimedNote, ...]
    notices: tuple[str, ...]
    tempo_bpm: float = 120.0


@dataclass(frozen=True, eq=False)
class MelodyTrack:
    """A melody as a track of a MIDI file.

    Attributes:
        name: shown by DAWs; control characters are dropped.
        program: General MIDI instrument, 0-127.
        tempo: for its swing, None = the file's.
        texts: where it came from, a text event each at the start of the track.
    """

    melody: Melody
    name: str
    program: int = 0
    tempo: Tempo | None = None
    texts: tuple[str, ...] = ()


def write_melody(
    path: str | Path,
    melody: Melody,
    tempo: Tempo,
    key: Key | None,
    track_name: str,
    *,
    program: int = 0,
    texts: tuple[str, ...] = (),
) -> None:
    """Write a melody as a MIDI file, swing included.

    Args:
        key: None = no key signature.
        track_name: shown by DAWs; control characters are dropped.
        program: General MIDI instrument, 0-127.
        texts: where it came from, a text event each.

    Raises:
        FileFormatError: the file cannot be written.
    """
    track = MelodyTrack(melody, track_name, program, texts=texts)
    write_melodies(path, [track], tempo, key)


def write_melodies(
    path: str | Path, tracks: Sequence[MelodyTrack], tempo: Tempo, key: Key | None
) -> None:
    """Write melodies as one MIDI file, a track and a channel each, all from the start.

    Beyond fifteen tracks channels are shared; the channel of drums is left out.

    Args:
        tracks: at least one; the meter is the first one's.
        tempo: of the file, and the swing of tracks without their own.
        key: None = no key signature.

    Raises:
        FileFormatError: the file cannot be written.
    """
    name = clean_name(tracks[0].name)
    channels = [channel for channel in range(16) if channel != _DRUM_CHANNEL]
    written, last_tick = [], 0
    for place, track in enumerate(tracks):
        end_tick = _tick(track.melody.step_count, track.melody, track.tempo or tempo)
        last_tick = max(last_tick, end_tick)
        channel = channels[place % len(channels)]
        written.append(_melody_track(track, track.tempo or tempo, channel, end_tick))
    conductor = mido.MidiTrack(
        [
            mido.MetaMessage("track_name", name=name),
            mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo.bpm)),
        ]
    )
    meter = tracks[0].melody.meter
    pickup, signature, bar_line_tick = pickup_signature(meter), key_signature(key), 0
    conductor.append(pickup or time_signature(meter))
    if signature is not None:
        conductor.append(signature)
    if pickup is not None:
        # The bars begin after the pickup, which is a short bar of its own.
        first = tracks[0]
        bar_line_tick = _tick(meter.pickup_steps, first.melody, first.tempo or tempo)
        conductor.append(time_signature(meter).copy(time=bar_line_tick))
    conductor.append(
        mido.MetaMessage("end_of_track", time=max(last_tick - bar_line_tick, 0))
    )
    # UTF-8, as DAWs of today read names; plain ASCII looks the same in any of them.
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER, charset="utf-8")
    file.tracks = [conductor, *written]
    with writing(path) as target:
        file.save(file=target)


def read_notes(path: str | Path) -> MidiNotes:
    """Read every note of a MIDI file of any type, with its tempo changes and pedal.

    Drums are left out, and pitch bends.

    Raises:
        FileFormatError: the file is not there, no MIDI, damaged, too large or too long,
            or has no notes; the sentence says which.
    """
    path = Path(path)
    name = path.name
    content = given_midi(file_bytes(path, LARGEST_FILE_BYTES, "MIDI"), name, "played")
    performance = Performance()
    performance.play(content)
    notes = sorted(
        performance.notes, key=lambda note: (note.start_seconds, note.midi_note)
    )
    notices = _notices(content, performance)
    _check_extent(name, notes, notices)
    return MidiNotes(
        tuple(_within_bounds(note) for note in notes),
        notices,
        _first_tempo_bpm(content),
    )


def _first_tempo_bpm(content: MidiContent) -> float:
    tempos = [
        (event.tick, event.first)
        for track in content.tracks
        for event in track.events
        if event.kind is Kind.TEMPO
    ]
    microseconds = min(tempos)[1] if tempos else 0
    return 60e6 / microseconds if microseconds else MidiNotes.tempo_bpm


def _tick(step: int, melody: Melody, tempo: Tempo) -> int:
    return round(tempo.quarters_at(step, melody.meter) * TICKS_PER_QUARTER)


def _melody_track(
    content: MelodyTrack, tempo: Tempo, channel: int, end_tick: int
) -> mido.MidiTrack:
    melody = content.melody
    track = mido.MidiTrack(
        [
            mido.MetaMessage("track_name", name=clean_name(content.name)),
            *text_events(content.texts),
            mido.Message("program_change", program=content.program, channel=channel),
        ]
    )
    previous_tick = 0
    for note in melody.notes:
        start_tick = _tick(note.start, melody, tempo)
        note_end_tick = _tick(note.end, melody, tempo)
        track.append(
            mido.Message(
                "note_on",
                channel=channel,
                note=note.midi_note,
                velocity=note.velocity,
                time=start_tick - previous_tick,
            )
        )
        track.append(
            mido.Message(
                "note_off",
                channel=channel,
                note=note.midi_note,
                time=note_end_tick - start_tick,
            )
        )
        previous_tick = note_end_tick
    track.append(mido.MetaMessage("end_of_track", time=end_tick - previous_tick))
    return track


def _notices(content: MidiContent, performance: Performance) -> tuple[str, ...]:
    missing_track_count = content.promised_track_count - len(content.tracks)
    cut_note_count = sum(
        note.duration_seconds > LONGEST_NOTE_SECONDS for note in performance.notes
    )
    counts = (
        (
            performance.drum_note_count,
            ("drum note is", "drum notes are"),
            "left out: the instruments play pitches only.",
        ),
        (
            performance.bend_count,
            ("pitch bend is", "pitch bends are"),
            "left out.",
        ),
        (performance.silent_note_count, ("note", "notes"), "without length left out."),
        (
            cut_note_count,
            ("note lasts", "notes last"),
            f"over {LONGEST_NOTE_SECONDS} seconds; the rest is left out.",
        ),
        (missing_track_count, ("track is", "tracks are"), "missing."),
    )
    notices = [
        f"{_counted(count, *words)} {what}"
        for count, words, what in counts
        if count > 0
    ]
    if content.file_type == 2 and len(content.tracks) > 1:
        notices.append("Its tracks are independent; they sound one after another.")
    return tuple(notices)


def _within_bounds(note: TimedNote) -> TimedNote:
    if note.duration_seconds <= LONGEST_NOTE_SECONDS:
        return note
    return replace(note, duration_seconds=float(LONGEST_NOTE_SECONDS))


def _counted(count: int, singular: str, plural: str) -> str:
    return f"{count:,} {singular if count == 1 else plural}"


def _check_extent(
    name: str, notes: Sequence[TimedNote], notices: Sequence[str]
) -> None:
    if not notes:
        why = f" ({notices[0].rstrip('.')})" if notices else ""
        raise FileFormatError(f"“{name}” holds no notes to play{why}.")
    end_seconds = max(note.start_seconds + note.duration_seconds for note in notes)
    if end_seconds > LONGEST_MINUTES * 60:
        raise FileFormatError(
            f"“{name}” lasts {_length(end_seconds)}; pieces of up to "
            f"{LONGEST_MINUTES} minutes can be played, so cut it into parts first."
        )
    sounding_minutes = sum(note.duration_seconds for note in notes) / 60
    if sounding_minutes > MOST_SOUNDING_MINUTES:
        raise FileFormatError(
            f"The notes of “{name}” sound for {sounding_minutes:,.0f} minutes in all; "
            f"up to {MOST_SOUNDING_MINUTES} can be played, so cut it into parts first."
        )


def _length(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours:,.1f} hours" if hours >= 1 else f"{seconds / 60:.0f} minutes"
