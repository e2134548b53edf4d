"""What is kept of a breeding session, as plain data.

The same classes hold a whole session and the part of it that one gesture changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.theory.meter import Tempo

Json = dict[str, Any]
"""A JSON object whose meaning only the session itself knows."""


@dataclass(frozen=True)
class SessionHead:
    """What there is once in a session.

    Attributes:
        random_seed: 0 or more, of any size.
        settings: what is asked for.
        instrument: name of a patch.
        tempo: how fast all is heard.
        sound_changes: names and values of what differs from the patch.
        current_index: the generation that is open.
        done_count: how many of the steps are done; those after it can be done again.
        further: what else there is, understood by the session itself.
    """

    name: str
    random_seed: int
    settings: BreedingSettings
    instrument: str
    tempo: Tempo
    current_index: int = 0
    done_count: int = 0
    further: Json = field(default_factory=dict)
    sound_changes: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, eq=False)
class KeptIndividual:
    """A melody as it was born.

    Attributes:
        individual: without marks, its name is the given one.
        repeats_id: the melody it shows again, None = none.
        trial_source: who bred it for a blind trial, None = there was none.
    """

    individual: Individual
    repeats_id: int | None = None
    trial_source: str | None = None


@dataclass(frozen=True)
class KeptGeneration:
    """A screen of melodies.

    Attributes:
        index: its place in the session, from 0.
        number: distance from the first generation, from 1.
        parent_index: the generation it was bred from, None = the first.
        settings: what was asked for.
        individual_ids: who is shown, by place.
        is_bred_alone: it was bred without the listener.
        replan_count: how often it was planned anew.
        said_count: how much had been said when that was done last, None = never.
    """

    index: int
    number: int
    parent_index: int | None
    settings: BreedingSettings
    individual_ids: tuple[int, ...]
    is_bred_alone: bool = False
    replan_count: int = 0
    said_count: int | None = None


@dataclass(frozen=True)
class KeptMark:
    """What the listener said of one melody.

    Attributes:
        rating: 1-5, None = not rated.
        name: the listener's own name for it, None = the given one.
        bar_likings: pairs of a bar, from 0, and +1 or -1.
        locked_steps: runs of steps its offspring keep; None = what it inherits.
        edited_id: the melody edited from it that stands in its place, None = none.
    """

    rating: int | None = None
    is_favourite: bool = False
    is_pinned: bool = False
    name: str | None = None
    bar_likings: tuple[tuple[int, int], ...] = ()
    locked_steps: tuple[tuple[int, int], ...] | None = None
    edited_id: int | None = None


@dataclass(frozen=True)
class KeptHearing:
    """What was heard of one melody; no undo takes it back.

    Attributes:
        is_touched: the listener had something to do with it.
        rated_rank: its place, from 0, in the order of first ratings; None = never
            rated.
    """

    listen_count: int = 0
    whole_count: int = 0
    left_early_count: int = 0
    is_touched: bool = False
    rated_rank: int | None = None


@dataclass(frozen=True)
class KeptStep:
    """One gesture that can be undone.

    Attributes:
        text: what was done, to follow the word "Undo".
        gesture: steps of one gesture in a row are undone together.
        change: what it changed, both ways.
    """

    text: str
    gesture: str | None
    change: Json


@dataclass(frozen=True, eq=False)
class SessionContent:
    """A whole session, or what one gesture changed of it.

    Attributes:
        first_step: place of the first of `steps`; all from there on are replaced. None
            = the first of all, or nothing is replaced where there are no `steps`.
        profile: the listener's taste of earlier sessions that this one breeds by,
            empty = none; in a change None = as it was.
    """

    head: SessionHead
    individuals: tuple[KeptIndividual, ...] = ()
    generations: tuple[KeptGeneration, ...] = ()
    marks: Mapping[int, KeptMark] = field(default_factory=dict)
    hearings: Mapping[int, KeptHearing] = field(default_factory=dict)
    steps: tuple[KeptStep, ...] = ()
    first_step: int | None = None
    profile: Json | None = None

    def renamed(self, name: str) -> "SessionContent":
        """Return the same under another name."""
        return replace(self, head=replace(self.head, name=name))
