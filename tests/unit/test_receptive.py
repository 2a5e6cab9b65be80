"""What a cell sees: no gradient ever leaves the box, and with positive weights it reaches all four edges."""

import numpy as np
import pytest
import torch

from segviz.analysis import receptive
from segviz.analysis.receptive import Box, Effective
from segviz.engine import Engine
from segviz.images import from_pixels
from segviz.models import zoo
from tests.unit import thin

CELLS = 200
NETWORKS = [*thin.FINE, *((name, None) for name in zoo.MODELS if name != "fcn-fine")]


def positive(network):
    """The same network with nothing that could hide a pixel: positive weights, averages in place of maxima."""
    for op in network.graph.ops:
        module = network.get_submodule(op.path)
        if op.kind == "pool":
            parent, _, leaf = op.path.rpartition(".")
            average = torch.nn.AvgPool2d(op.kernel, op.stride, op.padding, op.ceil)
            setattr(network.get_submodule(parent), leaf, average)
        for parameter in module.parameters():
            torch.nn.init.constant_(parameter, 2 / (parameter[0].numel() if parameter.ndim == 4 else 1))
    return network


def cells(run, count, seed):
    rng = np.random.default_rng(seed)
    for name in rng.choice([op.name for op in run.graph.ops], count):
        _, height, width = run.trace[name].shape
        yield str(name), (int(rng.integers(height)), int(rng.integers(width)))


def run_of(name, geometry, pixels):
    size = 256 if name == "vgg16-heatmap" else 64
    return Engine().analyse(from_pixels(pixels), name, geometry=geometry, size=size, weights="untrained")


# 14 networks: 15 random cells each are more than 200.
@pytest.mark.parametrize(("name", "geometry"), NETWORKS)
def test_the_gradient_is_zero_outside_the_box_and_reaches_its_edges(monkeypatch, name, geometry):
    count = -(-CELLS // len(NETWORKS))
    thin.shrink(monkeypatch, width=1 / 64, classes=2)
    run = run_of(name, geometry, thin.picture().pixels)
    alive = 0
    for stage, cell in cells(run, count, seed=0):
        found = receptive.effective(run, stage, cell)
        assert found.outside == 0, (stage, cell)
        alive += found.gradient.any()
    assert alive > count / 3

    build = zoo.build
    monkeypatch.setattr(zoo, "build", lambda *args, **options: positive(build(*args, **options)))
    run = run_of(name, geometry, np.full((70, 110, 3), 255, np.uint8))
    for stage, cell in cells(run, count, seed=0):
        found = receptive.effective(run, stage, cell)
        rows, columns = (found.gradient.any((0, axis)).nonzero()[0] for axis in (2, 1))
        reached = Box(rows[0], rows[-1], columns[0], columns[-1]) if len(rows) else None
        assert found.outside == 0
        assert reached == found.box, (stage, cell)


@pytest.fixture
def run(monkeypatch):
    thin.shrink(monkeypatch)
    return thin.run("fcn-8s")


def test_the_gradient_is_that_of_a_small_change(run):
    """A step of one pixel in one channel changes the cell by the gradient: compared with two whole passes."""
    stage, cell, channel = "score_pool4", (2, 3), 1
    found = receptive.effective(run, stage, cell, channel)
    row, column = np.unravel_index(found.magnitude.argmax(), found.magnitude.shape)
    x = run.engine.exact(run, ("input",))["input"][None]
    step = torch.zeros_like(x)
    step[0, 2, row, column] = 1e-2
    up, down = (run.engine.replay(run, {"input": x + s}, (stage,))[stage][0, channel, 2, 3] for s in (step, -step))
    assert float(up - down) / 2e-2 == pytest.approx(found.gradient[2, row, column], rel=1e-2)


def test_all_channels_are_the_sum_of_each(run):
    channels = run.trace["score_pool4"].shape[0]
    whole = receptive.effective(run, "score_pool4", (1, 1)).gradient
    each = sum(receptive.effective(run, "score_pool4", (1, 1), c).gradient for c in range(channels))
    np.testing.assert_allclose(whole, each, atol=1e-5 * np.abs(whole).max())


def test_asking_again_costs_nothing(run):
    first = receptive.effective(run, "pool3", (0, 0)).gradient
    assert np.shares_memory(receptive.effective(run, "pool3", (0, 0)).gradient, first)
    assert not np.array_equal(receptive.effective(run, "pool3", (0, 1)).gradient, first)


def test_boxes():
    graph = zoo.graph("fcn")
    assert receptive.box(graph, (512, 512), "pool5", (8, 8), clip=False).size == (212, 212)
    assert receptive.box(graph, (512, 512), "fc6", (8, 8), clip=False).size == (404, 404)
    assert receptive.box(graph, (64, 64), "conv1_1", (0, 63)) == Box(0, 1, 62, 63)
    assert receptive.box(graph, (64, 64), "conv1_1", (0, 63), clip=False) == Box(-1, 1, 62, 64)
    assert receptive.box(zoo.graph("fcn", geometry="paper"), (64, 64), "conv1_1", (0, 0)) is None
    with pytest.raises(IndexError):
        receptive.box(graph, (64, 64), "pool5", (2, 0))


def test_the_effective_field_is_measured_in_pixels():
    gradient = np.zeros((2, 4, 5), np.float32)
    gradient[0, 1, 1], gradient[1, 1, 1], gradient[0, 2, 2], gradient[1, 3, 3] = 3, 4, 4, 1
    found = Effective(gradient, Box(1, 2, 1, 2))
    assert found.magnitude[1, 1] == 5
    assert found.outside == 1
    assert [found.pixels(share) for share in (0.4, 0.9, 0.95, 1)] == [1, 2, 3, 3]
    assert found.side(0.9) == pytest.approx(2**0.5)
    nothing = Effective(np.zeros((1, 3, 3), np.float32), None)
    assert (nothing.pixels(), nothing.outside) == (0, 0)


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 6, 16, 45, 404])
def test_the_central_half_is_half_as_wide_and_in_the_middle(length):
    middle = Box(-7, length - 8, 0, 3).half
    centre = -7 + (length - 1) / 2
    wanted = [pixel for pixel in range(-7, length - 7) if abs(pixel - centre) <= length / 4]
    assert list(range(middle.top, middle.bottom + 1)) == wanted
    assert abs(len(wanted) - length / 2) <= 1
    assert (middle.left, middle.right) == (1, 2)


