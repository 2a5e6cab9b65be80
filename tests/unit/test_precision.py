"""``fast`` is on by default only where it was measured to change next to nothing, and where there is any."""

from dataclasses import replace

import numpy as np
import pytest

from segviz import precision, samples, weights
from segviz.analysis.agreement import agreement
from segviz.engine import Engine
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
