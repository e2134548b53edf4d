"""What the listener brought in is known as long as it is kept."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from musicbreeder.breeding.individual import Origin
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.seeding.style_tunes import StyleTune, style_text
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.importing import OPERATOR
from musicbreeder.services.own_tunes import (
    OWN_SOURCE,
    STYLE_SOURCE,
    own_tunes_among,
    own_tunes_of_library,
)
from musicbreeder.services.session_library import SessionLibrary
from musicbreeder.storage.library import Library
from musicbreeder.theory.meter import METERS
from musicbreeder.theory.scale import Key

TUNE = Melody.from_notes(
    [Note(2 * at, 2 * at + 2, 60 + at * 5 % 13) for at in range(16)],
    32,
    METERS["4/4"],
)


def session_with_an_import() -> BreedingSession:
    made = BreedingSession.new(BreedingSettings(bars=2), random_seed=3)
    origins = np.full(TUNE.step_count, Origin.SEED, dtype=np.uint8)
    imported = Offspring(
        TUNE, Key.named("C", "major"), (), (OPERATOR,), origins, "", name="Greensleeves"
    )
    made.show_offspring([imported], "import")
    return made


def test_imports_of_every_session_that_is_kept_are_known(tmp_path: Path) -> None:
    sessions = SessionLibrary(Library.open(tmp_path / "library.sqlite"))
    assert own_tunes_of_library(sessions.library) == ()
    made = session_with_an_import()
    opened = sessions.begin(made)
    session_id = opened.session_id
    assert session_id is not None
    expected = (("Greensleeves", OWN_SOURCE, TUNE),)
    assert own_tunes_among(made.individuals, made.settings.style) == expected
    opened.close()
    assert own_tunes_of_library(sessions.library) == expected
    sessions.library.bin_session(session_id)
    assert own_tunes_of_library(sessions.library) == ()
    sessions.library.close()


def test_tunes_that_a_style_was_learned_from_are_known() -> None:
    made = BreedingSession.new(BreedingSettings(bars=2), random_seed=3)
    text = style_text([StyleTune(TUNE, Key.named("C", "major"))])
    made.change_settings(replace(made.settings, style=text))
    [(title, source, melody)] = own_tunes_among(made.individuals, made.settings.style)
    assert (title, source) == ("Tune 1", STYLE_SOURCE)
    assert [note.midi_note for note in melody.notes] == [
        note.midi_note for note in TUNE.notes
    ]


def test_a_style_that_cannot_be_read_is_left_out() -> None:
    made = session_with_an_import()
    made.change_settings(replace(made.settings, style="no style at all"))
    assert [
        title for title, _, _ in own_tunes_among(made.individuals, made.settings.style)
    ] == ["Greensleeves"]
