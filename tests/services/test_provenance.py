"""What an exported file tells of where its melody came from."""

from dataclasses import replace
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.formats.midi_file import read_notes
from musicbreeder.formats.wav_file import WavInformation, write_wav
from musicbreeder.seeding.seeders import (
    ADVERSARIAL_NETWORK,
    VARIATIONAL_AUTOENCODER,
)
from musicbreeder.services.breeding_session import BreedingSession
from musicbreeder.services.exchange import (
    ExportSettings,
    Piece,
    export_pieces,
    save_one_midi,
)
from musicbreeder.services.favourite_origins import favourite_origins
from musicbreeder.services.provenance import (
    SOFTWARE,
    Provenance,
    models_named_in,
    provenance_of,
)
from musicbreeder.services.session_library import SessionLibrary
from musicbreeder.storage.library import Library

NEAREST = "“The Dusty Miller” (Aird's Airs), 9 of 28 notes in common (32%)"


@pytest.fixture(scope="module")
def session() -> BreedingSession:
    settings = BreedingSettings(bars=2, variation=0.2, seeder="phrase grammar")
    made = BreedingSession.new(settings, random_seed=5)
    for individual in made.generation[:5]:
        made.rate(individual.id, 5)
    made.breed()
    return made


@pytest.fixture(scope="module")
def piece(session: BreedingSession) -> Piece:
    child = next(
        one
        for one in session.generation
        if one.parent_ids and not models_named_in(one.operators)
    )
    told = provenance_of(session, child).beside(NEAREST)
    return Piece(child, session.sound, told)


def texts(path: Path) -> list[list[str]]:
    """Return the text events of each track."""
    file = mido.MidiFile(path, charset="utf-8")
    return [
        [message.text for message in track if message.type == "text"]
        for track in file.tracks
    ]


def test_it_names_seeder_parents_operators_and_ratings(
    session: BreedingSession, piece: Piece
) -> None:
    told = piece.provenance
    assert told is not None
    assert told.made_by == ("phrase grammar",)
    assert told.models == ()
    parents = [session.individual(one).name for one in piece.individual.parent_ids]
    assert told.parents == tuple(parents)
    assert told.operators == piece.individual.operators
    assert told.rating_count == 5


def test_a_first_melody_names_its_seeder_and_has_no_parents(
    session: BreedingSession,
) -> None:
    lines = provenance_of(session, session.history[0].individuals[0]).lines
    assert lines[:4] == (
        f"Made with {SOFTWARE}",
        "First melodies by: phrase grammar",
        "Models: none",
        "Parents: none, a first melody",
    )


def test_models_are_told_by_the_names_of_seeders_and_operators() -> None:
    assert models_named_in(["phrase grammar", "new ending", "organ swap"]) == ()
    [model] = models_named_in(["event transformer", "rewriting"])
    assert "Transformer" in model
    blending = models_named_in(["phrase grammar", "latent blend"])
    assert "autoencoder" in blending[0]
    assert "Transformer" in blending[1]
    for seeder in (VARIATIONAL_AUTOENCODER, ADVERSARIAL_NETWORK):
        first, *_, last = models_named_in([seeder])
        assert first.startswith(seeder.lower())
        assert "Transformer" in last


def test_a_trial_is_not_given_away_while_it_is_blind() -> None:
    made = BreedingSession.new(BreedingSettings(bars=2), random_seed=5)
    made.rate(made.generation[0].id, 5)
    made.set_trial(True)
    made.breed()
    for individual in made.generation:
        told = provenance_of(made, individual)
        assert (told.made_by, told.parents, told.operators) == ((), (), ())


def test_a_midi_file_carries_it_as_text_and_plays_the_same(
    piece: Piece, tmp_path: Path
) -> None:
    settings = ExportSettings(kinds=("midi",))
    [told] = export_pieces([piece], tmp_path / "told", settings)
    bare = replace(piece, provenance=None)
    [untold] = export_pieces([bare], tmp_path / "untold", settings)
    assert piece.provenance is not None
    assert texts(told) == [[], list(piece.provenance.lines)]
    assert texts(untold) == [[], []]
    assert any('"The Dusty Miller" (Aird\'s Airs)' in line for line in texts(told)[1])
    assert read_notes(told) == read_notes(untold)


def test_each_track_of_one_midi_file_tells_of_its_own_melody(
    session: BreedingSession, piece: Piece, tmp_path: Path
) -> None:
    seed = session.history[0].individuals[0]
    other = Piece(seed, session.sound, provenance_of(session, seed))
    save_one_midi([piece, other], tmp_path / "both.mid")
    assert piece.provenance is not None
    assert other.provenance is not None
    assert texts(tmp_path / "both.mid") == [
        [],
        list(piece.provenance.lines),
        list(other.provenance.lines),
    ]


@pytest.mark.parametrize("sample_format", ["pcm16", "pcm24", "float32"])
def test_a_wav_file_carries_it_and_its_samples_stay_where_they_were(
    tmp_path: Path, sample_format: str
) -> None:
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, (999, 2)).astype(np.float32)
    lines = "\n".join(Provenance(parents=("Käfer", "銅"), rating_count=3).lines)
    information = WavInformation("Copper Fern", SOFTWARE, lines)
    told, untold = tmp_path / "told.wav", tmp_path / "untold.wav"
    write_wav(told, samples, 48_000, sample_format, information)  # type: ignore[arg-type]
    write_wav(untold, samples, 48_000, sample_format)  # type: ignore[arg-type]
    with soundfile.SoundFile(told) as file:
        assert file.title == "Copper Fern"
        assert file.software.startswith(SOFTWARE)
        assert file.comment == lines
    both = soundfile.read(told)[0], soundfile.read(untold)[0]
    np.testing.assert_array_equal(*both)
    # Everything before the end of the samples is the same but for the file's length:
    # programs that know no such chunks see what they always saw.
    assert told.read_bytes()[8 : untold.stat().st_size] == untold.read_bytes()[8:]


def test_a_wav_export_tells_what_is_found_just_before_it_is_written(
    piece: Piece, tmp_path: Path
) -> None:
    assert piece.provenance is not None
    bare = replace(piece, provenance=piece.provenance.beside(""))

    def complete(one: Piece) -> Piece:
        assert one.provenance is not None
        return replace(one, provenance=one.provenance.beside(NEAREST))

    [path] = export_pieces(
        [bare], tmp_path, ExportSettings(kinds=("wav",)), complete=complete
    )
    with soundfile.SoundFile(path) as file:
        assert file.comment.splitlines() == list(piece.provenance.lines)
        assert file.title == piece.individual.name


def test_favourites_of_any_session_tell_what_their_own_session_would(
    tmp_path: Path,
) -> None:
    sessions = SessionLibrary(Library.open(tmp_path / "library.sqlite"))
    made = BreedingSession.new(BreedingSettings(bars=2), random_seed=5)
    opened = sessions.begin(made)
    made.rate(made.generation[0].id, 5)
    made.rename(made.generation[0].id, "My tune")
    made.breed()
    made.set_favourite(made.generation[3].id, True)
    expected = provenance_of(made, made.individual(made.generation[3].id))
    opened.close()
    sessions.library.close()
    library = Library.open(tmp_path / "library.sqlite")
    origins = favourite_origins(library, library.favourites())
    library.close()
    assert list(origins.values()) == [expected]
