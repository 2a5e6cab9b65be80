"""Whose weights a view shows, in full: what they were trained on, by what, and what they reach on unseen pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from segviz import tables
from segviz.models import zoo
from segviz.weights import Card, result_key

if TYPE_CHECKING:
    from segviz.engine import Run
    from segviz.ui.context import Context

BAND = "3"  # of the boundary bands that are measured, the one on show, in pixels


def show(context: Context, run: Run, card: Card) -> None:
    """A button that opens the card."""
    with st.popover(context.t("card-open"), icon=":material/id_card:"):
        st.markdown(context.t("card-trained", what=card.trained_on[context.language]))
        english = context.language == "en"
        names = (", " if english else "、").join(c.name if english else c.zh for c in card.classes[:40])
        st.markdown(context.t("card-classes", count=len(card.classes), names=names))
        _reached(context, run, card)
        if (grown := card.recipe.get("grown", 1)) > 1:
            st.caption(context.t("card-grown", count=grown))
        if (members := card.recipe.get("members", 1)) > 1:
            st.caption(context.t("card-members", count=members))
        if card.recipe.get("by_hand"):
            st.caption(context.t("card-by-hand"))
        for licence in card.licences:
            st.caption(licence)
        if command := card.recipe.get("command"):
            st.code(command.replace("; ", "\n"), language="bash", wrap_lines=True)


def on_many(context: Context, run: Run) -> str:
    """A sentence with the mean IU of each answer on the pictures kept out of training: one picture proves little.
    Nothing where it was not measured or there is one answer only."""
    report = _report(run, run.card) if run.card else None
    if report is None or "pictures" not in report or len(run.masks) == 1:
        return ""
    shown = ", ".join(f"{label} {report['results'][label]['mean_iu']:.3f}" for label in run.masks)
    return context.t("card-many", pictures=report["pictures"], size=str(report["size"]), figures=shown)


def _reached(context: Context, run: Run, card: Card) -> None:
    """The measured figures of the network on show, a line for each stride."""
    report = _report(run, card)
    if report is None:
        return
    rows = [_row(label, figures) for label, figures in report["results"].items()]
    head = [context.t(f"card-{column}") for column in ("output", "pixels", "mean-iu", "boundary")]
    if "pictures" in report:
        st.markdown(context.t("card-reached", pictures=report["pictures"], size=str(report["size"])))
    st.markdown(tables.markdown(head, rows, right=(1, 2, 3)))
    output = "8s" if "8s" in report["results"] else list(report["results"])[-1]
    if each := report["results"][output].get("per_class"):
        english = context.language == "en"
        shown = {known.name: known.name if english else known.zh for known in card.classes}
        said = (f"{shown[name]} {value:.3f}" for name, value in each.items() if value is not None)
        st.caption(context.t("card-each", output=output, figures=(", " if english else "、").join(said)))
    if any(label in report["results"] for label in ("4s", "2s")):
        st.caption(context.t("card-finer"))


def _report(run: Run, card: Card) -> dict[str, Any] | None:
    """What was measured of the network on show; the teaching FCN's strides are all measured in one pass, as "fcn"."""
    row = zoo.entry(run.key.model)
    names = (row.name, "fcn") if (row.family, row.lineage) == ("fcn", "teaching") else (row.name,)
    keys = (result_key(name, run.key.geometry) for name in names)
    return next((card.results[key] for key in keys if key in card.results), None)


def _row(label: str, figures: dict[str, Any]) -> list[str]:
    values = (figures.get("pixel_accuracy"), figures.get("mean_iu"), figures.get("boundary_iu", {}).get(BAND))
    return [label, *("" if value is None else f"{value:.3f}" for value in values)]
