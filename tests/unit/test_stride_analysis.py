"""The strides compared: their last steps, places of disagreement, references in the network's terms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from segviz.analysis import strides
from segviz.fitting import fit
from segviz.images import from_pixels
from segviz.models import zoo
from segviz.weights import ClassInfo


@dataclass(frozen=True)
class Reference:
    labels: np.ndarray
    class_names: tuple[str, ...]


def _classes(*names):
    return tuple(ClassInfo(name, name, "#000000") for name in names)


def test_heads_are_the_scores_that_the_reference_page_crops():
    paper = zoo.graph("fcn", geometry="paper", strides=("32s", "16s", "8s", "4s", "2s"))
    ends = {label: strides.head(paper, label) for label in paper.outputs}
    assert [end.scores for end in ends.values()] == ["score_fr", "fuse_pool4", "fuse_pool3", "fuse_pool2", "fuse_pool1"]
    assert [ends[label].crop for label in ("32s", "16s", "8s")] == [19, 27, 31]
    assert [end.up.stride for end in ends.values()] == [32, 16, 8, 4, 2]
    same = strides.head(zoo.graph("fcn"), "16s")
    assert (same.scores, same.crop) == ("fuse_pool4", None)


def test_only_the_joint_networks_have_several_strides():
    assert {name for name in zoo.MODELS if strides.has_strides(zoo.graph(name))} == {"fcn", "fcn-fine"}


def test_the_busiest_square_is_found_by_trying_them_all():
    marked = np.random.default_rng(3).random((23, 31)) < 0.1
    x, y = strides.busiest(marked, 8)
    best = max(marked[t : t + 8, k : k + 8].sum() for t in range(16) for k in range(24))
    assert marked[y - 4 : y + 4, x - 4 : x + 4].sum() == best


def test_the_busiest_square_of_an_even_field_is_its_middle_and_of_nothing_none():
    assert strides.busiest(np.ones((40, 60), bool), 8) == (30, 20)
    assert strides.busiest(np.ones((4, 60), bool), 8) == (30, 2)
    assert strides.busiest(np.zeros((4, 6), bool), 2) is None


def test_scores_at_a_pixel_are_those_of_the_input_pixel_under_it():
    picture = from_pixels(np.zeros((50, 100, 3), np.uint8))
    fitted = fit(picture, lambda n: 32 * max(1, round(n / 32)), 64, "pad")
    scores = np.arange(2 * 32 * 64, dtype=np.float32).reshape(2, 32, 64)
    inside = scores[:, fitted.rows.before + 15, fitted.columns.before + 31]
    # 100 px become 64: picture pixel 49 is centred on 0.64 * 49 - 0.18 = 31.18.
    assert strides.scores_at(scores, fitted, 49, 24).tolist() == inside.tolist()
    assert strides.scores_at(scores, fitted, 99, 49).tolist() == scores[:, 31, 63].tolist()


LABELS = np.array([[0, 1, 1, 255], [0, 0, 2, 2]], np.uint8)


def test_a_reference_is_translated_by_names():
    found = strides.match(Reference(LABELS, ("background", "cat", "dog")), _classes("background", "dog", "car", "cat"))
    assert found is not None
    assert found.truth.tolist() == [[0, 3, 3, 255], [0, 0, 1, 1]]
    assert (found.classes, found.unknown) == (4, ())


def test_a_name_that_does_not_occur_in_the_mask_need_not_be_known():
    labels = np.where(LABELS == 2, 1, LABELS).astype(np.uint8)
    found = strides.match(Reference(labels, ("background", "cat", "dog")), _classes("background", "cat"))
    assert found is not None
    assert not found.unknown


def test_unknown_names_leave_foreground_and_background():
    found = strides.match(Reference(LABELS, ("background", "cat", "kite")), _classes("background", "dog", "cat"))
    assert found is not None
    assert (found.classes, found.unknown) == (2, ("kite",))
    assert found.truth.tolist() == [[0, 1, 1, 255], [0, 0, 1, 1]]
    assert found.answer(np.array([[0, 1, 2, 255]], np.uint8)).tolist() == [[0, 1, 1, 255]]


@pytest.mark.parametrize(
    ("names", "classes"),
    [
        (("cell", "membrane", "gap"), ("background", "cat")),
        (("background", "cat", "dog"), ("cell", "membrane")),
    ],
)
def test_nothing_is_compared_without_a_common_background(names, classes):
    assert strides.match(Reference(LABELS, names), _classes(*classes)) is None


def test_quality_counts_by_hand():
    truth = np.array([[0, 0, 1, 1], [0, 0, 1, 255]], np.uint8)
    found = strides.Match(truth, 3)
    # One background pixel taken for class 1, one pixel not predicted, one ignored: 5 of 6 counted pixels are right.
    mask = np.array([[255, 1, 1, 1], [0, 0, 1, 2]], np.uint8)
    result = strides.quality(found, mask)
    assert result.pixel_accuracy == pytest.approx(5 / 6)
    assert result.mean_iu == pytest.approx((2 / 3 + 3 / 4) / 2)
    # Within 1 px of the boundary: (0 taken for 1), 1, 0, 1.
    assert result.boundary_iu[1] == pytest.approx((1 / 2 + 2 / 3) / 2)
