"""Bundled pictures: scikit-image's photos, three with outlines drawn by us, and our own scenes with exact masks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from segviz.errors import UserError
from segviz.images import IGNORE, Picture, decode, from_pixels
from segviz.scenes import cells, shapes
from segviz.scenes.drawing import fill

OUTLINES = Path(__file__).resolve().parent.parent / "assets" / "outlines"

# key -> the file in scikit-image's own data folder; all ship in its wheel, nothing is fetched.
_PHOTOS = {
    "cat": "chelsea.png",
    "motorcycle": "motorcycle_left.png",
    "astronaut": "astronaut.png",
    "cameraman": "camera.png",
    "coffee": "coffee.png",
    "rocket": "rocket.jpg",
    "tissue": "ihc.png",
    "coins": "coins.png",
    "retina": "retina.jpg",
    "galaxies": "hubble_deep_field.jpg",
}
_SCENES: dict[str, tuple[Callable[[int], tuple[np.ndarray, np.ndarray]], tuple[str, ...]]] = {
    "shapes": (shapes.draw, shapes.CLASSES),
    "cells": (cells.draw, cells.CLASSES),
}


class SampleError(UserError):
    """A bundled picture that is not there."""


@dataclass(frozen=True)
class Sample:
    """A bundled picture: ``key``, ``kind`` ("photo", or "scene", of which a seed makes another one)."""

    key: str
    kind: str
    has_reference: bool

    @property
    def title(self) -> str:
        """The catalogue id of its name."""
        return f"sample-{self.key}"


@dataclass(frozen=True, eq=False)
class Reference:
    """A mask drawn by hand or exact: ``labels`` (H, W) uint8, read-only; k is class_names[k], 255 is left open."""

    labels: np.ndarray
    class_names: tuple[str, ...]


@cache
def names() -> tuple[Sample, ...]:
    """All bundled pictures, photos first."""
    photos = [Sample(key, "photo", (OUTLINES / f"{key}.json").is_file()) for key in _PHOTOS]
    return (*photos, *(Sample(key, "scene", True) for key in _SCENES))


@lru_cache(maxsize=16)
def load(key: str, seed: int = 0) -> tuple[Picture, Reference | None]:
    """A bundled picture and its reference, if there is one. ``seed`` chooses a scene and means nothing to a photo.

    The same read-only arrays for everyone who asks. Raises SampleError.
    """
    if key in _PHOTOS:
        return decode(_photo(key)), _outlined(key)
    if key not in _SCENES:
        raise SampleError("sample-unknown", name=key, names=", ".join(sample.key for sample in names()))
    draw, class_names = _SCENES[key]
    pixels, labels = draw(seed)
    labels.flags.writeable = False
    return from_pixels(pixels), Reference(labels, class_names)


def _photo(key: str) -> bytes:
    spec = find_spec("skimage")  # its files are wanted, not its import
    folder = Path(spec.origin).parent / "data" if spec and spec.origin else Path()
    try:
        return (folder / _PHOTOS[key]).read_bytes()
    except OSError as error:
        raise SampleError("sample-missing", name=key, file=_PHOTOS[key]) from error


def _outlined(key: str) -> Reference | None:
    """The reference of an outline file: polygons of (x, y) points, pixel centres at integers, later ones on top."""
    path = OUTLINES / f"{key}.json"
    if not path.is_file():
        return None
    outline = json.loads(path.read_text(encoding="utf-8"))
    width, height = outline["size"]
    values = {name: value for value, name in enumerate(outline["classes"])} | {"ignore": IGNORE}
    labels = np.zeros((height, width), np.uint8)
    for area in outline["polygons"]:
        labels[fill(area["points"], labels.shape)] = values[area["label"]]
    labels.flags.writeable = False
    return Reference(labels, tuple(outline["classes"]))
