"""The record put to the proof: each claim measured on the picture and network at hand, with the bound it must keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from segviz import answers
from segviz.analysis import alignment, fusion, receptive, seams
from segviz.capture import keeper
from segviz.geometry import INPUT, Graph
from segviz.text import translate

if TYPE_CHECKING:
    from segviz.engine import OnWait, Run

Tensors = dict[str, Tensor]
OnStep = Callable[[int, int], None]

# Of the stage's range, in float32; bfloat16 has 8 bits, and several operations follow each other.
BOUNDS = {"float32": 1e-4, "fast": 0.05}
# Half precision's relative error, in which large tensors are kept.
HALF = 2**-11
# The share of pixels at which two classes may be so near that another order of additions decides.
TIES = 1e-4


@dataclass(frozen=True)
class Claim:
    """One thing that must hold: the largest error ``measured`` over ``count`` comparisons, at ``subject`` (a stage or
    an output), and the ``bound`` that it may not exceed. ``code`` completes the catalogue id "check-<code>"."""

    code: str
    subject: str
    measured: float
    bound: float
    count: int

    @property
    def passed(self) -> bool:
        """Whether the claim holds; a NaN does not."""
        return self.measured <= self.bound

    def sentence(self, language: str) -> str:
        """The claim in words."""
        return translate(language, f"check-{self.code}", count=self.count)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the claim in English beside its numbers."""
        numbers = {"measured": self.measured, "bound": self.bound, "passed": self.passed, "count": self.count}
        return {"claim": self.code, "sentence": self.sentence("en"), "subject": self.subject} | numbers


def check(run: Run, on_wait: OnWait | None = None, on_step: OnStep | None = None) -> list[Claim]:
    """Prove a run: everything is computed again, so it takes as long as a few passes.

    Stages follow from those before them; sums have the parts that are shown; crops and shapes are as the arithmetic
    says; what is kept is what was computed; no gradient leaves the receptive field; the mask is the scores' own.
    ``on_step`` is told, before each step, how many are done and how many there are.
    """
    kept = [op.name for op in run.graph.ops if keeper(run.graph)(op)]
    steps = (_recomposed, _shapes, _stored, _answer, _crops, _parts, _merges, _gradient)
    tell = on_step or (lambda done, steps: None)
    tell(0, len(steps) + 1)
    claims: list[Claim | None] = []
    with run.engine.turn(on_wait):
        tensors = run.engine.exact(run, [INPUT, *kept])
        for step in steps:
            tell(len(claims) + 1, len(steps) + 1)
            claims.append(step(run, tensors))
    return [claim for claim in claims if claim]


def report(run: Run, claims: list[Claim]) -> dict[str, Any]:
    """A run's claims as plain data."""
    key = run.key
    about = {"model": key.model, "geometry": key.geometry, "weights": run.card.name if run.card else "untrained"}
    size = {"input": list(run.fitted.pixels.shape[:2]), "precision": key.precision}
    passed = all(claim.passed for claim in claims)
    return about | size | {"passed": passed, "claims": [claim.as_dict() for claim in claims]}


def _worst(code: str, errors: dict[str, float], bound: float, count: int | None = None) -> Claim:
    """The claim whose error is the largest one; a NaN is larger than any."""
    subject = max(errors, key=lambda name: float("inf") if np.isnan(errors[name]) else errors[name])
    return Claim(code, subject, errors[subject], bound, len(errors) if count is None else count)


def _error(found: Tensor, expected: Tensor) -> float:
    """The largest difference as a share of the expected values' range."""
    low, high = torch.aminmax(expected)
    scale = float(high - low) or float(high.abs()) or 1.0
    return float((found - expected).abs().max()) / scale


def _bound(run: Run) -> float:
    return BOUNDS[run.key.precision]


def _recomposed(run: Run, tensors: Tensors) -> Claim:
    errors = {}
    for name in (name for name in tensors if name != INPUT):
        given = {source: tensors[source][None] for source in _before(run.graph, name, tensors)}
        again = run.engine.replay(run, given, (name,))[name][0]
        errors[name] = _error(again, tensors[name])
    return _worst("recomposed", errors, _bound(run))


