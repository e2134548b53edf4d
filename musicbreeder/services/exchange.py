"""Melodies leave the app: as MIDI, as sound, as a picture, one or many.

Everything here is slow enough for a worker thread and needs no window. The libraries of
the formats are loaded with the first file, so that the window opens sooner.
"""

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from musicbreeder.breeding.individual import Individual
from musicbreeder.formats.atomic_file import make_folder, writing
from musicbreeder.formats.general_midi import program_for
from musicbreeder.formats.wav_file import SampleFormat, WavInformation, write_wav
from musicbreeder.melody.timing import timed_notes
from musicbreeder.services.audition import Sound, patch_of
from musicbreeder.services.backing_band import BackingBand
from musicbreeder.services.file_pattern import (
    DEFAULT_PATTERN,
    generation_words,
    named_by,
)
from musicbreeder.services.own_sound import own_sound
from musicbreeder.services.provenance import SOFTWARE, Provenance
from musicbreeder.services.score_export import save_musicxml, save_svg
from musicbreeder.services.stems import MIX
from musicbreeder.synth.renderer import Renderer

FileKind = Literal[
    "midi", "wav", "musicxml", "score", "pdf", "picture", "arrangement", "stems"
]
PLAIN_KINDS: tuple[FileKind, ...] = ("midi", "wav", "picture")
"""What every melody can be written as, without any extra and with nothing beside it."""
SUFFIXES: dict[FileKind, str] = {
    "midi": ".mid",
    "wav": ".wav",
    "musicxml": ".musicxml",
    "score": ".svg",
    "pdf": ".pdf",
    "picture": ".png",
    "arrangement": " - with band.mid",
    # The last of several: each part has a file of its own.
    "stems": f" - {MIX}.wav",
}


@dataclass(frozen=True)
class ExportSettings:
    """What is written of each melody.

    Attributes:
        kinds: of files, each once.
        sample_rate: of WAV files, in Hz.
        sample_format: of WAV files.
        pattern: how files are named, see `file_pattern.FIELDS`.
        print_score: writes a score as PDF, which takes the window's library; None =
            there is none, and no PDF can be asked for.
    """

    kinds: tuple[FileKind, ...] = ("midi", "wav")
    sample_rate: int = 48_000
    sample_format: SampleFormat = "pcm24"
    pattern: str = DEFAULT_PATTERN
    print_score: "Callable[[Piece, Path], None] | None" = None

    def __post_init__(self) -> None:
        if "pdf" in self.kinds and self.print_score is None:
            raise ValueError("a PDF needs a print_score")


@dataclass(frozen=True, eq=False)
class Piece:
    """A melody in the sound it is to be heard in.

    Attributes:
        provenance: what its files tell of where it came from, None = nothing.
        session: the name of its session, for names of files.
    """

    individual: Individual
    sound: Sound
    provenance: Provenance | None = None
    session: str = ""


def file_name(individual: Individual, sound: Sound, suffix: str) -> str:
    """Return a name that people can read and every system can store.

    ``"Copper Fern - A minor - 104 bpm.mid"``

    Args:
        suffix: with its dot.
    """
    return named_by(DEFAULT_PATTERN, individual, sound) + suffix


def save_midi(
    individual: Individual,
    sound: Sound,
    path: str | Path,
    *,
    provenance: Provenance | None = None,
) -> None:
    """Write a melody as a MIDI file, with the General MIDI program of its instrument.

    Args:
        provenance: written as text events, None = none are written.

    Raises:
        FileFormatError: the file cannot be written.
    """
    from musicbreeder.formats.midi_file import write_melody

    write_melody(
        path,
        individual.melody,
        sound.tempo,
        individual.key,
        individual.name,
        program=program_for(sound.instrument),
        texts=() if provenance is None else provenance.lines,
    )


def save_wav(
    individual: Individual,
    sound: Sound,
    path: str | Path,
    *,
    sample_rate: int = 48_000,
    sample_format: SampleFormat = "pcm24",
    renderer: Renderer | None = None,
    provenance: Provenance | None = None,
) -> None:
    """Write a melody as it sounds with all that is heard beside it, its tail whole.

    Args:
        sample_rate: in Hz; the melody is rendered at this rate, not converted.
        renderer: one of that sample rate that already knows the notes; None = new.
        provenance: written as the file's comment, None = there is none.

    Raises:
        FileFormatError: the file cannot be written.
        MusicBreederError: there is no such instrument.
        ValueError: `renderer` has another sample rate.
    """
    if renderer is None:
        renderer = Renderer(sample_rate=sample_rate)
    if renderer.sample_rate != sample_rate:
        raise ValueError(
            f"renderer must run at {sample_rate} Hz, got {renderer.sample_rate}"
        )
    notes = timed_notes(individual.melody, sound.tempo)
    own = own_sound(individual, sound)
    samples = renderer.render(notes, patch_of(own), tempo_bpm=sound.tempo.bpm)
    if not own.backing.is_silent:
        band = BackingBand(renderer)
        stems = band.stems(individual.melody, sound.tempo, own.backing)
        samples = band.mixed(samples, stems, own.backing)
    comment = "" if provenance is None else "\n".join(provenance.lines)
    information = WavInformation(individual.name, SOFTWARE, comment)
    write_wav(path, samples, sample_rate, sample_format, information)


