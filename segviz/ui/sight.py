"""What a cell sees, measured and drawn once: the box, the gradient inside it, and the numbers that sum it up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from segviz.analysis import receptive
from segviz.analysis.receptive import Effective
from segviz.render import image
from segviz.render.colour import ColourScale, Pixels
from segviz.render.image import Box
from segviz.ui.abreast import SMALL
from segviz.ui.kept import once

if TYPE_CHECKING:
    from segviz.capture import Stage
    from segviz.engine import Run
    from segviz.ui.cells import Cell
    from segviz.ui.context import Context

BOX, MIDDLE, HEAT = "#ff3b30", "#3ddc84", "magma"


class Numbers(NamedTuple):
    """A gradient in numbers: the largest absolute value ``outside`` the box, over how many ``beyond`` pixels; the
    ``side`` of a square of as many pixels as hold 95 % of it; the share of its energy in the ``central`` half of the
    box; the largest value. All zero where there is no gradient."""

    outside: float
    beyond: int
    side: float
    central: float
    largest: float


@dataclass(frozen=True, eq=False)
class Sight:
    """A cell (row, column) of a stage, in one ``channel`` or summed over all (None)."""

    context: Context
    run: Run
    stage: Stage
    cell: Cell
    channel: int | None

    @property
    def key(self) -> tuple[object, ...]:
        """What everything here depends on."""
        return self.run.key, "sight", self.stage.name, self.cell, self.channel

    @cached_property
    def whole(self) -> receptive.Box:
        """The box as if the picture had no border."""
        found = receptive.box(self.run.graph, self.size, self.stage.name, self.cell, clip=False)
        assert found, "without a border every cell sees something"
        return found

    @cached_property
    def box(self) -> receptive.Box | None:
        """The part of it that lies on the input; None where there is padding only."""
        return receptive.box(self.run.graph, self.size, self.stage.name, self.cell)

    @property
    def size(self) -> tuple[int, int]:
        """(H, W) of the network's input."""
        height, width = self.run.fitted.pixels.shape[:2]
        return height, width

    @cached_property
    def found(self) -> Effective:
        """The gradient; computed when it was not kept, with progress on the page."""
        words = self.context.t("field-tracing", stage=self.stage.name)
        with self.context.progress(words) as waiting:
            return receptive.effective(self.run, self.stage.name, self.cell, self.channel, waiting)

    @property
    def numbers(self) -> Numbers:
        """The gradient in numbers."""
        return once((*self.key, "numbers"), self._numbers)

    def _numbers(self) -> Numbers:
        found, (height, width) = self.found, self.size
        seen = self.box.size[0] * self.box.size[1] if self.box else 0
        largest = float(np.abs(found.gradient).max())
        central = found.central(self.whole) if largest else 0.0
        return Numbers(found.outside, height * width - seen, found.side(), central, largest)

    @property
    def scale(self) -> ColourScale:
        """The colours of the gradient, from zero on."""
        zero = np.zeros(1, np.float32)
        return once(
            (*self.key, "scale"), lambda: ColourScale.fit(self.found.magnitude, zero, colours=HEAT, scope="map")
        )

    def overview(self) -> bytes:
        """The whole input with the gradient over it, and the box around it; open where it reaches over the edge."""
        return once((*self.key, "overview"), lambda: image.encode(self.overview_pixels()))

    def overview_pixels(self) -> Pixels:
        """The same as pixels."""
        shown = heat(self.run.fitted.pixels, self.found.magnitude, self.scale)
        return image.outline(shown, half_open(self.whole), BOX, max(2, max(self.size) // 200))

    def close(self) -> tuple[bytes, bytes]:
        """The part of the picture that is seen, and the gradient there, both with the central half of the box outlined.
        ValueError where the cell sees only padding."""

        def draw() -> tuple[bytes, bytes]:
            seen, slope = self.close_pixels()
            return image.encode(seen), image.encode(slope)

        return once((*self.key, "close"), draw)

    def close_pixels(self) -> tuple[Pixels, Pixels]:
        """The same as pixels."""
        if self.box is None:
            raise ValueError(self.cell)
        region, middle = half_open(self.box), half_open(self.whole.half)
        paint = self.scale.paint(self.found.magnitude)
        times = image.factor((region.bottom - region.top, region.right - region.left), SMALL)
        inner = Box(*(edge - start for edge, start in zip(middle, region[:2] * 2, strict=True))).times(times)
        seen, slope = (image.enlarge(image.crop(part, region), times) for part in (self.run.fitted.pixels, paint))
        wide = max(2, max(seen.shape) // 200)
        return image.outline(seen, inner, MIDDLE, wide), image.outline(slope, inner, MIDDLE, wide)


def half_open(box: receptive.Box) -> Box:
    """A box of :mod:`segviz.analysis.receptive` as the drawings take it."""
    return Box(box.top, box.left, box.bottom + 1, box.right + 1)


def heat(picture: Pixels, magnitude: receptive.Array, scale: ColourScale) -> Pixels:
    """The gradient's colours over the greyed picture, the stronger the gradient the less of the picture."""
    paint, under = scale.paint(magnitude).astype(np.float32), image.grey(picture).astype(np.float32)
    largest = float(magnitude.max()) or 1.0
    weight = np.sqrt(magnitude / largest)[..., None]
    mixed: Pixels = np.rint(under * (1 - weight) + paint * weight).astype(np.uint8)
    return mixed
