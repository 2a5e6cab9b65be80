"""What a (C, H, W) tensor looks like in one map, and what its channels are worth in numbers.

Values that are NaN or infinite are *broken*: they are counted and left out of every number here, never turned into one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Reduction = Callable[[npt.NDArray[np.floating]], npt.NDArray[np.floating]]

CHUNK = 16  # channels held in float64 at a time


def _rms(tensor: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    squares: npt.NDArray[np.floating] = np.einsum("chw,chw->hw", tensor, tensor)
    return np.sqrt(squares / len(tensor))


_REDUCTIONS: dict[str, tuple[Reduction, Reduction]] = {  # whole tensor; the same with NaN left out
    "mean": (lambda t: t.mean(0), lambda t: np.nanmean(t, 0)),
    "max": (lambda t: t.max(0), lambda t: np.nanmax(t, 0)),
    "energy": (_rms, lambda t: np.sqrt(np.nanmean(t * t, 0))),
}
LENSES = (*_REDUCTIONS, "channel")


def summarise(tensor: Array, lens: str, channel: int = 0) -> Array:
    """One (H, W) float32 map of a (C, H, W) tensor.

    ``lens``: "mean" and "max" over the channels; "energy", the root mean square over the channels, which unlike the L2
    norm does not grow with their number, so that stages of different widths compare; "channel", the one numbered
    ``channel``, as it is. Broken values are left out; a cell whose channels are all broken is NaN.
    Raises ValueError for an unknown lens, IndexError for a channel that is not there.
    """
    if lens == "channel":
        if not 0 <= channel < len(tensor):
            raise IndexError(channel)
        return np.ascontiguousarray(tensor[channel], dtype=np.float32)
    if lens not in _REDUCTIONS:
        raise ValueError(lens)
    whole, careful = _REDUCTIONS[lens]
    with np.errstate(all="ignore"):
        quick = whole(tensor)
    if np.isfinite(quick).all():
        return quick.astype(np.float32, copy=False)
    return _left_out(tensor, careful)


def _left_out(tensor: Array, reduce: Reduction) -> Array:
    """The reduction in float64 over each cell's finite values."""
    finite = np.isfinite(tensor)
    empty = ~finite.any(0)
    wide = np.where(finite, tensor, np.nan).astype(np.float64)
    wide[:, empty] = 0
    result = reduce(wide)
    result[empty] = np.nan
    return result.astype(np.float32)


def count_broken(tensor: npt.NDArray[np.floating]) -> int:
    """How many of the values are NaN or infinite."""
    return int(tensor.size - np.count_nonzero(np.isfinite(tensor)))


@dataclass(frozen=True)
class Statistics:
    """One number a channel, (C,) arrays. Standard deviations are the population's (divided by the number of values).

    ``zeros``: the share of finite values that are exactly 0; ``broken``: how many values are not finite. A channel
    without a finite value is NaN throughout.
    """

    minimum: npt.NDArray[np.float64]
    maximum: npt.NDArray[np.float64]
    mean: npt.NDArray[np.float64]
    std: npt.NDArray[np.float64]
    zeros: npt.NDArray[np.float64]
    broken: npt.NDArray[np.int64]
    cells: int

    @property
    def dead(self) -> npt.NDArray[np.bool_]:
        """Channels that say nothing: the same value in every cell, or zero (after a ReLU: nothing ever above zero).

        In a map of one cell every channel is constant, so there only zero counts.
        """
        constant = self.minimum == self.maximum
        return constant & ((self.maximum == 0) | (self.cells > 1))

    @property
    def silent(self) -> npt.NDArray[np.bool_]:
        """Channels never above zero: the next ReLU makes them dead."""
        return self.maximum <= 0


def statistics(tensor: Array) -> Statistics:
    """Per-channel statistics of a (C, H, W) tensor, in float64."""
    parts = [_statistics(tensor[start : start + CHUNK]) for start in range(0, len(tensor), CHUNK)]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return Statistics(cells=tensor.shape[1] * tensor.shape[2], **columns)


def _statistics(tensor: Array) -> dict[str, npt.NDArray[Any]]:
    """The fields of ``Statistics`` for a few channels."""
    values = np.array(tensor, dtype=np.float64, order="C").reshape(len(tensor), -1)
    finite = np.isfinite(values)
    count = finite.sum(1)
    everywhere = bool(count.min() == values.shape[1])
    low = (values if everywhere else np.where(finite, values, np.inf)).min(1)
    high = (values if everywhere else np.where(finite, values, -np.inf)).max(1)
    if not everywhere:
        values = np.where(finite, values, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = values.sum(1) / count
        zeros = ((values == 0) & finite).sum(1) / count
        values -= mean[:, None]
        std = np.sqrt(np.einsum("cn,cn->c", values, values * finite) / count)
    low[count == 0] = high[count == 0] = np.nan
    broken = values.shape[1] - count
    return {"minimum": low, "maximum": high, "mean": mean, "std": std, "zeros": zeros, "broken": broken}


@dataclass(frozen=True)
class Histogram:
    """``counts`` (bins,) of the finite values between consecutive ``edges`` (bins + 1,); ``broken`` were left out."""

    counts: npt.NDArray[np.int64]
    edges: npt.NDArray[np.float64]
    broken: int


def histogram(values: npt.NDArray[np.floating], bins: int = 64) -> Histogram:
    """Equal bins from the smallest to the largest finite value of an array of any shape.

    The last bin holds its right edge too. Values that are all equal lie in the middle of a range of width 1.
    """
    flat = values.reshape(-1)
    broken = count_broken(flat)
    finite = flat[np.isfinite(flat)] if broken else flat
    counts, edges = np.histogram(finite, bins=bins)
    return Histogram(counts.astype(np.int64), edges.astype(np.float64), broken)
