"""Every bad file, every hostile name and every hostile URL through the app: a sentence or a view, never a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from segviz import images
from segviz.models import zoo
from segviz.text import LANGUAGES, translate
from segviz.ui import choices
from segviz.ui.pictures import KEPT, plain, tidy
from tests.app.test_pages import PAGES, open_page, png
from tests.unit.bad_files import BadFile, bad_files

QUIET = "pages/4_Shape_tables.py"


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    return app.file_uploader[0].set_value([(name, data, "image/png") for name, data in files]).run()


# -- files -----------------------------------------------------------------------------------------------------------


@cache
def judged() -> dict[BadFile, images.ImageError | None]:
    """The bad files that the server would let in, and what is wrong with each."""
    found: dict[BadFile, images.ImageError | None] = {}
    for file in bad_files():
        try:
            images.decode(file.data)
            found[file] = None
        except images.ImageError as error:
            found[file] = error
    return {file: error for file, error in found.items() if len(file.data) <= images.MAX_BYTES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bad_file_gets_its_sentence_on_the_page(language):
    refused = {file: error for file, error in judged().items() if error}
    assert len(refused) >= 60
    said = [f"{plain(tidy(f.name))}: {translate(language, e.code, **e.facts)}" for f, e in refused.items()]
    app = upload(open_page(QUIET, lang=language), *((file.name, file.data) for file in refused))
    assert [warning.value for warning in app.warning] == said
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="picture").value == "shapes", "what was on show stays"


def test_every_odd_file_is_on_offer():
    odd = [file for file, error in judged().items() if not error and not file.name.startswith("40-MP")]
    assert len(odd) >= 40
    app = upload(open_page(QUIET), *((file.name, file.data) for file in odd))
    assert not app.exception
    assert not app.error
    assert [warning.value for warning in app.warning] == [translate("en", "shell-upload-full", most=KEPT, mb=40)]
    assert app.selectbox(key="picture").options[:KEPT] == [tidy(file.name) for file in reversed(odd[-KEPT:])]


@pytest.mark.parametrize("name", ["animated.gif", "cmyk.jpg", "16-bit.png", "nan.tif", "16x256.png", "40-MP.png"])
def test_an_odd_picture_goes_through_a_network(thin, name):
    [data] = [file.data for file in bad_files() if file.name == name]
    app = upload(open_page("pages/1_Layers.py"), (name, data))
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert app.selectbox(key="picture").value == "mine-1"


def test_files_that_are_called_alike_stay_apart():
    """A phone calls every photo image.jpg, and a box of two like words gives one of the two only."""
    app = upload(open_page(QUIET), ("image.jpg", png(40)), ("image.jpg", png(80)), ("Cat", png(16)))
    box = app.selectbox(key="picture")
    assert box.options[:4] == ["Cat (2)", "image.jpg (2)", "image.jpg", "Cat"]
    for code in ("mine-1", "mine-2", "mine-3", "cat"):
        app.selectbox(key="picture").set_value(code).run()
        assert app.selectbox(key="picture").value == code


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("holiday *1*.png", "holiday *1*.png"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("line\nbreak\t\x00.png", "line break .png"),
        ("\u200b", "?"),
        ("猫.png", "猫.png"),
        ("a" * 300 + ".png", "a" * 40 + "…" + "a" * 11 + ".png"),
    ],
)
def test_a_name_is_one_short_line_that_cannot_turn_the_writing_around(name, shown):
    assert tidy(name) == shown


@given(some.text(max_size=300))
def test_a_name_in_markdown_is_nothing_but_text(name):
    text = plain(tidy(name))
    assert text
    assert text.replace("\\", "").replace("\u2060", "").isprintable()
    bare = re.sub(r"\\.", "", text)
    assert not set(bare) & set("`*_{}[]()#+-.!|~<>:$&\\")
    assert re.sub(r"\\(.)", r"\1", text).replace("\u2060", "") == tidy(name)


# -- URLs ------------------------------------------------------------------------------------------------------------

# The first two come through as they stand, and no widget offers them; of the rest each key gets another.
HOSTILE = ("no-such-thing", "-999999999", "")
MARKED = ("<script>alert(1)</script>", "../../etc/passwd", "9" * 500, "\x00", "%00", "\u0663", "${1/0}", "a b")
ORDINARY = ("0", "1", "2", "3", "20", "True", "False", "0,0", "99999,99999", "pool3", "encoder1.5", "mine-3", "zh")


@pytest.fixture
def asked(monkeypatch) -> dict[str, set[str]]:
    """Every key that pages ask for from now on -> the codes that were on offer."""
    found: dict[str, set[str]] = {}

    def watch(name: str, options: Callable[..., Iterator[object]]) -> None:
        real = getattr(choices, name)

        def watched(key, *args):
            found.setdefault(key, set()).update(map(str, options(*args)))
            return real(key, *args)

        monkeypatch.setattr(choices, name, watched)

    watch("one_of", lambda options, default: options)
    watch("whole", lambda low, high, default: (low, high, low - 1, high + 1))
    watch("point", lambda width, height: (f"{width - 1},{height - 1}", f"{width},{height}"))
    return found


def broken(app: AppTest) -> list[str]:
    """What must not be on a page whatever its URL: a traceback, or our own word for one."""
    fine = [translate(language, "shell-broken") for language in LANGUAGES]
    return [*app.exception, *(error.value for error in app.error if error.value in fine)]


@pytest.fixture
def keys(thin, asked) -> Callable[[str], dict[str, set[str]]]:
    """A page's keys and their codes, all of its families' together; each page is asked once."""

    def of(script: str) -> dict[str, set[str]]:
        if script not in KEYS:
            for model in ("fcn", "unet-same"):
                assert not broken(open_page(script, model=model))
            KEYS[script] = dict(asked)
        return KEYS[script]

    return of


KEYS: dict[str, dict[str, set[str]]] = {}


@pytest.mark.parametrize(("name", "script"), PAGES)
def test_a_hostile_url_opens_every_page(keys, name, script):
    known = [key for key in sorted(keys(script)) if key != "size"]
    assert {"lang", "picture", "model", "fit", "scale", "colours"} < set(known)
    for code in HOSTILE:
        params = {key: code or MARKED[place % len(MARKED)] for place, key in enumerate(known)}
        app = open_page(script, **params)
        assert not broken(app), params
        assert not app.error, params
        assert app.title[0].value == translate("en", f"{name}-title")
        assert not any(code in str(app.query_params) for code in MARKED)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
@pytest.mark.parametrize("script", [script for _, script in PAGES])
def test_any_mixture_of_choices_opens_every_page(keys, script, data):
    """Codes of one network under another, of one page on another, sizes that do not fit: nothing breaks."""
    params = {}
    for key, codes in sorted(keys(script).items()):
        numbers = some.integers(-5, 600).map(str)
        code = some.one_of(some.sampled_from(sorted(codes)), some.sampled_from(ORDINARY), numbers)
        if key != "size" and data.draw(some.booleans()):
            params[key] = data.draw(code)
    params["model"] = data.draw(some.sampled_from(sorted(zoo.MODELS)))
    assert not broken(open_page(script, **params)), params
