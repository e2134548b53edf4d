"""Tunes a person likes, given as files: what is bred from their style, and rated by it.

A melody is worth half of what the general sense of melody says and half of how near its
features lie to those of the tunes, in the tunes' own standard deviations.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.individual import HIGHEST_RATING
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.features import feature_matrix
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.musicality import musicality
from musicbreeder.services.bringing_in import style_settings
from musicbreeder.services.importing import Finding, find, read_file
from musicbreeder.services.phrases import phrases_of

_SMALLEST_SPREAD = 0.05
_FARTHEST_DEVIATIONS = 3.0


class LikedTunes:
    """What was found in the files.

    Args:
        paths: files with tunes, at least one.

    Raises:
        FileFormatError: one cannot be read.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.findings: tuple[Finding, ...] = tuple(
            find(tune) for path in paths for tune in read_file(path)
        )
        self._typical: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None

    @property
    def tempo_bpm(self) -> float:
        """The median tempo of the tunes."""
        return float(np.median([one.tempo_bpm for one in self.findings]))

    def settings(self, settings: BreedingSettings) -> BreedingSettings:
        """Return settings whose first melodies are in the style of the tunes."""
        return style_settings(settings, [one.style_tune for one in self.findings])

    def ratings(self, melodies: Sequence[Melody]) -> list[int]:
        """Return 1-5 for each melody: its place among all, a fifth to each star."""
        worth = 0.5 * musicality(melodies) + 0.5 * self.likeness(melodies)
        places = np.argsort(np.argsort(worth, kind="stable"), kind="stable")
        stars = 1 + places * HIGHEST_RATING // max(len(melodies), 1)
        return [int(star) for star in stars]

    def likeness(self, melodies: Sequence[Melody]) -> NDArray[np.float64]:
        """Return 0-1 for each melody: how near its features lie to the tunes'."""
        middle, spread = self._typical_features(melodies[0].bar_count)
        deviations = np.abs(feature_matrix(melodies) - middle) / spread
        deviations = np.minimum(deviations, _FARTHEST_DEVIATIONS)
        return np.asarray(np.exp(-0.5 * deviations.mean(axis=1)), dtype=np.float64)

    def _typical_features(
        self, bar_count: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        if self._typical is None:
            pieces = [
                phrase.melody
                for one in self.findings
                for phrase in phrases_of(one.melody, bar_count)
            ]
            features = feature_matrix(pieces)
            scale = np.maximum(np.abs(features).mean(axis=0), 1.0)
            spread = np.maximum(features.std(axis=0), _SMALLEST_SPREAD * scale)
            self._typical = features.mean(axis=0), spread
        return self._typical
