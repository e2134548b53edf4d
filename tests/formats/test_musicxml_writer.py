"""What we write is read by music21, which knows nothing of ours."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musicbreeder.errors import FileFormatError
from musicbreeder.formats.musicxml_reader import read_musicxml
from musicbreeder.formats.musicxml_writer import ScoreTexts, musicxml, write_musicxml
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.theory.meter import METERS, Meter, Tempo, meter_named
from musicbreeder.theory.scale import Key

TEXTS = ScoreTexts("Copper Fern", "Electric piano", notes=("From A & B <1>",))
MELODY_METERS = [*METERS, "4/4 pickup 1/4", "6/8 pickup 1/8", "3/4 triplets pickup 1/2"]


@pytest.fixture(scope="module")
def music21() -> Any:
    return pytest.importorskip("music21")


def random_melody(meter: Meter, rng: np.random.Generator) -> Melody:
    step_count = 3 * meter.steps_per_bar
    places = np.flatnonzero(rng.random(step_count) < 0.4)
    notes = [
        Note(
            int(start),
            int(min(start + rng.integers(1, 9), step_count)),
            int(rng.integers(43, 90)),
            int(rng.integers(1, 128)),
        )
        for start in places
    ]
    return Melody.from_notes(notes, step_count, meter)


def sounding(score: Any) -> list[tuple[Fraction, Fraction, int]]:
    """Return start and length in quarters and MIDI note, ties joined."""
    found: list[tuple[Fraction, Fraction, int]] = []
    for note in score.recurse().notes:
        start = Fraction(note.getOffsetInHierarchy(score)).limit_denominator(12)
        length = Fraction(note.quarterLength).limit_denominator(12)
        if note.tie is not None and note.tie.type in ("continue", "stop"):
            first, before, midi_note = found.pop()
            assert (first + before, midi_note) == (start, note.pitch.midi)
            found.append((first, before + length, midi_note))
        else:
            found.append((start, length, note.pitch.midi))
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", MELODY_METERS)
def test_music21_reads_the_same_notes_in_every_meter(
    name: str, music21: Any, rng: np.random.Generator
) -> None:
    meter = meter_named(name)
    key = Key.named("Eb", "minor")
    for _ in range(2):
        melody = random_melody(meter, rng)
        content = musicxml(melody, Tempo(97), key, TEXTS)
        score = music21.converter.parseData(content, format="musicxml")
        step = Fraction(meter.quarters_per_step).limit_denominator(12)
        assert sounding(score) == [
            (one.start * step, one.step_count * step, one.midi_note)
            for one in melody.notes
        ]
        signature = score.recurse().getElementsByClass("TimeSignature").first()
        assert signature.ratioString == meter.signature
        for measure in score.recurse().getElementsByClass("Measure"):
            lengths = sum(one.quarterLength for one in measure.notesAndRests)
            assert lengths == pytest.approx(measure.duration.quarterLength)


@pytest.mark.filterwarnings("ignore")
def test_key_tempo_title_and_origin_arrive(melody: Melody, music21: Any) -> None:
    key = Key.named("Eb", "minor")
    content = musicxml(melody, Tempo(97), key, TEXTS, program=45)
    score = music21.converter.parseData(content, format="musicxml")
    assert score.metadata.title == "Copper Fern"
    [signature] = score.recurse().getElementsByClass("KeySignature")
    assert signature.sharps == -6
    marks = score.recurse().getElementsByClass("MetronomeMark")
    assert marks.first().number == 97
    instrument = score.recurse().getElementsByClass("Instrument").first()
    assert instrument.midiProgram == 45
    loudness = [note.volume.velocity for note in score.recurse().notes]
    assert loudness == [note.velocity for note in melody.notes]
    assert b"From A &amp; B &lt;1&gt;" in content


def values(melody: Melody) -> list[str]:
    """Return what stands in the score: value, dots, ties, rests and beams."""
    from musicbreeder.formats.notation import written

    words = []
    for measure in written(melody):
        words.append("|")
        for one in measure.symbols:
            word = one.value + "." * one.dot_count
            word = f"({word})" if one.midi_note is None else word
            word += "~" if one.is_tied_on else ""
            word += f"[{','.join(one.beams)}]" if one.beams else ""
            words.append(word)
    return words


def test_a_note_over_the_bar_line_is_tied_and_an_empty_bar_rests() -> None:
    melody = Melody.from_notes([Note(12, 20, 60)], 48, METERS["4/4"])
    assert values(melody) == [
        *("|", "(half)", "(quarter)", "quarter~"),
        *("|", "quarter", "(quarter)", "(half)"),
        "|",
    ]


def test_syncopation_is_written_plainly_but_the_middle_of_the_bar_is_seen() -> None:
    plain = [Note(0, 2, 60), Note(2, 6, 62), Note(6, 8, 64), Note(8, 16, 65)]
    melody = Melody.from_notes(plain, 16, METERS["4/4"])
    assert values(melody) == ["|", "eighth", "quarter", "eighth", "half"]
    hidden = Melody.from_notes([Note(0, 6, 60), Note(6, 16, 62)], 16, METERS["4/4"])
    assert values(hidden) == ["|", "quarter.", "eighth~", "half"]
    late = Melody.from_notes([Note(4, 16, 60)], 16, METERS["4/4"])
    assert values(late) == ["|", "(quarter)", "quarter~", "half"]


def test_sixteenths_are_beamed_by_the_beat_with_hooks_for_single_ones() -> None:
    notes = [Note(0, 3, 60), Note(3, 4, 62), Note(4, 5, 64), Note(5, 6, 65)]
    melody = Melody.from_notes([*notes, Note(6, 8, 67)], 16, METERS["4/4"])
    assert values(melody)[1:6] == [
        "eighth.[begin]",
        "16th[end,backward hook]",
        "16th[begin,begin]",
        "16th[continue,end]",
        "eighth[end]",
    ]


def test_six_eight_is_written_in_dotted_quarters_and_seven_eight_in_groups() -> None:
    melody = Melody.from_notes([Note(0, 8, 60), Note(8, 12, 62)], 12, METERS["6/8"])
    assert values(melody) == ["|", "quarter.~", "eighth", "quarter"]
    eighths = [Note(2 * place, 2 * place + 2, 60 + place) for place in range(7)]
    seven = Melody.from_notes(eighths, 14, METERS["7/8"])
    beams = [one.partition("[")[2] for one in values(seven)[1:]]
    assert beams == [
        "begin]", "end]", "begin]", "end]", "begin]", "continue]", "end]",
    ]  # fmt: skip


def test_accidentals_stand_where_the_key_and_the_bar_do_not_say_them() -> None:
    notes = [Note(4 * place, 4 * place + 4, note) for place, note in
             enumerate((66, 65, 65, 66, 65, 66, 67, 65))]  # fmt: skip
    melody = Melody.from_notes(notes, 32, METERS["4/4"])
    content = musicxml(melody, Tempo(), Key.named("G", "major"), TEXTS).decode()
    signs = [
        "natural" if ">natural<" in one else "sharp" if ">sharp<" in one else ""
        for one in content.split("<note ")[1:]
    ]
    # F sharp is the key's own: only what leaves it, or comes back in the bar, is told.
    assert signs == ["", "natural", "", "sharp", "natural", "sharp", "", "natural"]


def test_a_note_tied_over_the_bar_line_shows_its_sign_once() -> None:
    melody = Melody.from_notes([Note(12, 20, 66), Note(20, 24, 66)], 32, METERS["4/4"])
    content = musicxml(melody, Tempo(), Key.named("C", "major"), TEXTS).decode()
    signs = [">sharp<" in one for one in content.split("<note ")[1:]]
    assert signs == [True, False, True]


def test_our_own_reader_finds_the_melody_again(melody: Melody, tmp_path: Path) -> None:
    path = tmp_path / "Copper Fern.musicxml"
    write_musicxml(path, melody, Tempo(104), Key.named("C", "major"), TEXTS)
    [part] = read_musicxml(path).parts
    assert [(one.start * 4, one.end * 4, one.midi_note) for one in part.notes] == [
        (one.start, one.end, one.midi_note) for one in melody.notes
    ]


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(
    melody: Melody, tmp_path: Path
) -> None:
    with pytest.raises(FileFormatError, match="there is no folder"):
        write_musicxml(tmp_path / "no" / "a.musicxml", melody, Tempo(), None, TEXTS)
    assert list(tmp_path.iterdir()) == []
