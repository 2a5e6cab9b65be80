"""Networks of other widths: the same function, with channels that no longer learn alike."""

import pytest
import torch

from segviz.models import zoo
from segviz.models.init import initialise
from segviz.models.network import Network
from segviz.train import joint
from segviz.train.widening import apart, beside, deal, thin, widen
from tests.unit.thin import shaken

NARROW = 1 / 16
SIDE = {"unet-paper": 204, "unet-article": 204, "unet-same": 64, "photos": 64}


def made(name, width):
    if name == "photos":
        return joint.build(3, width=width)
    graph = zoo.graph(name, 3, 3, width=width)
    network = Network(joint.with_batchnorm(graph) if name == "unet-paper" else graph)
    initialise(network, seed=int(1 / width))
    return network


def pair(name, factor):
    """A narrow network, the one grown from it, and pictures for both."""
    narrow, wide = shaken(made(name, NARROW)), made(name, NARROW * factor)
    widen(narrow, wide)
    x = torch.randn(2, 3, SIDE[name], SIDE[name], generator=torch.Generator().manual_seed(5))
    return narrow, wide, x


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("factor", [2, 3, 4])
@pytest.mark.parametrize("name", SIDE)
def test_a_widened_network_gives_the_same_scores(name, factor, training):
    narrow, wide, x = pair(name, factor)
    with torch.no_grad():
        before, after = scores(narrow.train(training), x), scores(wide.train(training), x)
    assert set(before) == set(after)
    for label, wanted in before.items():
        assert wanted.std() > 0
        assert torch.allclose(wanted, after[label], rtol=1e-4, atol=1e-4 * wanted.abs().max()), label


def scores(network, x):
    """Every output's, without dropout."""
    for module in network.modules():
        if isinstance(module, torch.nn.Dropout | torch.nn.Dropout2d):
            module.eval()
    found = network(x)
    return found if isinstance(found, dict) else {"mask": found}


@pytest.mark.parametrize("name", SIDE)
def test_dealt_out_copies_stand_apart_and_nothing_else_changes(name):
    narrow, wide, x = pair(name, 4)
    adjacent = {key: tensor.clone() for key, tensor in wide.state_dict().items()}
    with torch.no_grad():
        before = scores(wide.eval(), x)
        deal(narrow, wide)
        after = scores(wide, x)
        again = made(name, NARROW * 4)
        again.load_state_dict(wide.state_dict())
        deal(narrow, again, back=True)
        stages = {}
        for op in wide.graph.ops:
            keep = lambda module, given, out, name=op.name: stages.__setitem__(name, out)  # noqa: E731
            wide.get_submodule(op.path).register_forward_hook(keep)
        wide(x)
    for label, wanted in before.items():
        assert torch.allclose(wanted, after[label], rtol=1e-4, atol=1e-4 * wanted.abs().max()), label
    assert all(torch.equal(tensor, adjacent[key]) for key, tensor in again.state_dict().items())
    for op in wide.graph.ops:
        channels = narrow.graph.op(op.name).out_channels
        if op.kind == "relu" and channels < op.out_channels:
            first, second = stages[op.name][:, :channels], stages[op.name][:, channels : 2 * channels]
            torch.testing.assert_close(first, second, rtol=1e-3, atol=1e-4 * float(first.abs().max() + 1e-6))


@pytest.mark.parametrize("name", SIDE)
def test_copies_of_a_channel_learn_different_things(name):
    _, wide, x = pair(name, 2)
    path = {"unet-article": "encoder2.0", "photos": "conv2_1"}.get(name, "encoder_block2.conv1")
    weight = wide.get_parameter(f"{path}.weight")
    reading = weight.detach().reshape(len(weight), -1)
    torch.stack([found.square().mean() for found in scores(wide.train(), x).values()]).sum().backward()
    gradient = weight.grad.reshape(len(weight), -1)
    likeness = torch.nn.functional.cosine_similarity(gradient[0::2], gradient[1::2])
    assert likeness.abs().median() < 0.99
    # The weights that the copies read with differ from the start.
    assert not torch.allclose(reading[0::2], reading[1::2])


