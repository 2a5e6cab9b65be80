"""The formulas on screen, worked out by Python's own arithmetic from the text itself."""

import re
from fractions import Fraction

import pytest

from segviz.analysis.alignment import ledger
from segviz.analysis.coordinates import cell_at, exact, pixel_at, step
from segviz.geometry import Frame, Op
from segviz.models import zoo

PLACES = (Fraction(0), Fraction(7), Fraction(-31, 2), Fraction(571))


def worth(text, **names):
    """What a formula says, every number in it an exact fraction."""
    plain = text.replace("·", "*").replace("−", "-")
    return eval(re.sub(r"\d+", lambda n: f"Fraction({n[0]})", plain), {"Fraction": Fraction}, names)


@pytest.mark.parametrize("name", list(zoo.MODELS))
def test_every_line_follows_from_the_line_before(name):
    graph = zoo.graph(name)
    for line in ledger(graph, graph.rule.minimum):
        start = line.crop.first if line.crop else 0
        for place in PLACES:
            sides = [worth(side, x=place) for side in step(line.op, start).split(" = ")]
            assert len(set(sides)) == 1, line.op
            # The same input pixel, before and after.
            pixel = line.before.scale * place + line.before.offset
            assert worth(cell_at(line.before), x=pixel) == place
            assert worth(cell_at(line.after), x=pixel) == sides[0], line.op
            assert worth(pixel_at(line.after), i=sides[0]) == pixel


def test_the_formulas_of_the_reference_are_filled_in():
    pool = Op("pool1", "pool", ("x",), "pool1", 1, 1, kernel=2, stride=2)
    up = Op("up", "up", ("x",), "up", 1, 1, kernel=3, stride=2, padding=1, output_padding=1)
    first = Op("conv1_1", "conv", ("x",), "conv1_1", 3, 1, kernel=3, padding=100)
    assert step(pool) == "x/2 + (0 − (2 − 1)/2)/2 = x/2 − 1/4"
    assert step(up) == "2·x + (3 − 1)/2 − 1 = 2·x"
    assert step(first) == "x/1 + (100 − (3 − 1)/2)/1 = x + 99"
    assert step(Op("crop", "crop", ("a", "b"), "crop", 1, 1), 19) == "x − 19"
    assert step(Op("relu", "relu", ("x",), "relu", 1, 1)) == step(Op("fc7", "conv", ("x",), "fc7", 1, 1)) == "x"


def test_fractions_stay_fractions():
    frame = Frame(Fraction(4), Fraction(3, 2))
    assert (cell_at(frame), pixel_at(frame)) == ("x/4 − 3/8", "4·i + 3/2")
    assert pixel_at(Frame()) == "i"
    assert exact(Fraction(-31, 2)) == "−31/2"
