"""The networks as they are trained: BatchNorm after each convolution, no dropout, both FCN decoders on one encoder."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from segviz.geometry import INPUT, Graph, Op
from segviz.models import zoo
from segviz.models.init import initialise
from segviz.models.network import Network

STRIDES = ("32s", "16s", "8s", "4s", "2s")
ARTICLE = "article"
NOISE = 0.3
"""The variance that noise of a third convolution adds to what it passes on, as a fraction."""


def fcn_graph(num_classes: int, geometry: str = "same", batch_norm: bool = True, width: float = 1.0) -> Graph:
    """The teaching FCN with every stride and, in *same* geometry, the article's decoder on the same encoder.

    The article's operations and modules are named ``article.*``; ``outputs`` has "32s" .. "2s" and "article".
    """
    options: dict[str, Any] = {"batch_norm": batch_norm, "width": width}
    fcn = _undropped(zoo.graph("fcn", num_classes, geometry=geometry, strides=STRIDES, **options))
    if geometry != "same":
        return fcn
    article = zoo.graph("fcn-article", num_classes, **options)
    decoder = tuple(_renamed(op) for op in article.ops if not op.path.startswith("features."))
    outputs = fcn.outputs | {ARTICLE: f"{ARTICLE}.{article.outputs['mask']}"}
    return replace(fcn, ops=fcn.ops + decoder, outputs=outputs, whole=False)


def _undropped(graph: Graph) -> Graph:
    """The graph without dropout: of a narrow fc6's few channels half would be gone in each step."""
    sources = {op.name: op.inputs[0] for op in graph.ops if op.kind == "dropout"}
    kept = [op for op in graph.ops if op.kind != "dropout"]
    ops = tuple(replace(op, inputs=tuple(sources.get(name, name) for name in op.inputs)) for op in kept)
    return replace(graph, ops=ops)


def _renamed(op: Op) -> Op:
    """An operation of the article's decoder beside the FCN's, the encoder's pools left as they are."""
    inputs = tuple(name if name.startswith("pool") or name == INPUT else f"{ARTICLE}.{name}" for name in op.inputs)
    return replace(op, name=f"{ARTICLE}.{op.name}", path=f"{ARTICLE}.{op.path}", inputs=inputs)


def pruned(graph: Graph, labels: Sequence[str]) -> Graph:
    """The part of a graph that gives the outputs ``labels``, in that order."""
    needed = {graph.outputs[label] for label in labels}
    for op in reversed(graph.ops):
        if op.name in needed:
            needed.update(op.inputs)
    ops = tuple(op for op in graph.ops if op.name in needed)
    return replace(graph, ops=ops, outputs={label: graph.outputs[label] for label in labels})


def build(num_classes: int, batch_norm: bool = True, width: float = 1.0, seed: int = 0) -> Network:
    """The joint network of :func:`fcn_graph` with both networks' own initial weights and faint skip scores."""
    network = Network(fcn_graph(num_classes, batch_norm=batch_norm, width=width))
    options: dict[str, Any] = {"batch_norm": batch_norm, "width": width}
    fcn = Network(zoo.graph("fcn", num_classes, strides=STRIDES, **options))
    article = Network(zoo.graph("fcn-article", num_classes, **options))
    for part in (fcn, article):
        initialise(part, seed)
    state = {f"{ARTICLE}.{key}": value for key, value in article.state_dict().items()}
    network.load_state_dict(fcn.state_dict() | {key: state[key] for key in network.state_dict() if key in state})
    _soften_skips(network)
    return network


def share(network: Network, owner: Network) -> None:
    """Make ``network`` use ``owner``'s parameters and statistics: one set of weights in two geometries."""
    for path, module in network.named_modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.BatchNorm2d):
            source = owner.get_submodule(path)
            module._parameters = source._parameters
            module._buffers = source._buffers


def part(network: Network, graph: Graph) -> Network:
    """The network that ``graph`` declares, on ``network``'s weights."""
    with torch.device("meta"):
        made = Network(graph)
    share(made, network)
    return made


def with_batchnorm(graph: Graph) -> Graph:
    """The graph with a BatchNorm between every convolution and the ReLU after it, for training only."""
    ops: list[Op] = []
    for op in graph.ops:
        before = ops[-1] if ops else None
        if op.kind == "relu" and before is not None and before.kind == "conv" and "conv" in before.name:
            name, path = (text.replace("conv", "bn") for text in (before.name, before.path))
            ops.append(replace(op, name=name, path=path, kind="batchnorm"))
            op = replace(op, inputs=(name,))
        ops.append(op)
    return replace(graph, ops=tuple(ops))


@torch.no_grad()
def begin_as_unet(network: Network, unet: Network, seed: int = 0) -> None:
    """Give a joint network that has BatchNorms the encoder of a trained ``unet-same`` of the same width.

    Its four blocks become the first two convolutions of VGG16's, channel for channel. A block's third convolution
    begins as the identity with a little noise, and block 5 as a part of the bottleneck, which has twice its channels.
    """
    dice = torch.Generator().manual_seed(seed)
    state, given = network.state_dict(), unet.state_dict()
    blocks = {f"encoder_block{number}": number for number in (1, 2, 3, 4)} | {"bottleneck": 5}
    for (source, number), layer in itertools.product(blocks.items(), (1, 2)):
        kernel = state[f"conv{number}_{layer}.weight"]
        kernel.copy_(given[f"{source}.conv{layer}.weight"][: len(kernel), : kernel.shape[1]])
        state[f"conv{number}_{layer}.bias"].zero_()
        for name in ("weight", "bias", "running_mean", "running_var"):
            state[f"bn{number}_{layer}.{name}"].copy_(given[f"{source}.bn{layer}.{name}"][: len(kernel)])
    for number in (3, 4, 5):
        kernel = state[f"conv{number}_3.weight"]
        noise = torch.randn(kernel.shape, generator=dice) * (NOISE / kernel[0].numel()) ** 0.5
        nn.init.dirac_(kernel).add_(noise)
        state[f"conv{number}_3.bias"].zero_()


def freeze_upsampling(network: Network) -> None:
    """Keep the FCN's up-sampling kernels bilinear, as the paper does for its last ones."""
    for op in network.graph.ops:
        if op.kind == "up" and not op.bias:
            network.get_submodule(op.path).requires_grad_(False)


@torch.no_grad()
def _soften_skips(network: Network, factor: float = 0.1) -> None:
    """Start with faint skip scores, so that the coarse stream learns first (the paper's "at once" scaling)."""
    for op in network.graph.ops:
        if op.name.startswith("score_pool") and op.kind == "conv":
            weight = network.get_submodule(op.path).weight
            assert isinstance(weight, Tensor)
            weight.mul_(factor)
