"""Charts carry the numbers they were given, and fusions are drawn to scale."""

import json
import re
from fractions import Fraction
from xml.etree import ElementTree

import numpy as np
import pytest

from segviz.analysis import lens
from segviz.geometry import Frame
from segviz.render import blocks, plots
from segviz.render.blocks import Block
from segviz.render.colour import ColourScale
from segviz.text import LANGUAGES, translate


def test_heatmap_keeps_every_value_range_and_input_pixel():
    values = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    scale = ColourScale(-2, 2, "magma")
    frames = (Frame(Fraction(8), Fraction(7, 2)), Frame(Fraction(4), Fraction(-3, 2)))
    made = plots.heatmap(values, scale, "en", label="channel 7", frames=frames)
    trace = made.data[0]
    assert (trace.z == values).all()
    assert (trace.zmin, trace.zmax) == (-2, 2)
    assert trace.customdata[2, 3].tolist() == [4 * 3 - 1.5, 8 * 2 + 3.5]  # x, then y
    assert "channel 7" in trace.hovertemplate
    assert made.layout.yaxis.range == (2.5, -0.5)  # row 0 on top
    assert not trace.zsmooth
    assert json.loads(made.to_json())["data"][0]["type"] == "heatmap"


def test_heatmap_shows_broken_cells_in_magenta():
    values = np.zeros((2, 2), np.float32)
    assert plots.heatmap(values, ColourScale(0, 0), "en").layout.plot_bgcolor == plots.CLEAR
    values[0, 0] = np.inf
    assert plots.heatmap(values, ColourScale(0, 0), "en").layout.plot_bgcolor == "rgb(255, 0, 255)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_hover_texts_are_in_the_language(language):
    made = plots.heatmap(np.zeros((2, 2), np.float32), ColourScale(0, 1), language)
    assert translate(language, "render-hover-cell") in made.data[0].hovertemplate
    labels = {plots.lens_label(language, name, 12) for name in lens.LENSES}
    assert len(labels) == 4
    assert any("12" in label for label in labels)


def test_histogram_bars_stand_on_their_bins():
    found = lens.histogram(np.array([0, 0, 1, 4], np.float32), bins=4)
    bar = plots.histogram(found, "en").data[0]
    assert bar.x.tolist() == [0.5, 1.5, 2.5, 3.5]
    assert bar.y.tolist() == [2, 1, 0, 1]
    assert bar.width.tolist() == [1, 1, 1, 1]
    assert plots.histogram(found, "en", logarithmic=True).layout.yaxis.type == "log"


def test_bars_of_one_series_take_the_classes_colours():
    made = plots.bars(["a", "b"], {"IU": [0.5, 0.25]}, colours=["#111111", "#222222"])
    assert list(made.data[0].x) == [0.5, 0.25]
    assert list(made.data[0].marker.color) == ["#111111", "#222222"]
    assert made.layout.yaxis.autorange == "reversed"


def test_several_series_stand_side_by_side_or_stack_around_zero():
    series = {"fc7": [3.0, -2.0], "pool4": [1.0, 2.0]}
    assert plots.bars(["a", "b"], series).layout.barmode == "group"
    stacked = plots.bars(["a", "b"], series, stacked=True)
    assert stacked.layout.barmode == "relative"
    assert [trace.name for trace in stacked.data] == ["fc7", "pool4"]
    assert stacked.data[0].marker.color != stacked.data[1].marker.color


def test_resolution_chart_shows_the_u_and_its_skips():
    shapes = [(64, 568, 568), (128, 280, 300), (64, 388, 388)]
    made = plots.resolution(["down", "low", "up"], shapes, [1, 2, 1], "en", skips=[(0, 2)])
    skip, line = made.data
    assert list(line.y) == [568, 280, 388]
    assert "64×568×568" in line.hovertext[0]
    assert list(skip.x) == [0, 2]
    assert list(skip.y) == [568, 388]
    assert made.layout.yaxis.type == "log"


def test_labels_of_the_resolution_axis_do_not_touch():
    kept = plots._apart([28, 52, 54, 64, 66, 568])
    assert kept == [28, 52, 64, 568]


@pytest.mark.parametrize("made", [plots.bars(["a"], {"s": [1.0]}), plots.heatmap(np.eye(2), ColourScale(0, 1), "en")])
def test_charts_leave_text_and_background_to_the_theme(made):
    layout = made.to_dict()["layout"]
    assert layout["paper_bgcolor"] == plots.CLEAR
    assert "font" not in layout


def rectangles(svg):
    tree = ElementTree.fromstring(svg)
    found = tree.iter("{http://www.w3.org/2000/svg}rect")
    return [tuple(float(rect.get(key)) for key in ("x", "y", "width", "height")) for rect in found]


def test_concatenation_is_drawn_to_scale_and_side_by_side():
    parts = [Block("crop4", (64, 8, 8)), Block("up4", (192, 8, 8))]
    svg = blocks.fusion_svg(parts, "concat4", "en")
    skip, up, left, right = rectangles(svg)
    assert up[2] == pytest.approx(3 * skip[2], abs=0.1)
    assert left[2] + right[2] == pytest.approx(blocks.WIDTH, abs=0.2)
    assert right[0] == pytest.approx(left[0] + left[2], abs=0.1)
    assert (up[0], up[2]) == (right[0], right[2])  # a part stands above its place in the result
    assert "64 + 192 = 256" in svg
    assert "256×8×8" in svg


def test_sum_keeps_the_width():
    parts = [Block("score_pool4", (21, 34, 34)), Block("upscore2", (21, 34, 34))]
    svg = blocks.fusion_svg(parts, "fuse_pool4", "zh", kind="sum")
    assert {rect[2] for rect in rectangles(svg)} == {float(blocks.WIDTH)}
    assert "2 × 21" in svg


@pytest.mark.parametrize(
    ("kind", "shapes"),
    [("concat", [(2, 8, 8), (2, 9, 8)]), ("sum", [(2, 8, 8), (3, 8, 8)]), ("mean", [(2, 8, 8), (2, 8, 8)])],
)
def test_what_cannot_be_fused_is_refused(kind, shapes):
    with pytest.raises(ValueError, match=kind):
        blocks.fusion_svg([Block("a", shape) for shape in shapes], "r", "en", kind=kind)


def test_names_are_escaped():
    svg = blocks.fusion_svg([Block("<script>", (1, 2, 2))], "a&b", "en")
    assert not re.search("<script>", svg)
    assert "a&amp;b" in svg


def test_a_large_map_is_thinned_to_cells_that_keep_their_values_and_places():
    values = np.arange(40 * 10, dtype=np.float32).reshape(40, 10)
    frames = (Frame(Fraction(2), Fraction(1, 2)), Frame(Fraction(2), Fraction(1, 2)))
    trace = plots.heatmap(values, ColourScale(0, 400), "en", frames=frames, most=16).data[0]
    assert plots.thinning(values.shape, 16) == 3
    assert (trace.y0, trace.dy, trace.x0, trace.dx) == (1, 3, 1, 3)
    assert (trace.z == values[1::3, 1::3]).all()
    assert trace.customdata[2, 1].tolist() == [2 * 4 + 0.5, 2 * 7 + 0.5]  # column 4, row 7
    assert plots.thinning(values.shape, 0) == plots.thinning(values.shape, 40) == 1


def test_a_map_of_one_row_keeps_it_when_thinned():
    trace = plots.heatmap(np.ones((1, 100), np.float32), ColourScale(0, 1), "en", most=10).data[0]
    assert trace.z.shape == (1, 10)
    assert (trace.y0, trace.x0) == (0, 5)
