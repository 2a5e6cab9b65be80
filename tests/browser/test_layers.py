"""The Layers page in a real browser: values under the pointer, and the sheet of channels."""

from __future__ import annotations

import re

import numpy as np
import pytest

from segviz.models import zoo
from segviz.render.grid import channel_grid
from segviz.ui.portrait import tile_side

STAGE = (256, 20, 32)  # pool3 of the cat, 160 x 256


@pytest.fixture
def layers(visit):
    visitor = visit()
    visitor.open("/Layers?size=256")
    visitor.page.locator(".sheet").wait_for()
    yield visitor
    assert not visitor.faults


def said(visitor) -> str:
    return visitor.page.locator(".said").inner_text()


def test_pointing_names_the_channel_and_a_click_shows_it_alone(layers):
    assert zoo.graph("fcn").shapes((160, 256))["pool3"] == STAGE
    grid = channel_grid(np.zeros(STAGE, np.float32), tile=tile_side(max(STAGE[1:]), STAGE[0]))
    picture = layers.page.locator(".sheet img")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    for channel in (0, 100, 255):
        tile = grid.box(channel)
        x, y = (tile.left + tile.right) / 2 / grid.size[1], (tile.top + tile.bottom) / 2 / grid.size[0]
        layers.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        assert re.match(rf"channel {channel}\b", said(layers))
    layers.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    layers.page.get_by_text("pool3: channel 255", exact=True).wait_for()
    layers.settle()
    assert "lens=channel" in layers.query
    assert "channel=255" in layers.query
    assert layers.page.locator(".sheet .chosen").count() == 1


def test_the_sheet_can_be_walked_with_the_keyboard(layers):
    layers.page.locator(".sheet").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        layers.page.keyboard.press(key)
    assert re.match(r"channel 1\b", said(layers))
    layers.page.keyboard.press("Enter")
    layers.page.get_by_text("pool3: channel 1", exact=True).wait_for()


def test_the_map_tells_value_cell_and_input_pixel_under_the_pointer(layers):
    plot = layers.page.locator(".st-key-map .nsewdrag").first
    plot.scroll_into_view_if_needed()
    plot.hover()
    layers.page.locator(".st-key-map .hoverlayer text").first.wait_for()
    hover = layers.page.locator(".st-key-map .hoverlayer").text_content()
    row, column = map(int, re.search(r"\(row, column\) (\d+), (\d+)", hover).groups())
    x, y = map(float, re.search(r"\(x, y\) ([\d.]+), ([\d.]+)", hover).groups())
    assert (x, y) == (8 * column + 3.5, 8 * row + 3.5)
