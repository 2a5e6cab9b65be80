"""The Shape tables page, without a browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from segviz.analysis.lineages import LINEAGES
from segviz.models import zoo
from segviz.text import translate
from segviz.ui.views.tables import nearby

ROOT = Path(__file__).resolve().parents[2]


def _page(language="en", **codes):
    """The page as the URL's choices show it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/4_Shape_tables.py")
    for key, code in {"lang": language, **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    return app


def _press(app, label):
    next(button for button in app.button if button.label == label).click().run()


@pytest.mark.parametrize(("model", "side"), [("unet-article", 572), ("fcn-8s-paper", 512), ("vgg16-heatmap", 224)])
def test_columns_add_up_to_the_totals_on_show(model, side):
    app = _page(model=model)
    table, graph = app.dataframe[0].value, zoo.graph(model)
    rows = graph.rows((side, side))
    assert list(table["name"]) == [row.name for row in rows]
    totals = {metric.label: metric.value for metric in app.metric}
    for count in ("params", "macs"):
        assert totals[translate("en", f"tables-metric-{count}")] == f"{int(table[count].sum()):,}"
    assert int(table["params"].sum()) == graph.params
    assert int(table["memory"].sum()) == sum(row.memory for row in rows)
    assert totals[translate("en", "tables-metric-output")] == "×".join(map(str, rows[-1].out))


def test_filters_narrow_the_rows_and_say_their_sums():
    app = _page(model="unet-article")
    app.pills(key="tables-kinds").set_value(["block"]).run()
    blocks = app.dataframe[0].value
    assert "decoder_block1" in set(blocks["name"])
    assert blocks["params"].isna().all()
    app.pills(key="tables-kinds").set_value(["conv", "up"]).run()
    app.text_input(key="tables-search").set_value("deconder4").run()
    names = list(app.dataframe[0].value["name"])
    assert names == ["deconder4.up_sample", "deconder4.block.0", "deconder4.block.3"]
    total = f"{int(app.dataframe[0].value['params'].sum()):,}"
    assert any(total in caption.value for caption in app.caption)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_illegal_size_gets_one_sentence_and_a_button_that_mends_it(language):
    app = _page(language, model="unet-paper", height="310", width="572")
    assert len(app.error) == 1
    assert "300" in app.error[0].value
    assert "316" in app.error[0].value
    assert not app.dataframe
    _press(app, translate(language, "tables-use", height="316", width="572"))
    assert not app.error
    assert list(app.dataframe[0].value["height"])[-1] == 316 - 184


def test_sizes_offered_fit_and_the_nearest_comes_first():
    graph = zoo.graph("unet-paper")
    assert nearby(graph, (573, 600)) == [(572, 604), (572, 588), (588, 604)]
    assert nearby(graph, (7, 572)) == [(188, 572)]
    for name in zoo.MODELS:
        graph = zoo.graph(name)
        for size in ((1, 1), (311, 517), (4095, 4001)):
            assert all(graph.fits(n) for offered in nearby(graph, size) for n in offered), (name, size)


def test_classes_and_geometry_change_the_table():
    app = _page(model="fcn-8s", classes="5", geometry="paper")
    table = app.dataframe[0].value.set_index("name")
    assert table.loc["score_fr", "channels"] == 5
    assert table.loc["conv1_1", "height"] == 710
    assert table.loc["score", "height"] == 512


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("family", LINEAGES)
def test_lineages_stand_side_by_side_with_their_differences(language, family):
    app = _page(language, part="lineages", family=family)
    table = next(text.value for text in app.markdown if text.value.startswith("| "))
    assert all(f"`{name}`" in table for name in LINEAGES[family])
    shift = "15.5" if family == "fcn" else "7.5"
    assert any(translate(language, "tables-output-shifted", shift=shift) in text.value for text in app.markdown)
    code = "shift" if family == "fcn" else "pool1"
    assert any(translate(language, f"tables-differs-{code}-title") in text.value for text in app.markdown)


def test_all_networks_are_summed_up_at_their_nearest_sizes():
    app = _page(part="networks", height="572", width="572")
    table = app.dataframe[0].value.set_index("network")
    assert list(table.index) == list(zoo.MODELS)
    assert table.loc["unet-paper", "output"] == "2×388×388"
    assert table.loc["unet-same", "input"] == "3×576×576"
    assert table.loc["fcn-article", "params"] == 18_644_373
    rows = zoo.graph("unet-paper").rows((572, 572))
    assert table.loc["unet-paper", "giga-macs"] == pytest.approx(sum(row.macs for row in rows) / 1e9)
    assert table.loc["unet-paper", "megabytes"] == pytest.approx(sum(row.memory for row in rows) / 1e6)


def test_a_bad_upload_gets_a_sentence_and_leaves_the_table():
    app = _page(model="fcn-article")
    app.file_uploader[0].set_value(("notes.png", b"not a picture", "image/png")).run()
    assert not app.exception
    assert any("notes" in warning.value for warning in app.warning)
    assert len(app.dataframe) == 1


def test_the_page_needs_no_torch():
    code = "import sys; import segviz.ui.shell, segviz.ui.views.tables; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0
