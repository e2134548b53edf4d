"""About: what the models learned from, by what right, and versions for a report."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from musicbreeder.errors import ModelError
from musicbreeder.gui.about_dialog import AboutDialog
from musicbreeder.gui.conductor import Conductor
from musicbreeder.melody.originality import OriginalityIndex
from musicbreeder.services.originality import Originality


def page_text(dialog: AboutDialog) -> str:
    page = dialog.page.widget()
    assert isinstance(page, QWidget)
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_every_book_is_named_with_its_transcribers_and_its_tunes_are_counted(
    qtbot: QtBot, conductor: Conductor
) -> None:
    dialog = AboutDialog(conductor)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "tunes of 5 books" in page_text(dialog))
    text = page_text(dialog)
    known = conductor.originality.originality
    for book, count in known.tune_counts.items():
        [line] = [line for line in text.splitlines() if line.startswith(book)]
        assert f"{count:,} tunes. " in line
    for name in ("James Aird", "O'Neill", "Jack Campin", "John Chambers", "Greentree"):
        assert name in text
    assert "neither a restriction nor an express permission" in text
    assert "Nothing is uploaded" in text
    assert "Is it right to do so?" in text


def test_missing_tunes_are_told(qtbot: QtBot, conductor: Conductor) -> None:
    def no_tunes() -> OriginalityIndex:
        raise ModelError("The shipped file is missing; install musicbreeder again.")

    conductor.originality.originality = Originality(no_tunes)
    dialog = AboutDialog(conductor)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "The shipped file is missing" in page_text(dialog))


@pytest.mark.parametrize("height_px", [420, 2000])
def test_the_page_scrolls_in_a_low_window_and_the_buttons_stay(
    qtbot: QtBot, conductor: Conductor, height_px: int
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, height_px)
    window.show()
    dialog = AboutDialog(conductor, window)
    dialog.show()
    qtbot.waitUntil(lambda: "tunes of 5 books" in page_text(dialog))
    assert dialog.height() <= max(height_px, 720)
    assert dialog.page.verticalScrollBar().maximum() > 0
    assert dialog.page.horizontalScrollBar().maximum() == 0
    dialog.close()


def test_versions_are_copied_for_a_report(qtbot: QtBot, conductor: Conductor) -> None:
    dialog = AboutDialog(conductor)
    qtbot.addWidget(dialog)
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("musicbreeder ")
    assert f"Random seed: {conductor.session.random_seed}" in copied
