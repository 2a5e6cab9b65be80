"""From numbers to colours: a ColourScale says which, and says so on screen.

A painted map is an array of palette indices, not of colours: its PNG is a third of the size and several times faster to
encode, and no colour is lost. Indices 0..252 run along the colour map, an odd number of them so that the zero of a
signed map has an entry of its own; 254 separates tiles; 255 marks a value that is NaN or infinite.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segviz.render.words import number
from segviz.text import translate

Index = npt.NDArray[np.uint8]
Pixels = npt.NDArray[np.uint8]

LEVELS = 253
SEPARATOR = 254
BROKEN = 255
BROKEN_COLOUR = (255, 0, 255)
SEPARATOR_COLOUR = (128, 128, 128)

DIVERGING = "blue-red"
_MATPLOTLIB = {"viridis": "viridis", "magma": "magma", "cividis": "cividis", "grey": "gray", DIVERGING: "RdBu_r"}
COLOUR_MAPS = ("viridis", "magma", "cividis", "grey")


@functools.cache
def palette(colours: str) -> Pixels:
    """The (256, 3) uint8 colours of a colour map's indices, read-only. KeyError for an unknown name."""
    from matplotlib import colormaps

    table = np.zeros((256, 3), np.uint8)
    steps = colormaps[_MATPLOTLIB[colours]].resampled(LEVELS)(np.arange(LEVELS))
    table[:LEVELS] = np.rint(steps[:, :3] * 255)
    table[SEPARATOR] = SEPARATOR_COLOUR
    table[BROKEN] = BROKEN_COLOUR
    table.flags.writeable = False
    return table


@dataclass(frozen=True)
class ColourScale:
    """Values ``vmin`` to ``vmax`` along a colour map; what lies beyond takes the end colours.

    ``scope`` says whom the range was taken from: "map" (this map alone), "stage" (all channels of its stage), "shared"
    (all maps shown together) or "fixed" (given). Make one with ``fit``; ``caption`` goes beside every map it colours.
    """

    vmin: float
    vmax: float
    colours: str = "viridis"
    scope: str = "map"

    @classmethod
    def fit(
        cls, *maps: npt.NDArray[np.floating], colours: str = "viridis", centred: bool = False, scope: str = "map"
    ) -> ColourScale:
        """The scale from the smallest to the largest finite value of the maps (0 to 0 if there is none).

        ``centred``: symmetric around zero in the diverging colours, for maps whose sign means something.
        """
        ranges = [_range(values) for values in maps]
        vmin = min((low for low, _ in ranges), default=np.inf)
        vmax = max((high for _, high in ranges), default=-np.inf)
        if vmin > vmax:
            vmin = vmax = 0.0
        if centred:
            vmax = max(abs(vmin), abs(vmax))
            return cls(-vmax, vmax, DIVERGING, scope)
        return cls(vmin, vmax, colours, scope)

    @property
    def centred(self) -> bool:
        """Whether zero is the white middle of diverging colours."""
        return self.colours == DIVERGING and self.vmin == -self.vmax

    @property
    def limits(self) -> tuple[float, float]:
        """vmin and vmax for an axis, which needs an interval; a constant map keeps its colour."""
        if self.vmin < self.vmax:
            return self.vmin, self.vmax
        return (-1.0, 1.0) if self.centred else (self.vmin, self.vmin + 1)

    def index(self, values: npt.NDArray[np.floating]) -> Index:
        """The palette index of every value, in the values' shape: rint(252 (v - vmin) / (vmax - vmin)), clipped.

        With vmin = vmax the scale has one colour: the middle one if centred, the first otherwise.
        """
        span = self.vmax - self.vmin
        with np.errstate(all="ignore"):
            if span > 0:
                levels = (values - np.float32(self.vmin)) * np.float32((LEVELS - 1) / span)
                np.clip(np.rint(levels, out=levels), 0, LEVELS - 1, out=levels)
                index = levels.astype(np.uint8)
            else:
                index = np.full(values.shape, (LEVELS - 1) // 2 if self.centred else 0, np.uint8)
        finite = np.isfinite(values)
        if not finite.all():
            index[~finite] = BROKEN
        return index

    def paint(self, values: npt.NDArray[np.floating]) -> Pixels:
        """The colours of the values: shape (..., 3) uint8."""
        return palette(self.colours)[self.index(values)]

    def gradient(self, stops: int = 16) -> str:
        """The colour map as a CSS background for a legend, vmin on the left."""
        return f"linear-gradient(to right, {', '.join(colour for _, colour in self.stops(stops))})"

    def stops(self, count: int = 64) -> list[tuple[float, str]]:
        """The colour map as (position 0..1, "#rrggbb") pairs: a plotly colorscale."""
        positions = np.linspace(0, 1, count)
        colours = palette(self.colours)[np.rint(positions * (LEVELS - 1)).astype(int)]
        return [(float(p), "#{:02x}{:02x}{:02x}".format(*rgb)) for p, rgb in zip(positions, colours, strict=True)]

    def caption(self, language: str) -> str:
        """One line: the colour map, its range, where zero is, and whose range it is."""
        words = functools.partial(translate, language)
        scope = words(f"render-scope-{self.scope}")
        name = words(f"render-colours-{self.colours}")
        if self.vmin == self.vmax:
            return words("render-scale-constant", colours=name, value=number(self.vmin), scope=scope)
        low, high = number(self.vmin), number(self.vmax)
        return words("render-scale", colours=name, low=low, high=high, zero=self._zero(language), scope=scope)

    def _zero(self, language: str) -> str:
        if self.centred:
            return translate(language, "render-zero-middle")
        if self.vmin == 0:
            return translate(language, "render-zero-first")
        if self.vmax == 0:
            return translate(language, "render-zero-last")
        if self.vmin > 0 or self.vmax < 0:
            return translate(language, "render-zero-outside")
        percent = round(-100 * self.vmin / (self.vmax - self.vmin))
        return translate(language, "render-zero-inside", percent=percent)


def _range(values: npt.NDArray[np.floating]) -> tuple[float, float]:
    """The smallest and the largest finite value; (inf, -inf) if there is none."""
    if values.size == 0:
        return np.inf, -np.inf
    low, high = float(values.min()), float(values.max())
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    finite = values[np.isfinite(values)]
    return _range(finite)


def broken_note(count: int, language: str) -> str:
    """The sentence that goes with a map of which ``count`` values are no finite numbers; empty for none."""
    return translate(language, "render-broken", count=count) if count else ""


def rgb(colour: str) -> tuple[int, int, int]:
    """ "#rrggbb" as three integers 0..255. ValueError for anything else."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(colour)
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
