"""A row of numbers that is wrapped like a calendar, so that what repeats stands in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from segviz.render.plots import figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROW = 15  # px


def wrapped(
    first: int,
    kinds: Sequence[str],
    words: Sequence[str],
    colours: Mapping[str, str],
    period: int,
    marked: Sequence[int],
) -> Figure:
    """A cell for each number from ``first`` on, ``period`` in a row, in the colour of its kind.

    ``kinds`` and ``words`` (shown under the pointer): one each a number; ``marked``: the numbers in a frame.
    """
    start = first // period * period
    count = -(-(first + len(kinds) - start) // period) * period
    codes = list(colours)
    cells = np.full(count, np.nan)
    cells[first - start : first - start + len(kinds)] = [codes.index(kind) for kind in kinds]
    told = [""] * (first - start) + list(words) + [""] * (count - (first - start) - len(words))
    rows = [str(start + period * n) for n in range(count // period)]
    trace: dict[str, Any] = {
        "type": "heatmap",
        "z": cells.reshape(-1, period),
        "text": np.array(told).reshape(-1, period),
        "zmin": 0,
        "zmax": max(1, len(codes) - 1),
        "colorscale": _steps(list(colours.values())),
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hovertemplate": "%{text}<extra></extra>",
    }
    frames = [
        _frame((n - start) % period, (n - start) // period) for n in dict.fromkeys(marked) if 0 <= n - start < count
    ]
    across = {"tickvals": list(range(0, period, 4)), "ticktext": [f"+{n}" for n in range(0, period, 4)], "side": "top"}
    down = {"tickvals": list(range(len(rows))), "ticktext": rows, "autorange": "reversed"}
    bare = {"showgrid": False, "zeroline": False, "fixedrange": True}
    tight = {"l": 8, "r": 8, "t": 28, "b": 8}
    height = 40 + ROW * len(rows)
    return figure([trace], height, xaxis=across | bare, yaxis=down | bare, shapes=frames, margin=tight)


def _steps(colours: list[str]) -> list[tuple[float, str]]:
    """A plotly colour scale that gives whole numbers from 0 on a colour each."""
    last = max(1, len(colours) - 1)
    return [(min(max((n + side) / last, 0), 1), colour) for n, colour in enumerate(colours) for side in (-0.5, 0.5)]


def _frame(column: int, row: int) -> dict[str, Any]:
    edges = {"x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
    return {"type": "rect", **edges, "line": {"color": "#ff2d55", "width": 3}}
