"""Networks of a few channels with weights that leave no stage dead, run by the real engine."""

import numpy as np
import pytest
import torch

from segviz.engine import Engine
from segviz.images import from_pixels
from segviz.models import zoo

STRIDES = ("32s", "16s", "8s", "4s", "2s")
FINE = [("fcn-fine", "same"), ("fcn-fine", "paper")]


def shrink(monkeypatch: pytest.MonkeyPatch, width=1 / 16, classes=5, shake=True):
    """Make ``zoo`` offer every network thin; ``shake``: random biases and norms, skips that count."""
    build, graph = zoo.build, zoo.graph

    def thin_graph(name, num_classes=None, in_channels=None, geometry=None, **options):
        return graph(name, num_classes or classes, in_channels, geometry, **{"width": width} | options)

    def thin_build(*args, **options):
        network = build(*args, **options)
        return shaken(network) if shake else network

    monkeypatch.setattr(zoo, "graph", thin_graph)
    monkeypatch.setattr(zoo, "build", thin_build)


@torch.no_grad()
def shaken(network, seed=1):
    generator = torch.Generator().manual_seed(seed)
    for name, tensor in network.state_dict().items():
        if tensor.is_floating_point() and tensor.ndim == 1:
            tensor.copy_(0.5 + torch.rand(tensor.shape, generator=generator) * (1 if "var" in name else 0.5))
        elif "score_pool" in name:  # a skip that counts
            tensor.mul_(4)
        elif "upscore" in name:  # no longer plain bilinear: classes mix
            tensor.add_(torch.randn(tensor.shape, generator=generator) * 0.02)
    return network


def picture(seed=0, size=(70, 110)):
    return from_pixels(np.random.default_rng(seed).integers(0, 256, (*size, 3), dtype=np.uint8))


def run(model, geometry=None, size=96, seed=0, engine=None, **options):
    return (engine or Engine()).analyse(
        picture(seed), model, size=size, geometry=geometry, weights="untrained", **options
    )
