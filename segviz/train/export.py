"""From a training checkpoint to what the app loads: BatchNorm folded away, half precision, a card beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from segviz.models.init import fold_batchnorm
from segviz.models.network import Network
from segviz.train import recipes
from segviz.train import task as tasks
from segviz.train.recipes import Recipe
from segviz.train.widening import beside
from segviz.weights import Card, ClassInfo, Preprocessing, save

BITS = 7


def export(recipe: Recipe, checkpoints: Sequence[Path], path: Path, command: str) -> Card:
    """Write ``path`` (safetensors) and its card from the checkpoint of each member; returns the card, which says by
    what ``command``."""
    modules = [_restored(recipe, checkpoint) for checkpoint in checkpoints]
    whole = Network(modules[0].plain(len(modules)))
    beside([plain(module) for module in modules], whole)
    state = {key.removeprefix("article."): value for key, value in whole.state_dict().items()}
    return save(path, rounded(state), card(recipe, command))


def _restored(recipe: Recipe, checkpoint: Path) -> tasks.Task:
    saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
    module = tasks.task(recipe, saved["width"])
    module.load_state_dict(saved["state_dict"])
    return module


def plain(module: tasks.Task) -> Network:
    """The task's network without the BatchNorms that only training has."""
    network = Network(module.plain())
    fold_batchnorm(module.network, network)
    return network


def rounded(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The kernels with ``BITS`` significant bits. Training multiplies with 8 (bfloat16); at 7 a weight is off by 0.8 %
    at most, which changes hardly a pixel, and the file packs smaller by a quarter."""
    return {key: _rounded(value) if value.ndim > 1 else value for key, value in state.items()}


def _rounded(tensor: Tensor) -> Tensor:
    mantissa, exponent = torch.frexp(tensor)
    return torch.ldexp(torch.round(mantissa * 2**BITS) / 2**BITS, exponent)


def command(recipe: Recipe, minutes: float, start: Card | None = None) -> str:
    """What was typed to train it, after what made the weights that it started from."""
    typed = f"python -m segviz train {recipe.name} --data DIR --minutes {minutes:g}"
    return f"{start.recipe['command']}; {typed} --start {start.name}" if start else typed


def card(recipe: Recipe, command: str) -> Card:
    """The card of a recipe's weights; file, hash and results are still to be filled in."""
    colour = recipe.in_channels == 3
    preprocessing = Preprocessing() if colour else Preprocessing("L", 1, tasks.GREY_MEAN, tasks.GREY_STD)
    return Card(
        name=recipe.name,
        models=recipe.serves,
        file="",
        sha256="",
        classes=tuple(ClassInfo(c.name, c.zh, c.colour) for c in recipe.categories),
        in_channels=recipe.in_channels,
        preprocessing=preprocessing,
        trained_on=dict(recipe.trained_on),
        licences=recipe.licences,
        # Of the recipe as a whole: one that goes on with published weights has no narrow stages, but they had.
        recipe={
            "command": command,
            "grown": round(1 / min(recipes.recipe(recipe.name).ends)),
            "members": recipe.members,
        },
        long_side=recipe.app_size,
    )
