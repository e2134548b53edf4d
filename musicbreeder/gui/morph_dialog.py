"""“Morph”: the way from one melody to another in steps, to hear and to keep."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.offspring import Offspring
from musicbreeder.errors import MusicBreederError
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.import_player import ImportPlayer
from musicbreeder.gui.import_roll import ImportRoll
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import button_icon, label, set_kind, space
from musicbreeder.gui.workers import URGENT
from musicbreeder.services.morphing import WALK_STEPS, walked

_KEPT_AT_FIRST = (2, 4, 6)
_ROLL_HEIGHT_PX = 190


class MorphDialog(QDialog):
    """Walks from one melody to another, step by step."""

    def __init__(
        self, conductor: Conductor, first: Individual, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._conductor = conductor
        self._first = first
        self._steps: tuple[Offspring, ...] = ()
        self._is_gone = False
        self._wanted = 0
        self._plays_on = False
        self.setWindowTitle("Morph")
        self.player = ImportPlayer(conductor.stage, self)
        self._make_widgets()
        self._arrange()
        self._connect()
        self._walk()

    def _make_widgets(self) -> None:
        conductor, first = self._conductor, self._first
        self.goal = QComboBox()
        self.goal.setAccessibleName("Melody to arrive at")
        self.goal.setToolTip("The melody at the other end of the way")
        others = [one for one in conductor.session.generation if one.id != first.id]
        there = {one.id for one in others} | {first.id}
        chosen = [
            one
            for one in reversed(conductor.session.individuals)
            if one.id not in there
            and (one.is_favourite or one.is_pinned or (one.rating or 0) > 3)
        ]
        for one in (*others, *chosen):
            self.goal.addItem(one.name, one.id)
        best = max(
            range(self.goal.count()),
            key=lambda place: self._rank(self.goal.itemData(place)),
            default=-1,
        )
        self.goal.setCurrentIndex(best)
        self.roll = ImportRoll()
        self.roll.setAccessibleName("The melody of this step")
        self.roll.setToolTip("The melody of this step")
        self.roll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.roll.setMinimumHeight(current_theme().px(_ROLL_HEIGHT_PX))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, WALK_STEPS - 1)
        self.slider.setPageStep(1)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setTickInterval(1)
        self.slider.setAccessibleName("Step of the way")
        self.slider.setToolTip("Go step by step  (← →)")
        self.keeps = []
        for place in range(1, WALK_STEPS - 1):
            box = QCheckBox(_percent(place))
            box.setAccessibleName(f"Keep the melody at {_percent(place)}")
            box.setToolTip("Take this melody into the session")
            box.setChecked(place in _KEPT_AT_FIRST)
            self.keeps.append(box)
        self.change = label("", "secondary", wraps=True)
        self.hear_button = QPushButton("Hear it")
        self.hear_button.setToolTip("Hear the melody of this step, or stop  (Space)")
        self.walk_button = QPushButton("Hear the whole way")
        self.walk_button.setToolTip("Hear one step after the other")
        self.close_button = QPushButton("Close")
        self.close_button.setToolTip("Take nothing  (Esc)")
        self.keep_button = QPushButton()
        set_kind(self.keep_button, "primary")
        for button in (self.hear_button, self.walk_button, self.close_button):
            button.setAutoDefault(False)
        self.keep_button.setDefault(True)
        button_icon(self.hear_button, "play", size_px=16)

    def _rank(self, individual_id: int) -> tuple[bool, int]:
        one = self._conductor.individual(individual_id)
        return one.is_pinned, one.rating or 0

    def _arrange(self) -> None:
        head = QHBoxLayout()
        space(head, spacing=10)
        head.addWidget(label(f"From {self._first.name} to", "secondary"))
        head.addWidget(self.goal)
        head.addStretch(1)
        keeps = QGridLayout()
        space(keeps, spacing=6)
        for place, box in enumerate(self.keeps):
            keeps.addWidget(box, 0, place, Qt.AlignmentFlag.AlignHCenter)
        foot = QHBoxLayout()
        space(foot, spacing=8)
        foot.addWidget(self.hear_button)
        foot.addWidget(self.walk_button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=14)
        column.addWidget(label("Morph", "title"))
        column.addLayout(head)
        column.addWidget(self.roll, 1)
        column.addWidget(self.change)
        column.addWidget(self.slider)
        column.addWidget(label("Keep the steps at", "secondary"))
        column.addLayout(keeps)
        column.addLayout(foot)
        self.setMinimumWidth(current_theme().px(620))
        TallEnough(self)

    def _connect(self) -> None:
        self.goal.currentIndexChanged.connect(self._walk)
        self.slider.valueChanged.connect(self._on_step)
        self.player.moved.connect(self.roll.show_playhead)
        self.player.changed.connect(self._show_playing)
        self.hear_button.clicked.connect(self._toggle_hearing)
        self.walk_button.clicked.connect(self._hear_all)
        self.close_button.clicked.connect(self.reject)
        self.keep_button.clicked.connect(self.keep)
        for box in self.keeps:
            box.toggled.connect(self._show_state)
        QShortcut(QKeySequence("Space"), self).activated.connect(self._toggle_hearing)
        self._conductor.breeding_changed.connect(self._show_state)
        self.finished.connect(self._on_finished)

    # The way.

    def _walk(self) -> None:
        """Find the steps to the chosen melody."""
        self.player.stop()
        self._steps = ()
        self._wanted += 1
        goal_id = self.goal.currentData()
        self._show_state()
        if goal_id is None:
            return
        number, first = self._wanted, self._first
        second = self._conductor.individual(goal_id)
        settings = self._conductor.session.settings
        self.change.setText("Looking for the way …")
        self._conductor.worker.run(
            lambda: walked(first, second, settings),
            done=lambda steps: self._on_walked(number, steps),
            failed=lambda error: self._on_refused(number, error),
            priority=URGENT,
        )

    def _on_walked(self, number: int, steps: tuple[Offspring, ...]) -> None:
        if number == self._wanted and not self._is_gone:
            self._steps = steps
            self._show_step()
            self._show_state()

    def _on_refused(self, number: int, error: MusicBreederError) -> None:
        if number == self._wanted and not self._is_gone:
            self.change.setText(str(error))

    @property
    def step(self) -> Offspring | None:
        """The step that is shown, None = the way is not known yet."""
        return self._steps[self.slider.value()] if self._steps else None

    def _on_step(self) -> None:
        is_heard = self.player.is_playing
        self._show_step()
        if is_heard:
            self._hear()

    def _show_step(self) -> None:
        step = self.step
        if step is not None:
            self.roll.show_melody(step.melody, step.key)
            self.roll.show_bars(((0, step.melody.bar_count),))
            self.change.setText(step.change)

    # Hearing.

    def _toggle_hearing(self) -> None:
        self._plays_on = False
        if self.player.is_playing:
            self.player.stop()
        else:
            self._hear()

    def _hear(self) -> None:
        if self.step is not None:
            self.player.hear(self.step.melody, self._conductor.session.sound)

    def _hear_all(self) -> None:
        self.slider.setValue(0)
        self._hear()
        self._plays_on = True

    def _show_playing(self) -> None:
        is_playing = self.player.is_playing
        if not is_playing:
            self.roll.show_playhead(None)
            if self._plays_on and self.slider.value() < WALK_STEPS - 1:
                self.slider.setValue(self.slider.value() + 1)
                self._hear()
                return
            self._plays_on = False
        self.hear_button.setText("Stop" if is_playing else "Hear it")

    # Keeping.

    @property
    def kept(self) -> tuple[Offspring, ...]:
        """The steps that are ticked; the ends are in the session already."""
        if not self._steps:
            return ()
        chosen = [
            self._steps[place]
            for place, box in enumerate(self.keeps, start=1)
            if box.isChecked()
        ]
        ends = {self._steps[0].melody, self._steps[-1].melody}
        found = {one.melody: one for one in chosen if one.melody not in ends}
        return tuple(found.values())

    def keep(self) -> None:
        """Show what is ticked as a generation of its own, and close."""
        kept = self.kept
        if kept:
            goal = self._conductor.individual(self.goal.currentData())
            self._conductor.show_offspring(
                kept,
                f"morph of {self._first.name} into {goal.name}",
                message=f"{len(kept)} melodies between {self._first.name} "
                f"and {goal.name}",
            )
            self.accept()

    def _show_state(self) -> None:
        count = len(self.kept)
        noun = "melody" if count == 1 else "melodies"
        self.keep_button.setText(f"Keep {count} {noun}" if count else "Keep")
        reason = self._conductor.breed_hint
        if not reason and not count:
            reason = "Tick a step first" if self._steps else "There is no way yet"
        self.keep_button.setEnabled(not reason)
        self.keep_button.setToolTip(
            reason or "Show them as a generation, to rate and breed from"
        )
        for button in (self.hear_button, self.walk_button):
            button.setEnabled(bool(self._steps))
        self.slider.setEnabled(bool(self._steps))

    def _on_finished(self) -> None:
        self._is_gone = True
        self._plays_on = False
        self.player.stop()


def _percent(place: int) -> str:
    return f"{round(100 * place / (WALK_STEPS - 1))} %"
