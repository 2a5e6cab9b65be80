"""What the size sandbox draws: what is lost at the borders, to scale, and all sizes with what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image, ImageOps

from segviz.analysis.sizes import Failure, Output, Verdict, attempt
from segviz.render import image
from segviz.render.colour import Pixels, rgb
from segviz.render.image import Box
from segviz.text import translate
from segviz.ui import declared
from segviz.ui.abreast import SMALL
from segviz.ui.kept import once

if TYPE_CHECKING:
    from segviz.images import Picture
    from segviz.ui.context import Context

FIRST, LAST = 32, 700
# What becomes of a size, best first.
COLOURS = {"whole": "#12a17c", "borders": "#3f7fe8", "silent": "#e8871e", "fails": "#8a8f98"}
ANSWERED = "#ff3b30"


class Lost(NamedTuple):
    """What comes out down the rows and along the columns, of a picture of ``size`` (H, W)."""

    rows: Output
    columns: Output
    size: tuple[int, int]

    @property
    def box(self) -> Box:
        """The part of the picture for which there is an answer."""
        height, width = self.size
        rows, columns = self.rows, self.columns
        return Box(rows.before, columns.before, height - rows.after, width - columns.after)

    @property
    def share(self) -> float:
        """Its share of the picture."""
        top, left, bottom, right = self.box
        return (bottom - top) * (right - left) / (self.size[0] * self.size[1])

    @property
    def silent(self) -> bool:
        """Whether something is lost that nothing announces."""
        return self.rows.silent or self.columns.silent


def lost(verdict: Verdict) -> Lost:
    """What comes out of a size that fits. ValueError for one that does not."""
    if verdict.height.output is None or verdict.width.output is None:
        raise ValueError(verdict)
    return Lost(verdict.height.output, verdict.width.output, (verdict.height.side, verdict.width.side))


def drawn(picture: Picture, found: Lost) -> bytes:
    """The picture at that size, to scale: bright what gets an answer; a coarse answer with its cells."""
    return once((picture.sha256, "sizes", found), lambda: image.encode(_drawn(picture, found)))


def _drawn(picture: Picture, found: Lost) -> Pixels:
    height, width = found.size
    scale = SMALL / max(height, width)
    shape = max(1, round(height * scale)), max(1, round(width * scale))
    cut = ImageOps.fit(Image.fromarray(picture.pixels), (shape[1], shape[0]), Image.Resampling.BILINEAR)
    box = Box(*(round(edge * scale) for edge in found.box))
    if box.top >= box.bottom or box.left >= box.right:
        return image.blend(np.asarray(cut), np.zeros((*shape, 3), np.uint8), 0.6)
    shown = image.outline(image.spotlight(np.asarray(cut), box), box, ANSWERED)
    if found.rows.stride > 1:
        _rule(shown, found, scale, box)
    return shown


def _rule(shown: Pixels, found: Lost, scale: float, box: Box) -> None:
    """Lines between the cells of a coarse answer."""
    for output in (found.rows, found.columns):
        lines = [round((output.before + n * output.stride) * scale) for n in range(1, output.cells)]
        if output is found.rows:
            shown[lines, box.left : box.right] = rgb(ANSWERED)
        else:
            shown[box.top : box.bottom, lines] = rgb(ANSWERED)


class Survey(NamedTuple):
    """For each size from ``FIRST`` to ``LAST`` what becomes of it, as one of ``COLOURS`` and in words."""

    kinds: tuple[str, ...]
    words: tuple[str, ...]


@cache
def survey(model: str, geometry: str, language: str) -> Survey:
    """All sizes of a network."""
    graph = declared.graph(model, geometry)
    found = [(side, attempt(graph, side)) for side in range(FIRST, LAST + 1)]
    return Survey(tuple(kind(what) for _, what in found), tuple(_words(language, *pair) for pair in found))


def kind(found: Output | Failure) -> str:
    """Which of ``COLOURS``."""
    if isinstance(found, Failure):
        return "fails"
    if found.silent:
        return "silent"
    return "borders" if found.before + found.after else "whole"


def _words(language: str, side: int, found: Output | Failure) -> str:
    if isinstance(found, Failure):
        return translate(language, "sizes-hover-fails", side=str(side), op=found.op)
    facts = {"side": str(side), "cells": str(found.cells), "before": found.before, "after": found.after}
    return translate(language, "sizes-hover-fits", **facts)


def key(context: Context, kinds: Iterable[str]) -> str:
    """HTML of the colours that occur, with how many sizes have each."""
    counts = {name: list(kinds).count(name) for name in COLOURS}
    rows = [
        f"<li><i style='background:{COLOURS[name]}'></i><span>{escape(context.t(f'sizes-kind-{name}'))}</span>"
        f"<b>{count}</b></li>"
        for name, count in counts.items()
        if count
    ]
    return f"<ul class='segviz-legend'>{''.join(rows)}</ul>"
