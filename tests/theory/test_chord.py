import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.errors import ChordNameError
from musicbreeder.theory.chord import (
    QUALITIES,
    Chord,
    chord_of_notes,
    quality_named,
    quality_of_semitones,
)

CHORDS = st.builds(Chord, st.integers(0, 11), st.sampled_from(list(QUALITIES.values())))


@pytest.mark.parametrize(
    ("symbol", "notes"),
    [("C", "C E G"), ("Am7", "A C E G"), ("F#m7b5", "F♯ A C E"), ("Gsus4", "G C D"),
     ("Cmaj9", "C E G B D"), ("Bb7", "B♭ D F A♭"), ("Ebm", "E♭ G♭ B♭"),
     ("G#m", "G♯ B D♯"), ("Caug", "C E G♯"), ("Bdim7", "B D F A♭"),
     ("Dm(maj7)", "D F A C♯"), ("C6/9", "C E G A D"), ("E7#9", "E G♯ B D F♯♯"),
     ("A5", "A E"), ("C-7", "C E♭ G B♭"), ("CΔ7", "C E G B"), ("Cø", "C E♭ G♭ B♭"),
     ("g+", "G B D♯")],
)  # fmt: skip
def test_a_symbol_says_its_notes_as_a_harmony_book_spells_them(symbol, notes):
    assert " ".join(Chord.parsed(symbol).note_names) == notes


@pytest.mark.parametrize(
    ("symbol", "shown"),
    [("D/F#", "D/F♯"), ("Cmin7", "Cm7"), ("C/C", "C"), ("F/Eb", "F/E♭"),
     ("C6/9/G", "C6/9/G"), (" Gmaj7 ", "Gmaj7"), ("Db", "D♭"), ("C#", "C♯")],
)  # fmt: skip
def test_a_symbol_is_shown_in_its_usual_form(symbol, shown):
    assert Chord.parsed(symbol).symbol == shown


def test_d_flat_and_c_sharp_are_one_chord_under_two_names():
    assert Chord.parsed("Db") == Chord.parsed("C#")
    assert Chord.parsed("Db").note_names == ("D♭", "F", "A♭")


@pytest.mark.parametrize(
    ("root", "suffix", "name"),
    [(1, "", "D♭"), (1, "m", "C♯m"), (8, "m", "G♯m"), (8, "", "A♭"), (10, "m", "B♭m"),
     (3, "m", "E♭m")],
)  # fmt: skip
def test_a_root_takes_the_name_with_fewer_accidentals(root, suffix, name):
    assert Chord(root, QUALITIES[suffix]).symbol == name


@pytest.mark.parametrize("text", ["", "H", "Cfoo", "C/", "C/x", "dim", "7", "Am7sus9b"])
def test_text_that_is_no_chord_is_refused_in_one_sentence(text):
    with pytest.raises(ChordNameError) as refused:
        Chord.parsed(text)
    assert str(refused.value).count(".") == 1
    assert "Am7" in str(refused.value)


def test_an_unknown_suffix_is_refused_with_examples():
    with pytest.raises(ChordNameError, match="maj7"):
        quality_named("wobbly")


def test_a_chord_over_its_own_root_is_refused():
    with pytest.raises(ValueError, match="bass"):
        Chord(0, QUALITIES[""], bass=0)


@given(CHORDS)
def test_every_symbol_reads_back_as_its_chord(chord):
    assert Chord.parsed(chord.symbol) == chord
    assert Chord.parsed(chord.symbol).note_names == chord.note_names


@given(CHORDS)
def test_every_chord_of_three_notes_and_more_is_known_by_its_notes(chord):
    named = chord_of_notes(chord.midi_notes())
    assert named is not None
    assert {note % 12 for note in named.midi_notes()} >= {
        note % 12 for note in chord.midi_notes()
    } - {(chord.root + 7) % 12}
    assert named.root == chord.root


@given(CHORDS, st.integers(-24, 24))
def test_moving_a_chord_moves_every_note_alike(chord, semitones):
    moved = [(note + semitones) % 12 for note in chord.pitch_classes]
    assert list(chord.transposed(semitones).pitch_classes) == moved


@pytest.mark.parametrize(
    ("notes", "symbol"),
    [((60, 64, 67), "C"), ((57, 60, 64, 67), "Am7"), ((60, 64, 67, 69), "C6"),
     ((54, 62, 69), "D/F♯"), ((64, 67, 72), "C/E"), ((60, 63, 66), "Cdim"),
     ((60, 64, 70), "C7"), ((50, 55, 57), "Dsus4"), ((60, 65, 67), "Csus4"),
     ((53, 60, 64, 67, 70), "C7/F"), ((72, 48, 64, 67, 55), "C")],
)  # fmt: skip
def test_notes_are_named_as_a_player_would(notes, symbol):
    assert chord_of_notes(notes).symbol == symbol


@pytest.mark.parametrize("notes", [(), (60,), (60, 61), (60, 61, 62)])
def test_notes_that_make_no_chord_have_no_name(notes):
    assert chord_of_notes(notes) is None


def test_a_chord_is_voiced_from_its_root_with_a_foreign_bass_below():
    assert Chord.parsed("D/F#").midi_notes(60) == (54, 62, 66, 69)
    assert Chord.parsed("C9").midi_notes(60) == (60, 64, 67, 70, 74)


def test_a_chord_knows_its_notes_in_every_octave():
    chord = Chord.parsed("C/D")
    assert [note for note in range(60, 72) if chord.contains(note)] == [60, 62, 64, 67]


def test_qualities_are_found_by_their_semitones():
    assert quality_of_semitones((0, 3, 6, 10)).name == "half-diminished seventh"
    assert quality_of_semitones((0, 1)) is None


def test_no_two_qualities_have_the_same_name_or_suffix():
    assert len({quality.name for quality in QUALITIES.values()}) == len(QUALITIES)
