"""A picture to a network's input and a mask back: closed forms, and a slow exact recomputation."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from segviz import images
from segviz.models import zoo
from segviz.text import translate


def any_side(n: int) -> int:
    """A network that takes every size."""
    return n


def by_32(n: int) -> int:
    """Multiples of 32, as the teaching FCN."""
    return max(32, (n + 16) // 32 * 32)


def unet(n: int) -> int:
    """12 more than a multiple of 16, from 188 up, as the paper's U-Net."""
    return max(188, (n - 12 + 8) // 16 * 16 + 12)


def _picture(height: int, width: int, seed: int = 0) -> images.Picture:
    return images.from_pixels(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


sides = st.integers(8, 90)
legals = st.sampled_from([any_side, by_32, unet])
modes = st.sampled_from(images.MODES)
margins = st.sampled_from([0, 1, 92, 93])
fitted = st.builds(
    images.fit, st.builds(_picture, sides, sides), legals, st.sampled_from([40, 64, 100]), modes, margins
)


# -- sizes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("long_side", [256, 512, 768, 1024])
@pytest.mark.parametrize("size", [(300, 451), (2000, 1500), (40, 60)])
def test_the_long_side_is_scaled_up_or_down_and_the_aspect_kept(size, long_side):
    done = images.fit(_picture(*size), any_side, long_side)
    assert max(done.pixels.shape[:2]) == long_side
    assert abs(min(done.pixels.shape[:2]) - long_side * min(size) / max(size)) <= 0.5
    both = [images.fit(_picture(*size), by_32, long_side, mode) for mode in images.MODES]
    for done in both:
        height, width = done.pixels.shape[:2]
        assert height % 32 == width % 32 == 0
        assert abs(height / width / (size[0] / size[1]) - 1) < 32 / min(height, width)


@pytest.mark.parametrize("mode", ["pad", "mirror"])
@pytest.mark.parametrize("legal", [by_32, unet])
def test_padding_is_the_least_that_is_legal_and_even_on_both_sides(mode, legal):
    for margin in (0, 92):
        for width in range(100, 200, 7):
            how = images.fit(_picture(50, width), legal, width, mode, margin).how
            assert how["content_width"] == width
            least = next(n for n in range(width + 2 * margin, width + 2 * margin + 200) if legal(n) == n)
            assert how["input_width"] == least
            assert how["left"] + width + how["right"] == least
            assert 0 <= how["right"] - how["left"] <= 1
            assert how["left"] >= margin


def test_a_picture_that_fits_is_not_touched():
    picture = _picture(64, 96)
    for mode in images.MODES:
        done = images.fit(picture, by_32, 96, mode)
        np.testing.assert_array_equal(done.pixels, picture.pixels)
        assert not done.pixels.flags.writeable
        assert done.to_input(3, 5) == (3, 5)


def test_pad_is_mid_grey_and_mirror_continues_the_picture():
    picture = _picture(50, 70)
    grey = images.fit(picture, by_32, 70, "pad", 5)
    top, left = grey.how["top"], grey.how["left"]
    inside = np.zeros(grey.pixels.shape[:2], bool)
    inside[top : top + 50, left : left + 70] = True
    assert (grey.pixels[~inside] == 128).all()
    np.testing.assert_array_equal(grey.pixels[inside].reshape(50, 70, 3), picture.pixels)
    mirror = images.fit(picture, by_32, 70, "mirror", 5).pixels
    assert mirror.shape == grey.pixels.shape
    np.testing.assert_array_equal(mirror[top : top + 50, left : left + 70], picture.pixels)
    for k in range(1, left + 1):
        np.testing.assert_array_equal(mirror[:, left - k], mirror[:, left + k])
        np.testing.assert_array_equal(mirror[:, left + 69 + k], mirror[:, left + 69 - k])
    for k in range(1, top + 1):
        np.testing.assert_array_equal(mirror[top - k], mirror[top + k])


def test_an_unknown_mode_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="stretch"):
        images.fit(_picture(20, 20), by_32, 64, "stretch")


# -- the map ---------------------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(fitted, st.floats(-50, 200), st.floats(-50, 200))
def test_the_two_maps_are_inverse_and_edges_meet_edges(done, x, y):
    np.testing.assert_allclose(done.to_picture(*done.to_input(x, y)), (x, y), atol=1e-9)
    how = done.how
    left, top = done.to_input(-0.5, -0.5)
    right, bottom = done.to_input(how["picture_width"] - 0.5, how["picture_height"] - 0.5)
    found = (left, right, top, bottom)
    expected = (
        how["left"] - 0.5,
        how["left"] + how["content_width"] - 0.5,
        how["top"] - 0.5,
        how["top"] + how["content_height"] - 0.5,
    )
    np.testing.assert_allclose(found, expected, atol=1e-9)


@pytest.mark.parametrize("mode", images.MODES)
@pytest.mark.parametrize("long_side", [64, 150, 384])
def test_pixels_move_as_the_map_says(mode, long_side):
    """A ramp stays a ramp when it is resampled, so each input pixel shows where it came from."""
    y, x = np.mgrid[:128, :200]
    done = images.fit(images.from_pixels(np.stack([x, y, x], axis=-1).astype(np.uint8)), by_32, long_side, mode)
    rows, columns = np.mgrid[: done.pixels.shape[0], : done.pixels.shape[1]]
    from_x, from_y = done.to_picture(columns, rows)
    edge = 2 * max(1, 200 / long_side)
    inner = (from_x > edge) & (from_x < 199 - edge) & (from_y > edge) & (from_y < 127 - edge)
    assert inner.sum() > 500
    assert np.abs(done.pixels[..., 0] - from_x)[inner].max() <= 1
    assert np.abs(done.pixels[..., 1] - from_y)[inner].max() <= 1


# -- the way back ----------------------------------------------------------------------------------------------------


def _slowly(axis, cells: int, offset: Fraction) -> list[int]:
    """Nearest cell of each picture pixel, one by one, in fractions."""
    scale = Fraction(axis.content, axis.picture)
    found = []
    for pixel in range(axis.picture):
        at = (pixel + Fraction(1, 2)) * scale - Fraction(1, 2) + axis.before - offset
        cell = math.floor(at + Fraction(1, 2))
        found.append(cell if 0 <= cell < cells else -1)
    return found


@settings(max_examples=100, deadline=None)
@given(fitted, st.integers(0, 20), st.sampled_from([None, 0, 3, Fraction(31, 2), -2.25]))
def test_restore_takes_the_nearest_cell_and_255_where_there_is_none(done, lost, offset):
    height, width = (max(1, side - lost) for side in done.pixels.shape[:2])
    mask = np.random.default_rng(1).integers(0, 250, (height, width), dtype=np.uint8)
    middle = [Fraction(done.rows.size - height, 2), Fraction(done.columns.size - width, 2)]
    starts = middle if offset is None else [Fraction(offset)] * 2
    rows, columns = _slowly(done.rows, height, starts[0]), _slowly(done.columns, width, starts[1])
    expected = [[mask[r, c] if r >= 0 and c >= 0 else 255 for c in columns] for r in rows]
    restored = done.restore(mask, offset)
    assert restored.dtype == np.uint8
    np.testing.assert_array_equal(restored, expected)


@settings(max_examples=100, deadline=None)
@given(st.builds(_picture, sides, sides), legals, modes, margins)
def test_labels_that_were_enlarged_come_back_unchanged(picture, legal, mode, margin):
    labels = np.random.default_rng(2).integers(0, 21, picture.size, dtype=np.uint8)
    done = images.fit(picture, legal, 128, mode, margin)
    shape = done.rows.content, done.columns.content
    if shape[0] < picture.size[0] or shape[1] < picture.size[1]:
        return
    large = np.asarray(Image.fromarray(labels).resize(shape[::-1], Image.Resampling.NEAREST))
    around = ((done.rows.before, done.rows.after), (done.columns.before, done.columns.after))
    np.testing.assert_array_equal(done.restore(np.pad(large, around, constant_values=77)), labels)


@settings(max_examples=60, deadline=None)
@given(st.builds(_picture, sides, sides), st.sampled_from([92, 93]), st.sampled_from(["pad", "mirror"]))
def test_with_a_margin_the_smaller_output_still_covers_the_whole_picture(picture, margin, mode):
    done = images.fit(picture, unet, 100, mode, margin)
    output = np.ones([side - 2 * margin for side in done.pixels.shape[:2]], np.uint8)
    assert (done.restore(output) == 1).all()


def test_resized_with_a_margin_only_the_inside_is_predicted():
    done = images.fit(_picture(400, 600), unet, 572, "resize", 92)
    assert done.pixels.shape == (380, 572, 3)
    restored = done.restore(np.zeros((380 - 184, 572 - 184), np.uint8))
    rows, columns = np.flatnonzero((restored == 0).any(1)), np.flatnonzero((restored == 0).any(0))
    assert (restored[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] == 0).all()
    assert abs(len(rows) - 196 * 400 / 380) <= 1
    assert abs(len(columns) - 388 * 600 / 572) <= 1
    assert abs(rows[0] + rows[-1] - 399) <= 1
    assert abs(columns[0] + columns[-1] - 599) <= 1


@pytest.mark.parametrize("name", ["fcn", "unet-same", "unet-paper", "unet-article", "fcn-article", "vgg16-heatmap"])
@pytest.mark.parametrize("mode", images.MODES)
def test_real_networks_get_sizes_that_they_take(name, mode):
    graph = zoo.graph(name)
    for size in ((300, 451), (128, 2000), (90, 64)):
        done = images.fit(_picture(*size), graph.nearest_legal, 256, mode)
        assert all(graph.fits(side) for side in done.pixels.shape[:2])


@pytest.mark.parametrize("mode", images.MODES)
@pytest.mark.parametrize("margin", [0, 92])
def test_the_page_can_say_how_in_both_languages(mode, margin):
    note = images.fit(_picture(300, 451), unet, 512, mode, margin).note
    english, chinese = (translate(language, note.code, **note.facts) for language in ("en", "zh"))
    for text in (english, chinese):
        assert "451 × 300" in text
        assert f"{note.facts['input_width']} × {note.facts['input_height']}" in text
        assert ("92" in text) == bool(margin)
