"""What a view gets from the shell: the choices that all pages share, and the recorded pass they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from segviz.render.colour import ColourScale
from segviz.text import translate
from segviz.ui import choices

if TYPE_CHECKING:
    from segviz.engine import Run
    from segviz.images import Picture
    from segviz.overlap import Whole
    from segviz.samples import Reference

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Context:
    """The state of one page run.

    ``title`` names the picture for the user (a file name is already escaped for Markdown); ``reference`` is its exact
    mask, where there is one. ``size``: long side in pixels; ``fit``: "resize", "pad" or "mirror"; ``scale``: colours
    stretched over each "map" or over the whole "stage"; ``colours``: one of ``segviz.render.colour.COLOUR_MAPS``;
    ``precision``: one of ``segviz.precision.PRECISIONS``.
    """

    page: str
    language: str
    title: str
    picture: Picture
    reference: Reference | None
    model: str
    size: int
    fit: str
    scale: str
    colours: str
    precision: str = "float32"

    def t(self, key: str, /, **facts: Any) -> str:
        """The catalogue's message in the user's language."""
        return translate(self.language, key, **facts)

    def run(self, model: str | None = None, **options: Any) -> Run:
        """The recorded pass of the picture through ``model`` (default: the chosen network), with progress on the page.

        ``options`` go to :func:`segviz.engine.analyse` and override the sidebar's size, fit and precision. The engine
        remembers, so asking again costs nothing. Raises UserError, which the shell says in the user's language.
        """
        from segviz import engine

        name = model or self.model
        options = {"size": self.size, "fit": self.fit, "precision": self.precision} | options
        with self.progress(self.t("shell-running", model=name)) as waiting:
            return engine.analyse(self.picture, name, on_wait=waiting, **options)

    def tensor(self, run: Run, stage: str) -> Array:
        """A stage's tensor (C, h, w), with progress on the page where it takes one more pass."""
        with self.progress(self.t("shell-recalling", stage=stage)) as waiting:
            return run.tensor(stage, on_wait=waiting)

    def whole(self, run: Run) -> Whole:
        """The answers at the picture's own size, by overlap tiles, with a bar that says how many are done."""
        bar = st.empty()

        def tile(done: int, tiles: int) -> None:
            bar.progress(done / tiles, self.t("shell-tile", number=done + 1, tiles=tiles))

        with self.progress(self.t("shell-running", model=run.key.model)) as waiting:
            found = run.engine.whole(run, tile, waiting)
        bar.empty()
        return found

    @contextmanager
    def progress(self, words: str) -> Iterator[Callable[[int], None]]:
        """A spinner with ``words``, and what to call with the number of passes that come before ours."""
        place = st.empty()

        def waiting(before: int) -> None:
            if before:
                place.caption(self.t("shell-waiting", before=before))
            else:
                place.empty()

        with st.spinner(words):
            yield waiting
        place.empty()

    def colour_scale(self, shown: Array, stage: Array, centred: bool = False) -> ColourScale:
        """The colours of a map: its range is the map's own or all of its stage's channels', as the user chose."""
        values = shown if self.scale == "map" else stage
        return ColourScale.fit(values, colours=self.colours, centred=centred, scope=self.scale)

    @property
    def pixel(self) -> tuple[int, int] | None:
        """The pinned pixel (x, y) of the picture, None if there is none."""
        height, width = self.picture.pixels.shape[:2]
        return choices.point("pixel", width, height)

    def pin(self, x: int, y: int) -> None:
        """Pin a pixel of the picture for all pages."""
        choices.put("pixel", f"{x},{y}")
