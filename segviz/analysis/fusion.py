"""Where a score comes from: a stage split exactly into what each stream and each bias brings to it.

After FCN's score layers everything is linear (FCN, section 4), so the parts add up to the scores. Where a ReLU lies on
the way (the decoder of the article's FCNs), each of its cells is held open or shut as it was in this pass: the parts
still add up, but say nothing about what another picture would open. Of a merge, see :mod:`segviz.analysis.seams`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from segviz.geometry import Graph, Op

if TYPE_CHECKING:
    from segviz.engine import OnWait, Run

Array = npt.NDArray[np.float32]

STREAM, BIAS = "stream", "bias"
# What a way back from a stage to its streams passes through; it ends at anything else.
_PASSED = ("up", "crop", "sum", "concat", "batchnorm", "relu")
# Why the winner changed: by neither, by either of them alone, only by one, or only by both together.
CAUSES = ("same", "stream", "path", "either", "together")


@dataclass(frozen=True)
class Part:
    """What ``layer`` brings: by what it makes of the stage ``origin`` (kind "stream"), or by its "bias".

    The biases of all operations after the streams are one part, whose ``layer`` and ``origin`` are "".
    """

    layer: str
    kind: str
    origin: str


@dataclass(frozen=True, eq=False)
class Account:
    """A stage ``target`` split: ``values`` (parts, C, h, w) float32 add up to it. ``gates``: the ReLUs that are held as
    they were in this pass; without any, the split is linear."""

    target: str
    parts: tuple[Part, ...]
    values: Array
    gates: tuple[str, ...] = ()

    @property
    def total(self) -> Array:
        """(C, h, w): the sum of the parts."""
        summed: Array = self.values.sum(0)
        return summed

    def of(self, layers: Collection[str]) -> Array:
        """(C, h, w): what these layers bring, biases included."""
        chosen = [i for i, part in enumerate(self.parts) if part.layer in layers]
        summed: Array = self.values[chosen].sum(0)
        return summed

    def energy(self) -> Array:
        """(parts, h, w): each part's squares summed over the channels."""
        squares: Array = np.einsum("pchw,pchw->phw", self.values, self.values)
        return squares

    def shares(self) -> dict[str, float]:
        """Each stream's share of the streams' energy, by layer; nan where all are zero. Streams may also cancel each
        other, so that the sum's energy is another one."""
        sums = {p.layer: float(e.sum()) for p, e in zip(self.parts, self.energy(), strict=True) if p.kind == STREAM}
        whole = sum(sums.values())
        return {layer: value / whole if whole else float("nan") for layer, value in sums.items()}


def ledger(run: Run, label: str, on_wait: OnWait | None = None) -> Account:
    """An output's logits split into what each score layer brings and the biases: (parts, classes, h, w).

    The streams are "score_fr", "score_pool4", ... of an FCN, "pool5", "pool4" and "pool3" of the article's. An
    up-sampled bias is a map: at the border the kernel hangs over. KeyError for an output that the network does not
    have; ValueError for an ablated run.
    """
    return account(run, run.graph.outputs[label], on_wait=on_wait)


def account(run: Run, target: str, layers: Collection[str] | None = None, on_wait: OnWait | None = None) -> Account:
    """Split a stage into what the stages ``layers`` (default: :func:`streams`) bring to it.

    A layer that is a convolution is itself split into its weights' part and its bias's.
    """
    if run.key.edits:
        raise ValueError("an ablated run is not split: noise belongs to no stream")
    with run.engine.turn(on_wait):
        return _account(run, target, tuple(layers) if layers is not None else streams(run.graph, target))


def _account(run: Run, target: str, names: tuple[str, ...]) -> Account:
    tensors = {name: t[None] for name, t in run.engine.exact(run, names).items()}
    silent = {name: torch.zeros_like(tensor) for name, tensor in tensors.items()}
    between = _between(run.graph, target, names)
    relus = tuple(op.name for op in between if op.kind == "relu")
    gates = {name: (t > 0).float() for name, t in run.engine.replay(run, tensors, relus).items()}
    parts, values = [], []
    for part, tensor in _parts(run, tensors):
        given = silent | {part.layer: tensor}
        values.append(run.engine.replay(run, given, (target,), biases=(), gates=gates)[target])
        parts.append(part)
    if any(op.bias or op.kind == "batchnorm" for op in between):
        values.append(run.engine.replay(run, silent, (target,), gates=gates)[target])
        parts.append(Part("", BIAS, ""))
    return Account(target, tuple(parts), torch.cat(values).numpy(), relus)


