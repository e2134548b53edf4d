"""Melodies of any length as stretches of four bars, and back."""

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import NO_EVENT, NOTE_OFF, Melody
from musicbreeder.melody.transform import with_bar_count
from musicbreeder.seeding.latent_grid import BAR_COUNT


def four_bars_each(melody: Melody) -> list[Melody]:
    """Return a melody cut into four bars each; the last stretch ends where it ends."""
    if melody.bar_count <= BAR_COUNT:
        return [with_bar_count(melody, BAR_COUNT)]
    length = BAR_COUNT * melody.meter.steps_per_bar
    return [_stretch(melody, start, start + length) for start in starts_of(melody)]


def _stretch(melody: Melody, start: int, stop: int) -> Melody:
    """Return some steps of a melody; a note held into them starts there again."""
    events = melody.events[start:stop].copy()
    velocities = melody.velocities[start:stop].copy()
    marks = np.flatnonzero(melody.events[: start + 1] != NO_EVENT)
    if events[0] == NO_EVENT and len(marks):
        events[0] = max(int(melody.events[marks[-1]]), NOTE_OFF)
        velocities[0] = melody.velocities[marks[-1]]
    return Melody(events, velocities, melody.meter)


def starts_of(melody: Melody) -> list[int]:
    """Return the step at which each of its windows begins."""
    if melody.bar_count <= BAR_COUNT:
        return [0]
    bar = melody.meter.steps_per_bar
    last = melody.bar_count - BAR_COUNT
    return [*(bar * start for start in range(0, last, BAR_COUNT)), bar * last]


def joined(windows: list[NDArray[np.int16]], model: Melody) -> NDArray[np.int16]:
    """Return the events of a whole melody from those of its windows."""
    if len(windows) == 1:
        return windows[0][: model.step_count].copy()
    events = np.full(model.step_count, NO_EVENT, dtype=np.int16)
    done = 0
    for start, window in zip(starts_of(model), windows, strict=True):
        events[done : start + len(window)] = window[done - start :]
        # A note that was cut to begin the window is held on, as it was.
        if done and model.events[done] == NO_EVENT:
            events[done] = NO_EVENT
        done = start + len(window)
    return events
