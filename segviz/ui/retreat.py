"""A pass for which there is too little memory leaves the last good view on screen: the choices since are taken back."""

from __future__ import annotations

import streamlit as st

from segviz.errors import UserError
from segviz.ui import choices, pictures

_GOOD = "segviz.good"


def remember(page: str) -> None:
    """All went well with these choices."""
    st.session_state[_GOOD] = (page, choices.codes())


def retreat(page: str, error: UserError) -> None:
    """Draw the page anew with the choices that last went well on it, and the error above; nothing if there are none."""
    good = st.session_state.pop(_GOOD, None)
    if good and good[0] == page and good[1] != choices.codes():
        choices.restore(good[1])
        pictures.complain(error)
        st.rerun()
