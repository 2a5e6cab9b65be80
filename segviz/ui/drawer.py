"""On a phone the sidebar lies over the page: a page that is chosen in it and a file that is given to it shut it. A
component of ours without a look."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from segviz.text import ASSETS
from segviz.ui.components import parcel


def watch(deliveries: int) -> None:
    """Put it on the page. ``deliveries``: how often files have come so far; what became of them stands on the page."""
    _component()(key="drawer", data=parcel({"deliveries": deliveries}))


@cache
def _component() -> Callable[..., Any]:
    js = (ASSETS / "components" / "drawer.js").read_text(encoding="utf-8")
    return st.components.v2.component("segviz_drawer", js=js)
