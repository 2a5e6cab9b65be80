"""Dense layers as convolutions: the equality against torch's own Linear layers, and that an inequality would show."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from segviz.analysis import dense
from segviz.engine import Engine
from tests.unit import thin as networks


@pytest.fixture
def run(thin):
    return Engine().analyse(networks.picture(), "vgg16-heatmap", size=dense.SIDE)


def test_both_forms_of_the_classifier_agree_on_a_picture(run):
    found = dense.equality(run)
    assert [layer.name for layer in found.layers] == ["fc6", "fc7", "fc8"]
    assert [layer.kernel for layer in found.layers] == [7, 1, 1]
    assert [layer.weights for layer in found.layers] == [(256, 32 * 49), (256, 256), (1000, 256)]
    for layer in found.layers:
        assert layer.largest > 0
        assert layer.relative < 1e-5
    assert found.dense == pytest.approx(found.convolutional, abs=1e-4)
    assert found.top(3) == found.convolutional.argsort()[::-1][:3].tolist()


@torch.no_grad()
def test_the_dense_form_is_what_torchs_linear_layers_give(run):
    """With the weights viewed back as ``classifier.0``, 3 and 6 of torchvision's VGG16, and its flattening."""
    x = run.engine.exact(run, ("pool5",))["pool5"].flatten()
    for name in dense.LAYERS:
        given = run.engine.parameters(run, name)
        linear = nn.Linear(given["weight"][0].numel(), len(given["weight"]))
        linear.weight.copy_(given["weight"].contiguous().view(len(given["weight"]), -1))
        linear.bias.copy_(given["bias"])
        x = linear(x) if name == "fc8" else linear(x).relu()
    assert dense.equality(run).dense == pytest.approx(x.numpy(), abs=1e-4)


def test_other_weights_are_not_equal(run):
    recorded = run.engine.exact(run, (dense.POOL, *dense.LAYERS))
    given = {name: run.engine.parameters(run, name) for name in dense.LAYERS}
    given["fc6"] = given["fc6"] | {"weight": given["fc6"]["weight"].flip(2)}  # a flattening in another order
    assert dense.compare(recorded, given).layers[0].relative > 0.1


@pytest.mark.parametrize(("model", "size"), [("vgg16-heatmap", 256), ("fcn-32s", 224)])
def test_only_the_heat_map_network_at_its_dense_size_can_be_compared(thin, model, size):
    with pytest.raises(ValueError, match=model):
        dense.equality(Engine().analyse(networks.picture(), model, size=size))
