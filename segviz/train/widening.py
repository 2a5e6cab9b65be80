"""Networks of other widths that begin with what one has learned: a narrow network takes many more steps in the same
time, and a wide one that starts as its equal need not learn again (Net2Net; Chen, Goodfellow, Shlens, 2016)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from segviz.geometry import INPUT, Graph
from segviz.models.network import Network


@torch.no_grad()
def widen(narrow: Network, wide: Network, seed: int = 0, spread: float = 0.0) -> None:
    """Give ``wide`` weights with which it computes what ``narrow`` does, or nearly so.

    Every hidden channel is repeated next to itself, and those that read it share its weight among the copies: in
    unequal parts, since copies that are read alike would learn alike for ever. The parts have the variance that Kaiming
    initialisation gives to so many inputs.

    Args:
        narrow: a trained network.
        wide: the same network with a whole multiple of its hidden channels, and as many inputs and classes.
        spread: how far a channel's copies lie apart, as a fraction of its kernel's norm: they look for different things
            from the start, and their mean is still the channel. The BatchNorms' statistics are then to be taken anew.
    """
    sharing, parting = (torch.Generator().manual_seed(2 * seed + k) for k in (0, 1))
    state = wide.state_dict()
    for path, module in narrow.named_modules():
        for name, tensor in module.state_dict(prefix=f"{path}.").items() if not list(module.children()) else []:
            target = state[name]
            if tensor.ndim > 1:
                reads, writes = (0, 1) if isinstance(module, nn.ConvTranspose2d) else (1, 0)
                copies, readings = (target.shape[dim] // tensor.shape[dim] for dim in (writes, reads))
                tensor = _shared(tensor.repeat_interleave(copies, writes), readings, reads, sharing)
                tensor = _apart(tensor, copies, writes, spread, parting)
            elif tensor.ndim == 1:
                tensor = tensor.repeat_interleave(len(target) // len(tensor))
            state[name] = tensor
    wide.load_state_dict(state)


@torch.no_grad()
def deal(narrow: Network, wide: Network, back: bool = False) -> None:
    """Put the channels of ``wide``, which :func:`widen` made of ``narrow``, in another order: one copy of each, then
    the next ones. It computes what it did, and equal copies do not stand next to each other where channels are shown.

    ``back``: undo that, so that copies stand next to each other again.
    """
    state = wide.state_dict()
    orders = {INPUT: torch.arange(wide.graph.in_channels)}
    for op in wide.graph.ops:
        places = [orders[name] for name in op.inputs]
        if op.kind == "concat":
            starts = (0, len(places[0]))
            orders[op.name] = torch.cat([order + start for order, start in zip(places, starts, strict=True)])
        elif op.kind in ("conv", "up"):
            channels = narrow.graph.op(op.name).out_channels
            orders[op.name] = torch.arange(op.out_channels).view(channels, -1).T.flatten()
        else:
            orders[op.name] = places[0]
        sources, own = ((order.argsort() if back else order) for order in (places[0], orders[op.name]))
        reads, writes = (0, 1) if op.kind == "up" else (1, 0)
        for name in wide.get_submodule(op.path).state_dict(prefix=f"{op.path}."):
            tensor = state[name]
            if tensor.ndim > 1 and op.groups == 1:
                state[name] = tensor.index_select(reads, sources).index_select(writes, own)
            elif tensor.ndim:
                state[name] = tensor[own]
    wide.load_state_dict(state)


@torch.no_grad()
def thin(wide: Network, narrow: Network) -> None:
    """Give ``narrow`` weights with which it computes about what ``wide`` does, which was made by :func:`widen`.

    Each channel is the mean of its copies, and who reads it reads it with the weights of all of them: exact as long as
    the copies are equal, and for those that lie apart the channel that they were made of.
    """
    state, given = narrow.state_dict(), wide.state_dict()
    for path, module in narrow.named_modules():
        for name, tensor in module.state_dict(prefix=f"{path}.").items() if not list(module.children()) else []:
            weight = given[name]
            if tensor.ndim > 1:
                reads, writes = (0, 1) if isinstance(module, nn.ConvTranspose2d) else (1, 0)
                weight = weight.unflatten(reads, (tensor.shape[reads], -1)).sum(reads + 1)
                weight = weight.unflatten(writes, (tensor.shape[writes], -1)).mean(writes + 1)
            elif tensor.ndim == 1:
                weight = weight.unflatten(0, (len(tensor), -1)).mean(1)
            state[name] = weight
    narrow.load_state_dict(state)


@torch.no_grad()
def beside(members: Sequence[Network], wide: Network) -> None:
    """Give ``wide`` weights with which it computes the mean of what ``members`` compute.

    Their channels lie next to each other in every layer and are read by no other's; only the scores read all. The
    scores must be a convolution's: no ReLU follows them.

    Args:
        members: trained networks of equal width.
        wide: the same network with as many times their hidden channels as there are members.
    """
    state = {name: torch.zeros_like(tensor) for name, tensor in wide.state_dict().items()}
    for number, member in enumerate(members):
        own = member.state_dict()
        for name, place, shared in _places(member.graph, wide, number):
            state[name][place] += own[name] / len(members) if shared else own[name]
    wide.load_state_dict(state)


@torch.no_grad()
def apart(wide: Network, member: Network, number: int) -> None:
    """Give ``member`` the weights of the ``number``-th (from 0) of the networks that :func:`beside` made ``wide`` of,
    but for the scores' biases: each gets the mean of all."""
    state, given = member.state_dict(), wide.state_dict()
    for name, place, shared in _places(member.graph, wide, number):
        part = given[name][place]
        split = shared and part.numel() < given[name].numel()
        state[name] = part * given[name].numel() / part.numel() if split else part
    member.load_state_dict(state)


