"""A skip switched off or replaced by noise, in a network that was trained with it: what changes in the answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from segviz.analysis.strides import Match, Quality, quality
from segviz.edits import Ablation
from segviz.geometry import Graph

if TYPE_CHECKING:
    from segviz.engine import OnWait, Run


def switches(graph: Graph) -> tuple[str, ...]:
    """The merges whose skip can be switched off, in execution order."""
    return tuple(op.name for op in graph.ops if op.kind in ("sum", "concat"))


def ablate(run: Run, merges: Collection[str], mode: str = "zero", seed: int = 0, on_wait: OnWait | None = None) -> Run:
    """The same picture through the same network without the skips of ``merges``; ``mode``: see ``edits.MODES``.

    Not retrained: the network never learnt to do without. Raises ValueError for a merge that it does not have.
    """
    unknown = set(merges) - set(switches(run.graph))
    if unknown:
        raise ValueError(f"no merges of {run.graph.name}: {sorted(unknown)}")
    edits = tuple(Ablation(name, mode, seed) for name in switches(run.graph) if name in merges)
    key = run.key
    return run.engine.analyse(
        run.picture,
        key.model,
        size=key.size,
        fit=key.fit,
        geometry=key.geometry or None,
        weights=run.card.name if run.card else "untrained",
        precision=key.precision,
        edits=edits,
        on_wait=on_wait,
    )


@dataclass(frozen=True, eq=False)
class Change:
    """What an ablation did to one output: ``changed`` (H, W), the picture's pixels that got another class, and the
    quality before and after where there is a reference."""

    changed: npt.NDArray[np.bool_]
    before: Quality | None
    after: Quality | None

    @property
    def share(self) -> float:
        """The share of the picture's pixels that changed."""
        return float(self.changed.mean())


def changes(run: Run, ablated: Run, match: Match | None = None) -> dict[str, Change]:
    """For each output ("32s", ..., or "mask") what the ablation changed; ``match``: the reference in the network's
    terms (:func:`segviz.analysis.strides.match`)."""
    found = {}
    for label, mask in run.masks.items():
        other = ablated.masks[label]
        before, after = (quality(match, m) if match else None for m in (mask, other))
        found[label] = Change(mask != other, before, after)
    return found
