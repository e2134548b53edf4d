"""Pictures and sound of the lab as files."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.lab_plot import LabPlot
from musicbreeder.gui.lab_view import LabView
from musicbreeder.gui.theme import current_theme
from musicbreeder.services.sound_lab import lab_file_name, save_bytes, save_clip

_PICTURE_RATIO = 2.0
_MARGIN_PX = 12


def png_of(widget: QWidget) -> bytes:
    """Return a picture of a widget at twice its size on the screen."""
    size = _framed(widget)
    image = QImage((size * _PICTURE_RATIO), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PICTURE_RATIO)
    image.fill(QColor(current_theme().palette.background))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw(widget, painter, _PICTURE_RATIO)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # text is right
    return bytes(buffer.data().data())


def svg_of(widget: QWidget, title: str) -> bytes:
    """Return a widget as a drawing of lines and words."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    size = _framed(widget)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(0, 0), size))
    generator.setTitle(title)
    painter = QPainter(generator)
    painter.fillRect(
        QRect(QPoint(0, 0), size), QColor(current_theme().palette.background)
    )
    _draw(widget, painter, 1.0)
    painter.end()
    return bytes(buffer.data().data())


def _framed(widget: QWidget) -> QSize:
    margin = 2 * current_theme().px(_MARGIN_PX)
    return widget.size() + QSize(margin, margin)


def _draw(widget: QWidget, painter: QPainter, pixel_ratio: float) -> None:
    plots = widget.findChildren(LabPlot)
    for plot in plots:
        plot.draw_for(pixel_ratio)
    margin = current_theme().px(_MARGIN_PX)
    widget.render(
        painter,
        QPoint(margin, margin),
        renderFlags=QWidget.RenderFlag.DrawChildren,
    )
    for plot in plots:
        plot.draw_for(None)


class LabSaver(QObject):
    """Asks where, and writes what the open view shows or plays."""

    def __init__(self, conductor: Conductor, window: QWidget) -> None:
        super().__init__(window)
        self._conductor = conductor
        self._window = window
        self._dialog: QFileDialog | None = None

    def ask_png(self, view: LabView) -> None:
        """Save what a view shows as a picture of pixels."""
        self._ask(
            "Save picture", view, "png", "Pictures (*.png)",
            lambda path: self.save_png(view, path),
        )  # fmt: skip

    def ask_svg(self, view: LabView) -> None:
        """Save what a view shows as a drawing."""
        self._ask(
            "Save drawing", view, "svg", "Drawings (*.svg)",
            lambda path: self.save_svg(view, path),
        )  # fmt: skip

    def ask_wav(self, view: LabView) -> None:
        """Save what a view plays as sound."""
        self._ask(
            "Save sound", view, "wav", "WAV files (*.wav)",
            lambda path: self.save_wav(view, path),
        )  # fmt: skip

    def save_png(self, view: LabView, path: Path) -> None:
        """Write what a view shows as a picture of pixels."""
        content = png_of(view.picture)
        self._write(lambda: save_bytes(content, path), path)

    def save_svg(self, view: LabView, path: Path) -> None:
        """Write what a view shows as a drawing."""
        content = svg_of(view.picture, view.title)
        self._write(lambda: save_bytes(content, path), path)

    def save_wav(self, view: LabView, path: Path) -> None:
        """Write what a view plays as sound."""
        lab, title = view.desk.lab, view.title
        sound, tones = view.played_sound, tuple(view.tones)
        self._write(lambda: save_clip(lab.render(sound, tones), title, path), path)

    def _write(self, write: Callable[[], None], path: Path) -> None:
        conductor = self._conductor
        conductor.stage.renderer.run(
            write,
            done=lambda _: conductor.message_posted.emit(f"Saved {path.name}"),
            failed=lambda error: conductor.error_posted.emit(str(error)),
        )

    def _ask(
        self,
        title: str,
        view: LabView,
        suffix: str,
        filters: str,
        save: Callable[[Path], None],
    ) -> None:
        """Ask for a path without holding up the window, then call `save` with it."""
        folder = str(self._conductor.export_folder())
        dialog = QFileDialog(self._window, title, folder, filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(lab_file_name(view.title, f".{suffix}"))
        dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()
