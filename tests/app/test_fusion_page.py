"""The page on fusion without a browser: the parts that it shows add up, the costs are the graphs'."""

from __future__ import annotations

import io
import re
from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from segviz import engine, samples
from segviz.analysis.seams import costs, microscope, seams
from segviz.models import zoo
from segviz.render.words import number
from segviz.text import translate
from segviz.ui import fusion_tiles
from segviz.ui.shell import ROOT
from segviz.ui.views.fusion import MEGABYTE, USUAL

pytestmark = pytest.mark.usefixtures("thin")
CONTEXT = SimpleNamespace(
    t=lambda key, **facts: translate("en", key, **facts),
    progress=lambda words: nullcontext(),
    language="en",
    scale="map",
    colours="grey",
)


def page(language="en", **codes):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.switch_page("pages/6_Fusion.py")
    for key, code in {"lang": language, "size": "256", "picture": "shapes", **codes}.items():
        app.query_params[key] = code
    app.run()
    assert not app.exception
    assert not app.error
    return app


def run(model):
    return engine.analyse(samples.load("shapes")[0], model, size=256)


def said(app):
    return " ".join(text.value for text in [*app.markdown, *app.caption])


def say(key, **facts):
    return translate("en", key, **facts)


@pytest.mark.parametrize("model", ["unet-same", "unet-paper", "unet-article", "fcn", "fcn-8s-paper", "fcn-article"])
def test_every_level_is_the_analysis_of_its_seam(model):
    record = run(model)
    levels = fusion_tiles.levels(CONTEXT, record)
    assert [level.seam for level in levels] == list(seams(record.graph))
    for level in levels:
        account = microscope(record, level.seam)
        shares = account.shares()
        assert level.shares == pytest.approx((shares[level.seam.skip], shares[level.seam.deep]))
        whole = record.engine.exact(record, (level.seam.target,))[level.seam.target].numpy()
        span = float(np.ptp(whole))
        assert level.error == pytest.approx(float(np.abs(account.total - whole).max()), abs=1e-6 * span)
        assert level.error <= 1e-4 * level.span
        assert level.span == pytest.approx(span)
        parts = [fusion_tiles.of(account, name, level.seam) for name in ("skip", "deep", "bias")]
        np.testing.assert_allclose(sum(parts), fusion_tiles.of(account, "sum", level.seam), atol=level.span * 1e-5)
        assert 0 <= level.telling < level.channels == len(whole)


def grey(tile):
    """A grey map's values, 0 to 1 of its range, a pixel a cell (the tile is enlarged by a whole factor)."""
    return np.asarray(Image.open(io.BytesIO(tile.png)).convert("L")) / 255


def test_a_tile_is_the_energy_of_its_part():
    record = run("unet-same")
    level = fusion_tiles.levels(CONTEXT, record)[0]
    tiles = fusion_tiles.maps(CONTEXT, record, level, "energy", 0)
    account = microscope(record, level.seam)
    for tile, name in zip(tiles, ("skip", "deep", "sum"), strict=True):
        part = fusion_tiles.of(account, name, level.seam)
        energy = np.sqrt((part.astype(np.float64) ** 2).mean(0))
        assert number(float(energy.max())) in tile.note
        assert say("render-scope-map") in tile.note
        shown = grey(tile)
        times = shown.shape[0] // energy.shape[0]
        expected = (energy - energy.min()) / np.ptp(energy)
        np.testing.assert_allclose(shown[times // 2 :: times, times // 2 :: times], expected, atol=0.01)


def test_one_range_for_all_maps_where_the_user_wants_to_compare():
    record = run("unet-same")
    level = fusion_tiles.levels(CONTEXT, record)[0]
    shared = SimpleNamespace(**vars(CONTEXT) | {"scale": "stage"})
    notes = {tile.note for tile in fusion_tiles.maps(shared, record, level, "channel", 3)}
    [note] = notes
    assert say("render-scope-shared") in note
    assert say("render-zero-middle") in note


def test_both_kinds_of_fusion_stand_on_one_page_with_their_formulas():
    app = page()
    unet, fcn = seams(zoo.graph("unet-same"))[-1], seams(zoo.graph("fcn"))[-1]
    facts = {"merge": unet.merge, "skip": unet.skip, "deep": unet.deep, "target": unet.target, "stop": unet.stop}
    assert say("fusion-formula-concat", **facts) in said(app)
    assert say("fusion-formula-sum", merge=fcn.merge, skip=fcn.skip, deep=fcn.deep) in said(app)
    assert [badge for badge in ("unet-same", "fcn") if badge in said(app)] == ["unet-same", "fcn"]
    article = page(model="fcn-article")
    assert "relu3" in said(article)
    assert "`fuse_pool3` = `pool3` + `relu2`" in said(article)


def test_level_channel_and_lens_come_from_the_url():
    app = page(model="unet-same", merge_unet="concat3", channel="5")
    assert "`concat3` lays" in said(app)
    assert app.number_input(key="channel").value == 5
    other = page(model="unet-same", lens="energy")
    assert not [field for field in other.number_input if field.key == "channel"]
    assert other.segmented_control(key="lens").value == "energy"


@pytest.mark.parametrize("model", ["unet-paper", "fcn-article"])
def test_the_table_of_costs_is_the_graphs(model):
    app = page(model=model)
    [table] = [text.value for text in app.markdown if text.value.startswith(f"| {say('fusion-column-merge')}")]
    rows = {line.split("|")[1].strip(" `"): [c.strip() for c in line.split("|")[2:-1]] for line in table.splitlines()}
    totals = {}
    for name in (USUAL | {zoo.MODELS[model].family: model}).values():
        record = run(name)
        found = costs(record.graph, record.fitted.pixels.shape[:2])
        for cost in found:
            megabytes = [number(n / MEGABYTE) for n in (cost.waiting, cost.memory, cost.if_summed)]
            assert rows[cost.merge][2:] == [*megabytes, f"{cost.weights:,}"]
        totals[name] = number(sum(cost.waiting + cost.memory for cost in found) / MEGABYTE)
    assert all(re.search(rf"\*\*{total} MB\*\* in {name}", said(app)) for name, total in totals.items())


def test_a_network_without_a_merge_is_replaced_in_one_sentence():
    app = page(model="fcn-32s")
    assert [info.value for info in app.info] == [say("fusion-no-merge", model="fcn-32s", shown="fcn")]
    assert say("fusion-other", model="vgg16-heatmap") in said(page(model="vgg16-heatmap"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_networks_say_whose_weights_they_have(language):
    app = page(language)
    assert said(app).count(translate(language, "shell-untrained-note")) == 2
