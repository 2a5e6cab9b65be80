"""Files with hostile names in a real browser: each name is shown as it is, nothing in it is run or linked."""

from __future__ import annotations

from playwright.sync_api import expect

from segviz.text import translate
from segviz.ui.pictures import KEPT, tidy
from tests.browser.test_app import QUIET, photo
from tests.unit.bad_files import bad_files

NAMES = (
    "<img src=x onerror=alert(1)>.png",
    "[link](javascript:alert(1)) ![i](x).png",
    "www.example.org me@example.org :smile: :material/home: :red[x] $x$.png",
    "photo\u202egnp.exe",
    "**bold** `code` ~~gone~~ # title.png",
    "a" * 240 + ".png",
)
REFUSED = {"page.png": "html", "drawing.png": "svg", "paper.jpg": "pdf", "program.gif": "program"}


def send(visitor, files, arrived: str) -> None:
    visitor.page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)
    visitor.page.wait_for_function(arrived)
    visitor.settle()


def test_a_hostile_name_is_only_a_name(visit):
    visitor = visit()
    opened: list[str] = []
    visitor.page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    visitor.open(QUIET)
    count = "document.querySelectorAll('.st-key-complaints [data-testid=stAlert]').length"
    data = {file.name: file.data for file in bad_files()}
    kinds = [*REFUSED] * 2
    bad = [{"name": n, "mimeType": "image/png", "buffer": data[kinds[i]]} for i, n in enumerate(NAMES)]
    send(visitor, bad, f"() => {count} === {len(NAMES)}")
    sentences = [translate("en", "image-not-a-picture", kind=REFUSED[kinds[i]]) for i in range(len(NAMES))]
    said = [alert.replace("\u2060", "") for alert in visitor.alerts]
    assert said == [f"{tidy(name)}: {sentence}" for name, sentence in zip(NAMES, sentences, strict=True)]
    marks = visitor.page.locator(".st-key-complaints :is(a, img, em, strong, code, del, h1, .katex)")
    assert marks.count() == 0
    boxes = "[...document.querySelectorAll('[data-testid=stSelectbox] input')].map((e) => e.value)"
    last = tidy(NAMES[-1])
    send(visitor, [photo(name) for name in NAMES[-KEPT:]], f"() => {boxes}.includes('{last}')")
    for name in NAMES[:3]:
        visitor.choose("Picture", tidy(name))
        assert visitor.chosen("Picture") == tidy(name)
        assert not visitor.alerts
    assert not opened


def test_what_was_wrong_with_a_file_is_seen_however_far_down_the_page_one_is(visit):
    visitor = visit()
    visitor.open(QUIET)
    visitor.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 600)")
    data = next(file.data for file in bad_files() if file.name == "page.png")
    bad = {"name": "page.png", "mimeType": "image/png", "buffer": data}
    send(visitor, [bad], "() => document.querySelector('.st-key-complaints [data-testid=stAlert]') !== null")
    assert visitor.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > 300
    expect(visitor.page.locator(".st-key-complaints [data-testid=stAlert]")).to_be_in_viewport(ratio=0.9)
