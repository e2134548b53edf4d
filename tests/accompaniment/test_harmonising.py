from musicbreeder.accompaniment.harmonising import harmonised
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key


def melody_of(*rows: str, meter: str = "4/4") -> Melody:
    """Return bars whose notes, given by name, share each bar evenly."""
    grid = METERS[meter]
    notes = []
    for bar, row in enumerate(rows):
        names = row.split()
        length = grid.steps_per_bar // len(names)
        for place, name in enumerate(names):
            start = bar * grid.steps_per_bar + place * length
            note = 60 + {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}[name]
            notes.append(Note(start, start + length, note))
    return Melody.from_notes(notes, len(rows) * grid.steps_per_bar, grid)


def test_broken_chords_get_their_own_chords() -> None:
    melody = melody_of("C E G E", "F A C A", "G B D B", "C G E C")
    chords = harmonised(melody, Key.named("C", "major"))
    assert chords.text == "| C | F | G | C |"


def test_a_minor_melody_may_have_a_major_dominant() -> None:
    melody = melody_of("A C E C", "D F A F", "E B E B", "A E C A")
    chords = harmonised(melody, Key.named("A", "minor"))
    symbols = [chord.symbol for chord in chords.chords]
    assert symbols[0] == symbols[-1] == "Am"
    assert symbols[2] in ("E", "Em")


def test_chords_move_with_the_melody_to_another_key() -> None:
    melody = melody_of("C E G E", "F A C A", "G B D B", "C G E C", meter="3/4")
    moved = Melody.from_notes(
        [Note(n.start, n.end, n.midi_note + 3, n.velocity) for n in melody.notes],
        melody.step_count,
        melody.meter,
    )
    here = harmonised(melody, Key.named("C", "major"))
    there = harmonised(moved, Key.named("Eb", "major"))
    assert there == here.transposed(3)


def test_a_bar_of_rest_gets_a_chord_too() -> None:
    notes = [Note(0, 16, 60), Note(48, 64, 60)]
    melody = Melody.from_notes(notes, 64, METERS["4/4"])
    chords = harmonised(melody, Key.named("C", "major"))
    assert len(chords.bars) == 4
