"""All sessions: opened, renamed, copied, deleted and restored, sent and received."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.drop import dropped_session
from musicbreeder.gui.library_desk import LibraryDesk
from musicbreeder.gui.search_field import SearchField
from musicbreeder.gui.segments import Segments
from musicbreeder.gui.sessions_list import SessionsList
from musicbreeder.gui.sessions_model import SessionsModel
from musicbreeder.gui.themed import button_icon, label, set_kind, space
from musicbreeder.gui.window_place import resize_within_screen
from musicbreeder.services.file_pattern import storable
from musicbreeder.storage.session_file import SUFFIX

LIBRARY, BIN = "library", "bin"


class SessionsDialog(QDialog):
    """The sessions of the library and of its bin."""

    def __init__(
        self,
        conductor: Conductor,
        actions: Actions,
        desk: LibraryDesk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self.desk = desk
        self.setWindowTitle("Sessions")
        self.setAcceptDrops(True)
        self.model = SessionsModel(desk, self)
        self.list = SessionsList(self.model, desk)
        self._make_controls()
        self._arrange()
        self._listen()
        self.model.reload()
        self._show_state()

    def _make_controls(self) -> None:
        self.search = SearchField(
            "sessions", "Show only sessions whose names have these words"
        )
        self.place = Segments("Where", {LIBRARY: "Library", BIN: "Bin"})
        self.place.show_value(LIBRARY)
        self.empty = label("", "secondary", wraps=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.new = QPushButton(" New session")
        button_icon(self.new, "add", size_px=16)
        self.import_button = QPushButton(" Import…")
        button_icon(self.import_button, "folder", size_px=16)
        self.rename = QPushButton("Rename")
        self.duplicate = QPushButton("Duplicate")
        self.export = QPushButton("Export…")
        self.delete = QPushButton("Delete")
        self.restore = QPushButton("Restore")
        self.empty_bin = QPushButton("Empty the bin…")
        self.open_button = QPushButton("Open")
        self.open_button.setDefault(True)
        set_kind(self.open_button, "primary")
        self.close_button = QPushButton("Close")
        self.close_button.setToolTip("Close this window  (Esc)")
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        space(head, spacing=8)
        head.addWidget(label("Sessions", "title"))
        head.addSpacing(8)
        head.addWidget(self.search, 1)
        head.addWidget(self.place)
        head.addWidget(self.import_button)
        head.addWidget(self.new)
        foot = QHBoxLayout()
        space(foot, spacing=8)
        for button in (
            self.rename, self.duplicate, self.export, self.delete, self.empty_bin,
        ):  # fmt: skip
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.close_button, self.restore, self.open_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        space(column, (20, 18, 20, 18), spacing=14)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(foot)
        resize_within_screen(self, 820, 580)
        self.list.setFocus()

    def _listen(self) -> None:
        self.search.searched.connect(self._filter)
        self.place.chosen.connect(lambda _: self._filter())
        self.model.reloaded.connect(self._show_state)
        self.list.picked.connect(self._show_state)
        self.list.open_wanted.connect(self._open_or_restore)
        self.list.delete_wanted.connect(self.delete_session)
        self.list.menu_wanted.connect(self._open_menu)
        self.open_button.clicked.connect(self.open_session)
        self.restore.clicked.connect(self.restore_session)
        self.rename.clicked.connect(lambda: self.list.edit(self.list.currentIndex()))
        self.duplicate.clicked.connect(self.duplicate_session)
        self.delete.clicked.connect(self.delete_session)
        self.export.clicked.connect(self._choose_export)
        self.import_button.clicked.connect(self._choose_import)
        self.empty_bin.clicked.connect(self._confirm_emptying)
        self.new.clicked.connect(self.new_session)
        self.close_button.clicked.connect(self.reject)
        self.desk.changed.connect(self.model.reload)
        # A method of its own, which Qt forgets when the window is deleted.
        self.desk.busy_changed.connect(self._show_state)

    # Showing.

    @property
    def is_bin(self) -> bool:
        return bool(self.place.value == BIN)

    def _filter(self) -> None:
        self._forget_emptying()
        self.model.filter(self.search.text(), is_binned=self.is_bin)
        self._show_state()

    def _show_state(self) -> None:
        model, desk, current = self.model, self.desk, self.list.current
        is_empty = model.has_loaded and not model.sessions
        self.list.setVisible(not is_empty)
        self.empty.setVisible(is_empty)
        self.empty.setText(self._empty_text())
        for button in (
            self.rename,
            self.duplicate,
            self.export,
            self.delete,
            self.open_button,
        ):
            button.setVisible(not self.is_bin)
        for button in (self.restore, self.empty_bin):
            button.setVisible(self.is_bin)
        reason = desk.reason
        if not reason and desk.is_busy:
            reason = "A session is being opened"
        none = reason or ("" if current is not None else "Select a session")
        is_open = current is not None and current.session_id == desk.open_id
        opened = "This session is on screen: open another one first"
        for button, hindrance, text in (
            (self.open_button, none, "Open this session; the one on screen "
             "is kept  (Enter)"),
            (self.rename, none, "Give this session another name  (F2)"),
            (self.duplicate, none, "Copy this session with all its history"),
            (self.export, none, "Save this session as one file to take elsewhere"),
            (self.delete, none or (opened if is_open else ""), "Put this session into "
             "the bin; it can be restored  (Delete)"),
            (self.restore, none, "Take this session out of the bin  (Enter)"),
            (self.empty_bin, reason or ("The bin is empty" if is_empty else ""),
             "Delete what is in the bin for good"),
            (self.import_button, reason, "Open a session from a file; it can be "
             "dropped here, too"),
            (self.new, "A session is being opened" if desk.is_busy else "",
             self._actions.new_session.toolTip()),
        ):  # fmt: skip
            button.setEnabled(not hindrance)
            button.setToolTip(hindrance or text)

    def _empty_text(self) -> str:
        if self.desk.reason:
            return self.desk.reason
        if self.search.text().strip():
            return f"No session is named “{self.search.text().strip()}”."
        if self.is_bin:
            return "The bin is empty. Deleted sessions wait here to be restored."
        return "There are no sessions yet. Every one you begin is kept here by itself."

    # What a person does.

    def _open_or_restore(self) -> None:
        if self.is_bin:
            self.restore_session()
        else:
            self.open_session()

    def open_session(self) -> None:
        """Open the selected session and close this window."""
        if self.list.current is not None and self.open_button.isEnabled():
            self.desk.open(self.list.current.session_id, self._finish)

    def _finish(self) -> None:
        # It may have been closed while the session was being opened.
        if isValid(self):
            self.accept()

    def restore_session(self) -> None:
        """Take the selected session out of the bin."""
        if self.list.current is not None and self.restore.isEnabled():
            self.desk.restore_session(self.list.current.session_id)

    def duplicate_session(self) -> None:
        """Copy the selected session."""
        if self.list.current is not None:
            self.desk.duplicate(self.list.current.session_id)

    def delete_session(self) -> None:
        """Put the selected session into the bin."""
        current = self.list.current
        if current is not None and self.delete.isEnabled() and not self.is_bin:
            self.desk.bin_session(current.session_id)

    def new_session(self) -> None:
        """Begin a session and close this window."""
        self._actions.new_session.trigger()
        self.accept()

    def _confirm_emptying(self) -> None:
        """Ask by the button itself: the second click does it."""
        if self.empty_bin.property("kind") == "primary":
            self._forget_emptying()
            self.desk.empty_bin()
        else:
            set_kind(self.empty_bin, "primary")
            self.empty_bin.setText("Delete for good")

    def _forget_emptying(self) -> None:
        set_kind(self.empty_bin, "")
        self.empty_bin.setText("Empty the bin…")

    def _choose_export(self) -> None:
        current = self.list.current
        if current is None:
            return
        name = storable(current.name, "Session")
        folder = self._conductor.export_folder()
        start = folder if folder.is_dir() else Path.home()
        dialog = QFileDialog(self, "Export the session", str(start / (name + SUFFIX)))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.setNameFilter(f"Sessions (*{SUFFIX})")
        dialog.fileSelected.connect(
            lambda path: self.desk.export_session(current.session_id, Path(path))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_import(self) -> None:
        folder = str(self._conductor.export_folder())
        dialog = QFileDialog(self, "Import a session", folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(f"Sessions (*{SUFFIX});;All files (*)")
        dialog.fileSelected.connect(lambda path: self.import_file(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def import_file(self, path: Path) -> None:
        """Take a file into the library and open its session."""
        self.desk.import_file(path, self._finish)

    def _open_menu(self, at: QPoint) -> None:
        if self.list.current is None:
            return
        menu = QMenu(self)
        for button in (
            self.open_button, self.restore, self.rename, self.duplicate, self.export,
            self.delete,
        ):  # fmt: skip
            if button.isVisible():
                action = menu.addAction(button.text(), button.click)
                action.setEnabled(button.isEnabled())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    # A file that is dropped.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_session(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_session(event)
        if path is not None:
            event.acceptProposedAction()
            self.import_file(path)
