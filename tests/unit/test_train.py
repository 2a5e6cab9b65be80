"""Each recipe learns on tiny generated data, goes on from its checkpoint, and is measured as the app would use it."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from safetensors.torch import load_file

from segviz import weights
from segviz.errors import UserError
from segviz.models import zoo
from segviz.train import cli, curve, evaluate, export, joint, recipes, run
from segviz.train.recipes import Stage
from tests.unit import train_data

WIDTH = 1 / 16
SIDES = {"photos": 64, "photos-unet": 64, "em": 204, "nuclei": 204}
STEPS = 24


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return train_data.everything(tmp_path_factory.mktemp("data"))


@pytest.fixture
def tiny(monkeypatch, tmp_path):
    """Recipes of small pictures and a user's folders of their own; returns the trained folder's maker."""
    monkeypatch.setenv("SEGVIZ_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(weights, "BUNDLED", tmp_path / "home" / "weights")
    changed = {
        name: replace(
            recipe,
            # Plain tiles of nuclei are 256 px of picture or more: these pictures would be enlarged fivefold.
            stages=(Stage(0, SIDES[name], 4, plain=float(name != "nuclei")),),
            settle=Stage(1, SIDES[name], 4),
            paper_every=4,
            settled_from=None,
            peak_rate=4e-3,
            members=1,
            averaged=None,
        )
        for name, recipe in recipes.RECIPES.items()
    }
    monkeypatch.setattr(recipes, "RECIPES", changed)
    # The rate rises with the time that has passed: a fast machine would not have learned anything yet.
    monkeypatch.setattr(recipes.Recipe, "rate", lambda recipe, fraction: recipe.peak_rate)
    monkeypatch.setattr(run, "GENTLE", 1)
    torch.manual_seed(0)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so little work only gets slower by being shared
    yield tmp_path / "home" / "weights"
    torch.set_num_threads(threads)


def losses(out):
    return [value for _, value in curve.read(out)["loss"]]


def fit(name, data, out, **options):
    made = run.train(name, data, minutes=5, out=out, workers=0, width=WIDTH, **options)
    assert made == out / f"{name}.safetensors"
    return out / run.LAST


@pytest.mark.parametrize("name", recipes.RECIPES)
def test_a_recipe_learns_resumes_and_is_measured(name, data, tiny, monkeypatch):
    last = fit(name, data, tiny, steps=STEPS)
    falling = losses(tiny)
    assert len(falling) == STEPS
    assert np.mean(falling[-8:]) < 0.9 * np.mean(falling[:4])
    before = torch.load(last, weights_only=False)

    fit(name, data, tiny, resume=True, steps=STEPS + 2)
    after = torch.load(last, weights_only=False)
    assert (before["global_step"], after["global_step"]) == (STEPS, STEPS + 2)
    assert clock(after) > clock(before)
    assert len(losses(tiny)) == STEPS + 2
    assert (tiny / "curve.png").stat().st_size > 1000

    monkeypatch.setattr(evaluate, "of_card", at_width(evaluate.of_card))
    report = evaluate.evaluate(name, data, split="all", size=64)
    labels = {"32s", "16s", "8s", "4s", "2s"} if name == "photos" else {"mask"}
    assert set(report["results"]) == labels
    for figures in report["results"].values():
        assert 0 < figures["pixel_accuracy"] <= 1
        assert set(figures["boundary_iu"]) == {"1", "3", "5"}
    assert report["pictures"] == {"photos": 43, "photos-unet": 43, "em": 16, "nuclei": 16}[name]
    assert report["dropped"] == name.startswith("photos")
    json.dumps(report)


def clock(saved):
    return next(state["elapsed"] for key, state in saved["callbacks"].items() if "Clock" in key)


def at_width(of_card):
    return lambda card, model, geometry=None: of_card(card, model, geometry, width=WIDTH)


def test_both_geometries_and_both_decoders_share_one_file(data, tiny, monkeypatch):
    fit("photos", data, tiny, steps=2)
    monkeypatch.setattr(evaluate, "of_card", at_width(evaluate.of_card))
    paper = evaluate.evaluate("fcn", data, size=64, geometry="paper", limit=2)
    article = evaluate.evaluate("fcn-article", data, size=64, limit=2)
    assert set(paper["results"]) == {"32s", "16s", "8s", "4s", "2s"}
    assert set(article["results"]) == {"mask"}


def test_evaluate_prints_a_table_or_json(data, tiny, monkeypatch):
    fit("photos", data, tiny, steps=1)
    monkeypatch.setattr(evaluate, "of_card", at_width(evaluate.of_card))
    arguments = ["photos", "--data", str(data), "--size", "64"]
    told = json.loads(CliRunner().invoke(cli.evaluate, [*arguments, "--json"]).output)
    assert told["model"] == "photos"
    assert set(told["results"]["8s"]) == {"pixel_accuracy", "mean_iu", "boundary_iu", "per_class"}
    printed = CliRunner().invoke(cli.evaluate, arguments).output.splitlines()
    (line,) = [line for line in printed if line.startswith("8s")]
    assert float(line.split()[2]) == pytest.approx(told["results"]["8s"]["mean_iu"], abs=1e-3)
    assert any(line.startswith("background") for line in printed)


@pytest.mark.parametrize(("fast", "agrees"), [(True, 0.9), (False, None)])
def test_figures_are_written_into_the_card(data, tiny, monkeypatch, fast, agrees):
    fit("photos", data, tiny, steps=1)
    before = weights.card("photos")
    monkeypatch.setattr(evaluate, "of_card", at_width(evaluate.of_card))
    monkeypatch.setattr(evaluate, "agreement", lambda engine, model, size, name: {"cat": 0.99, "coins": 0.9})
    monkeypatch.setattr(evaluate, "has_fast", lambda: fast)
    arguments = ["fcn", "--data", str(data), "--size", "64", "--write", "--json"]
    told = CliRunner().invoke(cli.evaluate, arguments)
    paper = CliRunner().invoke(cli.evaluate, [*arguments, "--geometry", "paper"])
    card = weights.card("photos")
    assert card.results == {"fcn": json.loads(told.output), "fcn paper": json.loads(paper.output)}
    assert card.agreement == agrees
    assert (card.sha256, card.recipe) == (before.sha256, before.recipe)


def test_statistics_that_are_settled_early_stay(data, tiny, monkeypatch):
    monkeypatch.setitem(recipes.RECIPES, "nuclei", replace(recipes.RECIPES["nuclei"], settled_from=0.0))
    last = fit("nuclei", data, tiny, steps=1)
    first = torch.load(last, weights_only=False)["state_dict"]
    fit("nuclei", data, tiny, resume=True, steps=4)
    after = torch.load(last, weights_only=False)["state_dict"]
    statistics = [key for key in first if "running" in key]
    assert statistics
    assert all(torch.equal(first[key], after[key]) for key in statistics)
    assert not torch.equal(first["network.final_layer.0.weight"], after["network.final_layer.0.weight"])
    assert first["network.final_layer.2.running_mean"].abs().sum() > 0


def test_folding_changes_nothing(data, tiny):
    """The published network without BatchNorm gives the trained network's scores."""
    from segviz.train.task import task

    for name in ("photos", "em"):
        module = task(recipes.recipe(name), WIDTH).eval()
        for layer in module.network.modules():
            if isinstance(layer, torch.nn.BatchNorm2d):
                torch.nn.init.uniform_(layer.weight, 0.5, 1.5)
                torch.nn.init.normal_(layer.bias)
                torch.nn.init.normal_(layer.running_mean)
                torch.nn.init.uniform_(layer.running_var, 0.5, 2)
        plain = export.plain(module).eval()
        x = torch.randn(1, module.recipe.in_channels, SIDES[name], SIDES[name])
        with torch.no_grad():
            wanted, got = module.network(x), plain(x)
        for label, scores in wanted.items() if isinstance(wanted, dict) else [("mask", wanted)]:
            other = got[label] if isinstance(got, dict) else got
            torch.testing.assert_close(other, scores, rtol=1e-3, atol=1e-3 * float(scores.abs().max()))


