"""Tiny generated data sets, laid out on the disk as the real ones are."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw
from scipy.io import savemat

COLOURS = {"airplanes": (200, 40, 40), "sunflower": (230, 210, 30)}
ANNOTATIONS = {"airplanes": "Airplanes_Side_2"}


def noise(draw, width, height):
    return Image.fromarray(draw.integers(60, 110, (height, width, 3)).astype(np.uint8))


def caltech(root, count=20, seed=0):
    """Coloured squares; the last sunflower's outline has two points only."""
    draw = np.random.default_rng(seed)
    base = root / "caltech101"
    (base / "101_ObjectCategories" / "BACKGROUND_Google").mkdir(parents=True)
    for folder, colour in COLOURS.items():
        pictures = base / "101_ObjectCategories" / folder
        outlines = base / "Annotations" / ANNOTATIONS.get(folder, folder)
        pictures.mkdir()
        outlines.mkdir(parents=True)
        for i in range(1, count + 1):
            picture = noise(draw, 60, 48)
            x, y = (int(n) for n in draw.integers(4, 14, 2))
            ImageDraw.Draw(picture).rectangle((x, y, x + 30, y + 24), fill=colour)
            picture.save(pictures / f"image_{i:04d}.jpg", quality=95)
            corners = np.array([[0, 30, 30, 0], [0, 0, 24, 24]], float) + 2
            if folder == "sunflower" and i == count:
                corners = corners[:, :2]
            # Offset by the box, and one-based, as in the real files: x = contour + left - 1.
            box = np.array([[y - 1, y + 24, x - 1, x + 30]], np.uint16)
            savemat(outlines / f"annotation_{i:04d}.mat", {"obj_contour": corners, "box_coord": box})


def pets(root, seed=0):
    """Two cats and a dog: pet 1, background 2, border 3."""
    draw = np.random.default_rng(seed)
    base = root / "oxford-iiit-pet"
    (base / "images").mkdir(parents=True)
    (base / "annotations" / "trimaps").mkdir(parents=True)
    lines = {"trainval": ["Bengal_1 1 1 1", "beagle_1 2 2 1"], "test": ["Bengal_2 1 1 1"]}
    for split, rows in lines.items():
        (base / "annotations" / f"{split}.txt").write_text("\n".join(rows))
        for name in (row.split()[0] for row in rows):
            noise(draw, 50, 40).save(base / "images" / f"{name}.jpg")
            trimap = np.full((40, 50), 2, np.uint8)
            trimap[10:30, 10:40] = 3
            trimap[12:28, 12:38] = 1
            Image.fromarray(trimap).save(base / "annotations" / "trimaps" / f"{name}.png")


def horses(root, seed=0):
    """One horse whose mask is half as large as its picture."""
    base = root / "weizmann-horse"
    (base / "rgb").mkdir(parents=True)
    (base / "figure_ground").mkdir()
    noise(np.random.default_rng(seed), 80, 60).save(base / "rgb" / "horse001.jpg")
    mask = np.zeros((30, 40), np.uint8)
    mask[10:20, 10:30] = 255
    Image.fromarray(mask).save(base / "figure_ground" / "horse001.jpg", quality=100)


def cells(root, folder, count=16, seed=0):
    """Bright discs on dark ground: nuclei with instance numbers, or cells with black membranes around."""
    draw = np.random.default_rng(seed)
    (root / folder / "images").mkdir(parents=True)
    (root / folder / "labels").mkdir()
    rows, columns = np.mgrid[:64, :64]
    for i in range(count):
        instances = np.zeros((64, 64), np.uint16)
        for number, (y, x) in enumerate(draw.integers(8, 56, (5, 2)), start=1):
            instances[(rows - y) ** 2 + (columns - x) ** 2 < 60] = number
        grey = np.where(instances > 0, 200, 40) + draw.integers(-20, 20, (64, 64))
        picture = Image.fromarray(grey.astype(np.uint8))
        picture.convert("RGB" if folder == "dsb2018" else "L").save(root / folder / "images" / f"{i:02d}.png")
        labels = instances if folder == "dsb2018" else np.where(instances > 0, 255, 0).astype(np.uint8)
        Image.fromarray(labels).save(root / folder / "labels" / f"{i:02d}.png")


def everything(root):
    """All sets under ``root``."""
    caltech(root)
    pets(root)
    horses(root)
    cells(root, "isbi2012")
    cells(root, "dsb2018")
    return root
