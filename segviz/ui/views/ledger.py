"""Score ledger: where each score of one pixel comes from, part by part, and what changed the winner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from segviz import tables
from segviz.analysis.fusion import CAUSES
from segviz.models import zoo
from segviz.render import sums
from segviz.render.figures import side_by_side
from segviz.render.fonts import figure_language
from segviz.render.masks import LegendEntry
from segviz.render.words import number
from segviz.ui import abreast, accounts, choices, components, ledger_tiles
from segviz.ui.ledger_tiles import Place
from segviz.ui.rungs import title

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from segviz.engine import Run
    from segviz.ui.accounts import Change, Entry
    from segviz.ui.context import Context

FAMILIES = ("fcn",)
EXACT = True
SEVERAL = "fcn"  # the network whose strides share their weights, so that steps between them can be explained
ACROSS = 3
CHART = {"displayModeBar": False}


def render(context: Context) -> None:
    """Draw the view."""
    chosen = choices.codes().get("model", context.model)
    if chosen in zoo.MODELS and chosen != context.model:
        st.caption(context.t("ledger-other", model=chosen, shown=context.model))
    run = context.run(geometry=_geometry(context))
    components.weights(context, run)
    components.fitting(context, run)
    place = _place(context, run)
    if place is None:
        st.info(context.t("ledger-no-answer"))
        return
    entry = accounts.entry(context, run, place.label, place.cell)
    names = [named.name if context.language == "en" else named.zh for named in run.classes]
    index = _split(context, run, place, entry, names)
    _maps(context, run, place, index, names[index], len(entry.gates))
    _changes(context, run, place, names)
    components.downloads(context, f"ledger-{run.key.model}", lambda: _figure(context, run, place, index))


def _geometry(context: Context) -> str | None:
    offered = zoo.entry(context.model).geometries
    if len(offered) < 2:
        return None

    def text(geometry: str) -> str:
        return context.t(f"strides-geometry-{geometry}")

    note = context.t("strides-geometry-help")
    return choices.segments("geometry", context.t("strides-geometry"), offered, offered[0], text=text, help=note)


def _place(context: Context, run: Run) -> Place | None:
    """The pixel in question, with the fields that move it: the pinned one, else one that says much; None where the
    network gives no answer there."""
    height, width = run.picture.size
    telling = accounts.telling(run)
    x, y = context.pixel or telling
    where, how = st.columns([3, 2], vertical_alignment="center")
    with how:
        labels = tuple(run.masks)
        label = labels[-1]
        if len(labels) > 1:
            label = choices.segments("stride", context.t("ledger-answer"), labels, label)
        _fields(context, (x, y), (width, height))
        with st.container(horizontal=True):
            st.button(context.t("ledger-telling"), on_click=context.pin, args=telling, icon=":material/my_location:")
        st.caption(context.t("ledger-pin-note"))
    with where:
        words = context.t("ledger-located", label=label, x=str(x), y=str(y))
        abreast.marked(ledger_tiles.answer(run, label), words, ledger_tiles.spot(run, x, y))
        st.caption(words)
    cell = accounts.cell(run, label, x, y)
    return Place(x, y, label, cell) if cell else None


def _fields(context: Context, at: tuple[int, int], size: tuple[int, int]) -> None:
    """A number field an axis, which pins the pixel."""
    st.session_state.update(ledger_x=at[0], ledger_y=at[1])

    def moved() -> None:
        context.pin(st.session_state["ledger_x"], st.session_state["ledger_y"])

    for axis, length, column in zip("xy", size, st.columns(2), strict=True):
        with column:
            st.number_input(context.t(f"ledger-{axis}"), 0, length - 1, key=f"ledger_{axis}", on_change=moved)


def _split(context: Context, run: Run, place: Place, entry: Entry, names: Sequence[str]) -> int:
    """Every class's score in its parts, one class in numbers, and the proof; returns that class."""
    st.header(context.t("ledger-split"), anchor=False)
    order = entry.total.argsort()[::-1]
    winner, second = int(order[0]), int(order[1])
    lead = number(float(entry.total[winner] - entry.total[second]))
    facts = {"name": names[winner], "second": names[second], "score": number(float(entry.total[winner])), "lead": lead}
    where = {"x": place.x, "y": place.y} | place.cell._asdict()
    facts |= {key: str(value) for key, value in where.items()}
    st.markdown(context.t("ledger-split-note", label=place.label, **facts))
    if entry.gates:
        st.info(context.t("ledger-gates", count=len(entry.gates), names=", ".join(f"`{gate}`" for gate in entry.gates)))
    series = {
        ledger_tiles.group(context, run, entry.parts, layer): values[order].tolist()
        for layer, values in entry.grouped().items()
    }
    shown, own = [names[i] for i in order], entry.logits[order].tolist()
    words = {"total": context.t("ledger-own"), "axis": context.t("ledger-axis")}
    st.plotly_chart(sums.parts(shown, series, own, winner=0, **words), config=CHART, key="ledger-parts")
    left, right = st.columns([2, 3])
    with left:
        index = choices.select("class", context.t("ledger-class"), range(len(names)), winner, text=names.__getitem__)
        _proof(context, run, place, entry)
    with right:
        _numbers(context, run, entry, names, (index, second if index == winner else winner))
    return index


