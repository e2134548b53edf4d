"""The playhead is a real player's, without a sound device; only the port is ours."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from recording_port import RecordingPort

from musicbreeder.live_midi.messages import (
    CLOCK,
    CONTINUE,
    START,
    STOP,
    note_off,
    note_on,
    program_change,
    silence_channel,
    song_position,
)
from musicbreeder.live_midi.part import MidiPart, notes_part
from musicbreeder.live_midi.performer import MidiPerformer
from musicbreeder.live_midi.port import VIRTUAL_PORT, MidiOutput
from musicbreeder.melody.timing import TimedNote
from musicbreeder.playback.player import Player

SAMPLE_RATE = 8_000
QUARTER_SECONDS = 0.1
BAR_SECONDS = 4 * QUARTER_SECONDS
SHORT_AND_LONG = (TimedNote(0.0, 0.1, 60, 96), TimedNote(0.2, 0.2, 67, 96))
WHOLE = (TimedNote(0.0, 0.4, 72, 96),)


def part_of(notes: tuple[TimedNote, ...], **options: Any) -> MidiPart:
    return notes_part(notes, BAR_SECONDS, QUARTER_SECONDS, **options)


@pytest.fixture
def port() -> RecordingPort:
    return RecordingPort()


@pytest.fixture
def player() -> Iterator[Player]:
    made = Player(SAMPLE_RATE)
    yield made
    made.close()


@pytest.fixture
def performer(port: RecordingPort, player: Player) -> Iterator[MidiPerformer]:
    output = MidiOutput(VIRTUAL_PORT, port)
    made = MidiPerformer(output, player.heard_at, SAMPLE_RATE)
    yield made
    made.close()


def play(
    player: Player,
    performer: MidiPerformer,
    part: MidiPart | None = None,
    *,
    start_seconds: float = 0.0,
    tail_seconds: float = 0.1,
) -> None:
    seconds = BAR_SECONDS + tail_seconds
    samples = np.zeros((round(seconds * SAMPLE_RATE), 2), np.float32)
    token = player.play(
        samples,
        loop_frames=round(BAR_SECONDS * SAMPLE_RATE),
        start_frame=round(start_seconds * SAMPLE_RATE),
    )
    performer.perform(token, part or part_of(SHORT_AND_LONG))


def notes_of(port: RecordingPort) -> list[str]:
    kinds = {0x80: "off", 0x90: "on"}
    return [
        f"{kinds[one[0]]} {one[1]}" for one in port.messages if one[0] & 0xF0 in kinds
    ]


def test_a_melody_is_played_once_in_time_between_start_and_stop(
    port: RecordingPort, player: Player, performer: MidiPerformer
) -> None:
    play(player, performer)
    port.wait_for(STOP)
    assert notes_of(port) == ["on 60", "off 60", "on 67", "off 67"]
    assert port.messages[0] == START
    assert port.messages.count(CLOCK) == 96
    # The clock is the measure of time: the second note begins on the third beat.
    struck = port.messages.index(note_on(67, 96))
    assert port.messages[:struck].count(CLOCK) == 2 * 24 + 1


def test_a_loop_goes_round_without_stopping_the_clock(
    port: RecordingPort, player: Player, performer: MidiPerformer
) -> None:
    player.is_looping = True
    play(player, performer)
    port.wait_for(note_on(60, 96), count=3)
    assert notes_of(port)[:9] == ["on 60", "off 60", "on 67", "off 67"] * 2 + ["on 60"]
    assert port.messages.count(START) == 1
    assert STOP not in port.messages
    third = [n for n, one in enumerate(port.messages) if one == note_on(60, 96)][2]
    assert port.messages[:third].count(CLOCK) == 2 * 96 + 1


def test_switching_to_another_melody_ends_the_notes_of_the_first(
    port: RecordingPort, player: Player, performer: MidiPerformer
) -> None:
    play(player, performer)
    port.wait_for(note_on(67, 96))
    play(player, performer, part_of(WHOLE))
    port.wait_for(note_on(72, 96))
    at = port.messages.index(note_on(72, 96))
    before = port.messages[:at]
    assert note_off(67) in before
    assert silence_channel(0)[1] in before
    assert before.count(START) == 2


def test_a_melody_that_follows_in_a_row_keeps_the_clock_running(
    port: RecordingPort, player: Player, performer: MidiPerformer
) -> None:
    play(player, performer)
    samples = np.zeros((round(BAR_SECONDS * SAMPLE_RATE), 2), np.float32)
    token = player.queue(samples)
    performer.perform(token, part_of(WHOLE, program=12))
    port.wait_for(STOP)
    assert notes_of(port)[-4:] == ["on 67", "off 67", "on 72", "off 72"]
    assert port.messages.count(START) == 1
    assert port.messages.count(CLOCK) == 2 * 96
    at = port.messages.index(note_on(72, 96))
    assert program_change(12) in port.messages[:at]


def test_pause_ends_the_notes_and_going_on_tells_the_place(
    port: RecordingPort, player: Player, performer: MidiPerformer
) -> None:
    player.is_looping = True
    play(player, performer)
    port.wait_for(note_on(67, 96))
    player.pause()
    port.wait_for(STOP)
    assert notes_of(port)[-1] == "off 67"
    held = len(port.messages)
    time.sleep(0.1)
    assert len(port.messages) == held, "nothing is sent while it waits"
    player.resume()
    port.wait_for(CONTINUE)
    assert port.messages[held][0] == song_position(0)[0]
    assert port.messages[held] != song_position(0)


def test_starting_in_the_middle_leaves_out_what_is_past(
    port: RecordingPort, player: Player, performer: MidiPerformer
) -> None:
    play(player, performer, start_seconds=0.15)
    port.wait_for(STOP)
    assert notes_of(port) == ["on 67", "off 67"]
    assert START not in port.messages


def test_the_instrument_is_chosen_once_before_the_first_note(
    port: RecordingPort, player: Player, performer: MidiPerformer
) -> None:
    part = part_of(SHORT_AND_LONG, channel=3, program=45, has_clock=False)
    player.is_looping = True
    play(player, performer, part)
    port.wait_for(note_on(60, 96, 3), count=2)
    assert port.messages[0] == program_change(45, 3)
    assert port.messages.count(program_change(45, 3)) == 1
    assert CLOCK not in port.messages


def test_closing_while_a_note_sounds_leaves_none_hanging(
    port: RecordingPort, player: Player, performer: MidiPerformer
) -> None:
    play(player, performer)
    port.wait_for(note_on(67, 96))
    performer.close()
    assert notes_of(port)[-1] == "off 67"
    assert silence_channel(0)[1] in port.messages
    assert not port.is_open


def test_a_port_that_fails_is_told_in_one_sentence_and_left_alone(
    player: Player,
) -> None:
    rtmidi = pytest.importorskip("rtmidi")

    class BrokenPort(RecordingPort):
        def send_message(self, message: bytes) -> None:
            raise rtmidi.SystemError("unplugged")

    told: list[str] = []
    output = MidiOutput(VIRTUAL_PORT, BrokenPort())
    performer = MidiPerformer(output, player.heard_at, SAMPLE_RATE, told.append)
    play(player, performer)
    while not told:
        time.sleep(0.01)
    performer.close()
    assert "does not answer" in told[0]
    assert performer.problem == told[0]
