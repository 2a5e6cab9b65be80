"""The parts of a score add up to it, and each part is what is missing when its layer is switched off."""

import threading
import time

import numpy as np
import pytest
import torch

from segviz.analysis import fusion
from segviz.edits import Ablation
from segviz.models import zoo
from segviz.models.network import Network
from tests.unit import thin

LEDGERS = thin.FINE + [
    (n, None) for n in ("fcn-32s-paper", "fcn-16s-paper", "fcn-8s-paper", "fcn-article", "vgg16-heatmap")
]


@pytest.fixture(autouse=True)
def thin_networks(monkeypatch):
    thin.shrink(monkeypatch)


def logits(run, label):
    name = run.graph.outputs[label]
    return run.engine.exact(run, (name,))[name].numpy()


@pytest.mark.parametrize(("model", "geometry"), LEDGERS)
def test_parts_add_up_to_the_logits_at_a_thousand_pixels(model, geometry):
    run = thin.run(model, geometry, size=224 if model == "vgg16-heatmap" else 96)
    assert len(run.graph.outputs) == (5 if model == "fcn-fine" else 1)
    for label in run.graph.outputs:
        account, expected = fusion.ledger(run, label), logits(run, label)
        assert np.ptp(expected, axis=(1, 2)).min() > 0 or model == "vgg16-heatmap", "a class is dead: nothing is tested"
        rng = np.random.default_rng(0)
        rows, columns = (rng.integers(n, size=1000) for n in expected.shape[1:])
        error = np.abs(account.total[:, rows, columns] - expected[:, rows, columns]).max()
        assert error <= 1e-4 * np.ptp(expected), label
        np.testing.assert_allclose(
            np.stack([account.values[:, :, r, c].sum(0) for r, c in zip(rows[:9], columns[:9], strict=True)]),
            expected[:, rows[:9], columns[:9]].T,
            atol=1e-4 * np.ptp(expected),
        )


@pytest.mark.parametrize(("model", "geometry"), thin.FINE)
def test_a_layers_part_is_what_is_missing_without_it(model, geometry):
    run = thin.run(model, geometry)
    for layer in ("score_fr", "score_pool4", "score_pool3"):
        without = thin.run(model, geometry, edits=(Ablation(layer),))
        missing = logits(run, "8s") - logits(without, "8s")
        part = fusion.ledger(run, "8s").of({layer})
        assert np.abs(part - missing).max() <= 1e-4 * np.ptp(missing)


def test_streams_and_their_stages():
    assert fusion.streams(zoo.graph("fcn"), "upscore16") == ("score_fr", "score_pool4")
    assert fusion.streams(zoo.graph("fcn-8s-paper"), "score") == ("score_fr", "score_pool4", "score_pool3")
    assert fusion.streams(zoo.graph("fcn-article"), "classifier") == ("pool3", "pool4", "pool5")
    parts = fusion.ledger(thin.run("fcn-fine"), "16s").parts
    assert [(p.layer, p.kind, p.origin) for p in parts] == [
        ("score_fr", "stream", "drop7"),
        ("score_fr", "bias", "drop7"),
        ("score_pool4", "stream", "pool4"),
        ("score_pool4", "bias", "pool4"),
    ]


def with_bias_only(monkeypatch, layer):
    """Initial (bilinear) weights, and a bias of one in one layer."""
    build = zoo.build

    def changed(*args, **options):
        network: Network = build(*args, **options)
        with torch.no_grad():
            network.get_submodule(layer).bias.fill_(1)
        return network

    monkeypatch.setattr(zoo, "build", changed)


@pytest.mark.parametrize(
    ("label", "corner"), [("32s", (1 - 15.5 / 32) ** 2), ("8s", (0.75 * 0.75 * (1 - 3.5 / 8)) ** 2)]
)
def test_an_upsampled_bias_is_a_map(monkeypatch, label, corner):
    monkeypatch.undo()
    thin.shrink(monkeypatch, shake=False)
    with_bias_only(monkeypatch, "score_fr")
    account = fusion.ledger(thin.run("fcn-fine", size=256), label)
    bias = account.values[[p.kind == "bias" and p.layer == "score_fr" for p in account.parts]][0]
    assert bias[0, 0, 0] == pytest.approx(corner, rel=1e-4)
    middle = bias[:, 80:-80, 80:-80]
    np.testing.assert_allclose(middle, 1, atol=1e-5)


