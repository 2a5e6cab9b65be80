"""The Shape tables page in a real browser: what is downloaded, and sizes mended by one click."""

from __future__ import annotations

import csv

from segviz.models import zoo
from segviz.text import translate


def _download(visitor, label):
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name=label, exact=True).click()
    return download.value


def test_both_downloads_hold_the_whole_table(visit, tmp_path):
    visitor = visit()
    visitor.open("/Shape_tables?model=unet-article")
    rows = zoo.graph("unet-article").rows((572, 572))
    sheet = _download(visitor, "CSV")
    assert sheet.suggested_filename == "unet-article-572x572.csv"
    sheet.save_as(tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(newline="", encoding="utf-8") as stream:
        found = list(csv.DictReader(stream))
    assert [row["name"] for row in found] == [row.name for row in rows]
    assert sum(int(row["params"]) for row in found) == 34_525_635
    text = _download(visitor, "Markdown")
    text.save_as(tmp_path / "table.md")
    lines = (tmp_path / "table.md").read_text("utf-8").splitlines()
    assert len([line for line in lines if line.startswith("|")]) == len(rows) + 3  # heading, rule and totals
    assert "34,525,635" in lines[-1]
    assert not visitor.faults


def test_a_refused_size_is_mended_by_one_click_and_kept_in_the_address(visit):
    visitor = visit(viewport={"width": 390, "height": 844})
    visitor.open("/Shape_tables?model=unet-paper&height=573")
    assert len(visitor.alerts) == 1
    visitor.page.get_by_role("button", name=translate("en", "tables-use", height="588", width="572")).click()
    visitor.settle()
    assert visitor.alerts == []
    assert "height=588" in visitor.query
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