def _places(narrow: Graph, wide: Network, number: int) -> list[tuple[str, tuple[Tensor, ...], bool]]:
    """Each tensor of ``wide``'s, where in it the ``number``-th network's lies, and whether it makes channels that all
    have in common, as the scores are."""
    channels = {INPUT: torch.arange(narrow.in_channels)}
    found: list[tuple[str, tuple[Tensor, ...], bool]] = []
    for own, op in zip(narrow.ops, wide.graph.ops, strict=True):
        reads = channels[op.inputs[0]]
        shared = own.out_channels == op.out_channels
        if op.kind == "concat":
            starts = (0, wide.graph.op(op.inputs[0]).out_channels)
            parts = [channels[name] + start for name, start in zip(op.inputs, starts, strict=True)]
            channels[op.name] = torch.cat(parts)
        elif op.kind in ("conv", "up"):
            channels[op.name] = torch.arange(own.out_channels) + (0 if shared else number * own.out_channels)
        else:
            channels[op.name] = reads
        writes = channels[op.name]
        kernel = (reads[:, None], writes) if op.kind == "up" else (writes[:, None], reads)
        for name, tensor in wide.get_submodule(op.path).state_dict(prefix=f"{op.path}.").items():
            if tensor.ndim:
                found.append((name, kernel if tensor.ndim > 1 and op.groups == 1 else (writes,), shared))
    return found


def _shared(weight: Tensor, copies: int, dim: int, generator: torch.Generator) -> Tensor:
    """``weight`` for an input whose channels come ``copies`` times each: each weight in so many random parts."""
    if copies == 1:
        return weight
    parts = weight.unsqueeze(dim + 1).repeat_interleave(copies, dim + 1) / copies
    noise = torch.randn(parts.shape, generator=generator).to(parts) * weight.std() * copies**-0.5
    return (parts + noise - noise.mean(dim + 1, keepdim=True)).flatten(dim, dim + 1)


def _apart(weight: Tensor, copies: int, dim: int, spread: float, generator: torch.Generator) -> Tensor:
    """``weight`` whose channels come ``copies`` times each, each copy with a random kernel of ``spread`` times its norm
    more, all copies of a channel together with nothing more."""
    if copies == 1 or spread == 0:
        return weight
    kernels = weight.transpose(0, dim).unflatten(0, (-1, copies))
    noise = torch.randn(kernels.shape, generator=generator).to(kernels)
    noise -= noise.mean(1, keepdim=True)
    lengths = kernels.flatten(1).norm(dim=1) / noise.flatten(1).norm(dim=1)
    return (kernels + spread * lengths.view(-1, 1, 1, 1, 1) * noise).flatten(0, 1).transpose(0, dim)