def test_the_share_of_the_energy_in_the_central_half():
    whole = Box(2, 9, 1, 16)

    def share(*places):
        gradient = np.zeros((2, 12, 20), np.float32)
        for channel, row, column, slope in places:
            gradient[channel, row, column] = slope
        return Effective(gradient, whole).central(whole)

    assert share((0, 5, 8, 1), (1, 6, 9, -3)) == 1
    assert share((0, 2, 1, 1), (1, 9, 16, 5)) == 0
    assert share((0, 5, 8, -3), (1, 5, 8, 4), (0, 2, 8, 5)) == pytest.approx(25 / 50)
    assert share((0, 4, 5, 1), (0, 4, 4, 1), (0, 3, 5, 1), (0, 7, 12, 1)) == pytest.approx(2 / 4)
    assert np.isnan(share())
    even = Effective(np.ones((3, 12, 20), np.float32), whole)
    even.gradient[:, :2], even.gradient[:, 10:], even.gradient[:, :, 0], even.gradient[:, :, 17:] = 0, 0, 0, 0
    assert even.central(whole) == 1 / 4
    # The part of the box that lies beyond the picture counts as box.
    corner = Effective(np.ones((1, 12, 20), np.float32), Box(0, 11, 0, 19))
    assert corner.central(Box(-12, 11, -20, 19)) == pytest.approx(6 * 10 / 240)


@pytest.mark.parametrize("stage", ["pool3", "pool5", "fc6"])
def test_many_ways_lead_through_the_middle_and_few_through_the_edge(monkeypatch, stage):
    """With equal positive weights a pixel's gradient counts the ways from it to the cell."""
    thin.shrink(monkeypatch, width=1 / 64, classes=2)
    build = zoo.build
    monkeypatch.setattr(zoo, "build", lambda *args, **options: positive(build(*args, **options)))
    run = Engine().analyse(from_pixels(np.full((416, 416, 3), 255, np.uint8)), "fcn-32s", size=416, weights="untrained")
    cell = tuple(side // 2 for side in run.trace[stage].shape[1:])
    whole = receptive.box(run.graph, (416, 416), stage, cell, clip=False)
    assert receptive.effective(run, stage, cell).central(whole) > 0.6
