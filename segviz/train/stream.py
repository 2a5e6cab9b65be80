"""An endless stream of training batches out of a pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset, Sampler
from torchvision import tv_tensors

from segviz.train.augment import Pair
from segviz.train.packs import Pack
from segviz.train.recipes import Recipe, Stage


def pair(pack: Pack, index: int, in_channels: int = 3) -> Pair:
    """Picture ``index`` as tv_tensors: image (C, h, w) and labels (h, w), uint8."""
    pixels, labels = pack[index]
    image = torch.from_numpy(pixels[:, :, :in_channels].copy()).permute(2, 0, 1).contiguous()
    return tv_tensors.Image(image), tv_tensors.Mask(torch.from_numpy(labels.copy()))


class Varied(Dataset):
    """The training pictures under augmentation; an item's key is (picture, stage)."""

    def __init__(self, recipe: Recipe, pack: Pack, chosen: np.ndarray) -> None:
        self.recipe, self.pack, self.chosen = recipe, pack, chosen
        self.chances = recipe.chances(pack, chosen)

    def __getitem__(self, key: tuple[int, Stage]) -> Pair:
        index, stage = key
        return self.recipe.vary(pair(self.pack, index, self.recipe.in_channels), self._other, stage)

    def _other(self) -> Pair:
        seed = int(torch.randint(1 << 62, ()))
        return pair(
            self.pack, int(np.random.default_rng(seed).choice(self.chosen, p=self.chances)), self.recipe.in_channels
        )


class Batches(Sampler):
    """Endless batches of (picture, stage), of the stage that the clock says it is; each process draws its own."""

    def __init__(self, data: Varied, stage: Callable[[], Stage], seed: int) -> None:
        self.data, self.stage, self.seed = data, stage, seed

    def __iter__(self) -> Iterator[list[tuple[int, Stage]]]:
        draw = np.random.default_rng(self.seed)
        while True:
            stage = self.stage()
            picked = draw.choice(self.data.chosen, stage.batch, p=self.data.chances)
            yield [(int(index), stage) for index in picked]


def loader(data: Varied, stage: Callable[[], Stage], seed: int, workers: int) -> DataLoader[Any]:
    """The stream as a DataLoader with ``workers`` processes, each on one thread."""
    return DataLoader(
        data,
        batch_sampler=Batches(data, stage, seed),
        num_workers=workers,
        prefetch_factor=3 if workers else None,
        persistent_workers=workers > 0,
        generator=torch.Generator().manual_seed(seed),
    )
