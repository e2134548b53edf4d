"""Scores as PDF: the engraved pages printed on A4 by Qt, text and notes as outlines."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from musicbreeder.formats.atomic_file import writing
from musicbreeder.services.exchange import Piece
from musicbreeder.services.provenance import SOFTWARE
from musicbreeder.services.score_export import score_content


def save_pdf(piece: Piece, path: Path) -> None:
    """Write a melody's score as a PDF; for a worker thread.

    Raises:
        FileFormatError: the extra `score` is missing, or the file cannot be written.
    """
    from musicbreeder.formats.engraving import engraved_pages

    pages = engraved_pages(
        score_content(piece.individual, piece.sound, piece.provenance)
    )
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    printer = QPdfWriter(buffer)
    printer.setTitle(piece.individual.name)
    printer.setCreator(SOFTWARE)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    painter = QPainter(printer)
    for number, page in enumerate(pages):
        if number:
            printer.newPage()
        area = QRectF(0, 0, printer.width(), printer.height())
        QSvgRenderer(QByteArray(page.svg.encode())).render(painter, area)
    painter.end()
    buffer.close()
    with writing(path) as file:
        file.write(bytes(buffer.data().data()))
