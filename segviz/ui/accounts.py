"""The accounts behind the pages: computed once for all who look at the same, and looked up at one pixel."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from segviz.analysis import fusion, seams, strides
from segviz.analysis.fusion import BIAS, STREAM, Account, Part
from segviz.analysis.seams import Seam
from segviz.store import Store
from segviz.ui.kept import once

if TYPE_CHECKING:
    from segviz.engine import Run
    from segviz.ui.context import Context

Array = npt.NDArray[np.float32]
Marked = npt.NDArray[np.bool_]

# An account holds each part of each class at full size: 73 MB for FCN-8s and 17 classes at 512 x 352.
_accounts: Store[Account] = Store(512 * 2**20)


class Cell(NamedTuple):
    """A cell of an output."""

    row: int
    column: int


def ledger(context: Context, run: Run, label: str) -> Account:
    """An output's account, kept while there is room."""
    key = (run.key, label)
    found = _accounts.get(key)
    if found is None:
        with context.progress(context.t("shell-recalling", stage=run.graph.outputs[label])) as waiting:
            found = fusion.ledger(run, label, waiting)
        _accounts.put(key, found, found.values.nbytes)
    return found


def parts(context: Context, run: Run, label: str) -> tuple[Part, ...]:
    """What an output is split into."""
    return once((run.key, "parts", label), lambda: ledger(context, run, label).parts)


def exact(context: Context, run: Run, names: Collection[str]) -> dict[str, Array]:
    """Stages (C, h, w) as the pass computed them, in full precision, which the engine keeps from now on."""
    with context.progress(context.t("shell-recalling", stage=", ".join(names))) as waiting:
        found = run.engine.exact(run, names, waiting)
    for name, tensor in found.items():
        run.engine.kept.put((run.key, name), tensor, tensor.nbytes)
    return {name: tensor.numpy() for name, tensor in found.items()}


def logits(context: Context, run: Run, label: str) -> Array:
    """An output's logits (classes, h, w)."""
    # All outputs at once: where they were kept in half precision this takes one more pass.
    return exact(context, run, tuple(run.graph.outputs.values()))[run.graph.outputs[label]]


def microscope(context: Context, run: Run, seam: Seam) -> Account:
    """The account of what follows a merge, kept while there is room."""
    key = (run.key, seam.merge)
    found = _accounts.get(key)
    if found is None:
        with context.progress(context.t("shell-recalling", stage=seam.target)) as waiting:
            found = seams.microscope(run, seam, waiting)
        _accounts.put(key, found, found.values.nbytes)
    return found


def cell(run: Run, label: str, x: int, y: int) -> Cell | None:
    """The cell of an output whose answer the picture's pixel (x, y) takes; None where nothing is predicted."""
    _, height, width = run.trace[run.graph.outputs[label]].shape
    axes = ((run.fitted.rows, height, y), (run.fitted.columns, width, x))
    row, column = (int(axis.nearest(n, Fraction(axis.size - n, 2))[at]) for axis, n, at in axes)
    return Cell(row, column) if min(row, column) >= 0 else None


@dataclass(frozen=True, eq=False)
class Entry:
    """The ledger of one pixel: ``values`` (parts, classes) add up to ``total``; ``logits`` (classes,) are the
    network's own. ``gates``: see :class:`~segviz.analysis.fusion.Account`."""

    parts: tuple[Part, ...]
    gates: tuple[str, ...]
    values: Array
    logits: Array

    @property
    def total(self) -> Array:
        """(classes,): the sum of the parts."""
        summed: Array = self.values.sum(0)
        return summed

    def grouped(self) -> dict[str, Array]:
        """(classes,) by stream, named by its layer, and of all biases together (""), where there are any."""
        found = {p.layer: v for p, v in zip(self.parts, self.values, strict=True) if p.kind == STREAM}
        biases = [value for part, value in zip(self.parts, self.values, strict=True) if part.kind == BIAS]
        return found | ({"": np.sum(biases, 0, dtype=np.float32)} if biases else {})


