"""“A or B?”: two melodies whose order the app does not know, one after the other."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.actions import Actions
from musicbreeder.gui.card_row import CardRow
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.themed import button_icon, label, set_kind, space
from musicbreeder.services.uncertain_pair import uncertain_pair

_KEYS = "12"
_CARD_PX = (260, 200)


class AOrBDialog(QDialog):
    """Plays two melodies, takes an answer and goes on to the next two, until closed."""

    def __init__(
        self,
        conductor: Conductor,
        actions: Actions,
        pair: tuple[Individual, Individual],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._pair = pair
        self._skipped: set[frozenset[int]] = set()
        self.answer_count = 0
        self.setWindowTitle("A or B?")
        self.row = CardRow(conductor, actions, pair, _KEYS, _CARD_PX)
        self.choose_buttons = [QPushButton() for _ in _KEYS]
        for place, button in enumerate(self.choose_buttons):
            set_kind(button, "primary")
            button.clicked.connect(lambda _=False, place=place: self.choose(place))
            shortcut = QShortcut(QKeySequence(_KEYS[place]), self)
            shortcut.activated.connect(lambda place=place: self.choose(place))
        self.again_button = QPushButton("Hear both again")
        self.again_button.setToolTip("Hear both again  (Space)")
        button_icon(self.again_button, "play", size_px=16)
        self.again_button.clicked.connect(self.play)
        QShortcut(QKeySequence("Space"), self).activated.connect(self.play)
        self.skip_button = QPushButton("Cannot say")
        self.skip_button.setToolTip("Go on to two others  (0)")
        self.skip_button.clicked.connect(self.skip)
        QShortcut(QKeySequence("0"), self).activated.connect(self.skip)
        self.close_button = QPushButton("Done")
        self.close_button.setToolTip("Back to breeding  (Esc)")
        self.close_button.clicked.connect(self.reject)
        for button in (self.again_button, self.skip_button, self.close_button):
            button.setAutoDefault(False)
        self.count_text = label("", "muted")
        self._arrange()
        self._show_pair()
        self.finished.connect(lambda _: conductor.stop())

    def _arrange(self) -> None:
        choices = QHBoxLayout()
        space(choices, spacing=12)
        for button in self.choose_buttons:
            button.setAutoDefault(False)
            choices.addWidget(button, 1)
        foot = QHBoxLayout()
        space(foot, spacing=8)
        foot.addWidget(self.again_button)
        foot.addWidget(self.skip_button)
        foot.addWidget(self.count_text, 1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=14)
        column.addWidget(label("A or B?", "title"))
        text = "The app cannot tell which of these you like better. Press 1 or 2."
        column.addWidget(label(text, "secondary", wraps=True))
        column.addWidget(self.row)
        column.addLayout(choices)
        column.addLayout(foot)

    @property
    def pair(self) -> tuple[Individual, Individual]:
        """What is asked about now."""
        return self._pair

    def play(self) -> None:
        """Hear one after the other."""
        self._conductor.play_in_turn([one.id for one in self._pair])

    def choose(self, place: int) -> None:
        """Say that the melody in a place, 0 or 1, is the better one; go on."""
        better, worse = self._pair[place], self._pair[1 - place]
        self._conductor.prefer(better.id, worse.id)
        self.answer_count += 1
        count = "1 answer" if self.answer_count == 1 else f"{self.answer_count} answers"
        self.count_text.setText(count)
        self._go_on()

    def skip(self) -> None:
        """Say nothing of these two; go on."""
        self._skipped.add(frozenset(one.id for one in self._pair))
        self._go_on()

    def _go_on(self) -> None:
        pair = next_pair(self._conductor, self._skipped)
        if pair is None:
            self._conductor.message_posted.emit("No two are left to ask about here")
            self.accept()
            return
        self._pair = pair
        self.row.show_individuals(pair)
        self._show_pair()
        self.play()

    def _show_pair(self) -> None:
        for key, button, one in zip(
            _KEYS, self.choose_buttons, self._pair, strict=True
        ):
            button.setText(f"{key}  {one.name}")
            button.setAccessibleName(f"{one.name} is better")
            button.setToolTip(f"{one.name} is better  ({key})")


def next_pair(
    conductor: Conductor, skipped: set[frozenset[int]]
) -> tuple[Individual, Individual] | None:
    """Return the two of the screen to ask about next, None = none is left."""
    session = conductor.session
    asked = {frozenset((one.better_id, one.worse_id)) for one in session.comparisons}
    return uncertain_pair(session.generation, asked | skipped)
