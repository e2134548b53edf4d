from pathlib import Path

import mido
import numpy as np
import pytest

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.errors import FileFormatError
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.score import Part, Score, ScoreNote
from musicbreeder.seeding.style_seeder import (
    LONGEST_RUN_NOTES,
    StyleSeeder,
    longest_shared_run,
)
from musicbreeder.seeding.style_tunes import StyleTune, style_tunes
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.bringing_in import (
    making_in_style,
    settings_for,
    style_settings,
)
from musicbreeder.services.importing import (
    Tune,
    Wishes,
    excerpt,
    excerpts,
    find,
    read_file,
    tune_of,
)
from musicbreeder.services.phrases import cut_out, phrases_of, upbeat_of
from musicbreeder.storage.session_file import read_session_file, write_session_file
from musicbreeder.theory.meter import METERS

JIG = """X:1
T:The Long Way
M:6/8
L:1/8
Q:3/8=110
K:Dmix
A|:dcd A2G|FAF D2E|FGA cAG|FDE D2A|dcd A2G|FAF D2F|GEC CEG|FDD D2A:|
|:fed dcA|dcA G2E|FGA cAG|FDE D2A|fed dcA|dcA G2F|GEC CEG|FDD D3:|
"""


@pytest.fixture
def jig(tmp_path: Path) -> Tune:
    path = tmp_path / "long way.abc"
    path.write_text(JIG)
    (tune,) = read_file(path)
    return tune


def played_midi(path: Path) -> Path:
    """Write a tune over bass and drums as a sequencer without a click records it."""
    rng = np.random.default_rng(3)
    file = mido.MidiFile(type=0, ticks_per_beat=480)
    events: list[tuple[int, mido.Message]] = []

    def add(channel: int, start: float, length: float, note: int) -> None:
        on, off = (round(960 * one) for one in (start, start + length))
        events.append((on, mido.Message("note_on", channel=channel, note=note)))
        events.append((off, mido.Message("note_off", channel=channel, note=note)))

    beat = 60 / 93
    for index in range(32):
        pitch = 67 + (0, 2, 4, 5, 7, 5, 4, 2)[index % 8]
        add(0, index * beat + float(rng.normal(0, 0.012)) + 0.2, 0.4, pitch)
        if index % 2 == 0:
            add(1, index * beat + 0.2, 0.9, 36 + index % 5)
        add(9, index * beat + 0.2, 0.1, 38)
    track = mido.MidiTrack()
    now = 0
    for tick, message in sorted(events, key=lambda event: event[0]):
        track.append(message.copy(time=tick - now))
        now = tick
    file.tracks.append(track)
    file.save(path)
    return path


def test_a_written_tune_comes_with_all_its_file_says(jig: Tune) -> None:
    found = find(jig)
    assert (found.tune.name, found.key.name) == ("The Long Way", "D mixolydian")
    assert (found.melody.meter.name, found.tempo_bpm) == ("6/8", 165.0)
    assert not found.is_key_found
    assert not found.is_beat_found
    assert found.quantised.moved_share == 0.0
    # Sixteen bars, an upbeat before them.
    assert (found.melody.bar_count, found.melody.notes[0].start) == (17, 10)


def test_phrases_begin_on_bar_lines_and_none_comes_twice(jig: Tune) -> None:
    pieces = excerpts(find(jig), 4)
    assert [one.first_bar for one in pieces] == [1, 5, 9, 13]
    assert pieces[0].melody.notes[0].midi_note == 74
    assert [one.name for one in pieces][:2] == ["The Long Way 1", "The Long Way 2"]
    twice = find(jig).melody
    doubled = Melody(
        np.concatenate([twice.events, twice.events]),
        np.concatenate([twice.velocities, twice.velocities]),
        twice.meter,
    )
    assert len(phrases_of(doubled, 17)) == 1


def test_what_is_cut_out_ends_where_it_is_cut() -> None:
    melody = Melody.from_notes([Note(0, 24, 60), Note(24, 32, 62)], 32, METERS["4/4"])
    first = cut_out(melody, 0, 1)
    assert [(n.start, n.end) for n in first.notes] == [(0, 16)]
    later = cut_out(melody, 1, 2)
    assert [(n.start, n.end, n.midi_note) for n in later.notes] == [(8, 16, 62)]


def test_a_recording_without_a_click_gets_a_beat_and_the_tune_of_three_parts(
    tmp_path: Path,
) -> None:
    (tune,) = read_file(played_midi(tmp_path / "jam.mid"))
    assert [line.name for line in tune.lines] == [
        "Track 1, channel 1",
        "Track 1, channel 2",
        "All parts together",
    ]
    found = find(tune)
    assert found.is_beat_found
    assert found.tempo_bpm == pytest.approx(93, rel=0.03)
    assert np.unique(np.diff(found.melody.onsets)).tolist() == [4]
    assert "beat was found in the notes" in " ".join(found.notices)


