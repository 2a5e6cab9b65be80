"""The Size sandbox, without a browser, and what it draws."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from segviz.analysis.sizes import examine
from segviz.images import from_pixels
from segviz.models import zoo
from segviz.text import translate
from segviz.ui import declared, legal
from segviz.ui.views.sizes import around

ROOT = Path(__file__).resolve().parents[2]


def page(language="en", **codes):
    """The page as the URL's choices show it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/9_Sizes.py")
    for key, code in {"lang": language, "size": "256", **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    return app


def metrics(app, language="en"):
    names = ("output", "every", "down", "along", "share")
    labels = {translate(language, f"sizes-metric-{name}"): name for name in names}
    return {labels[metric.label]: metric.value for metric in app.metric}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_comes_out_and_what_is_lost(language):
    found = metrics(page(language, model="unet-paper", height="572", width="604"), language)
    assert (found["output"].split(" × ")[1:], found["down"], found["along"]) == (["388", "420"], "92 + 92", "92 + 92")
    assert found["share"] == f"{388 * 420 / (572 * 604):.1%}"


def test_an_impossible_size_names_the_operation_and_a_press_mends_it():
    app = page(model="unet-paper", height="310", width="572")
    (error,) = app.error
    assert "crop4" in error.value
    assert "31" in error.value
    graph = zoo.graph("unet-paper")
    assert f"{[op.name for op in graph.ops].index('crop4') + 1} of {len(graph.ops)}" in error.value
    table = next(text.value for text in app.markdown if text.value.startswith("| "))
    last = table.strip().splitlines()[-1]
    assert "crop4" in last
    assert translate("en", "sizes-here") in last
    next(button for button in app.button if button.label == "Use 316 × 572").click().run()
    assert not app.error
    assert metrics(app)["output"] == "2 × 132 × 388"


def test_pixels_lost_without_a_word_are_warned_of():
    app = page(model="fcn-article", height="512", width="519")
    assert translate("en", "sizes-silent") in [warning.value for warning in app.warning]
    assert metrics(app)["along"] == "0 + 7"
    assert not page(model="fcn-article", height="512", width="512").warning


def test_the_lessons_numbers_are_true():
    paper, article, same = (zoo.graph(name) for name in ("unet-paper", "fcn-article", "unet-same"))
    assert (paper.fits(572), paper.fits(570)) == (True, False)
    assert article.out_side(519) == 512
    assert examine(same, (65, 65)).failure.facts == {"side": 65, "like": 64}
    assert same.op("encoder_pool1").side(65) == 32
    assert all(zoo.graph("fcn", geometry="paper").fits(side) for side in range(1, 64))


def test_the_pictures_own_size_is_offered_and_tried():
    app = page(model="fcn-8s")
    own = next(button for button in app.button if button.label.startswith("The picture"))
    own.click().run()
    assert app.error or app.success


def test_the_sizes_around_one_that_fits_are_offered_too():
    assert around(zoo.graph("fcn-article"), (512, 519)) == [(512, 512), (487, 518), (513, 544)]
    assert around(zoo.graph("unet-paper"), (188, 572)) == [(188, 556), (204, 588)]
    for name in zoo.MODELS:
        graph = zoo.graph(name)
        for size in ((graph.rule.minimum, 572), (512, 519), (7, 700)):
            found = around(graph, size)
            assert found
            assert size not in found
            assert all(graph.fits(n) for other in found for n in other), (name, size)


@pytest.mark.parametrize("name", list(zoo.MODELS))
def test_the_strip_agrees_with_the_arithmetic(name):
    found, graph = legal.survey(name, "", "en"), zoo.graph(name)
    for kind, side in zip(found.kinds, range(legal.FIRST, legal.LAST + 1), strict=True):
        assert (kind != "fails") == graph.fits(side)
        if kind != "fails":
            assert (kind == "whole") == (graph.output_frame.scale * graph.out_side(side) == side), side


def test_the_drawing_is_to_scale():
    picture = from_pixels(np.full((60, 80, 3), 200, np.uint8))
    found = legal.lost(examine(zoo.graph("unet-paper"), (572, 1148)))
    drawn = np.asarray(Image.open(io.BytesIO(legal.drawn(picture, found))))
    height, width = drawn.shape[:2]
    assert width / height == pytest.approx(1148 / 572, rel=0.01)
    bright = np.argwhere((drawn == 200).all(-1))
    (top, left), (bottom, right) = bright.min(0), bright.max(0)
    # Within the outline's width.
    assert top / height == pytest.approx(92 / 572, abs=0.012)
    assert left / width == pytest.approx(92 / 1148, abs=0.012)
    assert (height - bottom) / height == pytest.approx(92 / 572, abs=0.012)
    assert (width - right) / width == pytest.approx(92 / 1148, abs=0.012)
    with pytest.raises(ValueError, match="odd"):
        legal.lost(examine(zoo.graph("unet-paper"), (310, 310)))


def test_a_coarse_answer_has_a_line_between_any_two_cells():
    picture = from_pixels(np.full((60, 60, 3), 200, np.uint8))
    found = legal.lost(examine(zoo.graph("vgg16-heatmap"), (288, 288)))
    assert found.rows.cells == 3
    drawn = np.asarray(Image.open(io.BytesIO(legal.drawn(picture, found)))).astype(int)
    box = legal.lost(examine(zoo.graph("vgg16-heatmap"), (288, 288))).box
    scale = drawn.shape[0] / 288
    row = drawn[round((box.top + 16) * scale)]
    lines = np.flatnonzero((row[:, 0] == 255) & (row[:, 1] == 0x3B))
    assert len(np.flatnonzero(np.diff(lines) > 2)) == 3  # two edges and two lines between three cells


def test_the_page_needs_no_torch():
    code = "import sys; import segviz.ui.shell, segviz.ui.views.sizes; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0


def test_the_output_has_the_classes_of_the_weights_that_the_other_pages_show(monkeypatch):
    monkeypatch.setattr(declared, "card_for", lambda name: SimpleNamespace(classes=range(7), in_channels=3))
    assert metrics(page(model="fcn", height="64", width="96"))["output"] == "7 × 64 × 96"
    monkeypatch.setattr(declared, "card_for", lambda name: None)
    assert metrics(page(model="fcn", height="64", width="96"))["output"] == "21 × 64 × 96"
