"""How good a mask is: pixel accuracy, IU of each class, their mean, and IU near the true boundaries.

All figures come from one confusion matrix pooled over every picture (FCN, section 5: sum n_ii / t_i and its like), not
from averages of pictures. Pixels labelled 255 count nowhere; a class without a true pixel has no IU (nan) and is left
out of the mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

IGNORE = 255
BANDS = (1, 3, 5)

Labels = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]


def confusion(truth: Labels, predicted: Labels, classes: int, where: npt.NDArray[np.bool_] | None = None) -> Counts:
    """(classes, classes) pixel counts, rows the truth, columns the prediction.

    Args:
        truth: (H, W) class ids, 255 = ignore.
        predicted: (H, W) class ids.
        where: (H, W), True for the pixels that count; all if None.

    Raises:
        ValueError: when the two shapes differ.
    """
    if truth.shape != predicted.shape:
        raise ValueError(f"truth is {truth.shape}, prediction {predicted.shape}")
    counted = truth != IGNORE if where is None else where & (truth != IGNORE)
    pairs = classes * truth[counted].astype(np.int64) + predicted[counted]
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def pixel_accuracy(counts: Counts) -> float:
    """The share of pixels that are right; nan without any pixel."""
    return _ratio(counts.trace(), counts.sum())


def class_iu(counts: Counts) -> npt.NDArray[np.float64]:
    """(classes,) intersection over union; nan for a class without a true pixel."""
    hits, true, found = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)
    union = true + found - hits
    return np.where(true > 0, hits / np.maximum(union, 1), np.nan)


def mean_iu(counts: Counts) -> float:
    """The mean of :func:`class_iu` over the classes that have a true pixel; nan if there is none."""
    iu = class_iu(counts)
    present = ~np.isnan(iu)
    return float(iu[present].mean()) if present.any() else float("nan")


def recall(counts: Counts) -> npt.NDArray[np.float64]:
    """(classes,) share of each class's true pixels that were found; nan for a class without one."""
    true = counts.sum(axis=1)
    return np.where(true > 0, counts.diagonal() / np.maximum(true, 1), np.nan)


def precision(counts: Counts) -> npt.NDArray[np.float64]:
    """(classes,) share of each class's predicted pixels that are right; nan for a class never predicted."""
    found = counts.sum(axis=0)
    return np.where(found > 0, counts.diagonal() / np.maximum(found, 1), np.nan)


def boundary_band(truth: Labels, distance: int) -> npt.NDArray[np.bool_]:
    """(H, W): the pixels at most ``distance`` px (square neighbourhood) from a place where the class changes.

    A pixel is on a boundary when one of its four neighbours has another class; both sides are. Where ignored pixels
    lie between two classes the true boundary is unknown, so an ignored pixel makes no boundary.
    """
    edge = np.zeros(truth.shape, bool)
    for axis in (0, 1):
        first = np.moveaxis(truth, axis, 0)
        change = (first[1:] != first[:-1]) & (first[1:] != IGNORE) & (first[:-1] != IGNORE)
        view = np.moveaxis(edge, axis, 0)
        view[1:] |= change
        view[:-1] |= change
    return _grown(edge, distance - 1)


def _grown(mask: npt.NDArray[np.bool_], steps: int) -> npt.NDArray[np.bool_]:
    """The mask dilated by a square of side 2 * steps + 1, one axis after the other."""
    for axis in (0, 1):
        line = np.moveaxis(mask, axis, 0)
        grown = line.copy()
        for step in range(1, steps + 1):
            grown[step:] |= line[:-step]
            grown[:-step] |= line[step:]
        mask = np.moveaxis(grown, 0, axis)
    return mask


def _ratio(part: int, whole: int) -> float:
    return float(part) / float(whole) if whole else float("nan")


class Tally:
    """Confusion matrices pooled over pictures: of all pixels, and of the bands around the true boundaries."""

    def __init__(self, classes: int, bands: Sequence[int] = BANDS) -> None:
        self.classes = classes
        self.counts: Counts = np.zeros((classes, classes), np.int64)
        self.near: dict[int, Counts] = {band: np.zeros((classes, classes), np.int64) for band in bands}

    def add(self, truth: Labels, predicted: Labels) -> None:
        """Count one picture: (H, W) each. Raises ValueError when the shapes differ."""
        self.counts = self.counts + confusion(truth, predicted, self.classes)
        for band in self.near:
            where = boundary_band(truth, band)
            self.near[band] = self.near[band] + confusion(truth, predicted, self.classes, where)

    def report(self, names: Sequence[str]) -> dict[str, object]:
        """``pixel_accuracy``, ``mean_iu``, ``boundary_iu`` (mean IU by band) and ``per_class`` (IU by name, the
        classes with a true pixel only)."""
        iu = class_iu(self.counts)
        return {
            "pixel_accuracy": pixel_accuracy(self.counts),
            "mean_iu": mean_iu(self.counts),
            "boundary_iu": {str(band): mean_iu(counts) for band, counts in self.near.items()},
            "per_class": {name: float(value) for name, value in zip(names, iu, strict=True) if not np.isnan(value)},
        }
