from musicbreeder.live_midi.messages import CLOCK
from musicbreeder.live_midi.part import melody_part, notes_part
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.timing import TimedNote
from musicbreeder.theory.meter import METERS, Tempo


def test_swing_and_velocities_are_kept_while_the_clock_stays_straight() -> None:
    eighths = [Note(0, 2, 60, 101), Note(2, 4, 62, 55)]
    melody = Melody.from_notes(eighths, 16, METERS["4/4"])
    part = melody_part(melody, Tempo(60, swing=1.0), channel=2)
    entries = list(zip(part.moments_seconds, part.messages, strict=True))
    notes = [(round(at, 4), one.hex(" ")) for at, one in entries if one != CLOCK]
    assert notes == [
        (0.0, "92 3c 65"),
        (0.6667, "82 3c 00"),
        (0.6667, "92 3e 37"),
        (1.0, "82 3e 00"),
    ]
    clocks = [at for at, one in entries if one == CLOCK]
    assert len(clocks) == 4 * 24
    assert all(abs(at - number / 24) < 1e-9 for number, at in enumerate(clocks))


def test_a_repeated_note_is_released_before_it_is_struck_and_clock_comes_first() -> (
    None
):
    melody = Melody.from_notes([Note(0, 4, 60), Note(4, 8, 60)], 16, METERS["4/4"])
    part = melody_part(melody, Tempo(120))
    at_beat = [
        one
        for at, one in zip(part.moments_seconds, part.messages, strict=True)
        if abs(at - 0.5) < 1e-9
    ]
    assert [one[0] for one in at_beat] == [0x80, 0xF8, 0x90]


def test_a_bar_of_six_eight_holds_seventy_two_clocks() -> None:
    melody = Melody.from_notes([Note(0, 1, 60)], 12, METERS["6/8"])
    part = melody_part(melody, Tempo(97))
    assert part.messages.count(CLOCK) == 72


def test_no_note_sounds_beyond_the_bars_and_no_clock_is_sent_unasked() -> None:
    part = notes_part([TimedNote(0.5, 9.0, 60, 90)], 2.0, 0.5, has_clock=False)
    assert part.moments_seconds == (0.5, 2.0)
    assert part.seconds_per_clock is None
