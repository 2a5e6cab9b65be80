"""The self-check passes on every real run, and each of its claims fails when what it claims is no longer true."""

import json

import numpy as np
import pytest
import torch

from segviz.analysis import alignment, fusion, receptive, seams
from segviz.analysis.check import Claim, check, report
from segviz.capture import keeper
from segviz.edits import Ablation
from segviz.engine import Engine
from segviz.models import zoo
from segviz.text import LANGUAGES
from tests.unit import thin

NETWORKS = [*thin.FINE, *((name, None) for name in zoo.MODELS if name not in ("fcn", "fcn-fine"))]
ALWAYS = {"recomposed", "shapes", "stored", "answer", "gradient"}


@pytest.fixture(autouse=True)
def thin_networks(monkeypatch):
    thin.shrink(monkeypatch)


def failed(claims):
    return {claim.code for claim in claims if not claim.passed}


@pytest.mark.parametrize(("model", "geometry"), NETWORKS)
def test_every_network_passes(model, geometry):
    run = thin.run(model, geometry, size=256 if model == "vgg16-heatmap" else 96)
    claims = check(run)
    assert failed(claims) == set(), claims
    kinds = {op.kind for op in run.graph.ops}
    expected = ALWAYS | ({"crops"} if "crop" in kinds else set()) | ({"parts"} if "sum" in kinds else set())
    assert {claim.code for claim in claims} == expected | ({"merges"} if kinds & {"sum", "concat"} else set())
    by_code = {claim.code: claim for claim in claims}
    kept = sum(keeper(run.graph)(op) for op in run.graph.ops)
    assert by_code["recomposed"].count == by_code["shapes"].count == by_code["stored"].count == kept
    assert by_code["answer"].count == len(run.graph.outputs)
    assert by_code["gradient"].count > 0
    assert json.loads(json.dumps(report(run, claims)))["passed"]


@pytest.mark.parametrize("options", [{"precision": "fast"}, {"edits": (Ablation("fuse_pool4", "noise"),)}])
def test_other_kinds_of_runs_pass(options):
    claims = check(thin.run("fcn", "paper", **options))
    assert failed(claims) == set(), claims
    assert ("parts" in {claim.code for claim in claims}) == ("edits" not in options)


def test_every_step_is_told_before_it_is_taken():
    told = []
    claims = check(thin.run("unet-same"), on_step=lambda done, steps: told.append((done, steps)))
    assert told == [(step, len(told)) for step in range(len(told))]
    assert len(told) > len(claims)


def test_sentences_in_both_languages():
    for claim in check(thin.run("fcn", "paper")):
        said = [claim.sentence(language) for language in LANGUAGES]
        assert len(set(said)) == 2


def altered(monkeypatch, name, change):
    """What the engine says that it computed is changed at one stage."""
    exact = Engine.exact

    def lying(self, run, names, on_wait=None):
        found = exact(self, run, names, on_wait)
        return found | {name: change(found[name])} if name in found else found

    monkeypatch.setattr(Engine, "exact", lying)


def bump(tensor):
    tensor = tensor.clone()
    tensor[0, 0, 0] += 0.01 * float(tensor.max() - tensor.min())
    return tensor


def test_a_wrong_tensor_is_found(monkeypatch):
    run = thin.run("fcn", "paper")
    altered(monkeypatch, "fuse_pool4", bump)
    claims = check(run)
    assert {"recomposed", "stored"} <= failed(claims)
    assert next(c for c in claims if c.code == "stored").subject == "fuse_pool4"


def test_a_wrong_shape_is_found(monkeypatch):
    run = thin.run("fcn")
    shapes = type(run.graph).shapes
    monkeypatch.setattr(type(run.graph), "shapes", lambda self, size: shapes(self, size) | {"pool5": (32, 2, 4)})
    from segviz.analysis import check as module

    tensors = run.engine.exact(run, ["pool4", "pool5"])
    claim = module._shapes(run, tensors)
    assert not claim.passed
    assert claim.subject == "pool5"


def test_a_wrong_crop_is_found(monkeypatch):
    run = thin.run("unet-paper", size=188)
    crops = alignment.crops

    def shifted(graph, side):
        found = crops(graph, side)
        wrong = found["crop2"]
        return found | {"crop2": alignment.Crop(wrong.stage, wrong.like, 41, 39, wrong.here, wrong.there)}

    monkeypatch.setattr(alignment, "crops", shifted)
    claims = check(run)
    assert failed(claims) == {"crops"}
    assert next(c for c in claims if c.code == "crops").subject == "crop2"


@pytest.mark.parametrize(("module", "name", "code"), [(fusion, "ledger", "parts"), (seams, "microscope", "merges")])
def test_missing_parts_are_found(monkeypatch, module, name, code):
    run = thin.run("fcn")
    split = getattr(module, name)

    def lossy(*args):
        account = split(*args)
        return fusion.Account(account.target, account.parts[1:], account.values[1:])

    monkeypatch.setattr(module, name, lossy)
    assert failed(check(run)) == {code}


def test_a_gradient_outside_is_found(monkeypatch):
    run = thin.run("fcn")
    box = receptive.box

    def narrow(*args):
        found = box(*args)
        return receptive.Box(found.top, found.bottom - 1, found.left, found.right)

    monkeypatch.setattr(receptive, "box", narrow)
    assert failed(check(run)) == {"gradient"}


def test_a_wrong_mask_is_found():
    run = thin.run("fcn")
    run.masks["16s"][:9] += 1
    claims = check(run)
    assert failed(claims) == {"answer"}
    assert next(c for c in claims if c.code == "answer").subject == "16s"


def test_not_a_number_never_passes(monkeypatch):
    assert not Claim("parts", "8s", float("nan"), 1, 1).passed
    run = thin.run("fcn")
    altered(monkeypatch, "pool2", lambda tensor: torch.full_like(tensor, np.nan))
    assert "recomposed" in failed(check(run))
