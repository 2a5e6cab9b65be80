"""Alignment: where every cell lies on the picture, operation by operation, and whether streams that meet fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from segviz.analysis.alignment import decimal, ledger
from segviz.analysis.coordinates import exact, pixel_at
from segviz.analysis.meetings import PICTURE, Meeting, meetings
from segviz.geometry import SizeError
from segviz.models import zoo
from segviz.ui import abreast, choices, declared, grids, lines, picker

if TYPE_CHECKING:
    from segviz.geometry import Graph
    from segviz.ui.context import Context

# The sizes of the papers' and the article's own examples.
SIDES = {"fcn": 512, "unet": 572, "vgg": 224}
LARGEST = 4096
FIELD = 150  # px
REACH = 3  # cells by which a crop can be changed


def render(context: Context) -> None:
    """Draw the view."""
    with st.container(horizontal=True):
        graph = declared.graph(context.model, declared.geometry(context))
        default = graph.nearest_legal(SIDES[zoo.MODELS[context.model].family])
        side = choices.number("side", context.t("alignment-side"), 1, LARGEST, default, width=FIELD)
    try:
        met = meetings(graph, side)
    except SizeError as error:
        st.error(context.t(error.code, **error.facts))
        declared.offer(context, graph.neighbours(side), "side", default)
        return
    _met(context, met)
    _drawn(context, graph, met)
    _ledger(context, graph, side, met)


def _met(context: Context, met: tuple[Meeting, ...]) -> None:
    """What is cut where streams meet, and how far apart they lie after it."""
    st.header(context.t("alignment-met"), anchor=False)
    with st.container(horizontal=True, key="totals"):
        for meeting in met:
            gap = decimal(abs(meeting.gap))
            apart = context.t("alignment-off", gap=gap)
            crop = meeting.crop
            st.metric(
                f"`{crop.stage} → {meeting.stage}`" if crop and meeting.against != PICTURE else f"`{meeting.stage}`",
                context.t("alignment-cut", cells=crop.first) if crop else apart,
                apart if crop else context.t(f"alignment-against-{meeting.against}"),
                delta_color=("red" if meeting.gap else "green") if crop else "off",
                delta_arrow="off",
                width="content",
                border=True,
            )
    st.markdown(_summary(context, met))


def _summary(context: Context, met: tuple[Meeting, ...]) -> str:
    worst = max(met, key=lambda meeting: abs(meeting.gap))
    if worst.gap:
        return context.t("alignment-shifted", stage=worst.stage, gap=decimal(abs(worst.gap)))
    return context.t("alignment-cropped" if any(meeting.crop for meeting in met) else "alignment-clean")


# -- drawn -----------------------------------------------------------------------------------------------------------


def _drawn(context: Context, graph: Graph, met: tuple[Meeting, ...]) -> None:
    """Two streams' cells over the learner's picture, and what a fusion of them looks at."""
    st.header(context.t("alignment-drawn"), anchor=False)
    where, how = st.columns([2, 3], vertical_alignment="center")
    with how:
        own = _chosen(context, met)
        meeting, reach = _cut(context, own)
        _said(context, graph, meeting)
    view = grids.view(context, graph, own, meeting, reach)
    with where:
        picker.show(context, "alignment-picker", grids.located(view), view.fitted, view.middle)
        st.caption(context.t("alignment-picker"))
    abreast.row("grids", grids.tiles(context, graph, view), 2)


def _chosen(context: Context, met: tuple[Meeting, ...]) -> Meeting:
    """The meeting that the learner picks; at first the one furthest apart, else the first that cuts."""
    named = {meeting.stage: meeting for meeting in met}
    first = max(met, key=lambda meeting: (abs(meeting.gap), meeting.crop is not None))

    def text(stage: str) -> str:
        return context.t(f"alignment-meeting-{named[stage].against}", stage=stage)

    return named[choices.select("meet", context.t("alignment-meeting"), list(named), first.stage, text=text)]


def _cut(context: Context, meeting: Meeting) -> tuple[Meeting, int]:
    """The meeting with as many cells cut as the learner tries, and by how many cells they can differ."""
    crop = meeting.crop
    if crop is None:
        return meeting, 0
    reach = max(REACH, int(8 / crop.here.scale))
    low, high = max(0, crop.first - reach), min(crop.first + crop.last, crop.first + reach)
    label = context.t("alignment-try", stage=crop.stage, own=crop.first)
    key = "cut_" + "".join(filter(str.isalnum, meeting.stage.lower()))
    return meeting.cutting(choices.slider(key, label, low, high, crop.first)), reach


def _said(context: Context, graph: Graph, meeting: Meeting) -> None:
    """Where cell i of both streams lies, and how far apart that is."""
    first, second = grids.names(context, graph, meeting)
    facts = {
        "first": first,
        "second": second,
        "here": pixel_at(meeting.first),
        "there": pixel_at(meeting.second),
        "gap": decimal(abs(meeting.gap)),
        "cells": exact(abs(meeting.gap / meeting.first.scale)),
    }
    st.markdown(context.t("alignment-apart" if meeting.gap else "alignment-together", **facts))


# -- line by line ----------------------------------------------------------------------------------------------------


def _ledger(context: Context, graph: Graph, side: int, met: tuple[Meeting, ...]) -> None:
    st.header(context.t("alignment-ledger"), anchor=False)
    st.markdown(context.t("alignment-rules"))
    every = choices.switch("every", context.t("alignment-every"), help=context.t("alignment-every-help"))
    st.html(lines.table(context, ledger(graph, side), met, every))
