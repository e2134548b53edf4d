"""The blind trial: what it is, and in the end what each way to breed was worth."""

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.tall_enough import TallEnough
from musicbreeder.gui.theme import current_theme
from musicbreeder.gui.themed import label, set_kind, space
from musicbreeder.services.trial import BY_MODEL, BY_TASTE, PLAIN, SourceResult

_NAMES = {
    PLAIN: "Bred plainly",
    BY_TASTE: "Bred by your taste",
    BY_MODEL: "Written by a model",
}
_WINNERS = {
    PLAIN: "Plain breeding",
    BY_TASTE: "Breeding by your taste",
    BY_MODEL: "What a model writes, chosen by your taste,",
}
_ENOUGH_HEARD = 24


class TrialDialog(QDialog):
    """Begins a trial, or shows its results and ends it."""

    def __init__(self, conductor: Conductor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conductor = conductor
        is_trial = conductor.session.is_trial
        self.setWindowTitle("Blind trial")
        self.action_button = QPushButton("End the trial" if is_trial else "Begin")
        self.action_button.setToolTip(
            "Go back to breeding by your taste alone"
            if is_trial
            else "Mix them from the next generation on"
        )
        self.action_button.clicked.connect(lambda: self._set_trial(not is_trial))
        self.close_button = QPushButton("Go on with the trial" if is_trial else "Close")
        self.close_button.setToolTip("Close this window")
        self.close_button.clicked.connect(self.reject)
        default = self.close_button if is_trial else self.action_button
        set_kind(default, "primary")
        default.setDefault(True)
        column = QVBoxLayout(self)
        space(column, (24, 20, 24, 20), spacing=14)
        column.addWidget(label("Blind trial", "title"))
        if is_trial:
            self._add_results(column)
        else:
            text = (
                "Does the app really know your taste? From the next generation on, "
                "each screen is shared evenly by melodies bred plainly from your "
                "ratings, melodies bred by the learned taste, and melodies that a "
                "trained model writes and your taste only chooses, shuffled. No card "
                "tells which is which. Rate as always for a few generations, then look "
                "at the results here."
            )
            column.addWidget(label(text, "secondary", wraps=True))
        column.addStretch(1)
        buttons = QHBoxLayout()
        space(buttons, spacing=8)
        buttons.addStretch(1)
        for button in (self.close_button, self.action_button)[:: -1 if is_trial else 1]:
            buttons.addWidget(button)
        column.addLayout(buttons)
        self.setMinimumWidth(current_theme().px(520))
        TallEnough(self)

    def _add_results(self, column: QVBoxLayout) -> None:
        results = self._conductor.session.trial_results
        table = QGridLayout()
        space(table, spacing=10)
        headings = (
            "",
            "Heard",
            "Mean stars",
            "Favourites",
            "Your listens per favourite",
        )
        for place, heading in enumerate(headings):
            table.addWidget(label(heading, "muted"), 0, place)
        for line, result in enumerate(results, start=1):
            for place, text in enumerate(cells(result)):
                cell = label(text, "heading" if place == 0 else "")
                cell.setAccessibleName(f"{headings[place]}: {text}" if place else text)
                if place:
                    cell.setAlignment(Qt.AlignmentFlag.AlignLeft)
                table.addWidget(cell, line, place)
        self.verdict = label(verdict(results), "secondary", wraps=True)
        column.addLayout(table)
        column.addWidget(self.verdict)

    def _set_trial(self, is_trial: bool) -> None:
        self._conductor.set_trial(is_trial)
        self.accept()


def cells(result: SourceResult) -> tuple[str, ...]:
    """Return a line of the table for one way to breed."""
    listens = "none yet"
    if result.listens_per_favourite is not None:
        most = (
            "more" if math.isinf(result.most_listens) else f"{result.most_listens:.0f}"
        )
        listens = (
            f"{result.listens_per_favourite:.1f}  "
            f"(probably {result.least_listens:.0f} to {most})"
        )
    mean = "-" if result.mean_stars is None else f"{result.mean_stars:.1f}"
    return (
        _NAMES[result.source],
        str(result.heard_count),
        mean,
        str(result.favourite_count),
        listens,
    )


def verdict(results: tuple[SourceResult, ...]) -> str:
    """Return in one sentence what the trial tells so far, and how surely."""
    if min(one.heard_count for one in results) < _ENOUGH_HEARD:
        return (
            f"Too early to tell: hear at least {_ENOUGH_HEARD} of each. A favourite is "
            "a heart or five stars."
        )
    for one in results:
        others = [other for other in results if other is not one]
        if all(one.most_listens < other.least_listens for other in others):
            return (
                f"{_WINNERS[one.source]} brings you favourites with the fewest listens."
            )
    return (
        "The ranges overlap, so the difference may be chance; a few more generations "
        "would tell."
    )
