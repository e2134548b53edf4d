"""Our own mistakes: one plain sentence, and the details for a report."""

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

import numpy
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder import __version__
from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import label, set_kind, space

_log = logging.getLogger(__name__)

_OUR_FAULT = (
    "Something went wrong inside musicbreeder. Your melodies are still here and you "
    "can go on; save what you care for. If it happens again, please copy the details "
    "into a report."
)


def error_details(error: BaseException) -> str:
    """Return what a report needs: versions, the machine, and where it happened."""
    lines = [
        f"musicbreeder {__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}, "
        f"PySide6 {pyside_version}, numpy {numpy.__version__}",
        f"{platform.platform()}, screen through {QGuiApplication.platformName()}",
        "",
    ]
    return "\n".join(lines) + "".join(traceback.format_exception(error))


class ErrorDialog(QDialog):
    """One plain sentence, and the details for a report.

    The world's fault needs no report: its own sentence is all that is shown.
    """

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        is_ours = not isinstance(error, MusicBreederError)
        title = "That should not have happened" if is_ours else "That did not work"
        self.setWindowTitle(title)
        self._details = error_details(error)
        kind = type(error).__name__
        self.text = label(_OUR_FAULT if is_ours else str(error), wraps=True)
        what = label(f"{kind}: {error}" if str(error) else kind, "muted", wraps=True)
        what.setTextFormat(Qt.TextFormat.PlainText)
        self.details = QPlainTextEdit(self._details)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName("Details")
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.hide()
        self.details_button = QPushButton("Show details")
        set_kind(self.details_button, "quiet")
        self.details_button.setToolTip("Show where it happened")
        self.details_button.clicked.connect(self._toggle_details)
        self.copy_button = QPushButton("Copy details")
        self.copy_button.setToolTip("Copy versions and details for a report")
        self.copy_button.clicked.connect(self._copy)
        close_button = QPushButton("Go on")
        set_kind(close_button, "primary")
        close_button.setDefault(True)
        close_button.setToolTip("Close this message and go on")
        close_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addWidget(self.details_button)
        buttons.addStretch(1)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(close_button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=12)
        column.addWidget(label(title, "title"))
        column.addWidget(self.text)
        column.addWidget(what)
        column.addWidget(self.details, 1)
        column.addLayout(buttons)
        for widget in (what, self.details_button, self.copy_button):
            widget.setVisible(is_ours)
        self.setMinimumWidth(current_theme().px(520))
        TallEnough(self)

    def _toggle_details(self) -> None:
        is_shown = self.details.isHidden()
        self.details.setVisible(is_shown)
        self.details_button.setText("Hide details" if is_shown else "Show details")
        if is_shown:
            px = current_theme().px
            self.resize(max(self.width(), px(680)), max(self.height(), px(480)))
        else:
            self.adjustSize()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self.copy_button.setText("Copied")


class _ErrorWindow(QObject):
    """Shows errors from any thread on the GUI thread, one dialog at a time.

    Signals:
        raised: an exception nobody caught.
    """

    raised = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: ErrorDialog | None = None
        self.raised.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def _show(self, error: BaseException) -> None:
        # A fault in a paint event comes back with every frame: one dialog is enough.
        if self.dialog is not None:
            return
        self.dialog = ErrorDialog(error, self._window)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def show_our_errors(window: QWidget) -> Callable[[], None]:
    """Log and show every exception that nobody caught, on whatever thread.

    Returns:
        A function that puts Python's own handling back.
    """
    shown = _ErrorWindow(window)
    kept = sys.excepthook, threading.excepthook

    def take(
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        error = error or kind()
        if isinstance(error, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
            return
        _log.critical("an error nobody expected", exc_info=(kind, error, trace))
        try:
            shown.raised.emit(error)
        except RuntimeError:
            _log.debug("the window is gone, so the error is only logged")

    def take_from_thread(arguments: threading.ExceptHookArgs) -> None:
        take(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def put_back() -> None:
        sys.excepthook, threading.excepthook = kept

    sys.excepthook, threading.excepthook = take, take_from_thread
    return put_back