def entry(context: Context, run: Run, label: str, at: Cell) -> Entry:
    """The ledger of one pixel."""

    def look() -> Entry:
        account = ledger(context, run, label)
        own = logits(context, run, label)[:, at.row, at.column]
        return Entry(account.parts, account.gates, account.values[:, :, at.row, at.column].copy(), own.copy())

    return once((run.key, "ledger", label, at), look)


class Proof(NamedTuple):
    """How far sums of parts are from the network's own logits: the largest difference over every class and pixel, and
    the logits' range."""

    error: float
    span: float


def proof(context: Context, run: Run, label: str) -> Proof:
    """The proof of a whole account."""

    def measure() -> Proof:
        own = logits(context, run, label)
        return Proof(float(np.abs(ledger(context, run, label).total - own).max()), float(np.ptp(own)))

    return once((run.key, "ledger-proof", label), measure)


# -- from one stride to the next -------------------------------------------------------------------------------------


class Change(NamedTuple):
    """One pixel from the output ``coarse`` to ``fine``: the new stream comes from ``layer``.

    Two classes are compared: the winners ``after`` and ``before``, or the winner and its strongest rival where the
    answer stayed the same (``cause`` "same"). ``after`` leads by ``lead`` at the coarse stride, and the changed
    ``path`` and the new ``stream`` add to that.
    """

    coarse: str
    fine: str
    layer: Part
    cause: str
    before: int
    after: int
    lead: float
    path: float
    stream: float


def changes(context: Context, run: Run, at: Cell) -> tuple[Change, ...]:
    """What happened at one pixel from each stride to the next."""
    here = {label: entry(context, run, label, at) for label in run.graph.outputs}
    return tuple(_change(run, here, *pair) for pair in pairwise(here))


def _change(run: Run, here: dict[str, Entry], coarse: str, fine: str) -> Change:
    accounts = [Account(run.graph.outputs[k], here[k].parts, here[k].values[:, :, None, None]) for k in (coarse, fine)]
    step = fusion.step(*accounts)
    flip = step.at(0, 0)
    after, rival = here[fine].total.argsort()[::-1][:2]
    before = int(rival) if flip.cause == "same" else flip.before
    lead, path, stream = (
        float(term[after, 0, 0] - term[before, 0, 0]) for term in (step.before, step.path, step.stream)
    )
    known = {part.layer for part in here[coarse].parts}
    layer = next(part for part in here[fine].parts if part.layer not in known)
    return Change(coarse, fine, layer, flip.cause, before, int(after), lead, path, stream)


def causes(context: Context, run: Run) -> tuple[npt.NDArray[np.uint8], ...]:
    """For each step (H, W) at the picture's size why each pixel's winner changed: an index into ``fusion.CAUSES``, 255
    where nothing is predicted."""
    accounts = [ledger(context, run, label) for label in run.graph.outputs]
    return tuple(run.fitted.restore(step.causes()) for step in fusion.steps(accounts))


# -- which pixel -----------------------------------------------------------------------------------------------------


def example(marked: Marked) -> tuple[int, int] | None:
    """A marked pixel (x, y) among many others: the one nearest to the middle of the square, an eighth of the picture,
    that holds the most. None if none is marked."""
    centre = strides.busiest(marked, max(1, max(marked.shape) // 8))
    if centre is None:
        return None
    rows, columns = np.nonzero(marked)
    nearest = np.argmin((columns - centre[0]) ** 2 + (rows - centre[1]) ** 2)
    return int(columns[nearest]), int(rows[nearest])


def telling(run: Run) -> tuple[int, int]:
    """The pixel to begin with: one on which the coarsest and the finest stride differ, else one that is not
    background, else the middle."""

    def find() -> tuple[int, int]:
        answers = list(run.masks.values())
        coarse, fine = answers[0], answers[-1]
        height, width = fine.shape
        return example(coarse != fine) or example(fine != 0) or (width // 2, height // 2)

    return once((run.key, "telling"), find)
