"""The arithmetic that the ladder does in the browser is that of segviz.geometry, cell by cell."""

from __future__ import annotations

import random

import pytest

from segviz.geometry import INPUT
from segviz.models import zoo
from segviz.text import ASSETS


@pytest.fixture(scope="module")
def blank(chromium):
    """An empty page that has loaded the component's module as ``geometry``."""
    page = chromium.new_page()
    source = (ASSETS / "components" / "fields.js").read_text(encoding="utf-8")
    load = "const url = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}))"
    page.evaluate(f"async source => {{ {load}; window.geometry = await import(url) }}", source)
    yield page
    page.close()


@pytest.mark.parametrize("model", zoo.MODELS)
def test_the_browser_sees_the_same_cells_as_geometry(blank, model):
    graph = zoo.graph(model)
    order = [INPUT, *(op.name for op in graph.ops)]
    size = graph.nearest_legal(284), graph.nearest_legal(330)
    arithmetic = [
        {"kind": op.kind, "kernel": op.kernel, "stride": op.stride, "padding": op.padding, "crop": op.crop}
        | {"inputs": [order.index(i) for i in op.inputs]}
        for op in graph.ops
    ]
    sides = [size, *(shape[1:] for shape in graph.shapes(size).values())]
    rng = random.Random(7)
    for name in rng.sample(order[1:], 6) + list(graph.outputs.values()):
        target = order.index(name)
        height, width = sides[target]
        expected = [graph.fields(side, name) for side in size]
        cells = [(rng.randrange(height), rng.randrange(width)) for _ in range(8)] + [(0, 0), (height - 1, width - 1)]
        for cell in cells:
            found = blank.evaluate(
                "([ops, sides, t, cell]) => geometry.fields(ops, sides, t, cell)", [arithmetic, sides, target, cell]
            )
            for position, stage in enumerate(order[: target + 1]):
                for axis, at in enumerate(cell):
                    interval = found[position] and found[position][axis]
                    lo, hi = (int(side[at]) for side in expected[axis].get(stage, ([1] * (at + 1), [0] * (at + 1))))
                    assert interval == ([lo, hi] if lo <= hi else None), (name, cell, stage)
