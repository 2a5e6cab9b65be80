"""A visitor with a real browser: uploads, walks through all pages, reloads, goes back, tries nonsense."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image

from segviz.text import translate
from segviz.ui.shell import pages

# A page that runs no network, for what has nothing to do with one.
QUIET = "/Shape_tables?size=256"
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def photo(name: str = "holiday *1*.png", side: int = 90) -> dict[str, object]:
    """A file for the uploader: a gradient, with a name that Markdown would make italic."""
    down, along = np.mgrid[0:side, 0 : side + 30].astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(np.dstack([down, along, down + along])).save(buffer, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": buffer.getvalue()}


def upload(visitor, *files) -> None:
    """Give files to the uploader and wait until the last one is on show or refused."""
    visitor.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(list(files))
    words = "[...document.querySelectorAll('[data-testid=stAlert]')].map((e) => e.innerText)"
    values = "[...document.querySelectorAll('[data-testid=stSelectbox] input')].map((e) => e.value)"
    arrived = f"(name) => [...{words}, ...{values}].some((text) => text.startsWith(name))"
    visitor.page.wait_for_function(arrived, arg=str(files[-1]["name"]))
    visitor.settle()


def written(visitor, selector: str, words: str) -> None:
    """Wait until our stylesheet writes ``words`` behind the element."""
    shown = """([place, words]) => {
      const element = document.querySelector(place);
      return element && getComputedStyle(element, "::after").content === JSON.stringify(words);
    }"""
    visitor.page.wait_for_function(shown, arg=[selector, words])


def titles(language: str) -> list[str]:
    return [translate(language, f"{page}-title") for page in pages()]


def test_choices_and_the_upload_survive_every_page(visit):
    visitor = visit()
    visitor.open()
    upload(visitor, photo())
    visitor.page.get_by_text("中文").click()
    visitor.page.locator("h1").get_by_text(titles("zh")[0]).wait_for()
    visitor.settle()
    visitor.choose("网络", "unet-same")
    assert visitor.chosen("图片") == "holiday *1*.png"
    for title in [*titles("zh")[1:], titles("zh")[0]]:
        visitor.follow(title)
        assert visitor.chosen("图片") == "holiday *1*.png"
        assert not visitor.alerts, title
        chosen = set(visitor.query[1:].split("&"))
        assert {"lang=zh", "size=256", "picture=mine-1", "model=unet-same"} == chosen, title
    assert visitor.chosen("网络").startswith("unet-same")


def test_on_a_phone_the_sidebar_makes_way_for_the_page_that_was_chosen_in_it(visit):
    visitor = visit(viewport=PHONE, has_touch=True)
    visitor.open(QUIET)
    bar = visitor.page.get_by_test_id("stSidebar")
    for title in titles("en")[1:3]:
        visitor.page.get_by_test_id("stExpandSidebarButton").tap()
        bar.get_by_role("link", name=title, exact=True).tap()
        visitor.page.locator("h1").get_by_text(title, exact=True).wait_for()
        visitor.page.wait_for_function("document.querySelector('[data-testid=stSidebar]').dataset.collapsed === 'true'")


@pytest.mark.parametrize("buffer", [b"GIF89a", None], ids=["refused", "taken"])
def test_on_a_phone_the_sidebar_makes_way_for_what_became_of_a_file(visit, buffer):
    visitor = visit(viewport=PHONE, has_touch=True)
    visitor.open(QUIET)
    visitor.page.get_by_test_id("stExpandSidebarButton").tap()
    shut = "(is) => document.querySelector('[data-testid=stSidebar]').dataset.collapsed === is"
    visitor.page.wait_for_function(shut, arg="false")
    upload(visitor, photo() if buffer is None else photo("short.gif") | {"buffer": buffer})
    visitor.page.wait_for_function(shut, arg="true")


def test_after_a_reload_the_picture_is_asked_for_again_and_the_rest_is_kept(visit):
    visitor = visit()
    visitor.open("/?size=256&model=unet-same")
    upload(visitor, photo())
    visitor.page.reload()
    visitor.settle()
    assert visitor.alerts == [translate("en", "shell-upload-lost")]
    assert visitor.chosen("Picture") == translate("en", "sample-cat")
    assert visitor.chosen("Network").startswith("unet-same")


def test_the_history_of_the_browser_takes_choices_back(visit):
    visitor = visit()
    visitor.open(QUIET)
    visitor.choose("Picture", "Coffee")
    assert "picture=coffee" in visitor.query
    visitor.page.evaluate("history.back()")
    visitor.page.wait_for_timeout(600)
    visitor.settle()
    assert visitor.chosen("Picture") == "Cat"
    assert "coffee" not in visitor.query


def test_a_bad_file_gets_one_sentence_and_the_last_good_picture_stays(visit):
    visitor = visit()
    visitor.open(QUIET)
    upload(visitor, photo())
    page = {"name": "fake.png", "mimeType": "image/png", "buffer": b"<html><script>alert(1)</script></html>"}
    upload(visitor, page)
    [sentence] = visitor.alerts
    assert sentence == "fake.png: " + translate("en", "image-not-a-picture", kind="html")
    assert visitor.chosen("Picture") == "holiday *1*.png"
    visitor.choose("Picture", "Coffee")
    assert not visitor.alerts


def test_a_file_beyond_the_server_s_limit_is_refused_in_our_words(visit):
    visitor = visit()
    visitor.open(f"{QUIET}&lang=zh")
    huge = {"name": "huge.png", "mimeType": "image/png", "buffer": bytes(25_000_000)}
    visitor.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files([huge])
    visitor.page.locator("[data-testid=stFileChip][aria-invalid=true]").wait_for()
    written(visitor, "[data-testid=stFileUploader]", translate("zh", "shell-uploader-refused"))


def test_the_button_that_stops_a_run_speaks_the_language_of_the_page(visit):
    visitor = visit()
    # Streamlit offers it after half a second: a large picture through a U-Net takes longer anywhere.
    visitor.page.goto(f"{visitor.address}/?size=1024&model=unet-same&picture=retina&lang=zh")
    written(visitor, "[data-testid=stStatusWidget] button", translate("zh", "shell-button-stop"))
    visitor.settle()


def test_several_files_at_once_are_all_offered(visit):
    visitor = visit()
    visitor.open(QUIET)
    upload(visitor, photo("one.png"), photo("two.png", side=70))
    assert visitor.chosen("Picture") == "two.png"
    visitor.choose("Picture", "one.png")
    assert visitor.chosen("Picture") == "one.png"


KEYS = (
    *("lang", "picture", "seed", "model", "fit", "scale", "colours", "pixel", "lens"),
    *("stage", "channel", "region", "height", "width", "camera"),
)


def test_nonsense_in_the_url_is_as_good_as_nothing(visit):
    visitor = visit()
    for value in ("<script>alert(1)</script>", "../../etc/passwd", "-1", "9" * 3000, "%00", ""):
        visitor.open("/Shape_tables?" + urlencode(dict.fromkeys(KEYS, value)))
        assert not visitor.alerts
        assert visitor.chosen("Picture") == "Cat"
        assert "script" not in visitor.query


@pytest.mark.parametrize(("viewport", "language"), [(WIDE, "en"), (PHONE, "zh")], ids=["wide", "phone"])
def test_every_page_has_its_lesson_and_fits_the_screen(visit, viewport, language):
    visitor = visit(viewport=viewport)
    for number, script in enumerate(pages().values()):
        address = "" if script == "app.py" else script.removeprefix("pages/").removesuffix(".py").split("_", 1)[1]
        visitor.open(f"/{address}?size=256&lang={language}")
        assert visitor.page.locator("h1").inner_text() == titles(language)[number]
        assert len(visitor.page.locator(".st-key-lesson").inner_text()) > 150
        assert not visitor.alerts, address
        width = visitor.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert width <= viewport["width"], f"{address} is wider than the screen"


# Counts the frames in which Streamlit's English words for the uploader could be read although our stylesheet is there.
# The browser loads what draws the one and the other apart: on a busy machine the uploader may come first.
WATCH = """window.english = 0;
const look = () => {
  const dressed = [...document.querySelectorAll("style")].some((e) => e.textContent.includes("--words-upload"));
  const own = "[data-testid=stFileUploaderDropzone] button p, [data-testid=stFileUploaderDropzoneInstructions] span";
  const read = [...document.querySelectorAll(own)].some((e) => getComputedStyle(e).fontSize !== "0px");
  if (dressed && read) window.english += 1;
  requestAnimationFrame(look);
};
look();"""


def test_the_uploader_speaks_the_language_of_the_page_as_soon_as_it_is_dressed(visit):
    visitor = visit()
    visitor.page.add_init_script(WATCH)
    visitor.open(f"{QUIET}&lang=zh")
    zone = "[data-testid=stFileUploaderDropzone"
    for language in ("zh", "en"):
        written(visitor, f"{zone}] button p", translate(language, "shell-uploader-upload"))
        written(visitor, f"{zone}Instructions] span", translate(language, "shell-uploader-limit"))
        visitor.page.get_by_text("English").click()
    assert visitor.page.evaluate(
        "[...document.querySelectorAll('style')].some(e => e.textContent.includes('--words-upload'))"
    )
    assert visitor.page.evaluate("window.english") == 0


def test_the_theme_s_menu_speaks_the_language_of_the_page(visit):
    visitor = visit()
    visitor.open(f"{QUIET}&lang=zh")
    visitor.page.get_by_test_id("stMainMenu").click()
    dark = "[data-testid=stMainMenuItem-theme-Dark]"
    written(visitor, dark, translate("zh", "shell-menu-dark"))
    assert visitor.page.get_by_text("Streamlit").filter(visible=True).count() == 0
    visitor.page.locator(dark).click()
    ground = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    visitor.page.wait_for_function(f"() => {ground} === 'rgb(15, 21, 29)'")