def test_published_kernels_have_seven_significant_bits(data, tiny):
    fit("em", data, tiny, steps=2)
    stored = load_file(tiny / "em.safetensors")
    assert {value.dtype for value in stored.values()} == {torch.float16}

    def short(tensor):
        steps = torch.frexp(tensor.float()).mantissa * 2**7
        return torch.equal(steps, steps.round())

    assert all(short(value) for value in stored.values() if value.ndim > 1)
    assert not all(short(value) for value in stored.values() if value.ndim == 1)


@pytest.mark.parametrize("bits", [3, 7])
def test_rounding_is_to_the_nearest(monkeypatch, bits):
    monkeypatch.setattr(export, "BITS", bits)
    kernel = torch.randn(64, 64, generator=torch.Generator().manual_seed(0))
    off = (export.rounded({"k": kernel})["k"] - kernel).abs() / kernel.abs()
    # Worst halfway between the two smallest mantissas of a power of two.
    assert off.max() == pytest.approx(1 / (2**bits + 1), rel=0.05)
    assert torch.equal(export.rounded({"k": torch.zeros(2, 2)})["k"], torch.zeros(2, 2))


def assert_same(got, wanted, tolerance):
    """All scores of two networks, up to a fraction of the largest of each output."""
    for label, scores in wanted.items() if isinstance(wanted, dict) else [("mask", wanted)]:
        other = got[label] if isinstance(got, dict) else got
        assert scores.std() > 0
        torch.testing.assert_close(other, scores, rtol=tolerance, atol=tolerance * float(scores.abs().max()))


