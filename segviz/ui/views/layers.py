"""Layers: any stage of the recorded pass, looked at closely."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from segviz import tables
from segviz.geometry import Graph
from segviz.render import plots
from segviz.render.colour import broken_note
from segviz.render.figures import Panel, side_by_side
from segviz.render.fonts import figure_language
from segviz.render.words import number, size
from segviz.ui import choices, components, sheet, spelled
from segviz.ui.kept import once
from segviz.ui.portrait import SHEET, Portrait

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from segviz.capture import Stage
    from segviz.engine import Run
    from segviz.ui.context import Context

MOST = 256  # cells a side that travel to the browser, to be hovered over
MENU = 460  # pixels
WIDE, BAR = 440, 64  # pixels: about the width of half a page, and the colour bar above the map
LENSES = ("energy", "mean", "max", "channel")
NAMED = 24  # dead channels named one by one
TOP = 5


def render(context: Context) -> None:
    """Draw the view."""
    run = context.run()
    components.weights(context, run)
    components.fitting(context, run)
    stage = _stage(context, run)
    lens, channel = _lens(context, run, stage)
    portrait = Portrait(context, run, stage, lens, channel)
    _maps(portrait)
    _arithmetic(context, run, stage)
    _channels(portrait)
    _values(portrait)
    if context.model == spelled.HEATMAP:
        _dense(context)


# -- choices ---------------------------------------------------------------------------------------------------------


def opening(graph: Graph) -> str:
    """The stage that is shown first: the third pooling, where pictures are still recognised and features already."""
    return [op.name for op in graph.ops if op.kind == "pool"][2]


def _stage(context: Context, run: Run) -> Stage:
    """The stage's menu, and a step back and forth."""
    stages = {stage.name: stage for stage in run.stages}
    names, default = list(stages), opening(run.graph)

    def text(name: str) -> str:
        stage = stages[name]
        block = f" ({stage.block})" if stage.block and stage.block not in name else ""
        return f"{name}{block} · {context.t(f'stages-kind-{stage.kind}')} · {size(stage.shape)}"

    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = choices.select("stage", context.t("layers-stage"), names, default, text=text, width=MENU)
        place = names.index(name)
        for step, key, icon in ((-1, "previous", "arrow_back"), (1, "next", "arrow_forward")):
            there = names[place + step] if 0 <= place + step < len(names) else ""
            code = None if there == default else there
            words, arrow = context.t(f"layers-{key}"), f":material/{icon}:"
            st.button(words, key=key, icon=arrow, disabled=not there, on_click=choices.put, args=("stage", code))
    return stages[name]


def _lens(context: Context, run: Run, stage: Stage) -> tuple[str, int]:
    """How the channels become one map, and which channel that is if it is one."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        say = partial(_lens_name, context)
        lens = choices.segments("lens", context.t("layers-lens"), LENSES, LENSES[0], text=say)
        if lens != "channel":
            return lens, 0
        return lens, choices.slider("channel", context.t("layers-channel"), 0, stage.shape[0] - 1, 0)


def _lens_name(context: Context, lens: str) -> str:
    return context.t(f"layers-lens-{lens}")


def class_names(context: Context, run: Run, stage: Stage) -> list[str]:
    """The classes' names for a stage whose channels are the classes, else none."""
    graph, last = run.graph, next(iter(run.graph.outputs.values()))
    scored = {last} | {op.name for op in graph.ops if op.name.startswith(("score", "upscore", "fuse_", "fc8", "final"))}
    if stage.name not in scored or stage.shape[0] != len(run.classes):
        return []
    return [named.name if context.language == "en" else named.zh for named in run.classes]


# -- the map ---------------------------------------------------------------------------------------------------------


def label(portrait: Portrait, language: str) -> str:
    """What the map on show is: the stage, and how its channels became one."""
    words = plots.lens_label(language, portrait.lens, portrait.channel)
    names = class_names(portrait.context, portrait.run, portrait.stage)
    called = f" · {names[portrait.channel]}" if names and portrait.lens == "channel" else ""
    return f"{portrait.stage.name}: {words}{called}"


def _maps(portrait: Portrait) -> None:
    """The map to be hovered over, and the same over the picture."""
    context, shown, scale = portrait.context, portrait.summary, portrait.scale
    title = label(portrait, context.language)
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{title}**")
        tall = BAR + round(WIDE * min(1.5, shown.shape[0] / shown.shape[1]))
        options = {"label": title, "frames": portrait.frames, "height": tall, "most": MOST}
        chart = plots.heatmap(shown, scale, context.language, **options)
        st.plotly_chart(chart, key="map", config={"displaylogo": False})
        step = plots.thinning(shown.shape, MOST)
        if step > 1:
            st.caption(context.t("layers-thinned", step=step, height=str(shown.shape[0]), width=str(shown.shape[1])))
    with right:
        st.markdown(f"**{context.t('layers-overlay')}**")
        st.image(
            portrait.overlay, width="stretch", output_format="PNG", alt=context.t("layers-overlay-alt", label=title)
        )
    notes = (scale.caption(context.language), components.weights_note(context, portrait.run), _pinned(portrait))
    st.caption(" · ".join(filter(None, notes)))
    broken = int(portrait.statistics.broken.sum())
    if broken:
        st.warning(broken_note(broken, context.language))
    components.downloads(context, f"{portrait.run.key.model}-{portrait.stage.name}", partial(figure, portrait))


