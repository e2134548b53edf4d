from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.seeding.seeders import seeder_named
from musicbreeder.seeding.style import style_notes
from musicbreeder.seeding.style_seeder import LONGEST_RUN_NOTES, StyleSeeder
from musicbreeder.seeding.style_tunes import StyleTune, style_text, style_tunes
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

JIG = METERS["6/8"]
REQUEST = SeedRequest(4, JIG, None, None, 55, 84, None)


def tune(seed: int, tonic: str = "D") -> StyleTune:
    """Return sixteen bars of even eighths with a long close every four, pentatonic."""
    rng = np.random.default_rng(seed)
    key = Key.named(tonic, "major pentatonic")
    home = key.scale_step(62)
    step, notes = home, []
    for bar in range(16):
        places = (0, 6) if bar % 4 == 3 else (0, 2, 4, 6, 8, 10)
        for index, place in enumerate(places):
            step += int(rng.choice((-2, -1, -1, 1, 1, 2)))
            step = min(max(step, home - 2), home + 6)
            if bar % 4 == 3 and index == 1:
                step = home
            start = bar * 12 + place
            length = 6 if bar % 4 == 3 else 2
            notes.append(Note(start, start + length, key.midi_notes[step]))
    return StyleTune(Melody.from_notes(notes, 192, JIG), key)


TUNES = [tune(seed) for seed in range(4)]


def made(count: int, tunes: list[StyleTune] = TUNES) -> list[StyleTune]:
    rng = np.random.default_rng(2)
    return [
        StyleTune(one.melody, one.key)
        for one in StyleSeeder(tunes).seed(REQUEST, count, rng)
    ]


def shares(tunes: list[StyleTune]) -> dict[tuple[int, int], float]:
    """Return how often a note has a length and a pitch above the tonic."""
    counts = Counter(
        (note.step_count, (note.midi_note - one.key.tonic) % 12)
        for one in tunes
        for note in one.melody.notes
    )
    return {kind: count / counts.total() for kind, count in counts.items()}


def distance(first: list[StyleTune], second: list[StyleTune]) -> float:
    a, b = shares(first), shares(second)
    return sum(abs(a.get(kind, 0.0) - b.get(kind, 0.0)) for kind in a | b) / 2


def longest_common_run(first: StyleTune, second: StyleTune) -> int:
    """Return how many moves and times in a row two tunes share."""

    def moves(one: StyleTune) -> list[tuple[int, int]]:
        notes = style_notes(one)
        return [(b.scale_step - a.scale_step, b.gap) for a, b in pairwise(notes)]

    ours, theirs = moves(first), moves(second)
    row, longest = [0] * (len(theirs) + 1), 0
    for move in ours:
        row = [0] + [
            row[k] + 1 if move == other else 0 for k, other in enumerate(theirs)
        ]
        longest = max(longest, *row)
    return longest


def test_melodies_resemble_the_tunes_far_more_than_others_do() -> None:
    others = [
        StyleTune(one.melody, one.key)
        for one in PhraseGrammar().seed(REQUEST, 40, np.random.default_rng(1))
    ]
    assert distance(made(40), TUNES) < 0.25 < 0.45 < distance(others, TUNES)


def test_no_melody_copies_a_longer_run_of_any_tune() -> None:
    for one in made(30):
        assert max(longest_common_run(one, t) for t in TUNES) <= LONGEST_RUN_NOTES


def test_a_single_tune_is_not_copied_either() -> None:
    for one in made(20, TUNES[:1]):
        assert longest_common_run(one, TUNES[0]) <= LONGEST_RUN_NOTES


def test_phrases_close_as_the_tunes_do() -> None:
    closes = [one.melody.notes[-1] for one in made(20)]
    assert np.mean([note.step_count >= 6 for note in closes]) > 0.8


def test_melodies_fit_what_is_asked_for() -> None:
    request = SeedRequest(2, METERS["4/4"], 7, None, 60, 76, None)
    seeded = StyleSeeder(TUNES).seed(request, 12, np.random.default_rng(0))
    for one in seeded:
        assert one.melody.bar_count == 2
        assert one.melody.meter.name == "4/4"
        assert one.key.tonic == 7
        assert one.melody.midi_notes.min() >= 60
        assert one.melody.midi_notes.max() <= 76


def test_the_same_seed_makes_the_same_melodies() -> None:
    first, second = made(5), made(5)
    assert [one.melody for one in first] == [one.melody for one in second]
    assert len({one.melody for one in made(12)}) == 12


def test_a_style_comes_back_from_its_text() -> None:
    text = style_text(TUNES)
    assert text.isascii()
    assert len(text) < 2_000
    back = style_tunes(text)
    assert [one.key for one in back] == [one.key for one in TUNES]
    for ours, theirs in zip(back, TUNES, strict=True):
        rows = [(n.start, n.end, n.midi_note) for n in theirs.melody.notes]
        assert [(n.start, n.end, n.midi_note) for n in ours.melody.notes] == rows


@pytest.mark.parametrize("damage", ["", "no such text", "cut", "late"])
def test_a_damaged_text_is_refused_in_a_sentence(damage: str) -> None:
    text = style_text(TUNES)
    damaged = {"cut": text[: len(text) // 2], "late": text[:-5] + "00000"}
    with pytest.raises(MusicBreederError, match="import them again"):
        style_tunes(damaged.get(damage, damage))


def test_the_seeder_of_your_tunes_is_chosen_by_name_and_needs_tunes() -> None:
    rng = np.random.default_rng(3)
    seeded = seeder_named("your tunes", style_text(TUNES)).seed(REQUEST, 4, rng)
    assert StyleSeeder.name in {one.source for one in seeded}
    for unreadable in ("", "damaged"):
        seeded = seeder_named("your tunes", unreadable).seed(REQUEST, 1, rng)
        assert seeded[0].source != StyleSeeder.name
