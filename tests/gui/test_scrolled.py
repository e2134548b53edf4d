from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from musicbreeder.gui.scrolled import Scrolled
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.themed import label

WORDS = "Three rows of four, such as AZER QSDF WXCV on a French keyboard. "


def made_dialog(qtbot: QtBot, row_count: int) -> tuple[QDialog, Scrolled, QPushButton]:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    inside = QVBoxLayout()
    for _ in range(row_count):
        inside.addWidget(label(WORDS, wraps=True))
    area, close = Scrolled(inside), QPushButton("Close")
    column = QVBoxLayout(dialog)
    column.addWidget(area, 1)
    column.addWidget(close)
    dialog.setMinimumWidth(300)
    TallEnough(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog, area, close


def test_a_window_is_as_high_as_what_it_scrolls_where_there_is_room(
    qtbot: QtBot,
) -> None:
    dialog, area, close = made_dialog(qtbot, 5)
    assert dialog.rect().contains(close.geometry())
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)


def test_a_window_stays_on_the_screen_and_scrolls_what_is_too_high(
    qtbot: QtBot,
) -> None:
    dialog, area, close = made_dialog(qtbot, 80)
    screen_height = dialog.screen().availableGeometry().height()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert dialog.height() <= screen_height
    assert dialog.rect().contains(close.geometry())


def test_it_makes_room_for_words_that_come_later(qtbot: QtBot) -> None:
    dialog, area, _ = made_dialog(qtbot, 2)
    height = dialog.height()
    held = area.widget()
    assert held is not None
    inside = held.layout()
    assert inside is not None
    inside.addWidget(label(WORDS * 3, wraps=True))
    qtbot.waitUntil(lambda: dialog.height() > height)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
