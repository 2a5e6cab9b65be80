"""Charts to hover over: plotly figures whose text has no colour of its own, so that Streamlit's theme, light or dark,
supplies it. plotly is imported when the first chart is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from segviz.analysis.lens import Histogram
from segviz.render.colour import BROKEN_COLOUR, ColourScale
from segviz.render.image import Frames
from segviz.render.words import size
from segviz.text import translate

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ACCENT = "#3f7fe8"
SERIES = ("#3f7fe8", "#e8871e", "#12a17c", "#b357c4", "#d64550", "#8a8f98")
CLEAR = "rgba(0,0,0,0)"
FAINT = "rgba(128,128,128,0.25)"
RIM = "rgba(128,128,128,0.7)"


def figure(traces: Sequence[dict[str, Any]], height: int, **layout: Any) -> Figure:
    """A figure without colours of its own for paper and text, ``height`` pixels high."""
    import plotly.graph_objects as go

    base = {
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
        "height": height,
        "hoverlabel": {"align": "left"},
        "dragmode": False,
    }
    return go.Figure({"data": list(traces), "layout": base | layout})


def heatmap(
    values: npt.NDArray[np.floating],
    scale: ColourScale,
    language: str,
    *,
    label: str = "",
    frames: Frames | None = None,
    height: int = 0,
    most: int = 0,
) -> Figure:
    """An (H, W) map whose cells tell, under the pointer, their value, row and column, and input pixel.

    ``label``: what the map is ("channel 17", see ``lens_label``); ``frames``: down the rows, along the columns, to name
    the input pixel on which a cell is centred; ``height``: in pixels, 0 for one that suits the map's shape. The browser
    gets every value, about 6 bytes a cell, 16 with frames; ``most``: cells a side beyond which it gets but one in
    ``thinning(shape, most)`` each way, with that cell's own value and place.
    """
    rows, columns = values.shape
    step = thinning(values.shape, most)
    down_from, along_from = (min(step // 2, side - 1) for side in values.shape)
    values = values[down_from::step, along_from::step]
    lines = [f"<b>{label}</b>"] * bool(label)
    lines.append(f"{translate(language, 'render-hover-value')} %{{z:.4g}}")
    lines.append(f"{translate(language, 'render-hover-cell')} %{{y}}, %{{x}}")
    trace: dict[str, Any] = {
        "type": "heatmap",
        "z": np.ascontiguousarray(values, dtype=np.float32),
        "zmin": scale.limits[0],
        "zmax": scale.limits[1],
        "x0": along_from,
        "dx": step,
        "y0": down_from,
        "dy": step,
        "colorscale": scale.stops(),
        "colorbar": {"orientation": "h", "y": 1.01, "yanchor": "bottom", "thickness": 10, "outlinewidth": 0},
    }
    if frames:
        trace["customdata"] = _pixels(frames, (down_from, along_from), values.shape, step)
        pixel = translate(language, "render-hover-pixel")
        lines.append(f"{pixel} %{{customdata[0]:.4~g}}, %{{customdata[1]:.4~g}}")
    trace["hovertemplate"] = "<br>".join(lines) + "<extra></extra>"
    # plotly leaves a hole where there is no number
    background = CLEAR if np.isfinite(values).all() else f"rgb{BROKEN_COLOUR}"
    axis = {"showgrid": False, "zeroline": False, "constrain": "domain", "visible": False}
    along = axis | {"range": [-0.5, columns - 0.5]}
    down = axis | {"range": [rows - 0.5, -0.5], "scaleanchor": "x", "constraintoward": "top"}
    tall = height or 60 + round(500 * min(1.4, max(0.3, rows / columns)))
    tight = {"l": 8, "r": 8, "t": 48, "b": 8, "pad": 0}
    return figure([trace], tall, xaxis=along, yaxis=down, plot_bgcolor=background, margin=tight, dragmode="zoom")


def lens_label(language: str, lens: str, channel: int = 0) -> str:
    """What a map of ``analysis.lens.summarise`` shows, in words."""
    return translate(language, f"render-lens-{lens}", channel=channel)


def thinning(shape: tuple[int, ...], most: int) -> int:
    """Which n-th cell of an (H, W) map ``heatmap`` sends each way, so that no side has more than ``most`` (0: all)."""
    return ceil(max(shape) / most) if most else 1


def _pixels(frames: Frames, first: tuple[int, int], shape: tuple[int, ...], step: int) -> npt.NDArray[np.float32]:
    """(H, W, 2): x and y of the input pixel at the centre of every ``step``-th cell from ``first`` on."""
    down, along = (
        float(frame.scale) * (start + step * np.arange(count, dtype=np.float32)) + float(frame.offset)
        for frame, start, count in zip(frames, first, shape, strict=True)
    )
    x, y = np.meshgrid(along, down)
    return np.stack([x, y], axis=-1).astype(np.float32)


def histogram(found: Histogram, language: str, *, logarithmic: bool = False, height: int = 260) -> Figure:
    """The histogram as bars without gaps; ``logarithmic`` for counts that a great many zeros would crush."""
    value, count = (translate(language, f"render-axis-{key}") for key in ("value", "count"))
    left, right = found.edges[:-1], found.edges[1:]
    trace = {
        "type": "bar",
        "x": (left + right) / 2,
        "y": found.counts,
        "width": right - left,
        "customdata": np.stack([left, right], axis=-1),
        "marker": {"color": ACCENT},
        "hovertemplate": f"{value} %{{customdata[0]:.4g}} … %{{customdata[1]:.4g}}<br>{count} %{{y}}<extra></extra>",
    }
    kind = {"type": "log", "dtick": 1} if logarithmic else {"type": "linear"}  # powers of ten only
    counted = {"title": {"text": count}, "gridcolor": FAINT} | kind
    return figure([trace], height, bargap=0, xaxis={"title": {"text": value}, "zeroline": False}, yaxis=counted)


def bars(
    names: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    colours: Sequence[str] = (),
    axis: str = "",
    stacked: bool = False,
    form: str = ".3g",
) -> Figure:
    """Horizontal bars, the first class on top; a NaN has none.

    ``series``: for one or several names a value a class, side by side or, ``stacked``, end to end away from zero.
    ``colours``: one a class for a single series, one a series for several. ``form``: plotly's number format.
    """
    traces = []
    for number, (label, values) in enumerate(series.items()):
        tones = list(colours) or list(SERIES)
        colour = list(colours) if colours and len(series) == 1 else tones[number % len(tones)]
        traces.append(_bar(names, label, values, colour, form, len(series) > 1))
    bars_each = 1 if stacked else len(series)
    return figure(
        traces,
        60 + len(names) * (14 + 16 * bars_each),
        barmode="relative" if stacked else "group",
        bargap=0.25,
        xaxis={"title": {"text": axis}, "gridcolor": FAINT, "zerolinecolor": RIM},
        yaxis={"autorange": "reversed", "automargin": True},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        showlegend=len(series) > 1,
    )


def _bar(
    names: Sequence[str], label: str, values: Sequence[float], colour: str | list[str], form: str, several: bool
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": label,
        "x": list(values),
        "y": list(names),
        "marker": {"color": colour, "line": {"width": 1, "color": RIM}},
        "texttemplate": None if several else f"%{{x:{form}}}",
        "hovertemplate": f"%{{y}}: %{{x:{form}}}<extra>{label if several else ''}</extra>",
    }


def resolution(
    names: Sequence[str],
    shapes: Sequence[tuple[int, int, int]],
    strides: Sequence[float],
    language: str,
    *,
    skips: Sequence[tuple[int, int]] = (),
    height: int = 360,
) -> Figure:
    """How the side of the maps falls and rises from stage to stage, on a scale of doublings: the U of a U-Net.

    ``shapes``: (C, H, W) a stage, drawn at the shorter side with a dot that grows with the channels; ``skips``: pairs
    of positions that a dotted line joins.
    """
    words = {key: translate(language, f"render-hover-{key}") for key in ("size", "stride")}
    sides = [min(shape[1:]) for shape in shapes]
    hover = [
        f"<b>{name}</b><br>{words['size']} {size(shape)}<br>{words['stride']} {stride:g}"
        for name, shape, stride in zip(names, shapes, strides, strict=True)
    ]
    line: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(range(len(names))),
        "y": sides,
        "line": {"color": ACCENT, "width": 2},
        "marker": {"size": [6 + 1.6 * np.log2(shape[0] + 1) for shape in shapes], "color": ACCENT, "opacity": 1},
        "hovertext": hover,
        "hoverinfo": "text",
    }
    joins = [_skip(pair, sides) for pair in skips]
    ticks = sorted(set(sides))
    return figure(
        [*joins, line],
        height,
        showlegend=False,
        xaxis={"tickvals": list(range(len(names))), "ticktext": list(names), "tickangle": -60, "automargin": True}
        | {"showgrid": False, "zeroline": False},
        yaxis={"title": {"text": translate(language, "render-axis-side")}, "type": "log", "tickvals": _apart(ticks)}
        | {"gridcolor": FAINT, "automargin": True},
    )


def _skip(pair: tuple[int, int], sides: Sequence[int]) -> dict[str, Any]:
    dashed = {"color": SERIES[1], "width": 1.5, "dash": "dot"}
    ends = [sides[position] for position in pair]
    return {"type": "scatter", "mode": "lines", "x": list(pair), "y": ends, "line": dashed, "hoverinfo": "skip"}


def _apart(ticks: Sequence[int]) -> list[int]:
    """The sides that can be labelled without touching: each at least a fifth more than the one before."""
    kept: list[int] = []
    for tick in ticks:
        if not kept or tick >= 1.2 * kept[-1]:
            kept.append(tick)
    return kept
