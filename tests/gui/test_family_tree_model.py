from collections.abc import Sequence

import numpy as np
import pytest

from musicbreeder.breeding.individual import Individual
from musicbreeder.breeding.settings import BreedingSettings
from musicbreeder.gui.tree_model import TreeModel
from musicbreeder.melody.melody import Melody
from musicbreeder.services.session_state import Generation
from musicbreeder.theory.scale import Key, scale_named


def generation(
    index: int,
    parent_index: int | None,
    families: Sequence[tuple[int, ...]],
    melody: Melody,
) -> Generation:
    """A generation of melodies with ids 100, 101, ... for the second, and so on."""
    individuals = tuple(
        Individual(
            id=100 * index + place,
            name=f"Melody {index} {place}",
            melody=melody,
            key=Key(0, scale_named("major")),
            generation=index,
            parent_ids=parent_ids,
        )
        for place, parent_ids in enumerate(families)
    )
    return Generation(index, 1, parent_index, individuals, BreedingSettings())


@pytest.fixture
def history(melody: Melody) -> list[Generation]:
    """Three generations in a row, then a branch from the first."""
    return [
        generation(0, None, [(), (), ()], melody),
        generation(1, 0, [(2, 1), (0, 1), (0,)], melody),
        generation(2, 1, [(101,), (100, 101), (100,)], melody),
        generation(3, 0, [(2, 0), (1,)], melody),
    ]


@pytest.fixture
def model(history: list[Generation]) -> TreeModel:
    return TreeModel.of(history)


def test_every_melody_has_a_place_of_its_own(
    model: TreeModel, history: list[Generation]
) -> None:
    shown = [one.id for each in history for one in each.individuals]
    assert sorted(model.ids) == sorted(shown)
    assert len(np.unique(model.places, axis=0)) == len(shown)
    assert (model.places > 0).all()
    assert (model.places < (model.columns, model.rows)).all()


def test_every_line_of_descent_runs_forward_in_time(model: TreeModel) -> None:
    starts, ends = model.places[model.edges[:, 0]], model.places[model.edges[:, 1]]
    assert len(model.edges) == 12
    assert (ends[:, 0] > starts[:, 0]).all()


def test_going_on_from_an_earlier_generation_opens_a_lane_below(
    model: TreeModel,
) -> None:
    assert [block.lane for block in model.blocks] == [0, 0, 0, 1]
    assert model.blocks[3].first_row > model.blocks[2].first_row


def test_offspring_lie_at_the_height_of_their_parents(model: TreeModel) -> None:
    # 102 comes from the topmost melody alone, 100 mostly from the lowest.
    in_order = [model.ids[node] for node in model.blocks[1].nodes]
    assert in_order == [102, 101, 100]


def test_a_family_keeps_the_hue_of_its_first_melody(model: TreeModel) -> None:
    hues = {known: int(model.hues[node]) for node, known in enumerate(model.ids)}
    assert hues[100] == hues[2] == hues[202] == hues[300]
    assert hues[0] != hues[2]


def test_the_lineage_is_all_ancestors_and_all_descendants_and_no_aunts(
    model: TreeModel,
) -> None:
    found = model.lineage(model.node_of[100])
    kin = {model.ids[node] for node in np.flatnonzero(found).tolist()}
    assert kin == {100, 2, 1, 201, 202}


def test_left_goes_to_the_first_parent_and_right_to_an_offspring(
    model: TreeModel,
) -> None:
    node_of, ids = model.node_of, model.ids
    assert ids[model.beside(node_of[300], -1, 0)] == 2
    assert ids[model.beside(node_of[102], -1, 0)] == 0
    assert ids[model.beside(node_of[0], 1, 0)] in (101, 102, 300)
    assert model.beside(node_of[0], -1, 0) == node_of[0]


def test_up_and_down_go_through_a_generation_and_on_to_the_branch(
    model: TreeModel,
) -> None:
    nodes = model.blocks[2].nodes
    assert model.beside(nodes[0], 0, 1) == nodes[1]
    assert model.beside(nodes[1], 0, -1) == nodes[0]
    assert model.beside(nodes[-1], 0, 1) in model.blocks[3].nodes
    assert model.beside(nodes[0], 0, -1) == nodes[0]


def test_the_arrow_keys_reach_every_melody(model: TreeModel) -> None:
    reached, pending = {0}, [0]
    while pending:
        node = pending.pop()
        for step in ((-1, 0), (1, 0), (0, -1), (0, 1)):
            other = model.beside(node, *step)
            if other not in reached:
                reached.add(other)
                pending.append(other)
    assert len(reached) == len(model.ids)
