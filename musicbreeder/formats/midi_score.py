"""MIDI files as scores: what is written, track by track, in quarter notes.

What sounds, in seconds and with its pedal, is `midi_file.read_notes`. Here a note lasts
as long as its key is down, since a melody is to be found, not a performance.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.given_file import file_bytes, file_text
from musicbreeder.formats.given_midi import LARGEST_FILE_BYTES, given_midi
from musicbreeder.formats.key_signature import key_of_signature
from musicbreeder.formats.midi_decoder import (
    META_KEY_SIGNATURE,
    META_TIME_SIGNATURE,
    META_TRACK_NAME,
    Event,
    Kind,
    Meta,
    MidiContent,
    Track,
)
from musicbreeder.melody.score import Part, Score, ScoreNote, TimeSignature
from musicbreeder.theory.scale import Key

_HALF_SECONDS = 2.0
_LARGEST_DENOMINATOR_POWER = 5
_LONGEST_NOTE_QUARTERS = 64.0
_LONGEST_PIECE_QUARTERS = 100_000.0
_LONGEST_NAME = 60
_MICROSECONDS_PER_MINUTE = 60e6


def read_midi_score(path: str | Path) -> Score:
    """Read the notes of a MIDI file of any type as they are written.

    Raises:
        FileFormatError: the file is not there, no MIDI, damaged, too large, or has no
            notes; the sentence says which.
    """
    path = Path(path)
    return midi_score(file_bytes(path, LARGEST_FILE_BYTES, "MIDI"), path.name)


def midi_score(data: bytes, name: str) -> Score:
    """Return the score in the bytes of a MIDI file.

    Args:
        data: that begin as a MIDI file does.
        name: of the file, for what may have to be said of it.

    Raises:
        FileFormatError: as for `read_midi_score`.
    """
    content = given_midi(data, name, "searched for a melody")
    quarters_per_tick = _quarters_per_tick(content)
    parts = [
        part
        for number, track in enumerate(content.tracks)
        for part in _parts(track, number, quarters_per_tick)
    ]
    if not parts:
        raise FileFormatError(f"“{name}” holds no notes; choose another file.")
    metas = [meta for track in content.tracks for meta in track.metas]
    return Score(
        title=_title(content.tracks),
        parts=tuple(parts),
        time_signatures=_time_signatures(metas, quarters_per_tick),
        key=_key(metas),
        tempo_bpm=_tempo(content),
        is_timed_in_beats=content.ticks_per_quarter is not None,
        notices=_notices(content),
    )


def _quarters_per_tick(content: MidiContent) -> float:
    if content.ticks_per_quarter is not None:
        return 1.0 / content.ticks_per_quarter
    return _HALF_SECONDS / (content.ticks_per_second or 1.0)


def _parts(track: Track, number: int, quarters_per_tick: float) -> list[Part]:
    """Return what each channel of a track plays."""
    by_channel: dict[int, list[Event]] = defaultdict(list)
    for event in track.events:
        if event.kind in (Kind.NOTE_ON, Kind.NOTE_OFF, Kind.PROGRAM, Kind.SILENCE):
            by_channel[event.channel].append(event)
    name = _name_of(track) or f"Track {number + 1}"
    parts = []
    for channel, events in sorted(by_channel.items()):
        notes = _notes(events, track.end_tick, quarters_per_tick)
        if notes:
            # Type 0 keeps every player in one track, told apart by the channel.
            is_shared = len(by_channel) > 1
            named = f"{name}, channel {channel + 1}" if is_shared else name
            programs = [one.first for one in events if one.kind is Kind.PROGRAM]
            parts.append(
                Part(
                    named,
                    notes,
                    is_for_drums=events[0].is_for_drums,
                    program=programs[0] if programs else None,
                )
            )
    return parts


def _notes(
    events: Iterable[Event], end_tick: int, quarters_per_tick: float
) -> tuple[ScoreNote, ...]:
    keyboard = _Keyboard(quarters_per_tick)
    for event in events:
        if event.kind is Kind.NOTE_ON:
            keyboard.strike(event)
        elif event.kind is Kind.NOTE_OFF:
            keyboard.release(event)
        elif event.kind is Kind.SILENCE:
            keyboard.release_all(event.tick)
    keyboard.release_all(end_tick)
    return tuple(sorted(keyboard.notes, key=lambda one: (one.start, one.midi_note)))


class _Keyboard:
    """Pairs each key that goes down with its release."""

    def __init__(self, quarters_per_tick: float) -> None:
        self.notes: list[ScoreNote] = []
        self._quarters_per_tick = quarters_per_tick
        self._held: dict[int, list[Event]] = defaultdict(list)

    def strike(self, event: Event) -> None:
        self._held[event.first].append(event)

    def release(self, event: Event) -> None:
        struck = self._held.pop(event.first, [])
        # Some programs strike a key again just before they release it; then the
        # release belongs to the earlier note.
        earlier = bisect_left(struck, event.tick, key=lambda one: one.tick)
        self._end(struck[:earlier] or struck, event.tick)
        if 0 < earlier < len(struck):
            self._held[event.first] = struck[earlier:]

    def release_all(self, tick: int) -> None:
        for struck in self._held.values():
            self._end(struck, tick)
        self._held.clear()

    def _end(self, struck: Iterable[Event], tick: int) -> None:
        for event in struck:
            start = event.tick * self._quarters_per_tick
            length = (tick - event.tick) * self._quarters_per_tick
            if length > 0 and start <= _LONGEST_PIECE_QUARTERS:
                length = min(length, _LONGEST_NOTE_QUARTERS)
                self.notes.append(ScoreNote(start, length, event.first, event.velocity))


def _name_of(track: Track) -> str:
    for meta in track.metas:
        if meta.kind == META_TRACK_NAME:
            text = file_text(meta.payload)
            shown = "".join(c if c.isprintable() else " " for c in text)
            return " ".join(shown.split())[:_LONGEST_NAME]
    return ""


def _title(tracks: Iterable[Track]) -> str:
    """Return the name of the first track, which in a score is that of the piece."""
    first = next(iter(tracks), None)
    return "" if first is None else _name_of(first)


def _time_signatures(
    metas: Iterable[Meta], quarters_per_tick: float
) -> tuple[TimeSignature, ...]:
    found: dict[float, TimeSignature] = {}
    for meta in metas:
        payload = meta.payload
        is_usable = (
            meta.kind == META_TIME_SIGNATURE
            and len(payload) >= 2
            and 1 <= payload[0] <= 64
            and payload[1] <= _LARGEST_DENOMINATOR_POWER
        )
        if is_usable:
            start = meta.tick * quarters_per_tick
            found[start] = TimeSignature(start, payload[0], 2 ** payload[1])
    signatures: list[TimeSignature] = []
    for _, signature in sorted(found.items()):
        if not signatures or signatures[-1].name != signature.name:
            signatures.append(signature)
    return tuple(signatures)


def _key(metas: Iterable[Meta]) -> Key | None:
    for meta in sorted(metas, key=lambda one: one.tick):
        if meta.kind == META_KEY_SIGNATURE and len(meta.payload) >= 2:
            sharps = int.from_bytes(meta.payload[:1], "big", signed=True)
            # C major is what programs write that know no key.
            is_said = sharps != 0 or meta.payload[1] == 1
            if -7 <= sharps <= 7 and is_said:
                return key_of_signature(sharps, is_minor=meta.payload[1] == 1)
            return None
    return None


def _tempo(content: MidiContent) -> float | None:
    if content.ticks_per_quarter is None:
        return None
    tempos = [
        event
        for track in content.tracks
        for event in track.events
        if event.kind is Kind.TEMPO and event.first > 0
    ]
    if not tempos:
        return None
    first = min(tempos, key=lambda event: event.tick)
    return _MICROSECONDS_PER_MINUTE / first.first


def _notices(content: MidiContent) -> tuple[str, ...]:
    missing = content.promised_track_count - len(content.tracks)
    notices = []
    if missing > 0:
        tracks = "1 track is" if missing == 1 else f"{missing} tracks are"
        notices.append(f"{tracks} missing.")
    if content.file_type == 2 and len(content.tracks) > 1:
        notices.append("Its tracks are independent pieces.")
    return tuple(notices)
