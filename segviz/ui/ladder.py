"""The resolution ladder: a component of ours that draws every recorded stage at its true relative size and links them.

Python sends the maps once, with the arithmetic of every operation. Whatever happens under the pointer (the matching
cell in each stage, what it sees, its value) is worked out in the browser, without asking the server.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from segviz.text import ASSETS
from segviz.ui import choices, rungs
from segviz.ui.components import parcel

if TYPE_CHECKING:
    from segviz.engine import Run
    from segviz.ui.context import Context

KEY = "ladder"
# Streamlit takes a component's script as one module: the parts are put together, none imports another.
FILES = ("ladder.css", "fields.js", "tiles.js", "ladder.js")
WORDS = ("hint", "help", "cell", "centre", "sees", "padding", "pinned", "zoom")


def show(context: Context, run: Run, lens: str) -> None:
    """Draw the ladder of a run; ``lens`` sums up a stage's channels (:mod:`segviz.analysis.lens`).

    A click, or Enter on a cell, pins its pixel of the picture for all pages.
    """
    words = {word: context.t(f"home-word-{word}") for word in WORDS}
    # What recording a stage once more shows comes and goes in here; below, everything keeps its place.
    with st.container():
        data = rungs.payload(context, run, lens) | {"words": words}
        _component()(key=KEY, data=parcel(data), on_pin_change=_pin)


@cache
def _component() -> Callable[..., Any]:
    css, *scripts = ((ASSETS / "components" / name).read_text(encoding="utf-8") for name in FILES)
    return st.components.v2.component("segviz_ladder", css=css, js="\n".join(scripts))


def _pin() -> None:
    """Keep the pixel that the browser reports; whatever else it sends is ignored."""
    place = st.session_state[KEY].get("pin")
    if isinstance(place, list) and len(place) == 2 and all(isinstance(n, int) and 0 <= n < 10**5 for n in place):
        choices.put("pixel", f"{place[0]},{place[1]}")
