"""Pooled measures against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segviz.analysis import metrics

SEEDS = st.integers(0, 10_000)


def masks(seed, classes=4, shape=(9, 11), ignored=0.2):
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, classes, shape).astype(np.uint8)
    predicted = draw.integers(0, classes, shape).astype(np.uint8)
    truth[draw.random(shape) < ignored] = 255
    return truth, predicted


def by_hand(truth, predicted, classes):
    counts = np.zeros((classes, classes), int)
    for t, p in zip(truth.ravel(), predicted.ravel(), strict=True):
        if t != 255:
            counts[t, p] += 1
    return counts


@settings(deadline=None, max_examples=25)
@given(SEEDS)
def test_confusion_counts_each_pixel_once(seed):
    truth, predicted = masks(seed)
    assert np.array_equal(metrics.confusion(truth, predicted, 4), by_hand(truth, predicted, 4))


@settings(deadline=None, max_examples=25)
@given(SEEDS)
def test_iu_is_intersection_over_union_of_the_two_masks(seed):
    truth, predicted = masks(seed)
    counted = truth != 255
    iu = metrics.class_iu(metrics.confusion(truth, predicted, 4))
    for c in range(4):
        true, found = (truth == c) & counted, (predicted == c) & counted
        assert iu[c] == pytest.approx((true & found).sum() / (true | found).sum())


def test_a_class_without_a_true_pixel_is_left_out_of_the_mean():
    truth = np.array([[0, 0, 1, 1]], np.uint8)
    predicted = np.array([[0, 0, 1, 2]], np.uint8)
    counts = metrics.confusion(truth, predicted, 4)
    assert np.isnan(metrics.class_iu(counts)[2:]).all()
    assert metrics.mean_iu(counts) == pytest.approx((1 + 0.5) / 2)
    assert metrics.pixel_accuracy(counts) == 0.75
    assert metrics.recall(counts)[1] == 0.5
    assert metrics.precision(counts)[:2].tolist() == [1, 1]
    assert metrics.precision(counts)[2] == 0


def test_pooled_is_not_the_mean_of_pictures():
    small, large = np.zeros((1, 2), np.uint8), np.zeros((10, 10), np.uint8)
    small[0, 0] = large[0, 0] = 1
    tally = metrics.Tally(2)
    tally.add(small, small)
    tally.add(large, np.zeros_like(large))
    assert tally.report(("a", "b"))["per_class"] == {"a": pytest.approx(100 / 101), "b": pytest.approx(1 / 2)}


def test_all_ignored_gives_no_number_and_no_error():
    nothing = np.full((3, 3), 255, np.uint8)
    tally = metrics.Tally(2)
    tally.add(nothing, np.zeros_like(nothing))
    report = tally.report(("a", "b"))
    assert np.isnan(report["mean_iu"])
    assert np.isnan(report["pixel_accuracy"])
    assert report["per_class"] == {}


@settings(deadline=None, max_examples=25)
@given(SEEDS, st.sampled_from((1, 2, 3, 5)))
def test_band_is_the_square_neighbourhood_of_the_class_changes(seed, distance):
    draw = np.random.default_rng(seed)
    truth = np.zeros((15, 17), np.uint8)
    truth[draw.integers(2, 8) :, draw.integers(2, 9) :] = 1
    truth[draw.random(truth.shape) < 0.05] = 255
    edge = np.zeros(truth.shape, bool)
    for y in range(15):
        for x in range(17):
            for v, u in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                if 0 <= v < 15 and 0 <= u < 17 and 255 not in (truth[y, x], truth[v, u]):
                    edge[y, x] |= truth[y, x] != truth[v, u]
    wanted = np.zeros(truth.shape, bool)
    for y, x in np.argwhere(edge):
        wanted[max(0, y - distance + 1) : y + distance, max(0, x - distance + 1) : x + distance] = True
    assert np.array_equal(metrics.boundary_band(truth, distance), wanted)


def test_boundary_iu_sees_only_the_band():
    truth = np.zeros((20, 20), np.uint8)
    truth[:, 10:] = 1
    far = truth.copy()
    far[:, 19] = 0
    near = truth.copy()
    near[:, 10] = 0
    scores = []
    for predicted in (far, near):
        tally = metrics.Tally(2)
        tally.add(truth, predicted)
        scores.append(tally.report(("left", "right"))["boundary_iu"])
    assert scores[0] == {"1": 1, "3": 1, "5": 1}
    # One of the band's columns is wrong: band 3 has columns 7..12.
    assert scores[1]["1"] == pytest.approx((1 / 2 + 0) / 2)
    assert scores[1]["3"] == pytest.approx((3 / 4 + 2 / 3) / 2)


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="truth is"):
        metrics.confusion(np.zeros((2, 2), np.uint8), np.zeros((2, 3), np.uint8), 2)


@given(SEEDS, st.integers(2, 5))
@settings(max_examples=10, deadline=None)
def test_the_confusion_matrix_is_torchmetrics(seed, classes):
    torch = pytest.importorskip("torch")
    theirs = pytest.importorskip("torchmetrics.functional.classification").multiclass_confusion_matrix
    rng = np.random.default_rng(seed)
    truth = rng.choice([*range(classes), 255], (9, 11)).astype(np.uint8)
    predicted = rng.integers(0, classes, (9, 11)).astype(np.uint8)
    expected = theirs(torch.from_numpy(predicted.astype(np.int64)), torch.from_numpy(truth.astype(np.int64)), classes,
                      ignore_index=255)  # fmt: skip
    np.testing.assert_array_equal(metrics.confusion(truth, predicted, classes), expected.numpy())
