"""Draw the picture in the README: the real app, some generations into a session.

It opens the app off screen, with a profile and a random seed of its own, does what a
listener would do by the same actions as the keyboard, and grabs the window while a
melody plays. Run it by `make screenshot` and look at the result.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from musicbreeder.__main__ import open_app
from musicbreeder.cli import command_line
from musicbreeder.gui.main_window import MainWindow

SIZE_PX = (1440, 900)
LOOK_EVERY_MS = 50
PATIENCE_MS = 120_000
DRAWN_AFTER_MS = 5_000
HEARD_FOR_MS = 3_300

# What is heard in each generation, and the stars it gets; None = heard, not rated.
RATINGS: tuple[dict[int, int | None], ...] = (
    {0: 4, 2: 4, 3: 5, 5: 5, 7: 2, 8: 4, 11: 1},
    {1: 5, 4: 3, 6: 4, 9: 2},
    {0: 5, 1: 4, 2: None, 3: 2, 6: 4, 7: None},
)
FAVOURITE_CARD, PINNED_CARD, SHOWN_CARD = 1, 6, 5


def listen(window: MainWindow) -> Iterator[Callable[[], bool]]:
    """Do what a listener does; yield what must be true before the next step."""
    actions = window.window_actions
    for generation, ratings in enumerate(RATINGS):
        if generation:
            actions.breed.trigger()
            yield actions.breed.isEnabled
        for place, stars in ratings.items():
            actions.hear_cards[place].trigger()
            yield actions.stop.isEnabled
            if stars is not None:
                actions.rate_actions[stars - 1].trigger()
            actions.stop.trigger()
    for place, action in (
        (FAVOURITE_CARD, actions.favourite),
        (PINNED_CARD, actions.pin),
    ):
        actions.hear_cards[place].trigger()
        yield actions.stop.isEnabled
        action.trigger()
        actions.stop.trigger()
    yield elapsed(DRAWN_AFTER_MS)
    actions.hear_cards[SHOWN_CARD].trigger()
    yield elapsed(HEARD_FOR_MS)


def elapsed(duration_ms: int) -> Callable[[], bool]:
    """Return what becomes true after `duration_ms`."""
    timer = QElapsedTimer()
    timer.start()
    return lambda: timer.hasExpired(duration_ms)


class Photographer:
    """Goes through the steps beside the app's event loop, then takes the picture."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._steps: Iterator[Callable[[], bool]] | None = None
        self._is_ready: Callable[[], bool] = lambda: True
        self._patience = elapsed(PATIENCE_MS)
        self._timer = QTimer()
        self._timer.timeout.connect(self._go_on)
        self._timer.start(LOOK_EVERY_MS)
        self.problem = ""

    def _go_on(self) -> None:
        windows = QApplication.allWidgets()
        window = next((w for w in windows if isinstance(w, MainWindow)), None)
        if self._patience():
            self.problem = "The app did not get ready in time."
            self._timer.stop()
            QApplication.exit(1)
        elif window is not None and window.isVisible() and self._is_ready():
            if self._steps is None:
                window.window().resize(*SIZE_PX)
                self._steps = listen(window)
            self._take_step(window, self._steps)

    def _take_step(
        self, window: MainWindow, steps: Iterator[Callable[[], bool]]
    ) -> None:
        try:
            self._is_ready = next(steps)
        except StopIteration:
            self._timer.stop()
            if not window.grab().save(str(self._path)):
                self.problem = f"“{self._path}” cannot be written."
            window.window().close()


def main() -> int:
    """Take the picture; return the exit status."""
    parser = argparse.ArgumentParser(description="Draw the picture in the README.")
    parser.add_argument("path", type=Path, metavar="FILE.png")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    arguments = parser.parse_args()
    arguments.path.parent.mkdir(parents=True, exist_ok=True)
    _application = QApplication([])  # kept alive to the end
    QCursor.setPos(2 * SIZE_PX[0], 2 * SIZE_PX[1])  # beside the window: nothing hovered
    photographer = Photographer(arguments.path)
    profile = ["--temporary-profile", "--silent", "--random-seed", "12"]
    status = command_line.main([*profile, "--theme", arguments.theme], open_app)
    if photographer.problem:
        print(photographer.problem, file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
