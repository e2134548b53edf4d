"""Named numbers that describe a melody, for many melodies at once.

`FEATURES` says what each column of a feature matrix is and where the measure comes
from. The taste model, the general sense of melody and the search for spread on a screen
all read these columns, so they are computed for a whole batch in numpy.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.feature_batch import Feature, MelodyBatch
from musicbreeder.melody.feature_form import FORM_FEATURES, form_columns
from musicbreeder.melody.feature_pitch import PITCH_FEATURES, pitch_columns
from musicbreeder.melody.feature_rhythm import RHYTHM_FEATURES, rhythm_columns
from musicbreeder.melody.feature_tonality import TONALITY_FEATURES, tonality_columns
from musicbreeder.melody.melody import Melody
from musicbreeder.theory.meter import Meter

FEATURES: tuple[Feature, ...] = (
    *RHYTHM_FEATURES,
    *PITCH_FEATURES,
    *TONALITY_FEATURES,
    *FORM_FEATURES,
)
"""What each column of a feature matrix is, in order."""

FEATURE_INDEX: dict[str, int] = {
    feature.name: index for index, feature in enumerate(FEATURES)
}
"""The column of each feature by its name."""


def feature_matrix(melodies: Sequence[Melody]) -> NDArray[np.float32]:
    """Return the features of each melody; lengths and meters may differ.

    Returns:
        ``(melody_count, len(FEATURES))`` finite float32.
    """
    matrix = np.zeros((len(melodies), len(FEATURES)), dtype=np.float32)
    alike: dict[tuple[int, Meter], list[int]] = defaultdict(list)
    for index, melody in enumerate(melodies):
        alike[melody.step_count, melody.meter].append(index)
    for (_, meter), indices in alike.items():
        events = np.stack([melodies[index].events for index in indices])
        matrix[indices] = feature_matrix_of_events(events, meter)
    return matrix


def feature_matrix_of_events(
    events: NDArray[np.int16], meter: Meter
) -> NDArray[np.float32]:
    """Return the features of melodies that are not yet `Melody` objects.

    Args:
        events: ``(melody_count, step_count)`` in the convention of `melody.melody`;
            whole bars.
        meter: the meter of them all.

    Returns:
        ``(melody_count, len(FEATURES))`` finite float32.

    Raises:
        ValueError: the steps make no whole bars.
    """
    if events.ndim != 2 or events.shape[1] == 0:
        raise ValueError(f"events must be (melodies, steps), got shape {events.shape}")
    if events.shape[1] % meter.steps_per_bar:
        raise ValueError(
            f"{events.shape[1]} steps make no whole bars of {meter.steps_per_bar}"
        )
    batch = MelodyBatch(events, meter)
    columns = rhythm_columns(batch)
    columns |= pitch_columns(batch)
    columns |= tonality_columns(batch)
    columns |= form_columns(batch)
    matrix = np.empty((len(events), len(FEATURES)), dtype=np.float32)
    for index, feature in enumerate(FEATURES):
        matrix[:, index] = columns[feature.name]
    return matrix
