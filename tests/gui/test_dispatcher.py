import os
import subprocess
import sys

_PROGRAM = """
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from musicbreeder.gui.workers import Dispatcher

application = QApplication([])
for _ in range(1500):
    window = QWidget()
    dispatcher = Dispatcher(2, window)
    for _ in range(3):
        dispatcher.run(lambda: None)
    window.deleteLater()
    del window, dispatcher
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()
"""


def test_an_answer_to_a_window_that_is_just_closing_does_not_end_the_program() -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=environment, timeout=120, check=False
    )
    assert ended.returncode == 0
