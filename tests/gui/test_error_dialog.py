import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from musicbreeder.errors import FileFormatError
from musicbreeder.gui.error_dialog import ErrorDialog, show_our_errors


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_our_mistake_is_a_plain_sentence_with_details_to_copy(qtbot: QtBot) -> None:
    dialog = ErrorDialog(raised(ValueError("velocity must be in 1..127, got 200")))
    qtbot.addWidget(dialog)
    dialog.show()
    assert "Your melodies are still here" in dialog.text.text()
    assert dialog.details.isHidden()
    dialog.details_button.click()
    assert not dialog.details.isHidden()
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert "velocity must be in 1..127, got 200" in copied
    assert "test_error_dialog.py" in copied
    assert "PySide6" in copied


def test_the_worlds_fault_shows_its_own_sentence_and_asks_for_no_report(
    qtbot: QtBot,
) -> None:
    sentence = "“tune.mid” is no MIDI file; choose another one."
    dialog = ErrorDialog(raised(FileFormatError(sentence)))
    qtbot.addWidget(dialog)
    assert dialog.text.text() == sentence
    assert dialog.copy_button.isHidden()


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    put_back = show_our_errors(made)
    yield made
    put_back()


def test_an_error_on_any_thread_is_logged_and_shown_once(
    qtbot: QtBot, window: QWidget, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("from a thread")

    for _ in range(2):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    qtbot.waitUntil(lambda: bool(window.findChildren(ErrorDialog)))
    qtbot.wait(20)
    dialogs = window.findChildren(ErrorDialog)
    assert len(dialogs) == 1
    messages = [one for one in caplog.records if one.levelno == logging.CRITICAL]
    assert len(messages) == 2
    dialogs[0].accept()


def test_interrupting_from_the_terminal_is_no_mistake(
    qtbot: QtBot, window: QWidget, capsys: pytest.CaptureFixture[str]
) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    qtbot.wait(20)
    assert not window.findChildren(ErrorDialog)
    assert "KeyboardInterrupt" in capsys.readouterr().err
