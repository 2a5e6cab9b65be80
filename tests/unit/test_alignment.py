"""The alignment ledger: published crop offsets, formulas to be checked by hand, and shifts that real networks show."""

from fractions import Fraction

import pytest
import torch

from segviz.analysis import alignment
from segviz.edits import Ablation, editor
from segviz.geometry import INPUT, SizeError
from segviz.models import zoo
from segviz.models.init import bilinear
from segviz.replay import replay
from segviz.text import LANGUAGES, translate


@pytest.mark.parametrize("side", [1, 224, 333, 500])
def test_the_published_offsets_follow_at_any_size(side):
    found = {}
    for name in ("fcn-32s-paper", "fcn-16s-paper", "fcn-8s-paper"):
        found[name] = {crop.stage: crop.first for crop in alignment.crops(zoo.graph(name), side).values()}
    assert found == {
        "fcn-32s-paper": {"upscore": 19},
        "fcn-16s-paper": {"score_pool4": 5, "upscore16": 27},
        "fcn-8s-paper": {"score_pool4": 5, "score_pool3": 9, "upscore8": 31},
    }


@pytest.mark.parametrize("side", [188, 572, 700])
def test_u_nets_crops_follow_at_any_size(side):
    crops = alignment.crops(zoo.graph("unet-paper"), side)
    assert {name: (crop.first, crop.last, crop.off) for name, crop in crops.items()} == {
        "crop4": (4, 4, 0),
        "crop3": (16, 16, 0),
        "crop2": (40, 40, 0),
        "crop1": (88, 88, 0),
    }
    assert alignment.output_line(zoo.graph("unet-paper"), side).after.offset == 92


def test_the_articles_streams():
    assert alignment.gaps(zoo.graph("fcn-article"), 512) == {"fuse_pool4": 8, "fuse_pool3": 12}
    assert alignment.output_line(zoo.graph("fcn-article"), 512).after.offset == Fraction(31, 2)
    crops = alignment.crops(zoo.graph("unet-article"), 572)
    assert [crop.wanted for crop in crops.values()] == [Fraction(n, 2) for n in (9, 35, 87, 191)]
    assert [crop.off for crop in crops.values()] == [
        -gap for gap in alignment.gaps(zoo.graph("unet-article"), 572).values()
    ]


@pytest.mark.parametrize("name", list(zoo.MODELS))
def test_formulas_can_be_checked_by_hand(name):
    graph = zoo.graph(name)
    side = graph.nearest_legal(300)
    lines = alignment.ledger(graph, side)
    assert [line.op for line in lines] == list(graph.ops)
    for line in lines:
        assert line.side == graph.sides(side)[line.op.name]
        facts = line.note.facts
        formulas = {"alignment-moves": "{formula}", "alignment-crop": "{formula} = {wanted}"}
        if line.note.code in formulas:
            left, right = formulas[line.note.code].format(**facts).replace("−", "-").replace("·", "*").split("=")
            assert eval(left) == float(right)
            expected = line.crop.first if line.crop else float(line.after.offset)
            assert float(right) == expected
        for language in LANGUAGES:
            assert translate(language, line.note.code, **facts)


def even(name, geometry):
    """A network whose every window is uniform, every up-sampling bilinear: its cells lie where its windows lie."""
    network = zoo.build(name, num_classes=1, geometry=geometry, width=1 / 64)
    for op in network.graph.ops:
        module = network.get_submodule(op.path)
        if op.kind == "pool":
            parent, _, leaf = op.path.rpartition(".")
            average = torch.nn.AvgPool2d(op.kernel, op.stride, op.padding, op.ceil)
            setattr(network.get_submodule(parent), leaf, average)
        for parameter in module.parameters():
            torch.nn.init.ones_(parameter)
        if op.kind == "up":
            module.weight.data[:] = bilinear(op.kernel)
    return network


def centroid(network, size, stage, columns):
    """The mean column of the input pixels, weighted with what they bring to the stage's ``columns``, and the slope."""
    x = torch.ones(1, network.graph.in_channels, *size, requires_grad=True)
    # A merge mixes streams that may lie apart: only the deep one is followed.
    merges = [Ablation(op.name) for op in network.graph.ops if op.kind in ("sum", "concat")]
    values = replay(network, size, {INPUT: x}, (stage,), edit=editor(merges))[stage]
    slope = torch.autograd.grad(values[..., columns].sum(), x)[0].sum((0, 1, 2))
    return float((slope * torch.arange(size[1])).sum() / slope.sum())


@pytest.mark.parametrize(
    ("name", "geometry"),
    [
        ("fcn", "same"),
        ("fcn", "paper"),
        *((n, None) for n in ("fcn-article", "unet-paper", "unet-article", "unet-same")),
    ],
)
def test_streams_lie_where_the_ledger_says(name, geometry):
    """Over a whole period of columns the centre of what a stream sees is the middle of its cells."""
    network = even(name, geometry)
    graph = network.graph
    width = graph.nearest_legal(640)
    size = (graph.nearest_legal(40), width)
    sides, gaps = graph.sides(width), alignment.gaps(graph, width)
    assert gaps
    for merge, gap in gaps.items():
        first = sides[merge] // 2
        frame = graph.frames(width)[merge][0]
        period = int(32 / frame.scale)
        columns = slice(first, first + period)
        skip, deep = (centroid(network, size, stream, columns) for stream in graph.op(merge).inputs)
        assert deep - skip == pytest.approx(float(gap), abs=0.01), merge
        assert deep == pytest.approx(frame(first + (period - 1) / 2), abs=0.01), merge


def test_a_size_that_does_not_fit_is_refused():
    with pytest.raises(SizeError, match="300 and 316"):
        alignment.ledger(zoo.graph("unet-paper"), 310)
