"""Size sandbox: any size, whether it fits, which operation fails first and why, and what is lost at the borders."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from segviz import tables
from segviz.analysis import crops
from segviz.analysis.sizes import Axis, Verdict, examine
from segviz.geometry import SideError
from segviz.models import zoo
from segviz.render.wrapped import wrapped
from segviz.ui import choices, components, declared, legal
from segviz.ui.views.tables import nearby

if TYPE_CHECKING:
    from segviz.geometry import Graph
    from segviz.ui.context import Context

# The sizes of the papers' and the article's own examples.
SIDES = {"fcn": 512, "unet": 572, "vgg": 224}
LARGEST = 4096
FIELD = 150  # px
PERIOD = 32  # the coarsest stride of all networks

Size = tuple[int, int]


def render(context: Context) -> None:
    """Draw the view."""
    with st.container(horizontal=True):
        geometry = declared.geometry(context)
        graph = declared.graph(context.model, geometry)
        default = graph.nearest_legal(SIDES[zoo.MODELS[context.model].family])
        height = choices.number("height", context.t("sizes-height", most=LARGEST), 1, LARGEST, default, width=FIELD)
        width = choices.number("width", context.t("sizes-width", most=LARGEST), 1, LARGEST, default, width=FIELD)
    verdict = examine(graph, (height, width))
    if verdict.fits:
        st.success(
            context.t("sizes-fits", model=graph.name, **_written((height, width))), icon=":material/check_circle:"
        )
    else:
        _refused(context, graph, verdict)
    _offers(context, graph, (height, width), default)
    if verdict.fits:
        _answer(context, graph, verdict)
    _steps(context, graph, verdict)
    _strip(context, graph, geometry, (height, width))


def _written(size: Size) -> dict[str, str]:
    """A size as it is written, whatever the language does to numbers."""
    return {"height": str(size[0]), "width": str(size[1])}


def _refused(context: Context, graph: Graph, verdict: Verdict) -> None:
    """What fails along each axis, the first failure first."""
    axes = {"height": verdict.height, "width": verdict.width}
    if verdict.height.side == verdict.width.side:
        axes = {"both": verdict.height}
    lines = []
    for name, axis in axes.items():
        side = context.t(f"sizes-axis-{name}", side=str(axis.side))
        lines.append(f"{side} {_why(context, graph, axis)}")
    st.error("\n\n".join(lines), icon=":material/block:")


def _why(context: Context, graph: Graph, axis: Axis) -> str:
    failure = axis.failure
    if failure is None:
        return context.t("sizes-axis-fits")
    reason = context.t(failure.note.code, **failure.note.facts)
    place = min(failure.step + 1, len(graph.ops))
    return f"{reason} {context.t('sizes-place', place=str(place), count=str(len(graph.ops)))}"


def _offers(context: Context, graph: Graph, size: Size, default: int) -> None:
    """A button for the nearest sizes that fit, and for the picture's own."""
    own = context.picture.size
    offers = {other: context.t("sizes-use-pair", **_written(other)) for other in around(graph, size)}
    if own != size and max(own) <= LARGEST:
        offers[own] = context.t("sizes-own", **_written(own))
    with st.container(horizontal=True):
        for (height, width), words in offers.items():
            st.button(words, key=f"size-{height}-{width}", on_click=_use, args=(height, width, default))


def around(graph: Graph, size: Size) -> list[Size]:
    """The nearest (H, W) that fit: for a size that does itself, one that loses least and those with the next sides."""
    if not all(graph.fits(n) for n in size):
        return nearby(graph, size)
    (top, bottom), (left, right) = (graph.neighbours(n) for n in size)
    best = (graph.nearest_legal(size[0]), graph.nearest_legal(size[1]))
    found = dict.fromkeys([best, (top or size[0], left or size[1]), (bottom, right)])
    return [other for other in found if other != size]


def _use(height: int, width: int, default: int) -> None:
    for key, side in (("height", height), ("width", width)):
        choices.put(key, None if side == default else str(side))


