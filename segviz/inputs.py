"""What a network is fed with: a fitted picture's pixels, as its weights expect them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from segviz.geometry import Graph
from segviz.images import Fitted
from segviz.weights import Card, Preprocessing


def feed(fitted: Fitted, graph: Graph, card: Card | None) -> Tensor:
    """The network's input (1, C, H, W) float32; ``card`` is None for an untrained network."""
    return prepare_for(graph, card, fitted.pixels)


def prepare_for(graph: Graph, card: Card | None, pixels: npt.NDArray[np.uint8]) -> Tensor:
    """The same of any part (h, w, 3) of a fitted picture."""
    return prepare(pixels, card.preprocessing if card else default_preprocessing(graph.in_channels))


def prepare(pixels: npt.NDArray[np.uint8], how: Preprocessing) -> Tensor:
    """Pixels (h, w, 3) RGB to the network's input (1, C, h, w) float32, as its weights expect it."""
    x = torch.from_numpy(np.array(pixels)).permute(2, 0, 1).float()
    if how.order == "L":
        # ITU-R BT.601 luma, as Pillow's conversion to grey.
        x = (x * torch.tensor([0.299, 0.587, 0.114])[:, None, None]).sum(0, keepdim=True)
    elif how.order == "BGR":
        x = x.flip(0)
    x = x * (how.range / 255)
    return ((x - torch.tensor(how.mean)[:, None, None]) / torch.tensor(how.std)[:, None, None])[None]


def default_preprocessing(channels: int) -> Preprocessing:
    """What an untrained network is fed with: as torchvision's VGG16, or grey around zero."""
    return Preprocessing() if channels == 3 else Preprocessing("L", 1, (0.5,), (0.25,))
