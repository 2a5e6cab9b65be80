"""The page on FCN's strides, without a browser: what it says is what the recorded pass gives."""

from __future__ import annotations

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from segviz import engine, samples, weights
from segviz.render.words import number
from segviz.text import translate
from segviz.ui.shell import ROOT


def page(language="en", **codes):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.switch_page("pages/2_FCN_strides.py")
    for key, code in {"lang": language, "size": "256", "picture": "cat", **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    assert not app.error
    return app


def run(picture="cat", model="fcn", geometry="same"):
    return engine.analyse(samples.load(picture)[0], model, size=256, geometry=geometry)


def said(app):
    return [*(text.value for text in app.markdown), *(text.value for text in app.caption)]


def say(key, **facts):
    return translate("en", key, **facts)


def test_each_stride_says_how_its_cells_become_the_input():
    captions = [caption.value for caption in page().caption]
    height, width = run().fitted.pixels.shape[:2]
    for stride in (32, 16, 8):
        facts = {"height": height // stride, "width": width // stride, "stride": stride, "kernel": 2 * stride}
        assert say("strides-arithmetic", cut=0, **facts) in captions


def test_the_papers_geometry_says_what_it_cuts():
    app = page(geometry="paper")
    cuts = [re.search(r"first (\d+) rows", caption.value) for caption in app.caption]
    assert [int(found[1]) for found in cuts if found] == [19, 27, 31]


@pytest.mark.parametrize("model", ["fcn-8s", "unet-paper"])
def test_a_network_without_several_strides_is_replaced_in_one_sentence(model):
    app = page(model=model)
    assert [info.value for info in app.info] == [say("strides-other", model=model, shown="fcn")]
    assert "32s" in "".join(said(app))


def test_shares_of_disagreement_are_those_of_the_masks():
    masks, text = run().masks, said(page())
    for one, other in (("32s", "16s"), ("16s", "8s")):
        share = np.mean(masks[one] != masks[other])
        assert say("strides-differ", share=f"{share:.2%}") in text
        assert f"**{one} ≠ {other}**" in text


def test_a_class_has_one_scale_for_all_strides():
    app = page(**{"class": "4"})
    record = run()
    maps = {label: record.scores(label)[4] for label in record.masks}
    for values in maps.values():
        assert say("strides-range", low=number(values.min()), high=number(values.max())) in said(app)
    low, high = (number(f(values for values in maps.values())) for f in (_least, _most))
    assert any(f"from {low} to {high};" in text and say("render-scope-shared") in text for text in said(app))
    won = [f"{np.mean(mask == 4):.2%}" for mask in record.masks.values()]
    assert all(say("strides-won", share=share) in said(app) for share in won)


def _least(maps):
    return min(float(values.min()) for values in maps)


def _most(maps):
    return max(float(values.max()) for values in maps)


def test_the_decision_at_the_pinned_pixel_is_the_masks():
    app = page(pixel="200,120")
    record = run()
    [decisions] = [text.value for text in app.markdown if text.value.startswith("- **32s**")]
    for line, (label, mask) in zip(decisions.splitlines(), record.masks.items(), strict=True):
        assert line.startswith(f"- **{label}**: {record.classes[mask[120, 200]].name} with ")


def test_moving_the_point_pins_it():
    app = page()
    app.slider(key="strides_x").set_value(17).run()
    assert "".join(app.query_params["pixel"]).startswith("17,")
    next(button for button in app.button if button.label == say("strides-middle")).click().run()
    height, width = run().picture.size
    assert "".join(app.query_params["pixel"]) == f"{width // 2},{height // 2}"


def test_the_reference_is_measured_by_its_class_names():
    app = page()
    record, (_, reference) = run(), samples.load("cat")
    cat = [named.name for named in record.classes].index("cat")
    truth = np.where(reference.labels == 1, cat, reference.labels)
    [table] = [text.value for text in app.markdown if say("strides-accuracy") in text.value]
    for label, mask in record.masks.items():
        right = np.mean((mask == truth)[truth != 255])
        assert re.search(rf"\| {label} \| {right:.1%} \|", table)


def test_an_unknown_scene_is_compared_as_foreground():
    app = page(picture="shapes")
    _, reference = samples.load("shapes")
    names = ", ".join(reference.class_names[1:])
    assert say("strides-foreground", names=names) in said(app)
    mask = run("shapes").masks["8s"] > 0
    right = np.mean(mask == (reference.labels > 0))
    [table] = [text.value for text in app.markdown if say("strides-accuracy") in text.value]
    assert f"| 8s | {right:.1%} |" in table


@pytest.mark.parametrize(("picture", "key"), [("coffee", "strides-no-reference"), ("cells", "strides-no-match")])
def test_nothing_is_measured_where_nothing_can_be(picture, key):
    text = said(page(picture=picture))
    assert any(line.startswith(say(key, names="cell, membrane")) for line in text)
    assert not any(say("strides-accuracy") in line for line in text)


def test_untrained_weights_are_not_measured(monkeypatch, tmp_path):
    monkeypatch.setattr(weights, "BUNDLED", tmp_path)
    text = said(page())
    assert say("strides-no-training") in text
    assert not any(say("strides-accuracy") in line for line in text)
    titles = [line for line in text if line.startswith("**32s**") or line.startswith("**32s ≠")]
    assert len(titles) >= 6
    assert all(line.endswith(f":orange-badge[{say('shell-untrained')}]") for line in titles)


def test_finer_strides_are_called_an_experiment():
    app = page(model="fcn-fine")
    assert say("strides-experiment") in said(app)
    assert all(any(text.startswith(f"**{label}**") for text in said(app)) for label in ("4s", "2s"))
