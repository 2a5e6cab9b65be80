"""``fast`` is on by default only where it was measured to change next to nothing, and where there is any."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn.functional import conv_transpose2d

from segviz import precision, samples, weights
from segviz.analysis.agreement import agreement
from segviz.capture import Recorder
from segviz.engine import Engine
from segviz.models import zoo
from tests.unit import thin

CARD = weights.Card("it", ("fcn",), "", "", (), 3, weights.Preprocessing(), {})


@pytest.mark.parametrize(
    ("measured", "has", "usual"),
    [(None, True, "float32"), (0.9949, True, "float32"), (0.995, True, "fast"), (1.0, False, "float32")],
)
def test_the_default_hangs_on_the_card_and_the_processor(measured, has, usual, monkeypatch):
    monkeypatch.setattr(precision, "has_fast", lambda: has)
    assert precision.default(replace(CARD, agreement=measured)) == usual
    assert precision.default(None) == "float32"


def test_agreement_is_the_share_of_pixels_of_the_worst_output(monkeypatch):
    thin.shrink(monkeypatch)
    engine = Engine()
    monkeypatch.setattr(samples, "names", lambda: (samples.Sample("coins", "photo", False),))
    shares = agreement(engine, "fcn", size=64, weights="untrained")
    assert shares.keys() == {"coins"}
    masks = [
        engine.analyse(samples.load("coins")[0], "fcn", size=64, weights="untrained", precision=how).masks
        for how in precision.PRECISIONS
    ]
    same = [np.count_nonzero(masks[0][label] == masks[1][label]) / masks[0][label].size for label in masks[0]]
    assert shares["coins"] == pytest.approx(min(same))
    assert 0.5 < shares["coins"] < 1, "bfloat16 was not used"


def test_scores_are_enlarged_in_float32_also_where_the_pass_is_fast():
    """By the bilinear kernels of float32 on what bfloat16 gave."""
    network = zoo.build("fcn", num_classes=4, width=1 / 16)
    with torch.inference_mode(), Recorder(network, lambda op: True) as recorder, torch.autocast("cpu", torch.bfloat16):
        network(torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0)))
    found = recorder.tensors
    assert found["score_fr"].dtype == torch.bfloat16
    for up, scores in (("upscore", "score_fr"), ("upscore8", "fuse_pool3")):
        kernel = network.get_parameter(f"{up}.weight")
        stride = int(network.graph.op(up).stride)
        wanted = conv_transpose2d(found[scores].float(), kernel, None, stride, stride // 2, groups=4)
        assert found[up].dtype == torch.float32
        torch.testing.assert_close(found[up], wanted)