def test_the_parts_have_the_variance_of_a_fresh_start():
    narrow, wide = made("unet-same", 1 / 4), made("unet-same", 1 / 2)
    fresh = wide.get_parameter("bottleneck.conv1.weight").std().item()
    widen(narrow, wide)
    assert wide.get_parameter("bottleneck.conv1.weight").std().item() == pytest.approx(fresh, rel=0.02)


@pytest.mark.parametrize("factor", [2, 4])
@pytest.mark.parametrize("name", SIDE)
def test_copies_that_are_spread_are_the_channel_on_average(name, factor):
    narrow, exact, spread = (made(name, NARROW * times) for times in (1, factor, factor))
    widen(narrow, exact)
    widen(narrow, spread, spread=0.5)
    for path, module in exact.named_modules():
        kernel = module.state_dict().get("weight") if not list(module.children()) else None
        if kernel is None or kernel.ndim < 2:
            continue
        dim = 1 if isinstance(module, torch.nn.ConvTranspose2d) else 0
        old, new = (kernels.transpose(0, dim) for kernels in (kernel, spread.state_dict()[f"{path}.weight"]))
        if len(old) == narrow.state_dict()[f"{path}.weight"].shape[dim]:  # the scores, as many as before
            assert torch.equal(old, new)
            continue
        old, new = (kernels.unflatten(0, (-1, factor)).flatten(2) for kernels in (old, new))
        torch.testing.assert_close(new.mean(1), old.mean(1), rtol=1e-4, atol=1e-5)
        apart = (new - old).flatten(1).norm(dim=1) / old.flatten(1).norm(dim=1)
        torch.testing.assert_close(apart, torch.full_like(apart, 0.5), rtol=1e-3, atol=0)


@pytest.mark.parametrize("factor", [2, 4])
@pytest.mark.parametrize("name", SIDE)
def test_a_network_that_was_widened_is_made_thin_again(name, factor):
    _, wide, x = pair(name, factor)
    thinned = made(name, NARROW)
    thin(wide, thinned)
    with torch.no_grad():
        before, after = scores(wide.eval(), x), scores(thinned.eval(), x)
    for label, wanted in before.items():
        assert torch.allclose(wanted, after[label], rtol=1e-4, atol=1e-4 * wanted.abs().max()), label


@pytest.mark.parametrize("name", SIDE)
def test_copies_that_lie_apart_make_the_channel_they_come_from(name):
    narrow, wide, thinned = shaken(made(name, NARROW)), made(name, NARROW * 4), made(name, NARROW)
    widen(narrow, wide, spread=0.5)
    thin(wide, thinned)
    for key, tensor in narrow.state_dict().items():
        torch.testing.assert_close(thinned.state_dict()[key], tensor, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("name", ["unet-paper", "unet-same", "photos"])
def test_networks_side_by_side_give_the_mean_of_their_scores(name):
    members = [shaken(made(name, NARROW), seed) for seed in (1, 2, 3)]
    wide, x = made(name, NARROW * 3), torch.randn(2, 3, SIDE[name], SIDE[name])
    for member in members:  # as trained ones, whose enlarging kernels are all alike
        for path, module in member.named_modules():
            if "upscore" in path:
                module.load_state_dict(members[0].get_submodule(path).state_dict())
    beside(members, wide)
    with torch.no_grad():
        single = [scores(member.eval(), x) for member in members]
        found = scores(wide.eval(), x)
    assert set(found) == set(single[0])
    for label, got in found.items():
        wanted = torch.stack([own[label] for own in single])
        assert wanted.std(0).mean() > 0.1 * wanted.mean(0).std()
        torch.testing.assert_close(got, wanted.mean(0), rtol=1e-3, atol=1e-4 * float(wanted.abs().max()))
    again = [made(name, NARROW) for _ in members]
    for number, (member, own) in enumerate(zip(members, again, strict=True)):
        apart(wide, own, number)
        for key, tensor in member.state_dict().items():
            same = torch.allclose(own.state_dict()[key], tensor, rtol=1e-4, atol=1e-5)
            assert same or (key.endswith("bias") and len(tensor) == 3), key
