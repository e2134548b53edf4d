"""Opens what the actions ask for by which tunes come in, and takes dropped files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.drop import dropped_session
from musicbreeder.gui.import_actions import ImportActions
from musicbreeder.gui.import_drop import TUNE_SUFFIXES, dropped_tunes

if TYPE_CHECKING:
    from musicbreeder.gui.import_dialog import ImportDialog
    from musicbreeder.services.importing import Tune


class ImportWindows(QObject):
    """Opens each window over `window`, on which files may be dropped."""

    def __init__(
        self, conductor: Conductor, actions: ImportActions, window: QWidget
    ) -> None:
        super().__init__(window)
        self._conductor = conductor
        self._window = window
        self.dialog: ImportDialog | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        actions.open_tunes.triggered.connect(self.ask_for_files)
        actions.start_from_tune.triggered.connect(self.open_known_tunes)
        actions.hum.triggered.connect(self.open_hum)

    def ask_for_files(self) -> None:
        """Let a person choose files, and show what is in them."""
        # Loaded when first opened: the main window must be there soon.
        from musicbreeder.gui.file_question import files_to_open

        patterns = " ".join(f"*{suffix}" for suffix in TUNE_SUFFIXES)
        filters = f"Tunes: MIDI, MusicXML, ABC ({patterns});;All files (*)"
        paths = files_to_open(self._window, "Import tunes", filters)
        if paths:
            self.open_files(paths)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Show what is in files, to be taken into the session."""
        self._import_dialog().add_files(paths)

    def open_tune(self, tune: "Tune") -> None:
        """Show a tune that was hummed or played."""
        self._import_dialog().add_tunes([tune])

    def open_known_tunes(self) -> None:
        """Let a person choose a tune of the old books."""
        # Loaded when first opened: the main window must be there soon.
        from musicbreeder.gui.tune_dialog import TuneDialog

        dialog = TuneDialog(self._conductor, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_hum(self) -> None:
        """Record a melody from a microphone or a keyboard."""
        # Loaded when first opened: the main window must be there soon.
        from musicbreeder.gui.hum_dialog import HumDialog

        dialog = HumDialog(self._conductor, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.recorded.connect(self.open_tune)
        dialog.open()

    def _import_dialog(self) -> "ImportDialog":
        if self.dialog is None:
            # Loaded when first opened: the main window must be there soon.
            from musicbreeder.gui.import_dialog import ImportDialog

            self.dialog = ImportDialog(self._conductor, self._window)
            self.dialog.finished.connect(self._forget)
            self.dialog.open()
        return self.dialog

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take tunes that are dropped on the window as files."""
        kinds = (QEvent.Type.DragEnter, QEvent.Type.Drop)
        if event.type() not in kinds or not isinstance(event, QDropEvent):
            return False
        # The app's own melodies that are dragged out come over the window as well.
        is_own = event.source() is not None
        paths = [] if is_own or dropped_session(event) else dropped_tunes(event)
        if not paths:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.open_files(paths)
        return True