@pytest.mark.parametrize("name", ["photos", "em"])
def test_training_begins_where_published_weights_ended(name, data, tiny):
    """The BatchNorms that the export folded away are back and undo themselves; the card says by what it was made."""
    from segviz.models.network import Network
    from segviz.train.task import normalise, task

    fit(name, data, tiny, steps=2)
    card = weights.card(name)
    module = task(recipes.recipe(name), WIDTH)
    images = torch.randint(0, 256, (6, module.recipe.in_channels, SIDES[name], SIDES[name]), dtype=torch.uint8)
    module.begin(card, images)
    plain = Network(module.plain()).eval()
    weights.load(card, plain)
    with torch.no_grad():
        wanted, got = plain(normalise(images)), module.network.eval()(normalise(images))
    assert_same(got, wanted, 1e-3)

    fit(name, data, tiny / "more", start=name, steps=1)
    made = weights.read_card(tiny / "more" / f"{name}.json").recipe["command"]
    typed = f"python -m segviz train {name} --data DIR --minutes 5"
    assert made == f"{typed}; {typed} --start {name}"


@pytest.mark.parametrize("name", ["photos", "nuclei"])
def test_training_goes_on_with_one_of_a_channels_equal_copies(name, tiny, tmp_path, monkeypatch):
    from segviz.models.network import Network
    from segviz.train.task import normalise, task
    from segviz.train.widening import deal, widen

    stages = (Stage(0, SIDES[name], 2, width=0.25), Stage(1, SIDES[name], 2))
    monkeypatch.setitem(recipes.RECIPES, name, replace(recipes.recipe(name), stages=stages))
    monkeypatch.setattr(export, "BITS", 20)
    recipe = recipes.recipe(name)
    narrow, wide, module = (task(recipe, width) for width in (WIDTH / 4, WIDTH, WIDTH / 4))
    widen(narrow.network, wide.network)
    deal(narrow.network, wide.network)
    torch.save({"state_dict": wide.state_dict(), "width": WIDTH}, tmp_path / "wide.ckpt")
    card = export.export(recipe, [tmp_path / "wide.ckpt"], tiny / f"{name}.safetensors", "typed")
    images = torch.randint(0, 256, (6, recipe.in_channels, SIDES[name], SIDES[name]), dtype=torch.uint8)
    module.begin(card, images)
    assert sum(p.numel() for p in module.parameters()) < 0.6 * sum(p.numel() for p in wide.parameters())
    whole = Network(wide.plain()).eval()
    weights.load(card, whole)
    with torch.no_grad():
        wanted, got = whole(normalise(images)), module.network.eval()(normalise(images))
    assert_same(got, wanted, 1e-2)


