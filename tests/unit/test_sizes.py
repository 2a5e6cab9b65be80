"""The size sandbox against the real networks: torch alone decides what runs, where it stops and what comes out."""

import os

import pytest
import torch

from segviz.analysis.sizes import Failure, attempt, examine
from segviz.geometry import SideError
from segviz.models import zoo
from segviz.text import LANGUAGES, translate

NETWORKS = [("fcn-fine", "same"), ("fcn-fine", "paper")] + [
    (name, None) for name in zoo.MODELS if name not in ("fcn", "fcn-fine")
]
FIRST, LAST = 32, 700
# Whole passes: all residues of every period, near both ends and in between; SEGVIZ_ALL_SIZES=1 tries each size.
SOME = sorted({*range(FIRST, 66), *range(185, 207), *range(300, LAST, 67), 96, 320, 512, 316, 572, LAST - 1, LAST})
SIDES = range(FIRST, LAST + 1) if os.environ.get("SEGVIZ_ALL_SIZES") else SOME
# What torch made of an operation and its inputs' sizes: networks share most of their layers.
MEASURED = {}


def thin(name, geometry):
    return zoo.build(name, num_classes=1, geometry=geometry, width=1 / 64)


@torch.inference_mode()
def real(network, size):
    """(operation that fails, None) or (None, output sizes) of a walk through the modules, unguarded by arithmetic."""
    graph = network.graph
    values = {"input": torch.zeros(1, graph.in_channels, *size)}
    for op in graph.ops:
        values[op.name] = output(network, op, [values[i] for i in op.inputs])
        if values[op.name] is None:
            return op.name, None
    return ending(graph, size, {name: tuple(value.shape[2:]) for name, value in values.items()})


def output(network, op, inputs):
    """What the operation's module makes of its inputs, None if it refuses them."""
    if op.kind == "sum" and inputs[0].shape != inputs[1].shape:
        return None  # torch would repeat a single row
    try:
        return network.get_submodule(op.path)(*inputs)
    except (RuntimeError, SideError):
        return None


def ending(graph, size, sizes):
    outputs = {name: sizes[name] for name in graph.outputs.values()}
    wrong = [name for name, out in outputs.items() if graph.whole and out != size]
    return (wrong[0], None) if wrong else (None, next(iter(outputs.values())))


@torch.inference_mode()
def walked(network, side):
    """(operation that fails, None) or (None, output side) along one axis: each operation's module is run by itself on
    the sides that those before it gave, once for all networks, and decides."""
    graph = network.graph
    sides = {"input": side}
    for op in graph.ops:
        given = tuple(sides[i] for i in op.inputs)
        key = (op.kind, op.kernel, op.stride, op.padding, op.output_padding, op.ceil, op.crop, given)
        if key not in MEASURED:
            channels = [graph.in_channels if i == "input" else graph.op(i).out_channels for i in op.inputs]
            shapes = [(1, count, n, n if op.kind == "crop" else 8) for count, n in zip(channels, given, strict=True)]
            out = output(network, op, [torch.empty(shape) for shape in shapes])
            MEASURED[key] = None if out is None else out.shape[2]
        sides[op.name] = MEASURED[key]
        if sides[op.name] is None:
            return op.name, None
    return ending(graph, side, sides)


@pytest.mark.parametrize(("name", "geometry"), NETWORKS)
def test_agrees_with_the_real_layers_at_every_size(name, geometry):
    network = thin(name, geometry)
    for side in range(FIRST, LAST + 1):
        failed, out = walked(network, side)
        found = attempt(network.graph, side)
        assert (found.op if isinstance(found, Failure) else None) == failed, side
        assert out is None or found.cells == out, side


@pytest.mark.parametrize(
    ("name", "sides"),
    [("fcn-8s", (64, 65)), ("fcn-article", (39, 40)), ("unet-paper", (188, 190)), ("unet-same", (32, 33))],
)
def test_agrees_with_the_network_at_full_width(name, sides):
    network = zoo.build(name)
    for side in sides:
        verdict = examine(network.graph, (side, side))
        failed, out = real(network, (side, side))
        assert (verdict.failure.op if verdict.failure else None) == failed
        assert out is None or out == (verdict.height.output.cells, verdict.width.output.cells)
    assert failed, "the last size does not fit"


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
