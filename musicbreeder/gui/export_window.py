"""What the windows have in common that save many melodies at once.

Which kinds of files, which folder, a word on known tunes, the progress, the result and
the buttons are here; which melodies, and as what, each window says itself.
"""

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.export_choices import KindTicks, NamePattern
from musicbreeder.gui.originality_question import CautionLine
from musicbreeder.gui.scrolled import Scrolled
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import button_icon, label, set_kind, space
from musicbreeder.services.backing import Backing
from musicbreeder.services.exchange import FileKind

BUSY = "Nothing could be exported; try again in a moment."


class ExportWindow(QDialog):
    """Chooses files and a folder, writes in the background and tells what came of it.

    A window makes its own controls, then calls `arrange` and `show_state`.
    """

    def __init__(
        self,
        conductor: Conductor,
        title: str,
        wav_text: str,
        parent: QWidget | None,
        *,
        backing: Backing | None = None,
    ) -> None:
        super().__init__(parent)
        self.conductor = conductor
        self.is_begun = False
        self._folder_of_result: Path | None = None
        self.setWindowTitle(title)
        self.kind_ticks = KindTicks(wav_text, backing=backing)
        self.midi = self.kind_ticks.ticks["midi"]
        self.wav = self.kind_ticks.ticks["wav"]
        self.names = NamePattern(conductor.preferences.file_pattern)
        self.folder = QLineEdit(str(conductor.export_folder()))
        self.folder.setAccessibleName("Folder")
        self.folder.setToolTip("The folder the files are written to")
        self.choose_button = QPushButton("Choose…")
        self.choose_button.setToolTip("Choose a folder")
        self.caution = CautionLine(conductor.originality)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress of the export")
        self.result_text = label("", "secondary", wraps=True)
        self.open_button = QPushButton("Open folder")
        button_icon(self.open_button, "folder", size_px=16)
        self.open_button.setToolTip("Show the files in the file manager")
        self.cancel_button = QPushButton("Close")
        self.export_button = QPushButton("Export")
        set_kind(self.export_button, "primary")
        self.export_button.setDefault(True)

    # What each window says itself.

    @abstractmethod
    def hindrance(self) -> str:
        """Return why nothing can be exported now; empty = it can."""

    @abstractmethod
    def export(self) -> None:
        """Write what is chosen in the background."""

    # What a window builds on.

    @property
    def kinds(self) -> tuple[FileKind, ...]:
        """The kinds of files that are chosen."""
        return self.kind_ticks.kinds

    @property
    def chosen_folder(self) -> Path:
        """The folder to write to."""
        return Path(self.folder.text().strip()).expanduser()

    def folder_row(self) -> QHBoxLayout:
        """Return the folder with its button."""
        row = QHBoxLayout()
        space(row, spacing=8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose_button)
        return row

    def arrange(
        self, rows: Sequence[tuple[QLabel, QWidget | QLayout]], width_px: float
    ) -> None:
        """Lay out the window.

        Args:
            rows: captions and what stands beside them.
            width_px: at least.
        """
        grid = QGridLayout()
        space(grid, spacing=12)
        grid.setColumnStretch(1, 1)
        px = current_theme().px
        # How far down the first line stands in fields of several lines.
        first_lines: dict[QWidget | QLayout, int] = {self.kind_ticks: 2, self.names: 9}
        for number, (caption, field) in enumerate(rows):
            grid.addWidget(caption, number, 0)
            if field in first_lines:
                caption.setContentsMargins(0, px(first_lines[field]), 0, 0)
                grid.setAlignment(caption, Qt.AlignmentFlag.AlignTop)
            if isinstance(field, QWidget):
                grid.addWidget(field, number, 1)
            else:
                grid.addLayout(field, number, 1)
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.export_button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=16)
        column.addWidget(label(self.windowTitle(), "title"))
        column.addWidget(Scrolled(grid), 1)
        column.addWidget(self.caution)
        column.addWidget(self.progress)
        column.addWidget(self.result_text)
        column.addLayout(buttons)
        self.setMinimumWidth(px(width_px))
        TallEnough(self)
        self.progress.hide()
        self.open_button.hide()
        self._listen()

    def _listen(self) -> None:
        exporter = self.conductor.exporter
        exporter.progressed.connect(self._on_progressed)
        exporter.finished.connect(self._on_finished)
        exporter.failed.connect(self.fail)
        self.kind_ticks.changed.connect(self.show_state)
        self.names.changed.connect(self.show_state)
        self.folder.textChanged.connect(lambda _: self.show_state())
        self.choose_button.clicked.connect(self._choose_folder)
        self.open_button.clicked.connect(self._open_folder)
        self.cancel_button.clicked.connect(self._cancel_or_close)
        self.export_button.clicked.connect(self.export)

    def show_state(self) -> None:
        """Show what can be done now, and why nothing can."""
        hindrance = self.hindrance()
        self.export_button.setEnabled(not self.is_begun and not hindrance)
        self.export_button.setToolTip(hindrance or "Write into the folder")
        self.cancel_button.setText("Cancel" if self.is_begun else "Close")
        self.cancel_button.setToolTip(
            "Stop after the file that is being written; what is written stays"
            if self.is_begun
            else "Close this window"
        )
        if not self.is_begun and self._folder_of_result is None:
            self.result_text.setText(hindrance)

    def begin(self, file_count: int = 0) -> None:
        """Show that files are being written.

        Args:
            file_count: of them, 0 = not known yet.
        """
        self.is_begun = True
        self._folder_of_result = None
        self.open_button.hide()
        self.result_text.setText("")
        self.progress.setRange(0, file_count)
        self.progress.setValue(0)
        self.progress.show()
        self.show_state()

    def fail(self, sentence: str) -> None:
        """Show why nothing more is written."""
        if not self.is_begun:
            return
        self.is_begun = False
        self.progress.hide()
        self._folder_of_result = None
        self.show_state()
        self.result_text.setText(sentence)

    # What a person does.

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Choose a folder", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open_folder(self) -> None:
        if self._folder_of_result is not None:
            url = QUrl.fromLocalFile(str(self._folder_of_result))
            QDesktopServices.openUrl(url)

    def _cancel_or_close(self) -> None:
        if self.is_begun:
            self.conductor.exporter.cancel()
        else:
            self.reject()

    def reject(self) -> None:
        """Close; an export that is running is stopped first."""
        if self.is_begun:
            self.conductor.exporter.cancel()
        super().reject()

    # What happened.

    def _on_progressed(self, done: int, total: int) -> None:
        if self.is_begun:
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            self.result_text.setText(f"{done} of {total} files")

    def _on_finished(self, file_count: int, folder: str) -> None:
        if not self.is_begun:
            return
        self.is_begun = False
        self.progress.hide()
        self._folder_of_result = Path(folder)
        files = "1 file" if file_count == 1 else f"{file_count} files"
        self.result_text.setText(
            f"{files} written to {folder}" if file_count else "Nothing was written"
        )
        self.open_button.setVisible(file_count > 0)
        self.show_state()
