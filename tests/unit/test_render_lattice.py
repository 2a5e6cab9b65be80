"""Grids lie where the frames say, and the picture seen twice is the picture twice."""

from fractions import Fraction

import numpy as np
import pytest

from segviz.geometry import Frame
from segviz.render.colour import rgb
from segviz.render.image import Box
from segviz.render.lattice import Grid, double, lattice

BLUE, ORANGE = "#2f6fde", "#d9770b"
WHITE = np.full((96, 96, 3), 255, np.uint8)


def lines(pixels, colour):
    """The columns of the enlarged picture that are wholly of one colour."""
    return np.flatnonzero((pixels == rgb(colour)).all(-1).all(0))


@pytest.mark.parametrize(
    ("scale", "offset", "every"), [(16, "7.5", 1), (8, "-0.5", 2), (1, "15.5", 16), (4, "1.25", 4)]
)
def test_every_border_lies_on_the_edge_of_its_cell(scale, offset, every):
    frame, region, times = Frame(Fraction(scale), Fraction(offset)), Box(8, 16, 72, 80), 4
    shown = lattice(WHITE, region, [Grid(frame, BLUE, every, (-1000, -1000))], times)
    drawn = [at for at in lines(shown, BLUE) if 2 < at < shown.shape[1] - 3]
    # A cell begins half a step before its centre; a pixel's left edge lies half a pixel before its centre.
    wanted = [(frame(cell) - scale / 2 + 0.5 - region.left) * times for cell in range(-every * 40, every * 40, every)]
    wanted = [place for place in wanted if 4 <= place <= shown.shape[1] - 4]
    assert len(wanted) >= 3
    assert drawn == [at for place in wanted for at in (round(place) - 1, round(place))]


def test_marked_cells_and_a_grid_below_are_seen():
    first, second = Frame(Fraction(16), Fraction(8)), Frame(Fraction(16), Fraction(8))
    grids = [Grid(first, BLUE, 1, (2, 3)), Grid(second, ORANGE, 1, (2, 3), dashed=True)]
    shown = lattice(np.zeros((96, 96, 3), np.uint8), Box(0, 0, 96, 96), grids, 4)
    column = shown[:, 34]  # on the border of cell 0 and 1: (8 + 8 + 1/2) px * 4 = 66
    assert not len(lines(shown, ORANGE))
    border = shown[:, 66]
    assert {tuple(colour) for colour in border} >= {rgb(BLUE), rgb(ORANGE)}
    dark, filled = shown[20, 120], shown[4 * 40, 4 * 56]
    assert dark.tolist() == [77, 77, 77]
    assert filled.tolist() != dark.tolist()
    assert column.max() == 255


def test_the_picture_seen_twice():
    ramp = np.repeat(np.arange(96, dtype=np.uint8)[None, :, None], 96, 0).repeat(3, 2)
    region = Box(10, 20, 14, 40)
    assert np.array_equal(double(ramp, region, Fraction(0), 2), ramp[10:14, 20:40].repeat(2, 0).repeat(2, 1))
    assert double(ramp, region, Fraction(8), 1)[0, :, 0].tolist() == list(range(24, 44))
    half = double(ramp, region, Fraction(15, 2), 1)[0, :, 0].astype(int)
    assert set(half - np.arange(20, 40)) <= {3, 4}
    # Beyond the right edge the last column goes on; a crop may also shift the other way.
    assert double(ramp, Box(0, 90, 1, 96), Fraction(12), 1)[0, -1].tolist() == [95, 95, 95]
    assert double(ramp, region, Fraction(-8), 1)[0, 0].tolist() == [16, 16, 16]
    spot = np.zeros((64, 64, 3), np.uint8)
    spot[30, 30] = 200
    seen = double(spot, Box(0, 0, 64, 64), Fraction(8), 1)[..., 0]
    assert np.argwhere(seen).tolist() == [[22, 22], [30, 30]]
    assert seen[22, 22] == seen[30, 30] == 100
