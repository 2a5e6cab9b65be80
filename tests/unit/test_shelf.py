"""A session's own pictures: bounded, decoded again when they had to go, and nobody else's."""

import io

import numpy as np
import pytest
from PIL import Image

from segviz.store import Store
from segviz.ui import pictures
from segviz.ui.pictures import KEPT, Shelf


def noise(seed: int, side: int = 40) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def chosen(monkeypatch):
    """The codes that were put on show; and pictures are decoded anew for each test."""
    found: list[str] = []
    monkeypatch.setattr(pictures.choices, "put", lambda key, code: found.append(code))
    monkeypatch.setattr(pictures, "_decoded", Store(2**20))
    return found


def test_the_newest_stay_within_number_and_bytes(monkeypatch, chosen):
    size = len(noise(0))
    monkeypatch.setattr(pictures, "KEPT_BYTES", int(3.5 * size))
    shelf = Shelf()
    for seed in range(9):
        shelf.take(f"{seed}.png", noise(seed))
        assert sum(len(own.data) for own in shelf.files.values()) <= pictures.KEPT_BYTES
        assert shelf.files[chosen[-1]].name == f"{seed}.png"
    assert [own.name for own in shelf.files.values()] == ["6.png", "7.png", "8.png"]
    monkeypatch.setattr(pictures, "KEPT_BYTES", 100 * size)
    for seed in range(9):
        shelf.take(f"{seed}.png", noise(seed))
    assert [own.name for own in shelf.files.values()] == [f"{seed}.png" for seed in range(3, 9)]
    assert len(set(shelf.files)) == KEPT


def test_that_older_ones_made_room_is_said_once_and_their_codes_lead_to_nothing_newer(chosen):
    shelf = Shelf()
    for seed in range(KEPT + 2):
        shelf.take(f"{seed}.png", noise(seed))
    assert [(name, error.code) for name, error in shelf.refused] == [("", "shell-upload-full")]
    assert len(set(chosen)) == KEPT + 2
    assert not set(chosen[:2]) & set(shelf.files)


def test_a_large_one_sends_as_many_away_as_it_needs(monkeypatch):
    monkeypatch.setattr(pictures, "KEPT_BYTES", 4 * len(noise(0)))
    shelf = Shelf()
    for seed in range(3):
        shelf.take(f"{seed}.png", noise(seed))
    shelf.take("large.png", noise(9, side=68))
    assert [own.name for own in shelf.files.values()] == ["2.png", "large.png"]


@pytest.mark.parametrize("budget", [0, 6000, 2**20])
def test_pixels_that_had_to_go_come_back(monkeypatch, budget, chosen):
    monkeypatch.setattr(pictures, "_decoded", Store(budget))
    shelf = Shelf()
    for seed in range(4):
        shelf.take("same name.png", noise(seed))
    for seed, code in enumerate(chosen):
        expected = np.asarray(Image.open(io.BytesIO(noise(seed))))
        assert np.array_equal(shelf.picture(code).pixels, expected)
    assert pictures._decoded.used <= budget


def test_equal_files_share_their_pixels_and_one_bit_makes_another(monkeypatch):
    mine, theirs = Shelf(), Shelf()
    mine.take("mine.png", noise(1))
    theirs.take("theirs.png", noise(1))
    [own], [other] = mine.files, theirs.files
    assert mine.picture(own) is theirs.picture(other)
    theirs.take("theirs.png", noise(2))
    assert not np.array_equal(mine.picture("mine-1").pixels, theirs.picture("mine-2").pixels)
    assert "mine-2" not in mine.files
