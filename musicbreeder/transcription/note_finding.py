"""From a pitch track to notes: where each begins and ends, and which it is.

A note ends where the voice stops, where the pitch settles elsewhere, or where the same
pitch is struck again, heard as a dip in loudness. People hum a little sharp or flat but
keep to it, so their own tuning is found first and taken off.
"""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musicbreeder.melody.timing import TimedNote
from musicbreeder.theory.pitch import HIGHEST_MIDI_NOTE
from musicbreeder.transcription.pitch_track import PitchTrack

_SHORTEST_SECONDS, _LONGEST_GAP_SECONDS = 0.07, 0.04
_SETTLED_SECONDS = 0.05
_ELSEWHERE_SEMITONES = 0.65
_LONGEST_SLIDE_SECONDS, _SLIDE_SEMITONES = 0.13, 0.4
_DIP_DB, _DIP_REACH_SECONDS = 5.0, 0.09
_RISE_DB, _RISE_SECONDS = 3.2, 0.04
_SLIP_SECONDS, _SLIP_GAP_FRAMES = 0.3, 3
_QUIETEST_VELOCITY, _LOUDEST_VELOCITY = 60, 112
_DYNAMICS_DB = 24.0


@dataclass(frozen=True)
class HeardNotes:
    """The notes of one voice.

    Attributes:
        notes: by their starts; none overlap.
        trust: 0-1 for each note, how clear its pitch was.
        tuning_cents: how far the voice is above concert pitch, -50..50.
    """

    notes: tuple[TimedNote, ...]
    trust: tuple[float, ...]
    tuning_cents: float

    @property
    def confidence(self) -> float:
        """How clear the whole was, 0-1, long notes counting for more."""
        lengths = [note.duration_seconds for note in self.notes]
        if not lengths:
            return 0.0
        return float(np.average(self.trust, weights=lengths))


def heard_notes(track: PitchTrack) -> HeardNotes:
    """Return the notes of a pitch track."""
    times = track.times
    if len(times) < 3:
        return HeardNotes((), (), 0.0)
    hop = float(np.median(np.diff(times)))
    pitches = _bridged(_smoothed(track.pitches), round(_LONGEST_GAP_SECONDS / hop))
    tuning = _tuning(pitches)
    bounds = [
        piece
        for start, stop in _voiced_stretches(pitches)
        for piece in _pieces(pitches - tuning, track.levels_db, start, stop, hop)
    ]
    bounds = _without_octave_slips(bounds, pitches, hop)
    notes, trust = [], []
    loudest = max((_level(track, *piece) for piece in bounds), default=0.0)
    for start, stop in bounds:
        length = (stop - start) * hop
        if length < _SHORTEST_SECONDS:
            continue
        pitch = round(_centre(pitches[start:stop]) - tuning)
        if not 0 <= pitch <= HIGHEST_MIDI_NOTE:
            continue
        softer = min(max(loudest - _level(track, start, stop), 0.0), _DYNAMICS_DB)
        velocity = _LOUDEST_VELOCITY - softer / _DYNAMICS_DB * (
            _LOUDEST_VELOCITY - _QUIETEST_VELOCITY
        )
        begin = max(float(times[start]) - hop / 2, 0.0)
        notes.append(TimedNote(begin, length, pitch, round(velocity)))
        trust.append(float(np.nanmean(track.trust[start:stop])))
    return HeardNotes(tuple(notes), tuple(trust), 100.0 * tuning)


