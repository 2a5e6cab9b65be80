"""U-Net crops: what unpadded convolutions lose, what a crop keeps, and how the streams are put side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from segviz import arithmetic, tables
from segviz.models import zoo
from segviz.render import words
from segviz.render.blocks import Block, fusion_svg
from segviz.render.figures import Panel, side_by_side
from segviz.render.fonts import figure_language
from segviz.ui import abreast, choices, components, crop_sizes, crop_tiles
from segviz.weights import card_for

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from segviz.engine import Run
    from segviz.geometry import Graph, Op
    from segviz.ui.context import Context

FAMILIES = ("unet",)
MEGABYTE = 10**6


def render(context: Context) -> None:
    """Draw the view."""
    chosen = choices.codes().get("model", "fcn")
    if chosen in zoo.MODELS and chosen != context.model:
        st.caption(context.t("crops-other", model=chosen, shown=context.model))
    run = context.run()
    components.weights(context, run)
    components.fitting(context, run)
    lens = _skips(context, run)
    _lost(context, run)
    _mirror(context, run)
    _blocks(context, run)
    side = crop_sizes.arithmetic(context, run.graph)
    crop_sizes.variants(context, side)
    components.downloads(context, run.key.model, lambda: _figure(context, run, lens))


def _skips(context: Context, run: Run) -> str:
    """The skips with what is kept of them, and where that lies on the picture; returns the chosen lens."""
    st.header(context.t("crops-skips"), anchor=False)
    whole = all(level.down.side == level.down.kept for level in crop_tiles.levels(run))
    st.markdown(context.t("crops-skips-whole" if whole else "crops-skips-note"))
    lens = components.lens(context)
    abreast.row("skips", crop_tiles.skips(context, run, lens), 2, badge=components.untrained(context, run))
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        st.image(crop_tiles.nested(run), width="stretch", output_format="PNG", alt=context.t("crops-nested"))
    with right:
        st.markdown(context.t("crops-nested-note"))
        components.legend(context, crop_tiles.rectangles(context, run))
    return lens


def _lost(context: Context, run: Run) -> None:
    """What the unpadded convolutions cost on this picture."""
    st.header(context.t("crops-lost"), anchor=False)
    height, width = crop_tiles.input_size(run)
    box = crop_tiles.predicted(run.graph, (height, width))
    tall, wide = box.bottom - box.top, box.right - box.left
    facts = {"height": height, "width": width, "tall": tall, "wide": wide, "lost": box.top}
    st.markdown(context.t("crops-lost-note", share=f"{1 - tall * wide / (height * width):.1%}", **facts))
    abreast.row("answer", crop_tiles.answer(context, run), 2, badge=components.untrained(context, run))


def _mirror(context: Context, run: Run) -> None:
    """The overlap-tile strategy on this picture."""
    st.header(context.t("crops-mirror"), anchor=False)
    made = crop_tiles.canvas(context, run.graph)
    sides = crop_tiles.tile_sides(made, run.graph)
    if not made.lost:
        st.markdown(context.t("crops-mirror-needless"))
        return
    height, width = made.pixels.shape[:2]
    own = made.content
    facts = {"lost": made.lost, "height": height, "width": width, "tall": own.bottom - own.top}
    st.markdown(context.t("crops-mirror-note", wide=own.right - own.left, **facts))
    where, how = st.columns([3, 2], vertical_alignment="center")
    with how:
        side = choices.select("tile", context.t("crops-tile-side"), sides, sides[len(sides) // 3])
        boxes = crop_tiles.tile_boxes(made, run.graph, side)
        box = boxes[choices.slider("piece", context.t("crops-tile", count=len(boxes)), 1, len(boxes), 1) - 1]
        inner = crop_tiles.inner(box, made.lost)
        st.markdown(context.t("crops-tile-note", side=side, out=inner.right - inner.left, **box._asdict()))
        predict = choices.switch("predict", context.t("crops-predict"), help=context.t("crops-predict-help"))
    with where:
        shown = crop_tiles.mirrored(context, made, box)
        st.image(shown, width="stretch", output_format="PNG", alt=context.t("crops-mirror"))
    if predict:
        _seamless(context, run, made, box)


def _seamless(context: Context, run: Run, made: crop_tiles.Canvas, box: crop_tiles.Box) -> None:
    """One tile's own answer beside the whole picture's."""
    found = crop_tiles.seamless(context, made, box)
    tiles = [
        abreast.Tile(context.t("crops-tile-answer"), found.tile),
        abreast.Tile(context.t("crops-whole-answer"), found.whole),
    ]
    abreast.row("seamless", tiles, 2, badge=components.untrained(context, run))
    facts = {name: words.number(getattr(found, name)) for name in ("largest", "difference", "edge")}
    st.markdown(context.t("crops-seamless", unsure=found.unsure, rows=found.rows, **facts))


def _blocks(context: Context, run: Run) -> None:
    """Concatenation as blocks of channels beside the FCN's sum, and what either costs."""
    st.header(context.t("crops-blocks"), anchor=False)
    st.markdown(context.t("crops-blocks-note"))
    found = {level.down.level: level.down.concat for level in crop_tiles.levels(run)}
    chosen = choices.segments("level", context.t("crops-level-choice"), tuple(found), 1)
    card = card_for("fcn")
    classes = len(card.classes) if card else None
    other = zoo.graph("fcn", classes)
    sums = [op for op in other.ops if op.kind == "sum"]
    size = crop_tiles.input_size(run)
    legal = (crop_sizes.nearest("fcn", size[0], classes), crop_sizes.nearest("fcn", size[1], classes))
    for column, network, shape, op in zip(
        st.columns(2), (run.graph, other), (size, legal), (found[chosen], sums[-1]), strict=True
    ):
        with column:
            _fusion(context, network, shape, op)
    shapes = run.graph.shapes(size)
    head = [context.t(f"crops-column-{column}") for column in ("fusion", "channels", "cells", "concat", "sum")]
    rows = [_costs(op, shapes) for op in found.values()]
    components.table("costs", tables.markdown(head, rows, right=range(1, len(head))))


