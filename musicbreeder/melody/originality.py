"""Whether a melody is new: the known tune it comes nearest to, and what it quotes.

Figures of five notes lead from the melody to the tunes that share them, in any key, at
any place and at the same, half or double speed; a figure may skip one or two notes of
the melody, so that ornaments do not hide it. Each hit votes for a tune, a transposition
and a shift, the rarer the figure the louder. The places with the most votes are then
compared note by note, see `originality_alignment`.

What two melodies share is counted in notes and weighed in bits: a scale run stands in
hundreds of tunes and weighs little. Only from `QUOTATION_BITS` on is a melody said to
quote; a bar that stands in a tune is named from `QUOTED_BAR_BITS` on, which is no
reproach: in the old books half of the tunes share one with another. Melodies of fewer
than five notes are not judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.melody import Melody
from musicbreeder.melody.originality_alignment import (
    Alignment,
    Line,
    Place,
    aligned,
)
from musicbreeder.melody.originality_figures import (
    FIGURE_NOTES,
    FigureRarity,
    figure_codes,
    figures_of,
)
from musicbreeder.melody.originality_tunes import (
    TICKS_PER_QUARTER,
    Tunes,
    note_rows,
)

QUOTATION_BITS = 22.0
"""What melody and tune must share for the melody to quote the tune.

About two bars of eight notes that hardly another tune has. Of 300 melodies of the
phrase grammar none comes so far, and of old tunes played backwards or upside down one
in sixty; of real four-bar phrases put into other melodies, in any key, at any place and
with ornaments, 98 %."""

QUOTED_BAR_BITS = 14.0
"""What they must share around a bar for it to be named."""

WHOLE_SHARE, WHOLE_BITS = 0.8, 16.0
"""A melody of few notes that has this share of them from one tune quotes it, too."""

_ROWS_OF_NOTES = (
    (0, 1, 2, 3, 4),
    (0, 2, 3, 4, 5), (0, 1, 3, 4, 5), (0, 1, 2, 4, 5),
    (0, 3, 4, 5, 6), (0, 1, 4, 5, 6), (0, 1, 2, 5, 6),
)  # fmt: skip
_MOST_HITS = 60_000
_PLACES_COMPARED = 24
_TIME_SCALES = (0.5, 1.0, 2.0)
_HIGHEST_STEP = 256
_MOST_SHIFT = 1 << 23
_FEWEST_NOTES_OF_A_BAR = 3
_NOTES_OF_A_BAR_MISSED = 0.2


@dataclass(frozen=True)
class BarQuotation:
    """A bar of a melody that stands in a known tune.

    Attributes:
        bar: of the melody, from 0.
        title: of the tune.
        source: where the tune is from.
        tune_bar: of the tune, from 0; -1 = its pick-up.
    """

    bar: int
    title: str
    source: str
    tune_bar: int


@dataclass(frozen=True)
class Nearness:
    """The known tune that a melody comes nearest to.

    Attributes:
        title: of the tune.
        source: where the tune is from.
        note_count: notes of the melody.
        common_count: of them, those it has in common with the tune.
        bits: what these tell, see `QUOTATION_BITS`.
        semitones: from the melody up to the tune.
        time_scale: lengths of the tune to those of the melody: 0.5, 1 or 2.
        bars: first and last bar of the melody with notes in common, from 0.
        tune_bars: the same of the tune; -1 = its pick-up.
        quoted_bars: bars that stand in this tune or in others, in order.
    """

    title: str
    source: str
    note_count: int
    common_count: int
    bits: float
    semitones: int
    time_scale: float
    bars: tuple[int, int]
    tune_bars: tuple[int, int]
    quoted_bars: tuple[BarQuotation, ...] = ()

    @property
    def share(self) -> float:
        """Of the melody's notes, those in common with the tune: 0-1."""
        return self.common_count / self.note_count

    @property
    def is_quotation(self) -> bool:
        is_whole = self.share >= WHOLE_SHARE and self.bits >= WHOLE_BITS
        return is_whole or self.bits >= QUOTATION_BITS


