"""The actions by which the app learns a taste, and shows what it has learned."""

from PySide6.QtGui import QAction, QKeySequence

from musicbreeder.gui.action_maker import ActionMaker
from musicbreeder.gui.bar_marks import DISLIKED, LIKED
from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.extremes_question import Asking


class TasteActions:
    """Makes the actions and keeps them true.

    `a_or_b`, `finals`, `breed_alone`, `my_taste` and `trial` open a window; the main
    window connects them.
    """

    def __init__(self, conductor: Conductor, maker: ActionMaker, tree: QAction) -> None:
        """Make the actions.

        Args:
            tree: checked while the family tree is open, where + and - zoom.
        """
        self._conductor = conductor
        self._maker = maker
        self._tree = tree
        self.like_bar = maker.make(
            "Like the bar that sounds", "+", lambda: conductor.judge_sounding_bar(LIKED)
        )
        self.like_bar.setShortcuts([QKeySequence("+"), QKeySequence("=")])
        self.dislike_bar = maker.make(
            "Dislike the bar that sounds",
            "-",
            lambda: conductor.judge_sounding_bar(DISLIKED),
        )
        self.best_and_worst = maker.make(
            "Say which are best and worst", "Ctrl+B", self._ask_or_answer
        )
        self.a_or_b = maker.make("A or B?…", "Ctrl+Shift+B")
        self.finals = maker.make("Finals…", "Ctrl+F")
        self.breed_alone = maker.make("Breed without me…", "Ctrl+Return")
        self.my_taste = maker.make("My taste…", "Ctrl+T")
        self.trial = maker.make("Blind trial…", "")
        tree.toggled.connect(self.show_state)
        conductor.question.changed.connect(self.show_state)

    @property
    def judging(self) -> tuple[QAction, ...]:
        """What belongs to judging melodies."""
        return (self.like_bar, self.dislike_bar, self.best_and_worst, self.a_or_b)

    @property
    def learning(self) -> tuple[QAction, ...]:
        """What the app does with what it has learned."""
        return (self.finals, self.breed_alone, self.my_taste, self.trial)

    def show_state(self) -> None:
        """Enable what can be done now, and say why the rest cannot."""
        conductor, describe = self._conductor, self._maker.describe
        reason = "" if conductor.playing_id >= 0 else "Nothing plays"
        if self._tree.isChecked():
            reason = "This key zooms while the family tree is open"
        describe(self.like_bar, reason)
        describe(self.dislike_bar, reason)
        self._show_question()
        unknown = "" if conductor.knows_taste else "Rate some melodies first"
        describe(self.finals, unknown)
        describe(self.breed_alone, conductor.alone_hint)
        is_trial = conductor.session.is_trial
        describe(
            self.trial,
            "" if is_trial else unknown,
            "Results of the blind trial…" if is_trial else "",
        )

    def _show_question(self) -> None:
        conductor = self._conductor
        selected = conductor.individual(conductor.selected_id).name
        text = {
            Asking.NOTHING: "",
            Asking.BEST: f"{selected} is the best",
            Asking.WORST: f"{selected} is the worst",
        }[conductor.question.asking]
        reason = ""
        if self._tree.isChecked():
            reason = "Go to the breeding page first"
        elif conductor.question.best_id == conductor.selected_id:
            reason = "It is the best already"
        self._maker.describe(self.best_and_worst, reason, text)

    def _ask_or_answer(self) -> None:
        """Ask; while it is asked, answer by the selected melody."""
        question = self._conductor.question
        if question.is_asked:
            question.answer(self._conductor.selected_id)
        else:
            question.begin()