def test_the_fcn_begins_as_the_unets_encoder(data, tiny, monkeypatch):
    """Of the published one, however much narrower the FCN still is; a third convolution passes on what it gets."""
    from segviz.models.network import Network
    from segviz.train.task import task

    fit("photos-unet", data, tiny, steps=2)
    card = weights.card("photos-unet")
    monkeypatch.setattr(joint, "NOISE", 0.0)
    module = task(recipes.recipe("photos"), WIDTH)
    module.begin(card, torch.zeros(0))
    unet = Network(zoo.graph("unet-same", len(card.classes), width=WIDTH)).eval()
    weights.load(card, unet)
    x = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    found = {}
    for network, stages in ((unet, "encoder_pool{}"), (module.network.eval(), "pool{}")):
        for number in (1, 2, 3, 4):
            path = network.graph.op(stages.format(number)).path
            keep = partial(found.__setitem__, (stages, number))
            network.get_submodule(path).register_forward_hook(lambda _, __, out, keep=keep: keep(out))
        with torch.no_grad():
            network(x)
    for number in (1, 2, 3, 4):
        own, wanted = found["pool{}", number], found["encoder_pool{}", number]
        assert wanted.std() > 0
        torch.testing.assert_close(own, wanted, rtol=1e-3, atol=1e-4)
    narrow, published = Stage(0, 64, 2, width=0.5), Stage(0.5, 64, 2)
    monkeypatch.setitem(recipes.RECIPES, "photos", replace(recipes.recipe("photos"), stages=(narrow, published)))
    last = fit("photos", data, tiny / "fcn", start="photos-unet", steps=1)
    assert torch.load(last, weights_only=False)["width"] == WIDTH
    made = weights.read_card(tiny / "fcn" / "photos.json").recipe["command"]
    assert made == (
        "python -m segviz train photos-unet --data DIR --minutes 5; "
        "python -m segviz train photos --data DIR --minutes 5 --start photos-unet"
    )


def test_the_card_says_how_often_the_network_grew(tiny, monkeypatch):
    em = recipes.recipe("em")
    stages = (Stage(0, 204, 2, width=0.25), Stage(0.5, 204, 2))
    monkeypatch.setitem(recipes.RECIPES, "em", replace(em, stages=stages))
    whole = recipes.recipe("em")
    assert [export.card(r, "typed").recipe["grown"] for r in (whole, whole.continued())] == [4, 4]


@pytest.mark.parametrize("name", recipes.RECIPES)
def test_the_bundled_cards_say_it_too(name):
    recipe, card = recipes.recipe(name), weights.card(name)
    made = card.recipe["grown"], card.recipe.get("members", 1)
    assert made == (round(1 / min(recipe.ends)), recipe.members)
    assert np.prod(made) == 4


def test_members_are_trained_one_by_one_and_stand_side_by_side(data, tiny, monkeypatch):
    """Each has a quarter of the channels and of the time, weights of its own, and goes on as itself."""
    from segviz.models.network import Network
    from segviz.train.task import normalise, task

    monkeypatch.setitem(recipes.RECIPES, "em", replace(recipes.recipe("em"), members=4))
    monkeypatch.setattr(export, "BITS", 20)
    fit("em", data, tiny, steps=2)
    card, recipe = weights.card("em"), recipes.recipe("em")
    assert card.recipe["members"] == 4
    parts = [torch.load(tiny / f"member{number}" / run.LAST, weights_only=False) for number in (1, 2, 3, 4)]
    assert [part["width"] for part in parts] == [WIDTH / 4] * 4
    first = [part["state_dict"]["network.encoder_block1.conv1.weight"] for part in parts]
    assert all(not torch.allclose(first[0], other, atol=0.01) for other in first[1:])
    modules = [task(recipe, WIDTH / 4, number).eval() for number in range(4)]
    whole = Network(modules[0].plain(4)).eval()
    weights.load(card, whole)
    dice = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (6, 1, SIDES["em"], SIDES["em"]), dtype=torch.uint8, generator=dice)
    with torch.no_grad():
        for module, part in zip(modules, parts, strict=True):
            module.load_state_dict(part["state_dict"])
        means = torch.stack([module.network(normalise(images)) for module in modules]).mean(0)
        assert_same(whole(normalise(images)), means, 1e-2)
        for module in modules:
            module.begin(card, images)
        again = torch.stack([module.network.eval()(normalise(images)) for module in modules])
    assert_same(again.mean(0), means, 0.1)
    assert again.std(0).mean() > 0.1 * means.std()

    fit("em", data, tiny, resume=True, steps=3)
    steps = [torch.load(tiny / f"member{number}" / run.LAST, weights_only=False)["global_step"] for number in (1, 4)]
    assert steps == [3, 3]


