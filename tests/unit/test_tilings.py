"""Overlap tiles: every output cell once, and the numbers of one pass over the whole."""

import pytest
import torch

from segviz import tilings
from segviz.models import zoo
from tests.unit import thin

NETWORKS = [(name, geometry) for name, row in zoo.MODELS.items() for geometry in (row.geometries or (None,))]


def outputs(network, x):
    found = network(x)
    return found if isinstance(found, dict) else {"mask": found}


@pytest.mark.parametrize(("name", "geometry"), NETWORKS)
def test_tiles_give_what_one_pass_gives(name, geometry):
    network = thin.shaken(zoo.build(name, 3, geometry=geometry, width=1 / 32))
    graph = network.graph
    tall, wide = graph.nearest_legal(1300), graph.nearest_legal(500)
    x = torch.randn(1, graph.in_channels, tall, wide, generator=torch.Generator().manual_seed(1))
    tiles = tilings.tiles(graph, (tall, wide), 736)
    assert len(tiles) > 1
    with torch.inference_mode():
        whole = outputs(network, x)
        made = {label: torch.full_like(scores, torch.nan) for label, scores in whole.items()}
        for rows, columns in tiles:
            part = outputs(network, x[..., rows.start : rows.stop, columns.start : columns.stop])
            for label, scores in part.items():
                there = made[label][..., rows.first : rows.last, columns.first : columns.last]
                assert torch.isnan(there).all(), "a cell was computed twice"
                there.copy_(scores[..., rows.kept, columns.kept])
    for label, scores in whole.items():
        torch.testing.assert_close(made[label], scores, rtol=1e-4, atol=1e-5 * float(scores.abs().max()))


@pytest.mark.parametrize(("name", "geometry"), NETWORKS)
def test_tiles_are_legal_and_leave_no_gap(name, geometry):
    graph = zoo.graph(name, 3, geometry=geometry)
    for near in (1025, 1500, 2777, 6000):
        side = graph.nearest_legal(near)
        spans = tilings.spans(graph, side, 1024)
        assert [span.first for span in spans] == [0, *(span.last for span in spans[:-1])]
        assert spans[-1].last == graph.out_side(side)
        assert spans[-1].stop == side
        assert all(span.stop - span.start <= 1024 and graph.fits(span.stop - span.start) for span in spans)


def test_a_tile_that_sees_too_little_is_refused():
    with pytest.raises(tilings.TileError):
        tilings.spans(zoo.graph("fcn"), 1024, 320)
