"""Ablations: what a pass computes when a skip or any other stage is switched off, or replaced by noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from segviz.capture import Edit
from segviz.geometry import Op
from segviz.models.network import Concat, Sum

MODES = ("zero", "noise")
_MERGES = {"sum": Sum(), "concat": Concat()}


@dataclass(frozen=True)
class Ablation:
    """Switch a stage off ("zero"), or replace it by noise of each channel's own mean and spread ("noise").

    Of a merge ("fuse_pool4", "concat3") it is the skip that is replaced, inside the merge only: whatever else reads the
    same stage still gets it.
    """

    stage: str
    mode: str = "zero"
    seed: int = 0


def editor(edits: Sequence[Ablation]) -> Edit | None:
    """What carries the ablations out during a pass; None if there are none."""
    wanted = {edit.stage: edit for edit in edits}

    def edit(op: Op, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor | None:
        how = wanted.get(op.name)
        if how is None:
            return None
        if op.kind in _MERGES:
            merged: Tensor = _MERGES[op.kind](_instead(inputs[0], how), inputs[1])
            return merged
        return _instead(output, how)

    return edit if wanted else None


def _instead(value: Tensor, how: Ablation) -> Tensor:
    if how.mode == "zero":
        return torch.zeros_like(value)
    generator = torch.Generator().manual_seed(how.seed)
    noise = torch.randn(value.shape, generator=generator).to(value)
    # The population's spread: a map of one cell has one too (0).
    spread, mean = torch.std_mean(value, dim=(2, 3), correction=0, keepdim=True)
    return noise * spread + mean
