"""All channels of a stage on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, log2, sqrt

import numpy as np
import numpy.typing as npt

from segviz.render.colour import DIVERGING, SEPARATOR, ColourScale, Index, palette
from segviz.render.image import Box, encode, enlarge
from segviz.text import translate


@dataclass(frozen=True)
class ChannelGrid:
    """A sheet of equal tiles and where everything lies on it, in its own pixels.

    ``step`` > 1: the maps were larger than a tile, so only every ``step``-th cell, from ``first`` on, is shown;
    ``times`` > 1: every cell is that many pixels wide. One of the two is 1. ``scale`` is None where each channel
    has its own range.
    """

    png: bytes
    channels: tuple[int, ...]
    columns: int
    rows: int
    tile: tuple[int, int]
    gap: int
    first: int
    step: int
    times: int
    scale: ColourScale | None

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the sheet in pixels."""
        height, width = self.tile
        return self.rows * (height + self.gap) - self.gap, self.columns * (width + self.gap) - self.gap

    def caption(self, language: str) -> str:
        """One line for under the sheet: whose range the colours have, and what a small tile leaves out."""
        colours = self.scale.caption(language) if self.scale else translate(language, "render-scope-channel")
        if self.step == 1:
            return colours
        return f"{colours}. {translate(language, 'render-grid-step', step=self.step)}"

    def box(self, position: int) -> Box:
        """The rectangle of the tile at ``position`` (0 = first channel shown)."""
        row, column = divmod(position, self.columns)
        top, left = row * (self.tile[0] + self.gap), column * (self.tile[1] + self.gap)
        return Box(top, left, top + self.tile[0], left + self.tile[1])

    def at(self, x: int, y: int) -> tuple[int, int, int] | None:
        """The channel and the cell (row, column) of its full map under a pixel of the sheet; None between tiles."""
        (row, inner_y), (column, inner_x) = (
            divmod(y, self.tile[0] + self.gap),
            divmod(x, self.tile[1] + self.gap),
        )
        position = row * self.columns + column
        outside = inner_y >= self.tile[0] or inner_x >= self.tile[1] or column >= self.columns
        if outside or min(x, y) < 0 or position >= len(self.channels):
            return None
        cell_y, cell_x = ((inner // self.times) * self.step + self.first for inner in (inner_y, inner_x))
        return self.channels[position], cell_y, cell_x


def channel_grid(
    tensor: npt.NDArray[np.float32],
    scale: ColourScale | None = None,
    *,
    channels: Sequence[int] | None = None,
    colours: str = "viridis",
    tile: int = 64,
    columns: int = 0,
    gap: int = 2,
) -> ChannelGrid:
    """The chosen channels of a (C, H, W) tensor as tiles of at most ``tile`` pixels, left to right, then down.

    ``scale``: one for all; without it each channel runs through ``colours`` from its own minimum to its own maximum
    (around zero if they are the diverging ones). ``columns``: 0 for a sheet about twice as wide as high. The gaps
    between tiles are transparent. IndexError for a channel that is not there, ValueError for none at all.
    """
    chosen = tuple(range(len(tensor)) if channels is None else channels)
    if not chosen:
        raise ValueError("no channels")
    long, short = max(tensor.shape[1:]), min(tensor.shape[1:])
    step, times = ceil(long / tile), max(1, tile // long)
    first = min(step // 2, short - 1)
    maps = tensor[:, first::step, first::step]
    tiles = [enlarge(_tile(maps[channel], scale, colours), times) for channel in chosen]
    height, width = tiles[0].shape
    across = min(len(chosen), columns or _columns(len(chosen), sqrt(2 * len(chosen) * height / width)))
    down = ceil(len(chosen) / across)
    layout = ChannelGrid(b"", chosen, across, down, (height, width), gap, first, step, times, scale)
    sheet = np.full(layout.size, SEPARATOR, np.uint8)
    for position, painted in enumerate(tiles):
        box = layout.box(position)
        sheet[box.top : box.bottom, box.left : box.right] = painted
    return replace(layout, png=encode(sheet, palette(scale.colours if scale else colours), clear=SEPARATOR))


def _columns(count: int, ideal: float) -> int:
    """The number of columns without an unfinished row nearest to the ideal one, if that is near enough."""
    whole = min((n for n in range(1, count + 1) if count % n == 0), key=lambda n: abs(log2(n / ideal)))
    return whole if abs(log2(whole / ideal)) < 0.6 else ceil(ideal)


def _tile(values: npt.NDArray[np.float32], scale: ColourScale | None, colours: str) -> Index:
    own = scale or ColourScale.fit(values, colours=colours, centred=colours == DIVERGING)
    return own.index(values)
