"""The page on ablations and ceilings without a browser: its figures are those of the analysis."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from segviz import engine, samples, weights
from segviz.analysis import ablation, ceilings
from segviz.text import translate
from segviz.ui.shell import ROOT


def page(language="en", **codes):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.switch_page("pages/7_Ablation.py")
    for key, code in {"lang": language, "size": "256", "picture": "cat", **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    assert not app.error
    return app


def said(app):
    return " ".join(text.value for text in [*app.markdown, *app.caption])


def say(key, **facts):
    return translate("en", key, **facts)


def table(app, column):
    [found] = [text.value for text in app.markdown if text.value.startswith(f"| {say(f'ablation-column-{column}')}")]
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in found.splitlines()[2:]]
    return {line[0]: line[1:] for line in lines}


@pytest.fixture
def trained():
    if weights.card_for("fcn") is None:
        pytest.skip("no weights are bundled")


@pytest.mark.usefixtures("thin")
@pytest.mark.parametrize(("mode", "seed"), [("zero", 0), ("noise", 3)])
@pytest.mark.parametrize(("model", "merge"), [("fcn", "fuse_pool4"), ("unet-same", "concat4")])
def test_the_share_of_changed_pixels_is_that_of_the_two_masks(model, merge, mode, seed):
    last = {"fcn": "fuse_pool3", "unet-same": "concat1"}[model]
    codes = {f"off_{merge}": "True", f"off_{last}": "False", "instead": mode}
    app = page(model=model, noise=str(seed), **codes)
    record = engine.analyse(samples.load("cat")[0], model, size=256)
    without = ablation.ablate(record, (merge,), mode, seed)
    rows = table(app, "answer")
    for label, mask in record.masks.items():
        assert rows[label] == [f"{np.mean(mask != without.masks[label]):.2%}"]
    assert [w.value for w in app.warning] == [say("ablation-not-retrained")]
    assert f"**{say('ablation-tile-after')}**" in said(app)


@pytest.mark.usefixtures("thin")
def test_nothing_is_claimed_with_untrained_weights_or_with_every_skip_on():
    app = page(off_fuse_pool3="False")
    assert say("ablation-nothing-off") in [info.value for info in app.info]
    assert not app.warning
    assert say("ablation-untrained") in said(app)


@pytest.mark.usefixtures("thin")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_a_reference_the_pictures_that_have_one_are_offered(language):
    app = page(language, picture="coffee")
    assert translate(language, "ablation-no-reference") in said(app)
    offered = {button.label for button in app.button}
    assert {translate(language, s.title) for s in samples.names() if s.has_reference} <= offered
    app.button(key="ablation-motorcycle").click().run()
    assert app.selectbox(key="picture").value == "motorcycle"


@pytest.mark.usefixtures("thin")
def test_a_network_without_a_skip_is_replaced_in_one_sentence():
    assert say("ablation-no-skip", model="fcn-32s", shown="fcn") in [i.value for i in page(model="fcn-32s").info]


@pytest.mark.usefixtures("trained")
def test_metrics_and_ceilings_are_the_analysis():
    app = page()
    picture, reference = samples.load("cat")
    record = engine.analyse(picture, "fcn", size=256)
    known = ceilings.ceilings(record, reference)
    rows = table(app, "mask")
    for stride, quality in known.ceilings.items():
        assert rows[say("ablation-perfect", stride=stride)] == [
            f"{quality.pixel_accuracy:.1%}",
            f"{quality.mean_iu:.1%}",
        ]
    for label, quality in known.reached.items():
        assert rows[say("ablation-reached", label=label)] == [f"{quality.pixel_accuracy:.1%}", f"{quality.mean_iu:.1%}"]
    # The reference and what is left of it are shown, with the names of what is in them.
    assert {f"**{say('ablation-truth')}**", *(f"**{say('ablation-coarse', stride=s)}**" for s in known.ceilings)} <= {
        text.value for text in app.markdown
    }
    keys = " ".join(html.value for html in app.get("html"))
    assert f"<span>{say('render-ignored')}</span>" in keys
    assert "<span>cat</span>" in keys
    without = ablation.ablate(record, ("fuse_pool3",))
    change = ablation.changes(record, without, known.match)["8s"]
    expected = [change.share, change.before.pixel_accuracy, change.after.pixel_accuracy]
    assert table(app, "answer")["8s"][:3] == [f"{expected[0]:.2%}", *(f"{share:.1%}" for share in expected[1:])]


@pytest.mark.usefixtures("trained")
def test_beside_one_picture_stands_what_was_measured_on_many():
    """Which stride is best on one picture says little; a U-Net has but one answer."""
    report = weights.card_for("fcn").results["fcn"]
    figures = ", ".join(f"{label} {report['results'][label]['mean_iu']:.3f}" for label in ("32s", "16s", "8s"))
    facts = {"pictures": report["pictures"], "size": str(report["size"]), "figures": figures}
    assert say("card-many", **facts) in [caption.value for caption in page().caption]
    assert figures not in said(page(picture="coffee"))
    assert "mean IU of mask" not in said(page(model="unet-same"))
