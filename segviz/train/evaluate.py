"""Measuring trained weights on labelled pictures, in the way the app uses them: fitted, one pass, restored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from segviz import weights
from segviz.analysis.agreement import agreement
from segviz.analysis.metrics import Tally
from segviz.engine import Engine, margin
from segviz.errors import UserError
from segviz.images import fit, from_pixels
from segviz.inputs import prepare
from segviz.models import zoo
from segviz.models.network import Network
from segviz.precision import has_fast
from segviz.train import joint, packs, recipes
from segviz.train.classes import IGNORE
from segviz.weights import Card, WeightsError


@dataclass(frozen=True)
class Subject:
    """A network with trained weights, ready to be measured."""

    card: Card
    network: Network

    def masks(self, pixels: np.ndarray) -> dict[str, np.ndarray]:
        """Class ids (H, W) of a picture (H, W, 3) for each output, at the picture's size.

        A padded network gets the picture resized to its nearest legal sides, an unpadded one mirrored around it.
        """
        graph = self.network.graph
        lost = margin(graph)
        mode = "mirror" if lost else "resize"
        fitted = fit(from_pixels(pixels), graph.nearest_legal, max(pixels.shape[:2]), mode, lost)
        device = next(self.network.parameters()).device
        x = prepare(fitted.pixels, self.card.preprocessing).to(device, memory_format=torch.channels_last)
        with torch.inference_mode():
            outputs = self.network(x)
        named = outputs if isinstance(outputs, dict) else {next(iter(graph.outputs)): outputs}
        decided = {label: scores[0].argmax(0).cpu().numpy().astype(np.uint8) for label, scores in named.items()}
        return {label: fitted.restore(mask) for label, mask in decided.items()}


def subject(name: str, geometry: str | None = None) -> Subject:
    """The network called ``name``, or the first one that the weights called ``name`` serve.

    The teaching FCN comes with every stride from 32 to 2.

    Raises:
        UserError: when no trained weights have that name or serve that network.
    """
    card = weights.card_for(name) if name in zoo.MODELS else weights.card(name)
    if card is None:
        served = dict.fromkeys(model for known in weights.cards() for model in known.models)
        raise WeightsError("weights-none", model=name, names=", ".join(served) or "-")
    return of_card(card, name if name in zoo.MODELS else card.models[0], geometry)


def of_card(card: Card, model: str, geometry: str | None = None, width: float = 1.0) -> Subject:
    """The network ``model`` with a card's weights. Raises UserError when they do not belong together."""
    options: dict[str, Any] = {"strides": joint.STRIDES} if model == "fcn" else {}
    geometry = geometry if zoo.entry(model).geometries else None
    graph = zoo.graph(model, len(card.classes), card.in_channels, geometry, width=width, **options)
    with torch.device("meta"):
        network = Network(graph)
    weights.load(card, network)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return Subject(card, network.eval().to(device).to(memory_format=torch.channels_last))


def scaled(pixels: np.ndarray, labels: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """A picture and its labels with the long side at ``size`` pixels, enlarged or shrunk."""
    height, width = labels.shape
    scale = size / max(height, width)
    shape = max(1, round(width * scale)), max(1, round(height * scale))
    picture = Image.fromarray(pixels).resize(shape, Image.Resampling.BILINEAR)
    return np.asarray(picture), np.asarray(Image.fromarray(labels).resize(shape, Image.Resampling.NEAREST))


def measure(subject: Subject, pictures: Iterable[tuple[np.ndarray, np.ndarray]], size: int) -> dict[str, Any]:
    """The report on labelled pictures: ``{"model", "pictures", "results": {output: figures}}``."""
    names = [category.name for category in subject.card.classes]
    tallies = {label: Tally(len(names)) for label in subject.network.graph.outputs}
    count = 0
    for pixels, labels in pictures:
        pixels, labels = scaled(pixels, labels, size)
        for label, mask in subject.masks(pixels).items():
            tallies[label].add(np.where(mask == IGNORE, np.uint8(IGNORE), labels), np.where(mask == IGNORE, 0, mask))
        count += 1
    results = {label: tally.report(names) for label, tally in tallies.items()}
    return {"model": subject.network.graph.name, "pictures": count, "results": results}


def evaluate(
    name: str,
    data: Path,
    split: str = "heldout",
    size: int | None = None,
    geometry: str | None = None,
    limit: int | None = None,
) -> dict[str, Any]:
    """Measure the weights or the network called ``name`` on the data sets of its recipe.

    Args:
        data: the folder that holds the data sets; those that are missing are skipped and named in ``missing``.
        split: "heldout" (what training never saw) or "all".
        size: the pictures' long side in pixels, the recipe's own if None.
        geometry: "same" or "paper", for the teaching FCN.
        limit: at most so many pictures, evenly spread.

    Raises:
        UserError: unknown name, untrained network, or no data.
    """
    chosen = subject(name, geometry)
    if chosen.card.name not in recipes.RECIPES:
        raise UserError("train-not-ours", name=chosen.card.name, names=", ".join(recipes.RECIPES))
    if geometry == "paper" and not zoo.entry(chosen.network.graph.name).geometries:
        raise UserError("train-one-geometry", name=chosen.network.graph.name)
    recipe = recipes.recipe(chosen.card.name)
    size = size or recipe.measured_at
    pack = packs.load(recipe.sources, data, max(size, recipe.long_side))
    indices = pack.split(split)
    if limit and limit < len(indices):
        indices = indices[np.linspace(0, len(indices) - 1, limit).round().astype(int)]
    report = measure(chosen, _pictures(pack, indices), size)
    return report | {
        "model": name,
        "split": split,
        "size": size,
        "missing": list(pack.missing),
        "dropped": pack.dropped,
    }


def _pictures(pack: packs.Pack, indices: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for index in indices:
        yield pack[int(index)]


def publish(name: str, report: dict[str, Any], geometry: str | None = None) -> None:
    """Write a report into the weights' card, with how far bfloat16 changes the answers to the bundled pictures; that
    stays as it was on a processor without bfloat16, which would take an hour for it.

    Raises OSError where the card cannot be written.
    """
    card = subject(name, geometry).card
    if has_fast():
        engine = Engine()
        agrees = min(min(agreement(engine, model, card.long_side, card.name).values()) for model in card.models)
        card = replace(card, agreement=round(agrees, 5))
    key = weights.result_key(name if name in zoo.MODELS else card.models[0], geometry)
    weights.rewrite(replace(card, results=card.results | {key: report}))
