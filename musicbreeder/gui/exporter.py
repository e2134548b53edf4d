"""Files that leave the window: saved, exported in a row, dragged or copied."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from musicbreeder.errors import MusicBreederError
from musicbreeder.formats.atomic_file import make_folder
from musicbreeder.formats.wav_file import SampleFormat
from musicbreeder.gui.workers import Dispatcher
from musicbreeder.melody.melody import Melody
from musicbreeder.services.audition import Sound
from musicbreeder.services.exchange import (
    ExportSettings,
    Piece,
    export_pieces,
    file_name,
    save_midi,
    save_one_midi,
    save_wav,
    save_zip,
)
from musicbreeder.services.own_sound import own_sound
from musicbreeder.services.provenance import Provenance
from musicbreeder.synth.renderer import Renderer

_DragKey = tuple[int, str, Melody, Sound, str]


class Exporter(QObject):
    """Writes files off the GUI thread.

    Attributes:
        told_beside: adds to a melody's provenance what takes a moment to find out;
            called where the file is written.

    Signals:
        saved: the path of the one file that was asked for.
        progressed: files of an export written so far, and in all.
        finished: the files of an export and the folder they lie in.
        failed: one sentence with the cure.
    """

    saved = Signal(str)
    progressed = Signal(int, int)
    finished = Signal(int, str)
    failed = Signal(str)

    def __init__(
        self, drag_folder: Path, renderer: Renderer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._renderer = renderer
        self._drag_folder = drag_folder
        # NB: the thread that writes these files adds to it, the GUI thread looks.
        self._dragged: dict[_DragKey, Path] = {}
        self._drag_worker = Dispatcher(1, self)
        self.told_beside: Callable[[Provenance, Melody], Provenance] = _as_it_is
        self._worker = Dispatcher(1, self)
        self._cancelled: threading.Event | None = None

    @property
    def is_exporting(self) -> bool:
        return self._cancelled is not None

    def shut_down(self) -> None:
        """Stop an export after the file it is writing."""
        self.cancel()
        self._drag_worker.shut_down()
        self._worker.shut_down()

    def save_midi(self, piece: Piece, path: Path) -> None:
        """Write one MIDI file."""

        def write() -> None:
            told = self._told(piece)
            save_midi(told.individual, told.sound, path, provenance=told.provenance)

        self._save(write, path)

    def save_wav(
        self,
        piece: Piece,
        path: Path,
        sample_rate: int,
        sample_format: SampleFormat,
    ) -> None:
        """Write one WAV file."""

        def write() -> None:
            told = self._told(piece)
            save_wav(
                told.individual,
                told.sound,
                path,
                sample_rate=sample_rate,
                sample_format=sample_format,
                provenance=told.provenance,
            )

        self._save(write, path)

    def save_by(
        self, save: Callable[[Piece, Path], None], piece: Piece, path: Path
    ) -> None:
        """Write one file in another form, by a function that may take its time."""
        self._save(lambda: save(self._told(piece), path), path)

    def export_pieces(
        self, pieces: Sequence[Piece], folder: Path, settings: ExportSettings
    ) -> None:
        """Write files of melodies, each in its own sound; one export at a time."""
        self._export(
            lambda is_cancelled: len(
                export_pieces(
                    pieces,
                    folder,
                    settings,
                    complete=self._told,
                    on_progress=self.progressed.emit,
                    is_cancelled=is_cancelled,
                )
            ),
            folder,
        )

    def export_zip(
        self, pieces: Sequence[Piece], path: Path, settings: ExportSettings
    ) -> None:
        """Write melodies into one ZIP archive; one export at a time."""

        def write(is_cancelled: Callable[[], bool]) -> int:
            make_folder(path.parent)
            return save_zip(
                pieces,
                path,
                settings,
                complete=self._told,
                on_progress=self.progressed.emit,
                is_cancelled=is_cancelled,
            )

        self._export(write, path.parent)

    def export_one_midi(self, pieces: Sequence[Piece], path: Path) -> None:
        """Write melodies as tracks of one MIDI file; one export at a time."""

        def write(_: Callable[[], bool]) -> int:
            make_folder(path.parent)
            save_one_midi([self._told(piece) for piece in pieces], path)
            return 1

        self._export(write, path.parent)

    def _export(self, write: Callable[[Callable[[], bool]], int], folder: Path) -> None:
        if self.is_exporting:
            return
        cancelled = threading.Event()
        self._cancelled = cancelled
        self._worker.run(
            lambda: write(cancelled.is_set),
            done=lambda file_count: self._on_exported(int(file_count), folder),
            failed=self._on_failed,
        )

    def cancel(self) -> None:
        """Stop an export; the files written by then stay."""
        if self._cancelled is not None:
            self._cancelled.set()

    def write_drag_files(
        self,
        pieces: Sequence[Piece],
        suffixes: Sequence[str],
        done: Callable[[list[Path]], None],
    ) -> None:
        """Have the files written that a drag or a copy carries, and hand them over.

        They lie in a lasting folder and are never deleted: a DAW may read them much
        later. What is written already is handed over at once.

        Args:
            suffixes: ``".mid"``, ``".wav"`` or both.
            done: called with the complete files, piece by piece; with none where they
                could not be written, which `failed` tells.
        """
        pieces = tuple(pieces)
        known = [
            self._dragged.get(_drag_key(piece, suffix))
            for piece in pieces
            for suffix in suffixes
        ]
        there = [path for path in known if path is not None and path.is_file()]
        if len(there) == len(known):
            done(there)
            return

        def on_failed(error: MusicBreederError) -> None:
            self.failed.emit(str(error))
            done([])

        self._drag_worker.run(
            lambda: [
                self._drag_file(piece, suffix)
                for piece in pieces
                for suffix in suffixes
            ],
            done=done,
            failed=on_failed,
        )

    def _drag_file(self, piece: Piece, suffix: str) -> Path:
        """Return a file that is complete; on the one thread that writes such files."""
        individual, sound = piece.individual, piece.sound
        key = _drag_key(piece, suffix)
        path = self._dragged.get(key)
        if path is None or not path.is_file():
            path = self._free_path(file_name(individual, sound, suffix))
            provenance = self._told(piece).provenance
            if suffix == ".mid":
                save_midi(individual, sound, path, provenance=provenance)
            else:
                save_wav(
                    individual,
                    sound,
                    path,
                    renderer=self._renderer,
                    provenance=provenance,
                )
            self._dragged[key] = path
        return path

    def _free_path(self, name: str) -> Path:
        folder = make_folder(self._drag_folder)
        path, number = folder / name, 1
        while path.exists():
            number += 1
            path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        return path

    def _told(self, piece: Piece) -> Piece:
        if piece.provenance is None:
            return piece
        told = self.told_beside(piece.provenance, piece.individual.melody)
        return replace(piece, provenance=told)

    def _save(self, write: Callable[[], None], path: Path) -> None:
        self._worker.run(
            write, done=lambda _: self.saved.emit(str(path)), failed=self._on_failed
        )

    def _on_exported(self, file_count: int, folder: Path) -> None:
        self._cancelled = None
        self.finished.emit(file_count, str(folder))

    def _on_failed(self, error: MusicBreederError) -> None:
        self._cancelled = None
        self.failed.emit(str(error))


def _drag_key(piece: Piece, suffix: str) -> _DragKey:
    one = piece.individual
    return one.id, one.name, one.melody, own_sound(one, piece.sound), suffix


def print_score(piece: Piece, path: Path) -> None:
    """Write a melody's score as a PDF; for a worker thread.

    Raises:
        FileFormatError: the extra `score` is missing, or the file cannot be written.
    """
    from musicbreeder.gui.score_pdf import save_pdf  # loaded with the first PDF

    save_pdf(piece, path)


def _as_it_is(provenance: Provenance, melody: Melody) -> Provenance:
    del melody
    return provenance
