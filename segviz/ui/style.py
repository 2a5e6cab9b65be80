"""The look of every page: our stylesheet, and our words where Streamlit's bundle knows only English ones."""

from __future__ import annotations

import functools
import json

import streamlit as st

from segviz.text import ASSETS, translate


def dress(language: str) -> None:
    """Put the stylesheet on the page."""
    st.html(_sheet(language))


@functools.cache
def _sheet(language: str) -> str:
    words = {name: translate(language, f"shell-uploader-{name}") for name in ("upload", "limit", "refused", "photo")}
    variables = "".join(f"--words-{name}:{json.dumps(word, ensure_ascii=False)};" for name, word in words.items())
    rules = (ASSETS / "css" / "shell.css").read_text(encoding="utf-8")
    return f"<style>:root{{{variables}}}\n{rules}</style>"
