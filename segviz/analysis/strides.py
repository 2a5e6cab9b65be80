"""The strides of an FCN compared: how each one's scores become the picture's size, where the answers differ, and how
good they are against a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from segviz.analysis.metrics import IGNORE, Labels, Tally, mean_iu, pixel_accuracy
from segviz.geometry import Graph, Op

if TYPE_CHECKING:
    from segviz.fitting import Fitted

BACKGROUND = "background"


class Head(NamedTuple):
    """The end of one stride: ``scores`` names the scores before the last up-sampling ``up``; ``crop`` is the first
    cell that is kept afterwards (None where nothing is cut)."""

    scores: str
    up: Op
    crop: int | None


def head(graph: Graph, label: str) -> Head:
    """The end of the output ``label``. KeyError for an output that the graph does not have."""
    last = graph.op(graph.outputs[label])
    up = graph.op(last.inputs[0]) if last.kind == "crop" else last
    crop = last.crop if last.kind == "crop" and isinstance(last.crop, int) else None
    return Head(up.inputs[0], up, crop)


def has_strides(graph: Graph) -> bool:
    """Whether a network gives several answers, each up-sampled from another stride."""
    return len(graph.outputs) > 1


def scores_at(scores: npt.NDArray[np.float32], fitted: Fitted, x: int, y: int) -> npt.NDArray[np.float32]:
    """(classes,) scores at a pixel of the picture; ``scores``: (classes, h, w) at the input's size."""
    column, row = fitted.to_input(x, y)
    height, width = scores.shape[1:]
    return scores[:, min(height - 1, max(0, round(row))), min(width - 1, max(0, round(column)))]


def busiest(marked: npt.NDArray[np.bool_], side: int) -> tuple[int, int] | None:
    """Centre (x, y) of the square of ``side`` pixels that holds the most marked ones; None if none is marked.

    Of several such squares the one nearest to the middle.
    """
    if not marked.any():
        return None
    height, width = marked.shape
    tall, wide = min(side, height), min(side, width)
    sums = np.zeros((height + 1, width + 1), np.int32)
    sums[1:, 1:] = marked.cumsum(0, dtype=np.int32).cumsum(1, dtype=np.int32)
    held = sums[tall:, wide:] - sums[:-tall, wide:] - sums[tall:, :-wide] + sums[:-tall, :-wide]
    tops, lefts = np.nonzero(held == held.max())
    nearest = np.argmin(np.abs(2 * tops + tall - height) + np.abs(2 * lefts + wide - width))
    return int(lefts[nearest]) + wide // 2, int(tops[nearest]) + tall // 2


class _Reference(Protocol):
    """An exact mask: ``labels`` (H, W) uint8, 255 = ignore; ``class_names[i]`` names label i."""

    @property
    def labels(self) -> Labels: ...
    @property
    def class_names(self) -> tuple[str, ...]: ...


class _Named(Protocol):
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Match:
    """A reference in a network's terms.

    ``truth``: (H, W) class ids of the network, 255 = ignore. Where the network does not know the class names
    ``unknown``, all that can be compared is foreground (1) with background (0), and ``classes`` is 2.
    """

    truth: Labels
    classes: int
    unknown: tuple[str, ...] = ()

    def answer(self, mask: Labels) -> Labels:
        """A mask of the network in the same terms."""
        return np.where(mask == IGNORE, mask, mask != 0).astype(np.uint8) if self.unknown else mask


def match(reference: _Reference, classes: Sequence[_Named]) -> Match | None:
    """Translate a reference by its class names; None where nothing can be compared.

    Names that occur in the mask and that the network does not know leave foreground against background, if label 0 is
    the background for both.
    """
    names, labels = reference.class_names, reference.labels
    known = {named.name: index for index, named in enumerate(classes)}
    present = np.flatnonzero(np.bincount(labels.reshape(-1), minlength=IGNORE + 1)[:IGNORE]).tolist()
    unknown = tuple(names[label] for label in present if names[label] not in known)
    table = np.full(256, IGNORE, np.uint8)
    if not unknown:
        table[present] = [known[names[label]] for label in present]
        return Match(table[labels], len(classes))
    if names[0] != BACKGROUND or classes[0].name != BACKGROUND or not any(present):
        return None
    table[: len(names)] = 1
    table[0] = 0
    return Match(table[labels], 2, unknown)


class Quality(NamedTuple):
    """Pixel accuracy, mean IU, and mean IU within 1, 3 and 5 px of the true boundaries (0..1, nan where undefined)."""

    pixel_accuracy: float
    mean_iu: float
    boundary_iu: dict[int, float]


def quality(found: Match, mask: Labels) -> Quality:
    """How good a network's mask (H, W) is. What it left open (255) counts nowhere.

    Raises:
        ValueError: when the mask has not the reference's size.
    """
    answer = found.answer(mask)
    left_open = answer == IGNORE
    tally = Tally(found.classes)
    tally.add(np.where(left_open, answer, found.truth), np.where(left_open, 0, answer))
    near = {band: mean_iu(counts) for band, counts in tally.near.items()}
    return Quality(pixel_accuracy(tally.counts), mean_iu(tally.counts), near)
