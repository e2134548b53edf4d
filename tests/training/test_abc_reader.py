import numpy as np
import pytest

from musicbreeder.training.abc_reader import (
    REST,
    TIED,
    parsed_key,
    read_tunes,
    transcriber,
)
from musicbreeder.training.corpus_books import shown_title, tidy_title
from musicbreeder.training.corpus_groups import TRAIN, grouped, split_of
from musicbreeder.training.corpus_stretches import stretches
from musicbreeder.training.corpus_windows import windows_of, without_repeats

EIGHTH = 240


def read(body, meter="4/4", key="C", head=""):
    text = f"X:1\nT:A Tune\nM:{meter}\nL:1/8\n{head}K:{key}\n{body}\n"
    (tune,) = read_tunes(text)
    return tune


def notes(body, **given):
    return [note for measure in read(body, **given).measures for note in measure.notes]


def test_letters_octaves_and_lengths():
    assert notes("C,2 c'/ B/2 e//") == [
        (48, 2 * EIGHTH), (84, EIGHTH // 2), (71, EIGHTH // 2), (76, EIGHTH // 4),
    ]  # fmt: skip


def test_signature_and_accidentals_hold_to_the_bar_line():
    assert [p for p, _ in notes("F ^G G f|G =F F", key="D")] == [
        66, 68, 68, 78, 67, 65, 65,
    ]  # fmt: skip
    assert [p for p, _ in notes("B e _a a", key="Bb")] == [70, 75, 80, 80]


def test_dotted_pairs_and_triplets():
    assert [t for _, t in notes("a>b a<b")] == [360, 120, 120, 360]
    assert [t for _, t in notes("(3abc d")] == [160, 160, 160, 240]


def test_ties_rests_chords_graces_and_ornaments():
    body = '"Am"{ga}~a2-|a z [CEG]2 !trill!b'
    pitches = [pitch for pitch, _ in notes(body)]
    assert pitches == [69 + 12, TIED, REST, 67, 83]


def test_repeats_part_sections_and_endings_are_marked():
    measures = read("abcd efga:|:abcd abcd|1 a8:|2 b8|]").measures
    assert [m.starts_section for m in measures] == [True, True, False, False]
    assert [m.ending for m in measures] == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("text", "fifths"),
    [("Ador", 1), ("E Minor", 1), ("F#m", 3), ("Bb", -2), ("D Mix", 1)],
)
def test_keys_are_read_in_every_spelling(text, fifths):
    assert parsed_key(text).fifths == fifths


def test_several_voices_are_no_tune():
    text = "X:1\nT:Two\nM:4/4\nV:1\nK:C\nabc\n"
    assert list(read_tunes(text)) == []


def test_a_transcriber_is_a_name_and_no_address():
    assert transcriber("Contributed by Ray Davies,  ray:x.example") == "Ray Davies"
    assert transcriber("check bar 3 <someone@somewhere.example>") == ""


def test_titles_are_tidied():
    assert tidy_title("SPANISH LADY, The") == "The Spanish Lady"
    assert shown_title("Perth=Shire Hunt.,") == "Perth-Shire Hunt"


def test_a_bar_that_a_repeat_cuts_is_put_together_and_an_ending_is_held():
    tune = read("ga|b2c2 d2e2|f2g2 a2:|:ga|b2a2 g2f2|e6|]")
    (run,) = stretches(tune)
    assert [bar.place for bar in run] == [0, 1, 0, 1]
    assert [bar.ends_section for bar in run] == [False, True, False, True]
    second = run[1]
    # The bar leads into the next section; as an ending its last note is held instead.
    assert (second.tokens[12:] > 1).sum() == 2
    assert (second.closing_tokens[12:] > 1).sum() == 0


def test_tunes_stand_without_signature_in_two_four_doubled():
    tune = read("d2 fa|d'4", meter="2/4", key="D")
    (run,) = stretches(tune)
    first = run[0].tokens
    assert len(first) == 16
    pitches = first[first > 1].astype(int) - 2 + 53
    assert (pitches % 12).tolist() == [0, 4, 7]
    assert np.flatnonzero(first > 1).tolist() == [0, 8, 12]


def test_windows_are_kept_once_and_rather_for_training():
    bars = "|".join(["abcd efga", "bagf edcB", "cdef gabc", "d2e2 f2g2"])
    run = stretches(read(bars))[0]
    windows = windows_of([(0, run), (1, run)], 4, 16)
    assert len(windows.tokens) == 2
    kept = without_repeats(windows, np.array([1, TRAIN], dtype=np.uint8))
    assert kept.tunes.tolist() == [1]


def test_versions_of_a_tune_are_one_group_in_any_key():
    rng = np.random.default_rng(0)
    tune = rng.integers(60, 80, 60).tolist()
    other = rng.integers(60, 80, 60).tolist()
    moved = [note + 5 for note in tune[:40]] + rng.integers(60, 80, 20).tolist()
    assert grouped([tune, other, moved]).tolist() == [0, 1, 0]


def test_the_split_is_by_name_and_lasting():
    assert [split_of(f"0 tune {number}") for number in range(6)] == [
        split_of(f"0 tune {number}") for number in range(6)
    ]
    sides = [split_of(f"0 tune {number}") for number in range(500)]
    assert 0.7 < sides.count(TRAIN) / 500 < 0.9
