"""The Self-check page, without a browser, on networks a sixteenth as wide."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from segviz import engine, samples
from segviz.analysis import check as proof
from segviz.cli import cli
from segviz.text import LANGUAGES, translate
from segviz.ui.views.check import command

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("thin")


def page(language="en", **codes):
    """The page as the URL's choices show it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.switch_page("pages/11_Self_check.py")
    for key, code in {"lang": language, "size": "256", "model": "fcn-8s", **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    return app


def press(app, language):
    next(button for button in app.button if button.label == translate(language, "check-now")).click().run()
    assert not app.exception


def lines(app):
    """The list of claims, each with what was measured."""
    found = next((text.value for text in app.markdown if text.value.startswith("- :")), "")
    return ["- " + item for item in ("\n" + found).split("\n- ")[1:]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("codes", [{"model": "fcn-8s", "geometry": "paper"}, {"model": "unet-same"}])
def test_a_press_measures_every_claim(language, codes):
    app = page(language, **codes)
    assert not lines(app)
    press(app, language)
    run = engine.analyse(samples.load("cat")[0], codes["model"], size=256, geometry=codes.get("geometry"))
    claims = proof.check(run)
    assert all(claim.passed for claim in claims)
    assert app.success[0].value == translate(language, "check-passed", count=len(claims))
    shown = lines(app)
    assert len(shown) == len(claims)
    for line, claim in zip(shown, claims, strict=True):
        assert "check_circle" in line
        assert claim.sentence(language) in line
        assert f"{claim.bound:.2g}" in line
        assert f"`{claim.subject}`" in line
    # What was measured is still there when something else has changed.
    app.run()
    assert len(lines(app)) == len(claims)


def test_another_size_has_not_been_measured():
    app = page()
    press(app, "en")
    assert lines(app)
    app.session_state["segviz.choices"]["size"] = "512"
    app.run()
    assert not lines(app)


def test_a_claim_that_fails_is_called_a_failure(monkeypatch):
    exact = engine.Engine.exact

    def lying(self, run, names, on_wait=None):
        found = exact(self, run, names, on_wait)
        return found | {name: found[name] + 1 for name in found if name == "pool4"}

    monkeypatch.setattr(engine.Engine, "exact", lying)
    app = page()
    press(app, "en")
    assert not app.success
    fails = [line for line in lines(app) if "cancel" in line]
    assert fails
    assert all("**Fails**" in line for line in fails)
    assert app.error[0].value == translate("en", "check-failed", failed=len(fails), count=len(lines(app)))


@pytest.mark.parametrize(("model", "geometry"), [("fcn", "paper"), ("unet-paper", None)])
def test_the_command_on_the_page_is_one_that_there_is(model, geometry):
    run = engine.analyse(samples.load("cat")[0], model, size=256, geometry=geometry, fit="pad")
    words = shlex.split(command(run))
    assert words[:4] == ["python", "-m", "segviz", "check"]
    with cli.commands["check"].make_context("check", words[4:]) as context:
        assert context.params["model"] == model
        assert (context.params["size"], context.params["fit"]) == (256, "pad")
        assert (context.params["geometry"] or "") == run.key.geometry