def save_picture(individual: Individual, sound: Sound, path: str | Path) -> None:
    """Write a melody's piano roll as a PNG.

    Raises:
        FileFormatError: the file cannot be written.
    """
    from musicbreeder.formats.picture_file import write_picture

    facts = (
        individual.key.name,
        f"{sound.tempo.bpm:g} bpm",
        sound.instrument,
        generation_words(individual),
    )
    subtitle = " · ".join(fact for fact in facts if fact)
    write_picture(path, individual.melody, individual.name, subtitle, individual.key)


def export_pieces(
    pieces: Sequence[Piece],
    folder: str | Path,
    settings: ExportSettings | None = None,
    *,
    complete: Callable[[Piece], Piece] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> tuple[Path, ...]:
    """Write every melody into a folder; files that are there already stay.

    The files of one melody share a name, which gets a number where it is taken.

    Args:
        folder: made where it is missing.
        complete: adds to a piece what takes a moment to find out, just before it is
            written.
        on_progress: called after each kind of each melody with how many are written,
            and of how many.
        is_cancelled: asked before each file; what is written by then stays.

    Returns:
        the files written, in the order of `pieces`.

    Raises:
        FileFormatError: a file cannot be written; those before it stay.
    """
    settings = settings or ExportSettings()
    target = make_folder(folder)
    renderer = Renderer(sample_rate=settings.sample_rate)
    written: list[Path] = []
    done_count = 0
    for number, unfinished in enumerate(pieces, 1):
        piece = unfinished if complete is None else complete(unfinished)
        wanted = named_by(
            settings.pattern,
            piece.individual,
            piece.sound,
            number=number,
            count=len(pieces),
            session=piece.session,
        )
        stem = _free_stem(target, wanted, settings.kinds)
        for kind in settings.kinds:
            if is_cancelled is not None and is_cancelled():
                return tuple(written)
            if kind == "stems":
                written += _save_stems(piece, target, stem, settings, renderer)
            else:
                path = target / (stem + SUFFIXES[kind])
                _save(piece, path, kind, settings, renderer)
                written.append(path)
            done_count += 1
            if on_progress is not None:
                on_progress(done_count, len(pieces) * len(settings.kinds))
    return tuple(written)


def save_one_midi(pieces: Sequence[Piece], path: str | Path) -> None:
    """Write melodies as one MIDI file with a track each, in the first one's tempo.

    Raises:
        FileFormatError: the file cannot be written.
    """
    from musicbreeder.formats.midi_file import MelodyTrack, write_melodies

    first = pieces[0]
    keys = {piece.individual.key for piece in pieces}
    tracks = [
        MelodyTrack(
            piece.individual.melody,
            piece.individual.name,
            program_for(piece.sound.instrument),
            piece.sound.tempo,
            () if piece.provenance is None else piece.provenance.lines,
        )
        for piece in pieces
    ]
    key = first.individual.key if len(keys) == 1 else None
    write_melodies(path, tracks, first.sound.tempo, key)


def save_zip(
    pieces: Sequence[Piece],
    path: str | Path,
    settings: ExportSettings | None = None,
    *,
    complete: Callable[[Piece], Piece] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> bool:
    """Write melodies as files of one ZIP archive, whole or not at all.

    Args:
        complete: as for `export_pieces`.
        on_progress: as for `export_pieces`.
        is_cancelled: asked before each file.

    Returns:
        whether it was written, rather than cancelled.

    Raises:
        FileFormatError: it cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="musicbreeder-") as folder:
        files = export_pieces(
            pieces,
            folder,
            settings,
            complete=complete,
            on_progress=on_progress,
            is_cancelled=is_cancelled,
        )
        if is_cancelled is not None and is_cancelled():
            return False
        with (
            writing(path) as target,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for file in files:
                archive.write(file, file.name)
    return True


def _save_stems(
    piece: Piece,
    folder: Path,
    stem: str,
    settings: ExportSettings,
    renderer: Renderer,
) -> tuple[Path, ...]:
    from musicbreeder.services.arranged_files import save_arrangement_stems

    return save_arrangement_stems(
        piece.individual,
        piece.sound,
        folder,
        stem,
        sample_rate=settings.sample_rate,
        sample_format=settings.sample_format,
        renderer=renderer,
        provenance=piece.provenance,
    )


def _save(
    piece: Piece,
    path: Path,
    kind: FileKind,
    settings: ExportSettings,
    renderer: Renderer,
) -> None:
    individual, sound = piece.individual, piece.sound
    if kind == "midi":
        save_midi(individual, sound, path, provenance=piece.provenance)
    elif kind == "picture":
        save_picture(individual, sound, path)
    elif kind == "musicxml":
        save_musicxml(individual, sound, path, provenance=piece.provenance)
    elif kind == "score":
        save_svg(individual, sound, path)
    elif kind == "pdf" and settings.print_score is not None:
        settings.print_score(piece, path)
    elif kind == "arrangement":
        from musicbreeder.services.arranged_files import save_arrangement

        save_arrangement(individual, sound, path, provenance=piece.provenance)
    else:
        save_wav(
            individual,
            sound,
            path,
            sample_rate=settings.sample_rate,
            sample_format=settings.sample_format,
            renderer=renderer,
            provenance=piece.provenance,
        )


def _free_stem(folder: Path, stem: str, kinds: Iterable[FileKind]) -> str:
    number, free = 1, stem
    while any((folder / (free + SUFFIXES[kind])).exists() for kind in kinds):
        number += 1
        free = f"{stem} ({number})"
    return free
