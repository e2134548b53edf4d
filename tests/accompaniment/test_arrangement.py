from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musicbreeder.accompaniment import bass_part, voicing
from musicbreeder.accompaniment.arrangement import arranged
from musicbreeder.accompaniment.drum_part import Drum
from musicbreeder.accompaniment.harmony_span import harmony_spans
from musicbreeder.accompaniment.style import STYLES, Style, style_named
from musicbreeder.errors import MusicBreederError
from musicbreeder.theory.chord import Chord
from musicbreeder.theory.meter import METERS, Meter, meter_named
from musicbreeder.theory.progression import NAMED_PROGRESSIONS, Progression

CHORDS = ("C", "Am7", "F♯m7♭5", "Gsus4", "D/F♯", "Cmaj9", "E♭dim7", "B+", "A13")
GRIDS = [
    *METERS.values(),
    *(m.with_pickup(name) for m in METERS.values() for name in m.pickup_names),
]


@st.composite
def progressions(draw: st.DrawFn) -> Progression:
    bars = draw(
        st.lists(
            st.lists(st.sampled_from(CHORDS), min_size=1, max_size=4),
            min_size=1,
            max_size=5,
        )
    )
    return Progression(tuple(tuple(Chord.parsed(c) for c in bar) for bar in bars))


@given(
    progressions(), st.sampled_from(GRIDS), st.integers(1, 8), st.sampled_from(STYLES)
)
def test_every_style_fills_every_meter_and_leaves_none(
    progression: Progression, meter: Meter, bar_count: int, style: Style
) -> None:
    step_count = bar_count * meter.steps_per_bar
    music = arranged(progression, meter, bar_count, style)
    ends = [0, *(span.end for span in music.spans)]
    assert [span.start for span in music.spans] == ends[:-1]
    assert ends[-1] == step_count
    for note in (*music.chords, *music.bass):
        assert 0 <= note.start < note.end <= step_count
    assert all(0 <= hit.step < step_count for hit in music.drums)
    lowest, highest = bass_part.LOWEST_NOTE, bass_part.HIGHEST_NOTE
    assert all(lowest <= note.midi_note <= highest for note in music.bass)
    lowest, highest = voicing.LOWEST_NOTE, voicing.HIGHEST_NOTE
    assert all(lowest <= note.midi_note <= highest for note in music.chords)
    assert all(one.end <= other.start for one, other in pairwise(music.bass))


@given(progressions(), st.sampled_from(GRIDS), st.sampled_from(STYLES))
def test_chords_are_what_was_asked_for(
    progression: Progression, meter: Meter, style: Style
) -> None:
    music = arranged(progression, meter, len(progression.bars), style)
    for span in music.spans:
        played = {
            note.midi_note % 12
            for note in music.chords
            if span.start <= note.start < span.end
        }
        assert played
        assert played <= set(span.chord.pitch_classes)
        first = min(
            (note for note in music.bass if note.start >= span.start),
            key=lambda note: note.start,
        )
        assert first.start == span.start
        assert span.chord.contains(first.midi_note)


def test_chords_move_as_little_as_they_can() -> None:
    notes = voicing.voiced([Chord.parsed(c) for c in ("C", "Am", "F", "G")])
    for before, after in pairwise(notes):
        moved = [abs(a - b) for a, b in zip(before, after, strict=True)]
        assert max(moved) <= 4


def test_two_chords_share_a_bar_where_its_accents_part_it() -> None:
    spans = harmony_spans(Progression.parsed("| Am F |"), METERS["5/4"], 1)
    assert [(span.start, span.end) for span in spans] == [(0, 12), (12, 20)]
    spans = harmony_spans(Progression.parsed("| Am F |"), METERS["7/8"], 1)
    assert [span.start for span in spans] == [0, 8]


def test_a_pickup_has_the_last_chord_and_the_bar_line_the_first() -> None:
    meter = meter_named("4/4 pickup 1/4")
    spans = harmony_spans(Progression.parsed("Am F"), meter, 2)
    assert [(s.chord.symbol, s.start, s.end) for s in spans] == [
        ("F", 0, 4),
        ("Am", 4, 20),
        ("F", 20, 32),
    ]


def test_a_short_progression_goes_round() -> None:
    spans = harmony_spans(Progression.parsed("Am F"), METERS["3/4"], 4)
    assert [span.chord.symbol for span in spans] == ["Am", "F", "Am", "F"]


def test_the_backbeat_answers_the_kick() -> None:
    music = arranged(Progression.parsed("C"), METERS["4/4"], 1, style_named("pop"))
    kicks = [hit.step for hit in music.drums if hit.drum is Drum.KICK]
    snares = [hit.step for hit in music.drums if hit.drum is Drum.SNARE]
    assert (kicks, snares) == ([0, 8], [4, 12])


def test_a_walking_bass_steps_into_the_next_chord() -> None:
    blues = next(one for one in NAMED_PROGRESSIONS if "blues" in one.name.lower())
    music = arranged(blues.in_key(0), METERS["4/4"], 12, style_named("Swing"))
    for span in music.spans[1:]:
        before = [note for note in music.bass if note.start < span.start][-1]
        arrived = next(note for note in music.bass if note.start == span.start)
        assert abs(before.midi_note - arrived.midi_note) <= 2


def test_an_unknown_style_is_answered_with_those_there_are() -> None:
    with pytest.raises(MusicBreederError, match="Ballad"):
        style_named("polka")
