"""Models may write what they like: what is locked stays."""

from dataclasses import replace

import numpy as np

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.locks import held_of
from musicbreeder.breeding.on_demand import Demand, OnDemand
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.holding import HeldSteps
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.musicality import musicality
from musicbreeder.melody.rewriting import rewritten
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.services.session_breeding import GeneralSense


def anything(melody, rng):
    """Return a melody that shares nothing with another one but its grid."""
    notes = [
        Note(start, start + 2, int(rng.integers(60, 80)))
        for start in range(0, melody.step_count, 2)
    ]
    return Melody.from_notes(notes, melody.step_count, melody.meter)


class Careless:
    """A model that writes everything anew, whatever is to stay."""

    def suits(self, meter):
        return True

    def written_anew(self, passages, lowest_note, highest_note, rng):
        return [anything(passage.melody, rng) for passage in passages]

    def rewritten(self, melody, key, is_free, melody_count, rng):
        return [anything(melody, rng) for _ in range(melody_count)]


def test_a_rewriter_changes_free_steps_alone(individuals):
    melody, key = individuals[0].melody, individuals[0].key
    is_free = np.zeros(melody.step_count, dtype=np.bool_)
    is_free[40:56] = True
    found = rewritten(Careless(), melody, key, is_free, 5, np.random.default_rng(1))
    assert len(found) == 5
    held = HeldSteps.of(melody, [(0, 40), (56, melody.step_count)])
    for one in found:
        assert held.are_in(one)
        assert one != melody


def test_passages_written_by_a_model_keep_locked_bars(individuals):
    told = (
        replace(individuals[0], locked_steps=((16, 32),), rating=5, is_pinned=True),
        *individuals[1:4],
    )
    held = held_of(told[0])
    for learns_taste in (False, True):
        breeder = Breeder(
            BreedingSettings(population_size=6),
            PhraseGrammar(),
            GeneralSense(),
            learns_taste=learns_taste,
            passage_writer=Careless(),
        )
        breeder.tell(told)
        offspring = breeder.ask(np.random.default_rng(2))
        children = [one for one in offspring if told[0].id in one.parent_ids]
        assert children
        assert all(held.are_in(one.melody) for one in children)


def test_endings_written_by_a_model_leave_the_beginning_and_the_locks(individuals):
    parent = replace(individuals[0], locked_steps=((60, 64),))
    means = OnDemand(
        BreedingSettings(population_size=6),
        [parent],
        (),
        lambda melodies: np.asarray(musicality(melodies), dtype=np.float64),
        Careless(),
    )
    found = means.offspring(Demand.NEW_ENDING, [parent], np.random.default_rng(3))
    assert found
    beginning = HeldSteps.of(parent.melody, [(0, 48), (60, 64)])
    assert all(beginning.are_in(one.melody) for one in found)
