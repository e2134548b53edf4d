"""A melody of the family tree in words, for tooltips and screen readers."""

from musicbreeder.gui.conductor import Conductor
from musicbreeder.gui.tree_model import TreeModel


def spoken(
    conductor: Conductor, individual_id: int, compared: tuple[int, ...] = ()
) -> str:
    """Return a melody and its state: what a screen reader says when one gets there."""
    individual = conductor.individual(individual_id)
    words = [individual.name, f"generation {individual.generation + 1}"]
    if individual.rating is None:
        words.append("not rated")
    else:
        words.append(f"rated {individual.rating} of 5")
    if individual.is_favourite:
        words.append("favourite")
    if individual.is_pinned:
        words.append("pinned as parent")
    if not conductor.is_heard(individual_id):
        words.append("not heard yet")
    if conductor.playing_id == individual_id:
        words.append("playing" if conductor.is_playing else "paused")
    if len(compared) == 2 and individual_id in compared:
        other = compared[1] if compared[0] == individual_id else compared[0]
        words.append(f"compared with {conductor.individual(other).name}")
    return ", ".join(words)


def told(conductor: Conductor, model: TreeModel, node: int) -> str:
    """Return whom a melody comes from and how many come from it."""
    parents = [conductor.individual(model.ids[one]).name for one in model.parents[node]]
    children = len(model.children[node])
    beginning = f"From {' and '.join(parents)}" if parents else "A first melody"
    if not children:
        return f"{beginning}; no offspring"
    melodies = "1 melody" if children == 1 else f"{children} melodies"
    return f"{beginning}; parent of {melodies}"
