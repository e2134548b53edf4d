"""One quiet line above the cards: a question, or something worth knowing.

It shows one thing at a time, can always be put away, and takes no room otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from musicbreeder.gui.actions import Actions
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.elided_label import ElidedLabel
from musicbreeder.gui.extremes_question import Asking
from musicbreeder.gui.own_keys import OwnKeys
from musicbreeder.gui.theme import current_theme, theme_source
from musicbreeder.gui.themed import button_icon, set_kind, space

_SHORTEST_TEXT_PX = 160


@dataclass(frozen=True)
class Line:
    """What the line says.

    Attributes:
        button: what stands on the button.
        action: what the button does, with the tooltip that says so.
        put_away: what the cross does.
        put_away_text: the same in words.
    """

    text: str
    button: str
    action: QAction
    put_away: Callable[[], None]
    put_away_text: str = "Not now"


class TasteLine(QFrame):
    """Asks for best and worst, offers to breed on alone, and tells of a trial."""

    def __init__(
        self, conductor: Conductor, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._actions = actions
        self._line: Line | None = None
        self._invited_index: int | None = None
        self._is_inviting = False
        self._put_away: set[str] = set()
        self._was_advancing = False
        self.text = ElidedLabel(_SHORTEST_TEXT_PX)
        self.button = QPushButton()
        self.button.clicked.connect(self._run)
        self.close_button = QToolButton()
        set_kind(self.close_button, "icon")
        button_icon(self.close_button, "close", size_px=16)
        self.close_button.clicked.connect(self._close)
        row = QHBoxLayout(self)
        space(row, (14, 5, 6, 5), 10)
        row.addWidget(self.text)
        row.addWidget(self.button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        OwnKeys(self)
        for signal in (
            conductor.history_changed,
            conductor.selection_changed,
            conductor.question.changed,
            conductor.pairing.changed,
        ):
            signal.connect(self._show)
        conductor.generation_shown.connect(self._on_generation_shown)
        conductor.preferences_changed.connect(self._on_advancing)
        theme_source().changed.connect(self.update)
        self._show()

    @property
    def line(self) -> Line | None:
        """What is said now, None = nothing."""
        return self._line

    def _on_generation_shown(self) -> None:
        self._is_inviting = False
        self._show()

    def _on_advancing(self) -> None:
        """After all were played one after another, ask for best and worst, once."""
        is_advancing = self._conductor.is_auto_advancing
        has_ended = self._was_advancing and not is_advancing
        self._was_advancing = is_advancing
        index = self._conductor.session.current_index
        if (
            has_ended
            and not self._conductor.unheard_count
            and self._invited_index != index
        ):
            self._invited_index = index
            self._is_inviting = True
            self._show()

    def _show(self) -> None:
        line = self._wanted()
        self._line = line
        if line is not None:
            self.text.setText(line.text)
            self.text.setToolTip(line.text)
            self.button.setText(line.button)
            self.button.setToolTip(line.action.toolTip())
            self.button.setEnabled(line.action.isEnabled())
            self.close_button.setToolTip(line.put_away_text)
            self.close_button.setAccessibleName(line.put_away_text)
            self.setAccessibleName(line.text)
        self.setVisible(line is not None)

    def _wanted(self) -> Line | None:
        conductor, taste = self._conductor, self._actions.taste
        question, session = conductor.question, conductor.session
        selected = conductor.individual(conductor.selected_id).name
        first_id = conductor.pairing.first_id
        if first_id is not None:
            first = conductor.individual(first_id).name
            action = self._actions.shaping.breed_with
            text = (
                f"Click the melody to breed with {first}; it may be of any generation."
            )
            words = "Breed the two"
            return Line(text, words, action, conductor.pairing.skip, "Never mind")
        if question.asking is Asking.BEST:
            text = "Click the melody you like best of these."
            return Line(
                text,
                f"{selected} is the best",
                taste.best_and_worst,
                question.skip,
                "Skip",
            )
        if question.asking is Asking.WORST and question.best_id is not None:
            best = conductor.individual(question.best_id).name
            text = f"{best} is the best. And which do you like least?"
            return Line(
                text,
                f"{selected} is the worst",
                taste.best_and_worst,
                question.skip,
                "Skip",
            )
        if self._is_inviting:
            text = "You have heard them all."
            words = "Say which are best and worst"
            return Line(text, words, taste.best_and_worst, self._end_invitation)
        if session.is_trial:
            text = (
                "A blind trial is on: half of each screen is bred by your taste, "
                "half plainly."
            )
            return self._dismissible("trial", text, "Results…", taste.trial)
        hint = session.going_on_alone_hint
        if hint is not None:
            return self._dismissible(
                "alone", hint, "Breed without me…", taste.breed_alone
            )
        return None

    def _dismissible(
        self, name: str, text: str, button: str, action: QAction
    ) -> Line | None:
        if name in self._put_away:
            return None

        def put_away() -> None:
            self._put_away.add(name)
            self._show()

        return Line(text, button, action, put_away, "Do not show this again")

    def _end_invitation(self) -> None:
        self._is_inviting = False
        self._show()

    def _run(self) -> None:
        line, self._is_inviting = self._line, False
        if line is not None:
            line.action.trigger()

    def _close(self) -> None:
        if self._line is not None:
            self._line.put_away()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.setBrush(QColor(palette.panel))
        frame = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, theme.px(8), theme.px(8))
        painter.end()
