"""How good a mask of one label a cell can be: what a perfect network of that stride could reach.

FCN's appendix A finds "approximate upper bounds" by "downsampling ground truth images and then upsampling them again",
without saying how. Here each cell of s x s input pixels gets the label that most of its pixels have (of as many, the
smallest id), and gives it to all of them: no mask of one label a cell has more pixels right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from segviz.analysis.metrics import IGNORE, Labels
from segviz.analysis.strides import Match, Quality, match, quality
from segviz.fitting import Axis

if TYPE_CHECKING:
    from segviz.engine import Run
    from segviz.samples import Reference

STRIDES = (32, 16, 8, 4)
Cells = npt.NDArray[np.int64]


def coarse(labels: Labels, stride: int, rows: Axis | None = None, columns: Axis | None = None) -> Labels:
    """Labels (H, W), 255 = ignore, shrunk to one a cell of ``stride`` x ``stride`` input pixels and enlarged again.

    ``rows`` and ``columns`` place the picture on a network's input; without them a cell is as many picture pixels. A
    cell whose pixels are all ignored stays 255.
    """
    down, along = (
        _cells(axis or Axis(side, side, 0, side), stride)
        for axis, side in zip((rows, columns), labels.shape, strict=True)
    )
    wide = int(along.max()) + 1
    cell = down[:, None] * wide + along[None, :]
    counted = labels != IGNORE
    classes = int(labels[counted].max(initial=0)) + 1
    votes = np.bincount(cell[counted] * classes + labels[counted], minlength=(int(down.max()) + 1) * wide * classes)
    votes = votes.reshape(-1, classes)
    winner = np.where(votes.any(1), votes.argmax(1), IGNORE).astype(np.uint8)
    enlarged: Labels = winner[cell]
    return enlarged


def _cells(axis: Axis, stride: int) -> Cells:
    """For each picture pixel the cell that its centre falls into; exact."""
    start, scale = axis.offset + Fraction(1, 2), axis.scale
    common = start.denominator * scale.denominator * stride
    first, step = int(start * common / stride), int(scale * common / stride)
    return (step * np.arange(axis.picture, dtype=np.int64) + first) // common


@dataclass(frozen=True)
class Ceilings:
    """The quality of the exact mask shrunk by each stride, and of what the network's outputs reached, over the same
    pixels: those for which the network gives an answer."""

    match: Match
    ceilings: dict[int, Quality]
    reached: dict[str, Quality]


def ceilings(run: Run, reference: Reference, strides: Sequence[int] = STRIDES) -> Ceilings | None:
    """What each stride could reach on the run's picture beside what the run reached; None where the reference cannot be
    put in the network's terms (:func:`segviz.analysis.strides.match`)."""
    found = match(reference, run.classes)
    if found is None:
        return None
    fitted = run.fitted
    unanswered = next(iter(run.masks.values())) == IGNORE
    perfect = {}
    for stride in strides:
        mask = coarse(found.truth, stride, fitted.rows, fitted.columns)
        perfect[stride] = quality(
            Match(found.truth, found.classes), np.where(unanswered, IGNORE, mask).astype(np.uint8)
        )
    return Ceilings(found, perfect, {label: quality(found, mask) for label, mask in run.masks.items()})
