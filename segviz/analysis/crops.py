"""What a U-Net's crops keep and what its unpadded convolutions lose, in the pixels of its input.

Intervals are (first, end) along one axis, in pixels counted from the picture's edge: pixel i covers i to i + 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from segviz import arithmetic
from segviz.analysis.lineages import next_mismatch
from segviz.geometry import INPUT, Frame, Graph, Op

Interval = tuple[Fraction, Fraction]


class Skip(NamedTuple):
    """One skip along one axis: ``side`` cells of ``stage`` of which ``kept``, from cell ``first`` on, go through
    ``crop`` into ``concat``; ``field`` is where the kept cells lie on the input."""

    level: int
    stage: str
    crop: Op
    concat: Op
    side: int
    kept: int
    first: int
    field: Interval


def skips(graph: Graph, side: int) -> tuple[Skip, ...]:
    """The skips along an axis of ``side`` input pixels, the finest first. Raises SideError."""
    sides, frames = graph.sides(side), graph.frames(side)
    order = [op.name for op in graph.ops]
    crops = sorted((op for op in graph.ops if op.kind == "crop"), key=lambda op: order.index(op.inputs[0]))
    found = []
    for level, crop in enumerate(crops, start=1):
        stage, kept = crop.inputs[0], sides[crop.name]
        first = crop.crop_start(sides[stage], sides[crop.inputs[1]])
        concat = next(op for op in graph.ops if crop.name in op.inputs)
        field = covered(frames[stage][0], first, kept)
        found.append(Skip(level, stage, crop, concat, sides[stage], kept, first, field))
    return tuple(found)


def covered(frame: Frame, first: int, count: int) -> Interval:
    """The input pixels that ``count`` cells from ``first`` on lie on, each cell as wide as the stride."""
    start = frame.scale * (first - Fraction(1, 2)) + frame.offset + Fraction(1, 2)
    return start, start + frame.scale * count


def lost(graph: Graph, side: int) -> int:
    """Input pixels a side for which there is no output: (n - output) / 2. Raises SideError."""
    return (side - graph.out_side(side)) // 2


def lines(graph: Graph, side: int) -> Iterator[tuple[Op, str]]:
    """Every operation that changes a side, with its arithmetic, as far as it goes.

    Raises:
        SideError: after the last line, at the operation that cannot be done.
    """
    sides = {INPUT: side}
    for op, out in graph.steps(side):
        sides[op.name] = out
        if op.kernel > 1 or op.kind == "crop":
            yield op, arithmetic.side(op, *(sides[i] for i in op.inputs))


class Trap(NamedTuple):
    """Where a crop of ``difference // 2`` a side fails: input ``side`` brings ``skip`` cells to ``crop``, which leaves
    ``kept`` of them although ``wanted`` are."""

    side: int
    crop: str
    skip: int
    wanted: int
    kept: int


def trap(graph: Graph, side: int) -> Trap | None:
    """The first size from ``side`` on at which a crop leaves a cell too many; None if there is none near."""
    found = next_mismatch(graph, side - 1)
    if found is None:
        return None
    n, sides, error = found
    crop = graph.op(graph.op(error.op).inputs[0])
    return Trap(n, crop.name, *(sides[name] for name in (*crop.inputs, crop.name)))


def tiles(side: int, tile: int, lost: int, step: int) -> list[int]:
    """First pixels of the tiles along an axis of ``side`` pixels, the mirrored frame included.

    The parts that they predict (``lost`` pixels less a side) cover the axis but for the frame. All starts are multiples
    of ``step``, the network's coarsest stride, if ``side - tile`` is: a network that is shifted by less sees its
    pools fall elsewhere. ValueError where a tile predicts less than one step.
    """
    stride = (tile - 2 * lost) // step * step
    if stride < 1 or tile > side:
        raise ValueError(f"tiles of {tile} in {side}, {lost} lost a side")
    return [*range(0, side - tile, stride), side - tile]


def reads_beyond(graph: Graph, side: int) -> npt.NDArray[np.bool_]:
    """For each row (or column) of the output: whether anything that it depends on was computed with cells beyond a
    map's border, which count as zeros.

    None does where convolutions are unpadded and up-convolutions as wide as their stride. The article's are wider, and
    take what would lie behind the last cell for zero. Raises SideError.
    """
    sides, target = graph.sides(side), next(iter(graph.outputs.values()))
    fields = graph.fields(side, target, clip=False)
    beyond = np.zeros(sides[target], bool)
    for source in {op.inputs[0] for op in graph.ops if op.kernel > 1}:
        low, high = fields[source]
        beyond |= (low < 0) | (high >= sides[source])
    return beyond
