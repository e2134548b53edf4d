from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.themed import label


def test_a_window_grows_with_its_words_and_cuts_no_button(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    column = QVBoxLayout(dialog)
    buttons = [QPushButton(text) for text in ("Look again", "Close")]
    words = label("Short.", wraps=True)
    for widget in (buttons[0], words, buttons[1]):
        column.addWidget(widget)
    TallEnough(dialog)
    dialog.setMinimumWidth(300)
    dialog.show()
    qtbot.waitExposed(dialog)
    height = dialog.height()
    words.setText("Start JACK or load the sequencer, then look again. " * 6)
    qtbot.waitUntil(lambda: dialog.height() > height)
    for button in buttons:
        assert button.height() >= button.sizeHint().height()
    assert words.height() >= words.heightForWidth(words.width())


def test_a_window_with_a_smallest_width_of_its_own_cuts_nothing_off(
    qtbot: QtBot,
) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    row = QHBoxLayout(dialog)
    buttons = [QPushButton("Stems and their mix, as WAV") for _ in range(3)]
    for button in buttons:
        row.addWidget(button)
    TallEnough(dialog)
    dialog.setMinimumWidth(120)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.resize(120, dialog.height())
    for button in buttons:
        assert dialog.rect().contains(button.geometry())
        assert button.width() >= button.minimumSizeHint().width()
