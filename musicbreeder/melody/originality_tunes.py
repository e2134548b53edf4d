"""Tunes as rows of notes, ready to be searched: thousands in a handful of arrays.

Times are whole ticks, `TICKS_PER_QUARTER` to the quarter note, so that sixteenths,
triplets and their halves fall exactly, whatever grid a melody was written on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import Melody

TICKS_PER_QUARTER = 48


@dataclass(frozen=True, eq=False)
class Tunes:
    """A collection of single-voice tunes, their notes one after another.

    Attributes:
        titles: ``tune_count`` of them.
        sources: book, composer or file each tune is from.
        midi_notes: ``(note_count,)`` int16.
        onsets: ``(note_count,)`` int32, in ticks from the start of the tune, ascending.
        durations: ``(note_count,)`` int32, in ticks.
        first_notes: ``(tune_count + 1,)`` int32; tune `i` has the notes
            ``first_notes[i]:first_notes[i + 1]``.
        bar_ticks: ``(tune_count,)`` int32, the length of a bar.
        first_bars: ``(tune_count,)`` int32, the tick on which the first whole bar
            begins: the length of the pick-up.
    """

    titles: tuple[str, ...]
    sources: tuple[str, ...]
    midi_notes: NDArray[np.int16]
    onsets: NDArray[np.int32]
    durations: NDArray[np.int32]
    first_notes: NDArray[np.int32]
    bar_ticks: NDArray[np.int32]
    first_bars: NDArray[np.int32]

    def __post_init__(self) -> None:
        tune_count, note_count = len(self.titles), len(self.midi_notes)
        of_tunes = (len(self.sources), len(self.bar_ticks), len(self.first_bars))
        of_notes = (len(self.onsets), len(self.durations), int(self.first_notes[-1]))
        if {*of_tunes, len(self.first_notes) - 1} != {tune_count}:
            raise ValueError(f"every tune needs its facts, got {of_tunes}")
        if set(of_notes) != {note_count}:
            raise ValueError(f"every note needs its times, got {of_notes}")

    def __len__(self) -> int:
        return len(self.titles)

    @property
    def note_count(self) -> int:
        return len(self.midi_notes)

    @staticmethod
    def of(tunes: Sequence[tuple[str, str, Melody]]) -> "Tunes":
        """Return tunes given as title, source and melody."""
        rows = [note_rows(melody) for _, _, melody in tunes]
        counts = [len(row) for row in rows]
        notes = np.concatenate(rows) if rows else np.zeros((0, 3), dtype=np.int32)
        bars = [
            round(melody.meter.quarters_per_bar * TICKS_PER_QUARTER)
            for _, _, melody in tunes
        ]
        return Tunes(
            titles=tuple(title for title, _, _ in tunes),
            sources=tuple(source for _, source, _ in tunes),
            midi_notes=notes[:, 0].astype(np.int16),
            onsets=notes[:, 1],
            durations=notes[:, 2],
            first_notes=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
            bar_ticks=np.array(bars, dtype=np.int32),
            first_bars=np.zeros(len(tunes), dtype=np.int32),
        )


def note_rows(melody: Melody) -> NDArray[np.int32]:
    """Return the notes of a melody.

    Returns:
        ``(note_count, 3)`` int32: MIDI note, onset and duration in ticks.
    """
    ticks_per_step = melody.meter.quarters_per_step * TICKS_PER_QUARTER
    rows = [
        (
            note.midi_note,
            round(note.start * ticks_per_step),
            round(note.end * ticks_per_step) - round(note.start * ticks_per_step),
        )
        for note in melody.notes
    ]
    return np.array(rows, dtype=np.int32).reshape(-1, 3)
