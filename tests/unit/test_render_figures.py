"""Figures for download: sharp pixels, readable Chinese, both formats, from several threads at once."""

import io
import re
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from segviz.render import figures, fonts
from segviz.render.colour import ColourScale
from segviz.render.figures import Panel, side_by_side
from segviz.render.ladder import Rung, ladder
from segviz.render.masks import LegendEntry

QUARTERS = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 0]]], np.uint8)
LEGEND = [LegendEntry(1, "cat", "#123456", 3, 1.0)]


def pixels(figure):
    return np.asarray(Image.open(io.BytesIO(figures.png(figure))).convert("RGB"))


def inside(image, ax):
    """The part of a rendered figure that an axes covers, less a rim of three pixels."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = ax.get_position().extents
    return image[
        round((1 - y1) * height) + 3 : round((1 - y0) * height) - 3, round(x0 * width) + 3 : round(x1 * width) - 3
    ]


def test_every_pixel_is_a_sharp_square_of_its_own_colour():
    figure = side_by_side("t", [Panel("p", QUARTERS)])
    shown = inside(pixels(figure), figure.axes[0])
    assert {tuple(colour) for colour in shown.reshape(-1, 3).tolist()} == {
        tuple(c) for c in QUARTERS.reshape(4, 3).tolist()
    }
    height, width = shown.shape[:2]
    assert height == pytest.approx(width, abs=2)
    assert tuple(shown[height // 4, 3 * width // 4]) == (0, 255, 0)
    assert tuple(shown[3 * height // 4, width // 4]) == (0, 0, 255)


def test_colour_bar_states_range_and_zero():
    values = np.linspace(-1, 3, 12, dtype=np.float32).reshape(3, 4)
    scale = ColourScale.fit(values)
    figure = side_by_side("t", [Panel("p", scale.paint(values), scale.caption("en"), scale)])
    labels = [label.get_text() for label in figure.axes[1].get_yticklabels()]
    assert labels == ["−1", "0", "1", "2", "3"]
    bar = inside(pixels(figure), figure.axes[1])
    assert np.abs(bar[-1, 5].astype(int) - scale.paint(np.float32([-1]))[0]).max() < 12
    assert np.abs(bar[0, 5].astype(int) - scale.paint(np.float32([3]))[0]).max() < 12


def test_zero_is_among_the_numbers_of_a_lopsided_bar():
    scale = ColourScale(-0.3, 10)
    figure = side_by_side("t", [Panel("p", QUARTERS, scale=scale)])
    assert "0" in [label.get_text() for label in figure.axes[1].get_yticklabels()]


def test_panels_wrap_into_rows_without_overlapping():
    figure = side_by_side(
        "t", [Panel(str(n), QUARTERS, scale=ColourScale(0, 1) if n == 1 else None) for n in range(5)], columns=2
    )
    boxes = [ax.get_position() for ax in figure.axes]
    for one in range(len(boxes)):
        for other in range(one):
            assert not boxes[one].overlaps(boxes[other])
    assert all(box.x0 >= 0 and box.x1 <= 1 and box.y0 >= 0 and box.y1 <= 1 for box in boxes)


def test_legend_and_note_are_written():
    figure = side_by_side("A $title$ of_mine", [Panel("p", QUARTERS)], note="untrained", legend=LEGEND)
    texts = [text.get_text() for text in figure.texts]
    assert {"A $title$ of_mine", "untrained", "cat"} <= set(texts)
    assert (pixels(figure) == (0x12, 0x34, 0x56)).all(-1).sum() > 100


def test_no_panels_no_figure():
    with pytest.raises(ValueError, match="no panels"):
        side_by_side("t", [])
    with pytest.raises(ValueError, match="no rungs"):
        ladder("t", [], "en")


def test_pdf_has_the_figures_size_and_is_reproducible():
    first, second = (figures.pdf(side_by_side("t", [Panel("p", QUARTERS)])) for _ in range(2))
    assert first == second
    width, height = side_by_side("t", [Panel("p", QUARTERS)]).get_size_inches()
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", first)
    assert [float(side) for side in box.groups()] == pytest.approx([width * 72, height * 72], abs=0.1)


def test_figures_can_be_drawn_at_the_same_time():
    def draw(level):
        return figures.png(side_by_side(f"t{level}", [Panel("p", np.full((4, 4, 3), level, np.uint8))]))

    levels = [10, 90, 170, 250]
    alone = [draw(level) for level in levels]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, levels)) == alone


def test_chinese_is_drawn_where_there_is_a_font():
    if not fonts.chinese_font():
        pytest.skip("this system has no Chinese font")
    assert fonts.figure_language("zh") == "zh"
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a glyph that no font has
        figure = side_by_side("分辨率阶梯", [Panel("池化", QUARTERS, note="未训练的权重")])
        figures.png(figure)
        figures.pdf(figure)


def test_labels_are_english_where_there_is_no_chinese_font(monkeypatch):
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)
    assert fonts.figure_language("zh") == "en"
    figure = ladder("t", [Rung("pool1", (4, 2, 2), np.eye(2), ColourScale(0, 1), 2, "6")], "zh")
    assert any("stride 2" in text.get_text() for text in figure.texts)


@pytest.mark.parametrize(
    "text",
    ["one two three four five six seven", "每幅图各用自己的范围，零为白色。还有更多的字", "wordlongerthanaline x"],
)
def test_wrapped_lines_fit_and_lose_nothing(text):
    lines = fonts.wrapped(text, 1.0, 8)
    assert len(lines) > 1
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= 16 or " " not in line for line in lines)
    assert not any(line[0] in "，。" for line in lines)


def test_wrapping_nothing_gives_nothing():
    assert fonts.wrapped("", 1.0, 8) == []


def rungs():
    scale = ColourScale(0, 1)
    maps = [("pool1", 64, 1), ("pool5", 4, 32), ("up", 64, 1)]
    drawn = [
        Rung(name, (8, side, side), np.zeros((side, side), np.float32), scale, stride, "5")
        for name, side, stride in maps
    ]
    return [Rung("picture", (3, 64, 64), np.zeros((64, 64, 3), np.uint8)), *drawn]


def test_ladder_draws_stages_at_true_relative_size_and_then_at_one_size():
    figure = ladder("t", rungs(), "en", note="untrained")
    boxes = [ax.get_position() for ax in figure.axes[1:]]  # the first is the rule
    true, enlarged = boxes[0::2], boxes[1::2]
    assert [box.width / true[0].width for box in true] == pytest.approx([1, 1, 1 / 16, 1])
    assert [box.height / true[0].height for box in true] == pytest.approx([1, 1, 1 / 16, 1])
    assert [box.width for box in enlarged] == pytest.approx([enlarged[0].width] * 4)
    assert true[2].y1 < true[1].y1  # coarser hangs lower
    assert true[3].y1 == pytest.approx(true[1].y1)


def test_ladder_says_stride_field_and_whose_range():
    text = "\n".join(text.get_text() for text in ladder("t", rungs(), "en", note="untrained").texts)
    for words in ("8×4×4", "stride 32", "sees 5 px", "0 … 1", "untrained", "range of this map"):
        assert words in text
    mixed = [*rungs(), Rung("more", (1, 2, 2), np.eye(2), ColourScale(0, 9, "magma"))]
    text = "\n".join(text.get_text() for text in ladder("t", mixed, "en").texts)
    assert "viridis, magma" in text
