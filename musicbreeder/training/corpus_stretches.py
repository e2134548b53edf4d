"""From the measures of a tune to unbroken stretches of whole bars on a grid.

Repeats are not played out: a section stands once with its second ending, and once more
with its first where it has one. A bar that a repeat sign cuts in two is put together
again; where a section ends before the bar does, its last note is held to the bar line.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.training.abc_reader import (
    REST,
    TICKS_PER_WHOLE,
    TIED,
    Measure,
    ReadTune,
)

HOLD_TOKEN, REST_TOKEN, FIRST_PITCH_TOKEN = 0, 1, 2
LOWEST_PITCH, PITCH_COUNT = 53, 36
"""MIDI 53-88 (F3 to E6): what key-normalised tunes use."""

TOKEN_COUNT = FIRST_PITCH_TOKEN + PITCH_COUNT

GRID_METERS: dict[tuple[int, int], tuple[str, int]] = {
    (4, 4): ("4/4", TICKS_PER_WHOLE // 16),
    (2, 2): ("4/4", TICKS_PER_WHOLE // 16),
    (2, 4): ("4/4", TICKS_PER_WHOLE // 32),
    (6, 8): ("6/8", TICKS_PER_WHOLE // 16),
    (3, 4): ("3/4", TICKS_PER_WHOLE // 16),
}
"""For a time signature: the meter it is learned in, and the ticks of a step."""

STEPS_PER_BAR = {"4/4": 16, "6/8": 12, "3/4": 12}
_CENTRE_PITCH = 70.0
_MOST_ROUNDING = 0.4


@dataclass(frozen=True, eq=False)
class Bar:
    """A whole bar on the grid.

    Attributes:
        tokens: ``(steps_per_bar,)`` uint8.
        closing_tokens: the same where the section ends here: what leads into the next
            one is left out.
        place: bars before it in its section.
        ends_section: it is the last of its section.
    """

    tokens: NDArray[np.uint8]
    closing_tokens: NDArray[np.uint8]
    place: int
    ends_section: bool


@dataclass(frozen=True, eq=False)
class _Piece:
    """A measure, or two halves of one put together, on the way to a bar.

    Attributes:
        notes: ``(pitch, ticks)`` in order.
        closing_notes: without what already belongs to the next section.
        begins_section: it is the first of its section, pickup or not.
        ends_section: the section's last note is in it.
        leads_over: its end is the pickup of the next section.
    """

    notes: list[tuple[int, int]]
    closing_notes: list[tuple[int, int]]
    fifths: int
    is_sound: bool
    begins_section: bool
    ends_section: bool
    leads_over: bool = False

    @property
    def ticks(self) -> int:
        return sum(ticks for _, ticks in self.notes)

    def joined(self, other: "_Piece") -> "_Piece":
        notes = self.notes + other.notes
        return _Piece(
            notes,
            self.notes if self.ends_section else notes,
            self.fifths,
            self.is_sound and other.is_sound and self.fifths == other.fifths,
            self.begins_section,
            self.ends_section or other.ends_section,
            leads_over=self.ends_section,
        )


def stretches(tune: ReadTune) -> list[list[Bar]]:
    """Return runs of whole bars without key signature; none if unusable."""
    if tune.meter not in GRID_METERS:
        return []
    meter, step_ticks = GRID_METERS[tune.meter]
    grid = _Grid(STEPS_PER_BAR[meter], step_ticks, key_shift(tune), tune.key.fifths)
    return [run for flow in _flows(tune.measures) for run in grid.runs(flow)]


def key_shift(tune: ReadTune) -> int:
    """Return semitones that bring a tune to no sharps and flats, in the middle."""
    pitches = [p for m in tune.measures for p, _ in m.notes if p >= 0]
    if not pitches:
        return 0
    base = -7 * tune.key.fifths % 12
    mean = sum(pitches) / len(pitches)
    return base + 12 * round((_CENTRE_PITCH - mean - base) / 12)


def _flows(measures: list[Measure]) -> list[list[_Piece]]:
    """Return the tune with second endings, then each section with its first ending."""
    main: list[_Piece] = []
    others: list[list[_Piece]] = []
    for section in _sections(measures):
        common = [m for m in section if m.ending == 0]
        first = [m for m in section if m.ending == 1]
        second = [m for m in section if m.ending > 1]
        main += _pieces(common + (second or first))
        if first and second:
            others.append(_pieces(common + first))
    return [main, *others]


def _sections(measures: list[Measure]) -> list[list[Measure]]:
    sections: list[list[Measure]] = []
    for measure in measures:
        if measure.starts_section or not sections:
            sections.append([])
        sections[-1].append(measure)
    return sections


def _pieces(section: list[Measure]) -> list[_Piece]:
    last = len(section) - 1
    return [
        _Piece(m.notes, m.notes, m.fifths, m.is_sound, place == 0, place == last)
        for place, m in enumerate(section)
    ]


@dataclass(frozen=True)
class _Grid:
    """Puts notes on steps.

    Attributes:
        shift: semitones to the tune's place without sharps and flats.
        fifths: the tune's signature; bars in another one are left out.
    """

    steps_per_bar: int
    step_ticks: int
    shift: int
    fifths: int

    @property
    def bar_ticks(self) -> int:
        return self.steps_per_bar * self.step_ticks

    def runs(self, flow: list[_Piece]) -> list[list[Bar]]:
        """Return the unbroken runs of whole bars of a flow."""
        runs: list[list[Bar]] = [[]]
        place = 0
        for piece in self._whole(flow):
            if piece.begins_section:
                place = 0
            bar = self._bar(piece, place)
            if bar is not None:
                runs[-1].append(bar)
            if bar is None or piece.ticks != self.bar_ticks:
                runs.append([])
            is_pickup = piece.begins_section and piece.ticks < self.bar_ticks
            place = 0 if piece.leads_over or is_pickup else place + 1
        return [run for run in runs if run]

    def _whole(self, flow: list[_Piece]) -> list[_Piece]:
        whole: list[_Piece] = []
        for piece in flow:
            if whole and whole[-1].ticks + piece.ticks == self.bar_ticks:
                whole[-1] = whole[-1].joined(piece)
            else:
                whole.append(piece)
        return whole

    def _bar(self, piece: _Piece, place: int) -> Bar | None:
        is_usable = piece.is_sound and piece.fifths == self.fifths
        is_whole = piece.ticks == self.bar_ticks
        is_short_end = piece.ends_section and 2 * piece.ticks >= self.bar_ticks
        if not is_usable or not (is_whole or is_short_end):
            return None
        tokens = self._tokens(piece.notes)
        closing = self._tokens(piece.closing_notes)
        if tokens is None or closing is None:
            return None
        return Bar(tokens, closing, place, piece.ends_section)

    def _tokens(self, notes: list[tuple[int, int]]) -> NDArray[np.uint8] | None:
        """Return the steps of a bar; None where two notes meet or one is too far out.

        The last note, or rest, goes on to the bar line whatever its length.
        """
        tokens = np.full(self.steps_per_bar, HOLD_TOKEN, dtype=np.uint8)
        tick = 0
        taken = -1
        for pitch, ticks in notes:
            step = round(tick / self.step_ticks)
            is_off = abs(tick / self.step_ticks - step) > _MOST_ROUNDING
            if is_off or step <= taken or step >= self.steps_per_bar:
                return None
            token = self._token(pitch)
            if token is None:
                return None
            tokens[step] = token
            taken = step
            tick += ticks
        return tokens

    def _token(self, pitch: int) -> int | None:
        if pitch == TIED:
            return HOLD_TOKEN
        if pitch == REST:
            return REST_TOKEN
        place = pitch + self.shift - LOWEST_PITCH
        return FIRST_PITCH_TOKEN + place if 0 <= place < PITCH_COUNT else None
