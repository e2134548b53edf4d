"""What is left of a session after something of it was lost becomes a session again."""

from dataclasses import replace

from musicbreeder.breeding.individual import HIGHEST_RATING, LOWEST_RATING
from musicbreeder.storage.session_content import (
    KeptGeneration,
    KeptIndividual,
    KeptMark,
    SessionContent,
)


def is_whole(content: SessionContent) -> bool:
    """Tell whether nothing is missing and everything that is named is there."""
    ids = [kept.individual.id for kept in content.individuals]
    known, generation_count = set(ids), len(content.generations)
    return (
        generation_count > 0
        and ids == list(range(1, len(ids) + 1))
        and [one.index for one in content.generations] == list(range(generation_count))
        and all(_is_generation_whole(one, known) for one in content.generations)
        and all(
            _is_individual_whole(one, known, generation_count)
            for one in content.individuals
        )
        and set(content.marks) <= known
        and all(
            is_mark_possible(mark, content.individuals[known_id - 1])
            for known_id, mark in content.marks.items()
        )
        and {mark.edited_id for mark in content.marks.values()} <= {None, *known}
        and set(content.hearings) <= known
        and 0 <= content.head.current_index < generation_count
        and 0 <= content.head.done_count <= len(content.steps)
    )


def _is_generation_whole(generation: KeptGeneration, known: set[int]) -> bool:
    parent, ids = generation.parent_index, generation.individual_ids
    if not ids or len(set(ids)) < len(ids) or not set(ids) <= known:
        return False
    if parent is None:
        return generation.number == 1
    return 0 <= parent < generation.index


def is_mark_possible(mark: KeptMark, kept: KeptIndividual) -> bool:
    """Tell whether a listener could have said that of a melody."""
    melody = kept.individual.melody
    locked = mark.locked_steps or ()
    return (
        (mark.rating is None or LOWEST_RATING <= mark.rating <= HIGHEST_RATING)
        and all(
            0 <= bar < melody.bar_count and liking in (-1, 1)
            for bar, liking in mark.bar_likings
        )
        and all(stop <= melody.step_count for _, stop in locked)
        and (mark.edited_id is None or mark.edited_id > kept.individual.id)
    )


def _is_individual_whole(
    kept: KeptIndividual, known: set[int], generation_count: int
) -> bool:
    named = {*kept.individual.parent_ids}
    if kept.repeats_id is not None:
        named.add(kept.repeats_id)
    return named <= known and 0 <= kept.individual.generation < generation_count


def mended(content: SessionContent) -> tuple[SessionContent, dict[int, int]] | None:
    """Return a session of what is left, without steps, comparisons and trials.

    Returns:
        the session and, by the old id of each melody, the new one; None if no melody
        is left.
    """
    left = sorted(content.individuals, key=lambda kept: kept.individual.id)
    if not left:
        return None
    new_ids = {kept.individual.id: new for new, kept in enumerate(left, start=1)}
    born_in = sorted({kept.individual.generation for kept in left})
    new_indexes = {old: new for new, old in enumerate(born_in)}
    old_generations = {one.index: one for one in content.generations}
    generations: list[KeptGeneration] = []
    for old in born_in:
        everyone = [k.individual.id for k in left if k.individual.generation == old]
        generation = old_generations.get(old)
        shown, parent = everyone, None
        if generation is not None:
            shown = [i for i in generation.individual_ids if i in everyone] or everyone
            parent = new_indexes.get(generation.parent_index or 0)
        index = len(generations)
        if parent is None or parent >= index:
            parent = index - 1 if index else None
        generations.append(
            KeptGeneration(
                index=index,
                number=1 if parent is None else generations[parent].number + 1,
                parent_index=parent,
                settings=(generation or content.head).settings,
                individual_ids=tuple(new_ids[one] for one in shown),
                is_bred_alone=generation is not None and generation.is_bred_alone,
            )
        )
    whole = SessionContent(
        head=replace(
            content.head,
            current_index=len(generations) - 1,
            done_count=0,
            further={},
        ),
        individuals=tuple(_renumbered(one, new_ids, new_indexes) for one in left),
        generations=tuple(generations),
        marks={
            new_ids[i]: replace(mark, edited_id=new_ids.get(mark.edited_id or 0))
            for i, mark in content.marks.items()
            if i in new_ids
        },
        hearings={new_ids[i]: h for i, h in content.hearings.items() if i in new_ids},
        profile=content.profile,
    )
    return whole, new_ids


def _renumbered(
    kept: KeptIndividual, new_ids: dict[int, int], new_indexes: dict[int, int]
) -> KeptIndividual:
    one = kept.individual
    individual = replace(
        one,
        id=new_ids[one.id],
        generation=new_indexes[one.generation],
        parent_ids=tuple(new_ids[i] for i in one.parent_ids if i in new_ids),
    )
    repeats_id = new_ids.get(kept.repeats_id or 0)
    return KeptIndividual(individual, repeats_id, kept.trial_source)
