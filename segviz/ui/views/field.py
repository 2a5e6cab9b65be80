"""Receptive field: what a cell can see of the picture, and what of it really counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from segviz import tables
from segviz.render.figures import Panel, side_by_side
from segviz.render.fonts import figure_language
from segviz.render.words import number, size
from segviz.ui import abreast, cells, choices, components, declared, picker
from segviz.ui.abreast import Tile
from segviz.ui.sight import Sight
from segviz.ui.views.layers import class_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from segviz.capture import Stage
    from segviz.engine import Run
    from segviz.ui.cells import Cell
    from segviz.ui.context import Context

SHARE = "95 %"  # Effective.side's
MENU = 460  # px
FIELD = 150  # px


def render(context: Context) -> None:
    """Draw the view."""
    run = context.run(geometry=declared.geometry(context) or None)
    components.weights(context, run)
    components.fitting(context, run)
    stage = _stage(context, run)
    cell, channel = _cell(context, run, stage)
    sight = Sight(context, run, stage, cell, channel)
    _picture(context, sight)
    _close(context, sight)
    _growth(context, sight)
    name = f"{run.key.model}-{stage.name}-{cell[0]}-{cell[1]}"
    components.downloads(context, name, lambda: _figure(context, sight))


# -- choices ---------------------------------------------------------------------------------------------------------


def _stage(context: Context, run: Run) -> Stage:
    stages = {stage.name: stage for stage in run.stages}

    def text(name: str) -> str:
        stage = stages[name]
        return f"{name} · {context.t(f'stages-kind-{stage.kind}')} · {size(stage.shape)}"

    default = [stage.name for stage in run.stages if stage.kind == "pool"][2]
    name = choices.select("stage", context.t("field-stage"), list(stages), default, text=text, width=MENU)
    return stages[name]


def _cell(context: Context, run: Run, stage: Stage) -> tuple[Cell, int | None]:
    """The fields for row and column, and which channel's value is meant."""
    row, column = cells.chosen(context, run, stage)
    st.session_state.update(field_row=row, field_column=column)

    def moved() -> None:
        cells.choose(context, run, stage, (st.session_state["field_row"], st.session_state["field_column"]))

    with st.container(horizontal=True, vertical_alignment="bottom"):
        for axis, count in zip(("row", "column"), stage.shape[1:], strict=True):
            label = context.t(f"field-{axis}", last=str(count - 1))
            st.number_input(label, 0, count - 1, key=f"field_{axis}", on_change=moved, width=FIELD)
        of = choices.segments(
            "of", context.t("field-of"), ("all", "one"), "all", text=lambda o: context.t(f"field-of-{o}")
        )
        if of == "all":
            return (row, column), None
        channel = choices.number("channel", context.t("field-channel"), 0, stage.shape[0] - 1, 0, width=FIELD)
    names = class_names(context, run, stage)
    if names:
        st.caption(context.t("field-class", channel=str(channel), name=names[channel]))
    return (row, column), channel


# -- the box and the gradient ----------------------------------------------------------------------------------------


def _picture(context: Context, sight: Sight) -> None:
    """The box on the picture, the gradient inside it, and both in numbers."""
    where, how = st.columns([3, 2], vertical_alignment="center")
    with where:
        x, y = (round(place) for place in cells.centre(sight.run, sight.stage, sight.cell))
        step = max(1, round(sight.stage.stride))
        height, width = sight.size
        place = min(max(x, 0), width - 1), min(max(y, 0), height - 1)
        picker.show(context, "field-picker", sight.overview(), sight.run.fitted, place, step)
        st.caption(f"{context.t('field-picker')} {context.t('field-heat')}")
    with how:
        st.markdown(_box(context, sight))
        _effective(context, sight)


def _box(context: Context, sight: Sight) -> str:
    """What the cell can see, by arithmetic."""
    height, width = sight.whole.size
    said = [context.t("field-box", height=str(height), width=str(width))]
    if sight.box is None:
        said.append(context.t("field-box-padding"))
    elif sight.box != sight.whole:
        rows, columns = sight.box.size
        said.append(context.t("field-box-cut", height=str(rows), width=str(columns)))
    least, most = sight.stage.receptive_field_min, sight.stage.receptive_field
    if least != most:
        said.append(context.t("field-box-phases", least=str(least), most=str(most)))
    return " ".join(said)


