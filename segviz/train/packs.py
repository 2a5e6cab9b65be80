"""A data set read once: pictures shrunk and kept as bytes, so that an epoch decodes no JPEG."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from segviz.errors import UserError
from segviz.train.datasets import Item, Source, UnusableOutline
from segviz.weights import home

FORMAT = 2


@dataclass(frozen=True)
class Pack:
    """Pictures and label maps of several sizes in two flat arrays that stay on the disk.

    ``shapes`` is (N, 2) int64 as (h, w); picture i's pixels are ``pixels[3 * starts[i]:]`` as (h, w, 3), its labels
    ``labels[starts[i]:]`` as (h, w). ``present`` is (N, 256) bool: which labels it holds.
    """

    names: tuple[str, ...]
    shapes: np.ndarray
    pixels: np.ndarray
    labels: np.ndarray
    held_out: np.ndarray
    present: np.ndarray
    missing: tuple[str, ...]
    dropped: int

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Picture ``index`` as ((h, w, 3), (h, w)), both uint8 and read-only."""
        height, width = self.shapes[index]
        start = self._starts[index]
        stop = start + height * width
        return (
            self.pixels[3 * start : 3 * stop].reshape(height, width, 3),
            self.labels[start:stop].reshape(height, width),
        )

    @property
    def _starts(self) -> np.ndarray:
        return np.concatenate([[0], np.cumsum(self.shapes.prod(axis=1))])

    def split(self, name: str) -> np.ndarray:
        """Indices of the pictures of a split: ``train``, ``heldout`` or ``all``."""
        chosen = {"train": ~self.held_out, "heldout": self.held_out, "all": np.ones(len(self), bool)}[name]
        return np.flatnonzero(chosen)


def shrink(picture: Image.Image, labels: np.ndarray, long_side: int) -> tuple[np.ndarray, np.ndarray]:
    """Picture (H, W, 3) and labels (H, W) with no side over ``long_side``; smaller ones stay as they are."""
    scale = min(1.0, long_side / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = Image.fromarray(labels).resize(size, Image.Resampling.NEAREST)
    return np.asarray(picture.resize(size, Image.Resampling.LANCZOS)), np.asarray(small)


def load(sources: Sequence[Source], data: Path, long_side: int, download: bool = False) -> Pack:
    """The pack of ``sources`` under ``data``, made on first use and again when the files there change.

    Raises:
        UserError: none of the sources' folders is there.
    """
    found = [source for source in sources if (data / source.folder).is_dir() or (download and source.downloads)]
    missing = tuple(source.folder for source in sources if source not in found)
    if not found:
        raise UserError("train-no-data", folder=str(data), expected=", ".join(missing))
    items = [item for source in found for item in source.items(data, download)]
    percents = sorted({item.percent for item in items})
    key = json.dumps([FORMAT, *percents, str(data.resolve()), long_side, [item.name for item in items]])
    folder = home() / "packs" / hashlib.sha256(key.encode()).hexdigest()[:16]
    if not (folder / "index.json").exists():
        _write(folder, items, long_side)
    return _read(folder, missing)


def _write(folder: Path, items: list[Item], long_side: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names, shapes, held_out, dropped = [], [], [], 0
    with open(folder / "pixels.raw", "wb") as pixels, open(folder / "labels.raw", "wb") as labels:
        for item in items:
            try:
                small, small_labels = shrink(*item.read(), long_side)
            except UnusableOutline:
                dropped += 1
                continue
            pixels.write(np.ascontiguousarray(small).tobytes())
            labels.write(np.ascontiguousarray(small_labels).tobytes())
            names.append(item.name)
            shapes.append(small_labels.shape)
            held_out.append(item.held_out)
    index = {"names": names, "shapes": shapes, "held_out": held_out, "dropped": dropped}
    (folder / "index.json").write_text(json.dumps(index))


def _read(folder: Path, missing: tuple[str, ...]) -> Pack:
    index = json.loads((folder / "index.json").read_text())
    labels = np.memmap(folder / "labels.raw", np.uint8, "r")
    shapes = np.array(index["shapes"], np.int64).reshape(-1, 2)
    stops = np.cumsum(shapes.prod(axis=1))
    present = np.zeros((len(shapes), 256), bool)
    for row, start, stop in zip(present, np.concatenate([[0], stops[:-1]]), stops, strict=True):
        row[np.unique(labels[start:stop])] = True
    return Pack(
        names=tuple(index["names"]),
        shapes=shapes,
        pixels=np.memmap(folder / "pixels.raw", np.uint8, "r"),
        labels=labels,
        held_out=np.array(index["held_out"], bool),
        present=present,
        missing=missing,
        dropped=index["dropped"],
    )
