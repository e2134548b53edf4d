"""Says before melodies leave the app that they quote a known tune."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.originality_desk import Found, OriginalityDesk
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import follow_theme, label, set_kind, space
from musicbreeder.melody.melody import Melody
from musicbreeder.services.originality_words import caution

_MOST_LISTED = 3
_MOST_ASKED = 500
_WHOSE = (
    "The tunes that come with the app are old and belong to everybody; one that you "
    "imported may belong to somebody."
)


class CautionLine(QWidget):
    """Where melodies are about to be exported: which of them quote which tunes.

    It takes no room where none does.
    """

    def __init__(self, desk: OriginalityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._melodies: tuple[Melody, ...] = ()
        self.text = label("", wraps=True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setAccessibleName("Known tunes")
        column = QVBoxLayout(self)
        space(column)
        column.addWidget(self.text)
        follow_theme(self, self._show_colour)
        self.hide()

    def show_individuals(self, individuals: Sequence[Individual]) -> None:
        """Look through the known tunes for melodies, at most 500."""
        asked = tuple(individuals[:_MOST_ASKED])
        melodies = tuple(one.melody for one in asked)
        if melodies == self._melodies:
            return
        self._melodies = melodies
        self.hide()

        def show(found: Found) -> None:
            if isValid(self) and melodies is self._melodies:
                sentences = _listed(_cautions(asked, found))
                self.text.setText("\n".join(sentences))
                self.setVisible(bool(sentences))

        self._desk.ask(melodies, show)

    def _show_colour(self) -> None:
        self.text.setStyleSheet(f"color: {current_theme().palette.warning};")


class OriginalityQuestion(QDialog):
    """Says what a melody quotes; accepted = it is saved nevertheless."""

    def __init__(self, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("A known tune")
        self.sentence = label(sentence, wraps=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.back_button = QPushButton("Back")
        self.back_button.setToolTip("Save nothing")
        self.back_button.clicked.connect(self.reject)
        self.go_on_button = QPushButton("Save it anyway")
        self.go_on_button.setToolTip("The file names the tune")
        set_kind(self.go_on_button, "primary")
        self.go_on_button.setDefault(True)
        self.go_on_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addStretch(1)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.go_on_button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=12)
        column.addWidget(label("This quotes a known tune", "title"))
        column.addWidget(self.sentence)
        column.addWidget(label(_WHOSE, "secondary", wraps=True))
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(current_theme().px(460))
        TallEnough(self)


def ask_before_saving(
    desk: OriginalityDesk,
    individual: Individual,
    parent: QWidget,
    save: Callable[[], None],
) -> None:
    """Call `save`, but where the melody quotes a tune only if the person says so.

    Args:
        desk: that knows the tunes.
        individual: what is to be saved.
        parent: the window that asks.
        save: goes on.
    """

    def decide(found: Found) -> None:
        if not isValid(parent):
            return
        cautions = _cautions([individual], found)
        if not cautions:
            save()
            return
        question = OriginalityQuestion(cautions[0], parent)
        question.accepted.connect(save)
        question.finished.connect(question.deleteLater)
        question.open()

    desk.ask([individual.melody], decide)


def _cautions(individuals: Sequence[Individual], found: Found) -> list[str]:
    return [
        caution(individual.name, nearness)
        for individual, nearness in zip(individuals, found, strict=True)
        if nearness is not None and nearness.is_quotation
    ]


def _listed(cautions: Sequence[str]) -> list[str]:
    listed = list(cautions[:_MOST_LISTED])
    more = len(cautions) - _MOST_LISTED
    if more > 0:
        listed.append(f"{more} more {'quotes' if more == 1 else 'quote'} known tunes.")
    return listed
