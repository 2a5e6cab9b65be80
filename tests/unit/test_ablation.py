"""Skips switched off: in the merge alone, for every network, with what changes in mask and metrics."""

import numpy as np
import pytest

from segviz.analysis import ablation
from segviz.analysis.strides import Match
from segviz.models import zoo
from tests.unit import thin


@pytest.fixture(autouse=True)
def thin_networks(monkeypatch):
    thin.shrink(monkeypatch)


MERGING = [name for name in zoo.MODELS if ablation.switches(zoo.graph(name))]


@pytest.mark.parametrize("model", MERGING)
@pytest.mark.parametrize("mode", ["zero", "noise"])
def test_a_switched_off_skip_reaches_the_merge_alone(model, mode):
    run = thin.run(model)
    merge = ablation.switches(run.graph)[0]
    op = run.graph.op(merge)
    without = ablation.ablate(run, [merge], mode)
    names = (*op.inputs, merge)
    before, after = (r.engine.exact(r, names) for r in (run, without))
    skip, deep = op.inputs
    np.testing.assert_array_equal(after[skip], before[skip])  # whatever else reads the stage
    np.testing.assert_array_equal(after[deep], before[deep])
    replaced = after[merge][: len(after[skip])] if op.kind == "concat" else after[merge] - after[deep]
    if mode == "zero":
        assert not replaced.any()
    else:
        assert not np.allclose(replaced, before[skip])
        if before[skip].shape[1] * before[skip].shape[2] > 60:
            spread = float(before[skip].std()) or 1
            np.testing.assert_allclose(replaced.mean((1, 2)), before[skip].mean((1, 2)), atol=spread)
    finest = list(run.graph.outputs.values())[-1]
    assert not np.array_equal(run.tensor(finest), without.tensor(finest))


def test_the_key_tells_runs_apart_and_asking_again_is_free():
    run = thin.run("fcn", "paper")
    first = ablation.ablate(run, ["fuse_pool4"])
    passes = run.engine.passes
    assert ablation.ablate(run, ["fuse_pool4"]) is first
    assert run.engine.passes == passes
    assert first.key == run.key._replace(edits=first.key.edits)
    noises = [ablation.ablate(run, ["fuse_pool4"], "noise", seed).scores("8s") for seed in (0, 1)]
    assert not np.array_equal(*noises)


def test_only_merges_can_be_ablated():
    with pytest.raises(ValueError, match="score_fr"):
        ablation.ablate(thin.run("fcn"), ["score_fr"])
    assert ablation.switches(zoo.graph("vgg16-heatmap")) == ()


def test_masks_and_metrics_change():
    run = thin.run("fcn")
    # The network's own answer as the reference: it is perfect until something is switched off.
    match = Match(run.masks["8s"], len(run.classes))
    found = ablation.changes(run, ablation.ablate(run, ["fuse_pool4", "fuse_pool3"]), match)
    assert found["32s"].share == 0
    change = found["8s"]
    assert change.before.mean_iu == change.before.pixel_accuracy == 1
    assert change.share > 0.01
    assert change.after.pixel_accuracy == pytest.approx(1 - change.share)
    assert change.after.mean_iu < 1
    assert ablation.changes(run, run)["8s"].after is None
