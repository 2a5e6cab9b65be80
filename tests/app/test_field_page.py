"""The Receptive field page, without a browser, on networks a sixteenth as wide, and what it draws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from segviz import engine, samples
from segviz.analysis import receptive
from segviz.models import zoo
from segviz.render.colour import ColourScale, rgb
from segviz.text import LANGUAGES, translate
from segviz.ui import cells
from segviz.ui.context import Context
from segviz.ui.sight import MIDDLE, Sight, heat
from segviz.ui.views.field import milestones

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("thin")


def page(language="en", **codes):
    """The page as the URL's choices show it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page("pages/10_Receptive_field.py")
    for key, code in {"lang": language, "size": "256", "model": "fcn-8s", **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    assert not app.error
    return app


def said(app):
    return "\n".join(element.value for kind in ("markdown", "caption", "info") for element in app.get(kind))


def run_of(model="fcn-8s", size=256):
    return engine.analyse(samples.load("cat")[0], model, size=size)


def sight_of(run, stage, cell, channel=None):
    context = Context("field", "en", "", run.picture, None, run.key.model, 256, "resize", "map", "viridis")
    return Sight(context, run, run.trace[stage], cell, channel)


@pytest.mark.parametrize("language", LANGUAGES)
def test_box_and_gradient_of_the_cell_at_the_pinned_pixel(language):
    app, run = page(language, pixel="300,100"), run_of()
    stage = run.trace["pool3"]
    assert app.selectbox(key="stage").value == "pool3"
    cell = app.number_input(key="field_row").value, app.number_input(key="field_column").value
    assert cell == cells.at(run, stage, (300, 100))
    found = receptive.effective(run, "pool3", cell)
    whole = receptive.box(run.graph, run.fitted.pixels.shape[:2], "pool3", cell, clip=False)
    assert translate(language, "field-box", height="44", width="44") in said(app)
    shown = [metric.value for metric in app.metric]
    square = translate(language, "field-square", side=f"{found.side():.0f}")
    assert shown == [square, f"{found.central(whole):.1%}"]
    height, width = run.fitted.pixels.shape[:2]
    beyond = height * width - found.box.size[0] * found.box.size[1]
    assert translate(language, "field-outside-zero", count=f"{beyond:,}", largest="0") in said(app)
    assert translate(language, "shell-untrained") in said(app)


def test_a_typed_cell_stays_and_pins_its_pixel_and_a_new_stage_keeps_the_place():
    app, run = page(stage="relu1_1"), run_of()
    for row in (7, 8, 9):  # the picture is larger than the input here and there: no step may be lost
        app.number_input(key="field_row").set_value(row).run()
        assert app.number_input(key="field_row").value == row
    app.number_input(key="field_column").set_value(200).run()
    assert (app.number_input(key="field_row").value, app.number_input(key="field_column").value) == (9, 200)
    pixel = tuple(map(int, app.session_state["segviz.choices"]["pixel"].split(",")))
    assert pixel == cells.pixel_of(run, run.trace["relu1_1"], (9, 200))
    app.selectbox(key="stage").set_value("pool5").run()
    moved = app.number_input(key="field_row").value, app.number_input(key="field_column").value
    assert moved == cells.at(run, run.trace["pool5"], pixel) == (0, 6)


@pytest.mark.parametrize("size", [128, 256, 512])
def test_every_cell_can_be_typed_in(size):
    """Also where the input is larger than the picture, so that several cells share a pixel."""
    run = run_of("unet-same", size)
    context = Context("field", "en", "", run.picture, None, "unet-same", size, "resize", "map", "viridis")
    for stage in (run.trace["encoder_pool2"], run.trace["concat1"]):
        _, height, width = stage.shape
        for cell in ((0, 0), (1, 2), (height // 2, width // 2 + 1), (height - 1, width - 1)):
            pixel = cells.pixel_of(run, stage, cell)
            assert abs(np.subtract(cells.at(run, stage, pixel), cell)).max() <= max(1, size // 451 + 1)
            typed = {"cell": f"{cell[1]},{cell[0]}", "pixel": f"{pixel[0]},{pixel[1]}"}
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("segviz.ui.choices.codes", lambda typed=typed: typed)
                assert cells.chosen(context, run, stage) == cell
                typed["pixel"] = "0,0" if pixel != (0, 0) else "400,250"
                elsewhere = tuple(map(int, typed["pixel"].split(",")))
                assert cells.chosen(context, run, stage) == cells.at(run, stage, elsewhere)


def test_a_cell_that_sees_only_padding_says_so():
    app = page(model="fcn-8s-paper", stage="conv1_1", cell="0,0")
    assert translate("en", "field-box-padding") in said(app)
    assert not app.metric


def test_a_shut_relu_has_no_gradient_and_says_so():
    values = run_of().tensor("relu1_1")
    channel, row, column = np.argwhere(values == 0)[0]
    app = page(stage="relu1_1", of="one", channel=str(channel), cell=f"{column},{row}")
    assert translate("en", "field-silent") in said(app)
    app.number_input(key="channel").set_value(int((channel + 1) % values.shape[0])).run()
    assert not app.exception


def test_the_other_geometry_sees_the_same_from_elsewhere():
    """Padding by 100 moves the cells, not what they see."""
    for geometry, row in (("same", 4), ("paper", 10)):
        app = page(stage="pool4", geometry=geometry, cell=f"6,{row}")
        assert translate("en", "field-box", height="100", width="100") in said(app)


def test_how_it_grows_is_measured_on_demand():
    app, run = page(growth="True"), run_of()
    table = next(text.value for text in app.markdown if text.value.startswith("| "))
    names = [line.split("|")[1].strip() for line in table.splitlines()[2:]]
    assert (
        names
        == [stage.name for stage in milestones(run)]
        == [f"pool{n}" for n in range(1, 6)] + ["score_fr", "upscore8"]
    )
    boxes = [line.split("|")[2].strip() for line in table.splitlines()[2:]]
    assert boxes[:6] == [f"{side} × {side}" for side in (6, 16, 44, 100, 212, 404)]
    assert [line.split("|")[5].strip() for line in table.splitlines()[2:]] == ["0"] * 7


@pytest.mark.parametrize("name", list(zoo.MODELS))
def test_every_network_has_stages_to_compare(name):
    run = type("", (), {"graph": zoo.graph(name), "stages": zoo.graph(name).ops})
    found = [op.name for op in milestones(run)]
    assert len(found) >= 5
    assert set(run.graph.outputs.values()) <= set(found)


def test_close_up_the_central_half_is_outlined_where_it_is():
    run = run_of()
    sight = sight_of(run, "pool4", (3, 5))
    seen, slope = sight.close_pixels()
    height, width = sight.box.size
    times = seen.shape[0] // height
    assert (sight.scale.vmin, sight.scale.vmax) == (0, sight.found.magnitude.max())
    assert seen.shape == slope.shape == (height * times, width * times, 3)
    rows, columns = np.nonzero((slope == rgb(MIDDLE)).all(-1))
    half = sight.whole.half
    assert (rows.min() // times, rows.max() // times) == (half.top - sight.box.top, half.bottom - sight.box.top)
    assert (columns.min() // times, columns.max() // times) == (half.left - sight.box.left, half.right - sight.box.left)


def test_no_gradient_leaves_the_picture_grey_and_the_largest_is_in_full_colour():
    picture = np.full((4, 5, 3), (200, 100, 50), np.uint8)
    magnitude = np.zeros((4, 5), np.float32)
    magnitude[1, 2], magnitude[3, 3] = 4, 1
    scale = ColourScale.fit(magnitude, colours="magma")
    shown = heat(picture, magnitude, scale)
    grey = shown[0, 0]
    assert len(set(grey.tolist())) == 1
    assert np.array_equal(shown[1, 2], scale.paint(magnitude)[1, 2])
    half = (grey.astype(float) + scale.paint(magnitude)[3, 3]) / 2
    assert np.abs(shown[3, 3] - half).max() <= 1
    assert np.array_equal(heat(picture, magnitude * 0, scale)[1, 2], grey)
