"""A page that lost its server asks for itself anew when the server is back: a component of ours without a look."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from segviz.text import ASSETS


def watch() -> None:
    """Put it on the page; a server that was started again finds the user's choices in the URL."""
    _component()(key="reunion", on_back_change=lambda: None)


@cache
def _component() -> Callable[..., Any]:
    js = (ASSETS / "components" / "reunion.js").read_text(encoding="utf-8")
    return st.components.v2.component("segviz_reunion", js=js)
