"""What sets the article's networks and ours apart from the papers', each with its numbers. No torch.

The words are in the catalogue, under ``tables-differs-<code>``; every number comes from the declared graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from segviz.analysis.alignment import decimal, gaps
from segviz.analysis.lineages import (
    Table,
    first_unit,
    last_conv,
    last_unit,
    next_mismatch,
    output_shift,
    same_output,
    up_unit,
    ups,
)
from segviz.geometry import Graph, Op

Kinds = tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """One difference: a code, its numbers as text, and chains of operation kinds (to be named in words)."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)
    chains: dict[str, Kinds] = field(default_factory=dict)


def differences(family: str, tables: Sequence[Table]) -> list[Difference]:
    """The differences of a family of ``lineages.LINEAGES``; ``tables``: article, paper and teaching."""
    return [find(*tables) for find in _FAMILIES[family]]


def _fused(article: Table, paper: Table, _: Table) -> Difference:
    """Whole feature maps or score maps are added."""
    maps = " + ".join(f"{op.name}: {op.out_channels}" for op in _sources(article.graph))
    return Difference("fused", {"maps": maps, "scores": str(_sources(paper.graph)[0].out_channels)})


def _sources(graph: Graph) -> list[Op]:
    """What joins at each sum."""
    return [graph.op(op.inputs[0]) for op in graph.ops if op.kind == "sum"]


def _shift(article: Table, paper: Table, _: Table) -> Difference:
    shifts = [decimal(gap) for gap in gaps(article.graph, article.size[1]).values()]
    ours, theirs = (decimal(output_shift(one.graph, one.size[1])) for one in (article, paper))
    pool, up = (_move(op) for op in (article.graph.op("pool1"), ups(article.graph)[0]))
    facts = {"first": shifts[0], "second": shifts[1], "output": ours, "paper": theirs, "pool": pool, "up": up}
    return Difference("shift", facts)


def _move(op: Op) -> str:
    """Where an input coordinate x lies after the operation: "x/2 − 1/4"."""
    half = (op.kernel - 1) / 2 - op.padding
    scale, shift = (f"x/{op.stride}", -half / op.stride) if op.kind == "pool" else (f"{op.stride}x", half)
    return f"{scale} {'−' if shift < 0 else '+'} {abs(shift):g}"


def _order(article: Table, paper: Table, _: Table) -> Difference:
    return Difference("order", chains={"article": up_unit(article.graph)})


def _kernels(article: Table, paper: Table, _: Table) -> Difference:
    return Difference("kernels", {"article": _windows(article.graph), "paper": _windows(paper.graph)})


def _windows(graph: Graph) -> str:
    """Kernel and stride of every up-sampling: "4×4/2, 16×16/8"; equal ones once."""
    return ", ".join(dict.fromkeys(f"{op.kernel}×{op.kernel}/{op.stride}" for op in ups(graph)))


def _head(article: Table, paper: Table, teaching: Table) -> Difference:
    fc6 = f"{paper.graph.op('fc6').params:,}"
    widths = {"paper_width": paper, "width": teaching}
    facts = {name: str(one.graph.op("fc6").out_channels) for name, one in widths.items()}
    return Difference("head", {"fc6": fc6} | facts | _params(article, paper, teaching))


def _params(article: Table, paper: Table, teaching: Table) -> dict[str, str]:
    names = ("article_params", "paper_params", "teaching_params")
    return {name: f"{one.graph.params:,}" for name, one in zip(names, (article, paper, teaching), strict=True)}


def _geometry(_: Table, paper: Table, teaching: Table) -> Difference:
    graph = paper.graph
    *skips, final = [op for op in graph.ops if op.kind == "crop"]
    crops = ", ".join(f"{op.name} {op.crop}" for op in skips)
    pad, modulus = graph.ops[0].padding, teaching.graph.rule.modulus
    return Difference("geometry", {"pad": str(pad), "skips": crops, "final": str(final.crop), "modulus": str(modulus)})


def _silent(article: Table, _: Table, __: Table) -> Difference:
    rule, n = article.graph.rule, same_output(article.graph, article.size[1])
    facts = {"modulus": rule.modulus, "rest": rule.residues[-1], "side": n, "out": article.graph.out_side(n)}
    return Difference("silent", {name: str(value) for name, value in facts.items()})


def _thousand(_: Table, __: Table, ___: Table) -> Difference:
    return Difference("thousand")


def _pool1(article: Table, _: Table, __: Table) -> Difference:
    right, printed = article.row("encoder_pool1").out, article.row("encoder_block1").out
    return Difference("pool1", {"printed": "×".join(map(str, printed)), "right": "×".join(map(str, right))})


def _norm(article: Table, paper: Table, teaching: Table) -> Difference:
    names = ("article", "paper", "teaching")
    pairs = zip(names, (article, paper, teaching), strict=True)
    return Difference("norm", chains={name: first_unit(one.graph) for name, one in pairs})


def _upconv(article: Table, paper: Table, _: Table) -> Difference:
    side = article.size[1]
    shifts = ", ".join(map(decimal, gaps(article.graph, side).values()))
    facts = {"article": _windows(article.graph), "paper": _windows(paper.graph), "shifts": shifts}
    return Difference("upconv", facts | {"output": decimal(output_shift(article.graph, side))})


def _final(article: Table, paper: Table, _: Table) -> Difference:
    facts: dict[str, str] = {}
    for name, one in {"article": article, "paper": paper}.items():
        kernel, out = last_conv(one.graph).kernel, one.graph.out_side(one.size[1])
        facts |= {f"{name}_kernel": f"{kernel}×{kernel}", f"{name}_out": str(out), f"{name}_side": str(one.size[1])}
    return Difference("final", facts, {"chain": last_unit(article.graph)})


def _crop(article: Table, _: Table, __: Table) -> Difference:
    found = next_mismatch(article.graph, article.size[1])
    assert found is not None
    side, sides, error = found
    crop = article.graph.op(article.graph.op(error.op).inputs[0])
    whole = sides[crop.inputs[0]]
    facts = {"side": side, "fusion": error.op, "whole": whole, "left": error.facts["skip"], "want": error.facts["deep"]}
    return Difference("crop", {name: str(value) for name, value in facts.items()})


def _padding(_: Table, paper: Table, teaching: Table) -> Difference:
    lost = (paper.size[1] - paper.graph.out_side(paper.size[1])) // 2
    modulus = teaching.graph.rule.modulus
    return Difference("padding", {"lost": str(lost), "modulus": str(modulus)})


def _ends(article: Table, paper: Table, teaching: Table) -> Difference:
    facts = _params(article, paper, teaching)
    for name, one in {"article": article, "paper": paper, "teaching": teaching}.items():
        facts[f"{name}_ends"] = f"{one.graph.in_channels} → {last_conv(one.graph).out_channels}"
    return Difference("ends", facts)


Find = Callable[[Table, Table, Table], Difference]
_FAMILIES: dict[str, tuple[Find, ...]] = {
    "fcn": (_fused, _shift, _order, _kernels, _head, _geometry, _silent, _thousand),
    "unet": (_pool1, _upconv, _final, _norm, _crop, _padding, _ends),
}
