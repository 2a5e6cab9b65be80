"""Charts of sums: parts end where the totals lie, steps begin where the one before ended."""

import pytest

from segviz.render import sums


def test_parts_stand_end_to_end_and_diamonds_mark_the_totals():
    series = {"fc7": [2.0, -1.0, 0.5], "pool4": [0.5, -2.0, -1.0]}
    chart = sums.parts(["cat", "dog", "cow"], series, [2.5, -3.0, -0.5], total="own", winner=1, axis="score")
    *bars, diamonds = chart.data
    assert [bar.name for bar in bars] == ["fc7", "pool4"]
    assert chart.layout.barmode == "relative"
    assert list(diamonds.x) == [2.5, -3.0, -0.5]
    assert list(diamonds.y) == list(bars[0].y) == ["cat", "<b>dog</b>", "cow"]
    [band] = chart.layout.shapes
    assert (band.y0, band.y1) == (0.5, 1.5)


def test_steps_add_up_and_leave_room_for_their_numbers():
    chart = sums.steps(["before", "path", "stream"], [-0.5, -0.25, 2.0], total="after")
    [trace] = chart.data
    assert list(trace.y) == ["before", "path", "stream", "after"]
    assert list(trace.measure) == ["absolute", "relative", "relative", "total"]
    assert sum(trace.x[:3]) == pytest.approx(1.25)
    low, high = chart.layout.xaxis.range
    assert low < -0.75
    assert high > 1.25
