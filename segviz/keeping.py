"""What is kept of a pass: which tensors, in what form, within how many bytes."""

from __future__ import annotations

import os

import psutil
import torch
from torch import Tensor

from segviz.capture import Keep, keeper
from segviz.geometry import Graph
from segviz.memory import apart

# Kept tensors above this many bytes are stored in half precision (relative error below 2 ** -11).
COMPACT_ABOVE = 4 * 2**20


def default_budget() -> int:
    """Bytes for kept tensors: ``SEGVIZ_CACHE_MB``, or a quarter of the machine's memory."""
    given = os.environ.get("SEGVIZ_CACHE_MB", "")
    return int(given) * 2**20 if given.isdigit() else psutil.virtual_memory().total // 4


def stores(graph: Graph, asked: str = "", edited: bool = False) -> Keep:
    """What a pass stores: the default choice, or only ``asked`` where that is no part of it.

    A concatenation is not stored but put together from its parts, unless an ablation may act inside it.
    """
    default = keeper(graph)
    if asked and not default(graph.op(asked)):
        return lambda op: op.name == asked
    return lambda op: default(op) and (op.kind != "concat" or edited or op.name == asked)


def compact(tensor: Tensor) -> Tensor:
    """A copy on the CPU that owns nothing but its own cells; half precision above ``COMPACT_ABOVE`` bytes."""
    own = tensor.detach().cpu()
    if own.nbytes > COMPACT_ABOVE:
        half = apart(own, torch.half)
        # In the order in which they lie in memory: whatever the format, that is several times faster than by its axes.
        cells = half.as_strided((half.numel(),), (1,))
        if all(end.isfinite() for end in cells.aminmax()):
            return half
    return apart(own, torch.float)
