"""Channel summaries against closed forms and plain-Python recomputation."""

import numpy as np
import pytest

from segviz.analysis import lens


def ramp(channels=5, height=3, width=4):
    """Channel c, cell i: c * 100 + i."""
    cells = np.arange(height * width, dtype=np.float32).reshape(height, width)
    return np.arange(channels, dtype=np.float32)[:, None, None] * 100 + cells


def test_mean_max_and_channel_of_a_ramp():
    tensor = ramp()
    assert (lens.summarise(tensor, "mean") == tensor[2]).all()
    assert (lens.summarise(tensor, "max") == tensor[4]).all()
    assert (lens.summarise(tensor, "channel", 3) == tensor[3]).all()


def test_energy_is_the_root_mean_square_and_does_not_grow_with_the_number_of_channels():
    tensor = np.array([3, 4, 0, 0], np.float32).reshape(4, 1, 1) * np.ones((1, 2, 2), np.float32)
    assert lens.summarise(tensor, "energy") == pytest.approx(np.full((2, 2), 2.5))
    assert lens.summarise(np.tile(tensor, (8, 1, 1)), "energy") == pytest.approx(np.full((2, 2), 2.5))


@pytest.mark.parametrize("name", lens.LENSES)
def test_every_lens_gives_one_float32_map_whatever_the_memory_layout(name):
    tensor = np.random.default_rng(0).normal(size=(7, 5, 6)).astype(np.float32)
    last = np.ascontiguousarray(tensor.transpose(1, 2, 0)).transpose(2, 0, 1)
    assert lens.summarise(tensor, name).dtype == np.float32
    assert lens.summarise(last, name) == pytest.approx(lens.summarise(tensor, name), rel=1e-6)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(("name", "expected"), [("mean", 3), ("max", 5), ("energy", np.sqrt(35 / 3))])
def test_broken_values_are_left_out(bad, name, expected):
    tensor = np.array([1, 3, bad, 5], np.float32).reshape(4, 1, 1)
    assert lens.summarise(tensor, name).item() == pytest.approx(expected)
    assert lens.count_broken(tensor) == 1


@pytest.mark.parametrize("name", ["mean", "max", "energy"])
def test_a_cell_without_a_finite_value_is_nan_and_the_others_are_not(name):
    tensor = np.ones((2, 1, 2), np.float32)
    tensor[:, 0, 0] = [np.nan, -np.inf]
    result = lens.summarise(tensor, name)
    assert np.isnan(result[0, 0])
    assert result[0, 1] == 1


def test_energy_survives_squares_beyond_float32():
    assert lens.summarise(np.full((2, 1, 1), 1e30, np.float32), "energy").item() == pytest.approx(1e30, rel=1e-6)


def test_unknown_lens_and_channel_are_refused():
    with pytest.raises(ValueError, match="median"):
        lens.summarise(ramp(), "median")
    for channel in (-1, 5):
        with pytest.raises(IndexError):
            lens.summarise(ramp(), "channel", channel)


def test_statistics_of_arithmetic_series():
    count = 40  # more than one chunk
    tensor = ramp(count, 3, 4)
    found = lens.statistics(tensor)
    start = np.arange(count) * 100
    assert (found.minimum == start).all()
    assert (found.maximum == start + 11).all()
    assert found.mean == pytest.approx(start + 5.5)
    assert found.std == pytest.approx(np.full(count, np.sqrt((12**2 - 1) / 12)))
    assert found.zeros == pytest.approx(np.array([1 / 12] + [0] * (count - 1)))
    assert not found.broken.any()
    assert not found.dead.any()


def test_statistics_leave_broken_values_out_and_count_them():
    tensor = np.zeros((2, 2, 3), np.float32)
    tensor[0] = [[1, 2, np.nan], [3, np.inf, 0]]
    tensor[1] = np.nan
    found = lens.statistics(tensor)
    assert found.broken.tolist() == [2, 6]
    assert (found.minimum[0], found.maximum[0], found.mean[0]) == (0, 3, 1.5)
    assert found.std[0] == pytest.approx(np.sqrt(1.25))
    assert found.zeros[0] == 0.25
    assert np.isnan([found.minimum[1], found.maximum[1], found.mean[1], found.std[1], found.zeros[1]]).all()
    assert found.dead.tolist() == [False, False]


def test_dead_and_silent_channels():
    tensor = np.stack([np.zeros((2, 2)), np.full((2, 2), 3.0), -np.eye(2), np.eye(2)]).astype(np.float32)
    found = lens.statistics(tensor)
    assert found.dead.tolist() == [True, True, False, False]
    assert found.silent.tolist() == [True, False, True, False]
    after_relu = lens.statistics(np.maximum(tensor, 0))
    assert after_relu.dead.tolist() == [True, True, True, False]


def test_in_a_map_of_one_cell_only_zero_is_dead():
    assert lens.statistics(np.array([0, 2, -1], np.float32).reshape(3, 1, 1)).dead.tolist() == [True, False, False]


def test_histogram_counts_every_finite_value_once():
    values = np.array([[0, 1, 2, 3], [4, np.nan, np.inf, 4]], np.float32)
    found = lens.histogram(values, bins=4)
    assert found.edges.tolist() == [0, 1, 2, 3, 4]
    assert found.counts.tolist() == [1, 1, 1, 3]
    assert found.broken == 2


def test_histogram_of_one_value_and_of_none():
    single = lens.histogram(np.full((2, 2), 7, np.float32), bins=2)
    assert single.edges.tolist() == [6.5, 7, 7.5]
    assert single.counts.sum() == 4
    assert lens.histogram(np.full(3, np.nan, np.float32), bins=2).counts.sum() == 0
