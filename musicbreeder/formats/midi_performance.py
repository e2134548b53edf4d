"""From MIDI events to the notes that are heard, in seconds.

Keys and pedal are played as a piano would: a released key sounds on while the sustain
pedal is down, until the pedal comes up or the key is struck again.
"""

from collections.abc import Iterator

from musicbreeder.formats.midi_decoder import Event, Kind, MidiContent, Track
from musicbreeder.melody.timing import TimedNote

_DEFAULT_MICROSECONDS_PER_QUARTER = 500_000
_PEDAL_DOWN = 64


class Performance:
    """Plays the events of tracks that sound together, in the order of time.

    Attributes:
        notes: what was played, in the order in which notes ended.
        drum_note_count: notes on the drum channel, which are not played.
        bend_count: pitch bends, which are not played either.
        silent_note_count: notes that end where they start.
    """

    def __init__(self) -> None:
        self.notes: list[TimedNote] = []
        self.drum_note_count = 0
        self.bend_count = 0
        self.silent_note_count = 0
        # By channel, then by track and key: two tracks on one channel may hold the
        # same key, and each ends its own.
        self._held: dict[int, dict[tuple[int, int], list[_Sounding]]] = {}
        # By channel, then by key: released, but the pedal keeps it sounding.
        self._pedalled: dict[int, dict[int, list[_Sounding]]] = {}
        self._pedals_down: set[int] = set()

    def play(self, content: MidiContent) -> None:
        """Play a whole file: type 2 track after track, others all at once."""
        if content.file_type != 2:
            self._play_together(content, content.tracks, 0.0)
            return
        start_seconds = 0.0
        for track in content.tracks:
            start_seconds = self._play_together(content, [track], start_seconds)

    def _play_together(
        self, content: MidiContent, tracks: list[Track], start_seconds: float
    ) -> float:
        end_seconds = start_seconds
        for seconds, track_number, event in _in_time(content, tracks):
            end_seconds = start_seconds + seconds
            if event is not None:
                self._play_event(end_seconds, track_number, event)
        self._end_everything(end_seconds)
        return end_seconds

    def _play_event(self, seconds: float, track_number: int, event: Event) -> None:
        if event.kind is Kind.PEDAL:
            self._move_pedal(seconds, event.channel, event.first >= _PEDAL_DOWN)
        elif event.kind is Kind.SILENCE:
            self._silence(seconds, event.channel)
        elif event.kind is Kind.BEND:
            self.bend_count += event.first != 0
        elif event.kind is Kind.PROGRAM:
            return
        elif event.is_for_drums:
            self.drum_note_count += event.kind is Kind.NOTE_ON
        elif event.kind is Kind.NOTE_ON:
            self._strike(seconds, track_number, event)
        else:
            self._release(seconds, track_number, event)

    def _strike(self, seconds: float, track_number: int, event: Event) -> None:
        pedalled = self._pedalled.get(event.channel, {})
        self._end(seconds, pedalled.pop(event.first, []))
        keys = self._held.setdefault(event.channel, {})
        struck = _Sounding(seconds, event.first, event.velocity)
        keys.setdefault((track_number, event.first), []).append(struck)

    def _release(self, seconds: float, track_number: int, event: Event) -> None:
        keys = self._held.get(event.channel, {})
        held = keys.pop((track_number, event.first), [])
        # Some programs strike a key again just before they release it; then the
        # release belongs to the earlier note.
        released = [note for note in held if note.start_seconds < seconds]
        if not released:
            released = held
        elif len(released) < len(held):
            keys[track_number, event.first] = held[len(released) :]
        if event.channel in self._pedals_down:
            pedalled = self._pedalled.setdefault(event.channel, {})
            pedalled.setdefault(event.first, []).extend(released)
        else:
            self._end(seconds, released)

    def _move_pedal(self, seconds: float, channel: int, is_down: bool) -> None:
        if is_down:
            self._pedals_down.add(channel)
            return
        self._pedals_down.discard(channel)
        for notes in self._pedalled.pop(channel, {}).values():
            self._end(seconds, notes)

    def _silence(self, seconds: float, channel: int) -> None:
        for notes in self._held.pop(channel, {}).values():
            self._end(seconds, notes)
        self._move_pedal(seconds, channel, is_down=False)

    def _end_everything(self, seconds: float) -> None:
        for channel in {*self._held, *self._pedalled, *self._pedals_down}:
            self._silence(seconds, channel)

    def _end(self, seconds: float, notes: "list[_Sounding]") -> None:
        for note in notes:
            duration_seconds = seconds - note.start_seconds
            if duration_seconds > 0.0:
                self.notes.append(
                    TimedNote(
                        note.start_seconds,
                        duration_seconds,
                        note.midi_note,
                        note.velocity,
                    )
                )
            else:
                self.silent_note_count += 1


class _Sounding:
    """A note that has started and not ended."""

    __slots__ = ("midi_note", "start_seconds", "velocity")

    def __init__(self, start_seconds: float, midi_note: int, velocity: int) -> None:
        self.start_seconds = start_seconds
        self.midi_note = midi_note
        self.velocity = velocity


def _in_time(
    content: MidiContent, tracks: list[Track]
) -> Iterator[tuple[float, int, Event | None]]:
    """Yield events with their seconds and track; the last is None, at the very end."""
    merged = [
        (event.tick, track_number, event)
        for track_number, track in enumerate(tracks)
        for event in track.events
    ]
    # Stable: within a tick, the order of tracks and of each track is kept.
    merged.sort(key=lambda entry: entry[0])
    seconds_per_tick = content.seconds_per_tick(_DEFAULT_MICROSECONDS_PER_QUARTER)
    seconds, previous_tick = 0.0, 0
    for tick, track_number, event in merged:
        seconds += (tick - previous_tick) * seconds_per_tick
        previous_tick = tick
        if event.kind is Kind.TEMPO:
            seconds_per_tick = content.seconds_per_tick(event.first)
        else:
            yield seconds, track_number, event
    end_tick = max((track.end_tick for track in tracks), default=0)
    yield seconds + (end_tick - previous_tick) * seconds_per_tick, 0, None
