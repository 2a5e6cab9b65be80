"""What a cell sees: the theoretical receptive field, and the effective one, the gradient inside it.

The box is arithmetic (Araujo, Norris, Sim; Distill 2019); the gradient is a real backward pass on the picture at hand
(Luo et al., "Understanding the Effective Receptive Field", NIPS 2016). Outside the box it is zero, always.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from segviz.geometry import INPUT, Graph

if TYPE_CHECKING:
    from segviz.engine import OnWait, Run

Array = npt.NDArray[np.float32]
Cell = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """A rectangle of input pixels, all four sides included."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) in pixels."""
        return self.bottom - self.top + 1, self.right - self.left + 1

    @property
    def half(self) -> Box:
        """The central half, a quarter of the area: the pixels at most a quarter of the height and of the width away
        from the middle."""
        (height, width), (down, along) = self.size, (self.top + self.bottom, self.left + self.right)
        (top, bottom), (left, right) = (_middle(*axis) for axis in ((down, height), (along, width)))
        return Box(top, bottom, left, right)


def _middle(twice: int, length: int) -> tuple[int, int]:
    """The pixels at most ``length`` / 4 from the middle, of which ``twice`` is the double."""
    return -(-(2 * twice - length) // 4), (2 * twice + length) // 4


def box(graph: Graph, size: tuple[int, int], stage: str, cell: Cell, clip: bool = True) -> Box | None:
    """The input pixels that a cell (row, column) of a stage can see, for an input of (H, W).

    With ``clip`` those that exist; None for a cell that sees nothing but padding. Without it as if the picture had no
    border. Raises SizeError for a size that does not fit, IndexError for a cell that is not there.
    """
    shape = graph.shapes(size)[stage]
    if not all(0 <= at < n for at, n in zip(cell, shape[1:], strict=True)):
        raise IndexError(cell)
    edges: list[int] = []
    for side, at in zip(size, cell, strict=True):
        lo, hi = graph.fields(side, stage, clip)[INPUT]
        if lo[at] > hi[at]:
            return None
        edges += int(lo[at]), int(hi[at])
    return Box(*edges)


@dataclass(frozen=True, eq=False)
class Effective:
    """How a cell changes with the picture: ``gradient`` (C, H, W) with respect to the network's input, and the ``box``
    that it lies in (None: the cell sees only padding)."""

    gradient: Array
    box: Box | None

    @property
    def magnitude(self) -> Array:
        """(H, W): the gradient's length over the input's channels."""
        wide = self.gradient.astype(np.float64)  # squares of small slopes vanish in single precision
        return np.sqrt(np.einsum("chw,chw->hw", wide, wide)).astype(np.float32)

    @property
    def outside(self) -> float:
        """The largest absolute gradient outside the box: 0."""
        beyond = np.abs(self.gradient).max(0)
        if self.box:
            beyond[self.box.top : self.box.bottom + 1, self.box.left : self.box.right + 1] = 0
        return float(beyond.max())

    def central(self, whole: Box) -> float:
        """The share (0..1) of the gradient's energy, its square over all pixels and channels, inside the central half
        of ``whole``, the box without regard to the picture's border; NaN where there is no gradient."""
        energy = self.magnitude.astype(np.float64) ** 2
        middle = whole.half
        inside = energy[max(0, middle.top) : middle.bottom + 1, max(0, middle.left) : middle.right + 1]
        total = energy.sum()
        return float(inside.sum() / total) if total else float("nan")

    def pixels(self, share: float = 0.95) -> int:
        """The fewest pixels that hold this share of the whole magnitude; 0 where there is none."""
        values = np.sort(self.magnitude, axis=None)[::-1].cumsum(dtype=np.float64)
        return int(np.searchsorted(values, share * values[-1])) + 1 if values[-1] else 0

    def side(self, share: float = 0.95) -> float:
        """The side of a square of as many pixels: to be compared with the box's."""
        return float(np.sqrt(self.pixels(share)))


def effective(run: Run, stage: str, cell: Cell, channel: int | None = None, on_wait: OnWait | None = None) -> Effective:
    """The gradient of a cell (row, column) of a stage, in one channel or summed over all of them.

    Raises IndexError for a cell or channel that is not there.
    """
    found = box(run.graph, run.fitted.pixels.shape[:2], stage, cell)
    return Effective(run.engine.gradient(run, stage, cell, channel, on_wait), found)
