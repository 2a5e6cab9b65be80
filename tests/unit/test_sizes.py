"""The size sandbox against the real networks: torch alone decides what runs, where it stops and what comes out."""

import os

import pytest
import torch

from segviz.analysis.sizes import examine
from segviz.geometry import SideError
from segviz.models import zoo
from segviz.text import LANGUAGES, translate

NETWORKS = [("fcn-fine", "same"), ("fcn-fine", "paper")] + [
    (name, None) for name in zoo.MODELS if name not in ("fcn", "fcn-fine")
]
FIRST, LAST = 32, 700
# All residues of every period, near both ends and in between; SEGVIZ_ALL_SIZES=1 tries each size.
SOME = sorted({*range(FIRST, 66), *range(185, 207), *range(300, LAST, 67), 96, 320, 512, 316, 572, LAST - 1, LAST})
SIDES = range(FIRST, LAST + 1) if os.environ.get("SEGVIZ_ALL_SIZES") else SOME


def thin(name, geometry):
    return zoo.build(name, num_classes=1, geometry=geometry, width=1 / 64)


@torch.inference_mode()
def real(network, size):
    """(operation that fails, None) or (None, output sizes) of a walk through the modules, unguarded by arithmetic."""
    graph = network.graph
    values = {"input": torch.zeros(1, graph.in_channels, *size)}
    for op in graph.ops:
        inputs = [values[i] for i in op.inputs]
        if op.kind == "sum" and inputs[0].shape != inputs[1].shape:
            return op.name, None  # torch would repeat a single row
        try:
            values[op.name] = network.get_submodule(op.path)(*inputs)
        except (RuntimeError, SideError):
            return op.name, None
    outputs = {name: tuple(values[name].shape[2:]) for name in graph.outputs.values()}
    wrong = [name for name, out in outputs.items() if graph.whole and out != size]
    return (wrong[0], None) if wrong else (None, next(iter(outputs.values())))


@pytest.mark.parametrize(("name", "geometry"), NETWORKS)
def test_agrees_with_the_real_network(name, geometry):
    network = thin(name, geometry)
    graph = network.graph
    least = graph.rule.minimum
    fitted = 0
    for side in SIDES:
        size = (side, least) if side % 2 else (least, side)
        failed, out = real(network, size)
        verdict = examine(graph, size)
        assert (verdict.failure.op if verdict.failure else None) == failed, size
        if out:
            fitted += 1
            axes = (verdict.height, verdict.width)
            assert tuple(axis.output.cells for axis in axes) == out, size
            for axis in axes:
                covered = axis.output.before + axis.output.after + axis.output.stride * axis.output.cells
                assert covered == axis.side
    assert fitted > 3


@pytest.mark.parametrize(("name", "sizes"), [("unet-paper", ((187, 203), (188, 187))), ("fcn-32s", ((33, 47),))])
def test_both_sides_wrong_the_first_operation_is_named(name, sizes):
    network = thin(name, None)
    for size in sizes:
        assert examine(network.graph, size).failure.op == real(network, size)[0]


@pytest.mark.parametrize("name", list(zoo.MODELS))
def test_neighbours_are_the_nearest_that_fit(name):
    graph = zoo.graph(name)
    for side in (1, 100, 187, 301, 700):
        axis = examine(graph, (side, side)).height
        below = axis.below or 0
        assert below < side < axis.above
        assert not any(graph.fits(n) for n in [*range(below + 1, side), *range(side + 1, axis.above)])
        assert graph.fits(axis.above)
        assert axis.below is None or graph.fits(axis.below)


def test_what_is_lost_at_the_borders():
    paper = examine(zoo.graph("unet-paper"), (572, 572)).height.output
    assert (paper.cells, paper.before, paper.after, paper.silent) == (388, 92, 92, False)
    article = examine(zoo.graph("unet-article"), (572, 572)).height.output
    assert (article.cells, article.before, article.after) == (386, 93, 93)
    short = examine(zoo.graph("fcn-article"), (512, 519))
    assert (short.height.output.after, short.height.output.silent) == (0, False)
    assert (short.width.output.cells, short.width.output.after, short.width.output.silent) == (512, 7, True)
    heat = examine(zoo.graph("vgg16-heatmap"), (224, 256))
    assert (heat.height.output.cells, heat.height.output.before, heat.height.output.after) == (1, 96, 96)
    assert heat.width.output.cells == 2
    whole = examine(zoo.graph("fcn", geometry="paper"), (333, 500)).height.output
    assert (whole.cells, whole.before, whole.after) == (333, 0, 0)


@pytest.mark.parametrize(
    ("name", "side", "reason", "words"),
    [
        ("unet-paper", 310, "odd", ("crop4", "31", "22")),
        ("unet-article", 580, "mismatch", ("concat4", "57", "56")),
        ("fcn-32s", 33, "whole", ("upscore", "33", "32")),
        ("vgg16-heatmap", 200, "kernel", ("fc6", "6", "7")),
    ],
)
def test_the_reason_is_said_in_both_languages(name, side, reason, words):
    failure = examine(zoo.graph(name), (side, side)).failure
    assert failure.reason == reason
    for language in LANGUAGES:
        said = translate(language, failure.note.code, **failure.note.facts)
        assert all(word in said for word in words), said


def test_every_reason_has_its_words():
    reasons = {}
    for graph in (zoo.graph(name) for name in zoo.MODELS):
        for side in range(1, LAST + 1):
            try:
                graph.sides(side)
            except SideError as error:
                reasons[error.reason] = graph, side
    assert set(reasons) == {"mismatch", "kernel", "odd", "whole"}
    for graph, side in reasons.values():
        note = examine(graph, (side, side)).failure.note
        assert translate("en", note.code, **note.facts) != translate("zh", note.code, **note.facts)
