"""Choices out of a URL: whatever a URL holds, only short plain codes that a widget offers come out."""

from __future__ import annotations

import string

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some

from segviz.ui import choices

PLAIN = set(string.ascii_letters + string.digits + "_.,-")


@pytest.fixture
def url(monkeypatch):
    """Sets the session's choices as a URL would."""
    monkeypatch.setattr(st, "session_state", {})

    def begin(**params: str) -> None:
        st.session_state[choices._STORE] = choices.clean(params)

    begin()
    return begin


@given(some.dictionaries(some.text(max_size=40), some.text(max_size=80), max_size=60))
def test_what_is_kept_of_any_url_is_short_and_plain(params):
    kept = choices.clean(params)
    assert len(kept) <= 40
    for key, code in kept.items():
        assert params[key] == code
        assert len(key) <= 24
        assert 1 <= len(code) <= 64
        assert set(key + code) <= PLAIN


def test_ordinary_choices_are_kept():
    params = {"lang": "zh", "model": "fcn-8s-paper", "stage": "encoder1.5", "pixel": "12,34", "seed": "7"}
    assert choices.clean(params) == params


@given(some.text(max_size=12))
def test_an_option_is_chosen_by_its_code_or_not_at_all(code):
    st.session_state[choices._STORE] = choices.clean({"size": code})
    assert choices.one_of("size", (256, 512), 512) == (256 if code == "256" else 512)


def test_a_page_that_does_not_offer_the_default_takes_its_first_option(url):
    url(model="fcn-8s")
    assert choices.one_of("model", ("unet-same", "unet-paper"), "fcn") == "unet-same"
    assert choices.one_of("model", ("fcn", "fcn-8s"), "fcn") == "fcn-8s"


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("7", 7),
        ("0", 0),
        ("9999", 9999),
        ("10000", 3),
        ("-1", 3),
        ("1.5", 3),
        ("1e3", 3),
        ("", 3),
        ("９", 3),
        ("seven", 3),
    ],
)
def test_numbers_stay_within_their_bounds(url, code, number):
    url(seed=code)
    assert choices.whole("seed", 0, 9999, 3) == number


@pytest.mark.parametrize(
    ("code", "place"),
    [("0,0", (0, 0)), ("19,9", (19, 9)), ("20,9", None), ("19,10", None), ("-1,0", None), ("1", None), ("1,2,3", None)],
)
def test_a_pixel_lies_inside_the_picture(url, code, place):
    url(pixel=code)
    assert choices.point("pixel", width=20, height=10) == place


def test_a_default_leaves_the_url(url):
    url(size="256")
    choices.put("size", None)
    assert choices.codes() == {}


@given(some.text(max_size=70), some.integers(-9, 9), some.integers(0, 99))
def test_whatever_a_url_says_a_choice_is_one_that_a_widget_offers(code, low, span):
    st.session_state[choices._STORE] = choices.clean(dict.fromkeys(("one", "number", "place"), code))
    assert choices.one_of("one", ("a", "b"), "b") in ("a", "b")
    assert low <= choices.whole("number", low, low + span, low) <= low + span
    x, y = choices.point("place", width=span + 1, height=9) or (0, 0)
    assert 0 <= x <= span
    assert 0 <= y < 9


@given(some.text(alphabet="0123456789,-+ _.eEx٣", max_size=12))
def test_what_looks_like_a_number_never_breaks(code):
    st.session_state[choices._STORE] = choices.clean({"n": code})
    assert 0 <= choices.whole("n", 0, 7, 3) <= 7
    assert choices.point("n", 5, 5) is None or max(choices.point("n", 5, 5)) < 5
