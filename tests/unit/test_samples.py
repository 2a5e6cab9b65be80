"""The bundled pictures: there, right, the same everywhere; their masks exact where generated, plausible where drawn."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys

import numpy as np
import pytest
import skimage.draw
import skimage.measure
from hypothesis import given, settings
from hypothesis import strategies as st

from segviz import samples
from segviz.scenes import cells, drawing, shapes
from segviz.text import translate

DRAWN = {"cat": "cat", "motorcycle": "motorbike", "astronaut": "face"}
SCENES = {"shapes": shapes, "cells": cells}


# -- what there is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", samples.names(), ids=lambda sample: sample.key)
def test_every_sample_loads_read_only_and_has_a_name_in_both_languages(sample):
    picture, reference = samples.load(sample.key)
    assert picture.pixels.dtype == np.uint8
    assert not picture.pixels.flags.writeable
    assert min(picture.size) >= 300
    assert (reference is not None) == sample.has_reference
    if reference is not None:
        assert reference.labels.shape == picture.size
        assert not reference.labels.flags.writeable
        present = set(np.unique(reference.labels).tolist()) - {255}
        assert present <= set(range(len(reference.class_names)))
        assert len(present) > 1
    assert translate("en", sample.title) != translate("zh", sample.title)


def test_the_promised_pictures_are_there():
    keys = [sample.key for sample in samples.names()]
    assert len(keys) == len(set(keys))
    assert {"cat", "astronaut", "coffee", "rocket", "motorcycle", "tissue", "shapes", "cells"} <= set(keys)
    assert {s.key for s in samples.names() if s.has_reference} == {*DRAWN, *SCENES}
    assert [s.key for s in samples.names() if s.kind == "scene"] == list(SCENES)


def test_photos_are_scikit_images_own_files():
    np.testing.assert_array_equal(samples.load("cat")[0].pixels, skimage.data.chelsea())
    np.testing.assert_array_equal(samples.load("cameraman")[0].pixels[..., 1], skimage.data.camera())


def test_a_photo_is_read_without_importing_scikit_image():
    code = "import sys; from segviz import samples; samples.load('cat'); print('skimage' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_unknown_and_missing_pictures_get_a_sentence(monkeypatch):
    with pytest.raises(samples.SampleError, match=r"dragon.*cat, motorcycle"):
        samples.load("dragon")
    monkeypatch.setitem(samples._PHOTOS, "cat", "not-there.png")
    samples.load.cache_clear()
    with pytest.raises(samples.SampleError, match=r"not-there\.png.*reinstall"):
        samples.load("cat")


# -- outlines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", DRAWN)
def test_outlines_stay_in_their_picture_and_name_the_cards_classes(key):
    outline = json.loads((samples.OUTLINES / f"{key}.json").read_text(encoding="utf-8"))
    picture, reference = samples.load(key)
    assert outline["picture"] == samples._PHOTOS[key]
    assert outline["size"] == [picture.size[1], picture.size[0]]
    assert reference.class_names == ("background", DRAWN[key])
    points = np.concatenate([area["points"] for area in outline["polygons"]])
    assert (points >= -0.5).all()
    assert (points <= np.array(outline["size"]) - 0.5).all()


# Places that anyone can check by eye, as (x, y): on the object, then beside it.
ON = {
    "cat": [(170, 110), (310, 130), (260, 235), (370, 20), (20, 280), (150, 290)],
    "motorcycle": [(200, 380), (400, 200), (620, 435), (533, 160), (330, 410), (350, 125), (105, 210), (510, 58)],
    "astronaut": [(225, 40), (225, 120), (160, 80), (290, 90), (225, 170), (176, 127)],
}
BESIDE = {
    "cat": [(10, 50), (420, 60), (430, 230), (395, 130), (380, 60)],
    "motorcycle": [(50, 300), (300, 60), (480, 380), (600, 220), (700, 400), (410, 120), (60, 430), (154, 155)],
    "astronaut": [(100, 60), (400, 100), (225, 200), (225, 300), (320, 150), (240, 184)],
}


@pytest.mark.parametrize("key", DRAWN)
def test_outlines_hold_the_object_and_nothing_else(key):
    labels = samples.load(key)[1].labels
    assert [labels[y, x] for x, y in ON[key]] == [1] * len(ON[key])
    assert [labels[y, x] for x, y in BESIDE[key]] == [0] * len(BESIDE[key])
    parts = skimage.measure.label(labels == 1)
    largest = np.bincount(parts.ravel())[1:].max()
    assert largest > 0.99 * (labels == 1).sum()


@pytest.mark.parametrize("key", DRAWN)
def test_outlines_follow_the_pictures_edges(key):
    """The picture changes more across the outline than across the same outline moved aside."""
    picture, reference = samples.load(key)
    grey = picture.pixels.astype(float).mean(axis=2)
    steepness = drawing.blur(np.sqrt(sum(d * d for d in np.gradient(drawing.blur(grey, 1)))), 1)
    inside = reference.labels == 1
    on_edge = np.zeros_like(inside)
    on_edge[:, 1:] = (
        (inside[:, 1:] != inside[:, :-1]) & (reference.labels[:, 1:] != 255) & (reference.labels[:, :-1] != 255)
    )
    here = steepness[on_edge].mean()
    moved = [steepness[np.roll(on_edge, shift, axis)].mean() for axis in (0, 1) for shift in (-9, -7, 7, 9)]
    assert here > 1.1 * max(moved)


# -- drawing tools ---------------------------------------------------------------------------------------------------

corner = st.floats(-5, 45, allow_nan=False, width=16)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(corner, corner), min_size=3, max_size=9, unique=True))
def test_fill_and_distance_agree_with_an_independent_even_odd_rule(points):
    mask = drawing.fill(points, (40, 30))
    y, x = np.mgrid[:40, :30].astype(float)
    inside = np.zeros((40, 30), int)
    near_edge = np.zeros((40, 30), bool)
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        if (x0, y0) != (x1, y1):
            near_edge |= np.abs(drawing.bar(x, y, (x0, y0), (x1, y1), 0.0)) < 1e-6
        above = (y0 > y) != (y1 > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside += above & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    np.testing.assert_array_equal(mask[~near_edge], (inside % 2 == 1)[~near_edge])


def test_fill_is_scikit_images_polygon():
    points = [(3.2, 1.1), (25.4, 6.0), (14.0, 14.3), (27.9, 33.3), (6.5, 22.2)]
    expected = skimage.draw.polygon2mask((40, 30), [(y, x) for x, y in points])
    np.testing.assert_array_equal(drawing.fill(points, (40, 30)), expected)


def test_distances_are_distances():
    y, x = np.mgrid[-20:21, -20:21].astype(float)
    np.testing.assert_allclose(drawing.disc(x, y, (3, 4), 5)[20, 20], 0, atol=1e-12)
    np.testing.assert_allclose(drawing.bar(x, y, (-5, 0), (5, 0), 4)[[20, 20, 23], [20, 30, 20]], [-2, 3, 1])
    square = drawing.polygon(x, y, [(-6, -6), (6, -6), (6, 6), (-6, 6)])
    np.testing.assert_allclose(square[[20, 20, 30], [20, 30, 30]], [-6, 4, 4 * 2**0.5])
    assert (square < 0).sum() == 11 * 11


def test_blur_keeps_a_constant_and_the_mean_and_has_the_boxes_variance():
    assert np.allclose(drawing.blur(np.full((9, 7), 3.0), 2), 3)
    spike = np.zeros((41, 41))
    spike[20, 20] = 1
    spread = drawing.blur(spike, 2)
    assert spread.sum() == pytest.approx(1)
    assert (spread.sum(axis=0) * (np.arange(41) - 20) ** 2).sum() == pytest.approx(3 * (5**2 - 1) / 12)


def test_dice_are_even_and_turns_are_rotations():
    dice = drawing.Dice(5)
    values = dice.field((40000,))
    assert abs(values.mean() - 0.5) < 0.01
    assert abs(values.var() - 1 / 12) < 0.003
    assert 0 <= values.min() < values.max() < 1
    turns = np.array([dice.turn() for _ in range(2000)])
    np.testing.assert_allclose((turns**2).sum(axis=1), 1)
    assert np.abs(turns.mean(axis=0)).max() < 0.06


# -- scenes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("size", [(512, 512), (96, 160), (200, 64), (33, 33)])
def test_a_scene_has_any_size_and_a_seed_decides_it(name, size):
    pixels, labels = SCENES[name].draw(3, size)
    assert pixels.shape == (*size, 3)
    assert labels.shape == size
    assert pixels.dtype == labels.dtype == np.uint8
    assert labels.max() < len(SCENES[name].CLASSES)
    again, other = SCENES[name].draw(3, size), SCENES[name].draw(4, size)
    np.testing.assert_array_equal(pixels, again[0])
    np.testing.assert_array_equal(labels, again[1])
    assert (labels != other[1]).any()


@pytest.mark.parametrize(
    ("name", "digest"),
    [("shapes", "917d015097deed26"), ("cells", "49cf9a70cbff6367")],
)
def test_a_seed_gives_the_same_bytes_on_every_machine(name, digest):
    pixels, labels = SCENES[name].draw(7, (160, 224))
    assert hashlib.sha256(pixels.tobytes() + labels.tobytes()).hexdigest()[:16] == digest


def test_shapes_hold_every_class_and_their_masks_are_their_pictures():
    _, labels = shapes.draw(0)
    counts = np.bincount(labels.ravel(), minlength=len(shapes.CLASSES)) / labels.size
    assert (counts[1:] > 0.005).all()
    assert 0.55 < counts[0] < 0.9


def _coarse(labels: np.ndarray, stride: int, count: int) -> np.ndarray:
    """Majority label of each stride x stride block, enlarged again."""
    height, width = labels.shape
    blocks = labels.reshape(height // stride, stride, width // stride, stride)
    votes = np.stack([(blocks == label).sum(axis=(1, 3)) for label in range(count)])
    return votes.argmax(axis=0).repeat(stride, 0).repeat(stride, 1)


def _mean_iu(labels: np.ndarray, guess: np.ndarray, count: int) -> float:
    pairs = [(labels == label, guess == label) for label in range(count)]
    return float(np.mean([(a & b).sum() / (a | b).sum() for a, b in pairs if a.any()]))


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_coarse_grid_visibly_fails_on_our_scenes(name, seed):
    _, labels = SCENES[name].draw(seed)
    count = len(SCENES[name].CLASSES)
    ceilings = [_mean_iu(labels, _coarse(labels, stride, count), count) for stride in (32, 16, 8, 4)]
    assert ceilings == sorted(ceilings)
    assert ceilings[0] < 0.5
    assert ceilings[3] > ceilings[0] + 0.3


def test_an_object_is_where_the_picture_differs_from_its_ground():
    """Anti-aliased: along an edge colours pass from one side to the other within two pixels."""
    pixels, labels = shapes.draw(2)
    inside = labels > 0
    padded = np.pad(inside, 2, mode="edge")
    window = np.lib.stride_tricks.sliding_window_view(padded, (5, 5))
    core, far = window.all(axis=(2, 3)), ~window.any(axis=(2, 3))
    saturation = pixels.max(axis=2).astype(int) - pixels.min(axis=2)
    contrast = np.abs(pixels.astype(float) - pixels[far].mean(axis=0)).sum(axis=2)
    assert np.median(contrast[core]) > 3 * np.median(contrast[far])
    assert np.median(saturation[core]) > 2 * np.median(saturation[far])


def test_membranes_are_dark_thin_and_close_the_cells():
    pixels, labels = cells.draw(0)
    assert (pixels == pixels[..., :1]).all()
    grey = pixels[..., 0].astype(float)
    assert grey[labels == 1].mean() < grey[labels == 0].mean() - 50
    assert 0.08 < (labels == 1).mean() < 0.3
    parts = skimage.measure.label(labels == 0, connectivity=1)
    sizes = np.sort(np.bincount(parts.ravel())[1:])[::-1]
    assert (sizes > 30).sum() > 60
    assert sizes[0] < 0.3 * labels.size