def _fusion(context: Context, network: Graph, shape: tuple[int, int], op: Op) -> None:
    """One fusion of a network for an input of (H, W)."""
    shapes = network.shapes(shape)
    st.markdown(f"**{network.name} · {op.name}**")
    drawing = fusion_svg([Block(name, shapes[name]) for name in op.inputs], op.name, context.language, op.kind)
    st.image(drawing, width="stretch", alt=op.name)
    st.caption(context.t("crops-memory", size=words.size(shapes[op.name]), megabytes=_megabytes(shapes[op.name])))


def _costs(op: Op, shapes: dict[str, tuple[int, int, int]]) -> list[str]:
    """A concatenation's row: name, channels, cells, megabytes, and the megabytes of a sum in its place."""
    counts = [shapes[name][0] for name in op.inputs]
    height, width = shapes[op.name][1:]
    summed = _megabytes((max(counts), height, width))
    return [op.name, arithmetic.channels(op, *counts), f"{height} × {width}", _megabytes(shapes[op.name]), summed]


def _megabytes(shape: tuple[int, int, int]) -> str:
    return words.number(4 * shape[0] * shape[1] * shape[2] / MEGABYTE)


def _figure(context: Context, run: Run, lens: str) -> Figure:
    """The skips and what is kept of them, for download."""
    said = replace(context, language=figure_language(context.language))
    panels = [Panel(said.t("crops-nested"), crop_tiles.nested_pixels(run))]
    for level in crop_tiles.levels(run):
        pixels, scale = crop_tiles.cropped(said, run, level, lens)
        note = f"{crop_tiles.formula(level)}    {scale.caption(said.language)}"
        panels.append(Panel(crop_tiles.heading(said, run, level), pixels, note, scale))
    return side_by_side(said.t("crops-title"), panels, note=components.weights_note(said, run), columns=3)
