"""What imported tunes ask of a session: its settings, its tempo and a style."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from musicbreeder.breeding.offspring import Offspring
from musicbreeder.breeding.settings import MAXIMUM_BARS, BreedingSettings
from musicbreeder.melody.melody import Melody
from musicbreeder.melody.musicality import musicality
from musicbreeder.melody.seed import SeededMelody
from musicbreeder.melody.similarity import MelodyIndex
from musicbreeder.seeding.seeders import YOUR_TUNES, seeder_named
from musicbreeder.seeding.style_seeder import LONGEST_RUN_NOTES, longest_shared_run
from musicbreeder.seeding.style_tunes import (
    LONGEST_TEXT,
    StyleTune,
    style_text,
    style_tunes,
)
from musicbreeder.services.first_melody import first_melody
from musicbreeder.services.importing import Excerpt
from musicbreeder.services.session_offspring import Make
from musicbreeder.theory.pitch import PITCH_CLASS_NAMES, SEMITONES_PER_OCTAVE

_DRAFTS_PER_PLACE = 5


def settings_for(
    settings: BreedingSettings, excerpts: Sequence[Excerpt], *, stays_in_key: bool
) -> BreedingSettings:
    """Return settings under which what is bred can be like the excerpts.

    Meter and length are the first one's, and the range is widened where they need it.

    Args:
        stays_in_key: everything bred is in the first one's key.
    """
    first = excerpts[0]
    pitches = [int(note) for one in excerpts for note in one.melody.midi_notes]
    settings = replace(
        settings,
        bars=min(first.melody.bar_count, MAXIMUM_BARS),
        meter=first.melody.meter.name,
        lowest_note=min(settings.lowest_note, *pitches),
        highest_note=max(settings.highest_note, *pitches),
    )
    if stays_in_key:
        tonic = PITCH_CLASS_NAMES[first.key.tonic].replace("♭", "b").replace("♯", "#")
        settings = replace(settings, key=tonic, scale=first.key.scale.name)
    return settings


def style_settings(
    settings: BreedingSettings, tunes: Sequence[StyleTune]
) -> BreedingSettings:
    """Return settings under which first melodies are made in the style of tunes.

    The meter is the one that most of the tunes' bars have.
    """
    tunes = [tune for tune in tunes if tune.melody.note_count]
    text = style_text(tunes)
    while len(text) > LONGEST_TEXT:
        tunes = tunes[: max(len(tunes) * 3 // 4, 1)]
        text = style_text(tunes)
    bars: Counter[str] = Counter()
    for tune in tunes:
        bars[tune.melody.meter.without_pickup.name] += tune.melody.bar_count
    pitches = np.concatenate([tune.melody.midi_notes for tune in tunes])
    # The outermost notes of long tunes are rare; an octave is needed in any case.
    lowest, highest = (int(one) for one in np.percentile(pitches, (2, 98)))
    if highest - lowest < SEMITONES_PER_OCTAVE + 2:
        middle = (lowest + highest) // 2
        lowest, highest = middle - 8, middle + 8
    return replace(
        settings,
        meter=bars.most_common(1)[0][0],
        seeder=YOUR_TUNES,
        style=text,
        lowest_note=max(min(settings.lowest_note, lowest), 0),
        highest_note=min(max(settings.highest_note, highest), 127),
    )


def making_in_style(settings: BreedingSettings) -> Make:
    """Return what makes a screen of melodies in the style that settings hold.

    Raises:
        MusicBreederError: the style cannot be read.
    """
    seeder = seeder_named(YOUR_TUNES, settings.style)
    tunes = style_tunes(settings.style)
    count = settings.population_size

    def make(rng: Generator, is_cancelled: Callable[[], bool]) -> Sequence[Offspring]:
        drafts: list[SeededMelody] = []
        for _ in range(_DRAFTS_PER_PLACE):
            if is_cancelled():
                return ()
            drafts += seeder.seed(settings.seed_request, count, rng)
        scores = musicality([one.melody for one in drafts])
        order = np.argsort(-scores, kind="stable").tolist()
        best = [drafts[index] for index in order]
        # A screen that resembles the tunes may copy none, whoever wrote it.
        new = [one for one in best if not _copies(one, tunes)]
        chosen = _unlike(new or best, count)
        # The most musical first would all be heard first.
        order = rng.permutation(len(chosen)).tolist()
        return tuple(_offspring(chosen[index]) for index in order)

    return make


def _copies(draft: SeededMelody, tunes: Sequence[StyleTune]) -> bool:
    melody = StyleTune(draft.melody, draft.key)
    return longest_shared_run(melody, tunes) > LONGEST_RUN_NOTES


def _unlike(drafts: Sequence[SeededMelody], count: int) -> list[SeededMelody]:
    """Return the first drafts that are no near duplicates; others where too few are."""
    shown = MelodyIndex()
    chosen: list[SeededMelody] = []
    alike: dict[Melody, SeededMelody] = {}
    for draft in drafts:
        if not draft.melody.note_count:
            continue
        if shown.near([draft.melody])[0]:
            alike.setdefault(draft.melody, draft)
        else:
            shown.add([draft.melody])
            chosen.append(draft)
    return [*chosen, *alike.values()][:count]


def _offspring(seeded: SeededMelody) -> Offspring:
    change = "In the style of your tunes."
    return first_melody(seeded.melody, seeded.key, seeded.source, change)
