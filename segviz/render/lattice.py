"""Grids of cells over a piece of a picture, exactly where their frames put them, and the picture seen twice.

Positions are input pixels whose centres are whole numbers, so pixel 0 reaches from -1/2 to 1/2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

import numpy as np
import numpy.typing as npt

from segviz.render.colour import Pixels, rgb
from segviz.render.image import Affine, Box, blend, enlarge

LINE, DASH, FILL = 2, 7, 0.45
WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Grid:
    """Cells on both axes (the same frame for each), every ``every``-th border drawn, and the block of that many cells
    from ``marked`` (row, column) on filled."""

    frame: Affine
    colour: str
    every: int
    marked: tuple[int, int]
    dashed: bool = False

    def edge(self, cell: int) -> Fraction:
        """Where a cell begins."""
        return self.frame.scale * (cell - Fraction(1, 2)) + self.frame.offset

    def edges(self, low: int, high: int) -> Iterator[Fraction]:
        """The borders that are drawn, of those from pixel ``low`` up to ``high``."""
        step = self.frame.scale * self.every
        first = floor((low - self.edge(0)) / step)
        for number in range(first, first + int((high - low) / step) + 3):
            yield self.edge(number * self.every)


def lattice(picture: Pixels, region: Box, grids: Sequence[Grid], times: int) -> Pixels:
    """The region of a picture (H, W, 3), paled and enlarged, with the grids over it and their marked cells filled."""
    inside = region.within(*picture.shape[:2])
    shown = enlarge(picture[inside.top : inside.bottom, inside.left : inside.right], times)
    shown = blend(shown, np.full_like(shown, 255), 0.3)
    for grid in grids:
        _fill(shown, inside, grid, times)
    for grid in grids:
        _rule(shown, inside, grid, times)
    return shown


def _fill(shown: Pixels, region: Box, grid: Grid, times: int) -> None:
    """Paint the marked block over what is there."""
    row, column = grid.marked
    top, bottom = (_place(grid.edge(row + n), region.top, times) for n in (0, grid.every))
    left, right = (_place(grid.edge(column + n), region.left, times) for n in (0, grid.every))
    part = np.s_[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    shown[part] = blend(shown[part], np.full_like(shown[part], rgb(grid.colour)), FILL)


def _rule(shown: Pixels, region: Box, grid: Grid, times: int) -> None:
    """Draw the borders; a dashed grid leaves gaps through which one below can be seen."""
    for axis, low, high in ((0, region.top, region.bottom), (1, region.left, region.right)):
        lines = np.moveaxis(shown, axis, 0)
        kept = (np.arange(lines.shape[1]) // DASH) % 2 == 0 if grid.dashed else np.s_[:]
        for edge in grid.edges(low, high):
            at = _place(edge, low, times)
            for start, end, tone in ((at - LINE, at + LINE, WHITE), (at - LINE + 1, at + LINE - 1, rgb(grid.colour))):
                lines[max(0, start) : max(0, end), kept] = tone


def _place(edge: Fraction, start: int, times: int) -> int:
    """A position on the enlarged region that begins with pixel ``start``."""
    return round((edge + Fraction(1, 2) - start) * times)


def double(picture: Pixels, region: Box, shift: Fraction, times: int) -> Pixels:
    """What a fusion of two streams ``shift`` pixels apart (both ways) looks at: in each place the half of the picture
    there, and half of what lies ``shift`` further down and to the right. Beyond the picture its edge goes on."""
    inside = region.within(*picture.shape[:2])
    rows, columns = np.arange(inside.top, inside.bottom), np.arange(inside.left, inside.right)
    here = picture[rows[:, None], columns].astype(np.float32)
    there = _between(_between(picture, rows, shift, 0), columns, shift, 1)
    mixed: Pixels = np.rint((here + there) / 2).astype(np.uint8)
    return enlarge(mixed, times)


def _between(
    values: npt.NDArray[np.generic], at: npt.NDArray[np.intp], shift: Fraction, axis: int
) -> npt.NDArray[np.float32]:
    """The values ``shift`` beyond the places ``at``, in a straight line between neighbours."""
    low = floor(shift)
    rest = np.float32(shift - low)
    near, far = (np.take(values, at + low + n, axis, mode="clip").astype(np.float32) for n in (0, 1))
    return (1 - rest) * near + rest * far
