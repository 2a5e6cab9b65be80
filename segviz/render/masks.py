"""Masks in their classes' colours: (H, W) uint8 labels, 255 = no answer (ignored)."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from segviz.render.colour import Pixels, rgb
from segviz.render.image import blend, encode, enlarge, factor, grey
from segviz.text import translate

Mask = npt.NDArray[np.uint8]

IGNORE = 255
IGNORE_COLOUR = "#e8e4d8"
DIFFERENT = ("#ff9500", "#d6006c")  # two answers; three or more
CHUNK = 1 << 20  # pixels counted at a time


class NamedClass(Protocol):
    """A class as a model card describes it."""

    @property
    def name(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def colour(self) -> str: ...


@dataclass(frozen=True)
class LegendEntry:
    """A label that occurs in a mask; ``share`` is its part (0..1) of the pixels that are not ignored."""

    label: int
    name: str
    colour: str
    pixels: int
    share: float


def distinct_colours(count: int) -> tuple[str, ...]:
    """Colours for classes that no card names: black for 0, then hues a golden section apart in three lightnesses."""
    colours = ["#000000"]
    for label in range(1, count):
        parts = colorsys.hls_to_rgb(label * 0.618034 % 1, (0.52, 0.38, 0.68)[label % 3], 0.75)
        colours.append("#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in parts)))
    return tuple(colours[:count])


def class_colours(colours: Sequence[str]) -> Pixels:
    """The (256, 3) colours of all labels; those without one, 255 among them, take the colour of ignored pixels."""
    table = np.empty((256, 3), np.uint8)
    table[:] = rgb(IGNORE_COLOUR)
    table[: len(colours)] = [rgb(colour) for colour in colours[:256]]
    return table


def mask_png(mask: Mask, colours: Sequence[str], size: int = 0) -> bytes:
    """PNG whose palette indices are the labels, enlarged by a whole factor to at most ``size`` (0: as it is)."""
    return encode(enlarge(mask, factor(mask.shape, size)), class_colours(colours))


def edges(mask: Mask) -> npt.NDArray[np.bool_]:
    """The pixels with another label above, below, left or right of them."""
    result = np.zeros(mask.shape, bool)
    down, along = mask[1:] != mask[:-1], mask[:, 1:] != mask[:, :-1]
    result[1:] |= down
    result[:-1] |= down
    result[:, 1:] |= along
    result[:, :-1] |= along
    return result


def mask_overlay(
    picture: Pixels, mask: Mask, colours: Sequence[str], alpha: float = 0.5, boundaries: bool = True
) -> Pixels:
    """The mask's colours over the picture, both (H, W); label 0 leaves the picture as it is.

    ``boundaries``: the outermost pixels of every region are painted in its full colour. ValueError if the sizes differ.
    """
    _same_size(picture, mask)
    table = class_colours(colours)
    shown = mask != 0
    result = picture.copy()
    result[shown] = blend(picture[shown], table[mask[shown]], alpha)
    if boundaries:
        rim = edges(mask) & shown
        result[rim] = table[mask[rim]]
    return result


@dataclass(frozen=True)
class Disagreement:
    """Where masks differ. ``extra``: (H, W) uint8, the number of different answers less one; 255 where any is ignored.

    ``share``: the part (0..1) of the other pixels whose answers differ (0 if there are none).
    """

    extra: npt.NDArray[np.uint8]
    share: float


def disagreement(*masks: Mask) -> Disagreement:
    """Compares two or more masks of one size pixel by pixel. ValueError if their sizes differ."""
    _same_size(*masks)
    ordered = np.sort(np.stack(masks), axis=0)
    extra = (ordered[1:] != ordered[:-1]).sum(0, dtype=np.uint8)
    ignored = ordered[-1] == IGNORE
    extra[ignored] = IGNORE
    known = extra.size - int(np.count_nonzero(ignored))
    different = int(np.count_nonzero(extra)) - (extra.size - known)
    return Disagreement(extra, different / known if known else 0.0)


def disagreement_pixels(picture: Pixels, found: Disagreement) -> Pixels:
    """The greyed picture, half as dark, with two different answers in orange and three or more in magenta."""
    _same_size(picture, found.extra)
    result: Pixels = grey(picture) // 2 + 64
    table = class_colours(["#000000", DIFFERENT[0], *[DIFFERENT[1]] * 253])
    marked = found.extra != 0
    result[marked] = table[found.extra[marked]]
    return result


def legend(mask: Mask, classes: Sequence[NamedClass], language: str) -> tuple[LegendEntry, ...]:
    """The labels that occur in the mask, largest first, what was not predicted last; shares are of the whole mask.
    IndexError for a label without a class."""
    counts = np.zeros(256, np.int64)
    for part in np.array_split(mask.reshape(-1), mask.size // CHUNK + 1):
        counts += np.bincount(part, minlength=256)
    labels = sorted(np.flatnonzero(counts[:IGNORE]).tolist(), key=lambda label: -counts[label])
    entries = [_entry(label, classes[label], int(counts[label]), mask.size, language) for label in labels]
    if counts[IGNORE]:
        name = translate(language, "render-ignored")
        blank = int(counts[IGNORE])
        entries.append(LegendEntry(IGNORE, name, IGNORE_COLOUR, blank, blank / mask.size))
    return tuple(entries)


def _entry(label: int, named: NamedClass, pixels: int, total: int, language: str) -> LegendEntry:
    return LegendEntry(label, named.zh if language == "zh" else named.name, named.colour, pixels, pixels / total)


def _same_size(*arrays: npt.NDArray[np.uint8]) -> None:
    sizes = {array.shape[:2] for array in arrays}
    if len(sizes) > 1:
        raise ValueError(f"sizes differ: {sorted(sizes)}")
