"""The Alignment page, without a browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from segviz.text import translate

ROOT = Path(__file__).resolve().parents[2]


def page(language="en", **codes):
    """The page as the URL's choices show it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/8_Alignment.py")
    for key, code in {"lang": language, "size": "256", **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    return app


def said(app):
    return " ".join(text.value for text in app.markdown)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("model", "cuts"),
    [
        ("fcn-32s-paper", {"score": 19}),
        ("fcn-16s-paper", {"score_pool4c → fuse_pool4": 5, "score": 27}),
        ("fcn-8s-paper", {"score_pool4c → fuse_pool4": 5, "score_pool3c → fuse_pool3": 9, "score": 31}),
    ],
)
def test_the_papers_crops_are_shown_with_the_lines_that_they_come_from(language, model, cuts):
    app = page(language, model=model)
    shown = {metric.label.replace("`", ""): metric.value for metric in app.metric}
    assert shown == {
        label.replace("score_pool4c", "score_pool4").replace("score_pool3c", "score_pool3"): translate(
            language, "alignment-cut", cells=cells
        )
        for label, cells in cuts.items()
    }
    assert not app.error


def test_unet_is_cut_by_4_16_40_and_88():
    app = page(model="unet-paper", side="572")
    cuts = [metric.value for metric in app.metric if metric.value.startswith("cut")]
    assert cuts == ["cut 4", "cut 16", "cut 40", "cut 88"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_articles_shifts_are_highlighted(language):
    app = page(language, model="fcn-article")
    shown = [metric.value for metric in app.metric]
    assert shown == [translate(language, "alignment-off", gap=gap) for gap in ("8", "12", "15.5")]
    assert translate(language, "alignment-shifted", stage="classifier", gap="15.5") in said(app)
    assert ":orange-background" in said(app)
    app.selectbox(key="meet").set_value("fuse_pool4").run()
    assert "16·i + 15/2" in said(app)
    assert "16·i + 31/2" in said(app)


def test_another_crop_is_as_far_off_as_it_is_wide():
    app = page(model="fcn-8s-paper", meet="fuse_pool4")
    assert ":orange-background" not in said(app)
    app.slider(key="cut_fusepool4").set_value(3).run()
    assert "32 px apart" in said(app)
    assert "in cells: 2" in said(app)


def test_a_side_that_does_not_fit_gets_one_sentence_and_buttons_that_mend_it():
    app = page(model="unet-paper", side="310")
    assert len(app.error) == 1
    assert not app.metric
    next(button for button in app.button if "316" in button.label).click().run()
    assert not app.error
    assert len(app.metric) == 5


def test_the_page_needs_no_torch():
    code = "import sys; import segviz.ui.shell, segviz.ui.views.alignment; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0
