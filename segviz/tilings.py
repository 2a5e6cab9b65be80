"""Overlap tiles: a large picture in several passes that give what one pass would. Exact arithmetic, no torch.

The overlap-tile strategy of the U-Net paper (section 2), for any network here: of each tile only those output cells are
kept whose whole past lies inside the tile, or leaves it where the picture ends too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from segviz.errors import UserError
from segviz.geometry import INPUT, Graph, Interval

Ranges = dict[str, Interval]


class TileError(UserError):
    """Tiles of this side are too small: no cell of theirs sees all that it would see in the whole picture."""


@dataclass(frozen=True)
class Span:
    """One tile along one axis: input pixels ``start`` .. ``stop`` - 1 are computed, output cells ``first`` ..
    ``last`` - 1 of the whole are kept, of which ``first`` is cell ``inner`` of the tile's own output."""

    start: int
    stop: int
    first: int
    last: int
    inner: int

    @property
    def kept(self) -> slice:
        """The cells kept, in the tile's own output."""
        return slice(self.inner, self.inner + self.last - self.first)


def spans(graph: Graph, side: int, most: int) -> tuple[Span, ...]:
    """Tiles of at most ``most`` pixels that together give every output cell of an input of ``side`` pixels, each once.

    All tiles have the same side, which leaves the same remainder as ``side`` at every stride, and start at multiples of
    the coarsest stride: so each of their cells coincides with one of the whole's.

    Raises:
        SideError: when the network cannot take ``side``.
        TileError: when tiles of ``most`` pixels are too small.
    """
    out = graph.out_side(side)
    if side <= most:
        return (Span(0, side, 0, out, 0),)
    period = _period(graph)
    tile = next((n for n in range(side - period, 0, -period) if n <= most and graph.fits(n)), 0)
    found: list[Span] = []
    if tile:
        starts = range(0, side - tile + 1, period)
        ranges = _ranges(graph, side)
        exact = {start: _exact(graph, side, tile, start, ranges) for start in starts}
        done = 0
        while done < out:
            # The tile farthest on that still leaves no gap.
            reach = [(start, cells) for start, cells in exact.items() if cells[0] <= done < cells[1]]
            if not reach:
                break
            start, (_, last) = reach[-1]
            found.append(Span(start, start + tile, done, last, done - start // _stride(graph)))
            done = last
    if not found or found[-1].last < out:
        raise TileError("tiles-too-small", model=graph.name, most=most)
    return tuple(found)


def tiles(graph: Graph, size: tuple[int, int], most: int) -> list[tuple[Span, Span]]:
    """All tiles (rows, columns) of an input (H, W), row by row; see :func:`spans`."""
    return list(product(spans(graph, size[0], most), spans(graph, size[1], most)))


def _stride(graph: Graph) -> int:
    return int(graph.output_frame.scale)


def _period(graph: Graph) -> int:
    """The coarsest stride: a shift by it moves every stage by whole cells."""
    return max(int(frame.scale) for frames in graph.frames().values() for frame in frames)


def _exact(graph: Graph, side: int, tile: int, start: int, ranges: Ranges) -> tuple[int, int]:
    """The whole's output cells, first .. last - 1, that a tile at ``start`` gets right."""
    strides = {INPUT: 1} | {name: frames[0].scale for name, frames in graph.frames().items()}
    right = np.ones(graph.out_side(side), bool)
    for name, cells in graph.sides(tile).items():
        if name in ranges:
            (lo, hi), before = ranges[name], int(start / strides[name])
            right &= (lo >= before) | (start == 0)
            right &= (hi <= before + cells - 1) | (start + tile == side)
    found = np.flatnonzero(right)
    return (int(found[0]), int(found[-1]) + 1) if len(found) else (0, 0)


def _ranges(graph: Graph, side: int) -> Ranges:
    """For every stage the cells lo .. hi that each output cell hangs on, over all outputs, borders ignored."""
    found: Ranges = {}
    for target in graph.outputs.values():
        for name, (lo, hi) in graph.fields(side, target, clip=False).items():
            before = found.get(name, (lo, hi))
            found[name] = (np.minimum(before[0], lo), np.maximum(before[1], hi))
    return found
