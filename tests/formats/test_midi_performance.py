from musicbreeder.formats.midi_decoder import Event, Kind, MidiContent, Track
from musicbreeder.formats.midi_performance import Performance

PIANO, OTHER = 0, 1


def on(tick: int, note: int = 60, channel: int = PIANO) -> Event:
    return Event(tick, Kind.NOTE_ON, channel, note, 80)


def off(tick: int, note: int = 60, channel: int = PIANO) -> Event:
    return Event(tick, Kind.NOTE_OFF, channel, note)


def pedal(tick: int, position: int, channel: int = PIANO) -> Event:
    return Event(tick, Kind.PEDAL, channel, position)


def played(*tracks: list[Event], end_tick: int = 0) -> list[tuple[int, float, float]]:
    """Return note, start and end in ticks, in the order of time."""
    lasting = [
        Track(events, max(end_tick, *(event.tick for event in events)))
        for events in tracks
    ]
    performance = Performance()
    # A tick is a second, whatever the tempo.
    performance.play(MidiContent(1, None, 1.0, len(tracks), lasting))
    return sorted(
        (note.midi_note, note.start_seconds, note.start_seconds + note.duration_seconds)
        for note in performance.notes
    )


def test_the_pedal_holds_a_released_key_until_it_comes_up() -> None:
    assert played([pedal(0, 127), on(0), off(1), pedal(5, 0)]) == [(60, 0, 5)]


def test_the_pedal_does_not_end_a_key_that_is_still_down() -> None:
    assert played([pedal(0, 127), on(0), pedal(2, 0), off(4)]) == [(60, 0, 4)]


def test_a_half_pressed_pedal_below_the_middle_holds_nothing() -> None:
    assert played([pedal(0, 63), on(0), off(1), pedal(5, 0)]) == [(60, 0, 1)]


def test_a_key_struck_again_under_the_pedal_ends_its_earlier_sound() -> None:
    events = [pedal(0, 127), on(0), off(1), on(3), off(4), pedal(6, 0)]
    assert played(events) == [(60, 0, 3), (60, 3, 6)]


def test_the_pedal_of_one_channel_leaves_the_others_alone() -> None:
    events = [pedal(0, 127, OTHER), on(0), off(1), pedal(5, 0, OTHER)]
    assert played(events) == [(60, 0, 1)]


def test_a_pedal_on_its_own_track_holds_the_notes_of_its_channel() -> None:
    assert played([on(0), off(1)], [pedal(0, 127), pedal(5, 0)]) == [(60, 0, 5)]


def test_what_is_never_released_ends_with_the_piece() -> None:
    events = [on(0, 60), pedal(0, 127), on(1, 64), off(2, 64)]
    assert played(events, end_tick=9) == [(60, 0, 9), (64, 1, 9)]


def test_two_tracks_that_hold_one_key_each_end_their_own() -> None:
    assert played([on(0), off(8)], [on(2), off(4)]) == [(60, 0, 8), (60, 2, 4)]


def test_a_release_at_the_moment_of_a_new_strike_ends_the_earlier_note() -> None:
    assert played([on(0), on(2), off(2), off(5)]) == [(60, 0, 2), (60, 2, 5)]
    assert played([on(0), off(2), on(2), off(5)]) == [(60, 0, 2), (60, 2, 5)]


def test_all_notes_off_ends_its_channel_only() -> None:
    silence = Event(3, Kind.SILENCE, PIANO, 0)
    events = [on(0), on(0, 64, OTHER), pedal(0, 127), silence, off(6, 64, OTHER)]
    assert played(events) == [(60, 0, 3), (64, 0, 6)]
