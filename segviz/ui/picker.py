"""A picture to click on: a component of ours that pins the pixel under the pointer, or the one chosen by arrow keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from segviz.render.image import data_url
from segviz.text import ASSETS
from segviz.ui.components import parcel

if TYPE_CHECKING:
    from segviz.images import Fitted
    from segviz.ui.context import Context


def show(context: Context, key: str, png: bytes, fitted: Fitted, place: tuple[int, int], step: int = 8) -> None:
    """Draw a picture of a network's whole input; a click pins the pixel of the user's picture that lies there.

    ``place``: the input pixel (x, y) where the keyboard starts; ``step``: how far an arrow key goes, in input pixels.
    """
    height, width = fitted.pixels.shape[:2]
    data = {
        "url": data_url(png),
        "size": [width, height],
        "place": place,
        "step": step,
        "words": context.t("picker-words"),
    }
    _component()(key=key, data=parcel(data), on_pin_change=partial(_take, context, key, fitted))


@cache
def _component() -> Callable[..., Any]:
    css, js = ((ASSETS / "components" / f"picker.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component("segviz_picker", css=css, js=js)


def _take(context: Context, key: str, fitted: Fitted) -> None:
    """Pin the pixel that the browser reports; whatever else it sends is ignored."""
    place = st.session_state[key].get("pin")
    if isinstance(place, list) and len(place) == 2 and all(isinstance(at, int) and 0 <= at < 10**5 for at in place):
        context.pin(*nearest(fitted, *place))


def nearest(fitted: Fitted, x: float, y: float) -> tuple[int, int]:
    """The pixel of the user's picture nearest to a place of the network's input."""
    height, width = fitted.rows.picture, fitted.columns.picture
    across, down = fitted.to_picture(x, y)
    return min(max(round(across), 0), width - 1), min(max(round(down), 0), height - 1)
