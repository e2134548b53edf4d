from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.workers import Dispatcher


@pytest.fixture
def dispatcher(qtbot: QtBot) -> Iterator[Dispatcher]:
    made = Dispatcher(1)
    yield made
    made.shut_down()


def test_an_answer_for_a_window_that_was_closed_is_dropped(
    qtbot: QtBot, dispatcher: Dispatcher
) -> None:
    told: list[str] = []
    closed, other = QLabel(), QLabel()
    qtbot.addWidget(other)

    def fail() -> None:
        raise MusicBreederError("There is no such file.")

    def show(text: str) -> None:
        closed.setText(text)

    dispatcher.run(lambda: "by a method", done=closed.setText)
    dispatcher.run(lambda: "by a function", done=show)
    dispatcher.run(lambda: "by a lambda", done=lambda text: closed.setText(text))
    dispatcher.run(fail, failed=lambda error: closed.setText(str(error)))
    dispatcher.run(lambda: "all done", done=told.append)
    dispatcher.run(lambda: "still there", done=other.setText)
    delete(closed)
    qtbot.waitUntil(lambda: told == ["all done"] and other.text() == "still there")
