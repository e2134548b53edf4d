import pytest

from musicbreeder.theory.scale import SCALES, Key


def scale_names(tonic: str, scale: str) -> list[str]:
    key = Key.named(tonic, scale)
    notes = [60 + key.tonic + offset for offset in key.scale.semitones]
    return [key.note_name(note).rstrip("0123456789") for note in notes]


@pytest.mark.parametrize(
    ("tonic", "scale", "names"),
    [
        ("E", "major", "E F♯ G♯ A B C♯ D♯"),
        ("F#", "harmonic minor", "F♯ G♯ A B C♯ D E♯"),
        ("Eb", "dorian", "E♭ F G♭ A♭ B♭ C D♭"),
        ("A", "blues", "A C D D♯ E G"),
        ("Bb", "minor pentatonic", "B♭ D♭ E♭ F A♭"),
    ],
)
def test_a_key_uses_the_names_a_musician_writes(tonic, scale, names):
    assert scale_names(tonic, scale) == names.split()


@pytest.mark.parametrize("scale", [s for s in SCALES.values() if len(s.semitones) == 7])
@pytest.mark.parametrize("tonic", range(12))
def test_seven_notes_use_seven_letters(tonic, scale):
    key = Key(tonic, scale)
    letters = {key.note_name(60 + tonic + o)[0] for o in scale.semitones}
    assert len(letters) == 7


def test_enharmonic_notes_keep_the_octave_they_are_written_in():
    assert Key.named("C#", "harmonic minor").note_name(72) == "B♯4"


def test_keys_are_named_on_the_side_with_fewer_accidentals():
    assert Key.named("G#", "major").name == "A♭ major"
    assert Key.named("Ab", "minor").name == "G♯ minor"
    assert Key.named("D#", "whole tone").name == "E♭ whole tone"


def test_keys_with_six_accidentals_either_way_have_their_usual_names():
    assert Key.named("D#", "minor").name == "E♭ minor"
    assert Key.named("Gb", "major").name == "F♯ major"
