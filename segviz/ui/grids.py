"""The pictures of the page on alignment: the cells of two streams over a piece of the picture, exactly in place."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from segviz.analysis import crops
from segviz.analysis.alignment import decimal
from segviz.analysis.meetings import PICTURE, Meeting
from segviz.images import fit
from segviz.render import image
from segviz.render.blocks import COLOURS
from segviz.render.image import Box
from segviz.render.lattice import Grid, double, lattice
from segviz.ui.abreast import SMALL, Tile
from segviz.ui.kept import once

if TYPE_CHECKING:
    from segviz.geometry import Frame, Graph
    from segviz.images import Fitted
    from segviz.ui.context import Context

FIRST, SECOND = COLOURS[:2]
SHARP = 8  # px: cells smaller than this are drawn in blocks


@dataclass(frozen=True)
class View:
    """A meeting on the picture: ``region`` of the network's input, with one border drawn every ``every`` cells."""

    context: Context
    fitted: Fitted
    meeting: Meeting
    region: Box
    every: int

    @property
    def middle(self) -> tuple[int, int]:
        """The input pixel (x, y) in the middle of the region."""
        return (self.region.left + self.region.right) // 2, (self.region.top + self.region.bottom) // 2

    @property
    def key(self) -> tuple[object, ...]:
        """What its drawings depend on."""
        return (
            self.context.picture.sha256,
            "grids",
            self.fitted.pixels.shape,
            self.fitted.mode,
            self.region,
            self.meeting,
        )

    @property
    def times(self) -> int:
        """By how much the region is enlarged."""
        return image.factor((self.region.bottom - self.region.top, self.region.right - self.region.left), SMALL)


def view(context: Context, graph: Graph, own: Meeting, tried: Meeting, reach: int) -> View:
    """The piece of the picture around the pinned pixel (else the middle) in which a meeting can be judged: the
    network's ``own``, and the one with the crop that is ``tried``, at most ``reach`` cells away from it."""
    fitted = fit(context.picture, graph.nearest_legal, context.size, context.fit, crops.lost(graph, graph.rule.minimum))
    every = _every(own)
    block = every * own.first.scale
    away = abs(own.gap) + reach * own.first.scale
    side = int(max(6 * block, 2 * away + 3 * block))
    height, width = fitted.pixels.shape[:2]
    x, y = fitted.to_input(*context.pixel) if context.pixel else (width / 2, height / 2)
    (top, bottom), (left, right) = _span(y, side, height), _span(x, side, width)
    return View(context, fitted, tried, Box(top, left, bottom, right), every)


def _every(meeting: Meeting) -> int:
    """Cells in a block: large enough to be seen, and for the two grids not to fall together when they are apart."""
    least, cells = max(Fraction(SHARP), 2 * abs(meeting.gap)), 1
    while meeting.first.scale < SHARP and cells * meeting.first.scale < least:
        cells *= 2
    return cells


def _span(middle: float, side: int, whole: int) -> tuple[int, int]:
    """``side`` pixels around a place, moved and cut so that they lie within the picture."""
    start = min(max(0, round(middle) - side // 2), max(0, whole - side))
    return start, min(start + side, whole)


def names(context: Context, graph: Graph, meeting: Meeting) -> tuple[str, str]:
    """What both streams are called."""
    if meeting.against == PICTURE:
        return context.t("alignment-picture"), f"`{meeting.stage}`"
    first, second = (f"`{name}`" for name in graph.op(meeting.stage).inputs)
    return first, second


def located(view: View) -> bytes:
    """The whole input with the region's outline."""

    def draw() -> bytes:
        wide = max(2, max(view.fitted.pixels.shape) // 120)
        return image.encode(image.outline(view.fitted.pixels, view.region, FIRST, wide))

    return once((*view.key, "located"), draw)


def tiles(context: Context, graph: Graph, view: View) -> list[Tile]:
    """The two grids, and the picture as both streams together show it."""
    first, second = names(context, graph, view.meeting)
    facts = {"first": first, "second": second, "every": view.every, "gap": decimal(abs(view.meeting.gap))}
    both = context.t("alignment-double-shifted" if view.meeting.gap else "alignment-double-right", **facts)
    return [
        Tile(context.t("alignment-grids"), once((*view.key, "lattice"), lambda: _lattice(view)), _key(context, facts)),
        Tile(context.t("alignment-double"), once((*view.key, "double"), lambda: _double(view)), both),
    ]


def _key(context: Context, facts: dict[str, object]) -> str:
    """Which grid is whose."""
    return context.t("alignment-key", **facts)


def _lattice(view: View) -> bytes:
    cells = tuple(_block(view.meeting.first, at, view.every) for at in reversed(view.middle))
    marked = (cells[0], cells[1])
    drawn = [
        Grid(view.meeting.first, FIRST, view.every, marked),
        Grid(view.meeting.second, SECOND, view.every, marked, dashed=True),
    ]
    return image.encode(lattice(view.fitted.pixels, view.region, drawn, view.times))


def _block(frame: Frame, pixel: int, every: int) -> int:
    """The first cell of the block that lies at a pixel."""
    return floor((pixel - frame.offset) / frame.scale / every + 0.5 / every) * every


def _double(view: View) -> bytes:
    return image.encode(double(view.fitted.pixels, view.region, view.meeting.gap, view.times))
