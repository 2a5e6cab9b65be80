"""The data sets: pictures with label maps, through torchvision's own classes where it has the set.

Every item is ``(picture, labels)``: a PIL image and a uint8 array (H, W) with class ids and 255 = ignore. An item whose
outline is unusable raises ``UnusableOutline``: the packer drops it and says how many.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from torchvision.datasets import Caltech101, OxfordIIITPet
from torchvision.datasets.folder import default_loader

from segviz.train.classes import CALTECH_FOLDERS, IGNORE, PHOTOS, ids

HELD_OUT_PERCENT = 12
HELD_OUT_SLICES_PERCENT = 23
"""Of ISBI 2012: there are so few slices that fewer would leave one only."""


class UnusableOutline(ValueError):
    """An outline of under three points, or one that covers next to nothing."""


@dataclass(frozen=True)
class Item:
    """One labelled picture, still on the disk. ``name`` is unique in its data set and decides its split."""

    name: str
    read: Callable[[], tuple[Image.Image, np.ndarray]]
    percent: int = HELD_OUT_PERCENT

    @property
    def held_out(self) -> bool:
        """Whether training must never see it: fixed by a hash of its name, so the same on every machine."""
        return int.from_bytes(hashlib.sha256(self.name.encode()).digest()[:4], "big") % 100 < self.percent


class CaltechOutlines(Caltech101):
    """torchvision's Caltech-101 with the outline where the picture has it, as a label map.

    torchvision returns ``obj_contour`` without the box's offset, so the ``.mat`` is read once more here.
    """

    def labels(self, index: int, size: tuple[int, int], value: int) -> np.ndarray:
        """The filled outline of picture ``index`` as an array (H, W) for ``size`` = (W, H)."""
        import scipy.io

        folder = self.annotation_categories[self.y[index]]
        path = Path(self.root) / "Annotations" / folder / f"annotation_{self.index[index]:04d}.mat"
        data = scipy.io.loadmat(str(path))
        left, top = float(data["box_coord"][0, 2]) - 1, float(data["box_coord"][0, 0]) - 1
        points = [(float(x) + left, float(y) + top) for x, y in data["obj_contour"].T]
        if len(points) < 3:
            raise UnusableOutline(str(path))
        drawn = Image.new("L", size)
        ImageDraw.Draw(drawn).polygon(points, fill=1)
        mask = np.asarray(drawn)
        if mask.mean() < 0.005:
            raise UnusableOutline(str(path))
        return mask * np.uint8(value)

    def items(self) -> Iterator[Item]:
        """Every picture of the folders in ``CALTECH_FOLDERS``."""
        numbers = ids(PHOTOS)
        for index, category in enumerate(self.y):
            folder = self.categories[category]
            if folder in CALTECH_FOLDERS:
                name = f"caltech101/{folder}/image_{self.index[index]:04d}"
                yield Item(name, _reader(self._read, index, numbers[CALTECH_FOLDERS[folder]]))

    def _read(self, index: int, value: int) -> tuple[Image.Image, np.ndarray]:
        picture = self[index][0].convert("RGB")
        return picture, self.labels(index, picture.size, value)


class Pets(OxfordIIITPet):
    """torchvision's Oxford-IIIT Pet as cats and dogs; the trimap's border is ignored."""

    def items(self) -> Iterator[Item]:
        numbers = ids(PHOTOS)
        for index, path in enumerate(self._images):
            value = numbers["cat"] if self._bin_labels[index] == 0 else numbers["dog"]
            yield Item(f"oxford-iiit-pet/{path.stem}", _reader(self._read, index, value))

    def _read(self, index: int, value: int) -> tuple[Image.Image, np.ndarray]:
        picture, trimap = self[index]
        table = np.full(256, IGNORE, np.uint8)
        table[1], table[2] = value, 0
        labels = table[np.asarray(trimap)]
        if not (labels == value).any():
            raise UnusableOutline(self._images[index].name)
        return picture, labels


def pairs(
    root: Path, pictures: str, masks: str, to_labels: Callable[[Path, tuple[int, int]], np.ndarray]
) -> Iterator[Item]:
    """Items of a folder with one mask file (same stem) a picture: the horses, ISBI 2012 and the nuclei."""
    for path in sorted((root / pictures).iterdir()):
        mask = next((root / masks).glob(f"{path.stem}.*"), None)
        if mask is not None:
            yield Item(f"{root.name}/{path.stem}", _reader(_read_pair, path, mask, to_labels))


def _read_pair(
    path: Path, mask: Path, to_labels: Callable[[Path, tuple[int, int]], np.ndarray]
) -> tuple[Image.Image, np.ndarray]:
    picture = default_loader(str(path))
    return picture, to_labels(mask, picture.size)


def horse_labels(path: Path, size: tuple[int, int]) -> np.ndarray:
    """A grey JPEG, horse above 127; most differ from the picture in size."""
    mask = np.asarray(Image.open(path).convert("L").resize(size, Image.Resampling.BILINEAR)) > 127
    return np.where(mask, np.uint8(ids(PHOTOS)["horse"]), np.uint8(0))


def membrane_labels(path: Path, size: tuple[int, int]) -> np.ndarray:
    """White = cell (0), black = membrane (1)."""
    return (np.asarray(Image.open(path).convert("L")) < 128).astype(np.uint8)


def nucleus_labels(path: Path, size: tuple[int, int]) -> np.ndarray:
    """16-bit instance numbers, 0 = background."""
    return (np.asarray(Image.open(path)) > 0).astype(np.uint8)


def _reader(function: Callable[..., tuple[Image.Image, np.ndarray]], *arguments: object) -> Callable[[], tuple]:
    return lambda: function(*arguments)


def caltech(root: Path, download: bool) -> Iterator[Item]:
    return CaltechOutlines(root, download=download).items()


def pets(root: Path, download: bool) -> Iterator[Item]:
    for split in ("trainval", "test"):
        yield from Pets(root, split=split, target_types="segmentation", download=download).items()


def horses(root: Path, download: bool) -> Iterator[Item]:
    return pairs(root / "weizmann-horse", "rgb", "figure_ground", horse_labels)


def membranes(root: Path, download: bool) -> Iterator[Item]:
    for item in pairs(root / "isbi2012", "images", "labels", membrane_labels):
        yield replace(item, percent=HELD_OUT_SLICES_PERCENT)


def nuclei(root: Path, download: bool) -> Iterator[Item]:
    return pairs(root / "dsb2018", "images", "labels", nucleus_labels)


@dataclass(frozen=True)
class Source:
    """A data set: the folder it has under the data root, and how to list its items."""

    folder: str
    items: Callable[[Path, bool], Iterator[Item]]
    downloads: bool


CALTECH = Source("caltech101", caltech, downloads=True)
PETS = Source("oxford-iiit-pet", pets, downloads=True)
HORSES = Source("weizmann-horse", horses, downloads=False)
MEMBRANES = Source("isbi2012", membranes, downloads=False)
CELLS = Source("dsb2018", nuclei, downloads=False)
