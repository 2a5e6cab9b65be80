"""Stages computed from others: what the pass recorded, ablations included, and only what is linear as linear."""

import numpy as np
import pytest
import torch

from segviz import keeping
from segviz.edits import Ablation
from segviz.models import zoo
from tests.unit import thin

ONE_OF_EACH = ["fcn", "fcn-article", "unet-paper", "unet-article", "unet-same"]


@pytest.fixture(autouse=True)
def thin_networks(monkeypatch):
    thin.shrink(monkeypatch)


@pytest.mark.parametrize("model", ONE_OF_EACH)
def test_from_the_picture_on_every_stage_is_the_pass_s(model):
    run = thin.run(model)
    names = [op.name for op in run.graph.ops]
    recorded = run.engine.exact(run, ["input", *names])
    again = run.engine.replay(run, {"input": recorded["input"][None]}, names)
    for name in names:
        np.testing.assert_allclose(again[name][0], recorded[name], atol=1e-5 * float(recorded[name].abs().max()))


@pytest.mark.parametrize("mode", ["zero", "noise"])
def test_an_ablated_run_is_replayed_ablated(mode):
    plain, run = (thin.run("unet-paper", edits=edits) for edits in ((), (Ablation("concat2", mode),)))
    x = run.engine.exact(run, ["input"])["input"][None]
    found = run.engine.replay(run, {"input": x}, ("final_layer",))["final_layer"][0]
    np.testing.assert_allclose(found, run.scores("mask"), atol=1e-5 * float(found.abs().max()))
    assert not np.allclose(found, plain.scores("mask"), atol=1e-3 * float(found.abs().max()))


def test_without_biases_the_decoder_is_linear():
    run = thin.run("fcn", "paper")
    given = run.engine.exact(run, ("drop7", "pool4", "pool3"))
    one, two = ({n: torch.randn(1, *t.shape) for n, t in given.items()} for _ in range(2))
    both = {name: 2 * one[name] - 3 * two[name] for name in given}
    parts = [run.engine.replay(run, g, ("score_8s",), biases=())["score_8s"] for g in (one, two, both)]
    torch.testing.assert_close(parts[2], 2 * parts[0] - 3 * parts[1], atol=1e-4, rtol=1e-4)
    with_biases = run.engine.replay(run, one, ("score_8s",))["score_8s"]
    only = run.engine.replay(run, {n: 0 * t for n, t in one.items()}, ("score_8s",))["score_8s"]
    torch.testing.assert_close(with_biases, parts[0] + only, atol=1e-4, rtol=1e-4)
    assert only.abs().max() > 0.1


def test_what_was_given_stays_as_it_was():
    run = thin.run("fcn")
    given = {"conv3_1": run.engine.exact(run, ("conv3_1",))["conv3_1"][None]}
    before = given["conv3_1"].clone()
    found = run.engine.replay(run, given, ("relu3_1", "pool3"))
    assert before.min() < 0
    assert torch.equal(given["conv3_1"], before)
    assert torch.equal(found["relu3_1"], before.relu())


def test_what_is_not_linear_is_refused():
    run = thin.run("fcn")
    given = {"pool4": run.engine.exact(run, ("pool4",))["pool4"][None]}
    for stage in ("relu5_1", "pool5"):
        with pytest.raises(ValueError, match="relu5_1 is not linear"):
            run.engine.replay(run, given, (stage,), biases=())


def test_what_is_not_given_is_missed():
    run = thin.run("fcn")
    with pytest.raises(KeyError):
        run.engine.replay(run, run.engine.exact(run, ("pool5",)), ("score_pool3",))


def test_exact_tensors_are_never_rounded(monkeypatch):
    monkeypatch.setattr(keeping, "COMPACT_ABOVE", 0)
    run = thin.run("fcn")
    rounded, passes = run.scores("8s"), run.engine.passes
    exact = run.engine.exact(run, ("upscore8",))["upscore8"]
    assert run.engine.passes == passes + 1
    assert exact.dtype == torch.float32
    assert torch.equal(exact.half().float(), torch.from_numpy(rounded))
    assert not torch.equal(exact, torch.from_numpy(rounded))
    network = zoo.build("fcn", geometry="same")
    with torch.inference_mode():
        expected = network(run.engine.exact(run, ("input",))["input"][None])["8s"][0]
    torch.testing.assert_close(exact, expected, rtol=0, atol=1e-5 * float(expected.abs().max()))


def test_a_gradient_of_what_is_switched_off_is_zero():
    run = thin.run("fcn", edits=(Ablation("pool3"),))
    assert not run.engine.gradient(run, "pool3", (0, 0)).any()
    assert not run.engine.gradient(run, "score_pool3", (0, 0)).any()
    assert thin.run("fcn").engine.gradient(thin.run("fcn"), "score_pool3", (0, 0)).any()


def test_a_gradient_leaves_nothing_behind():
    run = thin.run("fcn")
    run.engine.gradient(run, "score_pool3", (1, 1))
    network = run.engine._network(run.key, run.graph, run.card)
    assert all(parameter.grad is None for parameter in network.parameters())
    assert not torch.is_grad_enabled() or run.engine.exact(run, ("pool3",))["pool3"].grad_fn is None
