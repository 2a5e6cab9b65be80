"""Pictures side by side, to be compared: in one row where there is room, two abreast on a phone."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st
from PIL import Image

from segviz.render.colour import Pixels
from segviz.render.image import data_url

SMALL = 720  # px: the long side of a picture that shares its row


class Tile(NamedTuple):
    """A picture (PNG bytes) with its title above and a note below; ``plain`` if it is no output of a network."""

    title: str
    png: bytes
    note: str = ""
    plain: bool = False


class Spot(NamedTuple):
    """A place to be marked on a picture, as shares (0..1) of its width and height."""

    left: float
    top: float


class _Markup(NamedTuple):
    """HTML as it is: in a string Streamlit looks for indented lines, ten milliseconds for a picture."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


def row(key: str, tiles: Sequence[Tile], across: int, spot: Spot | None = None, badge: str = "") -> None:
    """Draw the tiles in rows of ``across``, with the same ``spot`` marked on each. ``key`` is unique on the page.

    ``badge``: a word beside the title of every network output, see ``components.untrained``.
    """
    with st.container(key=f"abreast-{key}"):
        for start in range(0, len(tiles), across):
            columns = st.columns(across)
            for column, tile in zip(columns, tiles[start : start + across], strict=False):
                with column:
                    mark = f" :orange-badge[{badge}]" if badge and not tile.plain else ""
                    st.markdown(f"**{tile.title}**{mark}")
                    if spot:
                        marked(tile.png, tile.title, spot)
                    else:
                        st.image(tile.png, width="stretch", output_format="PNG", alt=tile.title)
                    if tile.note:
                        st.caption(tile.note)


def marked(png: bytes, words: str, spot: Spot) -> None:
    """A picture over the full width of the column with a ring around the spot, which is no part of the picture;
    ``words`` is its text for screen readers."""
    ring = f"<i style='left:{spot.left:.3%};top:{spot.top:.3%}'></i>"
    st.html(_Markup(f"<div class='segviz-marked'><img alt='{html.escape(words)}' src='{data_url(png)}'>{ring}</div>"))


def small(picture: Pixels, limit: int = SMALL) -> Pixels:
    """A photo with its long side reduced to ``limit``, smoothly (masks and maps: ``render.image.shrink``)."""
    height, width = picture.shape[:2]
    long = max(height, width)
    if long <= limit:
        return picture
    size = (max(1, round(width * limit / long)), max(1, round(height * limit / long)))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR))