def _pinned(portrait: Portrait) -> str:
    """The value at the pinned pixel; nothing where none is pinned or no cell lies there."""
    context, fitted, shown = portrait.context, portrait.run.fitted, portrait.summary
    if context.pixel is None:
        return ""
    x, y = fitted.to_input(*context.pixel)
    rows, columns = portrait.frames
    row, column = (round((at - float(f.offset)) / float(f.scale)) for at, f in ((y, rows), (x, columns)))
    if not (0 <= row < shown.shape[0] and 0 <= column < shown.shape[1]):
        return ""
    facts: dict[str, Any] = dict(zip(("x", "y"), map(str, context.pixel), strict=True))
    return context.t("layers-pinned", row=str(row), column=str(column), value=number(shown[row, column]), **facts)


def figure(portrait: Portrait) -> Figure:
    """The picture, the map and both, to be downloaded."""
    context = replace(portrait.context, language=figure_language(portrait.context.language))
    note = portrait.scale.caption(context.language)
    panels = [
        Panel(size(portrait.run.fitted.pixels.shape[:2]), portrait.run.fitted.pixels),
        Panel(size(portrait.stage.shape), portrait.scale.paint(portrait.summary), note, portrait.scale),
        Panel(size(portrait.run.fitted.pixels.shape[:2]), portrait.overlay_pixels),
    ]
    return side_by_side(label(portrait, context.language), panels, note=components.weights_note(context, portrait.run))


# -- numbers ---------------------------------------------------------------------------------------------------------


def _arithmetic(context: Context, run: Run, stage: Stage) -> None:
    st.subheader(context.t("layers-arithmetic"), anchor=False)
    st.markdown(spelled.what(context, run, stage))
    with st.container(key="layer-row"):
        st.markdown(spelled.row(context, stage))
    st.markdown("\n".join(f"- {line}" for line in spelled.lines(context, run, stage)))


def _channels(portrait: Portrait) -> None:
    """All channels on a sheet, and which of them are dead."""
    context, stage = portrait.context, portrait.stage
    st.subheader(context.t("layers-channels-title", count=stage.shape[0]), anchor=False)
    st.markdown(_dead(portrait))
    sheets = -(-stage.shape[0] // SHEET)
    first = SHEET * (choices.slider("sheet", context.t("layers-sheet"), 1, sheets, 1) - 1)
    grid = sheet.show(portrait, first, class_names(context, portrait.run, stage))
    st.caption(grid.caption(context.language))


def _dead(portrait: Portrait) -> str:
    """How many channels say nothing, and which."""
    context, found = portrait.context, portrait.statistics
    dead = [channel for channel, is_dead in enumerate(found.dead) if is_dead]
    named = ", ".join(map(str, dead[:NAMED])) + (" …" if len(dead) > NAMED else "")
    zeros = f"{float(found.zeros.mean()):.0%}"
    facts = {"count": len(dead), "all": str(len(found.dead)), "zeros": zeros, "silent": int(found.silent.sum())}
    return context.t("layers-dead", named=named, **facts)


def _values(portrait: Portrait) -> None:
    """How often each value occurs."""
    context = portrait.context
    one = portrait.lens == "channel"
    words = context.t("layers-histogram-channel" if one else "layers-histogram", channel=str(portrait.channel))
    st.subheader(words, anchor=False)
    logarithmic = choices.switch("log", context.t("layers-log"), True)
    chart = plots.histogram(portrait.histogram, context.language, logarithmic=logarithmic)
    st.plotly_chart(chart, key="histogram", config={"displayModeBar": False})


# -- dense layers as convolutions ------------------------------------------------------------------------------------


def _dense(context: Context) -> None:
    """VGG16's dense classifier and its convolutional form, both on the picture at 224 x 224."""
    from segviz.analysis import dense

    st.subheader(context.t("layers-dense"), anchor=False)
    run = context.run(size=dense.SIDE, fit="resize", precision="float32")
    with context.progress(context.t("layers-dense-running")) as waiting:
        found = once((run.key, "dense"), lambda: dense.equality(run, waiting))
    last = found.layers[-1]
    facts = {"error": number(last.error), "largest": number(last.largest), "relative": number(last.relative)}
    st.markdown(context.t("layers-dense-note", **facts))
    columns = ("layer", "matrix", "kernel", "largest", "error")
    head = [context.t(f"layers-dense-{column}") for column in columns]
    rows = [
        [f"`{layer.name}`", size(layer.weights), size((layer.kernel,) * 2), number(layer.largest), number(layer.error)]
        for layer in found.layers
    ]
    st.markdown(tables.markdown(head, rows, right=(3, 4)))
    st.markdown(context.t("layers-dense-top", count=TOP))
    head = [context.t(f"layers-dense-{column}") for column in ("class", "dense", "convolutional")]
    names = [named.name if context.language == "en" else named.zh for named in run.classes]
    scores = [[names[i], f"{found.dense[i]:.6f}", f"{found.convolutional[i]:.6f}"] for i in found.top(TOP)]
    st.markdown(tables.markdown(head, scores, right=(1, 2)))
