"""Fitting melodies to what is asked of them now, whatever they were made for."""

from dataclasses import dataclass

from musicbreeder.melody.melody import Melody
from musicbreeder.melody.seed import SeedRequest
from musicbreeder.melody.transform import (
    folded,
    in_key,
    snapped,
    with_bar_count,
    with_meter,
    with_note_count,
)
from musicbreeder.theory.scale import Key

_DENSITY_TOLERANCE = 1.6
"""A melody may have this many times more, or fewer, notes than were asked for."""


@dataclass(frozen=True)
class Fitting:
    """Brings melodies to the meter, bars, key, range and density of a request."""

    request: SeedRequest

    def fitted_key(self, key: Key) -> Key:
        """Return `key` with the tonic and the scale that are asked for, if any are."""
        tonic = self.request.tonic
        return Key(
            key.tonic if tonic is None else tonic, self.request.scale or key.scale
        )

    def fitted(self, melody: Melody, key: Key) -> Melody:
        """Return the melody as asked for, in `fitted_key`; unchanged where it fits."""
        request = self.request
        melody = with_bar_count(with_meter(melody, request.meter), request.bars)
        new_key = self.fitted_key(key)
        melody = in_key(melody, key, new_key)
        if request.tonic is not None or request.scale is not None:
            melody = snapped(melody, new_key)
        melody = folded(melody, request.lowest_note, request.highest_note)
        return self._at_density(melody)

    def has_density(self, melody: Melody) -> bool:
        """Tell whether the melody has about as many notes as were asked for."""
        fewest, most = self._note_count_limits(melody)
        return fewest <= melody.note_count <= most

    def _at_density(self, melody: Melody) -> Melody:
        fewest, most = self._note_count_limits(melody)
        note_count = min(max(melody.note_count, fewest), most)
        if note_count == melody.note_count:
            return melody
        return with_note_count(melody, note_count)

    def _note_count_limits(self, melody: Melody) -> tuple[int, int]:
        wanted = self.request.notes_per_quarter
        if wanted is None:
            return 0, melody.step_count
        wanted *= melody.bar_count * melody.meter.quarters_per_bar
        fewest = round(wanted / _DENSITY_TOLERANCE)
        most = max(round(wanted * _DENSITY_TOLERANCE), 2)
        return min(fewest, melody.step_count), most
