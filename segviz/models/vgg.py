"""VGG16 (Simonyan & Zisserman, ICLR 2015, table 1, column D) with Caffe's layer names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segviz.geometry import Graph
from segviz.models.builder import Builder

# Convolutions in each of the five blocks and their channels.
BLOCKS = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))


def features(net: Builder, pad: int = 1, ceil: bool = False, prefix: str = "", batch_norm: bool = False) -> None:
    """conv1_1 .. pool5: thirteen 3x3 convolutions and five 2x2 max-pools.

    Args:
        pad: conv1_1's padding (100 in the published FCN); the other convolutions have 1.
        ceil: whether the pools round up, as Caffe's do.
        prefix: of the modules' paths.
        batch_norm: a BatchNorm after each convolution, for training only (it folds into the weights).
    """
    for block, (convs, channels) in enumerate(BLOCKS, start=1):
        for i in range(1, convs + 1):
            name = f"conv{block}_{i}"
            net.conv(name, net.hidden(channels), 3, pad if name == "conv1_1" else 1, path=prefix + name)
            if batch_norm:
                net.add(f"bn{block}_{i}", "batchnorm", path=f"{prefix}bn{block}_{i}")
            net.add(f"relu{block}_{i}", "relu", path=f"{prefix}relu{block}_{i}")
        net.pool(f"pool{block}", ceil, path=f"{prefix}pool{block}")


def head(net: Builder, width: int, padding: int, batch_norm: bool = False) -> None:
    """fc6 and fc7 as convolutions (7x7 and 1x1), each with ReLU and dropout (FCN, section 3.1)."""
    for number, kernel in ((6, 7), (7, 1)):
        net.conv(f"fc{number}", net.hidden(width), kernel, padding if number == 6 else 0)
        if batch_norm:
            net.add(f"bn{number}", "batchnorm")
        net.add(f"relu{number}", "relu")
        net.add(f"drop{number}", "dropout")


def vgg16_heatmap(num_classes: int = 1000, in_channels: int = 3, width: float = 1.0) -> Graph:
    """VGG16 with its classifier turned convolutional: ``num_classes`` heat maps of (H/32 - 6, W/32 - 6)."""
    net = Builder("vgg16-heatmap", in_channels, width)
    features(net)
    head(net, 4096, padding=0)
    net.conv("fc8", num_classes, 1)
    return net.graph({"mask": "fc8"})


def from_torchvision(state: Mapping[str, Any]) -> dict[str, Any]:
    """torchvision's VGG16 state dict under our names; its dense layers viewed as convolutions where it has them.

    ``classifier.0`` (4096, 25088) becomes fc6 (4096, 512, 7, 7); 3 and 6 become the 1x1 layers fc7 and fc8.
    """
    names, index = {}, 0
    for block, (convs, _) in enumerate(BLOCKS, start=1):
        for i in range(1, convs + 1):
            names[f"features.{index}"] = f"conv{block}_{i}"
            index += 2
        index += 1
    names |= {"classifier.0": "fc6", "classifier.3": "fc7", "classifier.6": "fc8"}
    found = {}
    for key, value in state.items():
        layer, part = key.rsplit(".", 1)
        if layer == "classifier.0" and part == "weight":
            value = value.view(value.shape[0], -1, 7, 7)
        elif layer.startswith("classifier") and part == "weight":
            value = value.view(*value.shape, 1, 1)
        found[f"{names[layer]}.{part}"] = value
    return found
