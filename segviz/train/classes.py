"""What each recipe's networks tell apart: names in both languages and colours (VOC's where VOC has the class)."""

from __future__ import annotations

from dataclasses import dataclass

IGNORE = 255
"""The label of pixels that count neither in a loss nor in a measure."""


@dataclass(frozen=True)
class Category:
    """One class: its English and Chinese name and its colour ``#rrggbb``. Its id is its place in the tuple."""

    name: str
    zh: str
    colour: str


PHOTOS = (
    Category("background", "背景", "#000000"),
    Category("aeroplane", "飞机", "#800000"),
    Category("boat", "船", "#000080"),
    Category("car", "汽车", "#808080"),
    Category("cat", "猫", "#400000"),
    Category("dog", "狗", "#400080"),
    Category("horse", "马", "#c00080"),
    Category("motorbike", "摩托车", "#408080"),
    Category("face", "人脸", "#c08080"),
    Category("leopard", "豹", "#e0a020"),
    Category("watch", "手表", "#20b0c0"),
    Category("sunflower", "向日葵", "#f0e020"),
    Category("laptop", "笔记本电脑", "#6060e0"),
    Category("piano", "钢琴", "#a05020"),
    Category("helicopter", "直升机", "#20a060"),
    Category("umbrella", "雨伞", "#e060a0"),
    Category("soccer ball", "足球", "#b0e060"),
)

EM = (Category("cell", "细胞", "#000000"), Category("membrane", "细胞膜", "#e0a020"))

NUCLEI = (Category("background", "背景", "#000000"), Category("nucleus", "细胞核", "#20b0c0"))

CALTECH_FOLDERS = {
    "airplanes": "aeroplane",
    "ketch": "boat",
    "schooner": "boat",
    "car_side": "car",
    "dalmatian": "dog",
    "Motorbikes": "motorbike",
    "Faces": "face",
    "Leopards": "leopard",
    "watch": "watch",
    "sunflower": "sunflower",
    "laptop": "laptop",
    "grand_piano": "piano",
    "helicopter": "helicopter",
    "umbrella": "umbrella",
    "soccer_ball": "soccer ball",
}
"""Caltech-101 folder -> class of PHOTOS. The folders left out hold few pictures or thin, cut-off outlines."""


def ids(categories: tuple[Category, ...]) -> dict[str, int]:
    """English name -> class id."""
    return {category.name: number for number, category in enumerate(categories)}
