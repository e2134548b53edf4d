from fractions import Fraction

import pytest

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.abc_fields import read_key, read_tempo
from musicbreeder.formats.abc_file import read_abc, tunes_in
from musicbreeder.melody.score import Score

HEAD = "X:1\nT:A tune\nM:4/4\nL:1/8\nK:{key}\n"


def score_of(body: str, key: str = "C", *, plays_repeats: bool = False) -> Score:
    (score,) = tunes_in(HEAD.format(key=key) + body, plays_repeats=plays_repeats)
    return score


def rows(score: Score) -> list[tuple[float, float, int]]:
    return [
        (round(note.start, 4), round(note.duration, 4), note.midi_note)
        for note in score.parts[0].notes
    ]


def notes_of(body: str, key: str = "C") -> list[int]:
    return [note for _, _, note in rows(score_of(body, key))]


def test_lengths_and_rests_are_counted_in_quarters() -> None:
    assert rows(score_of("C2 D/ E// z3/2 F3|")) == [
        (0.0, 1.0, 60),
        (1.0, 0.25, 62),
        (1.25, 0.125, 64),
        (2.125, 1.5, 65),
    ]


def test_octaves_and_the_key_signature_give_the_pitch() -> None:
    assert notes_of("C,, c' F f", "D") == [36 + 1, 85, 66, 78]


def test_an_accidental_lasts_to_the_bar_line_and_no_further() -> None:
    assert notes_of("^C C c =C|C", "C") == [61, 61, 73, 60, 60]


@pytest.mark.parametrize(
    ("text", "name", "letter", "semitones"),
    [
        ("G", "G major", "F", 1),
        ("F#m", "F♯ minor", "G", 1),
        ("Bb mixolydian", "B♭ mixolydian", "A", -1),
        ("Ador", "A dorian", "F", 1),
        ("D exp _b", "D major", "B", -1),
        ("HP", "A mixolydian", "C", 1),
    ],
)
def test_keys_and_modes_have_their_signature(
    text: str, name: str, letter: str, semitones: int
) -> None:
    key = read_key(text)
    assert key.key is not None
    assert key.key.name == name
    assert key.signature[letter] == semitones


def test_a_tune_without_a_key_has_none() -> None:
    assert read_key("none").key is None


def test_a_clef_an_octave_lower_sounds_an_octave_lower() -> None:
    assert notes_of("C", "C clef=treble-8") == [48]


def test_broken_rhythm_takes_from_one_note_and_gives_to_the_other() -> None:
    assert [length for _, length, _ in rows(score_of("C>D E<F G>>A|"))] == [
        0.75, 0.25, 0.25, 0.75, 0.875, 0.125,
    ]  # fmt: skip


def test_a_triplet_takes_the_time_of_two() -> None:
    assert [start for start, _, _ in rows(score_of("(3CDE F|"))] == [
        0.0, 0.3333, 0.6667, 1.0,
    ]  # fmt: skip


def test_a_tuplet_says_its_own_time() -> None:
    assert rows(score_of("(5:4:5CDEFG A"))[-1] == (2.0, 0.5, 69)


def test_a_tie_makes_one_note_across_the_bar_line() -> None:
    assert rows(score_of("C4- | C4 D")) == [(0.0, 4.0, 60), (4.0, 0.5, 62)]


def test_a_chord_sounds_together_and_takes_its_first_notes_time() -> None:
    assert rows(score_of("[CEG]2 A")) == [
        (0.0, 1.0, 60),
        (0.0, 1.0, 64),
        (0.0, 1.0, 67),
        (1.0, 0.5, 69),
    ]


def test_what_is_no_note_is_passed_over() -> None:
    body = '"Am"A !trill!B {cde}c ~d .e (f g) "^slowly" T a\nw: la la la\n% C C C\n'
    assert notes_of(body) == [69, 71, 72, 74, 76, 77, 79, 81]


def test_endings_are_written_out_once_with_the_last_one_or_as_played() -> None:
    body = "|:C8|1 D8:|2 E8|]"
    assert notes_of(body) == [60, 64]
    played = score_of(body, plays_repeats=True)
    assert [note for _, _, note in rows(played)] == [60, 62, 60, 64]


def test_a_double_repeat_closes_one_part_and_opens_the_next() -> None:
    played = score_of("C8::D8:|", plays_repeats=True)
    assert [note for _, _, note in rows(played)] == [60, 60, 62, 62]


def test_an_upbeat_is_known() -> None:
    score = score_of("G2|C8|D8|")
    assert score.pickup == 1.0
    assert score.key is not None
    assert (score.title, score.key.name) == ("A tune", "C major")


def test_a_change_of_meter_stands_where_it_happens() -> None:
    score = score_of("C8|[M:3/4]D6|E6|")
    assert [(one.start, one.name) for one in score.time_signatures] == [
        (0.0, "4/4"),
        (4.0, "3/4"),
    ]


def test_voices_become_parts() -> None:
    score = score_of('V:1 name="Flute"\nC8|\nV:2\nE,8|\n[V:1] D8|\n')
    assert [part.name for part in score.parts] == ["Flute", ""]
    assert [note.midi_note for note in score.parts[0].notes] == [60, 62]


def test_a_second_voice_written_over_a_bar_is_left_out() -> None:
    assert notes_of("C8 & E8 | F8") == [60, 65]


def test_a_book_has_several_tunes_and_what_stands_first_holds_for_all() -> None:
    text = "M:3/4\nL:1/4\n\nX:1\nK:C\nC D E|\n\nX:2\nT:Two\nK:G\nF3|\nX:3\nK:C\nz4|\n"
    first, second = tunes_in(text)
    assert first.time_signatures[0].name == "3/4"
    assert [note.midi_note for note in second.parts[0].notes] == [66]


def test_a_tempo_counts_what_it_says_it_counts() -> None:
    assert read_tempo("3/8=80", Fraction(1, 8)) == 120.0
    assert read_tempo("120", Fraction(1, 8)) == 60.0
    assert read_tempo("Allegro", Fraction(1, 4)) is None


def test_a_file_that_is_no_abc_is_refused_in_a_sentence(tmp_path) -> None:
    path = tmp_path / "letter.abc"
    path.write_text("Dear Ada,\nno tune today.\n")
    with pytest.raises(FileFormatError, match=r"“letter\.abc” is no ABC tune"):
        read_abc(path)


def test_old_encodings_are_read(tmp_path) -> None:
    path = tmp_path / "old.abc"
    path.write_bytes("X:1\nT:Fräulein\nK:C\nCDE|\n".encode("latin-1"))
    assert read_abc(path)[0].title == "Fräulein"


@pytest.mark.parametrize(
    "junk", ['"', "{", "[", "![", "(9", "A" + "/" * 60, "::", "&", "[V:2]"]
)
def test_no_line_takes_long_whatever_stands_in_it(junk: str) -> None:
    # A quarter of a million signs; what is quadratic in them would take minutes.
    list(tunes_in(HEAD.format(key="C") + "C " + junk * (250_000 // len(junk))))
