"""Charts of numbers that add up: parts end to end with their sum, and a running total step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from segviz.render.plots import ACCENT, FAINT, RIM, SERIES, bars, figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

BAND = "rgba(128,128,128,0.18)"
FORM = ".3f"


def parts(
    names: Sequence[str],
    series: Mapping[str, Sequence[float]],
    totals: Sequence[float],
    *,
    total: str,
    winner: int,
    axis: str = "",
) -> Figure:
    """A bar a name, made of one signed part a series, and a diamond, called ``total``, where they add up to.

    The name at position ``winner`` stands in bold on a band of its own.
    """
    shown = [f"<b>{name}</b>" if place == winner else name for place, name in enumerate(names)]
    chart = bars(shown, series, axis=axis, stacked=True, form=FORM)
    diamonds: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "name": total,
        "x": list(totals),
        "y": shown,
        "marker": {"symbol": "diamond", "size": 10, "color": "#fff", "line": {"width": 2, "color": "#222"}},
        "hovertemplate": f"%{{y}}: %{{x:{FORM}}}<extra>{total}</extra>",
    }
    chart.add_trace(diamonds)
    band = {"type": "rect", "xref": "x domain", "x0": 0, "x1": 1, "y0": winner - 0.5, "y1": winner + 0.5}
    band |= {"fillcolor": BAND, "line": {"width": 0}, "layer": "below"}
    chart.update_layout(showlegend=True, shapes=[band])
    return chart


def steps(names: Sequence[str], values: Sequence[float], *, total: str, axis: str = "") -> Figure:
    """A horizontal waterfall: each value begins where the one before ended; the last bar, ``total``, is their sum."""
    ends = [0.0, *accumulate(values)]
    room = 0.4 * (max(ends) - min(ends))  # for the numbers beside short bars, on a phone too
    limits = [min(ends) - room, max(ends) + room]
    trace = {
        "type": "waterfall",
        "orientation": "h",
        "y": [*names, total],
        "x": [*values, 0],
        "measure": ["absolute", *["relative"] * (len(values) - 1), "total"],
        "texttemplate": "%{delta:+.3f}",
        "textposition": "auto",
        "cliponaxis": False,
        "hovertemplate": f"%{{y}}: %{{delta:+{FORM}}}<extra></extra>",
        "connector": {"line": {"color": RIM, "width": 1, "dash": "dot"}},
        "increasing": {"marker": {"color": SERIES[2]}},
        "decreasing": {"marker": {"color": SERIES[4]}},
        "totals": {"marker": {"color": ACCENT}},
    }
    return figure(
        [trace],
        70 + 34 * (len(values) + 1),
        showlegend=False,
        xaxis={"title": {"text": axis}, "gridcolor": FAINT, "zerolinecolor": RIM, "range": limits},
        yaxis={"autorange": "reversed", "automargin": True},
    )
