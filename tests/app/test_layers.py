"""The Layers page, without a browser, on networks a sixteenth as wide."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from segviz import engine, samples
from segviz.analysis import lens
from segviz.models import zoo
from segviz.render import figures
from segviz.text import LANGUAGES, translate
from segviz.ui.context import Context
from segviz.ui.portrait import Portrait, tile_side
from segviz.ui.views.layers import MOST, class_names, figure

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("thin")


def _page(language="en", **codes):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page("pages/1_Layers.py")
    for key, code in {"lang": language, "size": "256", "picture": "astronaut", **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    assert not app.error
    return app


def _run(model="fcn", size=256):
    return engine.analyse(samples.load("astronaut")[0], model, size=size)


def _map(app):
    """The values and the first cell and step of the map that is sent to be hovered over."""
    trace = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]
    z = trace["z"]
    shape = [int(side) for side in z["shape"].split(",")]
    return np.frombuffer(base64.b64decode(z["bdata"]), z["dtype"]).reshape(shape), trace


def _said(app):
    return "\n".join(element.value for kind in ("markdown", "caption", "subheader") for element in app.get(kind))


def test_the_map_on_show_is_the_stages_own():
    app = _page()
    assert app.selectbox(key="stage").value == "pool3"
    values, trace = _map(app)
    assert values == pytest.approx(lens.summarise(_run().tensor("pool3"), "energy"))
    assert (trace["x0"], trace["dx"]) == (0, 1)
    assert "(64 + 2·0 − 2)/2 + 1 = 32" in _said(app)
    assert translate("en", "shell-untrained") in _said(app)


@pytest.mark.parametrize("model", zoo.MODELS)
def test_every_network_opens_on_a_stage_and_steps_to_the_next(model):
    app = _page(model=model)
    opened = app.selectbox(key="stage").value
    names = [op.name for op in zoo.graph(model).ops]
    app.button(key="next").click().run()
    assert not app.exception
    assert app.selectbox(key="stage").value == names[names.index(opened) + 1]
    assert app.selectbox(key="stage").value in app.query_params["stage"]
    app.button(key="previous").click().run()
    assert app.selectbox(key="stage").value == opened
    assert "stage" not in app.query_params


def test_a_stage_that_was_not_kept_is_recorded_once_more_and_only_once():
    app = _page(stage="conv2_1")
    passes = engine.engine().passes
    values, _ = _map(app)
    assert values == pytest.approx(lens.summarise(_run().tensor("conv2_1"), "energy"), rel=1e-3)
    app.segmented_control(key="lens").set_value("max").run()
    app.run()
    assert engine.engine().passes == passes


def test_one_channel_alone():
    app = _page(stage="pool2", lens="channel", channel="3")
    values, _ = _map(app)
    assert (values == _run().tensor("pool2")[3]).all()
    assert translate("en", "layers-histogram-channel", channel="3") in _said(app)
    app.selectbox(key="stage").set_value("pool1").run()  # pool1 has 4 channels here
    assert app.slider(key="channel").max == 3


def test_more_channels_than_a_sheet_holds_come_on_several():
    app = _page(model="vgg16-heatmap", stage="fc8", sheet="2")
    assert app.slider(key="sheet").value == 2
    assert app.slider(key="sheet").max == 2  # 1000 class scores


def test_a_large_map_is_thinned_not_averaged_and_says_so():
    app = _page(stage="relu1_1", size="512", lens="channel", channel="1")
    values, trace = _map(app)
    whole = _run(size=512).tensor("relu1_1")[1]
    step = -(-max(whole.shape) // MOST)
    assert step == 2
    assert (trace["x0"], trace["dx"], trace["y0"], trace["dy"]) == (1, 2, 1, 2)
    assert (values == whole[1::2, 1::2]).all()
    facts = {"step": step, "height": str(whole.shape[0]), "width": str(whole.shape[1])}
    assert translate("en", "layers-thinned", **facts) in _said(app)


def test_colours_follow_the_map_or_the_whole_stage():
    tensor = _run().tensor("pool3")
    shown = lens.summarise(tensor, "energy")
    for scale, (low, high) in {"map": (shown.min(), shown.max()), "stage": (tensor.min(), tensor.max())}.items():
        _, trace = _map(_page(scale=scale))
        assert (trace["zmin"], trace["zmax"]) == pytest.approx((low, high))
        assert translate("en", f"render-scope-{scale}") in _said(_page(scale=scale))


def test_a_pinned_pixel_is_looked_up_in_the_map():
    app = _page(stage="pool2", lens="channel", channel="0", pixel="200,100")
    # 512 x 512 pixels become 256 x 256, and pool2 puts its cell i on pixel 4 i + 1.5.
    row, column = round((100.5 / 2 - 0.5 - 1.5) / 4), round((200.5 / 2 - 0.5 - 1.5) / 4)
    said = re.search(r"row (\d+), column (\d+)\), value (\S+)", _said(app))
    assert (int(said[1]), int(said[2])) == (row, column)
    assert float(said[3].replace("−", "-")) == pytest.approx(_run().tensor("pool2")[0, row, column], rel=5e-3)


def test_dead_channels_are_counted():
    tensor = _run().tensor("pool3")
    dead = [c for c in range(len(tensor)) if tensor[c].min() == tensor[c].max()]
    said = _said(_page())
    assert (f"{len(dead)} of the {len(tensor)} channels are dead" in said) == (len(dead) > 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("model", "stage"), [("unet-article", "concat4"), ("fcn-8s-paper", "score_pool4c")])
def test_merges_and_crops_are_spelled_out_in_both_languages(language, model, stage):
    said = _said(_page(language, model=model, stage=stage, size="256"))
    kind = zoo.graph(model).op(stage).kind
    assert translate(language, f"stages-kind-{kind}") in said
    if kind == "concat":
        assert "32 + 32 = 64" in said
        assert translate(language, "alignment-gap", gap="4") in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_dense_and_convolutional_classifiers_agree_on_the_page(language):
    app = _page(language, model="vgg16-heatmap")
    said = _said(app)
    assert translate(language, "layers-dense") in said
    rows = [line.split("|") for line in said.splitlines() if line.startswith("| `fc")]
    assert [row[1].strip() for row in rows] == ["`fc6`", "`fc7`", "`fc8`"]
    assert all(float(row[5].replace("−", "-")) < 1e-4 < float(row[4]) for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_to_download_is_a_png_and_a_pdf(language):
    run = _run()
    context = Context("layers", language, "Cat", run.picture, None, "fcn", 256, "resize", "map", "viridis")
    drawn = figure(Portrait(context, run, run.trace["pool3"], "channel", 2))
    assert figures.png(drawn).startswith(b"\x89PNG")
    assert figures.pdf(drawn).startswith(b"%PDF")
    texts = [text.get_text() for text in drawn.texts]
    assert any(
        translate("en", "shell-untrained") in text or translate("zh", "shell-untrained") in text for text in texts
    )


def test_channels_of_score_stages_bear_the_classes_names():
    run = _run("fcn-8s")

    class English:
        language = "en"

    stages = {stage.name: stage for stage in run.stages}
    assert class_names(English, run, stages["score_fr"]) == [named.name for named in run.classes]
    assert class_names(English, run, stages["pool3"]) == []


def test_tiles_are_at_least_as_large_as_wanted():
    assert tile_side(16, 512) == 30  # smaller maps are enlarged to what is wanted
    assert tile_side(64, 256) == 64  # 42 wanted: every cell, rather than every other one
    assert tile_side(512, 64) == 86
    assert tile_side(1, 4096) == 16


@pytest.mark.parametrize("key", ["stage", "lens", "channel", "sheet", "log"])
@pytest.mark.parametrize("code", ["no-such-thing", "-1", "99999", "<b>"])
def test_a_hostile_choice_is_as_good_as_none(key, code):
    app = _page(**{"lens": "channel", key: code})
    assert app.selectbox(key="stage").value == "pool3"


def test_a_bad_upload_gets_a_sentence_and_leaves_the_page():
    app = _page()
    app.file_uploader[0].set_value([("notes.png", b"no picture", "image/png")]).run()
    assert not app.exception
    assert not app.error
    assert len(app.warning) == 1
    assert len(app.get("plotly_chart")) == 2
