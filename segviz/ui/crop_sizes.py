"""The arithmetic of a U-Net's sizes for any side typed in, and its variants side by side."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from segviz import tables
from segviz.analysis import crops
from segviz.analysis.lineages import first_unit, last_conv, last_unit, ups
from segviz.geometry import SideError, SizeError
from segviz.images import fit
from segviz.models import zoo
from segviz.render import image
from segviz.ui import abreast, choices, components, crop_tiles
from segviz.ui.abreast import Tile
from segviz.ui.kept import once

if TYPE_CHECKING:
    from segviz.geometry import Graph
    from segviz.render.image import Box
    from segviz.ui.context import Context

VARIANTS = ("unet-paper", "unet-article", "unet-same")
PAPER_SIDE = 572  # the example in figure 1 of the U-Net paper
LARGEST = 2048


@cache
def nearest(name: str, side: int, classes: int | None = None) -> int:
    """The nearest side that a network takes, remembered: finding it means trying many."""
    return zoo.graph(name, classes).nearest_legal(side)


def arithmetic(context: Context, network: Graph) -> int:
    """Ask for a side and show what becomes of it in the network on show; returns the side."""
    st.header(context.t("crops-sizes"), anchor=False)
    st.markdown(context.t("crops-sizes-note", model=network.name))
    default = nearest(network.name, PAPER_SIDE)
    side = choices.number("side", context.t("crops-side"), 1, LARGEST, default)
    key = (network.name, side, context.language)
    try:
        network.shapes((side, side))
    except SizeError as error:
        st.warning(context.t(error.code, **error.facts))
    else:
        facts = {"side": side, "out": network.out_side(side), "lost": crops.lost(network, side)}
        st.markdown(context.t("crops-fits", **facts))
        components.table("crops", once(("crops", *key), lambda: _crops(context, network, side)))
    with st.expander(context.t("crops-lines")):
        components.table("lines", once(("lines", *key), lambda: _lines(context, network, side)))
    return side


def _crops(context: Context, network: Graph, side: int) -> str:
    """Each crop's arithmetic, the deepest first, as a Markdown table."""
    head = [context.t(f"crops-column-{column}") for column in ("level", "skip", "deep", "crop")]
    rows = []
    for skip in reversed(crops.skips(network, side)):
        text = f"({skip.side} − {skip.kept})/2 = **{skip.first}**"
        rows.append([str(skip.level), str(skip.side), str(skip.kept), text])
    return tables.markdown(head, rows, right=(1, 2, 3))


def _lines(context: Context, network: Graph, side: int) -> str:
    """Every operation that changes the side, as far as it goes, as a Markdown table."""
    head = [context.t(f"crops-column-{column}") for column in ("operation", "kind", "side")]
    rows: list[list[str]] = []
    with suppress(SideError):
        rows.extend([op.name, context.t(f"stages-kind-{op.kind}"), text] for op, text in crops.lines(network, side))
    return tables.markdown(head, rows, right=(2,))


def variants(context: Context, side: int) -> None:
    """Paper, article and today's padded network: on this picture, and in numbers for the side typed in."""
    st.header(context.t("crops-variants"), anchor=False)
    abreast.row("variants", [_variant(context, name) for name in VARIANTS], len(VARIANTS))
    taken = {name: nearest(name, side) for name in VARIANTS}
    near = [
        context.t("crops-variant-nearest", model=name, side=side, nearest=other)
        for name, other in taken.items()
        if other != side
    ]
    st.caption(" ".join(near))
    components.table("variants", once(("variants", side, context.language), lambda: _table(context, side)))
    st.markdown(once(("last-block", side, context.language), lambda: _last_block(context, side)))
    st.markdown(once(("trap", side, context.language), lambda: _trap(context, side)))


def _variant(context: Context, name: str) -> Tile:
    """The part of this picture that a variant predicts."""
    network = zoo.graph(name)

    def draw() -> tuple[bytes, tuple[int, int], Box]:
        pixels = fit(context.picture, network.nearest_legal, context.size).pixels
        shape = pixels.shape[:2]
        return image.encode(crop_tiles.framed(pixels, network)), shape, crop_tiles.predicted(network, shape)

    png, shape, box = once((context.picture.sha256, "variant", name, context.size), draw)
    facts = {"height": shape[0], "width": shape[1], "tall": box.bottom - box.top, "wide": box.right - box.left}
    return Tile(_called(context, name), png, context.t("crops-variant-note", lost=box.top, **facts))


def _called(context: Context, name: str) -> str:
    return f"{name} · {context.t(f'shell-lineage-{zoo.MODELS[name].lineage}')}"


def _table(context: Context, side: int) -> str:
    """What sets the variants apart, read off their declarations."""
    columns = [_column(context, zoo.graph(name), side) for name in VARIANTS]
    rows = [[context.t(f"crops-row-{key}"), *(column[key] for column in columns)] for key in columns[0]]
    return tables.markdown(["", *(_called(context, name) for name in VARIANTS)], rows)


def _column(context: Context, network: Graph, side: int) -> dict[str, str]:
    """One variant, at the side or the nearest that it takes."""
    n = nearest(network.name, side)
    skips, up, rule = crops.skips(network, n), ups(network)[0], network.rule
    deepest = network.sides(n)[up.inputs[0]]
    convolution, last = network.ops[0], last_conv(network)
    facts = {"modulus": rule.modulus, "residue": rule.residues[-1], "minimum": rule.minimum}
    return {
        "sides": f"{n} → {network.out_side(n)}",
        "lost": str(crops.lost(network, n)),
        "deepest": str(deepest),
        "crops": ", ".join(str(skip.first) for skip in reversed(skips)),
        "padding": f"{convolution.kernel}×{convolution.kernel}, {convolution.padding}",
        "unit": _chain(context, first_unit(network)),
        "up": f"{up.kernel}×{up.kernel}, {up.stride}",
        "last": f"{last.kernel}×{last.kernel}: {_chain(context, last_unit(network))}",
        "legal": context.t("crops-rule", **facts),
        "params": f"{network.params:,}",
    }


def _chain(context: Context, kinds: tuple[str, ...]) -> str:
    return " → ".join(context.t(f"stages-kind-{kind}") for kind in kinds)


def _last_block(context: Context, side: int) -> str:
    """Why the article's output is smaller than the paper's."""
    paper, article = (zoo.graph(name) for name in VARIANTS[:2])
    n = side if paper.fits(side) and article.fits(side) else nearest(paper.name, side)
    facts = {"side": n, "paper": paper.out_side(n), "article": article.out_side(n)}
    lost = {"paper_lost": crops.lost(paper, n), "article_lost": crops.lost(article, n)}
    return context.t("crops-last-block", kernel=last_conv(article).kernel, **facts, **lost)


def _trap(context: Context, side: int) -> str:
    """The article's crop where the difference is odd, at the side typed in or the next that falls into the trap."""
    article = zoo.graph(VARIANTS[1])
    found = crops.trap(article, max(side, article.rule.minimum))
    if found is None:
        return ""
    spare = found.skip - found.wanted
    return context.t("crops-trap", spare=spare, half=spare // 2, **found._asdict())