def test_the_file_gets_the_mean_of_the_weights_over_the_steps(data, tiny, monkeypatch):
    em = replace(recipes.recipe("em"), settled_from=0.0, averaged=0.5)
    monkeypatch.setitem(recipes.RECIPES, "em", em)
    seen, key = [], "network.bottleneck.conv1.weight"

    def noted(self, trainer, module, *rest):
        seen.append(module.state_dict()[key].clone())

    monkeypatch.setattr(run.Curve, "on_train_batch_end", noted)
    last = fit("em", data, tiny, steps=4)
    mean = seen[0]
    for weight in seen[1:]:
        mean = 0.5 * mean + 0.5 * weight
    saved = torch.load(last, weights_only=False)["state_dict"]
    torch.testing.assert_close(saved[key], mean)
    assert not torch.allclose(saved[key], seen[-1], atol=1e-4)
    fit("em", data, tiny, resume=True, steps=5)
    after = torch.load(last, weights_only=False)["state_dict"]
    torch.testing.assert_close(after[key], 0.5 * mean + 0.5 * seen[-1])
    with pytest.raises(ValueError, match="settled_from"):
        replace(em, settled_from=None)


def test_a_training_that_stopped_between_members_goes_on_with_the_next(data, tiny, monkeypatch):
    monkeypatch.setitem(recipes.RECIPES, "em", replace(recipes.recipe("em"), members=2))
    fit("em", data, tiny, steps=1)
    (tiny / "member2" / run.LAST).unlink()
    fit("em", data, tiny, resume=True, steps=2)
    steps = [torch.load(tiny / f"member{number}" / run.LAST, weights_only=False)["global_step"] for number in (1, 2)]
    assert steps == [2, 2]


def test_what_cannot_be_measured_is_said(data, tiny, monkeypatch):
    monkeypatch.setattr(evaluate, "of_card", at_width(evaluate.of_card))
    fit("em", data, tiny, steps=1)
    with pytest.raises(UserError, match="unet-paper has one geometry only"):
        evaluate.evaluate("em", data, geometry="paper")
    with pytest.raises(UserError, match="no trained weights for fcn-8s-paper; there are for unet-paper"):
        evaluate.evaluate("fcn-8s-paper", data)
    card = weights.card("em")
    weights.rewrite(replace(card, name="other"))
    with pytest.raises(UserError, match='"other" was not trained by a recipe'):
        evaluate.evaluate("other", data)


def test_the_end_of_a_training_says_how_to_use_the_weights(data, tiny, tmp_path, monkeypatch):
    """And so they are used: by the same name, the app and evaluate included."""
    from segviz.cli import cli as segviz

    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: True)
    monkeypatch.setattr(run, "train", partial(run.train, workers=0, width=WIDTH, steps=1))
    out = tmp_path / "my out"
    said = CliRunner().invoke(cli.train, ["em", "--data", str(data), "--minutes", "5", "--out", str(out)]).output
    typed = shlex.split(said.strip().split("python -m segviz ")[-1])
    assert typed == ["weights", "import", str(out / "em.safetensors")]
    assert CliRunner().invoke(segviz, typed).exit_code == 0
    assert weights.card("em").sha256 == weights.read_card(out / "em.json").sha256


