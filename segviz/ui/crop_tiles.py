"""The pictures of the page on U-Net's crops: each drawn once for a run, with the numbers that belong to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from segviz.analysis import crops
from segviz.analysis.crops import Interval, Skip
from segviz.analysis.lens import summarise
from segviz.images import fit, from_pixels
from segviz.render import image, masks
from segviz.render.blocks import COLOURS
from segviz.render.colour import ColourScale, Pixels
from segviz.render.image import Box
from segviz.render.masks import LegendEntry
from segviz.render.words import size
from segviz.ui.abreast import SMALL, Tile, small
from segviz.ui.kept import once
from segviz.ui.rungs import title

if TYPE_CHECKING:
    from segviz.engine import Run
    from segviz.geometry import Graph
    from segviz.ui.context import Context

PREDICTED = "#ff3b30"
BRIGHT = "#ffffff"


class Level(NamedTuple):
    """A skip down the rows and along the columns."""

    down: Skip
    along: Skip

    @property
    def kept(self) -> Box:
        """The kept cells on the skip's map."""
        bottom, right = self.down.first + self.down.kept, self.along.first + self.along.kept
        return Box(self.down.first, self.along.first, bottom, right)

    @property
    def colour(self) -> str:
        """The colour of its rectangle, on the skip and on the picture."""
        return COLOURS[(self.down.level - 1) % len(COLOURS)]


def levels(run: Run) -> tuple[Level, ...]:
    """The skips of a run, the finest first."""

    def derive() -> tuple[Level, ...]:
        down, along = (crops.skips(run.graph, side) for side in input_size(run))
        return tuple(Level(*pair) for pair in zip(down, along, strict=True))

    return once((run.key, "levels"), derive)


def input_size(run: Run) -> tuple[int, int]:
    """(H, W) of what went into the network."""
    return run.fitted.rows.size, run.fitted.columns.size


def on_input(down: Interval, along: Interval) -> Box:
    """Two intervals of input pixels as a rectangle of whole ones."""
    return Box(round(down[0]), round(along[0]), round(down[1]), round(along[1]))


def predicted(graph: Graph, shape: tuple[int, int]) -> Box:
    """The part of an input of (H, W) for which there is an answer: all but the same frame on each side."""
    top, left = (crops.lost(graph, side) for side in shape)
    return Box(top, left, top + graph.out_side(shape[0]), left + graph.out_side(shape[1]))


def skips(context: Context, run: Run, lens: str) -> list[Tile]:
    """Each skip's heat map: bright what the crop keeps, in a rectangle, and dark what it drops."""
    return [_skip(context, run, level, lens) for level in levels(run)]


def _skip(context: Context, run: Run, level: Level, lens: str) -> Tile:
    key = (run.key, "skip", level.down.stage, lens, context.scale, context.colours)
    png, scale = once(key, lambda: _cropped(context, run, level, lens))
    skip = level.down
    notes = [
        context.t("crops-skip", whole=size(run.trace[skip.stage].shape), kept=size(run.trace[skip.crop.name].shape)),
        formula(level),
        scale.caption(context.language),
    ]
    return Tile(heading(context, run, level), png, "  \n".join(notes))


def heading(context: Context, run: Run, level: Level) -> str:
    """What a level's skip is called."""
    return context.t("crops-level", level=level.down.level, name=title(run.graph, level.down.stage))


def _cropped(context: Context, run: Run, level: Level, lens: str) -> tuple[bytes, ColourScale]:
    pixels, scale = cropped(context, run, level, lens)
    return image.encode(pixels), scale


def cropped(context: Context, run: Run, level: Level, lens: str) -> tuple[Pixels, ColourScale]:
    """A skip's heat map, enlarged, with what is kept of it, and its colours."""
    tensor = context.tensor(run, level.down.stage)
    values = summarise(tensor, lens)
    scale = context.colour_scale(values, tensor)
    times = image.factor(values.shape, SMALL)
    box = level.kept.times(times)
    bright = image.spotlight(image.enlarge(scale.paint(values), times), box)
    return image.outline(bright, box, level.colour, width=_line(bright)), scale


