"""Formulas are text: what they say is worked out anew and must be what the geometry says."""

from __future__ import annotations

import math
import re

import pytest

from segviz import arithmetic
from segviz.geometry import Op
from segviz.models import zoo


def _value(formula: str) -> float:
    """The left side of a formula, worked out by Python."""
    text = formula.split(" = ")[0].replace("·", "*").replace("−", "-")
    text = re.sub(r"⌊(.*?)⌋", r"math.floor(\1)", text)
    text = re.sub(r"⌈(.*?)⌉", r"math.ceil(\1)", text)
    return eval(text, {"math": math})


def _result(formula: str) -> int:
    return int(formula.split(" = ")[-1].replace(",", ""))


@pytest.mark.parametrize(("name", "side"), [(n, s) for n in zoo.MODELS for s in (224, 333, 500, 572)])
def test_every_formula_of_every_network_is_true(name, side):
    graph = zoo.graph(name)
    side = graph.nearest_legal(side)
    sides = graph.sides(side)
    for op in graph.ops:
        inputs = [sides[source] for source in op.inputs]
        formula = arithmetic.side(op, *inputs)
        assert _value(formula) == _result(formula) == sides[op.name], (op.name, formula)
        if op.params:
            assert _value(arithmetic.params(op)) == _result(arithmetic.params(op)) == op.params
        if op.kind in ("conv", "up"):
            cells_in, cells_out = (inputs[0], 7), (sides[op.name], 11)
            formula = arithmetic.macs(op, cells_in, cells_out)
            assert _value(formula) == _result(formula) == op.macs(inputs[0] * 7, sides[op.name] * 11)


def test_the_formula_reads_as_one_would_write_it():
    conv = Op("c", "conv", ("input",), "c", 3, 64, kernel=3, padding=1, bias=True)
    assert arithmetic.side(conv, 512) == "(512 + 2·1 − 3)/1 + 1 = 512"
    assert arithmetic.params(conv) == "3·3·3·64 + 64 = 1,792"
    assert arithmetic.macs(conv, (512, 512), (512, 512)) == "3·3·3·64·512·512 = 452,984,832"
    pool = Op("p", "pool", ("c",), "p", 64, 64, kernel=2, stride=2)
    assert arithmetic.side(pool, 512) == "(512 + 2·0 − 2)/2 + 1 = 256"
    assert arithmetic.side(pool, 25) == "⌊(25 + 2·0 − 2)/2⌋ + 1 = 12"
    assert arithmetic.params(pool) == arithmetic.macs(pool, (512, 512), (256, 256)) == ""
    up = Op("u", "up", ("p",), "u", 64, 64, kernel=3, stride=2, padding=1, output_padding=1)
    assert arithmetic.side(up, 28) == "(28 − 1)·2 − 2·1 + 3 + 1 = 56"
    crop = Op("k", "crop", ("c", "u"), "k", 64, 64, crop="centre")
    assert arithmetic.side(crop, 64, 56) == "64 − 4 − 4 = 56"


def test_a_ceiling_is_written_where_the_pool_rounds_up():
    pool = Op("p", "pool", ("c",), "p", 64, 64, kernel=2, stride=2, ceil=True)
    assert arithmetic.side(pool, 355) == "⌈(355 + 2·0 − 2)/2⌉ + 1 = 178"


def test_channels_of_a_concatenation_add_up_and_others_are_just_said():
    concat = Op("cat", "concat", ("a", "b"), "cat", 512, 1024)
    assert arithmetic.channels(concat, 512, 512) == "512 + 512 = 1024"
    assert arithmetic.channels(Op("s", "sum", ("a", "b"), "s", 21, 21), 21, 21) == "21"


def test_a_window_widens_the_receptive_field_by_its_stride():
    # VGG16, pool3 -> conv4_1: 44 px at stride 8.
    conv = Op("conv4_1", "conv", ("pool3",), "conv4_1", 256, 512, kernel=3, padding=1)
    assert arithmetic.field(conv, 44, 8) == "44 + (3 − 1)·8 = 60"
    rows = {row.name: row for row in zoo.graph("fcn-8s").rows((512, 512))}
    assert rows["pool3"].receptive_field == 44
    assert rows["conv4_1"].receptive_field == 60
