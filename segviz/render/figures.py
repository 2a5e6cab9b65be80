"""Figures to download and print: matplotlib without pyplot, so that sessions can draw at the same time.

Everything is placed in inches from the top left corner: what belongs together stays together whatever the size.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from segviz.render.colour import LEVELS, ColourScale, Pixels, palette
from segviz.render.fonts import families, wrapped
from segviz.render.masks import LegendEntry
from segviz.render.words import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#22262e"
FAINT = "#6b7280"
DPI = 200
PANEL, BAR, GAP, HEAD, TITLE, LINE = 3.2, 0.6, 0.2, 0.55, 0.28, 0.16  # inches
NOTE = 8  # points
ENTRY = 1.6  # inches for a legend entry


@dataclass(frozen=True)
class Panel:
    """One picture of a figure: (H, W, 3) pixels, a title above and a note below; with ``scale``, its colour bar.

    The note of a heat map is the place for ``scale.caption(...)``.
    """

    title: str
    pixels: Pixels
    note: str = ""
    scale: ColourScale | None = None


class Sheet:
    """A figure of ``width`` x ``height`` inches between its title and its foot, where legend and note go."""

    def __init__(
        self, width: float, height: float, title: str, note: str = "", legend: Sequence[LegendEntry] = ()
    ) -> None:
        from matplotlib.figure import Figure

        across = max(1, int(width / ENTRY))
        notes = wrapped(note, width - 2 * GAP, NOTE)
        foot = 2 * LINE * ceil(len(legend) / across)
        self.width, self.height = width, HEAD + height + foot + LINE * len(notes) + GAP
        self.figure = Figure(figsize=(self.width, self.height), dpi=DPI, facecolor="white")
        self.write(width / 2, 0.16, title, 13, fontweight="bold")
        for position, entry in enumerate(legend):
            row, column = divmod(position, across)
            left = (width - ENTRY * min(across, len(legend))) / 2 + ENTRY * column
            self._entry(left, HEAD + height + 2 * LINE * row + LINE / 2, entry)
        self.write(width / 2, HEAD + height + foot + LINE / 2, "\n".join(notes), NOTE, color=FAINT)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes without ticks or frame at this place."""
        place = (left / self.width, 1 - (top + height) / self.height, width / self.width, height / self.height)
        made = self.figure.add_axes(place)
        made.set_xticks([])
        made.set_yticks([])
        made.spines[:].set_visible(False)
        return made

    def picture(self, left: float, top: float, width: float, height: float, pixels: Pixels) -> Axes:
        """Pixels stretched over a rectangle, every one a sharp block, in a thin frame."""
        made = self.axes(left, top, width, height)
        made.imshow(pixels, interpolation="nearest", aspect="auto")
        made.spines[:].set(visible=True, color=FAINT, linewidth=0.4)
        return made

    def write(self, x: float, top: float, text: str, points: float, **more: Any) -> None:
        """Text below a point, centred on it unless told otherwise. A dollar sign is a dollar sign."""
        look: dict[str, Any] = {"ha": "center", "va": "top", "color": INK, "linespacing": 1.3} | more
        place = (x / self.width, 1 - top / self.height)
        self.figure.text(*place, text, fontsize=points, family=families(), parse_math=False, **look)

    def line(self, left: float, top: float, right: float) -> None:
        """A thin rule across."""
        self.axes(left, top, right - left, 0.01).set_facecolor(FAINT)

    def _entry(self, left: float, top: float, entry: LegendEntry) -> None:
        swatch = self.axes(left, top, 0.22, LINE)
        swatch.set_facecolor(entry.colour)
        swatch.spines[:].set(visible=True, color=FAINT, linewidth=0.4)
        self.write(left + 0.3, top + LINE / 2, entry.name, 9, ha="left", va="center")


def side_by_side(
    title: str, panels: Sequence[Panel], *, note: str = "", legend: Sequence[LegendEntry] = (), columns: int = 4
) -> Figure:
    """The panels in rows of at most ``columns``, every pixel a sharp square, ``legend`` and ``note`` at the foot.

    ``note`` says whose weights are shown. Texts in Chinese need ``fonts.figure_language``. ValueError without panels.
    """
    if not panels:
        raise ValueError("no panels")
    across = min(columns, len(panels))
    barred = [any(panel.scale for panel in panels[column::across]) for column in range(across)]
    starts = [GAP + sum(PANEL + GAP + BAR * bar for bar in barred[:column]) for column in range(across + 1)]
    tall = PANEL * max(panel.pixels.shape[0] / panel.pixels.shape[1] for panel in panels)
    row = TITLE + tall + LINE * max(len(_lines(panel)) for panel in panels) + GAP
    sheet = Sheet(starts[-1], row * ceil(len(panels) / across), title, note, legend)
    for position, panel in enumerate(panels):
        down, along = divmod(position, across)
        _draw(sheet, panel, starts[along], HEAD + row * down)
    return sheet.figure


def _lines(panel: Panel) -> list[str]:
    return wrapped(panel.note, PANEL, NOTE)


def _draw(sheet: Sheet, panel: Panel, left: float, top: float) -> None:
    height = PANEL * panel.pixels.shape[0] / panel.pixels.shape[1]
    sheet.write(left + PANEL / 2, top, panel.title, 10)
    sheet.picture(left, top + TITLE, PANEL, height, panel.pixels)
    sheet.write(left + PANEL / 2, top + TITLE + height + 0.06, "\n".join(_lines(panel)), NOTE, color=FAINT)
    if panel.scale:
        _colour_bar(sheet.axes(left + PANEL + 0.07, top + TITLE, 0.12, height), panel.scale)


def _colour_bar(ax: Axes, scale: ColourScale) -> None:
    """The colours with five numbers from vmin to vmax, one of them zero where it lies between."""
    low, high = scale.limits
    colours = palette(scale.colours)[:LEVELS, None]
    ax.imshow(colours, origin="lower", aspect="auto", interpolation="nearest", extent=(0, 1, low, high))
    ticks = [low + (high - low) * quarter / 4 for quarter in range(5)]
    if low < 0 < high:
        inner = min((1, 2, 3), key=lambda quarter: abs(ticks[quarter]))
        ticks[inner] = 0.0
    ax.yaxis.tick_right()
    ax.set_yticks(ticks, [number(tick) for tick in ticks])
    ax.tick_params(labelsize=7, labelcolor=INK, color=FAINT, length=2)


def png(made: Figure) -> bytes:
    """The figure as PNG at 200 dots an inch."""
    return _saved(made, "png", {"Software": "SegViz"})


def pdf(made: Figure) -> bytes:
    """The figure as a one-page PDF, text and lines as vectors, maps as sharp pixels; no date in it."""
    return _saved(made, "pdf", {"Creator": "SegViz", "CreationDate": None})


def _saved(made: Figure, form: str, metadata: dict[str, str | None]) -> bytes:
    buffer = io.BytesIO()
    made.savefig(buffer, format=form, dpi=DPI, metadata=metadata)
    return buffer.getvalue()
