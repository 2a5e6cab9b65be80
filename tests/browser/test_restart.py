"""A server that is killed and started again: the browser comes back by itself and goes on from the URL."""

from __future__ import annotations

import json

from segviz.text import translate
from tests.browser.conftest import Visitor, free_port, start
from tests.browser.test_app import photo, upload


def test_after_a_restart_the_page_goes_on_and_the_upload_is_asked_for_again(chromium, tmp_path):
    port, language = free_port(), "zh"
    server = start(port, tmp_path)
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    try:
        visitor = Visitor(context.new_page(), f"http://localhost:{port}")
        visitor.open(f"/Shape_tables?size=256&model=unet-same&height=320&lang={language}")
        upload(visitor, photo("mine.png"))
        address = visitor.query
        assert "picture=mine-1" in address
        server.kill()
        server.wait()
        away = visitor.page.locator("section[role=dialog] h2 + div > div:first-child")
        away.wait_for()
        said = away.evaluate("e => getComputedStyle(e, '::after').content")
        assert json.loads(said) == translate(language, "shell-away-words")
        # Streamlit shows a command beside its words where the address is localhost.
        assert not visitor.page.locator("section[role=dialog] h2 + div > :not(:first-child):visible").count()
        server = start(port, tmp_path)
        visitor.page.locator(".st-key-complaints [data-testid=stAlert]").wait_for()
        visitor.settle()
        assert visitor.alerts == [translate(language, "shell-upload-lost")]
        assert visitor.query == address
        assert visitor.chosen(translate(language, "shell-network")).startswith("unet-same")
        height = visitor.page.get_by_test_id("stNumberInput").filter(has_text=translate(language, "tables-height"))
        assert height.locator("input").input_value() == "320"
        upload(visitor, photo("mine.png"))
        assert not visitor.alerts
        assert visitor.query == address
        assert not visitor.faults
    finally:
        context.close()
        server.kill()
        server.wait()
    assert "Traceback" not in (tmp_path / "log").read_text()
