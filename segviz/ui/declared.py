"""Networks as their declarations have them, remembered with the rules of their sizes, and the choice of a geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from segviz.geometry import Graph
from segviz.models import zoo
from segviz.ui import choices
from segviz.weights import card_for

if TYPE_CHECKING:
    from segviz.ui.context import Context


def graph(name: str, geometry: str = "") -> Graph:
    """A network of the zoo as the other pages run it, with the classes and channels of its weights if there are any.
    ``geometry`` "": its first."""
    card = card_for(name)
    classes, channels = (len(card.classes), card.in_channels) if card else (None, None)
    return zoo.graph(name, classes, channels, geometry or None)


def geometry(context: Context) -> str:
    """Ask for the geometry of the network on show, if it has several; "" if it has none."""
    names = zoo.MODELS[context.model].geometries
    if len(names) < 2:
        return "".join(names)
    words = context.t("tables-geometry")
    return choices.segments("geometry", words, names, names[0], text=lambda name: context.t(f"tables-geometry-{name}"))


def offer(context: Context, sides: tuple[int | None, int], key: str, default: int) -> None:
    """Buttons for the nearest sides that fit, below and above; a press takes one for the choice ``key``."""
    with st.container(horizontal=True):
        for side in sides:
            if side:
                words = context.t("sizes-use", side=str(side))
                st.button(words, key=f"use-{key}-{side}", on_click=_use, args=(key, side, default))


def _use(key: str, side: int, default: int) -> None:
    choices.put(key, None if side == default else str(side))
