"""The resolution ladder: the picture and every stage at its true relative size, and the mask at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from segviz.analysis.lens import summarise
from segviz.fitting import TILE
from segviz.render import masks
from segviz.render.fonts import figure_language
from segviz.render.ladder import Rung
from segviz.render.ladder import ladder as draw
from segviz.ui import choices, components, ladder, rungs

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from segviz.answers import Mask
    from segviz.engine import Run
    from segviz.ui.context import Context


def render(context: Context) -> None:
    """Draw the ladder and, below it, the answer on the picture."""
    run = context.run()
    whose, how = st.columns([3, 2], vertical_alignment="bottom")
    with how:
        lens = components.lens(context)
    with whose:
        components.weights(context, run)
    ladder.show(context, run, lens)
    colours, scope = context.t(f"render-colours-{context.colours}"), context.t(f"render-scope-{context.scale}")
    st.caption(context.t("home-colours", colours=colours, scope=scope))
    components.fitting(context, run)
    components.downloads(context, f"ladder-{run.key.model}", lambda: _figure(context, run, lens))
    _answer(context, run)


def _figure(context: Context, run: Run, lens: str) -> Figure:
    """The ladder as one figure, for download."""
    said = replace(context, language=figure_language(context.language))
    height, width = run.fitted.pixels.shape[:2]
    steps = [Rung(said.t("home-input"), (run.graph.in_channels, height, width), run.fitted.pixels)]
    for name in rungs.shown(run.graph):
        stage, tensor = run.trace[name], run.tensor(name)
        summary = summarise(tensor, lens)
        scale = said.colour_scale(summary, tensor)
        steps.append(Rung(rungs.title(run.graph, name), stage.shape, summary, scale, stage.stride, rungs.field(stage)))
    label, mask = list(run.masks.items())[-1]
    legend: tuple[masks.LegendEntry, ...] = ()
    if _few(run):
        stage = run.trace[run.graph.outputs[label]]
        pixels = masks.class_colours([c.colour for c in run.classes])[rungs.answer(run.scores(label))]
        steps.append(Rung(rungs.answer_name(said, label), stage.shape, pixels))
        legend = masks.legend(mask.astype(np.uint8), run.classes, said.language)
    return draw(said.t("home-title"), steps, said.language, note=components.weights_note(said, run), legend=legend)


def _few(run: Run) -> bool:
    """Whether there are few enough classes for a mask in colours."""
    return len(run.classes) <= rungs.MOST_CLASSES


def _answer(context: Context, run: Run) -> None:
    """The mask over the picture at the picture's own size, and the classes it names."""
    st.header(context.t("home-answer-title"), anchor=False)
    if not _few(run):
        st.info(context.t("home-many", count=len(run.classes)))
        return
    found, whole = _masks(context, run)
    mask = list(found.values())[-1].astype(np.uint8)
    colours = [c.colour for c in run.classes]
    single = run.trace[list(run.graph.outputs.values())[-1]].shape[0] == 1
    ending = "-single" if single else "-untrained" if run.card is None else ""
    ground = run.classes[0].name if context.language == "en" else run.classes[0].zh
    words = context.t(f"home-overlay{ending}", ground=ground)
    plain, laid, names = st.columns([3, 3, 2])
    with plain:
        picture = context.picture
        components.picture(picture.sha256, lambda: picture.pixels, context.t("home-input"))
        st.caption(context.title)
    with laid:
        if run.card is None:
            st.badge(components.untrained(context, run), icon=":material/warning:", color="orange")
        components.picture((run.key, whole), lambda: masks.mask_overlay(picture.pixels, mask, colours), words)
        st.caption(words)
    with names:
        components.legend(context, masks.legend(mask, run.classes, context.language))


def _masks(context: Context, run: Run) -> tuple[dict[str, Mask], bool]:
    """The run's answers, or, where the picture is larger than the working size, those at its own size on request; and
    whether they are those."""
    if max(run.picture.size) <= run.key.size:
        return run.masks, False
    height, width = run.picture.size
    words = context.t("home-whole", width=width, height=height)
    wanted = choices.switch("whole", words, help=context.t("home-whole-help"))
    # There in either case: while the tiles are computed, what lies below keeps its place and stays on screen.
    with st.container():
        if not wanted:
            return run.masks, False
        whole = context.whole(run)
        facts = {"width": whole.size[1], "height": whole.size[0], "tiles": whole.tiles}
        st.caption(context.t("home-whole-made", tile=TILE, **facts))
    return whole.masks, True