def _line(pixels: Pixels) -> int:
    """A line that can be seen however small the picture is shown."""
    return max(3, max(pixels.shape) // 100)


def formula(level: Level) -> str:
    """What a crop takes off a side, spelled out: "(568 − 392)/2 = 88"; for both axes where they differ."""
    said = [f"({skip.side} − {skip.kept})/2 = {skip.first}" for skip in (level.down, level.along)]
    return "; ".join(dict.fromkeys(said))


def nested(run: Run) -> bytes:
    """The input with every level's kept part outlined, and the predicted part bright."""
    return once((run.key, "nested"), lambda: image.encode(nested_pixels(run)))


def nested_pixels(run: Run) -> Pixels:
    """See :func:`nested`. Thin lines: they lie no more than 4 px apart."""
    shown = image.spotlight(run.fitted.pixels, predicted(run.graph, input_size(run)), 0.45)
    for level in reversed(levels(run)):
        shown = image.outline(shown, on_input(level.down.field, level.along.field), level.colour)
    return shown


def rectangles(context: Context, run: Run) -> list[LegendEntry]:
    """What the rectangles of :func:`nested` are, with their share of the input."""
    height, width = input_size(run)
    entries = []
    for level in reversed(levels(run)):
        box = on_input(level.down.field, level.along.field)
        facts = {"level": level.down.level, "left": box.left, "right": box.right, "top": box.top, "bottom": box.bottom}
        entries.append(_rectangle(context.t("crops-kept", **facts), level.colour, box, height * width))
    box = predicted(run.graph, (height, width))
    facts = {"left": box.left, "right": box.right, "top": box.top, "bottom": box.bottom}
    return [*entries, _rectangle(context.t("crops-predicted", **facts), BRIGHT, box, height * width)]


def _rectangle(name: str, colour: str, box: Box, whole: int) -> LegendEntry:
    pixels = (box.bottom - box.top) * (box.right - box.left)
    return LegendEntry(0, name, colour, pixels, pixels / whole)


def answer(context: Context, run: Run) -> list[Tile]:
    """The input with the predicted part bright, and the mask over the picture."""

    def lit() -> bytes:
        return image.encode(framed(run.fitted.pixels, run.graph))

    return [
        Tile(context.t("crops-input"), once((run.key, "framed"), lit), plain=True),
        Tile(context.t("crops-mask"), once((run.key, "laid"), lambda: image.encode(_laid(run)))),
    ]


def framed(pixels: Pixels, graph: Graph) -> Pixels:
    """A network's input (H, W, 3), dark where the network gives no answer."""
    box = predicted(graph, pixels.shape[:2])
    return image.outline(image.spotlight(pixels, box), box, PREDICTED, _line(pixels))


class Canvas(NamedTuple):
    """The picture continued by its mirror image, as a network takes it: ``pixels`` (H, W, 3), the picture's own place
    ``content``, and how many pixels a side get no answer."""

    pixels: Pixels
    content: Box
    lost: int


def canvas(context: Context, graph: Graph) -> Canvas:
    """The mirrored picture for a network without padding, at the working size."""

    def draw() -> Canvas:
        lost = crops.lost(graph, graph.rule.minimum)
        fitted = fit(context.picture, graph.nearest_legal, context.size, "mirror", lost)
        rows, along = fitted.rows, fitted.columns
        content = Box(rows.before, along.before, rows.before + rows.content, along.before + along.content)
        return Canvas(fitted.pixels, content, lost)

    return once((context.picture.sha256, "canvas", graph.name, context.size), draw)


def tile_sides(made: Canvas, graph: Graph) -> list[int]:
    """The sides that a tile may have: legal, within the canvas, and predicting at least one period of the sizes."""
    period = graph.rule.modulus
    return list(range(graph.rule.minimum + period, min(made.pixels.shape[:2]) + 1, period))


def tile_boxes(made: Canvas, graph: Graph, side: int) -> list[Box]:
    """The tiles' inputs, row by row."""
    rows, columns = (crops.tiles(length, side, made.lost, graph.rule.modulus) for length in made.pixels.shape[:2])
    return [Box(top, left, top + side, left + side) for top in rows for left in columns]


def inner(box: Box, lost: int) -> Box:
    """What a tile predicts."""
    return Box(box.top + lost, box.left + lost, box.bottom - lost, box.right - lost)


def mirrored(context: Context, made: Canvas, box: Box) -> bytes:
    """The canvas: the mirrored frame paler than the picture, one tile's input and the part that it predicts."""

    def draw() -> bytes:
        shown = image.outline(image.spotlight(made.pixels, made.content, 0.35), made.content, "#8a8f98")
        shown = image.outline(shown, box, COLOURS[0], _line(shown))
        return image.encode(image.outline(shown, inner(box, made.lost), PREDICTED, _line(shown)))

    return once((context.picture.sha256, "mirrored", made.pixels.shape, made.content, box), draw)


class Seamless(NamedTuple):
    """A tile's own pass beside the whole mirrored picture's: the tile's mask over its pixels, the whole's over the
    picture, the largest score, and the largest difference between the scores of the same pixels.

    ``unsure`` of the ``rows`` of the tile's answer were computed with cells beyond a map's border, and so were as many
    columns; they differ by ``edge``, the others by ``difference``.
    """

    tile: bytes
    whole: bytes
    largest: float
    difference: float
    edge: float
    unsure: int
    rows: int


def seamless(context: Context, made: Canvas, box: Box) -> Seamless:
    """Run the network on one tile, and on the whole mirrored picture, and compare."""
    whole = context.run(fit="mirror")
    cut = from_pixels(image.crop(made.pixels, box))
    part = replace(context, picture=cut).run(size=box.bottom - box.top, fit="resize")

    def draw() -> Seamless:
        output = whole.graph.outputs["mask"]
        own, all_scores = context.tensor(part, output), context.tensor(whole, output)
        rows, columns = own.shape[1:]
        apart = np.abs(own - all_scores[:, box.top : box.top + rows, box.left : box.left + columns]).max(0)
        beyond = crops.reads_beyond(part.graph, box.bottom - box.top)
        unsure = beyond[:, None] | beyond
        sure, edge = (float(apart[where].max(initial=0)) for where in (~unsure, unsure))
        tile, all_of_it = (image.encode(_laid(run)) for run in (part, whole))
        return Seamless(tile, all_of_it, float(np.abs(own).max()), sure, edge, int(beyond.sum()), rows)

    return once((part.key, whole.key, "seamless"), draw)


def _laid(run: Run) -> Pixels:
    """A run's mask over its picture."""
    mask = image.shrink(run.masks["mask"], SMALL)
    return masks.mask_overlay(small(run.picture.pixels), mask, [named.colour for named in run.classes])