# -- what comes out --------------------------------------------------------------------------------------------------


def _answer(context: Context, graph: Graph, verdict: Verdict) -> None:
    """What comes out and what is lost at the borders, in numbers and drawn to scale."""
    st.header(context.t("sizes-out"), anchor=False)
    found = legal.lost(verdict)
    channels = graph.op(next(iter(graph.outputs.values()))).out_channels
    values = {
        "output": f"{channels} × {found.rows.cells} × {found.columns.cells}",
        "every": context.t("sizes-pixels", count=str(found.rows.stride)),
        "down": f"{found.rows.before} + {found.rows.after}",
        "along": f"{found.columns.before} + {found.columns.after}",
        "share": f"{found.share:.1%}",
    }
    with st.container(horizontal=True, gap="medium", key="totals"):
        for name, value in values.items():
            st.metric(context.t(f"sizes-metric-{name}"), value, width="content")
    if found.silent:
        st.warning(context.t("sizes-silent"), icon=":material/visibility_off:")
    where, how = st.columns([3, 2], vertical_alignment="center")
    with where:
        drawn = legal.drawn(context.picture, found)
        st.image(drawn, width="stretch", output_format="PNG", alt=context.t("sizes-drawn"))
    with how:
        st.markdown(context.t(f"sizes-drawn-{_seen(found)}", stride=str(found.rows.stride)))


def _seen(found: legal.Lost) -> str:
    """What there is to say of the drawing."""
    if found.rows.stride > 1:
        return "coarse"
    return "whole" if found.share == 1 else "silent" if found.silent else "part"


# -- step by step ----------------------------------------------------------------------------------------------------


def _steps(context: Context, graph: Graph, verdict: Verdict) -> None:
    """Every operation that changes a side, as far as it goes."""
    axes = [verdict.height] if verdict.height.side == verdict.width.side else [verdict.height, verdict.width]
    axes = [axis for axis in axes if axis.failure] or axes
    with st.expander(context.t("sizes-steps"), expanded=not verdict.fits):
        for axis in axes:
            st.markdown(f"**{context.t('sizes-steps-side', side=str(axis.side))}**")
            components.table(f"steps-{axis.side}", _table(context, graph, axis))


def _table(context: Context, graph: Graph, axis: Axis) -> str:
    head = [context.t(f"sizes-column-{column}") for column in ("operation", "side", "kind")]
    rows: list[list[str]] = []
    with suppress(SideError):
        for op, text in crops.lines(graph, axis.side):
            rows.append([op.name, text, context.t(f"stages-kind-{op.kind}")])
    if axis.failure:
        kind = context.t(f"stages-kind-{graph.op(axis.failure.op).kind}")
        rows.append([f":red-background[**{axis.failure.op}**]", f":red-background[{context.t('sizes-here')}]", kind])
    return tables.markdown(head, rows)


# -- all sizes -------------------------------------------------------------------------------------------------------


def _strip(context: Context, graph: Graph, geometry: str, size: Size) -> None:
    """All sizes in a row, wrapped so that what repeats stands in columns."""
    st.header(context.t("sizes-all", first=str(legal.FIRST), last=str(legal.LAST)), anchor=False)
    st.markdown(context.t("sizes-all-note", period=str(PERIOD)))
    found = legal.survey(graph.name, geometry, context.language)
    chart = wrapped(legal.FIRST, found.kinds, found.words, legal.COLOURS, PERIOD, size)
    st.plotly_chart(chart, config={"displayModeBar": False}, key="sizes-strip")
    st.html(legal.key(context, found.kinds))
    rule = graph.rule
    single = "one" if rule.residues[0] else "multiple"
    words = "many" if len(rule.residues) > 1 else "any" if rule.modulus == 1 else single
    facts = {"modulus": rule.modulus, "first": rule.residues[0], "last": rule.residues[-1], "minimum": rule.minimum}
    st.markdown(context.t(f"sizes-rule-{words}", **{name: str(value) for name, value in facts.items()}))
