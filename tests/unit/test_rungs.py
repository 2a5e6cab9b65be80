"""What the ladder shows: stages by their names on screen, their places in the U, what feeds what, maps and values."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from segviz import engine, images
from segviz.analysis.lens import summarise
from segviz.geometry import INPUT
from segviz.models import zoo
from segviz.render.colour import LEVELS
from segviz.ui import rungs
from segviz.ui.context import Context

ARTICLE = [
    *("encoder_block1", "encoder_pool1", "encoder_block2", "encoder_pool2", "encoder_block3", "encoder_pool3"),
    *("encoder_block4", "encoder_pool4", "bottleneck", "decoder_block4", "decoder_block3", "decoder_block2"),
]


@pytest.mark.parametrize("model", zoo.MODELS)
def test_every_shown_stage_hangs_together_with_the_picture(model):
    graph = zoo.graph(model)
    names = [INPUT, *rungs.shown(graph)]
    links = rungs.links(graph, names)
    fed = {to for _, to in links}
    assert fed == set(names[1:])
    for name in names[1:]:
        sources = [source for source, to in links if to == name]
        assert len(sources) == len(graph.op(name).sources)
        assert all(names.index(source) < names.index(name) for source in sources)
    assert set(graph.outputs.values()) <= set(names)


@pytest.mark.parametrize("model", zoo.MODELS)
def test_the_u_goes_down_on_the_left_and_up_on_the_right(model):
    graph = zoo.graph(model)
    column, frames = rungs.columns(graph), graph.frames()
    strides = {
        side: [frames[n][0].scale for n in rungs.shown(graph) if column[n] == side] for side in ("left", "right")
    }
    assert strides["left"] == sorted(strides["left"])
    assert column[INPUT] == "left"
    assert all(column[op.name] == "right" for op in graph.ops if op.kind in ("up", "concat"))


def test_a_skip_on_its_way_stands_in_the_middle():
    fcn, unet = zoo.graph("fcn-8s-paper"), zoo.graph("unet-paper")
    middle = {n for n, side in rungs.columns(fcn).items() if side == "middle"}
    assert middle == {"score_pool4", "score_pool4c", "score_pool3", "score_pool3c"}
    assert {n for n, side in rungs.columns(unet).items() if side == "middle"} == {f"crop{i}" for i in (1, 2, 3, 4)}


def test_blocks_carry_their_printed_names_and_finishing_layers_the_name_of_what_they_finish():
    graph = zoo.graph("unet-article")
    names = [rungs.title(graph, name) for name in rungs.shown(graph)]
    assert [name for name in names if name in ARTICLE] == ARTICLE
    assert rungs.title(zoo.graph("fcn"), "drop7") == "fc7"


def test_a_crop_that_cuts_nothing_is_no_stage():
    assert not [n for n in rungs.shown(zoo.graph("unet-same")) if n.startswith("crop")]
    assert [n for n in rungs.shown(zoo.graph("unet-paper")) if n.startswith("crop")] == [
        "crop4",
        "crop3",
        "crop2",
        "crop1",
    ]


@pytest.fixture(scope="module")
def sent():
    """A context, a run and what is sent of it: unet-same, untrained, on 64 x 96 pixels."""
    rng = np.random.default_rng(1)
    picture = images.from_pixels(rng.integers(0, 256, (64, 96, 3), np.uint8))
    context = Context("home", "en", "noise", picture, None, "unet-same", 96, "resize", "map", "viridis")
    run = engine.analyse(picture, "unet-same", size=96, weights="untrained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Context, "tensor", lambda self, run, name: run.tensor(name))
        patch.setattr(Context, "pixel", (3, 4))
        return context, run, rungs.payload(context, run, "mean")


def image(url: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.removeprefix("data:image/png;base64,")))))


def test_the_browser_can_tell_each_value_to_half_a_step_of_its_range(sent):
    _, run, data = sent
    maps = [tile for tile in data["tiles"] if tile["kind"] == "map"]
    assert len(maps) == len(rungs.shown(run.graph))
    for tile, name in zip(maps, rungs.shown(run.graph), strict=True):
        low, high = tile["range"]
        expected = summarise(run.tensor(name), "mean")
        values = low + (high - low) * image(tile["url"]).astype(float) / (LEVELS - 1)
        assert values.shape == expected.shape == tuple(data["sides"][tile["op"]])
        assert np.abs(values - expected).max() <= (high - low) / (LEVELS - 1) / 2 * 1.01


def test_the_first_tile_is_the_input_and_the_last_the_answer(sent):
    _, run, data = sent
    assert np.array_equal(image(data["tiles"][0]["url"]), run.fitted.pixels)
    assert np.array_equal(image(data["tiles"][-1]["url"]), run.tensor("final_layer").argmax(0))
    assert data["pixel"] == (3, 4)
    assert data["untrained"] == "untrained"


def test_tiles_lie_where_geometry_puts_them(sent):
    _, run, data = sent
    levels = {tile["name"]: tile["level"] for tile in data["tiles"]}
    assert [levels[f"encoder_block{i}"] for i in (1, 2, 3, 4)] == [0, 1, 2, 3]
    assert levels["bottleneck"] == 4
    tile = next(tile for tile in data["tiles"] if tile["name"] == "encoder_pool1")
    frames = [run.graph.frames(side)["encoder_pool1"][0] for side in (64, 96)]
    assert tile["scale"] == [float(f.scale) for f in frames] == [2, 2]
    assert tile["offset"] == [float(f.offset) for f in frames] == [0.5, 0.5]
