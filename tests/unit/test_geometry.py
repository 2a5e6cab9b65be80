"""The arithmetic against the published figures, and against the real modules."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from segviz.geometry import Frame, SideError, SizeError
from segviz.models import zoo
from segviz.models.network import Network

NAMES = list(zoo.MODELS)
TEACHING = [("fcn", g) for g in ("same", "paper")] + [(n, None) for n in NAMES if n != "fcn"]


def thin(name, geometry=None, **options):
    return zoo.build(name, num_classes=2, geometry=geometry, width=1 / 64, **options)


# -- published figures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "params", "without_up"),
    [
        ("fcn-32s-paper", 136_152_917, 134_346_581),
        ("fcn-16s-paper", 134_815_994, 134_357_354),
        ("fcn-8s-paper", 134_489_759, 134_362_751),
    ],
)
def test_paper_fcn_parameters(name, params, without_up):
    graph = zoo.graph(name)
    assert graph.params == params
    assert params - sum(op.params for op in graph.ops if op.kind == "up") == without_up


@pytest.mark.parametrize(
    ("name", "classes", "channels", "params"),
    [
        ("unet-paper", 2, 1, 31_030_658),
        ("unet-paper", 2, 3, 31_031_810),
        ("unet-paper", 21, 3, 31_033_045),
        ("unet-article", 1, 3, 34_525_635),
        ("fcn-article", 21, 3, 18_644_373),
        ("vgg16-heatmap", 1000, 3, 138_357_544),
    ],
)
def test_parameters(name, classes, channels, params):
    assert zoo.graph(name, classes, channels).params == params


@pytest.mark.parametrize(
    ("side", "pools", "fc6", "ups"),
    [
        (224, [211, 106, 53, 27, 14], 8, [288, 18, 304, 38, 312]),
        (500, [349, 175, 88, 44, 22], 16, [544, 34, 560, 70, 568]),
        (512, [355, 178, 89, 45, 23], 17, [576, 36, 592, 74, 600]),
    ],
)
def test_paper_fcn_sizes(side, pools, fc6, ups):
    sides = zoo.graph("fcn", geometry="paper").sides(side)
    assert sides["conv1_1"] == side + 198
    assert [sides[f"pool{i}"] for i in range(1, 6)] == pools
    assert sides["fc6"] == fc6
    assert [sides[n] for n in ("upscore", "upscore2", "upscore16", "upscore_pool4", "upscore8")] == ups


def test_paper_fcn_crops_are_derived():
    crops = {op.name: op.crop for op in zoo.graph("fcn", geometry="paper").ops if op.kind == "crop"}
    assert crops == {"score_32s": 19, "score_pool4c": 5, "score_16s": 27, "score_pool3c": 9, "score_8s": 31}


def test_fcn_receptive_fields():
    rows = {row.name: row for row in zoo.graph("fcn").rows((512, 512))}
    assert [rows[f"pool{i}"].receptive_field for i in range(1, 6)] == [6, 16, 44, 100, 212]
    assert (rows["fc6"].receptive_field, rows["fc6"].stride) == (404, 32)


ARTICLE_SHAPES = {
    "encoder_block1": (64, 568, 568), "encoder_pool1": (64, 284, 284), "encoder_block2": (128, 280, 280),
    "encoder_pool2": (128, 140, 140), "encoder_block3": (256, 136, 136), "encoder_pool3": (256, 68, 68),
    "encoder_block4": (512, 64, 64), "encoder_pool4": (512, 32, 32), "bottleneck": (1024, 28, 28),
    "decoder_block4": (512, 52, 52), "decoder_block3": (256, 100, 100), "decoder_block2": (128, 196, 196),
    "decoder_block1": (64, 388, 388), "final_layer": (1, 386, 386),
}  # fmt: skip


def test_article_unet_printed_shapes():
    rows = {row.name: row for row in zoo.graph("unet-article").rows((572, 572))}
    assert {name: rows[name].out for name in ARTICLE_SHAPES} == ARTICLE_SHAPES
    assert rows["bottleneck"].receptive_field == 140


def test_unet_crops():
    graph = zoo.graph("unet-paper")
    sides = graph.sides(572)
    crops = {op.name: op for op in graph.ops if op.kind == "crop"}
    found = {
        n: (sides[op.inputs[0]], sides[n], op.crop_start(*(sides[i] for i in op.inputs))) for n, op in crops.items()
    }
    assert found == {"crop4": (64, 56, 4), "crop3": (136, 104, 16), "crop2": (280, 200, 40), "crop1": (568, 392, 88)}
    assert graph.out_side(572) == 388


@pytest.mark.parametrize(
    ("name", "widths"),
    [("unet-paper", {188: 100, 204: 288}), ("unet-article", {188: 2, 204: 85, 220: 299})],
)
def test_unet_output_receptive_field_depends_on_the_phase(name, widths):
    graph = zoo.graph(name)
    lo, hi = graph.fields(572, graph.outputs["mask"])["input"]
    assert dict(zip(*np.unique(hi - lo + 1, return_counts=True), strict=True)) == widths


def test_article_streams_are_misaligned():
    frames = zoo.graph("fcn-article").frames()
    (deep4, skip4), (deep3, skip3) = frames["fuse_pool4"], frames["fuse_pool3"]
    assert (deep4.offset - skip4.offset, deep3.offset - skip3.offset) == (8, 12)
    assert frames["classifier"][0] == Frame(Fraction(1), Fraction(31, 2))


@pytest.mark.parametrize("geometry", ["same", "paper"])
def test_fcn_streams_are_aligned(geometry):
    graph = zoo.graph("fcn", geometry=geometry, strides=("32s", "16s", "8s", "4s", "2s"))
    frames = graph.frames()
    assert all(len({(f.scale, f.offset) for f in frames[op.name]}) == 1 for op in graph.ops)
    assert all(frames[name][0] == Frame() for name in graph.outputs.values())


# -- which sizes fit -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "modulus", "residues", "minimum"),
    [
        ("fcn", 32, (0,), 32),
        ("fcn-article", 32, tuple(range(8)), 32),
        ("unet-paper", 16, (12,), 188),
        ("unet-article", 16, (12,), 188),
        ("unet-same", 16, (0,), 16),
        ("vgg16-heatmap", 1, (0,), 224),
        ("fcn-8s-paper", 1, (0,), 1),
    ],
)
def test_rules(name, modulus, residues, minimum):
    rule = zoo.graph(name).rule
    assert (rule.modulus, rule.residues, rule.minimum) == (modulus, residues, minimum)


def test_refusal_names_what_would_work():
    with pytest.raises(SizeError) as caught:
        zoo.graph("unet-paper").shapes((310, 572))
    assert "310" in str(caught.value)
    assert "300 and 316" in str(caught.value)
    assert "12 more than a multiple of 16" in str(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_nearest_legal_fits_and_is_nearest(name):
    graph = zoo.graph(name)
    for side in (1, 31, 100, 333, 512):
        legal = graph.nearest_legal(side)
        assert graph.fits(legal)
        if graph.fits(side) and name != "fcn-article":
            assert legal == side
    if name == "fcn-article":  # 515 runs too, but returns 512 pixels only
        assert graph.nearest_legal(515) == 512


def bare(network: Network, x: torch.Tensor):
    """Run the modules without asking the arithmetic first: torch alone decides."""
    values = {"input": x}
    for op in network.graph.ops:
        values[op.name] = network.get_submodule(op.path)(*(values[i] for i in op.inputs))
    return values


@pytest.mark.parametrize("name", ["unet-paper", "unet-article", "unet-same", "fcn-article", "vgg16-heatmap"])
def test_what_fits_is_what_torch_runs(name):
    network = thin(name)
    graph = network.graph
    across = graph.nearest_legal(64)
    sizes = [*range(32, 120, 7), *range(186, 226), 331, 332]
    for side in sizes:
        try:
            with torch.inference_mode():
                values = bare(network, torch.zeros(1, graph.in_channels, side, across))
            ran = values[graph.ops[-1].name].shape[2]
        except (RuntimeError, SideError):
            ran = None
        expected = graph.out_side(side) if graph.fits(side) else None
        assert ran == expected, side


@pytest.mark.parametrize(("name", "geometry"), TEACHING)
@settings(max_examples=3, deadline=None)
@given(height=st.integers(32, 240), width=st.integers(32, 240))
def test_shapes_are_those_of_a_real_pass(name, geometry, height, width):
    network = thin(name, geometry)
    graph = network.graph
    size = (graph.nearest_legal(height), graph.nearest_legal(width))
    with torch.inference_mode():
        values = bare(network, torch.zeros(1, graph.in_channels, *size))
    assert {op.name: tuple(values[op.name].shape[1:]) for op in graph.ops} == graph.shapes(size)


# -- what a cell sees ------------------------------------------------------------------------------------------------


def supported(network, target, size, cell):
    """Input pixels on which a cell depends, by a gradient through positive weights (average for max pooling)."""
    for op in network.graph.ops:
        module = network.get_submodule(op.path)
        if op.kind == "pool":
            average = torch.nn.AvgPool2d(op.kernel, op.stride, op.padding, op.ceil)
            parent, _, leaf = op.path.rpartition(".")
            setattr(network.get_submodule(parent), leaf, average)
        for parameter in module.parameters():
            torch.nn.init.constant_(parameter, 0.1)
    x = torch.ones(1, network.graph.in_channels, *size, dtype=torch.float64, requires_grad=True)
    bare(network.double(), x)[target][0, 0, cell[0], cell[1]].backward()
    seen = x.grad[0].sum(0) > 0
    rows, columns = seen.any(1).nonzero().ravel(), seen.any(0).nonzero().ravel()
    return tuple((int(a.min()), int(a.max())) if len(a) else None for a in (rows, columns))


@pytest.mark.parametrize(("name", "geometry"), TEACHING)
def test_fields_are_exactly_the_gradients_support(name, geometry):
    network = thin(name, geometry)
    graph = network.graph
    size = (graph.nearest_legal(64), graph.nearest_legal(96))
    rng = np.random.default_rng(0)
    shapes = graph.shapes(size)
    targets = [op.name for op in graph.ops if op.kind in ("pool", "up", "sum", "concat", "crop")] + [graph.ops[-1].name]
    for target in rng.choice(targets, 3):
        cell = tuple(int(rng.integers(n)) for n in shapes[target][1:])
        found = supported(network, target, size, cell)
        for axis in (0, 1):
            lo, hi = (bound[cell[axis]] for bound in graph.fields(size[axis], target)["input"])
            assert found[axis] == ((lo, hi) if lo <= hi else None), (target, cell)


@pytest.mark.parametrize(("name", "geometry"), TEACHING)
def test_frames_centre_what_a_cell_sees(name, geometry):
    """Without merges and borders, a frame's centre is the middle of the receptive field for every symmetric kernel."""
    graph = zoo.graph(name, geometry=geometry)
    side = graph.nearest_legal(320)
    frames = graph.frames(side)
    for op in graph.ops:
        if op.kind == "up":
            break
        lo, hi = graph.fields(side, op.name, clip=False)["input"]
        assert [frames[op.name][0](i) for i in range(len(lo))] == ((lo + hi) / 2).tolist()


# -- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_rows_add_up_to_the_modules(name):
    network = thin(name)
    size = (network.graph.nearest_legal(256),) * 2
    rows = network.graph.rows(size)
    learned = sum(p.numel() for p in network.parameters())
    assert sum(row.params for row in rows) == network.graph.params == learned
    blocks = [row for row in rows if row.kind == "block"]
    assert all(row.macs == row.params == 0 for row in blocks)
    assert len({row.name for row in rows}) == len(rows)


def test_macs_are_those_of_a_counted_pass():
    from torch.utils.flop_counter import FlopCounterMode

    for name in ("fcn", "unet-article", "fcn-article"):
        network = thin(name)
        side = network.graph.nearest_legal(96)
        with FlopCounterMode(display=False) as counter, torch.inference_mode():
            network(torch.zeros(1, network.graph.in_channels, side, side))
        assert 2 * sum(row.macs for row in network.graph.rows((side, side))) == counter.get_total_flops()
