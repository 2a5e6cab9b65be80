"""What the user chose, as short codes that live in the session and in the URL (``?model=fcn-8s&size=768``).

The URL is believed when a session begins and when the user goes back or forward in the browser's history; otherwise the
session wins. A choice that equals its default is in neither. A code that no widget offers is as good as none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

T = TypeVar("T")

_KEY = re.compile(r"[a-z][a-z0-9_]{0,23}")
_CODE = re.compile(r"[A-Za-z0-9_.,-]{1,64}")
_MOST = 40
_STORE = "segviz.choices"


def clean(params: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a URL that could be choices of ours: plain short codes, 40 at most."""
    fitting = ((k, v) for k, v in params.items() if _KEY.fullmatch(k) and _CODE.fullmatch(v))
    return dict(list(fitting)[:_MOST])


def begin() -> None:
    """Take over the URL where it is to be believed. Call once at the start of a page, before any widget."""
    context = get_script_run_ctx()
    if _STORE not in st.session_state or (context is not None and context.is_history_navigation):
        st.session_state[_STORE] = clean(st.query_params.to_dict())


def codes() -> dict[str, str]:
    """Every choice that is not its default, as it stands in the URL."""
    return dict(st.session_state[_STORE])


def publish() -> None:
    """Write the choices into the URL."""
    if st.query_params.to_dict() != codes():
        st.query_params.from_dict(codes())


def put(key: str, code: str | None) -> None:
    """Keep a choice, or drop it (None: it is the default)."""
    if code is None:
        st.session_state[_STORE].pop(key, None)
    else:
        st.session_state[_STORE][key] = code


def restore(kept: Mapping[str, str]) -> None:
    """Go back to what ``codes`` once gave."""
    st.session_state[_STORE] = dict(kept)


def one_of(key: str, options: Sequence[T], default: T) -> T:
    """The option whose ``str()`` is the choice's code; else ``default``, or the first where that is not offered."""
    offered = {str(option): option for option in options}
    return offered.get(codes().get(key, ""), offered.get(str(default), options[0]))


def whole(key: str, low: int, high: int, default: int) -> int:
    """The choice as a whole number within ``low`` and ``high``; ``default`` if it is none."""
    code = codes().get(key, "")
    return int(code) if re.fullmatch(r"-?\d{1,9}", code) and low <= int(code) <= high else default


def point(key: str, width: int, height: int) -> tuple[int, int] | None:
    """The choice as a place ``x,y`` inside a picture; None if it is none."""
    found = re.fullmatch(r"(\d{1,5}),(\d{1,5})", codes().get(key, ""))
    x, y = (int(found[1]), int(found[2])) if found else (-1, -1)
    return (x, y) if 0 <= x < width and 0 <= y < height else None


def select(key: str, label: str, options: Sequence[T], default: T, text: Callable[[T], str] = str, **extra: Any) -> T:
    """A selectbox whose choice is kept. ``text`` says an option in the user's language."""
    return _kept(st.selectbox, key, label, options, default, format_func=text, **extra)


def segments(key: str, label: str, options: Sequence[T], default: T, text: Callable[[T], str] = str, **extra: Any) -> T:
    """A row of buttons, one of them pressed, whose choice is kept."""
    return _kept(st.segmented_control, key, label, options, default, format_func=text, required=True, **extra)


def switch(key: str, label: str, default: bool = False, **extra: Any) -> bool:
    """An on/off switch that is kept."""
    current = one_of(key, (True, False), default)
    return bool(_widget(st.toggle, key, current, default, label, **extra))


def slider(key: str, label: str, low: int, high: int, default: int, **extra: Any) -> int:
    """A slider over whole numbers that is kept; nothing to slide (``low == high``) gives ``low``."""
    if low == high:
        return low
    return int(_widget(st.slider, key, whole(key, low, high, default), default, label, low, high, **extra))


def number(key: str, label: str, low: int, high: int, default: int, **extra: Any) -> int:
    """A field for a whole number that is kept."""
    return int(_widget(st.number_input, key, whole(key, low, high, default), default, label, low, high, **extra))


def _kept(draw: Callable[..., Any], key: str, label: str, options: Sequence[T], default: T, **extra: Any) -> T:
    current = one_of(key, options, default)
    chosen = _widget(draw, key, current, default, label, options, **extra)
    return current if chosen is None else chosen


def _widget(draw: Callable[..., Any], key: str, current: object, default: object, *args: Any, **extra: Any) -> Any:
    """Draw a widget that shows ``current`` and, when changed, keeps the new value."""
    st.session_state[key] = current
    return draw(*args, key=key, on_change=_take, args=(key, default), **extra)


def _take(key: str, default: object) -> None:
    chosen = st.session_state[key]
    put(key, None if chosen is None or chosen == default else str(chosen))
