"""The pictures of the page on FCN's strides: each drawn once for a run, with the numbers that belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from segviz.analysis import strides
from segviz.render import image, masks
from segviz.render.colour import ColourScale, Pixels
from segviz.render.image import Box
from segviz.render.words import number
from segviz.ui.abreast import SMALL, Tile, small
from segviz.ui.kept import once

if TYPE_CHECKING:
    from segviz.analysis.strides import Match, Quality
    from segviz.engine import Mask, Run
    from segviz.ui.context import Context

ZOOMED = 640  # px: the long side of an enlarged region, at most
LINE = 0.6  # how much of the picture a line between cells hides


class Place(NamedTuple):
    """A square region of the picture: its middle and its side, in pixels."""

    x: int
    y: int
    side: int

    def box(self, height: int, width: int) -> Box:
        """The region, moved and cut so that it lies within the picture."""
        tall, wide = min(self.side, height), min(self.side, width)
        top = min(max(0, self.y - tall // 2), height - tall)
        left = min(max(0, self.x - wide // 2), width - wide)
        return Box(top, left, top + tall, left + wide)


def colours(run: Run) -> list[str]:
    """The classes' colours."""
    return [named.colour for named in run.classes]


def small_mask(run: Run, label: str) -> Mask:
    """A stride's mask at the size at which it is shown beside others."""
    return image.shrink(run.masks[label], SMALL)


def overlay(run: Run, label: str) -> Pixels:
    """A stride's mask over the picture."""
    return masks.mask_overlay(small(run.picture.pixels), small_mask(run, label), colours(run))


def answers(context: Context, run: Run) -> list[Tile]:
    """Every stride's mask over the picture, with how it came about."""
    return [Tile(label, _overlay(run, label), arithmetic(context, run, label)) for label in run.masks]


def _overlay(run: Run, label: str) -> bytes:
    return once((run.key, "overlay", label), lambda: image.encode(overlay(run, label)))


def arithmetic(context: Context, run: Run, label: str) -> str:
    """How a stride's scores become the input's size."""
    end = strides.head(run.graph, label)
    _, height, width = run.trace[end.scores].shape
    facts = {"height": height, "width": width, "stride": end.up.stride, "kernel": end.up.kernel, "cut": end.crop or 0}
    return context.t("strides-arithmetic", **facts)


def plain_masks(run: Run) -> list[Tile]:
    """Every stride's mask by itself."""
    return [Tile(label, _mask(run, label)) for label in run.masks]


def _mask(run: Run, label: str) -> bytes:
    return once((run.key, "mask", label), lambda: masks.mask_png(small_mask(run, label), colours(run)))


def legend(run: Run, language: str) -> tuple[masks.LegendEntry, ...]:
    """The classes that any stride found; shares are the strides' mean."""

    def count() -> tuple[masks.LegendEntry, ...]:
        stacked = np.stack([small_mask(run, label) for label in run.masks])
        return masks.legend(stacked, run.classes, language)

    return once((run.key, "legend", language), count)


def frequent(run: Run) -> int:
    """The class, other than the background, that the finest stride finds most; 0 if it finds none."""

    def count() -> int:
        finest = small_mask(run, list(run.masks)[-1])
        counts = np.bincount(finest.reshape(-1), minlength=masks.IGNORE + 1)[1 : masks.IGNORE]
        return int(counts.argmax()) + 1 if counts.any() else 0

    return once((run.key, "frequent"), count)


