"""An answer at the picture's own size, by overlap tiles: the same as one pass would give, in the memory of one tile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from segviz import answers, inputs, tilings
from segviz.answers import Mask
from segviz.fitting import TILE
from segviz.geometry import Graph
from segviz.images import Picture, fit
from segviz.weights import Card


@dataclass(frozen=True, eq=False)
class Whole:
    """``masks``: class ids (H, W) at the picture's own size, one for each output, as ``Run.masks``; ``size``: (h, w) of
    the input that the ``tiles`` passes covered."""

    masks: dict[str, Mask]
    size: tuple[int, int]
    tiles: int


def answer(
    picture: Picture,
    graph: Graph,
    card: Card | None,
    how: tuple[int, str, int],
    scores: Callable[[Tensor], dict[str, Tensor]],
    on_tile: Callable[[int, int], None],
) -> Whole:
    """Cut a picture's input into tiles, decide each, and put the answers together.

    Args:
        how: long side, fit and margin, as :func:`segviz.fitting.fit` takes them.
        scores: one pass: an input (1, C, h, w) to each output's logits (classes, h', w').
        on_tile: told (tiles done, tiles in all) before each pass.

    Raises:
        TileError: when a tile cannot hold all that the network sees.
    """
    long_side, mode, margin = how
    fitted = fit(picture, graph.nearest_legal, long_side, mode, margin)
    size = fitted.pixels.shape[0], fitted.pixels.shape[1]
    shapes, cuts = graph.shapes(size), tilings.tiles(graph, size, TILE)
    made: dict[str, Mask] = {}
    for done, (rows, columns) in enumerate(cuts):
        on_tile(done, len(cuts))
        x = inputs.prepare_for(graph, card, fitted.pixels[rows.start : rows.stop, columns.start : columns.stop])
        for label, values in scores(x).items():
            decided = answers.decide(values[:, rows.kept, columns.kept])
            grid = made.setdefault(label, np.zeros(shapes[graph.outputs[label]][1:], decided.dtype))
            grid[rows.first : rows.last, columns.first : columns.last] = decided
    return Whole({label: answers.restore(mask, graph, fitted) for label, mask in made.items()}, size, len(cuts))
