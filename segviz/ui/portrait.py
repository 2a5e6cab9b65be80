"""Everything the Layers page shows of one stage, each drawn once for all who look at the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt

from segviz.analysis import lens as lenses
from segviz.analysis.lens import Histogram, Statistics
from segviz.render import image
from segviz.render.colour import ColourScale, Pixels
from segviz.render.grid import ChannelGrid, channel_grid
from segviz.render.image import Frames
from segviz.ui.kept import once

if TYPE_CHECKING:
    from segviz.capture import Stage
    from segviz.engine import Run
    from segviz.ui.context import Context

Array = npt.NDArray[np.float32]
T = TypeVar("T")

SHEET = 512  # channels on one sheet, at most
SHEET_WIDTH = 960  # pixels, about
TILES = (16, 96)  # pixels: the smallest and the largest tile wanted


@dataclass(eq=False)
class Portrait:
    """One stage of a run, looked at through a lens (:mod:`segviz.analysis.lens`): a summary of its channels, or one."""

    context: Context
    run: Run
    stage: Stage
    lens: str
    channel: int = 0

    @cached_property
    def tensor(self) -> Array:
        """All channels (C, h, w); asked for at most once a page run, and only when something must be drawn anew."""
        return self.context.tensor(self.run, self.stage.name)

    def _once(self, what: tuple[object, ...], make: Callable[[], T]) -> T:
        return once((self.run.key, "layers", self.stage.name, *what), make)

    @property
    def frames(self) -> Frames:
        """Where the cells lie on the input, down the rows and along the columns (the deep stream's at a fusion)."""
        height, width = self.run.fitted.pixels.shape[:2]
        rows, columns = (self.run.graph.frames(side)[self.stage.name][0] for side in (height, width))
        return rows, columns

    @property
    def statistics(self) -> Statistics:
        """One number a channel."""
        return self._once(("statistics",), lambda: lenses.statistics(self.tensor))

    @property
    def histogram(self) -> Histogram:
        """The values of the map on show if that is one channel, else of the whole stage."""
        if self.lens == "channel":
            return self._once(("histogram", self.channel), lambda: lenses.histogram(self.tensor[self.channel]))
        return self._once(("histogram",), lambda: lenses.histogram(self.tensor))

    @property
    def summary(self) -> Array:
        """The map on show, (h, w)."""
        channel = self.channel if self.lens == "channel" else 0
        return self._once(
            ("summary", self.lens, channel), lambda: lenses.summarise(self.tensor, self.lens, self.channel)
        )

    @property
    def scale(self) -> ColourScale:
        """The colours of the map on show."""
        return self.context.colour_scale(self.summary, self._ends)

    @property
    def _ends(self) -> Array:
        """The smallest and the largest value of the whole stage."""
        found = self.statistics
        low, high = found.minimum[found.minimum <= found.maximum], found.maximum[found.minimum <= found.maximum]
        return np.array([low.min(), high.max()] if low.size else [], np.float32)

    @property
    def overlay_pixels(self) -> Pixels:
        """The map over the network's input."""
        return image.overlay(self.run.fitted.pixels, self.summary, self.scale, self.frames)

    @property
    def overlay(self) -> bytes:
        """The same as PNG."""
        return self._once(("overlay", self.lens, self.channel, self.scale), lambda: image.encode(self.overlay_pixels))

    def sheet(self, first: int) -> ChannelGrid:
        """All channels from ``first`` on, at most ``SHEET`` of them; coloured over each one's or the stage's range."""
        whole = self.context.scale == "stage"
        scale = ColourScale.fit(self._ends, colours=self.context.colours, scope="stage") if whole else None

        def draw() -> ChannelGrid:
            channels = range(first, min(first + SHEET, self.stage.shape[0]))
            tile = tile_side(max(self.stage.shape[1:]), len(channels))
            return channel_grid(self.tensor, scale, channels=channels, colours=self.context.colours, tile=tile)

        return self._once(("sheet", first, scale, self.context.colours), draw)


def tile_side(long: int, count: int) -> int:
    """The long side in pixels of ``count`` tiles for maps of ``long`` cells, on a sheet twice as wide as high.

    As wanted for ``SHEET_WIDTH``, or larger where leaving out fewer cells makes it so.
    """
    wanted = min(max(round(SHEET_WIDTH / (2 * count) ** 0.5), TILES[0]), TILES[1])
    return -(-long // (long // wanted)) if long > wanted else wanted
