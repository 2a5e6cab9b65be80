"""Concatenation and sum: the two parts of what follows a merge, recomputed with plain convolutions, and their cost."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from segviz.analysis import seams
from segviz.analysis.seams import Seam
from segviz.models import zoo
from tests.unit import thin

UNETS = ("unet-paper", "unet-article", "unet-same")


@pytest.fixture
def thin_networks(monkeypatch):
    thin.shrink(monkeypatch)


def network_of(run):
    return run.engine._network(run.key, run.graph, run.card)


@pytest.mark.usefixtures("thin_networks")
@pytest.mark.parametrize("model", UNETS)
@torch.inference_mode()
def test_a_convolution_after_a_concatenation_is_two(model):
    run = thin.run(model, size=188)
    found = seams.seams(run.graph)
    assert len(found) == 4
    for seam in found:
        account = seams.microscope(run, seam)
        assert account.gates == ()
        module = network_of(run).get_submodule(run.graph.op(seam.target).path)
        values = {n: t[None] for n, t in run.engine.exact(run, (seam.skip, seam.deep, seam.target)).items()}
        channels = values[seam.skip].shape[1]
        weights = {seam.skip: module.weight[:, :channels], seam.deep: module.weight[:, channels:]}
        for part, values_of_part in zip(account.parts, account.values, strict=True):
            if part.kind == "stream":
                plain = functional.conv2d(values[part.layer], weights[part.layer], padding=module.padding)
            else:
                plain = module.bias[None, :, None, None].expand(values[seam.target].shape)
            np.testing.assert_allclose(values_of_part, plain[0], atol=1e-5 * float(plain.abs().max()))
        whole = values[seam.target][0].numpy()
        assert np.abs(account.total - whole).max() <= 1e-4 * np.ptp(whole)
        assert len(account.parts) == (2 if model == "unet-same" else 3)


@pytest.mark.usefixtures("thin_networks")
def test_shares_are_of_the_energy():
    run = thin.run("unet-paper", size=188)
    seam = seams.seams(run.graph)[0]
    account = seams.microscope(run, seam)
    skip, deep = (float((account.values[i].astype(np.float64) ** 2).sum()) for i in (0, 1))
    shares = account.shares()
    assert shares[seam.skip] == pytest.approx(skip / (skip + deep), rel=1e-5)
    assert sum(shares.values()) == pytest.approx(1)
    np.testing.assert_allclose(account.energy().sum((1, 2))[:2], [skip, deep], rtol=1e-5)


@pytest.mark.usefixtures("thin_networks")
@pytest.mark.parametrize("model", ["fcn", "fcn-8s-paper", "fcn-article"])
def test_a_sum_is_split_as_far_as_it_is_linear(model):
    run = thin.run(model)
    for seam in seams.seams(run.graph):
        account = seams.microscope(run, seam)
        whole = run.engine.exact(run, (seam.target,))[seam.target].numpy()
        assert np.abs(account.total - whole).max() <= 1e-4 * np.ptp(whole)
        assert {p.layer for p in account.parts if p.kind == "stream"} == {seam.skip, seam.deep}


def test_where_linearity_ends():
    assert seams.seams(zoo.graph("fcn-article")) == (
        Seam("fuse_pool4", "sum", "pool4", "relu1", "deconv2", "relu2"),
        Seam("fuse_pool3", "sum", "pool3", "relu2", "deconv3", "relu3"),
    )
    same = seams.seams(zoo.graph("unet-same"))[-1]
    assert (same.target, same.stop) == ("decoder_block1.conv1", "decoder_block1.relu1")
    paper = [(s.merge, s.skip, s.deep, s.target, s.stop) for s in seams.seams(zoo.graph("fcn-8s-paper"))]
    assert paper[-1] == ("fuse_pool3", "score_pool3c", "upscore_pool4", "fuse_pool3", "")
    assert paper[0] == ("fuse_pool4", "score_pool4c", "upscore2", "fuse_pool4", "")


def test_costs_at_the_published_sizes():
    unet = {cost.merge: cost for cost in seams.costs(zoo.graph("unet-paper"), (572, 572))}
    top = unet["concat1"]
    assert (top.held, top.deep, top.out) == ((64, 568, 568), (64, 392, 392), (128, 392, 392))
    assert (top.memory, top.if_summed) == (4 * 128 * 392**2, 4 * 64 * 392**2)
    assert top.weights == 64 * 64 * 9
    fcn = {cost.merge: cost for cost in seams.costs(zoo.graph("fcn-8s-paper"), (500, 500))}
    assert fcn["fuse_pool3"].held == (21, 88, 88)
    assert fcn["fuse_pool3"].memory == fcn["fuse_pool3"].if_summed == 4 * 21 * 70**2
    assert fcn["fuse_pool3"].weights == 0


def test_the_skips_weights_are_those_that_read_its_channels():
    graph = zoo.graph("unet-paper")
    for cost in seams.costs(graph, (188, 188)):
        seam = next(s for s in seams.seams(graph) if s.merge == cost.merge)
        conv = graph.op(seam.target)
        with torch.device("meta"):
            weight = torch.empty(conv.out_channels, conv.in_channels, conv.kernel, conv.kernel)
        assert cost.weights == weight[:, : graph.op(seam.skip).out_channels].numel()
