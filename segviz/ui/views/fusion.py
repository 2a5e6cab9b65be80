"""Fusion: what a concatenation and a sum make of the skip and the deep stream, and what each costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from segviz import tables
from segviz.analysis.seams import costs
from segviz.models import zoo
from segviz.render import plots
from segviz.render.words import number, size
from segviz.ui import abreast, choices, components, fusion_tiles, stride_tiles
from segviz.ui.fusion_tiles import Level

if TYPE_CHECKING:
    from segviz.engine import Run
    from segviz.ui.context import Context

FAMILIES = ("unet", "fcn")
EXACT = True
# The network that stands for a family where another one is chosen.
USUAL = {"unet": "unet-same", "fcn": "fcn"}
LENSES = ("channel", "energy")
MEGABYTE = 10**6
CHART = {"displayModeBar": False}


def render(context: Context) -> None:
    """Draw the view."""
    pair = _pair(context)
    note = context.t("fusion-lens-help")
    lens = choices.segments(
        "lens",
        context.t("fusion-lens"),
        LENSES,
        LENSES[0],
        text=lambda name: context.t(f"fusion-lens-{name}"),
        help=note,
    )
    runs = {}
    for family, model in pair.items():
        st.header(context.t(f"fusion-{family}"), anchor=False)
        runs[family] = context.run(model)
        components.weights(context, runs[family])
        _merge(context, family, runs[family], lens)
    _costs(context, runs)


def _pair(context: Context) -> dict[str, str]:
    """A network of each family: the chosen one, and the usual one of the other."""
    family = zoo.MODELS[context.model].family
    chosen = choices.codes().get("model", context.model)
    if chosen in zoo.MODELS and chosen != context.model:
        st.caption(context.t("fusion-other", model=chosen))
    model = context.model
    if not any(op.kind in ("sum", "concat") for op in zoo.graph(model).ops):
        model = USUAL[family]
        st.info(context.t("fusion-no-merge", model=context.model, shown=model))
    return USUAL | {family: model}


def _merge(context: Context, family: str, run: Run, lens: str) -> None:
    """One merge of a network as maps, and all of them in numbers."""
    found = {level.seam.merge: level for level in fusion_tiles.levels(context, run)}
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        merge = choices.segments(f"merge_{family}", context.t("fusion-level"), tuple(found), list(found)[-1])
    level = found[merge]
    with right:
        channel = _channel(context, family, run, level) if lens == "channel" else 0
    facts = {"skip": level.seam.skip, "deep": level.seam.deep, "target": level.seam.target, "merge": merge}
    st.markdown(context.t(f"fusion-formula-{_form(level)}", stop=level.seam.stop, **facts))
    tiles = fusion_tiles.maps(context, run, level, lens, channel)
    abreast.row(f"fusion-{family}", tiles, len(tiles), badge=components.untrained(context, run))
    share = number(level.error / level.span if level.span else 0.0)
    st.caption(context.t("fusion-error", error=number(level.error), span=number(level.span), share=share, **facts))
    _shares(context, family, list(found.values()))


def _form(level: Level) -> str:
    """Which formula a merge follows: "concat", a "sum" by itself, or a sum with layers "after" it."""
    if level.seam.kind == "concat":
        return "concat"
    return "sum" if level.seam.target == level.seam.merge else "after"


def _channel(context: Context, family: str, run: Run, level: Level) -> int:
    """A channel of the target: by the name of its class where it is a score."""
    if _form(level) == "sum":
        names = [named.name if context.language == "en" else named.zh for named in run.classes]
        default, label = stride_tiles.frequent(run), context.t("fusion-class")
        return choices.select("class", label, range(level.channels), default, text=names.__getitem__)
    last, default = level.channels - 1, level.telling
    label = context.t("fusion-channel", last=last)
    key = "channel" if family == "unet" else "channel_fcn"
    return choices.number(key, label, 0, last, default, help=context.t("fusion-channel-help"))


def _shares(context: Context, family: str, found: list[Level]) -> None:
    """Whose energy it is at every level."""
    st.markdown(context.t("fusion-shares"))
    series = {
        context.t(f"fusion-stream-{name}"): [100 * level.shares[place] for level in found]
        for place, name in enumerate(("skip", "deep"))
    }
    chart = plots.bars([level.seam.merge for level in found], series, stacked=True, form=".1f")
    chart.update_xaxes(ticksuffix="%")
    st.plotly_chart(chart, config=CHART, key=f"shares-{family}")


def _costs(context: Context, runs: dict[str, Run]) -> None:
    """What every merge of both networks takes, for the inputs on show."""
    st.header(context.t("fusion-costs"), anchor=False)
    st.markdown(context.t("fusion-costs-note"))
    rows, total = [], {}
    for run in runs.values():
        found = costs(run.graph, run.fitted.pixels.shape[:2])
        for cost in found:
            figures = [cost.waiting, cost.memory, cost.if_summed]
            words = [f"`{cost.merge}`", size(cost.held), size(cost.out), *map(_megabytes, figures), f"{cost.weights:,}"]
            rows.append(words)
        total[run.key.model] = sum(cost.waiting + cost.memory for cost in found)
    columns = ("merge", "held", "out", "waiting", "memory", "if-summed", "weights")
    components.table(
        "costs", tables.markdown([context.t(f"fusion-column-{c}") for c in columns], rows, right=range(3, len(columns)))
    )
    facts = {f"{family}_total": _megabytes(total[run.key.model]) for family, run in runs.items()}
    st.markdown(context.t("fusion-total", unet=runs["unet"].key.model, fcn=runs["fcn"].key.model, **facts))


def _megabytes(count: int) -> str:
    return number(count / MEGABYTE)