def test_the_articles_decoder_learns_alone(data, tiny, monkeypatch):
    photos = recipes.recipe("photos")
    both = photos.stages[0]
    last = fit("photos", data, tiny, steps=4)
    before = torch.load(last, weights_only=False)["state_dict"]
    stages = (replace(both, alone=True),)
    monkeypatch.setitem(recipes.RECIPES, "photos", replace(photos, stages=stages, paper_from=0.0))
    monkeypatch.setattr(run, "settle", lambda *args: None)
    fit("photos", data, tiny, steps=8, resume=True)
    after = torch.load(last, weights_only=False)["state_dict"]
    changed = {key for key in before if not torch.equal(before[key], after[key])}
    decoder = {key for key in before if key.startswith("network.article.")}
    assert changed
    assert changed == decoder


def test_some_steps_are_in_paper_geometry(tiny):
    from segviz.train.task import normalise, task

    module = task(recipes.recipe("photos"), WIDTH)
    images = normalise(torch.randint(0, 256, (2, 3, 64, 64), dtype=torch.uint8))
    labels = torch.zeros(2, 64, 64, dtype=torch.uint8)
    module.fraction = 0.4
    assert [set(module.losses(images, labels, step)) for step in (0, 3)] == [
        {"8s", "16s", "32s"},
        {"8s", "4s", "2s", "article", "article_taught"},
    ]
    module.fraction = 0.9
    found = module.losses(images, labels, 3)
    assert set(found) == {"8s", "16s", "32s"}
    sum(found.values()).backward()
    assert module.network.get_parameter("fc6.weight").grad.abs().sum() > 0


@pytest.mark.parametrize("name", recipes.RECIPES)
def test_going_on_is_gentler_and_leaves_the_beginning_out(name):
    whole = recipes.recipe(name)
    on = whole.continued()
    assert on.stage(0).start == 0
    assert on.stages[-1].size == whole.stages[-1].size
    assert 1 <= len(on.stages) < len(whole.stages)
    # Equal copies need only one of each.
    assert set(on.ends) == (set(whole.ends) if whole.spread == 0 else {1.0})
    assert max(on.rate(k / 240) for k in range(240)) == pytest.approx(whole.peak_rate / 2, rel=1e-4)
    assert (on.settled_from, whole.settled_from) in [(None, None), (0.0, whole.settled_from)]


def test_a_network_that_grows_keeps_what_it_has_learned(data, tiny, monkeypatch):
    narrow = Stage(0, SIDES["em"], 4, width=0.5)
    em = recipes.recipe("em")

    def staged(*stages):
        monkeypatch.setitem(recipes.RECIPES, "em", replace(em, stages=stages))

    staged(narrow)
    last = fit("em", data, tiny, steps=STEPS)
    assert torch.load(last, weights_only=False)["width"] == WIDTH / 2
    # Interrupted before it grew: the narrow network goes on first.
    staged(narrow, replace(narrow, start=0.5, width=1.0))
    fit("em", data, tiny, steps=STEPS + 1, resume=True)
    saved = torch.load(last, weights_only=False)
    assert saved["width"] == WIDTH
    found = losses(tiny)
    assert len(found) == 2 * (STEPS + 1)
    grown = found[STEPS + 1 :]
    assert np.mean(grown[:4]) == pytest.approx(np.mean(found[STEPS - 5 : STEPS + 1]), rel=0.2)
    assert np.mean(grown[:4]) < 0.9 * np.mean(found[:4])


def test_the_last_checkpoint_is_the_grown_network_s(data, tiny, monkeypatch):
    """Whoever stops a training after it has grown goes on from there."""
    narrow = Stage(0, SIDES["em"], 2, width=0.5)
    stages = (narrow, replace(narrow, start=0.5, width=1.0))
    monkeypatch.setitem(recipes.RECIPES, "em", replace(recipes.recipe("em"), stages=stages))
    monkeypatch.setattr(run, "SAVING", run.timedelta(0))

    def stopped(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "settle", stopped)
    with pytest.raises(KeyboardInterrupt):
        fit("em", data, tiny, steps=2)
    assert [path.name for path in tiny.glob("*.ckpt")] == [run.LAST]
    assert torch.load(tiny / run.LAST, weights_only=False)["width"] == WIDTH


