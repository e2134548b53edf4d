"""Measure the mean and spread of every feature, for the taste model's common scale.

Half of the melodies are written by the phrase grammar, half are random walks over the
grid, so that neither good nor poor melodies lie at the end of a scale. Run again
whenever a feature is added or changed::

    python scripts/make_feature_standard.py
"""

import json
from pathlib import Path

import numpy as np

from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.melody.features import FEATURES, feature_matrix
from musicbreeder.melody.melody import Melody, Note
from musicbreeder.seeding.phrase_grammar import PhraseGrammar
from musicbreeder.theory.meter import METERS

MELODIES_PER_METER = 1_000
RANDOM_SEED = 20_260_101
TARGET = Path(__file__).parent.parent / "resources" / "taste" / "feature_standard.json"


def random_walk(settings: BreedingSettings, rng: np.random.Generator) -> Melody:
    """Return a melody of chance onsets and chance steps, in range but in no key."""
    meter = settings.theory_meter
    step_count = settings.bars * meter.steps_per_bar
    onsets = np.flatnonzero(rng.random(step_count) < rng.uniform(0.15, 0.6))
    onsets = np.union1d(onsets, rng.integers(0, step_count, 2))
    pitches = 66 + np.cumsum(rng.integers(-5, 6, len(onsets)))
    span = settings.highest_note - settings.lowest_note
    folded = np.abs((pitches - settings.lowest_note) % (2 * span) - span)
    notes = [
        Note(int(onset), int(onset) + 1 + int(rng.integers(0, 8)), int(pitch))
        for onset, pitch in zip(onsets, folded + settings.lowest_note, strict=True)
    ]
    return Melody.from_notes(notes, step_count, meter)


def main() -> None:
    """Measure and write."""
    rng = np.random.default_rng(RANDOM_SEED)
    rows = []
    for meter in METERS:
        settings = BreedingSettings(meter=meter)
        seeded = PhraseGrammar().seed(settings.seed_request, MELODIES_PER_METER, rng)
        rows.append(feature_matrix([one.melody for one in seeded]))
        walks = [random_walk(settings, rng) for _ in range(MELODIES_PER_METER)]
        rows.append(feature_matrix(walks))
    matrix = np.concatenate(rows).astype(np.float64)
    means, deviations = matrix.mean(axis=0), matrix.std(axis=0)
    standard = {
        feature.name: [round(float(mean), 6), round(float(deviation), 6)]
        for feature, mean, deviation in zip(FEATURES, means, deviations, strict=True)
    }
    content = {"made_by": "scripts/make_feature_standard.py", "features": standard}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
