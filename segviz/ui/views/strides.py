"""FCN strides: the answers of one pass at 1/32, 1/16 and 1/8, compared pixel by pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import streamlit as st

from segviz import tables
from segviz.analysis import strides
from segviz.models import zoo
from segviz.render import plots
from segviz.render.figures import Panel, side_by_side
from segviz.render.fonts import figure_language
from segviz.render.words import number
from segviz.ui import abreast, card, choices, components, stride_tiles
from segviz.ui.abreast import Tile
from segviz.ui.kept import once
from segviz.ui.stride_tiles import Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from segviz.engine import Run
    from segviz.ui.context import Context

FAMILIES = ("fcn",)
FALLBACK = "fcn"  # the network with several strides that stands in for one without
ZOOMS = (2, 4, 8)
ACROSS = 3
TOP = 5  # classes whose scores are compared at one pixel


def render(context: Context) -> None:
    """Draw the view."""
    model = _model(context)
    geometry = _geometry(context, model)
    run = context.run(model, geometry=geometry)
    components.weights(context, run)
    components.fitting(context, run)
    _answers(context, run)
    place = _zoom(context, run)
    _disagreements(context, run)
    _class(context, run)
    _argmax(context, run, place)
    _judged(context, run)
    components.downloads(context, f"strides-{run.key.geometry}", lambda: _figure(context, run))


def _model(context: Context) -> str:
    """The chosen network, or the one that stands in for it, which the page then says."""
    chosen = choices.codes().get("model", FALLBACK)
    if chosen not in zoo.MODELS:
        chosen = context.model
    if strides.has_strides(zoo.graph(chosen)):
        return chosen
    st.info(context.t("strides-other", model=chosen, shown=FALLBACK))
    return FALLBACK


def _geometry(context: Context, model: str) -> str:
    def text(geometry: str) -> str:
        return context.t(f"strides-geometry-{geometry}")

    offered = zoo.entry(model).geometries
    note = context.t("strides-geometry-help")
    return choices.segments("geometry", context.t("strides-geometry"), offered, offered[0], text=text, help=note)


def _answers(context: Context, run: Run) -> None:
    st.header(context.t("strides-answers"), anchor=False)
    st.markdown(context.t("strides-answers-note", count=len(run.masks)))
    _row(context, run, "answers", stride_tiles.answers(context, run))
    _row(context, run, "masks", stride_tiles.plain_masks(run))
    if len(run.masks) > ACROSS:
        st.caption(context.t("strides-experiment"))
    with st.expander(context.t("strides-legend"), expanded=run.card is not None):
        components.legend(context, stride_tiles.legend(run, context.language))


def _row(context: Context, run: Run, key: str, tiles: Sequence[Tile], across: int = ACROSS) -> None:
    """Tiles of this run side by side; whether its weights are untrained stands beside every title."""
    abreast.row(key, tiles, across, badge=components.untrained(context, run))


def _zoom(context: Context, run: Run) -> Place:
    """The region around the point, enlarged; returns it."""
    st.header(context.t("strides-zoom"), anchor=False)
    where, how = st.columns(2, vertical_alignment="center")
    with how:
        times = choices.segments("zoom", context.t("strides-times"), ZOOMS, ZOOMS[1], text=lambda n: f"{n}×")
        side = max(8, max(run.picture.size) // times)
        place = Place(*_point(context, run, side), side)
        lines = choices.switch("cells", context.t("strides-lines"), True, help=context.t("strides-lines-help"))
    with where:
        st.image(
            stride_tiles.locator(run, place), width="stretch", output_format="PNG", alt=context.t("strides-picture")
        )
    across = 2 if len(run.masks) <= ACROSS else ACROSS
    _row(context, run, "zoom", stride_tiles.zoomed(context, run, place, lines), across)
    box = place.box(*run.picture.size)
    facts = {"width": box.right - box.left, "height": box.bottom - box.top, "x": place.x, "y": place.y}
    st.caption(context.t("strides-zoom-note", **facts))
    return place


def _point(context: Context, run: Run, side: int) -> tuple[int, int]:
    """The pixel in question: the pinned one, else the middle of the region with the most disagreement."""
    height, width = run.picture.size
    busiest = stride_tiles.busiest(run, side)
    x, y = context.pixel or busiest
    st.session_state.update(strides_x=x, strides_y=y)

    def moved() -> None:
        context.pin(st.session_state["strides_x"], st.session_state["strides_y"])

    for axis, length in (("x", width), ("y", height)):
        st.slider(context.t(f"strides-{axis}"), 0, length - 1, key=f"strides_{axis}", on_change=moved)
    with st.container(horizontal=True):
        for name, at in (("busiest", busiest), ("middle", (width // 2, height // 2))):
            st.button(context.t(f"strides-{name}"), on_click=context.pin, args=at)
    return x, y


def _disagreements(context: Context, run: Run) -> None:
    st.header(context.t("strides-disagreement"), anchor=False)
    st.markdown(context.t("strides-disagreement-note"))
    _row(context, run, "disagreement", stride_tiles.disagreements(context, run))
    st.caption(context.t("strides-disagreement-colours"))


def _class(context: Context, run: Run) -> None:
    """One class's scores before the argmax, and where it wins."""
    st.header(context.t("strides-class-title"), anchor=False)
    st.markdown(context.t("strides-class-note"))
    names = [named.name if context.language == "en" else named.zh for named in run.classes]
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        label = context.t("strides-class")
        index = choices.select("class", label, range(len(names)), stride_tiles.frequent(run), text=names.__getitem__)
    with right:
        kind = choices.segments(
            "scores", context.t("strides-scores"), ("full", "cells"), "full", text=lambda k: context.t(f"strides-{k}")
        )
    tiles, scale = stride_tiles.class_maps(context, run, index, kind == "cells")
    _row(context, run, "scores", tiles)
    st.caption(scale.caption(context.language))
    st.markdown(context.t("strides-winner-note", name=names[index]))
    _row(context, run, "winner", stride_tiles.winners(context, run, index))


