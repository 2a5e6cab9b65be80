"""The score ledger without a browser: its numbers are the recorded pass's, its pixel is the mask's."""

from __future__ import annotations

import re
from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from segviz import engine, samples
from segviz.analysis import fusion
from segviz.images import from_pixels
from segviz.text import translate
from segviz.ui import accounts, ledger_tiles
from segviz.ui.shell import ROOT

pytestmark = pytest.mark.usefixtures("thin")
CONTEXT = SimpleNamespace(
    t=lambda key, **facts: translate("en", key, **facts),
    progress=lambda words: nullcontext(),
    language="en",
    scale="map",
)


def page(language="en", **codes):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.switch_page("pages/5_Score_ledger.py")
    for key, code in {"lang": language, "size": "256", "picture": "shapes", **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    assert not app.error
    return app


def run(model="fcn", size=256, **options):
    return engine.analyse(samples.load("shapes")[0], model, size=size, **options)


def own(record, label, at):
    name = record.graph.outputs[label]
    return record.engine.exact(record, (name,))[name][:, at.row, at.column].numpy()


def said(app):
    return " ".join(text.value for text in [*app.markdown, *app.caption])


def say(key, **facts):
    return translate("en", key, **facts)


def param(app, key):
    value = app.query_params[key]
    return value if isinstance(value, str) else value[0]


def rows(app):
    """The table's cells by the name of their row, as numbers."""
    [table] = [text.value for text in app.markdown if text.value.startswith(f"| {say('ledger-part')}")]
    cells = [[cell.strip(" *") for cell in line.split("|")[1:-1]] for line in table.splitlines()]
    numbers = {row[0]: [float(cell.replace("−", "-")) for cell in row[1:]] for row in cells[2:]}
    return cells[0][1:], numbers


@pytest.mark.parametrize("fit", ["resize", "pad"])
@pytest.mark.parametrize("model", ["fcn", "fcn-8s-paper", "fcn-article"])
def test_the_cell_of_a_pixel_is_the_one_that_the_mask_shows(model, fit):
    pixels = np.random.default_rng(0).integers(0, 256, (61, 103, 3), dtype=np.uint8)
    record = engine.analyse(from_pixels(pixels), model, size=131, fit=fit)
    for label, mask in record.masks.items():
        for x, y in [(0, 0), (102, 60), (50, 30), (17, 44), (99, 3)]:
            at = accounts.cell(record, label, x, y)
            assert mask[y, x] == (255 if at is None else own(record, label, at).argmax())


@pytest.mark.parametrize(("model", "label"), [("fcn", "8s"), ("fcn-article", "mask")])
def test_the_table_adds_up_to_the_networks_own_scores(model, label):
    app, record = page(model=model, pixel="90,70"), run(model)
    at = accounts.cell(record, label, 90, 70)
    logits = own(record, label, at)
    names, numbers = rows(app)
    first = next(i for i, c in enumerate(record.classes) if c.name == names[0])
    second = next(i for i, c in enumerate(record.classes) if c.name == names[1])
    assert (first, second) == tuple(logits.argsort()[::-1][:2])
    assert first == record.masks[label][70, 90]
    expected = pytest.approx([logits[first], logits[second], logits[first] - logits[second]], abs=1e-4)
    assert numbers[say("ledger-own")] == expected
    assert numbers[say("ledger-sum")] == expected
    parts = [row for name, row in numbers.items() if name not in (say("ledger-own"), say("ledger-sum"))]
    assert len(parts) == len(fusion.ledger(record, label).parts) > 3
    np.testing.assert_allclose(np.sum(parts, 0), numbers[say("ledger-own")], atol=1e-3)


@pytest.mark.parametrize("model", ["fcn", "fcn-article"])
def test_the_printed_error_is_the_largest_of_all_pixels_and_classes(model):
    record = run(model)
    label = list(record.masks)[-1]
    found = accounts.proof(CONTEXT, record, label)
    name = record.graph.outputs[label]
    logits = record.engine.exact(record, (name,))[name].numpy()
    assert found.error == np.abs(fusion.ledger(record, label).total - logits).max()
    assert found.error <= 1e-4 * found.span
    assert found.span == np.ptp(logits)


def test_only_a_network_that_is_not_linear_says_so():
    gates = re.escape(say("ledger-gates", count=5, names="§")).replace("§", ".*")
    assert not page().info
    assert re.fullmatch(gates, page(model="fcn-article").info[0].value)


def test_the_first_pixel_is_one_that_the_strides_answer_differently():
    record = run()
    x, y = accounts.telling(record)
    assert record.masks["32s"][y, x] != record.masks["8s"][y, x]
    app = page()
    assert (app.number_input(key="ledger_x").value, app.number_input(key="ledger_y").value) == (x, y)


def test_without_disagreement_the_first_pixel_is_an_object_or_the_middle():
    mask = np.zeros((20, 40), np.uint8)
    same = SimpleNamespace(masks={"mask": mask}, key="empty")
    assert accounts.telling(same) == (20, 10)
    object_there = mask.copy()
    object_there[3, 7] = 2
    assert accounts.telling(SimpleNamespace(masks={"mask": object_there}, key="object")) == (7, 3)


def test_a_moved_pixel_a_stride_and_a_class_stay_in_the_url():
    app = page(pixel="90,70", stride="16s", **{"class": "3"})
    assert rows(app)[0][0] == "class 3"
    assert say("ledger-located", label="16s", x="90", y="70") in said(app)
    app.number_input(key="ledger_x").set_value(33).run()
    assert param(app, "pixel") == "33,70"
    app.segmented_control(key="stride").set_value("32s").run()
    app.selectbox(key="class").set_value(5).run()
    assert (param(app, "stride"), param(app, "class")) == ("32s", "5")
    assert not app.exception
    assert rows(app)[0][0] == "class 5"


@pytest.mark.parametrize("geometry", ["same", "paper"])
def test_what_changed_the_winner_is_told_as_the_analysis_finds_it(geometry):
    record = run(geometry=geometry)
    ledgers = {label: fusion.ledger(record, label) for label in record.masks}
    app = page(geometry=geometry)
    x, y = accounts.telling(record)
    names = [c.name for c in record.classes]
    for coarse, fine in (("32s", "16s"), ("16s", "8s")):
        at = accounts.cell(record, fine, x, y)
        flip = fusion.step(ledgers[coarse], ledgers[fine]).at(*at)
        change = accounts.changes(CONTEXT, record, at)[("16s", "8s").index(fine)]
        assert (change.cause, change.after) == (flip.cause, flip.after)
        told = {"coarse": coarse, "fine": fine, "cause": flip.cause, "before": names[change.before]}
        pool = {"16s": "pool4", "8s": "pool3"}[fine]
        assert say("ledger-change", layer=f"{pool} · score_{pool}", after=names[flip.after], **told) in said(app)
        leads = [
            own(record, label, at)[change.after] - own(record, label, at)[change.before] for label in (coarse, fine)
        ]
        span = float(np.ptp(ledgers[fine].total))
        assert change.lead == pytest.approx(leads[0], abs=1e-4 * span)
        assert change.lead + change.path + change.stream == pytest.approx(leads[1], abs=1e-4 * span)


def test_an_example_of_a_cause_is_one():
    record = run()
    for number, reasons in enumerate(ledger_tiles.reasons(CONTEXT, record)):
        assert sum(reasons.shares) == pytest.approx(1)
        found = accounts.causes(CONTEXT, record)[number]
        for cause, example in enumerate(reasons.examples[1:], 1):
            assert (example is None) == (cause not in found)
            if example:
                x, y = example
                assert found[y, x] == cause
                change = accounts.changes(CONTEXT, record, accounts.cell(record, "8s", x, y))[number]
                assert change.cause == fusion.CAUSES[cause]


def test_a_button_goes_to_an_example():
    app, record = page(), run()
    [reasons, _] = ledger_tiles.reasons(CONTEXT, record)
    cause = next(i for i, example in enumerate(reasons.examples) if example)
    app.button(key=f"example-16s-{fusion.CAUSES[cause]}").click().run()
    assert param(app, "pixel") == ",".join(map(str, reasons.examples[cause]))


def test_a_single_answer_offers_the_network_with_several():
    app = page(model="fcn-8s-paper")
    assert say("ledger-one-answer", model="fcn-8s-paper", several="fcn") in said(app)
    next(b for b in app.button if b.label == say("ledger-several", model="fcn")).click().run()
    assert "model" not in app.query_params
    assert say("ledger-changes-note") in said(app)


def test_the_maps_are_the_parts_and_state_their_range():
    record = run()
    account = fusion.ledger(record, "8s")
    maps = ledger_tiles.grouped(account, 2)
    assert list(maps) == ["score_fr", "score_pool4", "score_pool3", "", "sum"]
    np.testing.assert_allclose(sum(list(maps.values())[:-1]), account.total[2], atol=1e-5 * np.ptp(account.total))
    tiles = ledger_tiles.part_maps(CONTEXT, record, "8s", 2)
    assert [tile.title for tile in tiles[:2]] == ["fc7 · score_fr", "pool4 · score_pool4"]
    assert all(say("render-zero-middle") in tile.note for tile in tiles if np.ptp(maps[""]) or tile is not tiles[3])
    panels = ledger_tiles.panels(CONTEXT, record, "8s", 2)
    assert [panel.pixels.shape[:2] for panel in panels] == [account.values.shape[2:]] * 5


@pytest.mark.parametrize("language", ["en", "zh"])
def test_whose_weights_and_another_family(language):
    app = page(language, model="unet-same")
    assert translate(language, "ledger-other", model="unet-same", shown="fcn") in said(app)
    assert translate(language, "shell-untrained-note") in said(app)