def _parts(run: Run, tensors: dict[str, Tensor]) -> Iterator[tuple[Part, Tensor]]:
    """The streams, each followed by its own bias if it has one, with what they are at their layer (1, C, h, w)."""
    for name, tensor in tensors.items():
        op = run.graph.op(name)
        if op.kind != "conv" or not op.bias:
            yield Part(name, STREAM, name), tensor
            continue
        nothing = {op.inputs[0]: torch.zeros(1, op.in_channels, *tensor.shape[2:])}
        bias = run.engine.replay(run, nothing, (name,))[name]
        yield Part(name, STREAM, op.inputs[0]), tensor - bias
        yield Part(name, BIAS, op.inputs[0]), bias


def streams(graph: Graph, target: str) -> tuple[str, ...]:
    """The stages that ``target`` is made of by sums, crops, up-sampling, BatchNorm and ReLU, in execution order."""
    pending, found = list(graph.op(target).sources), set()
    while pending:
        op = graph.op(pending.pop())
        if op.kind in _PASSED:
            pending += op.sources
        else:
            found.add(op.name)
    return tuple(op.name for op in graph.ops if op.name in found)


def _between(graph: Graph, target: str, layers: Collection[str]) -> list[Op]:
    """The operations after ``layers``, ``target`` included."""
    pending, found = [target], set()
    while pending:
        name = pending.pop()
        if name not in layers:
            found.add(name)
            pending += graph.op(name).sources
    return [op for op in graph.ops if op.name in found]


# -- from one stride to the next -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flip:
    """One pixel from a coarse stride to the next: the winning classes ``before`` and ``after``, and by how much the
    latter leads: ``lead`` before, plus what the new ``stream`` and the changed up-sampling ``path`` of the old scores
    add to it. ``cause`` is one of ``CAUSES``."""

    before: int
    after: int
    lead: float
    stream: float
    path: float
    cause: str


@dataclass(frozen=True, eq=False)
class Step:
    """From one stride's logits ``before`` to the next one's: before + stream + path, each (classes, h, w).

    ``stream`` is what the new score layer brings, its bias included; ``path`` is what becomes of the old layers' scores
    because they are now up-sampled in other steps: it is not zero even where the new stream is.
    """

    before: Array
    stream: Array
    path: Array

    @property
    def winners(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """(h, w) class ids before and after."""
        return self.before.argmax(0), (self.before + self.stream + self.path).argmax(0)

    def causes(self) -> npt.NDArray[np.uint8]:
        """(h, w): for each pixel why its winner changed, an index into ``CAUSES``."""
        before, after = self.winners
        lead, stream, path = (_lead(term, before, after) for term in (self.before, self.stream, self.path))
        by_stream, by_path = lead + stream > 0, lead + path > 0
        cause = np.select([by_stream & by_path, by_stream, by_path], [3, 1, 2], 4)
        return np.where(before == after, 0, cause).astype(np.uint8)

    def at(self, row: int, column: int) -> Flip:
        """What happened at one pixel."""
        here = Step(*(t[:, row : row + 1, column : column + 1] for t in (self.before, self.stream, self.path)))
        before, after = here.winners
        lead, stream, path = (float(_lead(t, before, after)[0, 0]) for t in (here.before, here.stream, here.path))
        return Flip(int(before[0, 0]), int(after[0, 0]), lead, stream, path, CAUSES[here.causes()[0, 0]])


def _lead(term: Array, before: npt.NDArray[np.int64], after: npt.NDArray[np.int64]) -> Array:
    """(h, w): by how much a term favours ``after`` over ``before``."""
    ahead, behind = (np.take_along_axis(term, which[None], 0)[0] for which in (after, before))
    return ahead - behind


def step(coarse: Account, fine: Account) -> Step:
    """What changed between two outputs of one network, the second with more score layers."""
    old = {part.layer for part in coarse.parts}
    new = {part.layer for part in fine.parts} - old
    return Step(coarse.total, fine.of(new), fine.of(old) - coarse.total)


def steps(accounts: list[Account]) -> list[Step]:
    """:func:`step` for each pair of neighbours: 32s to 16s, 16s to 8s, ..."""
    return [step(coarse, fine) for coarse, fine in pairwise(accounts)]
