import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.breeding.sound_genes import SoundGenes
from musicbreeder.errors import MusicBreederError
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.melody.timing import TimedNote
from musicbreeder.services.audition import Sound, patch_of
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.exchange import save_wav
from musicbreeder.services.own_sound import (
    BRED_PARAMETERS,
    GENE_NAMES,
    own_sound,
    words_of_sound,
)
from musicbreeder.storage.session_file import read_session_file, write_session_file
from musicbreeder.synth.patch import (
    PARAMETERS_BY_NAME,
    Patch,
    patch_named,
    patch_names,
)
from musicbreeder.synth.renderer import Renderer
from musicbreeder.theory.meter import METERS, Tempo
from musicbreeder.theory.scale import Key

SMALL = BreedingSettings(bars=1, population_size=6, breeds_sound=True)


@pytest.fixture(scope="module")
def session() -> BreedingSession:
    made = BreedingSession.new(SMALL, random_seed=5)
    made.rate(made.generation[0].id, 5)
    made.breed()
    return made


def with_genes(session: BreedingSession, **values: float) -> Individual:
    genes = SoundGenes.of(values)
    return dataclasses.replace(session.generation[0], sound_genes=genes)


def patch_with(name: str, genes: SoundGenes) -> Patch:
    """Return an instrument as an individual with such genes is heard in it."""
    melody = Melody.from_notes([Note(0, 4, 60)], 16, METERS["4/4"])
    key = Key.named("C", "major")
    one = Individual(1, "One", melody, key, generation=0, sound_genes=genes)
    return patch_of(own_sound(one, Sound(name)))


def test_only_what_changes_smoothly_is_bred() -> None:
    for name in GENE_NAMES:
        assert PARAMETERS_BY_NAME[name].is_continuous


def test_a_plain_gene_leaves_an_instrument_as_it_is() -> None:
    for name in patch_names():
        patch = patch_named(name)
        genes = SoundGenes.of(dict.fromkeys(GENE_NAMES, 0.5))
        assert patch_with(name, genes) == patch


@settings(max_examples=25)
@given(
    st.sampled_from(patch_names()),
    st.lists(
        st.sampled_from((0.0, 0.5, 1.0)),
        min_size=len(GENE_NAMES),
        max_size=len(GENE_NAMES),
    ),
)
def test_no_genes_make_an_instrument_silent_or_break_it(
    name: str, values: list[float]
) -> None:
    genes = SoundGenes(tuple(zip(GENE_NAMES, values, strict=True)))
    plain = patch_named(name)
    notes = [TimedNote(0.3 * n, 0.25, 60 + 5 * n, 96) for n in range(3)]
    renderer = Renderer(16_000)
    own, before = (
        renderer.render(notes, patch)[:16_000]
        for patch in (patch_with(name, genes), plain)
    )
    assert np.isfinite(own).all()
    louder_db = 20 * np.log10(np.std(own) / np.std(before))
    assert -9 < louder_db < 6


def test_genes_move_the_sound_from_where_the_session_has_it(
    session: BreedingSession,
) -> None:
    strings = Sound("strings", Tempo(), (("cutoff_hz", 2_000.0),))
    darker = own_sound(with_genes(session, cutoff_hz=0.1), strings)
    brighter = own_sound(with_genes(session, cutoff_hz=0.9), strings)
    assert patch_of(darker).cutoff_hz < 2_000 < patch_of(brighter).cutoff_hz
    # What an instrument makes no use of is left alone.
    piano = Sound("felt piano")
    assert own_sound(with_genes(session, cutoff_hz=0.1), piano).changes == ()
    plain = dataclasses.replace(session.generation[0], sound_genes=None)
    assert own_sound(plain, strings) == strings


def test_a_sound_is_told_in_a_few_words(session: BreedingSession) -> None:
    strings = Sound("strings")
    both = with_genes(session, cutoff_hz=0.0, reverb_level=0.9, width=0.51)
    assert words_of_sound(both, strings) == (
        "darker",
        "Strings, darker and roomier",
    )
    same = with_genes(session, cutoff_hz=0.52)
    assert words_of_sound(same, strings)[1] == "Strings, hardly changed"
    plain = dataclasses.replace(session.generation[0], sound_genes=None)
    assert words_of_sound(plain, strings) == ()
    with pytest.raises(MusicBreederError, match="kazoo"):
        words_of_sound(both, Sound("kazoo"))


def test_every_word_leads_where_it_says() -> None:
    assert all(one.less != one.more or not one.less for one in BRED_PARAMETERS.values())


def test_every_individual_has_a_sound_of_its_own_that_is_inherited(
    session: BreedingSession,
) -> None:
    everyone = [one for screen in session.history for one in screen.individuals]
    sounds = [one.sound_genes for one in everyone]
    assert None not in sounds
    assert len(set(sounds)) == len(sounds)

    def distance(first: SoundGenes, second: SoundGenes) -> float:
        return sum(abs(first.value(n) - second.value(n)) for n in GENE_NAMES)

    children = [one for one in session.generation if one.parent_ids]
    assert children
    for child in children:
        parent = session.individual(child.parent_ids[0])
        assert child.sound_genes is not None
        assert parent.sound_genes is not None
        strangers = [
            distance(child.sound_genes, one.sound_genes)
            for one in session.history[0].individuals
            if one.id not in child.parent_ids and one.sound_genes is not None
        ]
        assert distance(child.sound_genes, parent.sound_genes) < np.mean(strangers)


def test_the_melodies_are_the_same_without_sounds(session: BreedingSession) -> None:
    plain = dataclasses.replace(SMALL, breeds_sound=False)
    silent = BreedingSession.new(plain, random_seed=5)
    silent.rate(silent.generation[0].id, 5)
    silent.breed()
    assert [one.melody for one in silent.generation] == [
        one.melody for one in session.generation
    ]
    assert {one.sound_genes for one in silent.generation} == {None}


def test_undo_and_redo_bring_the_same_sounds_back(session: BreedingSession) -> None:
    before = [one.sound_genes for one in session.generation]
    session.undo()
    session.redo()
    assert [one.sound_genes for one in session.generation] == before


def test_a_session_file_holds_sounds_and_what_was_changed(
    session: BreedingSession, tmp_path
) -> None:
    old = session.sound
    session.change_sound(
        dataclasses.replace(old, changes=(("reverb_level", 0.5), ("fm_index", 2.0)))
    )
    write_session_file(tmp_path / "a.mbs", session.content)
    back = BreedingSession.restored(read_session_file(tmp_path / "a.mbs"))
    assert back.sound == session.sound
    assert [one.sound_genes for one in back.generation] == [
        one.sound_genes for one in session.generation
    ]
    back.undo()
    assert back.sound == old
    session.undo()


def test_a_wav_file_has_the_individuals_own_sound(
    session: BreedingSession, tmp_path
) -> None:
    sizes = []
    for value in (0.0, 1.0):
        one = with_genes(session, reverb_level=value, release_seconds=value)
        path = tmp_path / f"{value}.wav"
        save_wav(one, session.sound, path, sample_rate=16_000)
        sizes.append(path.stat().st_size)
    assert sizes[0] != sizes[1]
