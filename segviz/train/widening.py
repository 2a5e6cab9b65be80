"""Wider networks that begin with what a narrower one has learned: a narrow network takes many more steps in the same
time, and a wide one that starts as its equal need not learn again (Net2Net; Chen, Goodfellow, Shlens, 2016)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from segviz.models.network import Network


@torch.no_grad()
def widen(narrow: Network, wide: Network, seed: int = 0) -> None:
    """Give ``wide`` weights with which it computes what ``narrow`` does.

    Every hidden channel is repeated next to itself, and those that read it share its weight among the copies: in
    unequal parts, since copies that are read alike would learn alike for ever. The parts have the variance that Kaiming
    initialisation gives to so many inputs.

    Args:
        narrow: a trained network.
        wide: the same network with a whole multiple of its hidden channels, and as many inputs and classes.
    """
    generator = torch.Generator().manual_seed(seed)
    state = wide.state_dict()
    for path, module in narrow.named_modules():
        for name, tensor in module.state_dict(prefix=f"{path}.").items() if not list(module.children()) else []:
            target = state[name]
            if tensor.ndim > 1:
                reads, writes = (0, 1) if isinstance(module, nn.ConvTranspose2d) else (1, 0)
                repeated = tensor.repeat_interleave(target.shape[writes] // tensor.shape[writes], writes)
                tensor = _shared(repeated, target.shape[reads] // tensor.shape[reads], reads, generator)
            elif tensor.ndim == 1:
                tensor = tensor.repeat_interleave(len(target) // len(tensor))
            state[name] = tensor
    wide.load_state_dict(state)


def _shared(weight: Tensor, copies: int, dim: int, generator: torch.Generator) -> Tensor:
    """``weight`` for an input whose channels come ``copies`` times each: each weight in so many random parts."""
    if copies == 1:
        return weight
    parts = weight.unsqueeze(dim + 1).repeat_interleave(copies, dim + 1) / copies
    noise = torch.randn(parts.shape, generator=generator).to(parts) * weight.std() * copies**-0.5
    return (parts + noise - noise.mean(dim + 1, keepdim=True)).flatten(dim, dim + 1)
