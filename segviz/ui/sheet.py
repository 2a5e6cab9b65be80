"""The sheet of a stage's channels: a component of ours that names the one under the pointer; a click shows it alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from segviz.render.image import data_url
from segviz.text import ASSETS
from segviz.ui import choices
from segviz.ui.components import parcel

if TYPE_CHECKING:
    from segviz.render.grid import ChannelGrid
    from segviz.ui.portrait import Portrait

KEY = "channels"
WORDS = ("hint", "help", "channel", "dead")


def show(portrait: Portrait, first: int, names: list[str]) -> ChannelGrid:
    """Draw the sheet of a stage's channels from ``first`` on; ``names``: a name a channel, or none at all."""
    grid = portrait.sheet(first)
    words = {word: portrait.context.t(f"layers-sheet-{word}") for word in WORDS}
    dead = portrait.statistics.dead
    height, width = grid.size
    data = {
        "url": data_url(grid.png),
        "width": width,
        "height": height,
        "columns": grid.columns,
        "tile": grid.tile,
        "gap": grid.gap,
        "first": first,
        "count": len(grid.channels),
        "dead": [place for place, channel in enumerate(grid.channels) if dead[channel]],
        "chosen": grid.channels.index(portrait.channel) if _is_on(portrait, grid) else -1,
        "names": names,
        "words": words,
    }
    _component()(key=KEY, data=parcel(data), on_channel_change=_take)
    return grid


def _is_on(portrait: Portrait, grid: ChannelGrid) -> bool:
    return portrait.lens == "channel" and portrait.channel in grid.channels


@cache
def _component() -> Callable[..., Any]:
    css, js = ((ASSETS / "components" / f"sheet.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component("segviz_sheet", css=css, js=js)


def _take() -> None:
    """Show the channel that the browser reports by itself; whatever else it sends is ignored."""
    channel = st.session_state[KEY].get("channel")
    if isinstance(channel, int) and 0 <= channel < 10**5:
        choices.put("lens", "channel")
        choices.put("channel", str(channel) if channel else None)
