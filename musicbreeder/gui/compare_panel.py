"""Two melodies side by side: what they share, and both to be heard in turn."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.breeding.individual import Individual
from musicbreeder.gui.compare_roll import CompareRoll
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.elided_label import ElidedLabel
from musicbreeder.gui.family_hue import family_hue
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.shared_notes import SharedNotes
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, fix_size, label, space

_HEIGHT_PX = 208
_SHORTEST_PX = 60


class ComparePanel(QFrame):
    """Shows two melodies on one axis of pitches.

    Signals:
        closed: the person has seen enough.
    """

    closed = Signal()

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self.ids: tuple[int, ...] = ()
        self.setAccessibleName("Comparison")
        fix_size(self, height=_HEIGHT_PX)
        self.summary = ElidedLabel(_SHORTEST_PX)
        self.rolls = (CompareRoll(), CompareRoll())
        self.titles = (label("", "heading"), label("", "heading"))
        self.facts = (ElidedLabel(0), ElidedLabel(0))
        self.in_turn = QPushButton("Play A, then B")
        self._icon = button_icon(self.in_turn, "play", size_px=16)
        self.in_turn.clicked.connect(self._play_in_turn)
        self.close_button = QToolButton()
        self.close_button.setProperty("kind", "icon")
        self.close_button.setAccessibleName("Close the comparison")
        self.close_button.setToolTip("Close the comparison")
        self.close_button.clicked.connect(self.closed)
        button_icon(self.close_button, "close")
        for place, roll in enumerate(self.rolls):
            roll.clicked.connect(lambda _=False, place=place: self._hear(place))
        self._arrange()
        OwnKeys(self)
        conductor.individual_changed.connect(self._show)
        conductor.settings_changed.connect(self._show)
        conductor.playing_changed.connect(self._show_playing)
        conductor.playhead_moved.connect(self._on_playhead_moved)
        theme_source().changed.connect(self.update)
        self.hide()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        space(head, spacing=12)
        head.addWidget(label("Compare", "heading"))
        head.addWidget(self.summary)
        legend = ElidedLabel(0)
        legend.setText("filled = in both, hollow = only here")
        head.addWidget(legend)
        head.addStretch(1)
        head.addWidget(self.in_turn)
        head.addWidget(self.close_button)
        sides = QHBoxLayout()
        space(sides, spacing=16)
        for title, facts, roll in zip(self.titles, self.facts, self.rolls, strict=True):
            names = QHBoxLayout()
            space(names, spacing=8)
            names.addWidget(title)
            names.addWidget(facts, 1)
            side = QVBoxLayout()
            space(side, spacing=4)
            side.addLayout(names)
            side.addWidget(roll, 1)
            sides.addLayout(side, 1)
        column = QVBoxLayout(self)
        space(column, (20, 8, 20, 12), 6)
        column.addLayout(head)
        column.addLayout(sides, 1)

    def show_pair(self, ids: tuple[int, ...]) -> None:
        """Show two melodies, or (with an empty tuple) nothing."""
        self.ids = ids
        self.setVisible(bool(ids))
        self._show()
        self._show_playing()

    def _show(self) -> None:
        if not self.ids:
            return
        conductor = self._conductor
        pair = [conductor.individual(one) for one in self.ids]
        swing = conductor.session.sound.tempo.swing
        self.summary.setText(SharedNotes.of(pair[0].melody, pair[1].melody).sentence)
        for place, letter in enumerate("AB"):
            individual = pair[place]
            hue = family_hue(individual, conductor.individual)
            self.rolls[place].show_individual(individual, pair[1 - place], hue, swing)
            self.titles[place].setText(f"{letter}  {individual.name}")
            self.facts[place].setText(self._facts(individual))

    def _facts(self, individual: Individual) -> str:
        words = [
            f"Generation {individual.generation + 1}",
            individual.key.name,
        ]
        if individual.rating:
            words.append("★" * individual.rating)
        return " · ".join(words)

    def _hear(self, place: int) -> None:
        self._conductor.preview(self.ids[place])

    def _play_in_turn(self) -> None:
        if self._conductor.is_auto_advancing:
            self._conductor.stop()
        else:
            self._conductor.play_in_turn(self.ids)

    def _show_playing(self) -> None:
        conductor = self._conductor
        for individual_id, roll in zip(self.ids, self.rolls, strict=False):
            if individual_id != conductor.playing_id:
                roll.show_playhead(None)
        is_running = conductor.is_auto_advancing
        self.in_turn.setText(" Stop" if is_running else " Play A, then B")
        self._icon.show("stop" if is_running else "play")
        self.in_turn.setToolTip("One after the other, in tempo")

    def _on_playhead_moved(self, individual_id: int, fraction: float) -> None:
        for known, roll in zip(self.ids, self.rolls, strict=False):
            if known == individual_id:
                roll.show_playhead(fraction)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = current_theme().palette
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(palette.panel))
        painter.fillRect(0, 0, self.width(), 1, QColor(palette.line))
        painter.end()
