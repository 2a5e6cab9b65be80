"""Ablation and ceiling: a skip switched off after training, and what a perfect coarse mask could reach."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from segviz import samples, tables
from segviz.analysis import ablation, ceilings, strides
from segviz.edits import MODES
from segviz.models import zoo
from segviz.render import image, masks
from segviz.ui import abreast, card, choices, components
from segviz.ui.abreast import SMALL, Tile, small
from segviz.ui.kept import once

if TYPE_CHECKING:
    from segviz.analysis.strides import Match, Quality
    from segviz.engine import Mask, Run
    from segviz.ui.context import Context

FAMILIES = ("fcn", "unet")
USUAL = "fcn"  # shown where the chosen network has no skip
SEEDS = 999


def render(context: Context) -> None:
    """Draw the view."""
    model = context.model
    if not ablation.switches(zoo.graph(model)):
        st.info(context.t("ablation-no-skip", model=model, shown=USUAL))
        model = USUAL
    run = context.run(model)
    components.weights(context, run)
    components.fitting(context, run)
    found = _match(context, run)
    _ablate(context, run, found)
    _ceiling(context, run, found)


def _match(context: Context, run: Run) -> Match | None:
    """The reference in the network's terms, where figures against it would mean something."""
    if context.reference is None or run.card is None:
        return None
    reference = context.reference
    found = once((run.key, "match"), lambda: (strides.match(reference, run.classes),))
    return found[0]


def _ablate(context: Context, run: Run, found: Match | None) -> None:
    st.header(context.t("ablation-skips"), anchor=False)
    off, mode, seed = _choice(context, run)
    labels = tuple(run.masks)
    label = choices.segments("stride", context.t("ablation-answer"), labels, labels[-1]) if labels[1:] else labels[-1]
    if not off:
        st.info(context.t("ablation-nothing-off"))
        return
    with context.progress(context.t("shell-running", model=run.key.model)) as waiting:
        without = ablation.ablate(run, off, mode, seed, waiting)
    st.warning(context.t("ablation-not-retrained"), icon=":material/warning:")
    badge = components.untrained(context, run)
    abreast.row("ablation", _tiles(context, run, without, label), 3, badge=badge)
    rows = [[name, *_figures(run, without, name, found)] for name in labels]
    columns = ["answer", "changed"] + (["accuracy-before", "accuracy-after", "iu-before", "iu-after"] if found else [])
    head = [context.t(f"ablation-column-{column}") for column in columns]
    components.table("ablation", tables.markdown(head, rows, right=range(1, len(head))))
    if found and (many := card.on_many(context, run)):
        st.caption(many)


def _choice(context: Context, run: Run) -> tuple[tuple[str, ...], str, int]:
    """The merges whose skip is off, what stands in its place, and the noise's seed."""
    merges = ablation.switches(run.graph)
    with st.container(horizontal=True):
        off = tuple(
            merge
            for merge in merges
            if choices.switch(f"off_{merge}", context.t("ablation-off", merge=merge), merge == merges[-1])
        )
    words = context.t("ablation-mode")
    mode = choices.segments("instead", words, MODES, MODES[0], text=lambda name: context.t(f"ablation-mode-{name}"))
    seed = choices.number("noise", context.t("ablation-seed"), 0, SEEDS, 0) if mode == "noise" else 0
    return off, mode, seed


def _tiles(context: Context, run: Run, without: Run, label: str) -> list[Tile]:
    """The answer before and after, and where it changed."""

    def draw() -> tuple[bytes, bytes, bytes]:
        before, after = (image.shrink(which.masks[label], SMALL) for which in (run, without))
        differ = masks.disagreement_pixels(small(run.picture.pixels), masks.disagreement(before, after))
        return _overlay(run, before), _overlay(run, after), image.encode(differ)

    pngs = once((without.key, "ablated", label), draw)
    titles = [context.t(f"ablation-tile-{name}") for name in ("before", "after", "changed")]
    return [Tile(*tile) for tile in zip(titles, pngs, strict=True)]


def _overlay(run: Run, mask: Mask) -> bytes:
    return image.encode(masks.mask_overlay(small(run.picture.pixels), mask, [c.colour for c in run.classes]))


def _figures(run: Run, without: Run, label: str, found: Match | None) -> tuple[str, ...]:
    """A row of figures: the share of changed pixels, accuracy and mean IU before and after."""

    def count() -> tuple[str, ...]:
        change = ablation.changes(run, without, found)[label]
        share = (f"{change.share:.2%}",)
        if change.before is None or change.after is None:
            return share
        pair = (change.before, change.after)
        return (*share, *(_percent(q.pixel_accuracy) for q in pair), *(_percent(q.mean_iu) for q in pair))

    return once((without.key, "changes", label, found is not None), count)


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:.1%}"


def _ceiling(context: Context, run: Run, found: Match | None) -> None:
    st.header(context.t("ablation-ceiling"), anchor=False)
    reference = context.reference
    if reference is None:
        st.markdown(context.t("ablation-no-reference"))
        _offer(context)
        return
    if run.card is None:
        st.markdown(context.t("ablation-untrained"))
        return
    if found is None:
        st.markdown(context.t("ablation-no-match", names=", ".join(reference.class_names)))
        return
    if found.unknown:
        st.markdown(context.t("ablation-foreground", names=", ".join(found.unknown)))
    st.markdown(context.t("ablation-ceiling-note"))
    known = once((run.key, "ceilings"), lambda: (ceilings.ceilings(run, reference),))[0]
    assert known is not None
    rows = [_row(context.t("ablation-perfect", stride=stride), quality) for stride, quality in known.ceilings.items()]
    rows += [_row(context.t("ablation-reached", label=label), quality) for label, quality in known.reached.items()]
    head = [context.t(f"ablation-column-{column}") for column in ("mask", "accuracy", "iu")]
    components.table("ceiling", tables.markdown(head, rows, right=(1, 2)))
    abreast.row("ceiling", _coarse(context, run, found), len(ceilings.STRIDES) + 1)
    if not found.unknown:
        components.legend(context, masks.legend(found.truth, run.classes, context.language), blank="render-ignored")


def _row(name: str, quality: Quality) -> list[str]:
    return [name, _percent(quality.pixel_accuracy), _percent(quality.mean_iu)]


def _coarse(context: Context, run: Run, found: Match) -> list[Tile]:
    """The reference, and the same at every stride."""
    tones = ["#000000", "#ffffff"] if found.unknown else [c.colour for c in run.classes]

    def draw(mask: Mask) -> bytes:
        return masks.mask_png(image.shrink(mask, SMALL), tones)

    def coarse(stride: int) -> bytes:
        return draw(ceilings.coarse(found.truth, stride, run.fitted.rows, run.fitted.columns))

    truth = once((run.key, "truth"), lambda: draw(found.truth))
    titles = [context.t("ablation-coarse", stride=stride) for stride in ceilings.STRIDES]
    pngs = [once((run.key, "coarse", stride), partial(coarse, stride)) for stride in ceilings.STRIDES]
    return [Tile(context.t("ablation-truth"), truth, plain=True)] + [
        Tile(title, png, plain=True) for title, png in zip(titles, pngs, strict=True)
    ]


def _offer(context: Context) -> None:
    """A button for each bundled picture that has a reference."""
    with st.container(horizontal=True):
        for sample in samples.names():
            if sample.has_reference:
                st.button(
                    context.t(sample.title),
                    key=f"ablation-{sample.key}",
                    on_click=choices.put,
                    args=("picture", sample.key),
                )