def test_the_articles_gates_are_those_of_the_pass():
    run = thin.run("fcn-article")
    account = fusion.ledger(run, "mask")
    assert account.gates == ("relu1", "relu2", "relu3", "relu4", "relu5")
    assert account.parts[-1] == fusion.Part("", "bias", "")
    # Scaled a little, no gate moves: then a stream's part is how the logits grow with that stream.
    tensors = {n: t[None] for n, t in run.engine.exact(run, ("pool3", "pool4", "pool5")).items()}
    grown = tensors | {"pool4": tensors["pool4"] * 1.001}
    after, before = (run.engine.replay(run, given, ("classifier",))["classifier"] for given in (grown, tensors))
    slope = ((after - before) * 1000)[0].numpy()
    still = np.abs(slope - account.of({"pool4"})) <= 0.02 * np.ptp(slope)
    assert still.mean() > 0.98
    assert np.ptp(account.of({"pool4"})) > 0


def test_an_ablated_run_is_refused():
    with pytest.raises(ValueError, match="ablated"):
        fusion.ledger(thin.run("fcn-fine", edits=(Ablation("score_pool4", "noise"),)), "8s")


# -- from one stride to the next -------------------------------------------------------------------------------------


@pytest.mark.parametrize("geometry", ["same", "paper"])
def test_stream_and_path_make_the_difference(geometry):
    run = thin.run("fcn-fine", geometry)
    accounts = [fusion.ledger(run, label) for label in thin.STRIDES]
    steps = fusion.steps(accounts)
    assert len(steps) == 4
    for step, (coarse, fine) in zip(steps, zip(thin.STRIDES, thin.STRIDES[1:], strict=False), strict=True):
        before, after = logits(run, coarse), logits(run, fine)
        np.testing.assert_allclose(step.before + step.stream + step.path, after, atol=1e-4 * np.ptp(after))
        assert np.abs(step.path).max() > 1e-3 * np.ptp(before)
        assert np.mean(step.winners[0] == before.argmax(0)) > 0.999
        assert np.mean(step.winners[1] == after.argmax(0)) > 0.999
    # The path term is what the same scores give without the new stream.
    without = thin.run("fcn-fine", geometry, edits=(Ablation("fuse_pool4"),))
    path = logits(without, "16s") - logits(run, "32s")
    np.testing.assert_allclose(steps[0].path, path, atol=1e-4 * np.ptp(path))


def one_pixel(before, stream, path):
    terms = (np.array(t, np.float32)[:, None, None] for t in (before, stream, path))
    return fusion.Step(*terms).at(0, 0)


@pytest.mark.parametrize(
    ("stream", "path", "cause"),
    [
        ((0, 0.5), (0, 0), "same"),
        ((0, 2), (0, 0.5), "stream"),
        ((0, 0.5), (0, 2), "path"),
        ((0, 2), (0, 2), "either"),
        ((0, 0.75), (0, 0.75), "together"),
        ((0, 3), (0, -1), "stream"),
    ],
)
def test_causes(stream, path, cause):
    flip = one_pixel((1, 0), stream, path)
    assert flip.cause == cause
    assert (flip.before, flip.after) == (0, 0 if cause == "same" else 1)
    if cause != "same":
        assert flip.lead == -1
        assert (flip.stream, flip.path) == (stream[1], path[1])


def test_causes_of_a_map_are_those_of_its_pixels():
    rng = np.random.default_rng(0)
    step = fusion.Step(*(rng.normal(size=(4, 6, 7)).astype(np.float32) for _ in range(3)))
    causes = step.causes()
    assert set(np.unique(causes)) == {0, 1, 2, 3, 4}
    for row, column in np.ndindex(6, 7):
        assert fusion.CAUSES[causes[row, column]] == step.at(row, column).cause


def test_an_account_waits_once_and_nobody_comes_between_its_passes(monkeypatch):
    run, order = thin.run("fcn"), []
    replay = run.engine.replay

    def other():
        with run.engine.turn():
            order.append("other")

    thread = threading.Thread(target=other)

    def spy(*given, **options):
        if not order:
            thread.start()
            while len(run.engine.queue) < 2:
                time.sleep(0.001)
        order.append("replay")
        return replay(*given, **options)

    monkeypatch.setattr(run.engine, "replay", spy)
    fusion.ledger(run, "8s")
    thread.join()
    assert order.index("other") == len(order) - 1 > 4