@pytest.mark.parametrize(("spread", "times"), [(0.5, 2), (0.0, 1)])
def test_a_network_that_has_grown_takes_its_statistics_anew(spread, times, data, tiny, monkeypatch):
    """Its channels are no longer those that they were taken of, unless they are equal copies."""
    narrow = Stage(0, SIDES["nuclei"], 2, width=0.5)
    stages = (narrow, replace(narrow, start=0.5, width=1.0))
    recipe = replace(recipes.recipe("nuclei"), stages=stages, settled_from=0.0, spread=spread)
    monkeypatch.setitem(recipes.RECIPES, "nuclei", recipe)
    taken, settle = [], run.settle

    def noted(network, data, batches):
        settle(network, data, batches)
        taken.append(sum(p.numel() for p in network.parameters()))

    monkeypatch.setattr(run, "settle", noted)
    fit("nuclei", data, tiny, steps=2)
    assert len(taken) == times
    assert taken == sorted(set(taken))


@pytest.mark.parametrize(("step", "share"), [(0, 1 / run.GENTLE), (run.GENTLE // 2 - 1, 0.5), (run.GENTLE, 1.0)])
def test_each_width_starts_gently(step, share):
    """A new optimiser's first steps are as large as the rate allows, whatever the gradients are."""
    clock = run.Clock(recipes.recipe("em"), 60)
    clock.before = 600.0
    group = {}
    trainer = SimpleNamespace(
        global_step=step,
        optimizers=[SimpleNamespace(param_groups=[group])],
        strategy=SimpleNamespace(broadcast=lambda value: value),
    )
    clock.on_train_batch_start(trainer, SimpleNamespace(), None, 1)
    assert group["lr"] == pytest.approx(share * clock.recipe.rate(clock.fraction))
    assert clock.fraction == pytest.approx(1 / 6, abs=0.01)


def test_a_fast_machine_is_done_after_the_most_steps(data, tiny, monkeypatch):
    monkeypatch.setitem(recipes.RECIPES, "em", replace(recipes.recipe("em"), most_steps=6))
    fit("em", data, tiny, steps=2)
    last = torch.load(fit("em", data, tiny, resume=True), weights_only=False)
    assert last["global_step"] == 6
    assert clock(last) < 5 * 60


def test_the_rate_falls_to_nothing_before_other_parts_learn():
    photos = replace(
        recipes.recipe("photos"), stages=(Stage(0, 64, 1), Stage(0.5, 64, 1, alone=True), Stage(0.75, 64, 1))
    )
    peak = photos.peak_rate
    for first, last, height in ((0, 0.5, 1), (0.5, 0.75, 1), (0.75, 1, 0.25)):
        rates = [photos.rate(first + (last - first) * part) / peak for part in (0, 1 / 12, 13 / 24, 0.999)]
        assert rates == pytest.approx([0.04 * height, height, 0.5 * height, 0.002 * height])


@pytest.mark.parametrize("name", recipes.RECIPES)
def test_widths_follow_one_another_up_to_the_whole_network(name):
    ends = recipes.recipe(name).ends
    assert list(ends) == sorted(ends)
    assert list(ends.values()) == sorted(ends.values())
    assert (list(ends)[-1], ends[1.0]) == (1.0, 1.0)


@pytest.mark.parametrize("name", recipes.RECIPES)
def test_every_stage_fits_its_network(name):
    chosen = recipes.recipe(name)
    graph = zoo.graph(chosen.network)
    assert all(graph.fits(stage.size) for stage in (*chosen.stages, chosen.settle))


def test_mistakes_are_said(tmp_path):
    with pytest.raises(UserError, match=r"no recipe called .nothing.*photos"):
        run.train("nothing", tmp_path)
    with pytest.raises(UserError, match="isbi2012"):
        run.train("em", tmp_path, out=tmp_path)
    with pytest.raises(UserError, match="no checkpoint"):
        run.train("em", tmp_path, resume=True, out=tmp_path)
