"""What the U-Net's crops keep and lose, against the reference figures and by counting."""

from __future__ import annotations

import numpy as np
import pytest

from segviz.analysis import crops
from segviz.geometry import SideError
from segviz.models import zoo

PAPER, ARTICLE, SAME = (zoo.graph(name) for name in ("unet-paper", "unet-article", "unet-same"))


def test_the_papers_crops_at_572():
    found = [(s.level, s.stage, s.side, s.kept, s.first) for s in crops.skips(PAPER, 572)]
    assert found == [
        (1, "encoder_block1.relu2", 568, 392, 88),
        (2, "encoder_block2.relu2", 280, 200, 40),
        (3, "encoder_block3.relu2", 136, 104, 16),
        (4, "encoder_block4.relu2", 64, 56, 4),
    ]
    assert [s.concat.name for s in crops.skips(PAPER, 572)] == ["concat1", "concat2", "concat3", "concat4"]


@pytest.mark.parametrize("side", [188, 508, 572, 1020])
def test_kept_parts_lie_in_the_middle_of_the_papers_input_and_nest(side):
    fields = [s.field for s in crops.skips(PAPER, side)]
    assert all(low + high == side for low, high in fields)
    assert fields == sorted(fields, reverse=True)
    low, _ = fields[0]
    assert low + 2 == crops.lost(PAPER, side)  # two more convolutions after the last concatenation


def test_a_padded_network_keeps_and_predicts_everything():
    assert all((s.first, s.kept) == (0, s.side) for s in crops.skips(SAME, 576))
    assert all(s.field == (0, 576) for s in crops.skips(SAME, 576))
    assert [crops.lost(graph, side) for graph, side in ((PAPER, 572), (ARTICLE, 572), (SAME, 576))] == [92, 93, 0]


def test_lines_follow_the_sides_of_the_graph_and_end_at_the_failure():
    said = {op.name: text for op, text in crops.lines(PAPER, 572)}
    sides = PAPER.sides(572)
    assert said["crop4"] == "64 − 4 − 4 = 56"
    assert said["upconv4"] == "(28 − 1)·2 − 2·0 + 2 = 56"
    assert all(int(text.rsplit("= ", 1)[1]) == sides[name] for name, text in said.items())
    assert "final_layer" not in said
    seen = []
    with pytest.raises(SideError):
        seen.extend(op.name for op, _ in crops.lines(PAPER, 580))
    assert seen[-1] == "upconv4"


def test_the_odd_size_trap_of_the_article():
    found = crops.trap(ARTICLE, 572)
    assert found == crops.Trap(573, "crop1", 569, 392, 393)
    at_level_4 = crops.trap(ARTICLE, 580)
    assert at_level_4 == crops.Trap(580, "crop4", 65, 56, 57)
    assert at_level_4.kept == at_level_4.skip - 2 * ((at_level_4.skip - at_level_4.wanted) // 2)
    assert crops.trap(PAPER, 188) is None


@pytest.mark.parametrize(("side", "tile"), [(572, 572), (700, 348), (700, 284), (1020, 204)])
def test_tiles_predict_everything_but_the_frame(side, tile):
    starts = crops.tiles(side, tile, 92, 16)
    seen = np.zeros(side, int)
    for start in starts:
        seen[start + 92 : start + tile - 92] += 1
    assert (seen[92:-92] > 0).all()
    assert not seen[:92].any()
    assert not seen[-92:].any()
    assert all(start % 16 == 0 for start in starts)


def test_a_tile_that_predicts_too_little_is_refused():
    with pytest.raises(ValueError, match="188"):
        crops.tiles(700, 188, 92, 16)


@pytest.mark.parametrize("side", [204, 364, 572])
def test_only_the_articles_network_reads_beyond_its_maps(side):
    assert not crops.reads_beyond(PAPER, side).any()
    article = crops.reads_beyond(ARTICLE, side)
    # Behind the last cell of the four up-convolutions: 1 + 2 + 4 + 8 rows of the output, and none in front.
    assert np.flatnonzero(article).tolist() == list(range(len(article) - 15, len(article)))


def test_padded_convolutions_read_beyond_all_around():
    beyond = crops.reads_beyond(SAME, 320)
    assert beyond[0]
    assert beyond[-1]
    assert not beyond[160]
