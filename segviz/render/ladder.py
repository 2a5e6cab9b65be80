"""The resolution ladder as one figure: every stage at its true relative size, and again enlarged to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from segviz.render.colour import ColourScale, Pixels
from segviz.render.figures import HEAD, Sheet
from segviz.render.fonts import figure_language
from segviz.render.masks import LegendEntry
from segviz.render.words import number, size
from segviz.text import translate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LARGEST, THUMB, COLUMN, GAP = 1.8, 1.1, 1.1, 0.12  # inches: the largest map, every enlarged one, a label, between all
STEP = 0.3  # inches down for every halving
LABEL = 0.95  # inches for the five lines under a map


@dataclass(frozen=True)
class Rung:
    """A stage of the ladder: its (H, W) map with the scale that colours it or, without one, (H, W, 3) pixels.

    ``shape``: (C, H, W); ``stride``: input pixels a cell; ``field``: input pixels that a cell sees, as text ("140",
    "188–204"). The picture and the mask have neither.
    """

    name: str
    shape: tuple[int, int, int]
    values: npt.NDArray[Any]
    scale: ColourScale | None = None
    stride: float | None = None
    field: str = ""

    @property
    def pixels(self) -> Pixels:
        """The map in its colours."""
        return self.scale.paint(self.values) if self.scale else self.values


def ladder(
    title: str, rungs: Sequence[Rung], language: str, *, note: str = "", legend: Sequence[LegendEntry] = ()
) -> Figure:
    """Left to right in the order of the pass, a map's top the lower the coarser it is, so that an encoder with a
    decoder makes a U; below, the same maps enlarged to one size.

    The foot says whose range the colours have, then ``note``: whose weights. ValueError without rungs.
    """
    if not rungs:
        raise ValueError("no rungs")
    language = figure_language(language)
    tallest = max(rung.shape[1] for rung in rungs)
    inch = LARGEST / max(max(rung.shape[1:]) for rung in rungs)
    widths = [max(COLUMN, rung.shape[2] * inch) for rung in rungs]
    tops = [HEAD + STEP * log2(tallest / rung.shape[1]) for rung in rungs]
    floor = max(top + rung.shape[1] * inch for top, rung in zip(tops, rungs, strict=True)) + LABEL
    strip = THUMB * max(rung.shape[1] / max(rung.shape[1:]) for rung in rungs)
    width = sum(widths) + GAP * (len(rungs) + 1)
    foot = "    ".join(line for line in (_caption(rungs, language), note) if line)
    sheet = Sheet(width, floor + strip + 2 * GAP - HEAD, title, foot, legend)
    sheet.line(GAP, floor, width - GAP)
    left = GAP
    for rung, column, top in zip(rungs, widths, tops, strict=True):
        _place(sheet, rung, left + column / 2, top, inch)
        _label(sheet, rung, left + column / 2, top + rung.shape[1] * inch + 0.07, language)
        _place(sheet, rung, left + column / 2, floor + GAP, THUMB / max(rung.shape[1:]))
        left += column + GAP
    return sheet.figure


def _caption(rungs: Sequence[Rung], language: str) -> str:
    """Whose range the colours have: one for all maps, or each its own, which is then printed under it."""
    scales = [rung.scale for rung in rungs if rung.scale]
    if not scales:
        return ""
    if len(set(scales)) == 1:
        return scales[0].caption(language)
    names = dict.fromkeys(translate(language, f"render-colours-{scale.colours}") for scale in scales)
    return translate(language, "render-scope-each", colours=", ".join(names))


def _place(sheet: Sheet, rung: Rung, middle: float, top: float, inch: float) -> None:
    """One map, centred on ``middle``, ``inch`` inches a cell."""
    width, height = rung.shape[2] * inch, rung.shape[1] * inch
    sheet.picture(middle - width / 2, top, width, height, rung.pixels)


def _label(sheet: Sheet, rung: Rung, middle: float, top: float, language: str) -> None:
    """Name, size, stride, receptive field and colour range under a map."""
    lines = [size(rung.shape)]
    if rung.stride is not None:
        lines.append(translate(language, "render-rung-stride", stride=f"{rung.stride:g}"))
    if rung.field:
        lines.append(translate(language, "render-rung-field", field=rung.field))
    if rung.scale:
        lines.append(f"{number(rung.scale.vmin)} … {number(rung.scale.vmax)}")
    sheet.write(middle, top, rung.name, 8, fontweight="bold")
    sheet.write(middle, top + 0.16, "\n".join(lines), 7.5)
