"""Every page as a script: it runs in both languages, with its lesson; a bad file gives a sentence, no traceback."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from segviz.text import ASSETS, LANGUAGES, lesson, translate
from segviz.ui.shell import ROOT, pages

PAGES = list(pages().items())


def open_page(script: str, **choices: str) -> AppTest:
    """A page at a small working size; ``choices`` are its URL parameters."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    if script != "app.py":
        app.switch_page(script)
    for key, code in ({"size": "256", "picture": "shapes"} | choices).items():
        app.query_params[key] = code
    return app.run()


def png(side: int = 64) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((side, side, 3), 90, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


BAD = {
    "image-empty": b"",
    "image-not-a-picture": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "image-damaged": png()[:60],
    "image-too-small": png(2),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "script"), PAGES)
def test_every_page_opens_with_its_title_and_lesson_and_outlives_a_bad_file(name, script, language):
    app = open_page(script, lang=language)
    assert not app.exception
    assert not app.error
    shown = [text.value for text in (*app.header, *app.subheader, *app.markdown)]
    app.file_uploader[0].set_value([("bad.png", BAD["image-damaged"], "image/png")]).run()
    sentence = translate(language, "image-damaged", format="PNG")
    assert f"bad.png: {sentence}" in [warning.value.replace("\\", "") for warning in app.warning]
    assert not app.exception
    assert not app.error
    assert [text.value for text in (*app.header, *app.subheader, *app.markdown)] == shown
    assert app.title[0].value == translate(language, f"{name}-title")
    assert lesson(language, name) in [text.value for text in app.markdown]


def test_every_page_has_its_view_its_words_and_its_lesson():
    for name, _ in PAGES:
        assert (ROOT / "segviz" / "ui" / "views" / f"{name}.py").is_file()
        for language in LANGUAGES:
            assert (ASSETS / "locale" / language / f"{name}.ftl").is_file()
            assert (ASSETS / "lessons" / language / f"{name}.md").is_file()


@pytest.mark.parametrize(("code", "data"), BAD.items(), ids=BAD)
def test_a_bad_file_gets_one_sentence_and_the_good_one_before_it_stays(code, data):
    app = open_page("pages/4_Shape_tables.py")
    app.file_uploader[0].set_value([("good.png", png(), "image/png")]).run()
    assert not app.warning
    app.file_uploader[0].set_value([("[bad](x).png", data, "image/png")]).run()
    assert not app.exception
    assert not app.error
    [warning] = app.warning
    assert warning.value.startswith(r"\[bad\]\(x\)\.png: ")
    assert app.selectbox(key="picture").value == "mine-1"
    app.segmented_control(key="size").set_value(512).run()
    assert not app.warning, "the sentence goes when the user goes on"


def test_a_full_shelf_gives_up_its_oldest_picture_and_says_so():
    app = open_page("pages/4_Shape_tables.py")
    for number in range(8):
        app.file_uploader[0].set_value([(f"{number}.png", png(), "image/png")]).run()
    assert app.selectbox(key="picture").options[:6] == ["7.png", "6.png", "5.png", "4.png", "3.png", "2.png"]
    assert app.selectbox(key="picture").value == "mine-8"
    sentence = translate("en", "shell-upload-full", most=6, mb=40)
    assert [warning.value for warning in app.warning] == [sentence]


def test_a_view_that_fails_says_so_without_a_traceback(monkeypatch):
    from segviz.ui.views import tables

    monkeypatch.setattr(tables, "render", lambda context: 1 / 0)
    app = open_page("pages/4_Shape_tables.py")
    assert not app.exception
    assert [error.value for error in app.error] == [translate("en", "shell-broken")]


def test_a_scene_is_another_one_with_another_seed_and_stays_in_the_url():
    app = open_page("pages/4_Shape_tables.py", picture="cells", seed="12")
    assert app.number_input(key="seed").value == 12
    app.number_input(key="seed").set_value(13).run()
    assert app.query_params["seed"] == "13"
    app.selectbox(key="picture").set_value("cat").run()
    assert "picture" not in app.query_params


@pytest.mark.parametrize(
    "key", ["lang", "picture", "seed", "model", "size", "fit", "scale", "colours", "pixel", "lens"]
)
@pytest.mark.parametrize("code", ["", "no-such-thing", "<b>", "-9", "1" * 500])
def test_a_hostile_choice_is_as_good_as_none(key, code):
    app = open_page("pages/4_Shape_tables.py", **{key: code})
    assert not app.exception
    assert not app.error
    assert app.title[0].value == translate("en", "tables-title")
