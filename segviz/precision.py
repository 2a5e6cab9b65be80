"""How a pass is computed: ``float32``, or ``fast``, which is bfloat16 where the processor has it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segviz.weights import Card

PRECISIONS = ("float32", "fast")
ENOUGH = 0.995
"""The share of each bundled picture's pixels that must keep their class for ``fast`` to be the default."""


@cache
def has_fast() -> bool:
    """Whether the processor or graphics card computes with bfloat16; elsewhere it would be slower than float32."""
    import torch

    if torch.cuda.is_available():
        return torch.cuda.is_bf16_supported(including_emulation=False)
    supported: bool = not torch.backends.mps.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return supported


def default(card: Card | None) -> str:
    """``fast`` where the processor has it and the weights' masks were measured to stay the same, else ``float32``."""
    agrees = card is not None and card.agreement is not None and card.agreement >= ENOUGH
    return "fast" if agrees and has_fast() else "float32"
