"""Masks of one label a cell: closed forms, a plain recomputation, and the cells of the network's own input."""

import numpy as np
import pytest

from segviz.analysis.ceilings import STRIDES, ceilings, coarse
from segviz.fitting import Axis
from segviz.samples import Reference
from tests.unit import thin


def half(side, edge):
    labels = np.zeros((side, side), np.uint8)
    labels[:, edge:] = 1
    return labels


@pytest.mark.parametrize(("edge", "moved"), [(32, 32), (40, 32), (47, 32), (48, 64), (49, 64), (56, 64)])
def test_an_edge_moves_to_the_nearest_border_of_a_cell(edge, moved):
    """In a tie, half a cell each, the smaller class id wins."""
    np.testing.assert_array_equal(coarse(half(96, edge), 32), half(96, 64 if edge == 48 else moved))


def test_each_cell_has_the_label_of_most_of_its_pixels():
    rng = np.random.default_rng(0)
    labels = rng.choice(np.array([0, 3, 7, 255], np.uint8), (37, 50))
    found = coarse(labels, 8)
    for top in range(0, 37, 8):
        for left in range(0, 50, 8):
            inside = labels[top : top + 8, left : left + 8]
            counts = [(np.count_nonzero(inside == k), -k) for k in (0, 3, 7)]
            assert (found[top : top + 8, left : left + 8] == -max(counts)[1]).all()


def test_what_is_ignored_has_no_vote():
    labels = np.full((8, 16), 255, np.uint8)
    labels[0, 0] = 5
    found = coarse(labels, 8)
    assert (found[:, :8] == 5).all()
    assert (found[:, 8:] == 255).all()


def test_cells_are_those_of_the_network_s_input():
    """100 picture pixels that become 200 input pixels after 12 of padding: a cell of 32 is 16 picture pixels."""
    axis = Axis(picture=100, content=200, before=12, size=224)
    rows = np.repeat(np.arange(100, dtype=np.uint8)[:, None], 100, axis=1)
    found = coarse(rows, 32, axis, axis)
    change = np.flatnonzero(found[1:, 0] != found[:-1, 0]) + 1
    np.testing.assert_array_equal(change, [10, 26, 42, 58, 74, 90])  # (32 k - 12) / 2


@pytest.fixture
def run(monkeypatch):
    thin.shrink(monkeypatch)
    return thin.run("fcn")


def reference(run):
    labels = run.masks["8s"].copy()
    labels[:5] = 255
    return Reference(labels, tuple(named.name for named in run.classes))


def test_finer_cells_reach_more(run):
    found = ceilings(run, reference(run))
    assert tuple(found.ceilings) == STRIDES
    accuracies = [found.ceilings[stride].pixel_accuracy for stride in STRIDES]
    assert accuracies == sorted(accuracies)
    assert accuracies[0] < accuracies[-1] < 1 + 1e-9
    assert found.reached["8s"].mean_iu == 1
    assert set(found.reached) == set(run.masks)


def test_no_mask_of_one_label_a_cell_has_more_right(run):
    truth = reference(run).labels
    best = ceilings(run, reference(run), [16]).ceilings[16].pixel_accuracy
    rng = np.random.default_rng(0)
    rows, columns = (
        np.floor((float(axis.scale) * np.arange(axis.picture) + float(axis.offset) + 0.5) / 16).astype(int)
        for axis in (run.fitted.rows, run.fitted.columns)
    )
    counted = truth != 255
    for _ in range(50):
        labels = rng.integers(0, 5, (rows.max() + 1, columns.max() + 1))
        other = labels[np.ix_(rows, columns)]
        assert np.mean(other[counted] == truth[counted]) <= best


def test_only_answered_pixels_count(monkeypatch):
    thin.shrink(monkeypatch)
    run = thin.run("unet-paper", size=220)
    mask = run.masks["mask"]
    assert (mask == 255).any()
    labels = np.where(mask == 255, 0, mask).astype(np.uint8)
    found = ceilings(run, Reference(labels, tuple(named.name for named in run.classes)), [1])
    assert found.reached["mask"].pixel_accuracy == 1
    assert found.ceilings[1].pixel_accuracy == 1


def test_a_reference_in_other_terms_has_no_ceiling(run):
    assert ceilings(run, Reference(np.ones(run.picture.size, np.uint8), ("sky", "sea"))) is None
