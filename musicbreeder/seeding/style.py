"""A style: what a handful of tunes has in common, as a model that goes on note by note.

Two variable-order n-grams, one of rhythm and one of scale steps, interpolated down to
short contexts by the method of Witten and Bell (IEEE Trans. Information Theory 37,
1991), as in Conklin's and Pearce's models of melody (Pearce, PhD thesis, City
University London, 2005). Contexts know the place in the bar and in the phrase, so that
phrases end as those of the tunes end.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from musicbreeder.seeding.style_tunes import StyleTune
from musicbreeder.theory.meter import Meter

PHRASE_BARS = 4
OPENING, MIDDLE, CLOSING = 0, 1, 2

Outcome = tuple[int, int]
"""What comes next: a gap and a length in steps, or a scale step and an alteration."""


@dataclass(frozen=True, slots=True)
class StyleNote:
    """A note as a style sees it.

    Attributes:
        place: step within its bar.
        part: `OPENING`, `MIDDLE` or `CLOSING` bar of a phrase.
        gap: steps until the next note starts.
        length: steps that it sounds.
        scale_step: steps of the scale above the tonic in the tune's middle.
        alteration: semitones off the scale, mostly 0.
    """

    place: int
    part: int
    gap: int
    length: int
    scale_step: int
    alteration: int = 0

    @property
    def pitch(self) -> tuple[int, int]:
        return self.scale_step, self.alteration


def part_of_phrase(bar: int, bar_count: int) -> int:
    """Return which part of a phrase a bar is, the last bar always its close."""
    if bar in (-1, bar_count - 1) or bar % PHRASE_BARS == PHRASE_BARS - 1:
        return CLOSING
    return OPENING if bar % PHRASE_BARS == 0 else MIDDLE


def style_notes(tune: StyleTune) -> tuple[StyleNote, ...]:
    """Return the notes of a tune as a style sees them."""
    melody, key = tune.melody, tune.key
    notes = melody.notes
    if not notes:
        return ()
    middle = sum(note.midi_note for note in notes) / len(notes)
    tonics = range(key.tonic, 128, 12)
    home = key.scale_step(min(tonics, key=lambda one: abs(one - middle)))
    length = melody.meter.steps_per_bar
    first_bar = _first_full_bar(tune)
    seen = []
    for index, note in enumerate(notes):
        following = notes[index + 1].start if index + 1 < len(notes) else note.end
        step = key.scale_step(note.midi_note)
        bar, place = divmod(note.start, length)
        bar -= first_bar
        seen.append(
            StyleNote(
                place=place,
                part=part_of_phrase(bar, melody.bar_count - first_bar),
                gap=min(following - note.start, 2 * length),
                length=min(note.step_count, 2 * length),
                scale_step=step - home,
                alteration=note.midi_note - key.midi_notes[step],
            )
        )
    return tuple(seen)


def _first_full_bar(tune: StyleTune) -> int:
    """Return 1 where the first bar holds no more than an upbeat."""
    melody = tune.melody
    is_upbeat = melody.notes[0].start * 2 >= melody.meter.steps_per_bar
    return int(is_upbeat and melody.bar_count > 1)


def _opening_place(tune: StyleTune) -> int:
    first = _first_full_bar(tune) * tune.melody.meter.steps_per_bar
    starts = [note.start for note in tune.melody.notes if note.start >= first]
    return starts[0] - first if starts else 0


class ContextModel:
    """Counts what follows what, in contexts from long to short."""

    def __init__(self) -> None:
        self._counts: dict[Hashable, Counter[Outcome]] = defaultdict(Counter)
        self._known: dict[tuple[Hashable, ...], dict[Outcome, float]] = {}

    def learn(self, contexts: Sequence[Hashable], outcome: Outcome) -> None:
        """Count an outcome in each of its contexts."""
        self._known.clear()
        for context in contexts:
            self._counts[context][outcome] += 1

    def weights(self, contexts: Sequence[Hashable]) -> Mapping[Outcome, float]:
        """Return how likely each outcome is, given contexts from long to short.

        Each context is mixed with all shorter ones, the more the fewer times and the
        more variously it was seen.
        """
        asked = tuple(contexts)
        if asked in self._known:
            return self._known[asked]
        weights: dict[Outcome, float] = {}
        for context in reversed(asked):
            counts = self._counts.get(context)
            if not counts:
                continue
            total, kinds = counts.total(), len(counts)
            share = kinds / (total + kinds) if weights else 0.0
            weights = {one: share * weight for one, weight in weights.items()}
            for outcome, count in counts.items():
                weights[outcome] = (
                    weights.get(outcome, 0.0) + (1.0 - share) * count / total
                )
        self._known[asked] = weights
        return weights


class Style:
    """What tunes in one meter have in common.

    Args:
        tunes: at least one with notes, all in the same meter.

    Attributes:
        lines: the notes of each tune.
        returns: by a number of bars, how often a bar has the rhythm of the one that
            many bars before, 0-1.
        opening_places: where in the bar tunes begin, as often as they do.
    """

    def __init__(self, tunes: Sequence[StyleTune]) -> None:
        self.meter: Meter = tunes[0].melody.meter
        self.lines = tuple(line for line in map(style_notes, tunes) if line)
        self.keys = tuple(tune.key for tune in tunes)
        self.opening_places = tuple(
            _opening_place(tune) for tune in tunes if tune.melody.notes
        )
        self.rhythm, self.pitch = ContextModel(), ContextModel()
        for line in self.lines:
            for index, note in enumerate(line):
                past = line[max(index - 3, 0) : index]
                self.rhythm.learn(rhythm_contexts(note, past), (note.gap, note.length))
                self.pitch.learn(pitch_contexts(note, past), note.pitch)
        self.returns = self._returns()

    def _returns(self) -> Mapping[int, float]:
        hits: Counter[int] = Counter()
        chances: Counter[int] = Counter()
        for line in self.lines:
            bars = list(bar_rhythms(line))
            for bar, rhythm in enumerate(bars):
                for lag in (1, 2, 4):
                    if bar >= lag and rhythm and bars[bar - lag]:
                        chances[lag] += 1
                        hits[lag] += rhythm == bars[bar - lag]
        return {lag: hits[lag] / chances[lag] for lag in chances}


def bar_rhythms(line: Sequence[StyleNote]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the onsets of each bar with their lengths."""
    bar: list[tuple[int, int]] = []
    for note in line:
        if bar and note.place <= bar[-1][0]:
            yield tuple(bar)
            bar = []
        bar.append((note.place, note.length))
    if bar:
        yield tuple(bar)


def rhythm_contexts(note: StyleNote, past: Sequence[StyleNote]) -> list[Hashable]:
    """Return what the gap after a note depends on, from long to short."""
    gaps = tuple(one.gap for one in past[-2:])
    return [
        ("r4", note.place, note.part, gaps),
        ("r3", note.place, gaps[-1:], note.part),
        ("r2", note.place, gaps[-1:]),
        ("r1", note.place),
        ("r0",),
    ]


def pitch_contexts(note: StyleNote, past: Sequence[StyleNote]) -> list[Hashable]:
    """Return what the pitch of a note depends on, from long to short."""
    pitches = tuple(one.pitch for one in past)
    is_long = note.gap >= 4
    return [
        ("p5", pitches[-3:], note.part, is_long),
        ("p4", pitches[-2:], note.place, note.part),
        ("p3", pitches[-2:]),
        ("p2", pitches[-1:], note.part, is_long),
        ("p1", pitches[-1:]),
        ("p0",),
    ]
