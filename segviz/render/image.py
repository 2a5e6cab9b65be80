"""Arrays to PNG: nearest-neighbour only, because a blurred map hides the very resolution that it should show.

``Pixels`` are (H, W, 3) uint8. Rows run down, columns run right.
"""

from __future__ import annotations

import base64
import io
from fractions import Fraction
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

from segviz.render.colour import ColourScale, Pixels, palette, rgb

BROWSER_LIMIT = 1460  # wider pictures are resized by Streamlit, with smoothing


class Affine(Protocol):
    """A ``segviz.geometry.Frame``: along one axis, cell i is centred on input pixel scale * i + offset."""

    @property
    def scale(self) -> Fraction: ...
    @property
    def offset(self) -> Fraction: ...


Frames = tuple[Affine, Affine]  # down the rows, along the columns


class Box(NamedTuple):
    """A rectangle of whole cells or pixels: rows top..bottom-1, columns left..right-1. It may reach over the edges."""

    top: int
    left: int
    bottom: int
    right: int

    def times(self, factor: int) -> Box:
        """The same rectangle on a map enlarged by ``factor``."""
        return Box(*(side * factor for side in self))

    def within(self, height: int, width: int) -> Box:
        """The part of the rectangle inside height x width; ValueError if there is none."""
        inside = Box(max(self.top, 0), max(self.left, 0), min(self.bottom, height), min(self.right, width))
        if inside.top >= inside.bottom or inside.left >= inside.right:
            raise ValueError(f"{self} lies outside {height}x{width}")
        return inside


def encode(
    array: npt.NDArray[np.uint8], colours: npt.NDArray[np.uint8] | None = None, clear: int | None = None
) -> bytes:
    """PNG bytes of (H, W, 3) pixels, of (H, W) grey levels, or of (H, W) indices into (256, 3) ``colours``.

    ``clear``: the index that is transparent. Compressed for speed, not for size; lossless either way.
    """
    image = Image.fromarray(np.ascontiguousarray(array))
    options: dict[str, int] = {}
    if colours is not None:
        image.putpalette(colours.tobytes())
        options = {} if clear is None else {"transparency": clear}
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1, **options)
    return buffer.getvalue()


def data_url(png: bytes) -> str:
    """A PNG as a URL for HTML and CSS."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def factor(shape: tuple[int, ...], size: int) -> int:
    """The largest whole number by which (H, W) can be enlarged without its long side exceeding ``size``; at least 1."""
    return max(1, size // max(shape[:2]))


def enlarge(array: npt.NDArray[np.uint8], times: int) -> npt.NDArray[np.uint8]:
    """Every cell as a square of ``times`` x ``times`` equal pixels."""
    return array if times == 1 else array.repeat(times, axis=0).repeat(times, axis=1)


def shrink(array: npt.NDArray[np.uint8], limit: int = BROWSER_LIMIT) -> npt.NDArray[np.uint8]:
    """The array itself if its long side is at most ``limit``, else the nearest pixels of a copy that large."""
    height, width = array.shape[:2]
    long = max(height, width)
    if long <= limit:
        return array
    rows, columns = (_spread(side, max(1, round(side * limit / long))) for side in (height, width))
    return array[rows[:, None], columns]


def _spread(old: int, new: int) -> npt.NDArray[np.intp]:
    """The old pixel under the centre of each of ``new`` equal parts."""
    return ((2 * np.arange(new) + 1) * old // (2 * new)).astype(np.intp)


def png(array: npt.NDArray[np.uint8], size: int = 0) -> bytes:
    """PNG of pixels or grey levels, enlarged by a whole factor to at most ``size`` (0: as it is)."""
    return encode(enlarge(array, factor(array.shape, size)))


def heatmap(values: npt.NDArray[np.floating], scale: ColourScale, size: int = 0) -> bytes:
    """PNG of an (H, W) map in the scale's colours, enlarged by a whole factor to at most ``size`` (0: as it is)."""
    index = scale.index(values)
    return encode(enlarge(index, factor(index.shape, size)), palette(scale.colours))


