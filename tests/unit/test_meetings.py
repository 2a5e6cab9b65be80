"""Where streams meet: the reference's crops and shifts, and what another crop would do, against a real pass."""

from fractions import Fraction

import pytest
import torch

from segviz.analysis.meetings import PICTURE, SKIP, meetings
from segviz.models import zoo


def found(name, side, geometry=None):
    return {met.stage: met for met in meetings(zoo.graph(name, geometry=geometry), side)}


@pytest.mark.parametrize(
    ("name", "side", "crops"),
    [
        ("fcn-32s-paper", 512, {"score": 19}),
        ("fcn-16s-paper", 500, {"fuse_pool4": 5, "score": 27}),
        ("fcn-8s-paper", 333, {"fuse_pool4": 5, "fuse_pool3": 9, "score": 31}),
        ("unet-paper", 572, {"concat4": 4, "concat3": 16, "concat2": 40, "concat1": 88}),
    ],
)
def test_the_papers_crops_put_every_stream_on_its_partner(name, side, crops):
    met = found(name, side)
    assert {stage: m.crop.first for stage, m in met.items() if m.crop} == crops
    assert not any(m.gap for m in met.values())
    for m in met.values():
        if m.crop:
            cell = m.crop.here.scale
            assert [m.cutting(m.crop.first + n).gap * (1 if m.against == PICTURE else -1) for n in (-1, 0, 2)] == [
                -cell,
                0,
                2 * cell,
            ]


def test_the_articles_streams_lie_apart():
    article = found("fcn-article", 512)
    assert {stage: m.gap for stage, m in article.items()} == {
        "fuse_pool4": 8,
        "fuse_pool3": 12,
        "classifier": Fraction(31, 2),
    }
    assert found("fcn-article", 519)["classifier"].gap == Fraction(31, 2)
    assert [m.against for m in article.values()] == [SKIP, SKIP, PICTURE]
    unet = found("unet-article", 572)
    assert [m.gap for m in unet.values()] == [4, 6, 7, Fraction(15, 2), Fraction(15, 2)]
    # Half a cell: no crop can mend it.
    deepest = unet["concat4"]
    assert [abs(deepest.cutting(n).gap) for n in (3, 4, 5)] == [12, 4, 4]


NETWORKS = [
    ("fcn-article", None),
    ("fcn-8s", "same"),
    ("fcn-8s", "paper"),
    ("unet-article", None),
    ("unet-paper", None),
]


@pytest.mark.parametrize(("name", "geometry"), NETWORKS)
def test_a_real_pass_shows_the_streams_as_far_apart_as_said(name, geometry):
    network = zoo.build(name, num_classes=1, geometry=geometry, width=1 / 64).double()
    side = network.graph.nearest_legal(500)
    measured = positions(network, side)
    met = meetings(network.graph, side)
    assert len(met) > 2
    for m in met:
        second = measured[m.stage][-1]
        cells = torch.arange(len(second))
        first = measured[m.stage][0] if m.against == SKIP else float(m.first.scale) * cells + float(m.first.offset)
        # Where an up-sampling repeats each cell (2x2, stride 2) its neighbours show one place: right on the average.
        half = max(1, 8 // int(m.first.scale))
        middle = slice(len(second) // 2 - half, len(second) // 2 + half)
        assert float((second - first)[middle].mean()) == pytest.approx(float(m.gap), abs=1e-6), m.stage


@torch.inference_mode()
def positions(network, side):
    """For each stage the pixel that its cells show along the middle row, one array a stream.

    Convolutions average and up-samplings interpolate, so a ramp keeps its slope; a maximum pool favours the bright end
    as much on a rising as on a falling ramp, so both together give the middle. At merges the deep stream goes on.
    """
    for op in network.graph.ops:
        if op.kind in ("conv", "up"):
            smooth(network.get_submodule(op.path), op)
    rising = torch.arange(side).double().expand(1, network.graph.in_channels, side, side)
    up, down = walk(network, rising), walk(network, side - rising)
    return {
        name: [((u - d + side) / 2)[0, 0, u.shape[2] // 2] for u, d in zip(up[name], down[name], strict=True)]
        for name in up
    }


def smooth(module, op):
    module.weight.fill_(1 / op.kernel**2)
    if op.kind == "up":
        middle, reach = (op.kernel - 1) / 2, (op.kernel + 1) // 2
        slope = torch.tensor([1 - abs(i - middle) / reach for i in range(op.kernel)])
        slope = slope if op.kernel > op.stride else torch.ones(op.kernel)
        module.weight.copy_(torch.outer(slope, slope).expand_as(module.weight))
    module.weight /= op.in_channels // op.groups
    if module.bias is not None:
        module.bias.zero_()


def walk(network, x):
    values, streams = {"input": x}, {}
    for op in network.graph.ops:
        inputs = [values[i] for i in op.inputs]
        if op.kind in ("sum", "concat"):
            streams[op.name] = inputs
            values[op.name] = inputs[1] if op.kind == "sum" else torch.cat([inputs[1]] * 2, 1)
        else:
            value = network.get_submodule(op.path)(*inputs)
            values[op.name] = inputs[0] if op.kind == "batchnorm" else value
            streams[op.name] = [values[op.name]]
    return streams


def test_one_stream_meets_nothing_but_lies_right():
    (only,) = found("vgg16-heatmap", 224).values()
    assert (only.stage, only.gap, only.crop) == ("fc8", 0, None)
    with pytest.raises(ValueError, match="fc8"):
        only.cutting(1)
    whole = found("unet-same", 256)
    assert all(m.crop is None and m.gap == 0 for m in whole.values())
