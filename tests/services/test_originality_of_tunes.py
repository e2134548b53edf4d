"""The shipped tunes and the listener's own, asked from the app."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from musicbreeder.errors import ModelError
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.originality import Nearness, OriginalityIndex
from musicbreeder.melody.originality_tunes import Tunes
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.seeding.tune_collection import tune_collection
from musicbreeder.services.originality import Originality
from musicbreeder.services.originality_words import (
    NOTHING_NEAR,
    caution,
    nearest_sentences,
    nearest_words,
)
from musicbreeder.services.provenance import Provenance
from musicbreeder.theory.meter import METERS

FOUR_FOUR = METERS["4/4"]
# "Twinkle, twinkle": known to everybody, and in none of the shipped books.
TWINKLE = (60, 60, 67, 67, 69, 69, 67, 65, 65, 64, 64, 62, 62, 60)
NEARNESS = Nearness(
    "The Dusty Miller", "Aird's Airs", 28, 9, 12.0, -3, 1.0, (1, 2), (4, 5)
)


def song(pitches: tuple[int, ...], semitones: int = 0) -> Melody:
    notes = [
        Note(4 * at, 4 * at + 4, pitch + semitones) for at, pitch in enumerate(pitches)
    ]
    return Melody.from_notes(notes, 64, FOUR_FOUR)


def no_tunes() -> OriginalityIndex:
    raise ModelError("The shipped file is missing; install musicbreeder again.")


@pytest.fixture(scope="module")
def shipped() -> Originality:
    made = Originality()
    made.get_ready()
    return made


def test_the_shipped_tunes_are_there_and_a_tune_everybody_knows_is_found(
    shipped: Originality,
) -> None:
    assert (shipped.problem, shipped.tune_count > 4_000) == ("", True)
    collection = tune_collection()
    [number, *_] = collection.found("yanky doodle")
    opening = collection.opening(number, 4, np.random.default_rng(1))
    assert opening is not None
    higher = Melody.from_notes(
        [replace(note, midi_note=note.midi_note + 4) for note in opening.notes],
        opening.step_count,
        opening.meter,
    )
    found = shipped.nearest(higher)
    assert found is not None
    assert (found.title, found.share) == (collection.titles[number], 1.0)
    assert found.is_quotation


def test_melodies_of_the_phrase_grammar_are_not_accused(shipped: Originality) -> None:
    request = SeedRequest(4, FOUR_FOUR, None, None, 48, 84, None)
    seeded = PhraseGrammar().seed(request, 60, np.random.default_rng(11))
    found = [shipped.nearest(one.melody) for one in seeded]
    assert not [one for one in found if one is not None and one.is_quotation]


def test_an_import_is_looked_through_from_then_on() -> None:
    originality = Originality(lambda: OriginalityIndex(Tunes.of([])))
    assert originality.nearest(song(TWINKLE, 5)) is None
    originality.add("Twinkle", "your file “Twinkle.mid”", song(TWINKLE))
    found = originality.nearest(song(TWINKLE, 5))
    assert found is not None
    assert (found.title, found.share, found.is_quotation) == ("Twinkle", 1.0, True)
    assert nearest_words(found) == (
        "“Twinkle” (your file “Twinkle.mid”), 14 of 14 notes in common (100%)"
    )


def test_without_the_shipped_tunes_imports_are_found_and_the_rest_is_said() -> None:
    originality = Originality(no_tunes)
    assert not originality.is_ready
    assert originality.nearest(song(TWINKLE)) is None
    assert originality.is_ready
    told = originality.told_beside(Provenance(), song(TWINKLE))
    assert told.lines[-1].startswith("Nearest known tune: The shipped file is missing")
    originality.add("Twinkle", "your file", song(TWINKLE))
    assert originality.nearest(song(TWINKLE, 2)) is not None


def test_the_collection_is_read_once_however_many_ask() -> None:
    reads = []

    def read() -> OriginalityIndex:
        reads.append(1)
        return OriginalityIndex(Tunes.of([("Twinkle", "a book", song(TWINKLE))]))

    originality = Originality(read)
    assert reads == []
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda up: originality.nearest(song(TWINKLE, up)), range(8))
        )
    assert [one is not None and one.semitones for one in found] == [
        -up for up in range(8)
    ]
    assert reads == [1]


def test_what_is_near_is_told_with_its_key_and_speed() -> None:
    assert nearest_sentences(NEARNESS) == (
        "Nearest known tune: “The Dusty Miller” (Aird's Airs), 9 of 28 notes in common."
    )
    near = replace(NEARNESS, bits=15.0)
    assert nearest_sentences(near).endswith("notes in common, 3 semitones higher.")
    slow = replace(NEARNESS, semitones=1, time_scale=0.5, bits=30.0)
    assert nearest_sentences(slow) == (
        "Quotes “The Dusty Miller” (Aird's Airs), 9 of 28 notes in common, "
        "1 semitone lower and at half speed."
    )
    assert nearest_sentences(None) == NOTHING_NEAR


def test_before_saving_the_tune_and_the_bars_are_named() -> None:
    assert caution("Copper Fern", NEARNESS) == (
        "“Copper Fern” has 9 of 28 notes in common with “The Dusty Miller” (Aird's "
        "Airs): its bars 2 to 3 are bars 5 to 6 there."
    )
    one_bar = replace(NEARNESS, bars=(0, 0), tune_bars=(7, 7))
    assert caution("Fern", one_bar).endswith("its bar 1 is bar 8 there.")
