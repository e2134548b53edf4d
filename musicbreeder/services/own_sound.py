"""Sounds of their own: from the genes of an individual to the patch it is heard in.

A gene moves a parameter of the session's instrument from where its patch has it, no
further than it still sounds good: whatever genes are drawn, an instrument stays in
tune, audible and about as loud as it was. Parameters that its patch makes no use of are
left alone, so that the same genes mean something for every instrument.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.sound_genes import PLAIN, SoundGenes
from musicbreeder.services.audition import Sound, patch_of
from musicbreeder.storage.library_lists import LibraryMelody
from musicbreeder.synth.patch import PARAMETERS_BY_NAME, Patch

_LEAST_TOLD = 0.08  # of a gene's way from the middle
_MOST_WORDS = 2


@dataclass(frozen=True)
class BredParameter:
    """A parameter that may be bred, and how far.

    Attributes:
        reach: of the slider, to either side of where the patch has it.
        lowest: of the slider; a patch that lies lower itself stays there.
        highest: of the slider; a patch that lies higher itself stays there.
        less: word for a sound with less of it; empty = it is not told.
        more: word for a sound with more of it.
        is_used: whether a patch makes use of it.
    """

    reach: float
    lowest: float
    highest: float
    less: str
    more: str
    is_used: Callable[[Patch], bool]

    def moved(self, position: float, gene: float) -> float:
        """Return where a slider at a position, 0..1, is moved by a gene, 0..1."""
        goal = position + 2 * (gene - PLAIN) * self.reach
        lowest, highest = min(self.lowest, position), max(self.highest, position)
        return min(max(goal, lowest), highest)


def _waves(patch: Patch) -> bool:
    levels = (
        patch.sine_level, patch.triangle_level, patch.saw_level, patch.pulse_level,
        patch.drawbar_16, patch.drawbar_5_1_3, patch.drawbar_8, patch.drawbar_4,
        patch.drawbar_2_2_3, patch.drawbar_2, patch.drawbar_1_3_5, patch.drawbar_1_1_3,
        patch.drawbar_1,
    )  # fmt: skip
    return any(levels)


def _filtered(patch: Patch) -> bool:
    return _waves(patch) and bool(patch.saw_level or patch.pulse_level)


def _moving_filter(patch: Patch) -> bool:
    return _filtered(patch) and patch.filter_octaves > 0


def _struck(patch: Patch) -> bool:
    return bool(patch.string_level or patch.bar_level or patch.bell_level)


def _uses(name: str) -> Callable[[Patch], bool]:
    return lambda patch: bool(getattr(patch, name))


def _always(patch: Patch) -> bool:
    del patch
    return True


BRED_PARAMETERS: dict[str, BredParameter] = {
    "sine_level": BredParameter(0.3, 0.1, 1.0, "", "rounder", _uses("sine_level")),
    "triangle_level": BredParameter(0.3, 0.1, 1.0, "", "", _uses("triangle_level")),
    "saw_level": BredParameter(0.3, 0.2, 1.0, "", "", _uses("saw_level")),
    "pulse_level": BredParameter(0.3, 0.2, 1.0, "", "hollower", _uses("pulse_level")),
    "pulse_width": BredParameter(0.3, 0.1, 1.0, "thinner", "", _uses("pulse_level")),
    "unison_detune_cents": BredParameter(
        0.15, 0.1, 0.62, "cleaner", "wider", lambda patch: patch.unison_count > 1
    ),
    "fm_index": BredParameter(0.14, 0.1, 0.7, "softer", "brasher", _uses("fm_level")),
    "fm_decay_seconds": BredParameter(0.15, 0.1, 0.9, "", "", _uses("fm_level")),
    "fm_index_sustain": BredParameter(0.2, 0.0, 0.8, "", "", _uses("fm_level")),
    "pluck_position": BredParameter(
        0.25, 0.05, 1.0, "nasal", "rounder", _uses("string_level")
    ),
    "ring_seconds": BredParameter(
        0.14, 0.25, 0.95, "shorter ringing", "longer ringing", _struck
    ),
    "damping": BredParameter(0.2, 0.05, 0.9, "clearer", "woodier", _struck),
    "hardness": BredParameter(0.25, 0.05, 0.95, "softer", "harder", _struck),
    "breath_level": BredParameter(
        0.12, 0.05, 0.5, "", "breathier", _uses("breath_level")
    ),
    "strike_level": BredParameter(
        0.2, 0.0, 0.6, "", "more knock", _uses("strike_level")
    ),
    "cutoff_hz": BredParameter(0.14, 0.28, 1.0, "darker", "brighter", _filtered),
    "resonance": BredParameter(0.25, 0.0, 0.7, "", "more resonant", _filtered),
    "filter_octaves": BredParameter(0.15, 0.05, 0.7, "", "", _moving_filter),
    "filter_decay_seconds": BredParameter(0.15, 0.1, 0.9, "", "", _moving_filter),
    "filter_sustain": BredParameter(0.25, 0.05, 1.0, "", "", _moving_filter),
    "vibrato_cents": BredParameter(
        0.2, 0.0, 0.55, "steadier", "more vibrato", _uses("vibrato_cents")
    ),
    "tremolo_level": BredParameter(
        0.2, 0.0, 0.6, "steadier", "more tremolo", _uses("tremolo_level")
    ),
    "attack_seconds": BredParameter(0.15, 0.0, 0.62, "snappier", "slower", _always),
    "decay_seconds": BredParameter(
        0.12, 0.3, 1.0, "", "", lambda patch: patch.sustain_level < 1
    ),
    "sustain_level": BredParameter(
        0.25, 0.15, 1.0, "shorter", "fuller", lambda patch: patch.sustain_level < 1
    ),
    "release_seconds": BredParameter(
        0.15, 0.0, 0.75, "shorter", "longer", _always
    ),
    "chorus_level": BredParameter(0.3, 0.0, 0.7, "", "more chorus", _always),
    "delay_level": BredParameter(
        0.2, 0.0, 0.4, "fewer echoes", "more echoes", _uses("delay_level")
    ),
    "width": BredParameter(0.3, 0.0, 1.0, "narrower", "wider", _always),
    "reverb_level": BredParameter(0.2, 0.02, 0.65, "drier", "roomier", _always),
}  # fmt: skip
"""What is bred of a sound, by name: what changes smoothly and breaks nothing."""

GENE_NAMES: tuple[str, ...] = tuple(BRED_PARAMETERS)


def own_sound(individual: Individual, sound: Sound) -> Sound:
    """Return how an individual is heard in a session with that sound.

    What is heard beside it follows its key.

    Raises:
        MusicBreederError: there is no such instrument.
    """
    sound = replace(sound, backing=sound.backing.beside(individual.key))
    return _moved(sound, individual.sound_genes)


def kept_sound(melody: LibraryMelody) -> Sound:
    """Return how a melody of the library is heard, as in its session.

    Raises:
        MusicBreederError: there is no such instrument.
    """
    sound = Sound(melody.instrument, melody.tempo, melody.sound_changes)
    return _moved(sound, melody.sound_genes)


def _moved(sound: Sound, genes: SoundGenes | None) -> Sound:
    if genes is None:
        return sound
    moved = _changes(patch_of(sound), genes)
    return replace(sound, changes=tuple((dict(sound.changes) | dict(moved)).items()))


def words_of_sound(individual: Individual, sound: Sound) -> tuple[str, ...]:
    """Return such as “darker” and “Strings, darker and roomier”.

    Returns:
        the strongest change, and the whole; nothing where the sound is the session's.

    Raises:
        MusicBreederError: there is no such instrument.
    """
    genes = individual.sound_genes
    if genes is None:
        return ()
    patch = patch_of(sound)
    found: list[tuple[float, str]] = []
    for name, bred in BRED_PARAMETERS.items():
        way = genes.value(name) - PLAIN
        word = bred.more if way > 0 else bred.less
        if word and abs(way) >= _LEAST_TOLD and bred.is_used(patch):
            found.append((abs(way), word))
    found.sort(key=lambda one: -one[0])
    words = list(dict.fromkeys(word for _, word in found))[:_MOST_WORDS]
    name = sound.instrument.capitalize()
    if not words:
        return ("plain", f"{name}, hardly changed")
    return (words[0], f"{name}, {' and '.join(words)}")


def _changes(patch: Patch, genes: SoundGenes) -> tuple[tuple[str, float], ...]:
    changes = []
    for name, gene in genes.values:
        bred = BRED_PARAMETERS.get(name)
        if bred is None or gene == PLAIN or not bred.is_used(patch):
            continue
        parameter = PARAMETERS_BY_NAME[name]
        position = bred.moved(parameter.to_0to1(getattr(patch, name)), gene)
        changes.append((name, round(parameter.from_0to1(position), 6)))
    return tuple(changes)
