"""Picking a place on a picture in a real browser, by pointer and by keyboard."""

from __future__ import annotations

import re

import pytest

from segviz.text import translate


@pytest.fixture
def picker(visit):
    def start(path: str, **options):
        visitor = visit(**options)
        visitor.open(path)
        visitor.page.locator(".picker img").wait_for()
        return visitor

    return start


def pinned(visitor) -> tuple[int, int] | None:
    found = re.search(r"pixel=(\d+),(\d+)", visitor.query)
    return (int(found[1]), int(found[2])) if found else None


def click(visitor, x: float, y: float) -> None:
    """Click at a place (0..1) of the picture."""
    picture = visitor.page.locator(".picker")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    picture.click(position={"x": x * box["width"], "y": y * box["height"]})
    visitor.page.wait_for_function("() => location.search.includes('pixel')")
    visitor.settle()


def field(visitor, axis: str) -> int:
    label = translate("en", f"field-{axis}", last="").split("(")[0]
    return int(visitor.page.get_by_label(re.compile(re.escape(label))).first.input_value())


@pytest.mark.parametrize("width", [1280, 390])
def test_a_click_pins_the_pixel_and_moves_the_cell(picker, width):
    visitor = picker(
        "/Receptive_field?size=256&model=unet-same&stage=encoder_pool3", viewport={"width": width, "height": 900}
    )
    click(visitor, 0.77, 0.27)
    x, y = pinned(visitor)
    # The cat is 451 x 300 pixels; its network input 256 x 176, of which the stage has one cell in 8.
    assert (x, y) == (pytest.approx(0.77 * 451, abs=3), pytest.approx(0.27 * 300, abs=3))
    assert (field(visitor, "row"), field(visitor, "column")) == (int(0.27 * 176 / 8), int(0.77 * 256 / 8))
    visitor.page.reload()
    visitor.settle()
    assert pinned(visitor) == (x, y)


def test_arrow_keys_choose_a_place_and_enter_takes_it(picker):
    visitor = picker("/Receptive_field?size=256&model=unet-same&stage=encoder_pool3")
    row, column = field(visitor, "row"), field(visitor, "column")
    picture = visitor.page.locator(".picker")
    picture.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        picture.press(key)
    visitor.page.wait_for_function("() => location.search.includes('pixel')")
    visitor.settle()
    assert (field(visitor, "row"), field(visitor, "column")) == (row + 1, column + 2)
    # The keyboard goes on from there.
    assert visitor.page.evaluate("document.activeElement?.shadowRoot?.activeElement?.className") == "picker"


def test_the_grids_of_the_alignment_page_follow_the_click(picker):
    visitor = picker("/Alignment?size=256&model=fcn-article")
    before = visitor.page.locator(".st-key-abreast-grids img").first.get_attribute("src")
    click(visitor, 0.1, 0.9)
    assert visitor.page.locator(".st-key-abreast-grids img").first.get_attribute("src") != before