def _argmax(context: Context, run: Run, place: Place) -> None:
    """The scores of all strides at one pixel: the highest decides."""
    st.header(context.t("strides-argmax"), anchor=False)
    st.markdown(context.t("strides-argmax-note", x=place.x, y=place.y))
    found = {label: _at(context, run, label, place) for label in run.masks}
    names = [named.name if context.language == "en" else named.zh for named in run.classes]
    best = np.stack(list(found.values())).max(0).argsort()[::-1][:TOP]
    st.markdown("\n".join(f"- {_decision(context, label, scores, names)}" for label, scores in found.items()))
    series = {label: scores[best].tolist() for label, scores in found.items()}
    chart = plots.bars([names[i] for i in best], series, axis=context.t("strides-score"))
    st.plotly_chart(chart, config={"displayModeBar": False}, key="strides-argmax")


def _decision(context: Context, label: str, scores: npt.NDArray[np.float64], names: Sequence[str]) -> str:
    """Who wins at a pixel, and by how much."""
    first, second = scores.argsort()[::-1][:2]
    lead = number(float(scores[first] - scores[second]))
    facts = {"label": label, "name": names[first], "score": number(float(scores[first])), "lead": lead}
    return context.t("strides-decides", second=names[second], **facts)


def _at(context: Context, run: Run, label: str, place: Place) -> npt.NDArray[np.float64]:
    def look() -> tuple[float, ...]:
        scores = context.tensor(run, run.graph.outputs[label])
        return tuple(strides.scores_at(scores, run.fitted, place.x, place.y).tolist())

    return np.array(once((run.key, "at", label, place.x, place.y), look))


def _judged(context: Context, run: Run) -> None:
    """Each stride against the reference mask, where a number would mean something."""
    st.header(context.t("strides-reference"), anchor=False)
    if context.reference is None:
        st.markdown(context.t("strides-no-reference"))
        return
    if run.card is None:
        st.markdown(context.t("strides-no-training"))
        return
    found = strides.match(context.reference, run.classes)
    if found is None:
        st.markdown(context.t("strides-no-match", names=", ".join(context.reference.class_names)))
        return
    if found.unknown:
        st.markdown(context.t("strides-foreground", names=", ".join(found.unknown)))
    components.table("quality", _table(context, stride_tiles.judged(run, found)))
    st.caption(f"{context.t('strides-quality-note')} {card.on_many(context, run)}".strip())
    tiles = stride_tiles.mistakes(context, run, found)
    abreast.row("mistakes", tiles, min(len(tiles), ACROSS + 1))


def _table(context: Context, found: dict[str, strides.Quality]) -> str:
    """Pixel accuracy, mean IU and boundary IU as a Markdown table, a stride a line."""
    bands = next(iter(found.values())).boundary_iu
    head = [context.t(f"strides-{column}") for column in ("stride", "accuracy", "mean-iu")]
    head += [context.t("strides-boundary", band=band) for band in bands]
    rows = [
        [label, *map(_percent, (quality.pixel_accuracy, quality.mean_iu, *quality.boundary_iu.values()))]
        for label, quality in found.items()
    ]
    return tables.markdown(head, rows, right=range(1, len(head)))


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:.1%}"


def _figure(context: Context, run: Run) -> Figure:
    """The strides side by side, for download."""
    said = replace(context, language=figure_language(context.language))
    panels = [Panel(said.t("strides-picture"), abreast.small(run.picture.pixels))]
    for label in run.masks:
        panels.append(Panel(label, stride_tiles.overlay(run, label), stride_tiles.arithmetic(said, run, label)))
    legend = stride_tiles.legend(run, said.language) if run.card else ()
    return side_by_side(said.t("strides-title"), panels, note=components.weights_note(said, run), legend=legend)
