"""Stages computed once more from others that were recorded, by the network's own modules: the decoder's sums taken
apart, a record proved right, a gradient traced back. Nothing here is hooked or kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import torch
from torch import Tensor, nn
from torch.func import functional_call

from segviz.capture import Edit
from segviz.geometry import INPUT, Graph, Op
from segviz.models.network import Network


def replay(
    network: Network,
    size: tuple[int, int],
    given: Mapping[str, Tensor],
    wanted: Collection[str],
    *,
    biases: Collection[str] | None = None,
    gates: Mapping[str, Tensor] | None = None,
    edit: Edit | None = None,
) -> dict[str, Tensor]:
    """The stages ``wanted``, (N, C, h, w), computed from the ``given`` ones and from nothing before them.

    Args:
        size: (H, W) of the network's input, also where the input itself is not given.
        biases: the operations whose biases (and BatchNorm shifts) count, all if None. With none of them, what is left
            is linear.
        gates: for each ReLU what its cells are multiplied by (1 where it was open, 0 where it was shut), in its place.
        edit: as in :class:`~segviz.capture.Recorder`.

    Raises:
        KeyError: when a wanted stage hangs on an input that is not given.
        ValueError: when biases are left out across an operation that is not linear.
    """
    shapes = {INPUT: (1, *size)} | network.graph.shapes(size)
    values = dict(given)
    for op in _way(network.graph, set(given), wanted):
        inputs = [values[i] if i in op.sources else torch.empty(()).expand(1, *shapes[i]) for i in op.inputs]
        if op.kind == "relu" and gates is not None:
            value = inputs[0] * gates[op.name]
        else:
            if biases is not None and op.kind in ("relu", "pool"):
                raise ValueError(f"{op.name} is not linear")
            silent = {} if biases is None or op.name in biases else _silence(network.get_submodule(op.path))
            value = functional_call(network.get_submodule(op.path), silent, tuple(inputs))
        replaced = edit(op, tuple(inputs), value) if edit else None
        values[op.name] = value if replaced is None else replaced
    return {name: values[name] for name in wanted}


def _way(graph: Graph, given: set[str], wanted: Collection[str]) -> list[Op]:
    """The operations from ``given`` to ``wanted``, in order."""
    needed: set[str] = set()
    pending = list(wanted)
    while pending:
        name = pending.pop()
        if name not in given and name not in needed:
            needed.add(name)
            pending += graph.op(name).sources
    return [op for op in graph.ops if op.name in needed]


def _silence(module: nn.Module) -> dict[str, Tensor]:
    """What to put in a module's place of bias and mean so that it is linear."""
    held = {name: getattr(module, name, None) for name in ("bias", "running_mean")}
    return {name: torch.zeros_like(tensor) for name, tensor in held.items() if isinstance(tensor, Tensor)}


def gradient(
    network: Network, x: Tensor, stage: str, cell: tuple[int, int], channel: int | None = None, edit: Edit | None = None
) -> Tensor:
    """How a cell (row, column) of a stage changes with each input value: (C, H, W), of the input x (1, C, H, W).

    ``channel`` None takes the sum over the stage's channels. Only what lies before the stage is computed.
    """
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        size = (x.shape[2], x.shape[3])
        values = replay(network, size, {INPUT: x}, (stage,), edit=edit)[stage][0, :, cell[0], cell[1]]
        value = values.sum() if channel is None else values[channel]
        if not value.requires_grad:  # switched off
            return torch.zeros_like(x[0])
        return torch.autograd.grad(value, x, materialize_grads=True)[0][0]