def _before(graph: Graph, name: str, kept: dict[str, Tensor]) -> Iterator[str]:
    """The kept stages that a stage is computed from, straight or through stages that are not kept."""
    for source in graph.op(name).sources:
        if source in kept:
            yield source
        else:
            yield from _before(graph, source, kept)


def _shapes(run: Run, tensors: Tensors) -> Claim:
    """Kept tensors' own shapes; measured is the number of wrong cells in all three dimensions."""
    expected = run.graph.shapes(run.fitted.pixels.shape[:2])
    wrong = {
        name: float(np.abs(np.subtract(tuple(tensors[name].shape), shape)).sum())
        for name, shape in expected.items()
        if name in tensors
    }
    return _worst("shapes", wrong, 0)


def _stored(run: Run, tensors: Tensors) -> Claim:
    errors = {}
    for name in (name for name in tensors if name != INPUT):
        kept = torch.from_numpy(run.tensor(name))
        largest = float(tensors[name].abs().max()) or 1.0
        errors[name] = float((kept - tensors[name]).abs().max()) / largest
    return _worst("stored", errors, HALF)


def _answer(run: Run, tensors: Tensors) -> Claim:
    errors = {}
    for label, name in run.graph.outputs.items():
        again = answers.mask(tensors[name], run.graph, run.fitted)
        errors[label] = float(np.mean(again != run.masks[label]))
    return _worst("answer", errors, TIES)


def _crops(run: Run, tensors: Tensors) -> Claim | None:
    """Each crop cut out once more, from the cell where the alignment ledger puts it."""
    height, width = run.fitted.pixels.shape[:2]
    down, along = alignment.crops(run.graph, height), alignment.crops(run.graph, width)
    errors = {}
    for name in down:
        source, found = tensors[down[name].stage], tensors[name]
        rows = slice(down[name].first, source.shape[1] - down[name].last)
        columns = slice(along[name].first, source.shape[2] - along[name].last)
        errors[name] = float((source[:, rows, columns] - found).abs().max())
    return _worst("crops", errors, 0) if errors else None


def _parts(run: Run, tensors: Tensors) -> Claim | None:
    """An FCN's scores against the sum of their parts, every class and pixel. Noise in a stream has no parts."""
    if run.key.edits or not any(op.kind == "sum" for op in run.graph.ops):
        return None
    errors = {}
    for label, name in run.graph.outputs.items():
        total = torch.from_numpy(fusion.ledger(run, label).total)
        errors[label] = _error(total, tensors[name])
    return _worst("parts", errors, _bound(run))


def _merges(run: Run, tensors: Tensors) -> Claim | None:
    """The layer after each merge against the sum of what skip and deep stream bring to it."""
    found = seams.seams(run.graph)
    if run.key.edits or not found:
        return None
    errors = {}
    for seam in found:
        total = torch.from_numpy(seams.microscope(run, seam).total)
        errors[seam.merge] = _error(total, run.engine.exact(run, (seam.target,))[seam.target])
    return _worst("merges", errors, _bound(run))


def _gradient(run: Run, tensors: Tensors) -> Claim:
    """One cell of an early pool, one of the last, a corner of the answer: ``count`` values lie outside their boxes."""
    pools = [op.name for op in run.graph.ops if op.kind == "pool"]
    errors, outside = {}, 0
    for stage in (pools[1], pools[-1], next(iter(run.graph.outputs.values()))):
        _, height, width = run.trace[stage].shape
        cell = (height // 2, width // 2) if stage in pools else (0, 0)
        found = receptive.effective(run, stage, cell)
        errors[f"{stage} {cell[0]}, {cell[1]}"] = found.outside
        seen = found.box.size[0] * found.box.size[1] if found.box else 0
        outside += found.gradient[0].size - seen
    return _worst("gradient", errors, 0, outside)
