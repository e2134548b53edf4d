"""The grid of the benchmark of taste: four bars of 4/4 in sixteenths."""

import numpy as np
from numpy.typing import NDArray

STEP_COUNT, BAR_COUNT, BAR_STEPS = 64, 4, 16
NO_EVENT, NOTE_OFF = -2, -1

Events = NDArray[np.int16]
"""Melodies or one: a MIDI note starts, -1 a note ends, -2 it goes on."""