def cells(frame: Affine, pixels: int, count: int) -> npt.NDArray[np.intp]:
    """For each of ``pixels`` input pixels of an axis the nearest of ``count`` cells, exactly; -1 beyond the map.

    Cell i owns the pixels from scale (i - 1/2) + offset up to, and without, scale (i + 1/2) + offset.
    """
    start, step = Fraction(1, 2) - frame.offset / frame.scale, 1 / frame.scale
    common = start.denominator * step.denominator
    cell = (int(start * common) + int(step * common) * np.arange(pixels, dtype=np.int64)) // common
    cell[(cell < 0) | (cell >= count)] = -1
    return cell.astype(np.intp)


def overlay(
    picture: Pixels, values: npt.NDArray[np.floating], scale: ColourScale, frames: Frames, alpha: float = 0.6
) -> Pixels:
    """The map laid over the greyed picture that went into the network, every cell where its frame puts it.

    ``picture``: (H, W, 3), the network's input; ``values``: (h, w); ``alpha``: the map's share of the colour. Pixels
    that no cell covers keep the picture's own colours: what a network without padding loses stays visible.
    """
    height, width = picture.shape[:2]
    rows, columns = cells(frames[0], height, values.shape[0]), cells(frames[1], width, values.shape[1])
    down, along = np.flatnonzero(rows >= 0), np.flatnonzero(columns >= 0)
    result = picture.copy()
    if down.size and along.size:
        covered = np.s_[down[0] : down[-1] + 1, along[0] : along[-1] + 1]
        paint = scale.paint(values)[rows[down][:, None], columns[along]]
        result[covered] = blend(grey(picture[covered]), paint, alpha)
    return result


def blend(under: Pixels, over: Pixels, alpha: float) -> Pixels:
    """``over`` with weight ``alpha`` (0..1, in steps of 1/256) on ``under``, both (..., 3)."""
    weight = np.uint16(round(alpha * 256))
    mixed: Pixels = ((under * (np.uint16(256) - weight) + over * weight + np.uint16(128)) >> 8).astype(np.uint8)
    return mixed


def grey(picture: Pixels) -> Pixels:
    """The picture's luma (Rec. 601) in all three channels."""
    red, green, blue = (picture[..., channel].astype(np.uint16) for channel in range(3))
    luma = (red * 77 + green * 150 + blue * 29 + 128 >> 8).astype(np.uint8)  # of 256
    return np.repeat(luma[..., None], 3, -1)


def crop(array: npt.NDArray[np.uint8], box: Box) -> npt.NDArray[np.uint8]:
    """The part of an image inside the box; ValueError if the box misses it."""
    top, left, bottom, right = box.within(*array.shape[:2])
    return array[top:bottom, left:right]


def outline(pixels: Pixels, box: Box, colour: str = "#ff3b30", width: int = 2) -> Pixels:
    """A copy with the rectangle's outermost pixels coloured, between thin white lines so that it shows on any colour.

    A side that lies beyond the image is not drawn: an open rectangle reaches further than the picture.
    """
    result = pixels.copy()
    white = (255, 255, 255)
    for inset, thickness, tone in ((-1, width + 2, white), (0, width, rgb(colour))):
        for side in _sides(box, inset, thickness):
            top, left, bottom, right = (max(0, edge) for edge in side)
            result[top:bottom, left:right] = tone
    return result


def _sides(box: Box, inset: int, width: int) -> tuple[Box, Box, Box, Box]:
    """The four bars of a frame ``width`` wide that starts ``inset`` inside the box."""
    top, left, bottom, right = box.top + inset, box.left + inset, box.bottom - inset, box.right - inset
    return (
        Box(top, left, min(top + width, bottom), right),
        Box(max(bottom - width, top), left, bottom, right),
        Box(top, left, bottom, min(left + width, right)),
        Box(top, max(right - width, left), bottom, right),
    )


def spotlight(pixels: Pixels, box: Box, dim: float = 0.6) -> Pixels:
    """A copy darkened by ``dim`` (0..1) outside the rectangle: what a crop keeps stays bright."""
    result = blend(pixels, np.zeros_like(pixels), dim)
    top, left, bottom, right = box.within(*pixels.shape[:2])
    result[top:bottom, left:right] = pixels[top:bottom, left:right]
    return result
