"""Pieces that several views share."""

from __future__ import annotations

import html
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from segviz.render import figures, masks
from segviz.render.image import encode, shrink
from segviz.ui import card, choices
from segviz.ui.kept import once

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from segviz.engine import Run
    from segviz.render.masks import LegendEntry
    from segviz.ui.context import Context


LENSES = ("energy", "mean", "max")


def parcel(data: dict[str, Any]) -> list[dict[str, Any]]:
    """What a component of ours gets as its data. In a list, because Streamlit would look for tables in a dictionary and
    import pandas for that, which takes as long as importing half of torch."""
    return [data]


def weights(context: Context, run: Run) -> None:
    """Say whose weights the view shows: what they were trained on, or **untrained**."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(run.key.model, icon=":material/account_tree:", color="blue")
        if run.key.precision != "float32":
            st.badge(context.t(f"shell-precision-{run.key.precision}"), icon=":material/bolt:", color="violet")
        if run.card is None:
            st.badge(context.t("shell-untrained"), icon=":material/warning:", color="orange")
            st.caption(context.t("shell-untrained-note"), width="content")
        else:
            whose = "shell-trained-own" if run.card.own else "shell-trained"
            st.badge(context.t(whose, name=run.card.name), icon=":material/verified:", color="green")
            st.caption(run.card.trained_on[context.language], width="content")
            card.show(context, run, run.card)


def lens(context: Context) -> str:
    """Ask how a stage's channels become one map (:mod:`segviz.analysis.lens`)."""

    def text(name: str) -> str:
        return context.t(f"home-lens-{name}")

    hint = context.t("home-lens-help")
    return choices.segments("lens", context.t("home-lens"), LENSES, LENSES[0], text=text, help=hint)


def untrained(context: Context, run: Run) -> str:
    """The word "untrained" where the weights are, else nothing: what is written on every map."""
    return context.t("shell-untrained") if run.card is None else ""


def weights_note(context: Context, run: Run) -> str:
    """The same as one line, for a figure's foot."""
    if run.card is None:
        return f"{run.key.model}: {context.t('shell-untrained')}"
    return f"{run.key.model}: {run.card.trained_on[context.language]}"


def fitting(context: Context, run: Run) -> None:
    """Say how the picture was read and how it became the network's input."""
    notes = [context.t(note.code, **note.facts) for note in run.picture.note]
    st.caption(" ".join([*notes, context.t(f"fit-{run.fitted.mode}", **run.fitted.how)]))


def legend(context: Context, entries: Sequence[LegendEntry], blank: str = "shell-unpredicted") -> None:
    """The classes of a mask in their colours, each with its share of the picture. ``blank``: the catalogue id of what
    has none, in a run's mask "not predicted"."""
    rows = []
    for entry in entries:
        known = entry.label != masks.IGNORE
        name = entry.name if known else context.t(blank)
        share = f"{entry.share:.1%}" if entry.share >= 0.0005 else "<0.1%"
        swatch = f"<i style='background:{entry.colour}'></i>"
        rows.append(f"<li>{swatch}<span>{html.escape(name)}</span><b>{html.escape(share)}</b></li>")
    st.html(f"<ul class='segviz-legend'>{''.join(rows)}</ul>")


def table(key: str, markdown: str) -> None:
    """A Markdown table that is scrolled where it is wider than the page. ``key`` is unique on the page."""
    with st.container(key=f"table-{key}"):
        st.markdown(markdown)


def picture(key: Hashable, draw: Callable[[], masks.Pixels], words: str) -> None:
    """Pixels (H, W, 3), drawn once for ``key``, as a sharp PNG over the full width of the column; ``words`` is its text
    for screen readers."""
    png = once((key, "picture"), lambda: encode(shrink(draw())))
    st.image(png, width="stretch", output_format="PNG", alt=words)


def downloads(context: Context, name: str, draw: Callable[[], Figure]) -> None:
    """Buttons for a figure as PNG and PDF; it is drawn when one is pressed."""
    with st.container(horizontal=True):
        for form, save in (("png", figures.png), ("pdf", figures.pdf)):
            st.download_button(
                context.t(f"shell-download-{form}"),
                data=lambda save=save: save(draw()),  # type: ignore[misc]
                file_name=f"{name}.{form}",
                key=f"download-{name}-{form}",
                icon=":material/download:",
                on_click="ignore",
            )
