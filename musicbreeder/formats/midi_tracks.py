"""Arrangements as MIDI files: any parts as tracks, with markers and texts.

As `midi_file` writes melodies: type 1, 960 ticks a quarter, all tracks as long as the
bars. Notes come in quarters, played as they are, so swing is in them already.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import mido

from musicbreeder.formats.atomic_file import writing
from musicbreeder.formats.midi_file import TICKS_PER_QUARTER
from musicbreeder.formats.midi_meta import (
    clean_name,
    key_signature,
    pickup_signature,
    text_events,
    time_signature,
)
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.score import ScoreNote
from musicbreeder.theory.meter import Meter, Tempo
from musicbreeder.theory.scale import Key

_DRUM_CHANNEL = 9
_MELODIC_CHANNELS = tuple(one for one in range(16) if one != _DRUM_CHANNEL)
# At the same tick: what ends does so before anything begins.
_END, _BEGIN = range(2)


@dataclass(frozen=True)
class Track:
    """One part of an arrangement.

    Attributes:
        name: shown by DAWs; control characters are dropped.
        notes: in quarters from the beginning; may sound together.
        program: General MIDI instrument, 0-127; None = the synth's own choice.
        is_for_drums: goes to the channel of drums, its notes are drum numbers.
        texts: where it came from, a text event each at its start.
    """

    name: str
    notes: tuple[ScoreNote, ...]
    program: int | None = None
    is_for_drums: bool = False
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marker:
    """A name at a place, such as a chord or a section."""

    quarters: float
    text: str


def played_notes(melody: Melody, tempo: Tempo) -> tuple[ScoreNote, ...]:
    """Return a melody's notes in quarters, swing included, for a `Track`."""
    meter = melody.meter
    return tuple(
        ScoreNote(
            tempo.quarters_at(note.start, meter),
            tempo.quarters_at(note.end, meter) - tempo.quarters_at(note.start, meter),
            note.midi_note,
            note.velocity,
        )
        for note in melody.notes
    )


def write_tracks(
    path: str | Path,
    tracks: Sequence[Track],
    tempo: Tempo,
    meter: Meter,
    *,
    length_quarters: float,
    key: Key | None = None,
    title: str = "",
    markers: Iterable[Marker] = (),
    texts: Sequence[str] = (),
) -> None:
    """Write an arrangement as one MIDI file: the conductor's track, then each part's.

    Beyond fifteen tracks channels are shared. A note that another one of its pitch
    interrupts ends there.

    Args:
        length_quarters: of the bars; every track ends with them.
        key: None = no key signature.
        title: name of the whole.
        markers: set on the conductor's track.
        texts: where it came from, a text event each.

    Raises:
        FileFormatError: the file cannot be written.
    """
    end_tick = _tick(length_quarters)
    head = [
        mido.MetaMessage("track_name", name=clean_name(title)),
        *text_events(texts),
        mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo.bpm)),
        pickup_signature(meter) or time_signature(meter),
    ]
    signature = key_signature(key)
    if signature is not None:
        head.append(signature)
    marks = [
        (
            _tick(one.quarters),
            _BEGIN,
            mido.MetaMessage("marker", text=clean_name(one.text)),
        )
        for one in markers
    ]
    if meter.pickup_steps:
        # The bars begin after the pickup, which is a short bar of its own.
        bar_line = tempo.quarters_at(meter.pickup_steps, meter)
        marks.append((_tick(bar_line), _END, time_signature(meter)))
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER, charset="utf-8")
    file.tracks.append(_timed(head, marks, end_tick))
    melodic = 0
    for track in tracks:
        channel = _DRUM_CHANNEL
        if not track.is_for_drums:
            channel = _MELODIC_CHANNELS[melodic % len(_MELODIC_CHANNELS)]
            melodic += 1
        file.tracks.append(_part(track, channel, end_tick))
    with writing(path) as target:
        file.save(file=target)


def _part(track: Track, channel: int, end_tick: int) -> mido.MidiTrack:
    head = [
        mido.MetaMessage("track_name", name=clean_name(track.name)),
        *text_events(track.texts),
    ]
    if track.program is not None:
        head.append(
            mido.Message("program_change", program=track.program, channel=channel)
        )
    events = []
    for start_tick, stop_tick, note in _apart(track.notes, end_tick):
        strike = mido.Message(
            "note_on", channel=channel, note=note.midi_note, velocity=note.velocity
        )
        release = mido.Message("note_off", channel=channel, note=note.midi_note)
        events.append((start_tick, _BEGIN, strike))
        events.append((stop_tick, _END, release))
    return _timed(head, events, end_tick)


def _apart(
    notes: Iterable[ScoreNote], end_tick: int
) -> list[tuple[int, int, ScoreNote]]:
    """Return notes with their ticks, cut so that no two of one pitch overlap."""
    apart: list[tuple[int, int, ScoreNote]] = []
    next_starts: dict[int, int] = {}
    for note in sorted(notes, key=lambda one: one.start, reverse=True):
        start_tick = _tick(note.start)
        stop_tick = min(_tick(note.end), next_starts.get(note.midi_note, end_tick))
        if start_tick < stop_tick:
            next_starts[note.midi_note] = start_tick
            apart.append((start_tick, stop_tick, note))
    return apart[::-1]


def _timed(
    head: Sequence[mido.MetaMessage],
    events: Sequence[tuple[int, int, mido.Message | mido.MetaMessage]],
    end_tick: int,
) -> mido.MidiTrack:
    """Return a track of messages, each with the ticks since the one before."""
    track = mido.MidiTrack(head)
    previous_tick = 0
    for tick, _, message in sorted(events, key=itemgetter(0, 1)):
        track.append(message.copy(time=tick - previous_tick))
        previous_tick = tick
    end = mido.MetaMessage("end_of_track", time=max(end_tick - previous_tick, 0))
    track.append(end)
    return track


def _tick(quarters: float) -> int:
    return round(quarters * TICKS_PER_QUARTER)
