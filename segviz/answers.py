"""What a network's scores say: class ids, at the picture's own size, and classes to name and colour them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import Tensor

from segviz.geometry import Graph
from segviz.images import Fitted
from segviz.weights import ClassInfo

Mask = npt.NDArray[np.unsignedinteger[Any]]


def generic_classes(count: int) -> tuple[ClassInfo, ...]:
    """Classes without a meaning, coloured as PASCAL VOC colours its ids; a single logit is foreground or not."""
    return tuple(ClassInfo(f"class {i}", f"类别 {i}", voc_colour(i)) for i in range(max(2, count)))


def voc_colour(index: int) -> str:
    """PASCAL VOC's colour of a class id: its bits spread over the high bits of red, green and blue."""
    red, green, blue = (sum((index >> (3 * i + c) & 1) << (7 - i) for i in range(8)) for c in range(3))
    return f"#{red:02x}{green:02x}{blue:02x}"


def mask(scores: Tensor, graph: Graph, fitted: Fitted) -> Mask:
    """The answer that logits (classes, h, w) give, (H, W) at the picture's size; see ``Run.masks``."""
    return restore(decide(scores), graph, fitted)


def decide(scores: Tensor) -> Mask:
    """The argmax over classes; of a single logit, its sign."""
    chosen = scores.argmax(0) if scores.shape[0] > 1 else scores[0] > 0
    return chosen.numpy().astype(np.uint8 if scores.shape[0] < 255 else np.uint16)


def restore(mask: Mask, graph: Graph, fitted: Fitted) -> Mask:
    """A mask at the picture's size. Cells of a stride-1 output stand for the input pixels that they were trained on:
    centred, whatever shift the network's arithmetic has. Coarser cells are enlarged and put where they lie."""
    frame = graph.output_frame
    stride = int(frame.scale)
    if stride == 1:
        return fitted.restore(mask)
    return fitted.restore(mask.repeat(stride, 0).repeat(stride, 1), frame.offset - Fraction(stride - 1, 2))
