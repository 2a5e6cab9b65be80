"""One table of every network that SegViz offers, and the one way to build them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from segviz.errors import UserError
from segviz.geometry import Graph
from segviz.models import fcn, unet, vgg

if TYPE_CHECKING:
    from segviz.models.network import Network
    from segviz.weights import Card


@dataclass(frozen=True)
class Entry:
    """A row of the zoo. ``lineage``: "paper", "article" or "teaching"; never show one under another's name."""

    name: str
    family: str
    lineage: str
    classes: int
    in_channels: int
    declare: Callable[..., Graph]
    options: dict[str, Any] = field(default_factory=dict)
    geometries: tuple[str, ...] = ()


def _fcn(name: str, strides: tuple[str, ...], lineage: str, geometry: str, head: int) -> Entry:
    options = {"name": name, "strides": strides, "head": head}
    geometries = (geometry,) if lineage == "paper" else ("same", "paper")
    return Entry(name, "fcn", lineage, 21, 3, fcn.fcn, options, geometries)


_ENTRIES = (
    Entry("vgg16-heatmap", "vgg", "paper", 1000, 3, vgg.vgg16_heatmap),
    _fcn("fcn", ("32s", "16s", "8s"), "teaching", "same", 512),
    # Two strides more than the paper's, an experiment of ours.
    _fcn("fcn-fine", fcn.STRIDES, "teaching", "same", 512),
    *(_fcn(f"fcn-{s}", (s,), "teaching", "same", 512) for s in ("32s", "16s", "8s")),
    *(_fcn(f"fcn-{s}-paper", (s,), "paper", "paper", 4096) for s in ("32s", "16s", "8s")),
    Entry("fcn-article", "fcn", "article", 21, 3, fcn.fcn_article),
    Entry("unet-paper", "unet", "paper", 2, 1, unet.unet_paper),
    Entry("unet-article", "unet", "article", 1, 3, unet.unet_article),
    Entry("unet-same", "unet", "teaching", 2, 3, unet.unet_same),
)
MODELS: dict[str, Entry] = {entry.name: entry for entry in _ENTRIES}


def entry(name: str) -> Entry:
    """The row of that name.

    Raises:
        UserError: when there is none; the sentence lists those there are.
    """
    if name not in MODELS:
        raise UserError("model-unknown", name=name, names=", ".join(MODELS))
    return MODELS[name]


def graph(
    name: str,
    num_classes: int | None = None,
    in_channels: int | None = None,
    geometry: str | None = None,
    **options: Any,
) -> Graph:
    """A network's declaration, without torch.

    Args:
        geometry: "same" or "paper" for the teaching FCNs; each other network has one of its own.
        options: ``width`` (fraction of the hidden channels), ``strides`` and ``batch_norm`` where the builder has them.

    Raises:
        UserError: for an unknown name or a geometry that the network does not have.
    """
    row = entry(name)
    if geometry is not None and geometry not in row.geometries:
        raise UserError("geometry-unknown", name=name, geometry=geometry, names=", ".join(row.geometries) or "-")
    if row.geometries:
        options["geometry"] = geometry or row.geometries[0]
    classes, channels = num_classes or row.classes, in_channels or row.in_channels
    return _declared(row.declare, num_classes=classes, in_channels=channels, **row.options | options)


@lru_cache(maxsize=64)
def _declared(declare: Callable[..., Graph], **options: Any) -> Graph:
    """One Graph for all who ask for the same: what it has found out about itself, it keeps."""
    return declare(**options)


def build(
    name: str,
    num_classes: int | None = None,
    in_channels: int | None = None,
    weights: str | Card | None = None,
    geometry: str | None = None,
    **options: Any,
) -> Network:
    """The network in eval mode: (N, C, H, W) -> logits (N, classes, H', W'); ``fcn`` gives one for each stride.

    Args:
        weights: a weights card or its name; None gives initial weights, the same ones each time.

    Raises:
        UserError: for an unknown name or geometry, or weights that do not belong to this network.
    """
    import torch

    from segviz import weights as store
    from segviz.models.init import initialise
    from segviz.models.network import Network

    card = store.card(weights) if isinstance(weights, str) else weights
    if card:
        num_classes, in_channels = num_classes or len(card.classes), in_channels or card.in_channels
    with torch.device("meta"):
        network = Network(graph(name, num_classes, in_channels, geometry, **options))
    if card:
        store.load(card, network)
    else:
        network.to_empty(device="cpu")
        initialise(network)
    return network.eval()
