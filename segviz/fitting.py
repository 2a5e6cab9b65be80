"""A picture to a network's input and a mask back to the picture, by one exact affine map an axis.

Pixel centres are at integers. A picture of P pixels whose whole length becomes C input pixels, the first of them at
B, puts picture pixel y at ``(C/P)*y + B + (C/P - 1)/2`` of the input: the edges of both meet, not the centres of
their outermost pixels. That is also how Pillow resamples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from segviz.images import Picture

IGNORE = 255  # a label that says nothing: outside what the network predicted, or left open in a reference
MODES = ("resize", "pad", "mirror")
SIZES = (256, 512, 768, 1024)  # the working sizes on offer: a picture's long side as the network sees it
TILE = SIZES[-1]  # the longest side of an overlap tile: what a pass of the largest working size takes in memory
MID_GREY = 128


@dataclass(frozen=True)
class Note:
    """Something done to a picture that its owner should know: a catalogue id and its variables."""

    code: str
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Axis:
    """One axis: ``picture`` pixels become ``content`` input pixels, after ``before`` of ``size`` in all."""

    picture: int
    content: int
    before: int
    size: int

    @property
    def after(self) -> int:
        """Padding behind the content, in input pixels."""
        return self.size - self.before - self.content

    @property
    def scale(self) -> Fraction:
        """Input pixels a picture pixel."""
        return Fraction(self.content, self.picture)

    @property
    def offset(self) -> Fraction:
        """Where the centre of picture pixel 0 lies in the input."""
        return self.before + (self.scale - 1) / 2

    def nearest(self, cells: int, offset: Fraction) -> np.ndarray:
        """For each picture pixel the nearest of ``cells`` cells (cell c at input c + offset), -1 where there is none.

        A tie goes to the cell behind, in integers, so that it never hangs on a rounding error.
        """
        start = self.offset - offset + Fraction(1, 2)
        common = start.denominator * self.scale.denominator
        step, first = int(self.scale * common), int(start * common)
        found = (step * np.arange(self.picture, dtype=np.int64) + first) // common
        return np.where((found >= 0) & (found < cells), found, -1)


@dataclass(frozen=True, eq=False)
class Fitted:
    """A picture as a network takes it: ``pixels`` (h, w, 3) uint8, read-only, and the way back."""

    pixels: np.ndarray
    mode: str
    margin: int
    rows: Axis
    columns: Axis

    @property
    def how(self) -> dict[str, Any]:
        """What was done, in numbers; ``note`` says it in words."""
        rows, columns = self.rows, self.columns
        return {
            "mode": self.mode,
            "picture_width": columns.picture,
            "picture_height": rows.picture,
            "content_width": columns.content,
            "content_height": rows.content,
            "input_width": columns.size,
            "input_height": rows.size,
            "left": columns.before,
            "right": columns.after,
            "top": rows.before,
            "bottom": rows.after,
            "margin": self.margin,
        }

    @property
    def note(self) -> Note:
        """What was done, in words."""
        return Note(f"fit-{self.mode}", self.how)

    def to_input(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Picture coordinates (numbers or arrays; integers are pixel centres) to input coordinates."""
        return _ahead(self.columns, x), _ahead(self.rows, y)

    def to_picture(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Input coordinates to picture coordinates, the inverse of ``to_input``."""
        return _back(self.columns, x), _back(self.rows, y)

    def restore(self, mask: np.ndarray, offset: float | Fraction | None = None) -> np.ndarray:
        """A mask (h, w), unsigned, of the network at the picture's own size (H, W), by nearest neighbour.

        ``offset`` is where the centre of the mask's first cell lies in the input, in pixels on both axes; None means
        that the mask is in the input's middle. Picture pixels that no cell
        covers get the type's largest value (255): not predicted.
        """
        rows = _cells(self.rows, mask.shape[0], offset)
        columns = _cells(self.columns, mask.shape[1], offset)
        restored = np.full((self.rows.picture, self.columns.picture), np.iinfo(mask.dtype).max, mask.dtype)
        restored[np.ix_(rows >= 0, columns >= 0)] = mask[np.ix_(rows[rows >= 0], columns[columns >= 0])]
        return restored


def fit(
    picture: Picture, nearest_legal: Callable[[int], int], long_side: int = 512, mode: str = "resize", margin: int = 0
) -> Fitted:
    """Scale a picture's long side to ``long_side``, up or down, and make both sides legal for a network.

    ``nearest_legal(n)`` gives the legal side nearest to n; ``margin`` is what an unpadded network loses a side
    (92 px for the U-Net paper's). Enlarging too keeps all maps of one working size comparable.

    - ``resize``: scaled straight to the nearest legal sides; a margin stays unpredicted.
    - ``pad``: scaled exactly, then mid grey around it up to the next legal sides, the margin included.
    - ``mirror``: the same with the picture's mirror image (the overlap-tile strategy of the U-Net paper, section 2).
    """
    if mode not in MODES:
        raise ValueError(f"mode {mode!r} is none of {MODES}")
    rows, columns = (_axis(side, max(picture.size), nearest_legal, long_side, mode, margin) for side in picture.size)
    pixels = _resample(picture.pixels, rows.content, columns.content)
    around = ((rows.before, rows.after), (columns.before, columns.after), (0, 0))
    if mode == "mirror":
        pixels = np.pad(pixels, around, mode="reflect")
    elif mode == "pad":
        pixels = np.pad(pixels, around, constant_values=MID_GREY)
    pixels.flags.writeable = False
    return Fitted(pixels, mode, margin, rows, columns)


def _axis(side: int, longest: int, nearest_legal: Callable[[int], int], long_side: int, mode: str, margin: int) -> Axis:
    content = max(1, (2 * side * long_side + longest) // (2 * longest))  # rounded half up
    if mode == "resize":
        legal = nearest_legal(content)
        return Axis(side, legal, 0, legal)
    legal = _next_legal(content + 2 * margin, nearest_legal)
    return Axis(side, content, (legal - content) // 2, legal)


def _next_legal(n: int, nearest_legal: Callable[[int], int]) -> int:
    """The smallest legal side that is at least n."""
    candidate = n
    while (legal := nearest_legal(candidate)) < n:
        candidate += 1
    return legal


def _resample(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    if pixels.shape[:2] == (height, width):
        return pixels.copy()
    image = Image.fromarray(pixels).resize((width, height), Image.Resampling.BILINEAR)  # antialiased when shrinking
    return np.asarray(image)


def _ahead(axis: Axis, at: Any) -> Any:
    return float(axis.scale) * at + float(axis.offset)


def _back(axis: Axis, at: Any) -> Any:
    return (at - float(axis.offset)) / float(axis.scale)


def _cells(axis: Axis, count: int, offset: float | Fraction | None) -> np.ndarray:
    return axis.nearest(count, Fraction(axis.size - count, 2) if offset is None else Fraction(offset))
