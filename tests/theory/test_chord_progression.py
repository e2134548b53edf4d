import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.errors import ChordNameError
from musicbreeder.theory.chord import Chord
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.progression import (
    NAMED_PROGRESSIONS,
    Progression,
    chord_of_numeral,
    diatonic_chords,
    numeral_of_chord,
)
from musicbreeder.theory.scale import SCALES, Key


@pytest.mark.parametrize(
    ("tonic", "scale", "triads"),
    [("C", "major", "C Dm Em F G Am Bdim"), ("A", "minor", "Am Bdim C Dm Em F G"),
     ("A", "harmonic minor", "Am Bdim Caug Dm E F G♯dim"),
     ("D", "dorian", "Dm Em F G Am Bdim C"),
     ("Gb", "major", "F♯ G♯m A♯m B C♯ D♯m E♯dim"),
     ("A", "minor pentatonic", "Am Bdim C Dm Em F G")],
)  # fmt: skip
def test_a_key_has_the_triads_of_every_harmony_book(tonic, scale, triads):
    chords = diatonic_chords(Key.named(tonic, scale))
    assert " ".join(chord.symbol for chord in chords) == triads


def test_a_key_has_the_seventh_chords_of_every_harmony_book():
    chords = diatonic_chords(Key.named("C", "major"), 4)
    symbols = "Cmaj7 Dm7 Em7 Fmaj7 G7 Am7 Bm7♭5"
    assert " ".join(chord.symbol for chord in chords) == symbols


@given(
    st.integers(0, 11), st.sampled_from(list(SCALES.values())), st.sampled_from([3, 4])
)
def test_every_scale_has_a_chord_on_each_step(tonic, scale, note_count):
    chords = diatonic_chords(Key(tonic, scale), note_count)
    assert chords[0].root == tonic


def test_chords_of_two_notes_are_refused():
    with pytest.raises(ValueError, match="3 or 4"):
        diatonic_chords(Key.named("C", "major"), 2)


@pytest.mark.parametrize(
    ("numeral", "symbol"),
    [("I", "C"), ("ii", "Dm"), ("V7", "G7"), ("bVII", "B♭"), ("♭VI", "A♭"),
     ("vii°", "Bdim"), ("vii°7", "Bdim7"), ("iiø7", "Dm7♭5"), ("Imaj7", "Cmaj7"),
     ("i7", "Cm7"), ("#iv°", "F♯dim"), ("III+", "Eaug"), ("imaj7", "Cm(maj7)")],
)  # fmt: skip
def test_numerals_become_chords(numeral, symbol):
    assert chord_of_numeral(numeral, 0) == Chord.parsed(symbol)


@pytest.mark.parametrize("numeral", ["", "VIII", "C", "iV"])
def test_text_that_is_no_numeral_is_refused(numeral):
    with pytest.raises(ChordNameError):
        chord_of_numeral(numeral, 0)


@given(
    st.integers(0, 11),
    st.integers(0, 11),
    st.sampled_from(["", "m", "7", "m7", "maj7", "dim", "m7♭5", "m(maj7)", "aug", "6"]),
)
def test_a_chord_comes_back_from_its_numeral(root, tonic, suffix):
    chord = Chord.parsed(f"C{suffix}").transposed(root)
    assert chord_of_numeral(numeral_of_chord(chord, tonic), tonic) == chord


@pytest.mark.parametrize(
    ("text", "bars"),
    [("Am F C G", "| Am | F | C | G |"), ("| Am F | C G |", "| Am F | C G |"),
     ("Am, F", "| Am | F |"), ("Am - F - C-7", "| Am | F | Cm7 |"),
     ("C | % | G", "| C | C | G |"), ("C\nG", "| C | G |"),
     ("I-V-vi-IV", "| C | G | Am | F |"), ("I \u2013 IV", "| C | F |"),
     ("||: C :||".replace(":", ""), "| C |")],
)  # fmt: skip
def test_progressions_are_read_as_people_write_them(text, bars):
    assert Progression.parsed(text).text == bars


@pytest.mark.parametrize("text", ["", " | | ", "%", "Am Fx C"])
def test_text_that_is_no_progression_is_refused_in_one_sentence(text):
    with pytest.raises(ChordNameError) as refused:
        Progression.parsed(text)
    assert str(refused.value).count(".") == 1


def test_the_chords_of_a_bar_share_it_evenly_and_the_progression_goes_round():
    progression = Progression.parsed("| Am F | C |")
    symbols = [
        progression.chord_at_step(step, METERS["4/4"]).symbol
        for step in range(0, 64, 8)
    ]
    assert symbols == ["Am", "F", "C", "C", "Am", "F", "C", "C"]


@pytest.mark.parametrize("named", NAMED_PROGRESSIONS, ids=lambda named: named.name)
def test_every_named_progression_stands_in_every_key(named):
    in_c = named.in_key(0)
    assert named.in_key(5) == in_c.transposed(5)
    assert Progression.parsed(in_c.text) == in_c
    is_minor = any(chord.root == 0 and chord.quality.is_minor for chord in in_c.chords)
    assert is_minor == named.is_minor


def test_pop_by_its_name_is_what_everybody_plays():
    four_chords = next(n for n in NAMED_PROGRESSIONS if n.name == "Four chords")
    assert four_chords.in_key(7).text == "| G | D | Em | C |"


def test_a_progression_with_an_empty_bar_is_refused():
    with pytest.raises(ValueError, match="every bar"):
        Progression(((),))