@dataclass(frozen=True, eq=False)
class _Found:
    tune: int
    place: Place
    alignment: Alignment


class OriginalityIndex:
    """Known tunes, to ask which one a melody comes nearest to.

    Args:
        tunes: known ones.
        rarity: what figures are worth; None = as these tunes have them.
    """

    def __init__(self, tunes: Tunes, rarity: FigureRarity | None = None) -> None:
        self.tunes = tunes
        self.rarity = rarity or FigureRarity(tunes)
        self._bits = self.rarity.note_bits(tunes)
        starts, codes = figures_of(tunes, FIGURE_NOTES)
        order = np.argsort(codes, kind="stable")
        self._codes, self._starts = codes[order], starts[order]
        self._spans = tunes.onsets[starts + FIGURE_NOTES - 1] - tunes.onsets[starts]
        self._spans = self._spans[order]

    def nearest(self, melody: Melody) -> Nearness | None:
        """Return the tune a melody shares most with; None = nothing worth naming."""
        rows = note_rows(melody)
        if len(rows) < FIGURE_NOTES:
            return None
        line = Line(rows[:, 0], rows[:, 1], rows[:, 2], np.zeros(0, np.float32))
        found = [self._aligned(line, *place) for place in self._places(line)]
        found = [one for one in found if len(one.alignment.melody_notes) > 1]
        if not found:
            return None
        found.sort(key=lambda one: one.alignment.bits, reverse=True)
        best = found[0]
        bar_ticks = melody.meter.quarters_per_bar * TICKS_PER_QUARTER
        bars = (line.onsets // bar_ticks).astype(np.intp)
        common = best.alignment.melody_notes
        tune_bars = self._tune_bars(best)
        return Nearness(
            title=self.tunes.titles[best.tune],
            source=self.tunes.sources[best.tune],
            note_count=len(rows),
            common_count=len(common),
            bits=best.alignment.bits,
            semitones=best.place.semitones,
            time_scale=best.place.time_scale,
            bars=(int(bars[common[0]]), int(bars[common[-1]])),
            tune_bars=(int(tune_bars[0]), int(tune_bars[-1])),
            quoted_bars=tuple(self._quoted_bars(found, bars)),
        )

    # From figures to places.

    def _places(self, line: Line) -> list[tuple[int, Place]]:
        """Return the tunes and places with the most votes."""
        codes, first_notes, spans = _figures(line)
        lows = np.searchsorted(self._codes, codes, side="left")
        hits = np.searchsorted(self._codes, codes, side="right") - lows
        rare_first = np.argsort(hits, kind="stable")
        rare_first = rare_first[hits[rare_first] > 0]
        rare_first = rare_first[np.cumsum(hits[rare_first]) <= _MOST_HITS]
        lows, hits = lows[rare_first], hits[rare_first]
        if len(hits) == 0:
            return []
        asked = np.repeat(np.arange(len(hits)), hits)
        ends = np.cumsum(hits)
        found = np.arange(ends[-1]) - np.repeat(ends - hits, hits) + lows[asked]
        tune_spans = self._spans[found]
        spans = spans[rare_first][asked]
        scale_places = np.full(len(found), -1)
        for place, time_scale in enumerate(_TIME_SCALES):
            scale_places[tune_spans == spans * time_scale] = place
        is_alike = scale_places >= 0
        notes = first_notes[rare_first][asked][is_alike]
        weights = np.log2(len(self._codes) / hits)[asked][is_alike]
        return self._voted(
            line, notes, self._starts[found[is_alike]], scale_places[is_alike], weights
        )

    def _voted(
        self,
        line: Line,
        notes: NDArray[np.intp],
        tune_notes: NDArray[np.int64],
        scale_places: NDArray[np.intp],
        weights: NDArray[np.float64],
    ) -> list[tuple[int, Place]]:
        tunes = self.tunes
        numbers = np.searchsorted(tunes.first_notes, tune_notes, side="right") - 1
        steps = tunes.midi_notes[tune_notes] - line.midi_notes[notes]
        scales = np.array(_TIME_SCALES)[scale_places]
        # In half ticks, which halved lengths may need.
        shifts = (2 * (tunes.onsets[tune_notes] - scales * line.onsets[notes])).astype(
            np.int64
        )
        ballots = numbers.astype(np.int64) * _HIGHEST_STEP + steps + _HIGHEST_STEP // 2
        ballots = ballots * len(_TIME_SCALES) + scale_places
        ballots = ballots * (2 * _MOST_SHIFT) + shifts + _MOST_SHIFT
        places, which = np.unique(ballots, return_inverse=True)
        votes = np.bincount(which, weights)
        chosen = places[np.argsort(-votes, kind="stable")[:_PLACES_COMPARED]]
        return [_place(int(ballot)) for ballot in chosen]

    def _aligned(self, line: Line, tune: int, place: Place) -> _Found:
        tunes = self.tunes
        notes = slice(tunes.first_notes[tune], tunes.first_notes[tune + 1])
        known = Line(
            tunes.midi_notes[notes],
            tunes.onsets[notes],
            tunes.durations[notes],
            self._bits[notes],
        )
        return _Found(tune, place, aligned(line, known, place))

    # What is told of the places.

    def _tune_bars(self, found: _Found) -> NDArray[np.intp]:
        """Return the tune's bars of the notes in common, from 0."""
        tunes = self.tunes
        notes = tunes.first_notes[found.tune] + found.alignment.tune_notes
        ticks = tunes.onsets[notes] - tunes.first_bars[found.tune]
        bars: NDArray[np.intp] = ticks // tunes.bar_ticks[found.tune]
        return bars

    def _quoted_bars(
        self, found: Sequence[_Found], bars: NDArray[np.intp]
    ) -> list[BarQuotation]:
        """Return the bars that stand in tunes, each with the tune that has it best."""
        quoted: dict[int, BarQuotation] = {}
        note_counts = np.bincount(bars)
        for one in found:
            if one.alignment.bits < QUOTED_BAR_BITS:
                break
            tune_bars = self._tune_bars(one)
            of_melody = bars[one.alignment.melody_notes]
            for bar in np.unique(of_melody):
                common_count = np.count_nonzero(of_melody == bar)
                fewest = note_counts[bar] * (1 - _NOTES_OF_A_BAR_MISSED)
                is_whole = common_count >= max(fewest, _FEWEST_NOTES_OF_A_BAR)
                if is_whole and int(bar) not in quoted:
                    quoted[int(bar)] = BarQuotation(
                        int(bar),
                        self.tunes.titles[one.tune],
                        self.tunes.sources[one.tune],
                        int(tune_bars[of_melody == bar][0]),
                    )
        return [quoted[bar] for bar in sorted(quoted)]


def _figures(
    line: Line,
) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.integer]]:
    """Return the figures of a melody, ornaments in the way or not.

    Returns:
        codes, first notes and lengths in ticks from first to last onset.
    """
    rows = [
        np.arange(len(line.onsets) - row[-1])[:, None] + np.array(row)
        for row in _ROWS_OF_NOTES
        if row[-1] < len(line.onsets)
    ]
    notes = np.concatenate(rows)
    spans = line.onsets[notes[:, -1]] - line.onsets[notes[:, 0]]
    return figure_codes(line.midi_notes[notes]), notes[:, 0], spans


def _place(ballot: int) -> tuple[int, Place]:
    ballot, shift = divmod(ballot, 2 * _MOST_SHIFT)
    ballot, scale_place = divmod(ballot, len(_TIME_SCALES))
    tune, step = divmod(ballot, _HIGHEST_STEP)
    return tune, Place(
        semitones=step - _HIGHEST_STEP // 2,
        time_scale=_TIME_SCALES[scale_place],
        shift_ticks=(shift - _MOST_SHIFT) / 2,
    )
