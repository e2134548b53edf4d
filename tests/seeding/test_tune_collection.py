import numpy as np

from musicbreeder.melody.seed import SeedRequest
from musicbreeder.seeding.mixture import Mixture
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.seeding.tune_collection import known_tunes, tune_collection
from musicbreeder.seeding.tune_library import TuneLibrary
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import SCALES


def test_every_tune_has_title_source_and_notes():
    collection = tune_collection()
    assert len(collection) > 4000
    for number in (0, 1500, len(collection) - 1):
        tune = collection.tune(number)
        assert tune.title
        assert tune.source
        assert len(tune.notes) >= 12
        onsets = [onset for _, onset, _ in tune.notes]
        assert onsets == sorted(onsets)


def test_a_known_tune_is_there_note_for_note():
    collection = tune_collection()
    number = collection.found("ranting highlandman aird")[0]
    assert collection.titles[number] == "The Ranting Highlandman"
    tune = collection.tune(number)
    assert tune.key.name == "G major"
    # AG|B2B2 B2AG|B2B2 B2g2|
    expected = [69, 67, 71, 71, 71, 69, 67, 71, 71, 71, 79]
    assert [note for note, _, _ in tune.notes[:11]] == expected
    opening = collection.opening(number, 2, np.random.default_rng(0))
    assert opening.events[opening.onsets].tolist() == expected[2:]
    assert opening.onsets.tolist() == [0, 4, 8, 12, 14, 16, 20, 24, 28]


def test_words_are_looked_for_in_any_case_and_order():
    collection = tune_collection()
    found = collection.found("MAID miller")
    assert found
    for number in found:
        assert "miller" in collection.titles[number].casefold()
    assert collection.found("no such tune anywhere") == []


def test_rows_of_notes_are_those_of_the_tunes():
    collection, rows = tune_collection(), known_tunes()
    assert len(rows) == len(collection)
    for number in (3, 2000):
        stretch = slice(rows.first_notes[number], rows.first_notes[number + 1])
        tune = collection.tune(number)
        assert rows.midi_notes[stretch].tolist() == [n for n, _, _ in tune.notes]
        assert rows.onsets[stretch].tolist() == [onset for _, onset, _ in tune.notes]
        assert rows.bar_ticks[number] == tune.bar_ticks


def test_no_transcriber_is_told_with_an_address():
    collection = tune_collection()
    for number in range(0, len(collection), 7):
        assert "@" not in collection.tune(number).transcriber


def test_the_library_gives_different_tunes_as_they_are_asked_for():
    scale = SCALES["major"]
    request = SeedRequest(4, METERS["6/8"], 9, scale, 55, 79, None)
    seeds = TuneLibrary().seed(request, 30, np.random.default_rng(0))
    assert len({one.source for one in seeds}) == 30
    for one in seeds:
        assert one.source.startswith("tune “")
        assert one.melody.meter == METERS["6/8"]
        assert one.melody.bar_count == 4
        assert one.key.name == "A major"
        assert one.melody.midi_notes.min() >= 55
        assert one.melody.midi_notes.max() <= 79


def test_a_mixture_gives_each_its_share_in_any_order():
    request = SeedRequest(2, METERS["4/4"], None, None, 48, 84, None)
    mixture = Mixture({PhraseGrammar(): 3.0, TuneLibrary(): 1.0})
    seeds = mixture.seed(request, 12, np.random.default_rng(0))
    from_grammar = [one.source == "phrase grammar" for one in seeds]
    assert sum(from_grammar) == 9
    assert from_grammar != sorted(from_grammar, reverse=True)