def _effective(context: Context, sight: Sight) -> None:
    """What of it counts, measured."""
    found = sight.numbers
    if not found.largest:
        st.info(context.t("field-silent"))
    else:
        values = {"side": context.t("field-square", side=f"{found.side:.0f}"), "central": f"{found.central:.1%}"}
        with st.container(horizontal=True, gap="medium", key="totals"):
            for name, value in values.items():
                st.metric(context.t(f"field-metric-{name}", share=SHARE), value, width="content")
        st.markdown(context.t("field-central"))
    if found.beyond:
        holds = "zero" if found.outside == 0 else "broken"
        st.markdown(context.t(f"field-outside-{holds}", count=f"{found.beyond:,}", largest=number(found.outside)))
    else:
        st.markdown(context.t("field-outside-none"))


def _close(context: Context, sight: Sight) -> None:
    """What is seen, and the gradient there, enlarged."""
    if sight.box is None:
        return
    st.header(context.t("field-close"), anchor=False)
    seen, slope = sight.close()
    row, column = sight.cell
    titles = context.t("field-seen", stage=sight.stage.name, row=str(row), column=str(column)), context.t("field-slope")
    abreast.row("close", [Tile(titles[0], seen), Tile(titles[1], slope, sight.scale.caption(context.language))], 2)
    st.caption(context.t("field-middle"))


# -- stage by stage --------------------------------------------------------------------------------------------------


def _growth(context: Context, sight: Sight) -> None:
    """Box and effective field at the same place of every pool and output, on demand."""
    st.header(context.t("field-growth"), anchor=False)
    st.markdown(context.t("field-growth-note"))
    if not choices.switch("growth", context.t("field-growth-measure")):
        return
    columns = ("stage", "box", "side", "central", "outside")
    head = [context.t(f"field-column-{column}", share=SHARE) for column in columns]
    rows = []
    bar = st.progress(0.0)
    along = milestones(sight.run)
    for place, stage in enumerate(along):
        bar.progress(place / len(along), context.t("field-tracing", stage=stage.name))
        rows.append(_line(replace(sight, stage=stage, cell=_same(sight, stage), channel=None)))
    bar.empty()
    components.table("growth", tables.markdown(head, rows, right=range(1, len(head))))


def milestones(run: Run) -> list[Stage]:
    """The stages whose fields are compared: each pool, what comes before the first up-sampling, and the outputs."""
    ups = [op for op in run.graph.ops if op.kind == "up"]
    names = {op.name for op in run.graph.ops if op.kind == "pool"} | set(run.graph.outputs.values())
    names |= {ups[0].inputs[0]} if ups else set()
    return [stage for stage in run.stages if stage.name in names]


def _same(sight: Sight, stage: Stage) -> Cell:
    """The cell of another stage at the same place."""
    return cells.at(sight.run, stage, cells.pixel_of(sight.run, sight.stage, sight.cell))


def _line(sight: Sight) -> list[str]:
    found = sight.numbers
    height, width = sight.whole.size
    shares = [f"{found.side:.0f}", f"{found.central:.1%}"] if found.largest else ["–", "–"]
    return [sight.stage.name, f"{height} × {width}", *shares, number(found.outside)]


def _figure(context: Context, sight: Sight) -> Figure:
    """Picture, box and gradient, for download."""
    said = replace(context, language=figure_language(context.language))
    row, column = sight.cell
    title = said.t("field-seen", stage=sight.stage.name, row=str(row), column=str(column))
    panels = [Panel(said.t("field-title"), sight.overview_pixels(), _box(said, sight))]
    if sight.box:
        seen, slope = sight.close_pixels()
        panels += [Panel(title, seen), Panel(said.t("field-slope"), slope, sight.scale.caption(said.language))]
    return side_by_side(title, panels, note=components.weights_note(said, sight.run))
