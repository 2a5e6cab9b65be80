"""The pictures of the pages on strides and crops: where lines, regions and tiles lie, and that tiles fit together."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from segviz import engine
from segviz.analysis import strides
from segviz.images import from_pixels
from segviz.render.image import Box, cells
from segviz.ui import crop_tiles, kept, stride_tiles
from segviz.ui.context import Context
from segviz.ui.stride_tiles import Place

PICTURE = from_pixels(np.random.default_rng(5).integers(0, 256, (60, 90, 3), dtype=np.uint8))


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    monkeypatch.setattr(kept, "_kept", kept.Store(2**24))


class Quiet(Context):
    """A context without a page around it."""

    def run(self, model=None, **options):
        return engine.analyse(self.picture, model or self.model, **{"size": self.size, "fit": self.fit} | options)

    def tensor(self, run, stage):
        return run.tensor(stage)


def context(model="unet-paper", size=64):
    return Quiet("crops", "en", "x", PICTURE, None, model, size, "resize", "map", "viridis")


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


@pytest.mark.parametrize("place", [Place(0, 0, 20), Place(89, 59, 20), Place(45, 30, 20), Place(3, 50, 500)])
def test_a_region_lies_within_the_picture_and_holds_its_point(place):
    top, left, bottom, right = place.box(60, 90)
    assert 0 <= top <= place.y < bottom <= 60
    assert 0 <= left <= place.x < right <= 90
    assert (bottom - top, right - left) == (min(place.side, 60), min(place.side, 90))


@pytest.mark.parametrize("geometry", ["same", "paper"])
def test_lines_are_where_one_score_cell_ends_and_the_next_begins(thin, geometry):
    run = engine.analyse(PICTURE, "fcn", size=192, geometry=geometry)
    box = Box(7, 11, 57, 61)
    for label in run.masks:
        stage = strides.head(run.graph, label).scores
        found = stride_tiles._edges(run, label, box, (500, 500))
        for axis, count, lines in zip(
            (run.fitted.rows, run.fitted.columns), run.trace[stage].shape[1:], found, strict=True
        ):
            owner = cells(run.graph.frames(axis.size)[stage][0], axis.size, count)
            # An input pixel's left edge in the enlarged region: ten shown pixels a picture pixel.
            low = box.top if axis is run.fitted.rows else box.left
            changes = (np.flatnonzero(np.diff(owner)) + 0.5 - float(axis.offset)) / float(axis.scale) + 0.5 - low
            expected = changes[(changes > 0.05) & (changes < 49.95)] * 10
            assert np.abs(lines - expected).max() <= 10 / float(axis.scale)
            assert len(lines) == len(expected)


def test_the_rectangles_of_the_skips_are_where_their_cells_lie(thin):
    run = context(size=320).run()
    width = crop_tiles.input_size(run)[1]
    for level in crop_tiles.levels(run):
        frame = run.graph.frames(width)[level.along.stage][0]
        owner = cells(frame, width, level.along.side)
        held = np.flatnonzero((owner >= level.kept.left) & (owner < level.kept.right))
        box = crop_tiles.on_input(level.down.field, level.along.field)
        assert (box.left, box.right) == (held[0], held[-1] + 1)
    [*_, entry] = crop_tiles.rectangles(context(), run)
    assert entry.pixels == run.trace["final_layer"].shape[1] * run.trace["final_layer"].shape[2]


def test_what_a_crop_keeps_is_bright_and_the_rest_is_not(thin):
    one = context(size=320)
    run = one.run()
    level = crop_tiles.levels(run)[3]
    shown, scale = crop_tiles.cropped(one, run, level, "mean")
    plain = scale.paint(run.tensor(level.down.stage).mean(0))
    times = shown.shape[0] // plain.shape[0]
    middle = [(n // 2) for n in plain.shape[:2]]
    at = tuple(n * times + times // 2 for n in middle)
    assert (shown[at] == plain[tuple(middle)]).all()
    corner = plain[0, 0].astype(int)
    assert np.abs(shown[0, 0] - 0.4 * corner).max() <= 1


@pytest.mark.parametrize(("model", "unsure"), [("unet-paper", 0), ("unet-article", 15)])
def test_a_tile_predicts_what_the_whole_mirrored_picture_predicts_there(thin, model, unsure):
    one = context(model)
    graph = one.run().graph
    made = crop_tiles.canvas(one, graph)
    boxes = crop_tiles.tile_boxes(made, graph, crop_tiles.tile_sides(made, graph)[1])
    assert len(boxes) > 1
    found = crop_tiles.seamless(one, made, boxes[0])
    assert found.difference <= 1e-4 * found.largest
    # Where the article's up-convolutions read beyond their maps, a tile does not fit on to the next.
    assert found.unsure == unsure
    assert (found.edge > 1e-2 * found.largest) == (unsure > 0)


def test_the_canvas_holds_the_picture_and_its_mirror_image(thin):
    graph = context().run().graph
    made = crop_tiles.canvas(context(), graph)
    top, left, bottom, right = made.content
    assert min(top, left) >= made.lost == 92
    inside = made.pixels[top:bottom, left:right]
    assert np.array_equal(made.pixels[top - 5 : top, left:right], inside[5:0:-1])
    assert np.array_equal(made.pixels[top:bottom, right : right + 5], inside[:, -2:-7:-1])


def test_disagreeing_pixels_are_marked_and_counted(thin):
    run = engine.analyse(PICTURE, "fcn", size=96)
    one = Quiet("strides", "en", "x", PICTURE, None, "fcn", 96, "resize", "map", "viridis")
    coarse, fine = run.masks["32s"], run.masks["8s"]
    tile = stride_tiles._disagreement(one, run, ("32s", "8s"))
    orange = (pixels(tile.png) == (255, 149, 0)).all(-1)
    assert np.array_equal(orange, coarse != fine)
    assert f"{(coarse != fine).mean():.2%}" in tile.note


def test_a_class_won_where_it_has_the_highest_score(thin):
    run = engine.analyse(PICTURE, "fcn", size=96)
    one = Quiet("strides", "en", "x", PICTURE, None, "fcn", 96, "resize", "map", "viridis")
    index = int(run.masks["8s"][10, 10])
    [*_, finest] = stride_tiles.winners(one, run, index)
    kept_pixels = (pixels(finest.png) == PICTURE.pixels).all(-1)
    assert kept_pixels[run.masks["8s"] == index].all()
    assert kept_pixels[run.masks["8s"] != index].mean() < 0.01
