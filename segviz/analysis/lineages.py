"""The article's, the papers' and our networks side by side: what corresponds, what differs, what is aligned.

Everything here is read off the declared graphs. No torch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from segviz.geometry import Graph, Op, Row, SideError
from segviz.models import zoo

# Article, paper, teaching. The second is what the others are compared with.
LINEAGES = {
    "fcn": ("fcn-article", "fcn-8s-paper", "fcn-8s"),
    "unet": ("unet-article", "unet-paper", "unet-same"),
}
PAPER = 1


@dataclass(frozen=True)
class Table:
    """A graph for a picture of ``size`` (H, W), and its shape table in execution order."""

    graph: Graph
    size: tuple[int, int]
    rows: tuple[Row, ...]

    def row(self, name: str) -> Row:
        """The row of that name; KeyError if there is none."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)


def table(name: str, size: tuple[int, int], num_classes: int | None = None, geometry: str | None = None) -> Table:
    """A network's shape table for a picture of ``size`` (H, W).

    Raises:
        SizeError: when the network cannot take that size.
        UserError: for an unknown network, or a geometry that it does not have.
    """
    graph = zoo.graph(name, num_classes, geometry=geometry)
    return Table(graph, size, graph.rows(size))


def table_near(name: str, size: tuple[int, int]) -> Table:
    """A network's shape table for the legal size nearest to (H, W)."""
    graph = zoo.graph(name)
    return table(name, (graph.nearest_legal(size[0]), graph.nearest_legal(size[1])))


@dataclass(frozen=True)
class Landmark:
    """What plays one ``role`` in each network: its row under its block's name, None where a network has no such thing.

    Roles: "encoder" (what a pool takes), "pool", "deepest" (what the first up-sampling takes), "up", "skip" (what is
    fused), "fusion", "decoder" (the block after a fusion), "output"; ``number`` counts from 1 within the role.
    """

    role: str
    number: int
    rows: tuple[Row | None, ...]

    @property
    def other_channels(self) -> tuple[bool, ...]:
        """Which rows have another number of channels than the paper's."""
        return self._differs(slice(0, 1))

    @property
    def other_size(self) -> tuple[bool, ...]:
        """Which rows have another height or width than the paper's."""
        return self._differs(slice(1, 3))

    def _differs(self, part: slice) -> tuple[bool, ...]:
        paper = self.rows[PAPER]
        return tuple(bool(row and (paper is None or row.out[part] != paper.out[part])) for row in self.rows)


def landmarks(tables: Sequence[Table]) -> list[Landmark]:
    """The roles that any of the networks has, in the order of the one with most of them."""
    found = [{(role, number): one.row(name) for role, number, name in _roles(one.graph)} for one in tables]
    order: list[tuple[str, int]] = []
    for roles in found:
        order = _merged(order, list(roles))
    return [Landmark(*key, tuple(roles.get(key) for roles in found)) for key in order]


def _merged(one: list[tuple[str, int]], other: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Both orders in one: what only ``other`` has comes right after what precedes it there."""
    merged = list(one)
    for place, key in enumerate(other):
        if key not in merged:
            merged.insert(merged.index(other[place - 1]) + 1 if place else 0, key)
    return merged


def _roles(graph: Graph) -> Iterator[tuple[str, int, str]]:
    """(role, number, name) in execution order."""
    seen: Counter[str] = Counter()
    for op in graph.ops:
        for role, name in _parts(graph, op, first_up=not seen["up"]):
            seen[role] += 1
            yield role, seen[role], _block_name(graph, name)
    yield "output", 1, _block_name(graph, next(iter(graph.outputs.values())))


def _parts(graph: Graph, op: Op, first_up: bool) -> Iterator[tuple[str, str]]:
    """The roles that an operation brings, with the names of those who play them."""
    source = op.inputs[0]
    if op.kind == "pool":
        yield "encoder", source
        yield "pool", op.name
    elif op.kind == "up":
        if first_up:
            yield "deepest", source
        elif graph.op(source).block:
            yield "decoder", source
        yield "up", op.name
    elif op.kind in ("sum", "concat"):
        yield "skip", source
        yield "fusion", op.name
    elif op == last_conv(graph) and graph.op(source).block:
        yield "decoder", source


def _block_name(graph: Graph, name: str) -> str:
    """A block's name for its last operation, else the operation's own."""
    op = graph.op(name)
    last = [other.name for other in graph.ops if other.block == op.block][-1]
    return op.block if op.block and last == name else name


def output_shift(graph: Graph, side: int) -> Fraction:
    """Input pixels from where a centred output's cells belong to where the arithmetic puts them."""
    frame = graph.frames(side)[next(iter(graph.outputs.values()))][0]
    return frame.offset - (side - 1 - frame.scale * (graph.out_side(side) - 1)) / 2


def first_unit(graph: Graph) -> tuple[str, ...]:
    """The kinds of operations from the first convolution up to the second: ("conv", "relu", "batchnorm")."""
    return _until(graph, graph.ops[0], ("conv",))


def up_unit(graph: Graph) -> tuple[str, ...]:
    """The kinds from the first up-sampling up to the next up-sampling or convolution."""
    return _until(graph, ups(graph)[0], ("conv", "up"))


def last_unit(graph: Graph) -> tuple[str, ...]:
    """The kinds from the last convolution to the end."""
    return _until(graph, [op for op in graph.ops if op.kind == "conv"][-1], ())


def _until(graph: Graph, first: Op, stops: tuple[str, ...]) -> tuple[str, ...]:
    kinds: list[str] = []
    for op in graph.ops[graph.ops.index(first) :]:
        if kinds and op.kind in stops:
            break
        kinds.append(op.kind)
    return tuple(kinds)


def ups(graph: Graph) -> list[Op]:
    """The up-samplings in execution order."""
    return [op for op in graph.ops if op.kind == "up"]


def last_conv(graph: Graph) -> Op:
    """The last convolution."""
    return [op for op in graph.ops if op.kind == "conv"][-1]


def next_mismatch(graph: Graph, side: int) -> tuple[int, dict[str, int], SideError] | None:
    """The first larger side at which two streams do not fit together, None below 2 * side: that side, every
    operation's output side up to there, and what is wrong."""
    for n in range(side + 1, 2 * side):
        sides: dict[str, int] = {}
        try:
            for op, out in graph.steps(n):
                sides[op.name] = out
        except SideError as error:
            if error.reason == "mismatch":
                return n, sides, error
    return None


def same_output(graph: Graph, side: int) -> int:
    """The largest side from ``side`` on whose output is no larger: what it has more is lost without a word."""
    out = graph.out_side(side)
    while graph.fits(side + 1) and graph.out_side(side + 1) == out:
        side += 1
    return side
