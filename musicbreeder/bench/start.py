"""How soon the app's window is there, beside a window with nothing in it.

Both are started again and again, in turn, as programs of their own; what counts is the
processor time each has used when its window was painted. The app tells its own times
in its log. Off screen, with a profile of its own, as on a first start.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from statistics import median

from tqdm import tqdm

_ROUNDS, _QUICK_ROUNDS = 9, 3
_PATIENCE_SECONDS = 60.0
_SECONDS = re.compile(r"the (window|melodies).* after ([0-9.]+) s of processor time")
_EMPTY_WINDOW = """
import time
import numpy
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
class Window(QWidget):
    def paintEvent(self, event):
        print(f"the window is there after {time.process_time()} s of processor time")
        application.quit()
window = Window()
window.show()
application.exec()
"""
_APP = ("-m", "musicbreeder", "--temporary-profile", "--silent", "--log-level", "info")


def measure(is_quick: bool) -> dict[str, float]:
    """Measure, print a table and return the figures.

    Args:
        is_quick: three rounds in place of nine.
    """
    empty, window, melodies = [], [], []
    rounds: Iterable[int] = range(_QUICK_ROUNDS if is_quick else _ROUNDS)
    for _ in tqdm(rounds, desc="starting", leave=False):
        empty.append(_times(("-c", _EMPTY_WINDOW), "window")["window"])
        times = _times(_APP, "melodies")
        window.append(times["window"])
        melodies.append(times["melodies"])
    figures = {
        "empty_window_cpu_s": median(empty),
        "window_cpu_s": median(window),
        "melodies_cpu_s": median(melodies),
        "window_ratio": median(window) / median(empty),
    }
    print("Processor time from the start of the program, median (least), in seconds")
    for words, values in (
        ("a window with nothing in it", empty),
        ("the app's window", window),
        ("generation 1 in it", melodies),
    ):
        print(f"  {words:30} {median(values):6.2f} ({min(values):.2f})")
    return figures


def _times(arguments: tuple[str, ...], last: str) -> dict[str, float]:
    """Return what a program told of its start, up to the `last` word of it."""
    with tempfile.TemporaryDirectory(prefix="musicbreeder-") as folder:
        # The program is ended as soon as it has told: what it leaves goes with us.
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "TMPDIR": folder,
            "TEMP": folder,
        }
        program = subprocess.Popen(
            [sys.executable, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        times: dict[str, float] = {}
        said = []
        assert program.stdout is not None
        for line in program.stdout:
            said.append(line)
            found = _SECONDS.search(line)
            if found is not None:
                times[found[1]] = float(found[2])
            if last in times:
                break
        program.kill()
        program.wait(_PATIENCE_SECONDS)
        program.stdout.close()
    if last not in times:
        raise RuntimeError(f"the program did not start: {''.join(said)}")
    return times
