"""The linked ladder in a real browser: what is marked, by pointer and by keyboard, without asking the server."""

from __future__ import annotations

import re

import pytest

from segviz import samples
from segviz.geometry import INPUT
from segviz.images import fit
from segviz.models import zoo
from segviz.text import translate


@pytest.fixture
def ladder(visit):
    def start(path: str = "/?size=256&model=unet-same", **options):
        visitor = visit(**options)
        visitor.open(path)
        visitor.page.locator(".tile.ready").last.wait_for()
        return visitor

    return start


def tile(visitor, name: str):
    exact = visitor.page.locator(".name").get_by_text(name, exact=True)
    return visitor.page.locator(".tile").filter(has=exact)


def bar(visitor) -> str:
    return visitor.page.locator(".bar").inner_text()


def point(visitor, name: str, x: float, y: float) -> None:
    """Move the pointer to a place (0..1) of a tile's map."""
    view = tile(visitor, name).locator(".view:visible").last
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    visitor.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    visitor.page.wait_for_timeout(120)


def test_every_stage_stands_at_its_true_relative_size(ladder):
    visitor = ladder()
    widths = visitor.page.locator(".tile .view:first-child canvas").evaluate_all(
        "all => all.map(c => [c.width, c.getBoundingClientRect().width])"
    )
    scales = [shown / cells for cells, shown in widths]
    assert len(scales) > 20
    assert max(scales) - min(scales) < 0.01 * max(scales)


def test_pointing_at_a_cell_marks_its_place_in_every_stage_without_a_request(ladder):
    visitor = ladder()
    graph = zoo.graph("unet-same")
    before = len(visitor.requests)
    assert any(request.startswith("ws") for request in visitor.requests), "what is sent is not seen"
    point(visitor, "bottleneck", 0.5, 0.5)
    marked = visitor.page.locator(".tile", has=visitor.page.locator(".spot:not([hidden])")).count()
    assert marked == visitor.page.locator(".tile").count()
    # What the cell sees of the picture, against geometry.
    height, width = 176, 256
    row, column = height // 32, width // 32
    rows, columns = (graph.fields(side, "bottleneck.relu2")[INPUT] for side in (height, width))
    down, along = int(rows[1][row] - rows[0][row] + 1), int(columns[1][column] - columns[0][column] + 1)
    assert f"{translate('en', 'home-word-sees')} {along} × {down}" in bar(visitor)
    assert f"{column}, {row}" in bar(visitor)
    assert [r for r in visitor.requests[before:] if not r.startswith(("data:", "blob:"))] == []


def test_arrow_keys_move_by_a_cell_and_enter_pins_for_all_pages_and_reloads(ladder):
    visitor = ladder()
    view = tile(visitor, "encoder_pool3").locator(".view").first
    view.focus()
    columns = []
    word = translate("en", "home-word-cell")
    for _ in range(2):
        before = bar(visitor)
        visitor.page.keyboard.press("ArrowRight")
        for _ in range(100):  # a busy machine draws the next frame late
            if word in bar(visitor) and bar(visitor) != before:
                break
            visitor.page.wait_for_timeout(50)
        columns.append(int(bar(visitor).split(word)[1].split(",")[0]))
    assert columns[1] - columns[0] == 1
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_function("() => location.search.includes('pixel=')")
    visitor.settle()
    pixel = visitor.query.split("pixel=")[1].split("&")[0]
    visitor.follow("Layers")
    assert f"pixel={pixel}" in visitor.query
    visitor.follow(translate("en", "home-title"))
    visitor.page.reload()
    visitor.settle()
    visitor.page.locator(".tile.ready").last.wait_for()
    assert f"pixel={pixel}" in visitor.query
    assert bar(visitor).startswith(translate("en", "home-word-pinned"))
    assert visitor.page.locator(".tile.picture .pinned:not([hidden])").count() == 1


def test_a_click_pins_the_very_cell_that_is_marked(ladder):
    """A browser rounds a click's place to whole pixels of the screen, several cells of a large map shown small."""
    visitor = ladder("/?size=1024&model=fcn&picture=coins")
    point(visitor, "upscore8", 0.4037, 0.5511)
    column, row = re.search(r"(\d+), (\d+)", bar(visitor).split("·")[1]).groups()
    visitor.page.mouse.down()
    visitor.page.mouse.up()
    visitor.page.wait_for_function("location.search.includes('pixel=')")
    picture = samples.load("coins")[0]
    fitted = fit(picture, zoo.graph("fcn").nearest_legal, 1024)
    wanted = fitted.to_picture(int(column), int(row))
    pinned = [int(at) for at in re.search(r"pixel=(\d+),(\d+)", visitor.query).groups()]
    assert pinned == pytest.approx(wanted, abs=0.51)


def test_on_a_phone_the_ladder_is_a_list_in_the_order_of_the_pass_and_a_touch_pins(ladder):
    visitor = ladder(viewport={"width": 390, "height": 844}, has_touch=True)
    tops = visitor.page.locator(".tile").evaluate_all("all => all.map(t => t.getBoundingClientRect().top)")
    assert tops == sorted(tops)
    assert visitor.page.locator(".ladder.stacked").count() == 1
    view = tile(visitor, translate("en", "home-input")).locator(".view").first
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    place = box["x"] + 0.25 * box["width"], box["y"] + 0.75 * box["height"]
    visitor.page.mouse.move(*place)
    visitor.page.wait_for_timeout(300)
    assert translate("en", "home-word-cell") in bar(visitor)
    assert view.bounding_box()["y"] == pytest.approx(box["y"], abs=1), "the map has moved under the finger"
    visitor.page.touchscreen.tap(*place)
    visitor.page.wait_for_function("() => location.search.includes('pixel=')")
    x, y = (int(part) for part in visitor.query.split("pixel=")[1].split("&")[0].split(","))
    assert (x, y) == (pytest.approx(0.25 * 451, abs=4), pytest.approx(0.75 * 300, abs=4))


def test_a_screen_reader_is_told_each_map_its_keys_and_one_line_of_news(ladder):
    visitor = ladder()
    page = visitor.page
    for view in page.locator(".view[tabindex='0']").all():
        assert view.get_attribute("role") == "application"
        assert view.get_attribute("aria-label")
        assert view.get_attribute("aria-describedby") == page.locator(".ladder .hidden").get_attribute("id")
    assert page.locator(".ladder .hidden").inner_text() == translate("en", "home-word-help")
    live = page.locator(".ladder :is(output, [role=status])").evaluate_all(
        "all => all.filter(e => e.ariaLive !== 'off').map(e => e.className)"
    )
    assert live == ["bar"]
