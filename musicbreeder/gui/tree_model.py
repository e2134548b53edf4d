"""Where every melody of a session lies in its family tree, in columns and rows.

Time runs from left to right: each generation is a block of melodies in a column of its
own, so every line of descent runs forward. What goes on from the newest generation of
a lane stays in that lane; going on from an earlier one opens a new lane below, so that
branches are seen. Within a block, melodies lie at the
height of their parents, so that families stay together. No pixels here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from musicbreeder.breeding.individual import Individual
from musicbreeder.services.session_state import Generation

HEADER_ROWS = 1.0
"""Room above the melodies of a block, for its title."""
# No two generations share a column, so lanes may overlap in height: a step down shows
# the branch, and the tree stays low.
_LANE_STEP_ROWS, _MOST_LANE_ROWS = 4.0, 16.0
_FOOT_ROWS = 0.2


@dataclass(frozen=True)
class Block:
    """One generation in the tree.

    Attributes:
        index: place of the generation in the session's history.
        column: from 0.
        first_row: where its first melody lies.
        nodes: its melodies, from top to bottom.
        lane: from 0, the line of the first generation.
    """

    index: int
    column: int
    first_row: float
    nodes: range
    lane: int


@dataclass(frozen=True, eq=False)
class TreeModel:
    """Every melody as a node: its place, its family and its hue.

    Attributes:
        ids: of the individuals, node by node.
        places: ``(node_count, 2)`` float64, column and row of each node's middle.
        hues: ``(node_count,)`` int64, index for `Theme.hue`.
        edges: ``(edge_count, 2)`` int64, nodes of parent and offspring.
        blocks: one for each generation, in the order they were bred.
        columns: width of the tree.
        rows: height of the tree.
    """

    ids: tuple[int, ...]
    places: NDArray[np.float64]
    hues: NDArray[np.int64]
    edges: NDArray[np.int64]
    blocks: tuple[Block, ...]
    columns: int
    rows: float

    @staticmethod
    def of(history: Sequence[Generation]) -> "TreeModel":
        """Return the tree of all generations of a session."""
        lanes = _lanes(history)
        lane_count = max(lanes, default=0) + 1
        lane_step = min(_LANE_STEP_ROWS, _MOST_LANE_ROWS / max(lane_count - 1, 1))
        highest = max((len(one.individuals) for one in history), default=0)
        ids: list[int] = []
        node_of: dict[int, int] = {}
        places: list[tuple[float, float]] = []
        hues: list[int] = []
        edges: list[tuple[int, int]] = []
        blocks = []
        for column, (generation, lane) in enumerate(zip(history, lanes, strict=True)):
            row = HEADER_ROWS + lane * lane_step
            row += (highest - len(generation.individuals)) / 2
            first = len(ids)
            for individual in _by_parents(generation, node_of, places):
                node = len(ids)
                # What was edited by hand stands where its parent stood: it goes on
                # the line of that one, and has its offspring.
                original = generation.edited.get(individual.id, individual)
                parents = [
                    node_of[one] for one in original.parent_ids if one in node_of
                ]
                node_of[original.id] = node
                edges += [(parent, node) for parent in parents]
                hues.append(hues[parents[0]] if parents else individual.id)
                places.append((column + 0.5, row + (node - first) + 0.5))
                ids.append(individual.id)
                node_of[individual.id] = node
            nodes = range(first, len(ids))
            blocks.append(Block(generation.index, column, row, nodes, lane))
        return TreeModel(
            tuple(ids),
            np.array(places, dtype=np.float64).reshape(-1, 2),
            np.array(hues, dtype=np.int64),
            np.array(edges, dtype=np.int64).reshape(-1, 2),
            tuple(blocks),
            max(len(history), 1),
            HEADER_ROWS + highest + (lane_count - 1) * lane_step + _FOOT_ROWS,
        )

    @cached_property
    def node_of(self) -> dict[int, int]:
        """The node of each individual's id."""
        return {known: node for node, known in enumerate(self.ids)}

    @cached_property
    def parents(self) -> tuple[tuple[int, ...], ...]:
        """The nodes of each node's parents, the first parent first."""
        return _gathered(self.edges[:, 1], self.edges[:, 0], len(self.ids))

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """The nodes of each node's offspring, in the order of birth."""
        return _gathered(self.edges[:, 0], self.edges[:, 1], len(self.ids))

    @cached_property
    def _block_of(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks for _ in block.nodes)

    def block(self, node: int) -> Block:
        """Return the generation a node belongs to."""
        return self._block_of[node]

    def lineage(self, node: int) -> NDArray[np.bool_]:
        """Return which nodes are the node itself, its ancestors or its descendants.

        Returns:
            ``(node_count,)``.
        """
        found = np.zeros(len(self.ids), dtype=np.bool_)
        for links in (self.parents, self.children):
            pending = [node]
            seen = {node}
            while pending:
                for other in links[pending.pop()]:
                    if other not in seen:
                        seen.add(other)
                        pending.append(other)
            found[list(seen)] = True
        return found

    def beside(self, node: int, column_step: int, row_step: int) -> int:
        """Return the node one step on; at the edge of the tree, the node itself.

        To the left lies the first parent, to the right the nearest of the offspring;
        where there are none, the nearest melody of the next generation. Up and down go
        through a generation, and on to the lane beyond.
        """
        if column_step:
            family = self.parents[node][:1] if column_step < 0 else self.children[node]
            return (
                self._nearest(node, family)
                if family
                else self._across(node, column_step)
            )
        block = self.block(node)
        if node + row_step in block.nodes:
            return node + row_step
        beyond = [one for one in self.blocks if one.lane == block.lane + row_step]
        nearest = min(
            beyond, key=lambda other: abs(other.column - block.column), default=block
        )
        return self._nearest(node, nearest.nodes) if nearest is not block else node

    def _across(self, node: int, column_step: int) -> int:
        x = self.places[node, 0] + column_step
        column = np.flatnonzero(np.abs(self.places[:, 0] - x) < 0.5)
        return self._nearest(node, column.tolist())

    def _nearest(self, node: int, others: Sequence[int]) -> int:
        """Return which of the others lies nearest in height, or the node if none."""
        y = self.places[node, 1]
        return min(
            others,
            key=lambda other: float(abs(self.places[other, 1] - y)),
            default=node,
        )


def _lanes(history: Sequence[Generation]) -> list[int]:
    """Return the lane of each generation, from 0."""
    lanes: list[int] = []
    newest: list[int] = []  # of each lane, the place of its last generation
    for place, generation in enumerate(history):
        parent = generation.parent_index
        if parent is not None and newest[lanes[parent]] == parent:
            lane = lanes[parent]
        else:
            lane = len(newest)
            newest.append(place)
        newest[lane] = place
        lanes.append(lane)
    return lanes


def _by_parents(
    generation: Generation,
    node_of: dict[int, int],
    places: Sequence[tuple[float, float]],
) -> list[Individual]:
    """Return a generation from top to bottom: at the height of the parents."""

    def height(individual: Individual) -> float:
        parent_ids = generation.edited.get(individual.id, individual).parent_ids
        rows = [places[node_of[one]][1] for one in parent_ids if one in node_of]
        # The first parent gives the family; it weighs more.
        return float(np.average(rows, weights=[2, 1][: len(rows)])) if rows else 0.0

    return sorted(generation.individuals, key=height)


def _gathered(
    keys: NDArray[np.int64], values: NDArray[np.int64], count: int
) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = [[] for _ in range(count)]
    for key, value in zip(keys.tolist(), values.tolist(), strict=True):
        found[key].append(value)
    return tuple(map(tuple, found))
