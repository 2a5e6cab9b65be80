"""PNG round trips, exact enlargement, cell to pixel mapping."""

import base64
import io
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from segviz.geometry import Frame
from segviz.render import image
from segviz.render.colour import BROKEN_COLOUR, ColourScale
from segviz.render.image import Box


def decode(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def noise(*shape, seed=0):
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def test_png_of_pixels_and_of_grey_is_lossless():
    pixels, grey = noise(5, 7, 3), noise(5, 7)
    assert (decode(image.png(pixels)) == pixels).all()
    assert (decode(image.png(grey)) == grey[..., None]).all()


def test_data_url_holds_the_png():
    png = image.png(noise(2, 2, 3))
    head, body = image.data_url(png).split(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(body) == png


@pytest.mark.parametrize(
    ("shape", "size", "times"), [((3, 4), 12, 3), ((3, 4), 11, 2), ((9, 4), 8, 1), ((3, 4), 0, 1), ((4, 3, 3), 8, 2)]
)
def test_factor_is_whole_and_keeps_within_the_size(shape, size, times):
    assert image.factor(shape, size) == times


def test_heatmap_png_has_every_cell_as_one_square_of_its_colour():
    values = np.random.default_rng(2).normal(size=(6, 9)).astype(np.float32)
    values[2, 3] = np.nan
    scale = ColourScale.fit(values, colours="magma")
    pixels = decode(image.heatmap(values, scale, 100))
    assert pixels.shape == (66, 99, 3)
    squares = pixels.reshape(6, 11, 9, 11, 3)
    assert (squares == scale.paint(values)[:, None, :, None]).all()
    assert tuple(squares[2, 0, 3, 0]) == BROKEN_COLOUR


def test_shrink_takes_existing_pixels_only_and_leaves_small_arrays_alone():
    array = np.arange(200 * 100).reshape(200, 100).astype(np.uint8)
    assert image.shrink(array, 200) is array
    assert (image.shrink(array, 100) == array[1::2, 1::2]).all()
    pixels = noise(30, 90, 3)
    assert (image.shrink(pixels, 30) == pixels[1::3, 1::3]).all()
    assert image.shrink(noise(1, 900), 10).shape == (1, 10)


@pytest.mark.parametrize("pixels", [1, 37, 96])
@pytest.mark.parametrize(
    ("scale", "offset"),
    [(1, 0), (2, Fraction(1, 2)), (32, Fraction(31, 2)), (8, Fraction(-19, 2)), (Fraction(1, 2), 3)],
)
def test_cells_are_the_nearest_ones(scale, offset, pixels):
    frame, count = Frame(Fraction(scale), Fraction(offset)), 5
    for pixel, cell in enumerate(image.cells(frame, pixels, count)):
        exact = (pixel - frame.offset) / frame.scale  # of the pixel, in cells
        if cell < 0:
            assert exact < Fraction(-1, 2) or exact >= count - Fraction(1, 2)
        else:
            assert Fraction(-1, 2) <= exact - int(cell) < Fraction(1, 2)


def test_cells_of_a_pooled_map_are_the_pooled_blocks():
    frame = Frame(Fraction(4), Fraction(3, 2))
    assert image.cells(frame, 16, 4).tolist() == [i // 4 for i in range(16)]


def test_overlay_colours_each_pixel_by_its_cell_and_leaves_the_rest_alone():
    picture = noise(16, 20, 3)
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    scale = ColourScale.fit(values)
    frames = (Frame(Fraction(4), Fraction(11, 2)), Frame(Fraction(4), Fraction(7, 2)))  # rows 4..11, columns 2..13
    full = image.overlay(picture, values, scale, frames, alpha=1)
    painted = scale.paint(values).repeat(4, 0).repeat(4, 1)
    assert (full[4:12, 2:14] == painted).all()
    untouched = np.ones((16, 20), bool)
    untouched[4:12, 2:14] = False
    assert (full[untouched] == picture[untouched]).all()
    half = image.overlay(picture, values, scale, frames, alpha=0.5)
    expected = (image.grey(picture[4:12, 2:14]).astype(float) + painted) / 2
    assert np.abs(half[4:12, 2:14] - expected).max() <= 0.5


def test_overlay_with_different_cells_down_and_along():
    values = np.arange(8, dtype=np.float32).reshape(2, 4)
    scale = ColourScale.fit(values)
    frames = (Frame(Fraction(8), Fraction(7, 2)), Frame(Fraction(2), Fraction(1, 2)))
    full = image.overlay(noise(16, 8, 3), values, scale, frames, alpha=1)
    assert (full == scale.paint(values).repeat(8, 0).repeat(2, 1)).all()


def test_overlay_of_a_map_that_lies_elsewhere_is_the_picture():
    picture = noise(8, 8, 3)
    frames = (Frame(Fraction(1), Fraction(100)),) * 2
    assert (image.overlay(picture, np.ones((2, 2), np.float32), ColourScale(0, 1), frames) == picture).all()


@pytest.mark.parametrize("alpha", [0, 0.25, 0.6, 1])
def test_blend_is_a_weighted_mean(alpha):
    under, over = noise(9, 9, 3), noise(9, 9, 3, seed=1)
    weight = round(alpha * 256) / 256
    assert np.abs(image.blend(under, over, alpha) - (under * (1 - weight) + over * weight)).max() <= 0.5


def test_grey_is_luma():
    colours = np.array([[[255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255], [0, 0, 0]]], np.uint8)
    expected = [255, 0.299 * 255, 0.587 * 255, 0.114 * 255, 0]
    assert image.grey(colours)[0, :, 0] == pytest.approx(expected, abs=1.0)
    assert (np.ptp(image.grey(colours), axis=-1) == 0).all()


def test_crop_clips_the_box_and_refuses_one_outside():
    pixels = noise(10, 12, 3)
    assert (image.crop(pixels, Box(-3, 4, 5, 99)) == pixels[0:5, 4:12]).all()
    with pytest.raises(ValueError, match="outside"):
        image.crop(pixels, Box(10, 0, 14, 4))


def test_outline_marks_the_outermost_pixels_of_the_box_and_white_around_them():
    blank = np.zeros((20, 30, 3), np.uint8)
    drawn = image.outline(blank, Box(5, 6, 15, 26), "#0a141e", 2)
    colour, white = (drawn == (10, 20, 30)).all(-1), (drawn == 255).all(-1)
    inside = np.zeros((20, 30), bool)
    inside[5:15, 6:26] = True
    inside[7:13, 8:24] = False
    assert (colour == inside).all()
    assert white[4, 5:27].all()
    assert white[7, 8:24].all()
    assert not drawn[8:12, 9:23].any()
    assert not blank.any()


def test_outline_leaves_sides_beyond_the_image_open():
    drawn = image.outline(np.zeros((10, 10, 3), np.uint8), Box(-5, 2, 6, 20), "#0a141e", 1)
    colour = (drawn == (10, 20, 30)).all(-1)
    assert colour[5, 2:].all()
    assert colour[:6, 2].all()
    assert colour.sum() == 8 + 6 - 1


def test_outline_of_one_cell_shows_its_colour():
    drawn = image.outline(np.zeros((5, 5, 3), np.uint8), Box(2, 2, 3, 3), "#0a141e", 2)
    assert tuple(drawn[2, 2]) == (10, 20, 30)
    assert (drawn[1:4, 1:4].reshape(9, 3) == 255).all(-1).sum() == 8


def test_box_times_follows_an_enlargement():
    map_ = noise(4, 5)
    box = Box(1, 2, 3, 5)
    assert (image.crop(image.enlarge(map_, 3), box.times(3)) == image.enlarge(image.crop(map_, box), 3)).all()


def test_spotlight_keeps_the_box_and_darkens_the_rest():
    pixels = noise(8, 8, 3)
    lit = image.spotlight(pixels, Box(2, 3, 5, 6), 0.5)
    assert (lit[2:5, 3:6] == pixels[2:5, 3:6]).all()
    assert np.abs(lit[:2] - pixels[:2] / 2).max() <= 0.5
