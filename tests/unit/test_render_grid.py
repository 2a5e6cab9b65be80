"""The channel sheet: every tile's pixels, and the way back from a pixel to its channel and cell."""

import io

import numpy as np
import pytest
from PIL import Image

from segviz.render.colour import DIVERGING, ColourScale
from segviz.render.grid import channel_grid


def tensor(channels, height, width):
    return np.random.default_rng(0).normal(size=(channels, height, width)).astype(np.float32)


def rgba(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def tile(sheet, grid, position):
    box = grid.box(position)
    return sheet[box.top : box.bottom, box.left : box.right]


def test_small_maps_are_enlarged_and_separated_by_transparent_gaps():
    data = tensor(6, 4, 5)
    scale = ColourScale.fit(data, scope="stage")
    grid = channel_grid(data, scale, tile=16, columns=3, gap=2)
    sheet = rgba(grid.png)
    assert (grid.rows, grid.columns, grid.times, grid.step) == (2, 3, 3, 1)
    assert sheet.shape[:2] == grid.size == (2 * 12 + 2, 3 * 15 + 2 * 2)
    for position in range(6):
        assert (tile(sheet, grid, position)[..., :3] == scale.paint(data[position]).repeat(3, 0).repeat(3, 1)).all()
    assert (sheet[12:14, :, 3] == 0).all()
    assert (sheet[..., 3] == 255).sum() == 6 * 12 * 15


def test_large_maps_show_every_nth_cell_and_say_so():
    data = tensor(2, 40, 33)
    grid = channel_grid(data, ColourScale.fit(data), tile=10, gap=1)
    assert (grid.step, grid.times, grid.tile) == (4, 1, (10, 8))
    painted = ColourScale.fit(data).paint(data[1, 2::4, 2::4])
    assert (tile(rgba(grid.png), grid, 1)[..., :3] == painted).all()
    assert "one cell in 4" in grid.caption("en")


@pytest.mark.parametrize("shape", [(5, 4, 6), (7, 50, 30), (3, 64, 2), (1, 1, 1)])
def test_a_pixel_leads_back_to_the_value_that_coloured_it(shape):
    data = tensor(*shape)
    scale = ColourScale.fit(data)
    grid = channel_grid(data, scale, tile=16)
    sheet, painted, found = rgba(grid.png), scale.paint(data), set()
    for y, x in np.ndindex(*grid.size):
        place = grid.at(x, y)
        assert (place is None) == (sheet[y, x, 3] == 0)
        if place:
            assert (painted[place] == sheet[y, x, :3]).all()
            found.add(place[0])
    assert found == set(range(shape[0]))


@pytest.mark.parametrize("point", [(-1, 0), (0, -1), (10_000, 0), (0, 10_000)])
def test_points_off_the_sheet_are_nowhere(point):
    assert channel_grid(tensor(4, 3, 3)).at(*point) is None


def test_chosen_channels_in_their_order():
    data = tensor(9, 3, 3)
    grid = channel_grid(data, ColourScale.fit(data), channels=[8, 2], tile=3, columns=2)
    assert grid.at(0, 0) == (8, 0, 0)
    assert (tile(rgba(grid.png), grid, 1)[..., :3] == ColourScale.fit(data).paint(data[2])).all()
    with pytest.raises(IndexError):
        channel_grid(data, channels=[9])
    with pytest.raises(ValueError, match="no channels"):
        channel_grid(data, channels=[])


def test_without_a_scale_each_channel_has_its_own():
    data = np.stack([np.eye(3), 100 * np.eye(3)]).astype(np.float32)
    grid = channel_grid(data, tile=3, columns=2)
    sheet = rgba(grid.png)
    assert (tile(sheet, grid, 0) == tile(sheet, grid, 1)).all()
    assert grid.scale is None
    assert grid.caption("en") == "every channel has a range of its own"


def test_own_diverging_scales_are_centred_on_zero():
    data = np.array([[[0, 1, 4]], [[-8, 0, 1]]], np.float32)
    sheet = channel_grid(data, colours=DIVERGING, tile=3, columns=2, gap=0)
    pixels = rgba(sheet.png)[0, :, :3]
    middle = ColourScale(-1, 1, DIVERGING).paint(np.zeros(1, np.float32))[0]
    assert (pixels[0] == middle).all()
    assert (pixels[4] == middle).all()


@pytest.mark.parametrize("count", [64, 128, 256, 512, 1024])
def test_usual_channel_counts_fill_their_sheet(count):
    grid = channel_grid(np.zeros((count, 2, 2), np.float32), tile=2)
    assert grid.rows * grid.columns == count
    assert 1 <= grid.columns / grid.rows <= 4


def test_a_prime_number_of_channels_does_not_become_one_line():
    grid = channel_grid(np.zeros((61, 2, 2), np.float32), tile=2)
    assert grid.columns < 20
