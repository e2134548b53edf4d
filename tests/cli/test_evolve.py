from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile
from PIL import Image

from musicbreeder.breeding.opinion import Opinion
from musicbreeder.breeding.taste_profile import TasteProfile
from musicbreeder.cli.command_line import main
from musicbreeder.cli.reasons import characters, ratings, unlike, virtues
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.musicality import musicality
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.exchange import PLAIN_KINDS
from musicbreeder.storage.taste_profile_file import write_taste_profile
from musicbreeder.theory.meter import METERS

WISHES = ["--generations", "2", "--count", "2", "--bars", "2", "--random-seed", "7"]
D_DORIAN = {2, 4, 5, 7, 9, 11, 0}


@pytest.fixture(scope="module")
def session() -> BreedingSession:
    return BreedingSession.new(random_seed=3)


def test_the_best_are_written_in_every_format_as_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "melodies"
    wishes = ["--key", "D", "--scale", "dorian", "--meter", "3/4", "--tempo", "90"]
    options = ["--swing", "0.5", "--instrument", "marimba", "--density", "0.5"]
    assert main(["evolve", "--out", str(folder), *WISHES, *wishes, *options]) == 0
    streams = capsys.readouterr()
    midi_files = sorted(folder.glob("* - D dorian - 90 bpm.mid"))
    assert len(midi_files) == 2
    assert len(list(folder.iterdir())) == 2 * len(PLAIN_KINDS)
    for path in midi_files:
        file = mido.MidiFile(path)
        signature = next(m for m in file.tracks[0] if m.type == "time_signature")
        assert (signature.numerator, signature.denominator) == (3, 4)
        assert sum(m.time for m in file.tracks[1]) == 2 * 3 * 960
        notes = [m.note for m in file.tracks[1] if m.type == "note_on"]
        assert notes
        assert {note % 12 for note in notes} <= D_DORIAN
        assert soundfile.info(path.with_suffix(".wav")).frames > 4 * 48_000
        with Image.open(path.with_suffix(".png")) as picture:
            assert picture.size == (1600, 800)
        for suffix in (".mid", ".wav", ".png"):
            assert str(path.with_suffix(suffix)) in streams.out
    assert "The best 2 of 36 melodies in 3 generations (random seed 7)" in streams.out
    # The bar is for the person at the terminal, not for who reads the output.
    assert "Breeding: " in streams.err
    assert "Breeding: " not in streams.out


def test_the_same_random_seed_breeds_the_same_melodies(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        assert main(["evolve", "--out", str(tmp_path / folder), *WISHES]) == 0
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).glob("*.mid")}
        for folder in ("first", "second")
    )
    assert first == second
    assert len(first) == 2


def test_a_taste_profile_takes_the_place_of_the_general_sense(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: BreedingSession
) -> None:
    """Somebody who likes few notes gets few, and is told what they like."""
    by_notes = sorted(session.generation, key=lambda one: one.melody.note_count)
    opinions = tuple(
        Opinion(one.melody, 5.0 if place < 6 else 1.0)
        for place, one in enumerate(by_notes)
    )
    file = tmp_path / "few.taste.json"
    write_taste_profile(file, TasteProfile("Few", opinions))
    counts = {}
    for name, options in {"usual": [], "few": ["--taste", str(file)]}.items():
        assert main(["evolve", "--out", str(tmp_path / name), *WISHES, *options]) == 0
        counts[name] = [
            sum(message.type == "note_on" for message in mido.MidiFile(path))
            for path in (tmp_path / name).glob("*.mid")
        ]
    assert np.mean(counts["few"]) < np.mean(counts["usual"])
    out = capsys.readouterr().out
    assert "You seem to like" in out
    assert "stars expected" in out


def test_a_taste_nobody_has_is_refused_before_any_work(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(BreedingSession, "new", None)
    empty = tmp_path / "empty.taste.json"
    write_taste_profile(empty, TasteProfile("Empty"))
    for given, reason in {
        "no such": "no taste profile",
        str(empty): "no opinions",
    }.items():
        out = tmp_path / "out"
        assert main(["evolve", "--out", str(out), "--taste", given]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert reason in line
        assert not out.exists()


def test_a_folder_that_cannot_be_made_costs_no_breeding(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(BreedingSession, "new", None)
    assert main(["evolve", "--out", str(tmp_path / "file" / "deep")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "cannot be created" in line


def test_stars_follow_the_general_sense_of_melody(session: BreedingSession) -> None:
    melodies = [individual.melody for individual in session.individuals]
    stars = np.array(ratings(melodies))
    order = np.argsort(musicality(melodies), kind="stable")
    assert list(stars[order]) == sorted(stars)
    assert set(stars) == {1, 2, 3, 4, 5}
    assert ratings([]) == []


def tune(*pitches: int, steps_each: int) -> Melody:
    """Return four bars of equally long notes, the last one a quarter at least."""
    notes = [
        Note(start, start + steps_each, pitches[place % len(pitches)], 90)
        for place, start in enumerate(range(0, 60, steps_each))
    ]
    return Melody.from_notes([*notes, Note(60, 64, 60, 90)], 64, METERS["4/4"])


def test_melodies_that_sound_alike_are_not_all_chosen(
    session: BreedingSession,
) -> None:
    first = replace(session.individuals[0], melody=tune(60, 62, 64, steps_each=2))
    second = replace(session.individuals[1], melody=tune(48, 79, 55, steps_each=5))
    doubled = [first, first, first, second]
    assert unlike(doubled, 2) == (first, second)
    # Too few different ones: the number is made up.
    assert unlike(doubled, 3) == (first, first, second)
    assert len(unlike(doubled, 100)) == 4


def test_a_melody_is_described_by_what_sets_it_apart() -> None:
    usual = [tune(60, 62, 64, steps_each=4), tune(60, 64, 62, steps_each=4)]
    (words,) = characters([tune(60, 62, 64, steps_each=1)], usual)
    assert "busy" in words
    (plain,) = characters([usual[0]], [usual[0]])
    assert plain == ()


def test_a_melody_is_praised_for_what_others_lack(session: BreedingSession) -> None:
    rng = np.random.default_rng(1)
    jumps = [
        Melody.from_notes(
            [Note(s, s + 2, int(rng.integers(40, 90)), 90) for s in range(0, 64, 2)],
            64,
            METERS["4/4"],
        )
    ]
    (words,) = virtues([session.individuals[0].melody], jumps)
    assert words
    assert virtues(jumps, jumps) == [()]


def test_the_nearest_known_tune_is_printed_and_the_files_tell_who_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evolve", "--out", str(tmp_path), *WISHES, "--generations", "0"]) == 0
    printed = capsys.readouterr().out
    told = []
    for path in tmp_path.glob("*.mid"):
        track = mido.MidiFile(path, charset="utf-8").tracks[1]
        told.append([message.text for message in track if message.type == "text"])
        with soundfile.SoundFile(path.with_suffix(".wav")) as sound:
            assert sound.comment.splitlines() == told[-1]
    assert len(told) == 2
    for lines in told:
        assert (
            "Judged by: a general sense of melody, no listener, 12 ratings in this "
            "session" in lines
        )
        [nearest] = [line for line in lines if line.startswith("Nearest known tune: ")]
        if nearest.startswith('Nearest known tune: "'):
            title = nearest.split('"')[1]
            assert f"“{title}”" in printed
