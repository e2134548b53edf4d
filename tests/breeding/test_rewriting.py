import numpy as np

from musicbreeder.breeding.breeder import Breeder
from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.operators import REWRITE
from musicbreeder.breeding.rewriting import Rewriting, passage_at_seam, seam_of
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.written_anew import PASSAGE_COUNT
from musicbreeder.melody.draft import Draft
from musicbreeder.melody.melody import Melody
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.theory.scale import Key

KEY = Key.named("C", "major")


def melody_of(*pitches):
    events = np.full(64, -2, dtype=np.int16)
    events[::4] = (list(pitches) * 16)[:16]
    return Melody(events, np.full(64, 90, dtype=np.uint8))


LOW, HIGH = melody_of(60, 62), melody_of(72, 74)


class Writer:
    """Puts one note on every first step of a passage."""

    def __init__(self, pitch=67):
        self.pitch = pitch
        self.passages = []

    def suits(self, meter):
        return meter.name == "4/4"

    def written_anew(self, passages, lowest_note, highest_note, rng):
        self.passages += passages
        written = []
        for passage in passages:
            draft = Draft(passage.melody)
            draft.put(passage.start, passage.stop, self.pitch, 90)
            written.append(draft.melody())
        return written


def test_the_seam_is_where_one_parent_gives_way_to_the_other():
    draft = Draft(LOW)
    draft.paste(Draft(HIGH).clip(32, 64), 32)
    child = draft.melody()
    assert seam_of(child, LOW, HIGH) == 32
    passage = passage_at_seam(child, (LOW, HIGH), KEY, None)
    assert (passage.start, passage.stop) == (28, 36)
    assert seam_of(LOW, LOW, HIGH) is None


def test_passages_grow_with_the_dial_and_stay_inside():
    rng = np.random.default_rng(0)
    lengths = {}
    for dial in (0.0, 1.0):
        rewriting = Rewriting(Writer(), BreedingSettings(variation=dial))
        passages = [rewriting.passage(LOW, KEY, None, rng) for _ in range(100)]
        assert all(0 <= one.start < one.stop <= 64 for one in passages)
        assert any(one.stop == 64 for one in passages)
        lengths[dial] = np.mean([one.stop - one.start for one in passages])
    assert lengths[0.0] < 8 < 16 < lengths[1.0]


def test_nothing_is_rewritten_where_something_is_kept_or_the_meter_is_unknown():
    writer = Writer()
    assert Rewriting.under(BreedingSettings(), writer) is not None
    assert Rewriting.under(BreedingSettings(), None) is None
    for settings in (
        BreedingSettings(keep_rhythm=True),
        BreedingSettings(keep_pitches=True),
        BreedingSettings(keep_contour=True),
        BreedingSettings(meter="3/4"),
    ):
        assert Rewriting.under(settings, writer) is None


def test_what_the_model_wrote_can_reach_the_screen_and_says_so():
    black_key = 66  # that nobody else writes in C major

    class LikesTheWriter:
        def scores(self, melodies, rated):
            return np.array([black_key in one.midi_notes for one in melodies], float)

    parent = Individual(
        id=1, name="Low", melody=LOW, key=KEY, generation=0, parent_ids=(),
        operators=("import",), origins=np.zeros(64, dtype=np.uint8), change="",
    )  # fmt: skip
    writer = Writer(black_key)
    breeder = Breeder(
        BreedingSettings(), PhraseGrammar(), LikesTheWriter(), passage_writer=writer
    )
    breeder.tell([parent])
    offspring = breeder.ask(np.random.default_rng(0))
    assert writer.passages
    written = [one for one in offspring if one.operators == (REWRITE,)]
    assert written
    for one in written:
        assert one.change.endswith("rewritten by the model.")


def test_a_search_by_taste_adds_what_the_model_wrote():
    session = BreedingSession.new(
        BreedingSettings(seeder="phrase grammar"), random_seed=5
    )
    for individual in session.generation:
        session.rate(individual.id, 1 + individual.id % 5)
    writer = Writer()
    breeder = Breeder(
        BreedingSettings(), PhraseGrammar(), None, learns_taste=True,
        passage_writer=writer,
    )  # fmt: skip
    breeder.tell(session.generation)
    breeder.ask(np.random.default_rng(0))
    assert len(writer.passages) == PASSAGE_COUNT