def busiest(run: Run, side: int) -> tuple[int, int]:
    """The middle of the region of ``side`` pixels where the coarsest and the finest stride disagree most."""
    labels = list(run.masks)

    def find() -> tuple[int, int]:
        differ = run.masks[labels[0]] != run.masks[labels[-1]]
        height, width = differ.shape
        return strides.busiest(differ, side) or (width // 2, height // 2)

    return once((run.key, "busiest", side), find)


def locator(run: Run, place: Place) -> bytes:
    """The picture with the region's outline."""

    def draw() -> bytes:
        shown = small(run.picture.pixels)
        scale = shown.shape[0] / run.picture.size[0]
        box = Box(*(round(edge * scale) for edge in place.box(*run.picture.size)))
        return image.encode(image.outline(shown, box, width=max(2, max(shown.shape) // 120)))

    return once((run.picture.sha256, "locator", place), draw)


def zoomed(context: Context, run: Run, place: Place, lines: bool) -> list[Tile]:
    """The region of the picture, and of every stride's mask over it, enlarged pixel by pixel."""
    plain = once((run.key, "zoom", place), lambda: _zoomed(run, place, "", False))
    tiles = [Tile(context.t("strides-picture"), plain, plain=True)]
    return tiles + [Tile(label, _zoom(run, place, label, lines)) for label in run.masks]


def _zoom(run: Run, place: Place, label: str, lines: bool) -> bytes:
    return once((run.key, "zoom", place, label, lines), lambda: _zoomed(run, place, label, lines))


def _zoomed(run: Run, place: Place, label: str, lines: bool) -> bytes:
    box = place.box(*run.picture.size)
    region = image.crop(run.picture.pixels, box)
    if label:
        region = masks.mask_overlay(region, image.crop(run.masks[label], box), colours(run))
    shown = image.shrink(region, ZOOMED)
    shown = image.enlarge(shown, image.factor(shown.shape, ZOOMED))
    if lines:
        shown = shown.copy()
        for axis, edges in enumerate(_edges(run, label, box, shown.shape[:2])):
            stripe = (edges, slice(None)) if axis == 0 else (slice(None), edges)
            shown[stripe] = image.blend(shown[stripe], np.full_like(shown[stripe], 255), LINE)
    return image.encode(shown)


def _edges(run: Run, label: str, box: Box, shape: tuple[int, int]) -> Iterator[npt.NDArray[np.int64]]:
    """Rows, then columns, of an enlarged region at which a score cell of a stride ends."""
    scores = strides.head(run.graph, label).scores
    axes, counts = (run.fitted.rows, run.fitted.columns), run.trace[scores].shape[1:]
    for axis, count, low, high, shown in zip(axes, counts, box[:2], box[2:], shape, strict=True):
        frame = run.graph.frames(axis.size)[scores][0]
        ends = float(frame.scale) * (np.arange(count + 1) - 0.5) + float(frame.offset)
        pixels = (ends - float(axis.offset)) / float(axis.scale) + 0.5 - low
        rows = np.rint(pixels * shown / (high - low)).astype(np.int64)
        yield rows[(rows > 0) & (rows < shown)]


def disagreements(context: Context, run: Run) -> list[Tile]:
    """Where each stride answers otherwise than the next finer one, and where any two differ."""
    labels = list(run.masks)
    compared = [*pairwise(labels), *([tuple(labels)] if len(labels) > 2 else [])]
    return [_disagreement(context, run, chosen) for chosen in compared]


def _disagreement(context: Context, run: Run, chosen: tuple[str, ...]) -> Tile:
    def draw() -> tuple[bytes, float]:
        found = masks.disagreement(*(small_mask(run, label) for label in chosen))
        return image.encode(masks.disagreement_pixels(small(run.picture.pixels), found)), found.share

    png, share = once((run.key, "disagreement", chosen), draw)
    title = " ≠ ".join(chosen) if len(chosen) == 2 else context.t("strides-any")
    return Tile(title, png, context.t("strides-differ", share=f"{share:.2%}"))


class ClassMaps(NamedTuple):
    """A class's scores, one map a stride with its range, all in the colours of one scale."""

    pngs: tuple[bytes, ...]
    ranges: tuple[tuple[float, float], ...]
    scale: tuple[float, float]


def class_maps(context: Context, run: Run, index: int, cells: bool) -> tuple[list[Tile], ColourScale]:
    """The scores of class ``index`` before the argmax: at the input's size, or the cells before up-sampling, each where
    it lies on the input."""
    ends = {label: strides.head(run.graph, label).scores for label in run.masks}
    stages = ends if cells else run.graph.outputs

    def draw() -> ClassMaps:
        maps = {label: context.tensor(run, stage)[index] for label, stage in stages.items()}
        scale = ColourScale.fit(*maps.values(), colours=context.colours, scope="shared")
        pngs = tuple(_painted(run, stages[label], values, scale) for label, values in maps.items())
        ranges = tuple((float(values.min()), float(values.max())) for values in maps.values())
        return ClassMaps(pngs, ranges, (scale.vmin, scale.vmax))

    made = once((run.key, "class", index, cells, context.colours), draw)
    notes = [context.t("strides-range", low=number(low), high=number(high)) for low, high in made.ranges]
    tiles = [Tile(*tile) for tile in zip(stages, made.pngs, notes, strict=True)]
    return tiles, ColourScale(*made.scale, context.colours, "shared")


def _painted(run: Run, stage: str, values: npt.NDArray[np.float32], scale: ColourScale) -> bytes:
    pixels = run.fitted.pixels
    if values.shape == pixels.shape[:2]:
        return image.heatmap(values, scale)
    down, along = (run.graph.frames(side)[stage][0] for side in pixels.shape[:2])
    return image.encode(image.overlay(pixels, values, scale, (down, along), alpha=1))


def winners(context: Context, run: Run, index: int) -> list[Tile]:
    """Where class ``index`` has the highest score of all: the rest of the picture is dimmed."""
    return [_winner(context, run, label, index) for label in run.masks]


def _winner(context: Context, run: Run, label: str, index: int) -> Tile:
    def draw() -> tuple[bytes, float]:
        pixels, others = small(run.picture.pixels).copy(), small_mask(run, label) != index
        pixels[others] = image.grey(pixels[others]) // 4
        return image.encode(pixels), 1 - float(others.mean())

    png, share = once((run.key, "winner", label, index), draw)
    return Tile(label, png, context.t("strides-won", share=f"{share:.2%}"))


def judged(run: Run, found: Match) -> dict[str, Quality]:
    """How good each stride is against the reference."""
    return {label: _quality(run, found, label) for label in run.masks}


def _quality(run: Run, found: Match, label: str) -> Quality:
    return once((run.key, "quality", label), lambda: strides.quality(found, run.masks[label]))


def mistakes(context: Context, run: Run, found: Match) -> list[Tile]:
    """The reference, then where each stride differs from it."""
    tones = ["#000000", "#ffffff"] if found.unknown else colours(run)
    truth = once((run.key, "truth"), lambda: masks.mask_png(image.shrink(found.truth, SMALL), tones))
    tiles = [Tile(context.t("strides-truth"), truth, plain=True)]
    return tiles + [Tile(label, _mistakes(run, found, label)) for label in run.masks]


def _mistakes(run: Run, found: Match, label: str) -> bytes:
    def draw() -> bytes:
        wrong = masks.disagreement(image.shrink(found.truth, SMALL), found.answer(small_mask(run, label)))
        return image.encode(masks.disagreement_pixels(small(run.picture.pixels), wrong))

    return once((run.key, "mistakes", label), draw)
