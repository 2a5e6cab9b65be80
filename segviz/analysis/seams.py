"""Merges: what the skip and what the deep stream bring to the layer after, and what adding or concatenating them costs.

U-Net's first convolution after a concatenation is linear, so W * [skip; up] + b = W_skip * skip + W_up * up + b.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segviz.analysis.fusion import Account, account
from segviz.geometry import Graph, Op

if TYPE_CHECKING:
    from segviz.engine import OnWait, Run

Shape = tuple[int, int, int]


@dataclass(frozen=True)
class Seam:
    """Where a skip and the deep stream merge. ``target`` is the last layer with weights that both reach before
    linearity ends at ``stop``; the merge itself where no ReLU follows ("" then)."""

    merge: str
    kind: str
    skip: str
    deep: str
    target: str
    stop: str


def seams(graph: Graph) -> tuple[Seam, ...]:
    """Every merge in execution order: for U-Net the target is the first convolution after the concatenation, for the
    article's FCNs the next transposed convolution, for FCN the sum."""
    return tuple(_seam(graph, op) for op in graph.ops if op.kind in ("sum", "concat"))


def _seam(graph: Graph, merge: Op) -> Seam:
    target, here, stop = merge.name, merge.name, ""
    while not stop:
        after = [op for op in graph.ops if here in op.sources]
        if len(after) != 1:
            target = merge.name
            break
        here = after[0].name
        if after[0].kind in ("relu", "pool"):
            stop = here
        elif after[0].kind in ("conv", "up"):
            target = here
    skip, deep = merge.inputs
    return Seam(merge.name, merge.kind, skip, deep, target, stop)


def microscope(run: Run, seam: Seam, on_wait: OnWait | None = None) -> Account:
    """The seam's target split into the skip's part, the deep stream's and the bias: exactly, no gate is held."""
    return account(run, seam.target, (seam.skip, seam.deep), on_wait)


@dataclass(frozen=True)
class Cost:
    """What a merge takes, shapes (C, H, W): the stage ``held`` from the encoder until it is merged (before any crop),
    the merge's output ``out``, and ``weights``: those of the next convolution that read the skip's channels."""

    merge: str
    kind: str
    held: Shape
    deep: Shape
    out: Shape
    weights: int

    @property
    def waiting(self) -> int:
        """Bytes of float32 that wait for the merge."""
        return _bytes(self.held)

    @property
    def memory(self) -> int:
        """Bytes of float32 of the merge's output."""
        return _bytes(self.out)

    @property
    def if_summed(self) -> int:
        """Bytes of float32 of the output if the streams were added: as many channels as the deep stream has."""
        return _bytes(self.deep)


def _bytes(shape: Shape) -> int:
    return 4 * shape[0] * shape[1] * shape[2]


def costs(graph: Graph, size: tuple[int, int]) -> tuple[Cost, ...]:
    """What each merge takes for an input of (H, W). Raises SizeError."""
    shapes = graph.shapes(size)
    found = []
    for seam in seams(graph):
        skip, target = graph.op(seam.skip), graph.op(seam.target)
        held = skip.inputs[0] if skip.kind == "crop" else skip.name
        weights = skip.out_channels * target.out_channels * target.kernel**2 if seam.kind == "concat" else 0
        found.append(Cost(seam.merge, seam.kind, shapes[held], shapes[seam.deep], shapes[seam.merge], weights))
    return tuple(found)
