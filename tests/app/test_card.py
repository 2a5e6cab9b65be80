"""The card behind "About these weights": the figures of the network on show, and of no other."""

from dataclasses import replace

import pytest

from segviz import engine, published, weights
from segviz.text import LANGUAGES, translate
from segviz.ui import card
from tests.app.test_pages import open_page
from tests.unit import thin

FIGURES = {"pixel_accuracy": 0.9, "mean_iu": 0.7123, "boundary_iu": {"1": 0.1, "3": 0.456, "5": 0.6}}
FIGURES |= {"per_class": {"background": 0.95, "cat": 0.8125}}
REPORT = {"pictures": 12, "size": 256, "results": {"32s": FIGURES | {"mean_iu": 0.5}, "8s": FIGURES}}


@pytest.mark.parametrize(
    ("model", "geometry", "found"),
    [
        ("fcn", "same", "fcn"),
        ("fcn-8s", "same", "fcn"),
        ("fcn-8s", "paper", "fcn paper"),
        ("fcn-article", None, "fcn-article"),
        ("unet-same", None, None),
        ("fcn-8s-paper", None, None),
    ],
)
def test_the_figures_are_those_of_the_network_on_show(model, geometry, found, monkeypatch):
    thin.shrink(monkeypatch)
    results = {key: REPORT | {"pictures": key} for key in ("fcn", "fcn paper", "fcn-article")}
    which = weights.Card("photos", (), "", "", (), 3, weights.Preprocessing(), {}, results=results)
    report = card._report(thin.run(model, geometry), which)
    assert (report and report["pictures"]) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_is_on_the_page(language, monkeypatch):
    bundled = replace(weights.card("photos"), results={"fcn": REPORT})
    own = engine.Engine()  # the shared one may hold a run with the real card
    monkeypatch.setattr(engine, "engine", lambda: own)
    monkeypatch.setattr(engine.store, "card_for", lambda model: bundled)
    app = open_page("app.py", lang=language)
    said = [text.value for text in app.markdown]
    assert translate(language, "card-reached", pictures=12, size="256") in said
    assert any("| 8s | 0.900 | 0.712 | 0.456 |" in text for text in said)
    each = {"en": "background 0.950, cat 0.812", "zh": "背景 0.950、猫 0.812"}[language]
    assert translate(language, "card-each", output="8s", figures=each) in [text.value for text in app.caption]
    cat = next(known for known in bundled.classes if known.name == "cat")
    grown = translate(language, "card-grown", count=4)
    assert any(grown in text.value for text in app.caption)
    assert translate(language, "card-by-hand") not in [text.value for text in app.caption]
    assert any(
        (cat.name if language == "en" else cat.zh) in text for text in said if f"**{len(bundled.classes)}" in text
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_says_that_its_command_makes_another_file(language):
    said = [text.value for text in open_page("app.py", lang=language, model="unet-paper", picture="cells").caption]
    assert translate(language, "card-members", count=4) in said
    assert translate(language, "card-by-hand") in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_view_says_when_the_weights_are_the_users_own(language, monkeypatch):
    published.import_own(weights.card("photos").path)
    mine = engine.Engine()
    monkeypatch.setattr(engine, "engine", lambda: mine)
    said = {text.value for text in open_page("app.py", lang=language).markdown}
    assert any(translate(language, "shell-trained-own", name="photos") in text for text in said)
