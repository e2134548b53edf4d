"""Saving the selected melody as written music: MusicXML, SVG or PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.exporter import print_score
from musicbreeder.gui.originality_question import ask_before_saving
from musicbreeder.services.exchange import Piece, file_name
from musicbreeder.services.score_export import save_musicxml, save_svg


@dataclass(frozen=True)
class ScoreForm:
    """A kind of file for written music."""

    text: str
    filters: str
    suffix: str
    save: Callable[[Piece, Path], None]


def _save_musicxml(piece: Piece, path: Path) -> None:
    save_musicxml(piece.individual, piece.sound, path, provenance=piece.provenance)


def _save_svg(piece: Piece, path: Path) -> None:
    save_svg(piece.individual, piece.sound, path)


FORMS = (
    ScoreForm(
        "MusicXML, for MuseScore and others…",
        "MusicXML files (*.musicxml)",
        ".musicxml",
        _save_musicxml,
    ),
    ScoreForm("Score as PDF…", "PDF files (*.pdf)", ".pdf", print_score),
    ScoreForm("Score as SVG…", "SVG pictures (*.svg)", ".svg", _save_svg),
)


class ScoreButton(QPushButton):
    """A button with the forms that written music can be saved in."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__("Save score", parent)
        self._conductor = conductor
        self.dialog: QFileDialog | None = None
        self.setToolTip("Save the melody as notes: MusicXML, PDF or SVG")
        menu = QMenu(self)
        for form in FORMS:
            menu.addAction(form.text, partial(self.ask, form))
        self.setMenu(menu)

    def ask(self, form: ScoreForm) -> None:
        """Ask where, then save the selected melody."""
        conductor = self._conductor
        [piece] = conductor.pieces([conductor.individual(conductor.selected_id)])

        folder = str(conductor.export_folder())
        dialog = QFileDialog(self, form.text.rstrip("…"), folder, form.filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(form.suffix.removeprefix("."))
        dialog.selectFile(file_name(piece.individual, piece.sound, form.suffix))
        dialog.fileSelected.connect(
            lambda chosen: ask_before_saving(
                conductor.originality,
                piece.individual,
                self,
                lambda: conductor.exporter.save_by(form.save, piece, Path(chosen)),
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()
