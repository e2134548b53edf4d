"""The page on which one breeds: a header, the line of generations and the cards."""

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.card_grid import CardGrid
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.elided_label import ElidedLabel
from musicbreeder.gui.generation_timeline import GenerationTimeline
from musicbreeder.gui.hints import Hints
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.taste_line import TasteLine
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, label, space

_SUMMARY_PX, _GUESSES_PX = 84, 0
_NARROW_PX = 600


class BreedPage(QWidget):
    """The header with the generation's state, the timeline, and the grid of cards.

    Signals:
        drag_started: the listener drags a melody out of the window; its id.
    """

    drag_started = Signal(int)

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self.title = label("", "title")
        self.summary = ElidedLabel(_SUMMARY_PX)
        self.hints = Hints(conductor)
        self.timeline = GenerationTimeline(conductor, actions)
        self.guesses = ElidedLabel(_GUESSES_PX)
        self.taste_button = self._taste_button()
        self.taste_line = TasteLine(conductor, actions)
        self.play_all = QPushButton()
        self.grid = CardGrid(conductor, actions)
        self.grid.drag_started.connect(self.drag_started)
        self._play_all_icon = button_icon(self.play_all, "shuffle", size_px=16)
        self.play_all.clicked.connect(actions.play_all.trigger)
        actions.play_all.changed.connect(self._show_play_all)
        self._arrange()
        for signal in (
            conductor.generation_shown,
            conductor.individual_changed,
            conductor.breeding_changed,
        ):
            signal.connect(self._show_summary)
        for again in (
            conductor.generation_shown,
            conductor.history_changed,
            conductor.preferences_changed,
        ):
            again.connect(self._show_guesses)
        theme_source().changed.connect(self.update)
        self._show_play_all()
        self._show_summary()
        self._show_guesses()

    def _taste_button(self) -> QToolButton:
        taste = self._actions.taste
        menu = QMenu(self)
        menu.addActions([taste.best_and_worst, taste.a_or_b])
        menu.addSeparator()
        menu.addActions([taste.finals, taste.breed_alone])
        menu.addSeparator()
        menu.addActions([taste.my_taste, taste.trial])
        button = QToolButton()
        button.setText("Taste")
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip("Teach the app your taste, and let it work with it")
        button.setAccessibleName("Taste")
        button_icon(button, "chevron-down", size_px=14)
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        return button

    def _arrange(self) -> None:
        header = QWidget()
        row = QHBoxLayout(header)
        space(row, (0, 0, 0, 0), 14)
        row.addWidget(self.title)
        row.addWidget(self.summary)
        row.addWidget(self.guesses)
        row.addWidget(self.hints, 1)
        row.addWidget(self.timeline)
        row.addWidget(self.play_all)
        row.addWidget(self.taste_button)
        column = QVBoxLayout(self)
        space(column, (20, 12, 20, 12), 12)
        column.addWidget(header)
        column.addWidget(self.taste_line)
        column.addWidget(self.grid, 1)
        OwnKeys(header)

    def take_keyboard(self) -> None:
        """Give the keyboard to the selected card."""
        self.grid.focus_selected()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(current_theme().palette.background))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_play_all()

    def _show_play_all(self) -> None:
        action = self._actions.play_all
        is_advancing = self._conductor.is_auto_advancing
        text = " Stop" if is_advancing else " Play all"
        if self.width() < current_theme().px(_NARROW_PX):
            text = ""
        if self.play_all.text() != text:
            self.play_all.setText(text)
        self._play_all_icon.show("stop" if is_advancing else "shuffle")
        self.play_all.setAccessibleName(action.text())
        self.play_all.setToolTip(
            f"{action.toolTip()}\nOne card after another, in tempo, in shuffled order."
        )

    def _show_guesses(self) -> None:
        """Say how often the app was right, as long as it may show its guesses."""
        session = self._conductor.session
        record = session.guess_record
        is_shown = self._conductor.shows_guesses and record.pair_count > 0
        self.guesses.setVisible(is_shown)
        if is_shown:
            right = math.floor(record.right_count)
            self.guesses.setText(
                f"guessed right {right} of the last {record.pair_count}"
            )
            sentences = (
                record.sentence,
                record.explanation,
                session.consistency.sentence,
            )
            self.guesses.setToolTip("\n".join(one for one in sentences if one))
            self.guesses.setAccessibleName(record.sentence)

    def _show_summary(self) -> None:
        conductor = self._conductor
        session = conductor.session
        generation = session.current_generation
        self.title.setText(f"Generation {generation.index + 1}")
        count = len(generation.individuals)
        words = ["1 melody" if count == 1 else f"{count} melodies"]
        parent_index = generation.parent_index
        if parent_index is not None and parent_index != generation.index - 1:
            words.append(f"bred from generation {parent_index + 1}")
        if generation.is_bred_alone:
            words.append("bred without you")
        if conductor.is_busy:
            words = [f"{conductor.breed_hint}…"]
        counts = []
        if conductor.unheard_count and not conductor.is_busy:
            counts.append(f"{conductor.unheard_count} not heard yet")
        if conductor.rated_count and not conductor.is_busy:
            counts.append(f"{conductor.rated_count} rated")
        text = " · ".join([*words, *counts])
        shorter = [" · ".join(counts), *counts[:1]] if counts else []
        self.summary.show_texts(text, shorter)
        self.summary.setToolTip(text)