def test_wishes_are_followed(jig: Tune) -> None:
    found = find(jig, Wishes(meter="3/4", tempo_bpm=100.0))
    assert found.melody.meter.name == "3/4"
    assert found.tempo_bpm == 100.0
    later = find(jig, Wishes(bar_shift=1))
    assert later.melody.notes[0].start == 4


def test_drums_alone_are_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "beat.mid"
    file = mido.MidiFile()
    file.tracks.append(
        mido.MidiTrack(
            mido.Message("note_on", channel=9, note=38, time=120) for _ in range(9)
        )
    )
    file.save(path)
    with pytest.raises(FileFormatError, match=r"“beat\.mid” holds no melody"):
        read_file(path)


def test_a_key_the_notes_clearly_contradict_is_not_believed() -> None:
    pitches = (67, 69, 71, 72, 74, 71, 67, 74, 79, 78, 76, 74, 71, 69, 67)
    notes = tuple(ScoreNote(float(k), 1.0, p) for k, p in enumerate(pitches))
    from musicbreeder.theory.scale import Key

    tune = tune_of(Score("x", (Part("", notes),), key=Key.named("Eb", "minor")), "x")
    assert tune is not None
    found = find(tune)
    assert found.key.name == "G major"
    assert any("E♭ minor" in notice for notice in found.notices)


def test_an_import_becomes_a_pinned_generation_and_breeding_goes_from_it(
    jig: Tune, tmp_path: Path
) -> None:
    session = BreedingSession.new(
        BreedingSettings(bars=2, seeder="phrase grammar"), random_seed=5
    )
    pieces = excerpts(find(jig), 4)
    settings = settings_for(session.settings, pieces, stays_in_key=True)
    session.show_offspring(
        [one.offspring() for one in pieces],
        "import of The Long Way",
        settings=settings,
        are_parents=True,
    )
    assert (session.settings.bars, session.settings.meter) == (4, "6/8")
    assert session.settings.key == "D"
    assert all(one.is_pinned for one in session.generation)
    assert session.generation[0].name == "The Long Way 1"
    assert session.generation[0].change == "Imported from The Long Way, bars 1-4."
    imported = {one.id for one in session.generation}
    session.breed()
    parents = {k for one in session.generation for k in one.parent_ids}
    assert parents & imported
    session.undo()
    session.undo()
    assert session.current_index == 0
    assert session.settings.bars == 2
    session.redo()
    path = tmp_path / "kept.json"
    write_session_file(path, session.content)
    back = BreedingSession.restored(read_session_file(path))
    assert back.generation[0].melody == pieces[0].melody
    assert back.generation[0].name == "The Long Way 1"


def test_a_single_excerpt_keeps_the_name_of_its_tune(jig: Tune) -> None:
    one = excerpt(find(jig), 1, 2)
    assert (one.name, one.first_bar, one.melody.bar_count) == ("The Long Way", 1, 2)


def test_a_style_stays_with_its_session(jig: Tune, tmp_path: Path) -> None:
    session = BreedingSession.new(
        BreedingSettings(bars=4, seeder="phrase grammar"), random_seed=5
    )
    settings = style_settings(session.settings, [find(jig).style_tune])
    assert (settings.meter, settings.seeder) == ("6/8", "your tunes")
    plan = session.prepare_offspring(
        making_in_style(settings), "style of 1 tune", settings=settings
    )
    session.accept_offspring(plan, plan.run())
    generation = session.generation
    assert len(generation) == session.settings.population_size
    assert (StyleSeeder.name,) in {one.operators for one in generation}
    given = [find(jig).style_tune]
    for one in generation:
        written = StyleTune(one.melody, one.key)
        assert longest_shared_run(written, given) <= LONGEST_RUN_NOTES
    path = tmp_path / "kept.json"
    write_session_file(path, session.content)
    back = BreedingSession.restored(read_session_file(path))
    assert style_tunes(back.settings.style)[0].melody.note_count > 50


def test_phrases_begin_with_the_upbeat_of_their_tune(jig: Tune) -> None:
    found = find(jig)
    assert found.upbeat == "1/8"
    first, *_ = excerpts(found, 4, has_upbeat=True)
    assert first.melody.meter.name == "6/8 pickup 1/8"
    assert [note.start for note in first.melody.notes][:3] == [0, 2, 4]
    assert first.melody.notes[0].midi_note == 69
    assert first.melody.bar_count == 4
    plain = excerpts(found, 4)[0]
    assert plain.melody.meter.name == "6/8"


def test_an_upbeat_that_no_meter_has_is_left_out() -> None:
    melody = Melody.from_notes([Note(13, 16, 60), Note(16, 32, 62)], 32, METERS["4/4"])
    assert upbeat_of(melody) is None
    assert cut_out(melody, 1, 1).notes[0].midi_note == 62
