"""PySide6 6.12.0 ends the process on Python 3.11; no such release may slip in."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALL_COUNT = 500
SLACK = 100

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None and True are immortal from Python 3.12 on"
)


class Emitter(QObject):
    happened = Signal(bool)


def test_qt_calls_keep_the_references_to_none(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(CALL_COUNT):
        widget.update()
        widget.setEnabled(True)
    assert sys.getrefcount(None) > before - SLACK


def test_signals_keep_the_references_to_true() -> None:
    emitter = Emitter()
    before = sys.getrefcount(True)
    for _ in range(CALL_COUNT // 5):
        emitter.happened.emit(True)
    assert sys.getrefcount(True) > before - SLACK // 2
