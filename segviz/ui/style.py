"""The look of every page: our stylesheet, and our words where Streamlit's bundle knows only English ones."""

from __future__ import annotations

import functools
import json

import streamlit as st

from segviz.text import ASSETS, translate

WORDS = (
    *("uploader-upload", "uploader-limit", "uploader-refused", "uploader-camera", "uploader-photo"),
    *("menu-system", "menu-light", "menu-dark", "button-stop", "away-title", "away-words"),
)


def dress(language: str) -> None:
    """Put the stylesheet on the page."""
    st.html(_sheet(language))


@functools.cache
def _sheet(language: str) -> str:
    words = {name: json.dumps(translate(language, f"shell-{name}"), ensure_ascii=False) for name in WORDS}
    variables = "".join(f"--words-{name.split('-')[-1]}:{word};" for name, word in words.items())
    rules = (ASSETS / "css" / "shell.css").read_text(encoding="utf-8")
    return f"<style>:root{{{variables}}}\n{rules}</style>"
