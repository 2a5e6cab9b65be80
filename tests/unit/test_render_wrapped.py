"""Every number stands in its row and column, in its kind's colour, with its words."""

import numpy as np

from segviz.render.wrapped import wrapped

COLOURS = {"fits": "#12a17c", "fails": "#8a8f98"}


def chart(first, last, marked=()):
    numbers = range(first, last + 1)
    kinds = ["fits" if n % 16 == 12 else "fails" for n in numbers]
    return wrapped(first, kinds, [f"{n}!" for n in numbers], COLOURS, 32, marked)


def test_numbers_that_repeat_stand_in_columns():
    cells = chart(33, 700).data[0]
    assert cells.z.shape == (21, 32)
    for (row, column), words in np.ndenumerate(cells.text):
        number = 32 * (row + 1) + column
        inside = 33 <= number <= 700
        assert words == (f"{number}!" if inside else "")
        wanted = 0 if number % 16 == 12 else 1
        assert cells.z[row, column] == wanted if inside else np.isnan(cells.z[row, column])
    fits = np.argwhere(cells.z == 0)
    assert set(fits[:, 1]) == {12, 28}


def test_each_kind_has_its_colour_and_marks_lie_on_their_numbers():
    drawn = chart(32, 127, (100, 100, 4000))
    scale = drawn.data[0].colorscale
    assert [colour for place, colour in scale if place == 0] == ["#12a17c"]
    assert [colour for place, colour in scale if place == 1] == ["#8a8f98"]
    (frame,) = drawn.layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (3.5, 4.5, 1.5, 2.5)
    assert list(drawn.layout.yaxis.ticktext) == ["32", "64", "96"]