def _proof(context: Context, run: Run, place: Place, entry: Entry) -> None:
    """The measured error of the sums, here and everywhere."""
    here = float(np.abs(entry.total - entry.logits).max())
    whole = accounts.proof(context, run, place.label)
    facts = {"here": number(here), "worst": number(whole.error), "span": number(whole.span)}
    st.caption(context.t("ledger-proof", share=number(whole.error / whole.span if whole.span else 0.0), **facts))


def _numbers(context: Context, run: Run, entry: Entry, names: Sequence[str], pair: tuple[int, int]) -> None:
    """The parts of two classes as a table, and their sums beside the network's own scores."""
    rows = [
        [ledger_tiles.name(context, run, part), *_pair(values, pair)]
        for part, values in zip(entry.parts, entry.values, strict=True)
    ]
    rows.append([f"**{context.t('ledger-sum')}**", *(f"**{cell}**" for cell in _pair(entry.total, pair))])
    rows.append([context.t("ledger-own"), *_pair(entry.logits, pair)])
    head = [context.t("ledger-part"), *(names[i] for i in pair), context.t("ledger-lead")]
    components.table("ledger", tables.markdown(head, rows, right=range(1, len(head))))


def _pair(values: np.ndarray, pair: tuple[int, int]) -> list[str]:
    first, second = (float(values[i]) for i in pair)
    return [f"{value:+.4f}".replace("-", "−") for value in (first, second, first - second)]


def _maps(context: Context, run: Run, place: Place, index: int, name: str, gates: int) -> None:
    st.header(context.t("ledger-maps", name=name), anchor=False)
    st.markdown(context.t("ledger-maps-note", gates=gates))
    tiles = ledger_tiles.part_maps(context, run, place.label, index)
    abreast.row("ledger-maps", tiles, ACROSS, ledger_tiles.cell_spot(run, place), components.untrained(context, run))


def _changes(context: Context, run: Run, place: Place, names: Sequence[str]) -> None:
    """What flipped the winner from each stride to the next, at the pixel and over the whole picture."""
    st.header(context.t("ledger-changes"), anchor=False)
    if len(run.masks) < 2:
        st.markdown(context.t("ledger-one-answer", model=run.key.model, several=SEVERAL))
        st.button(context.t("ledger-several", model=SEVERAL), on_click=choices.put, args=("model", None))
        return
    st.markdown(context.t("ledger-changes-note"))
    found = accounts.changes(context, run, place.cell)
    for change, reasons in zip(found, ledger_tiles.reasons(context, run), strict=True):
        with st.container(border=True):
            _change(context, run, place, change, reasons, names)


def _change(
    context: Context,
    run: Run,
    place: Place,
    change: Change,
    reasons: ledger_tiles.Reasons,
    names: Sequence[str],
) -> None:
    """One step: at the pixel on the left, over the picture on the right."""
    left, right = st.columns(2)
    facts = {"coarse": change.coarse, "fine": change.fine, "cause": change.cause}
    layer = ledger_tiles.name(context, run, change.layer)
    before, after = names[change.before], names[change.after]
    with left:
        st.markdown(context.t("ledger-change", layer=layer, before=before, after=after, **facts))
        origin = title(run.graph, change.layer.origin)
        terms = [context.t(f"ledger-term-{term}", layer=origin, **facts) for term in ("before", "path", "stream")]
        total = context.t("ledger-term-after", **facts)
        axis = context.t("ledger-ahead", before=before, after=after)
        chart = sums.steps(terms, [change.lead, change.path, change.stream], total=total, axis=axis)
        st.plotly_chart(chart, config=CHART, key=f"change-{change.fine}")
        _legend(context, change, reasons)
    with right:
        words = context.t("ledger-reasons", **facts)
        st.markdown(words)
        abreast.marked(reasons.png, words, ledger_tiles.spot(run, place.x, place.y))


def _legend(context: Context, change: Change, reasons: ledger_tiles.Reasons) -> None:
    """The causes with their shares, and for each a button that goes to an example."""
    causes = [(i, context.t(f"ledger-cause-{cause}")) for i, cause in enumerate(CAUSES)]
    entries = [LegendEntry(i, words, ledger_tiles.TONES[i], 0, reasons.shares[i]) for i, words in causes]
    components.legend(context, entries)
    with st.container(horizontal=True):
        for i, words in causes:
            if reasons.examples[i] is not None:
                key = f"example-{change.fine}-{CAUSES[i]}"
                label = context.t("ledger-example", cause=words)
                st.button(label, key=key, on_click=context.pin, args=reasons.examples[i])


def _figure(context: Context, run: Run, place: Place, index: int) -> Figure:
    """The parts' maps, for download."""
    said = replace(context, language=figure_language(context.language))
    name = run.classes[index].name if said.language == "en" else run.classes[index].zh
    heading = f"{said.t('ledger-maps', name=name)} ({place.label})"
    panels = ledger_tiles.panels(said, run, place.label, index)
    return side_by_side(heading, panels, note=components.weights_note(said, run))
