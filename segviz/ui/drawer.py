"""On a phone the sidebar lies over the page: choosing a page in it shuts it. A component of ours without a look."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from segviz.text import ASSETS


def watch() -> None:
    """Put it on the page."""
    _component()(key="drawer")


@cache
def _component() -> Callable[..., Any]:
    js = (ASSETS / "components" / "drawer.js").read_text(encoding="utf-8")
    return st.components.v2.component("segviz_drawer", js=js)
