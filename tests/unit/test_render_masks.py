"""Masks in colours: exact labels, boundaries, disagreement, legend."""

import io
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

from segviz.render import masks
from segviz.render.colour import rgb

COLOURS = ("#000000", "#ff0000", "#00ff00")


@dataclass(frozen=True)
class Named:
    name: str
    zh: str
    colour: str


CLASSES = tuple(Named(*each) for each in (("background", "背景", "#000000"), ("cat", "猫", "#ff0000")))


def photo(*shape):
    return np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)


def test_mask_png_holds_the_labels_and_shows_the_colours():
    mask = np.array([[0, 1, 2], [255, 2, 1]], np.uint8)
    opened = Image.open(io.BytesIO(masks.mask_png(mask, COLOURS, 6)))
    assert (np.asarray(opened) == mask.repeat(2, 0).repeat(2, 1)).all()
    shown = np.asarray(opened.convert("RGB"))
    assert tuple(shown[0, 2]) == (255, 0, 0)
    assert tuple(shown[2, 0]) == rgb(masks.IGNORE_COLOUR)


def test_edges_against_every_neighbour():
    mask = np.random.default_rng(3).integers(0, 3, (9, 11)).astype(np.uint8)
    expected = np.zeros(mask.shape, bool)
    for y, x in np.ndindex(mask.shape):
        near = [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]
        inside = [(j, i) for j, i in near if 0 <= j < 9 and 0 <= i < 11]
        expected[y, x] = any(mask[place] != mask[y, x] for place in inside)
    assert (masks.edges(mask) == expected).all()


def test_overlay_tints_regions_rims_them_and_leaves_the_background():
    picture, mask = photo(8, 8), np.zeros((8, 8), np.uint8)
    mask[2:7, 2:7] = 1
    drawn = masks.mask_overlay(picture, mask, COLOURS, alpha=0.5)
    assert (drawn[mask == 0] == picture[mask == 0]).all()
    rim = masks.edges(mask) & (mask == 1)
    assert rim.sum() == 16
    assert (drawn[rim] == (255, 0, 0)).all()
    inner = drawn[3:6, 3:6].astype(float)
    assert np.abs(inner - (picture[3:6, 3:6] + np.array([255.0, 0, 0])) / 2).max() <= 0.5
    plain = masks.mask_overlay(picture, mask, COLOURS, alpha=0, boundaries=False)
    assert (plain == picture).all()


def test_sizes_must_agree():
    with pytest.raises(ValueError, match="sizes differ"):
        masks.mask_overlay(photo(4, 4), np.zeros((4, 5), np.uint8), COLOURS)
    with pytest.raises(ValueError, match="sizes differ"):
        masks.disagreement(np.zeros((4, 4), np.uint8), np.zeros((4, 5), np.uint8))


def test_disagreement_counts_answers_and_leaves_ignored_pixels_out():
    one = np.array([[0, 1, 1, 0, 5]], np.uint8)
    two = np.array([[0, 2, 1, 1, 5]], np.uint8)
    three = np.array([[0, 3, 1, 1, 255]], np.uint8)
    found = masks.disagreement(one, two, three)
    assert found.extra.tolist() == [[0, 2, 0, 1, 255]]
    assert found.share == 0.5
    assert masks.disagreement(one, one).share == 0
    assert masks.disagreement(three[:, 4:], three[:, 4:]).share == 0


def test_disagreement_picture_marks_two_and_three_answers():
    found = masks.Disagreement(np.array([[0, 1, 2, 3, 255]], np.uint8), 0.0)
    picture = np.full((1, 5, 3), 100, np.uint8)
    drawn = [tuple(pixel) for pixel in masks.disagreement_pixels(picture, found)[0].tolist()]
    two, more = (rgb(colour) for colour in masks.DIFFERENT)
    assert drawn[1:] == [two, more, more, rgb(masks.IGNORE_COLOUR)]
    assert drawn[0] == (114, 114, 114)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_legend_is_sorted_by_share_and_names_the_classes(language):
    mask = np.array([[1, 1, 1, 0, 255, 255]], np.uint8)
    entries = masks.legend(mask, CLASSES, language)
    shares = [(entry.label, entry.pixels, entry.share) for entry in entries]
    assert shares == [(1, 3, 1 / 2), (0, 1, 1 / 6), (255, 2, 1 / 3)]
    assert entries[0].name == {"en": "cat", "zh": "猫"}[language]
    assert entries[0].colour == "#ff0000"


def test_legend_of_a_large_mask_is_counted_in_parts(monkeypatch):
    monkeypatch.setattr(masks, "CHUNK", 7)
    mask = np.random.default_rng(0).integers(0, 2, (10, 10)).astype(np.uint8)
    pixels = {entry.label: entry.pixels for entry in masks.legend(mask, CLASSES, "en")}
    assert pixels == {0: int((mask == 0).sum()), 1: int((mask == 1).sum())}


def test_a_label_without_a_class_is_an_error():
    with pytest.raises(IndexError):
        masks.legend(np.full((2, 2), 2, np.uint8), CLASSES, "en")


@pytest.mark.parametrize("count", [1, 2, 21])
def test_distinct_colours_are_distinct(count):
    colours = masks.distinct_colours(count)
    assert len(colours) == count
    table = np.array([rgb(colour) for colour in colours], int)
    apart = np.abs(table[:, None] - table[None]).sum(-1)[~np.eye(count, dtype=bool)]
    assert (apart >= 20).all()
