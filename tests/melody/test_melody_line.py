from itertools import pairwise

from musicbreeder.melody.melody_line import ALL_PARTS, melody_lines, skyline
from musicbreeder.melody.score import Part, Score, ScoreNote

TUNE = (67, 69, 71, 72, 74, 72, 71, 69, 67, 71, 74, 79, 77, 74, 72, 71)


def part(name: str, pitches: tuple[int, ...], **fields: object) -> Part:
    notes = tuple(ScoreNote(float(k), 1.0, pitch) for k, pitch in enumerate(pitches))
    return Part(name, notes, **fields)  # type: ignore[arg-type]


def best(*parts: Part) -> str:
    return melody_lines(Score("", parts))[0].name


def test_the_skyline_follows_the_highest_voice() -> None:
    chords = [ScoreNote(2.0 * k, 2.0, pitch) for k in range(2) for pitch in (48, 55)]
    tune = [ScoreNote(0.5 * k, 0.5, 72 + k) for k in range(8)]
    assert [note.midi_note for note in skyline([*chords, *tune])] == list(range(72, 80))


def test_a_chord_under_a_held_note_is_no_melody() -> None:
    held = ScoreNote(0.0, 4.0, 76)
    below = [ScoreNote(float(k), 1.0, 60) for k in range(1, 4)]
    assert skyline([held, *below]) == (held,)


def test_legato_notes_that_overlap_a_little_are_all_kept() -> None:
    played = [ScoreNote(float(k), 1.1, 72 - k) for k in range(6)]
    line = skyline(played)
    assert [note.midi_note for note in line] == [72 - k for k in range(6)]
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(line))


def test_the_tune_is_told_from_bass_pad_and_drums() -> None:
    bass = part("Bass", tuple(36 + k % 5 for k in range(16)))
    pad = Part(
        "Pad", tuple(ScoreNote(4.0 * k, 4.0, p) for k in range(4) for p in (60, 64, 67))
    )
    drums = part("Drums", (38,) * 16, is_for_drums=True)
    assert best(drums, bass, pad, part("", TUNE)) == ""


def test_a_name_helps_where_the_notes_do_not_tell() -> None:
    lower = tuple(pitch - 5 for pitch in TUNE)
    assert best(part("Strings", TUNE), part("Lead vocal", lower)) == "Lead vocal"


def test_all_parts_together_are_offered_last_and_drums_never() -> None:
    lines = melody_lines(
        Score(
            "", (part("a", TUNE), part("b", TUNE), part("d", TUNE, is_for_drums=True))
        )
    )
    assert lines[-1].name == ALL_PARTS
    assert [line.name for line in lines[:-1]] == ["a", "b"]


def test_drums_alone_have_no_melody() -> None:
    assert melody_lines(Score("", (part("d", TUNE, is_for_drums=True),))) == ()