def _smoothed(pitches: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median of each frame and its neighbours; gaps stay gaps."""
    padded = np.pad(pitches, 2, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 5)
    smoothed = pitches.copy()
    known = ~np.isnan(pitches)
    smoothed[known] = np.nanmedian(windows[known], axis=1)
    return smoothed


def _bridged(pitches: NDArray[np.float64], most_frames: int) -> NDArray[np.float64]:
    """Return the pitches with short gaps within one pitch filled."""
    bridged = pitches.copy()
    known = np.flatnonzero(~np.isnan(pitches))
    for before, after in itertools.pairwise(known):
        gap = after - before - 1
        is_same = abs(pitches[after] - pitches[before]) < _ELSEWHERE_SEMITONES
        if 0 < gap <= most_frames and is_same:
            bridged[before + 1 : after] = pitches[before]
    return bridged


def _tuning(pitches: NDArray[np.float64]) -> float:
    """Return how far the voice is from equal temperament at 440 Hz, -0.5..0.5."""
    known = pitches[~np.isnan(pitches)]
    if not len(known):
        return 0.0
    return float(np.angle(np.exp(2j * np.pi * known).mean()) / (2.0 * np.pi))


def _voiced_stretches(pitches: NDArray[np.float64]) -> list[tuple[int, int]]:
    edges = np.diff(np.concatenate(([0], (~np.isnan(pitches)).astype(int), [0])))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(a), int(b)) for a, b in zip(starts, stops, strict=True)]


def _pieces(
    pitches: NDArray[np.float64],
    levels: NDArray[np.float64],
    start: int,
    stop: int,
    hop: float,
) -> list[tuple[int, int]]:
    """Divide a voiced stretch where its pitch settles elsewhere or is struck again."""
    settled = max(round(_SETTLED_SECONDS / hop), 2)
    cuts = [start]
    centre = pitches[start]
    for frame in range(start + 1, stop):
        ahead = pitches[frame : min(frame + settled, stop)]
        here = float(np.median(ahead))
        is_elsewhere = np.all(np.abs(ahead - centre) > _ELSEWHERE_SEMITONES)
        if is_elsewhere and len(ahead) >= settled and np.ptp(ahead) < 1.0:
            cuts.append(frame)
            centre = here
        elif frame - cuts[-1] < settled:
            centre = float(np.median(pitches[cuts[-1] : frame + 1]))
        else:
            # Slowly: a voice may drift within a note, but not slide to the next.
            centre += 0.05 * (pitches[frame] - centre)
    cuts.append(stop)
    divided = []
    for first, last in _without_slides(pitches, cuts, hop):
        divided += _struck_again(levels, first, last, hop)
    return divided


def _without_slides(
    pitches: NDArray[np.float64], cuts: list[int], hop: float
) -> list[tuple[int, int]]:
    """Join the slide with which a voice comes to a note to that note."""
    pieces: list[tuple[int, int]] = []
    for first, last in itertools.pairwise(cuts):
        if pieces:
            begin, end = pieces[-1]
            before, here = pitches[begin:end], pitches[first:last]
            is_short = len(before) * hop < _LONGEST_SLIDE_SECONDS
            slides = is_short and abs(before[-1] - before[0]) > _SLIDE_SEMITONES
            if slides or round(_centre(before)) == round(_centre(here)):
                pieces[-1] = begin, last
                continue
        pieces.append((first, last))
    return pieces


def _struck_again(
    levels: NDArray[np.float64], start: int, stop: int, hop: float
) -> list[tuple[int, int]]:
    """Divide a held pitch at dips of loudness."""
    reach = max(round(_DIP_REACH_SECONDS / hop), 2)
    shortest = max(round(_SHORTEST_SECONDS / hop), 2)
    cuts = [start]
    rise = max(round(_RISE_SECONDS / hop), 1)
    for frame in range(start + shortest, stop - shortest):
        if frame - cuts[-1] < shortest:
            continue
        around = levels[max(frame - 1, start) : frame + 2]
        before = levels[max(frame - reach, cuts[-1]) : frame].max()
        after = levels[frame + 1 : min(frame + reach + 1, stop)].max()
        is_lowest = levels[frame] <= around.min()
        is_dip = min(before, after) - levels[frame] > _DIP_DB
        # A string that still rings is struck again: no dip, but a step.
        is_step = levels[frame + rise] - levels[frame] > _RISE_DB
        if is_lowest and (is_dip or is_step):
            cuts.append(frame)
    cuts.append(stop)
    return list(itertools.pairwise(cuts))


def _without_octave_slips(
    bounds: list[tuple[int, int]], pitches: NDArray[np.float64], hop: float
) -> list[tuple[int, int]]:
    """Join a short piece, octaves off its neighbour, to that neighbour.

    While one note rings into the next their common period is longer than either's.
    """
    joined: list[tuple[int, int]] = []
    for start, stop in bounds:
        if joined and start - joined[-1][1] <= _SLIP_GAP_FRAMES:
            first, end = joined[-1]
            before, here = pitches[first:end], pitches[start:stop]
            octaves = (_centre(before) - _centre(here)) / 12.0
            is_slip = round(octaves) != 0 and abs(octaves - round(octaves)) < 0.04
            if is_slip and min(len(before), len(here)) * hop < _SLIP_SECONDS:
                longer = before if len(before) > len(here) else here
                pitches[first:stop] = _centre(longer)
                joined[-1] = first, stop
                continue
        joined.append((start, stop))
    return joined


def _centre(pitches: NDArray[np.float64]) -> float:
    """Return the pitch of a note, its beginning and end left out where it is long."""
    margin = len(pitches) // 5
    return float(np.median(pitches[margin : len(pitches) - margin]))


def _level(track: PitchTrack, start: int, stop: int) -> float:
    return float(np.percentile(track.levels_db[start:stop], 75))
