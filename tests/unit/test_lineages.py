"""Article, paper and teaching compared: against the reference page's numbers and the networks' printed shapes."""

from __future__ import annotations

import pytest

from segviz.analysis import lineages
from segviz.analysis.alignment import gaps
from segviz.analysis.differences import differences
from segviz.analysis.lineages import LINEAGES, PAPER
from segviz.geometry import SideError
from segviz.models import zoo
from segviz.text import translate


def _tables(family, side):
    return [lineages.table_near(name, (side, side)) for name in LINEAGES[family]]


def _facts(family, side):
    return {found.code: found.facts for found in differences(family, _tables(family, side))}


def test_the_articles_printed_shapes_are_landmarks():
    printed = {
        **{("encoder", n): shape for n, shape in enumerate([(64, 568), (128, 280), (256, 136), (512, 64)], 1)},
        **{("pool", n): shape for n, shape in enumerate([(64, 284), (128, 140), (256, 68), (512, 32)], 1)},
        ("deepest", 1): (1024, 28),
        **{("decoder", n): shape for n, shape in enumerate([(512, 52), (256, 100), (128, 196), (64, 388)], 1)},
    }
    marks = {(mark.role, mark.number): mark for mark in lineages.landmarks(_tables("unet", 572))}
    for key, (channels, side) in printed.items():
        assert marks[key].rows[0].out == (channels, side, side), key
        assert marks[key].rows[0].name.split("_")[0] in ("encoder", "bottleneck", "decoder")
        assert marks[key].rows[PAPER].out == (channels, side, side), key


def test_only_what_differs_from_the_paper_is_marked():
    marks = {(mark.role, mark.number): mark for mark in lineages.landmarks(_tables("fcn", 512))}
    assert marks["fusion", 1].other_channels == (True, False, False)  # 512 feature maps or 21 scores
    assert marks["fusion", 1].other_size == (True, False, True)  # 36 against 32
    assert marks["output", 1].other_channels == marks["output", 1].other_size == (False, False, False)
    assert [row and row.name for row in marks["up", 4].rows] == ["deconv4", None, None]
    assert marks["up", 4].other_channels == (True, False, False)


def test_landmarks_keep_every_networks_own_order():
    for family, side in (("fcn", 500), ("unet", 572)):
        tables = _tables(family, side)
        marks = lineages.landmarks(tables)
        for column, table in enumerate(tables):
            places = [table.rows.index(mark.rows[column]) for mark in marks if mark.rows[column]]
            # A skip is recorded before the up-sampling that it waits for.
            skips = [table.rows.index(m.rows[column]) for m in marks if m.role == "skip" and m.rows[column]]
            rest = [place for place in places if place not in skips]
            assert rest == sorted(rest), table.graph.name


@pytest.mark.parametrize(
    ("name", "side", "shifts", "output"),
    [
        ("fcn-article", 512, [8, 12], 15.5),
        ("fcn-article", 320, [8, 12], 15.5),
        ("fcn-8s-paper", 500, [0, 0], 0),
        ("fcn-8s", 512, [0, 0], 0),
        ("unet-paper", 572, [0, 0, 0, 0], 0),
        ("unet-same", 576, [0, 0, 0, 0], 0),
        # Half a cell a level: 8 / 2, then the output's own shift adds up from coarse to fine.
        ("unet-article", 572, [4, 6, 7, 7.5], 7.5),
        ("unet-article", 188, [4, 6, 7, 7.5], 7.5),
    ],
)
def test_streams_are_apart_by_what_the_reference_says(name, side, shifts, output):
    graph = zoo.graph(name)
    assert list(gaps(graph, side).values()) == shifts
    assert lineages.output_shift(graph, side) == output


def test_units_are_in_the_order_in_which_they_run():
    article, paper, teaching = (zoo.graph(name) for name in LINEAGES["unet"])
    assert lineages.first_unit(article) == ("conv", "relu", "batchnorm")
    assert lineages.first_unit(paper) == ("conv", "relu")
    assert lineages.first_unit(teaching) == ("conv", "batchnorm", "relu")
    assert lineages.last_unit(article) == ("conv", "relu", "batchnorm")
    assert lineages.last_unit(paper) == ("conv",)
    assert lineages.up_unit(zoo.graph("fcn-article")) == ("up", "relu", "sum", "batchnorm")


def test_the_article_loses_pixels_in_silence_up_to_seven():
    graph = zoo.graph("fcn-article")
    assert lineages.same_output(graph, 512) == 519
    assert graph.out_side(519) == 512
    assert not graph.fits(520)


def test_a_mismatch_is_found_with_its_sides():
    graph = zoo.graph("unet-article")
    side, sides, error = lineages.next_mismatch(graph, 572)
    assert isinstance(error, SideError)
    assert (side, error.op, sides["encoder1.5"], sides["crop1"], sides["deconder1.up_sample"]) == (
        *(573, "concat1", 569, 393, 392),
    )
    assert lineages.next_mismatch(zoo.graph("fcn-8s-paper"), 500) is None


def test_fcn_facts_are_the_reference_pages():
    facts = _facts("fcn", 512)
    assert facts["fused"] == {"maps": "pool4: 512 + pool3: 256", "scores": "21"}
    assert (facts["shift"]["first"], facts["shift"]["second"], facts["shift"]["output"]) == ("8", "12", "15.5")
    assert (facts["shift"]["pool"], facts["shift"]["up"]) == ("x/2 − 0.25", "2x + 0")
    assert facts["kernels"] == {"article": "3×3/2", "paper": "4×4/2, 16×16/8"}
    assert facts["head"]["article_params"] == "18,644,373"
    assert facts["head"]["paper_params"] == "134,489,759"
    assert (facts["geometry"]["pad"], facts["geometry"]["final"]) == ("100", "31")
    assert facts["geometry"]["skips"] == "score_pool4c 5, score_pool3c 9"
    assert facts["silent"] == {"modulus": "32", "rest": "7", "side": "519", "out": "512"}


def test_unet_facts_are_the_reference_pages():
    facts = _facts("unet", 572)
    assert facts["pool1"] == {"printed": "64×568×568", "right": "64×284×284"}
    assert (facts["final"]["article_kernel"], facts["final"]["paper_kernel"]) == ("3×3", "1×1")
    assert (facts["final"]["article_out"], facts["final"]["paper_out"]) == ("386", "388")
    assert facts["padding"]["lost"] == "92"
    assert (facts["ends"]["article_params"], facts["ends"]["paper_params"]) == ("34,525,635", "31,030,658")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("family", LINEAGES)
def test_every_difference_can_be_said_and_uses_all_of_its_numbers(language, family):
    for side in (300, 512, 572):
        for found in differences(family, _tables(family, side)):
            chains = {name: f"<{name}>" for name in found.chains}
            facts = found.facts | chains
            said = translate(language, f"tables-differs-{found.code}", **facts)
            assert [value for value in facts.values() if value not in said] == []
