"""The pictures of the score ledger: each drawn once for a run, with the numbers that belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from segviz.analysis.fusion import BIAS, CAUSES, STREAM, Account, Part
from segviz.render import image, masks
from segviz.render.colour import ColourScale
from segviz.render.figures import Panel
from segviz.ui import accounts, stride_tiles
from segviz.ui.abreast import SMALL, Spot, Tile, small
from segviz.ui.kept import once
from segviz.ui.rungs import title

if TYPE_CHECKING:
    from segviz.engine import Run
    from segviz.ui.accounts import Cell
    from segviz.ui.context import Context

Array = npt.NDArray[np.float32]

# The colours of ``fusion.CAUSES``; the first leaves the picture as it is.
TONES = ("#808080", "#2f6fde", "#ff9500", "#12a17c", "#d6006c")


class Place(NamedTuple):
    """The pixel in question: (x, y) on the picture, whose answer, and which ``cell`` of that answers there."""

    x: int
    y: int
    label: str
    cell: Cell


def name(context: Context, run: Run, part: Part) -> str:
    """A part in words: "pool4 · score_pool4", or the biases."""
    if part.kind == BIAS:
        return context.t("ledger-bias", layer=part.layer) if part.layer else context.t("ledger-later-biases")
    origin = title(run.graph, part.origin)
    return origin if origin == part.layer else f"{origin} · {part.layer}"


def group(context: Context, run: Run, parts: tuple[Part, ...], layer: str) -> str:
    """A group of :meth:`accounts.Entry.grouped` in words."""
    if not layer:
        return context.t("ledger-biases")
    return name(context, run, next(part for part in parts if part.layer == layer and part.kind == STREAM))


def answer(run: Run, label: str) -> bytes:
    """An answer over the picture."""
    return once((run.key, "overlay", label), lambda: image.encode(stride_tiles.overlay(run, label)))


def spot(run: Run, x: int, y: int) -> Spot:
    """A pixel on anything that shows the whole picture."""
    height, width = run.picture.size
    return Spot((x + 0.5) / width, (y + 0.5) / height)


def cell_spot(run: Run, place: Place) -> Spot:
    """The cell on a map of the output."""
    _, height, width = run.trace[run.graph.outputs[place.label]].shape
    return Spot((place.cell.column + 0.5) / width, (place.cell.row + 0.5) / height)


class Maps(NamedTuple):
    """Painted maps with the ends of their (centred) scales."""

    layers: tuple[str, ...]
    pngs: tuple[bytes, ...]
    ends: tuple[float, ...]


def part_maps(context: Context, run: Run, label: str, index: int) -> list[Tile]:
    """What each stream and all biases bring to the scores of class ``index``, then their sum, signed around zero."""
    shared = context.scale == "stage"

    def draw() -> Maps:
        found = grouped(accounts.ledger(context, run, label), index)
        largest = max(float(np.abs(values).max()) for values in found.values())
        ends = [largest if shared else float(np.abs(values).max()) for values in found.values()]
        pngs = [
            image.heatmap(image.shrink(values, SMALL), _scale(end, shared))  # type: ignore[arg-type]
            for values, end in zip(found.values(), ends, strict=True)
        ]
        return Maps(tuple(found), tuple(pngs), tuple(ends))

    made = once((run.key, "ledger-maps", label, index, shared), draw)
    titles = _titles(context, run, label, made.layers)
    notes = (_scale(end, shared).caption(context.language) for end in made.ends)
    return [Tile(*tile) for tile in zip(titles, made.pngs, notes, strict=True)]


def panels(context: Context, run: Run, label: str, index: int) -> list[Panel]:
    """The same maps for a figure, each with a scale of its own."""
    found = grouped(accounts.ledger(context, run, label), index)
    scales = [_scale(float(np.abs(values).max()), False) for values in found.values()]
    titles = _titles(context, run, label, tuple(found))
    return [
        Panel(named, scale.paint(values), scale.caption(context.language), scale)
        for named, scale, values in zip(titles, scales, found.values(), strict=True)
    ]


def _titles(context: Context, run: Run, label: str, layers: tuple[str, ...]) -> list[str]:
    parts = accounts.parts(context, run, label)
    return [context.t("ledger-sum") if name == "sum" else group(context, run, parts, name) for name in layers]


def _scale(end: float, shared: bool) -> ColourScale:
    return ColourScale.fit(np.array([-end, end], np.float32), centred=True, scope="shared" if shared else "map")


def grouped(account: Account, index: int) -> dict[str, Array]:
    """(h, w) maps of one class: by stream, of all biases together (""), and their sum ("sum")."""
    found = {p.layer: v[index] for p, v in zip(account.parts, account.values, strict=True) if p.kind == STREAM}
    biases = [v[index] for p, v in zip(account.parts, account.values, strict=True) if p.kind == BIAS]
    if biases:
        found[""] = np.sum(biases, 0, dtype=np.float32)
    return found | {"sum": account.values[:, index].sum(0)}


class Reasons(NamedTuple):
    """Why pixels changed their answer from one stride to the next, over the whole picture: the ``png``, and for each of
    ``fusion.CAUSES`` its ``shares`` of the pixels and an example (x, y), None where there is none."""

    png: bytes
    shares: tuple[float, ...]
    examples: tuple[tuple[int, int] | None, ...]


def reasons(context: Context, run: Run) -> tuple[Reasons, ...]:
    """One for each step between strides."""
    return once((run.key, "reasons"), lambda: tuple(_reasons(run, found) for found in accounts.causes(context, run)))


def _reasons(run: Run, found: npt.NDArray[np.uint8]) -> Reasons:
    counts = np.bincount(found.reshape(-1), minlength=masks.IGNORE + 1)[: len(CAUSES)]
    examples = (None, *(accounts.example(found == cause) for cause in range(1, len(CAUSES))))
    picture = image.grey(small(run.picture.pixels))
    painted = masks.mask_overlay(picture, image.shrink(found, SMALL), TONES, alpha=0.75, boundaries=False)
    return Reasons(image.encode(painted), tuple((counts / max(1, counts.sum())).tolist()), examples)
