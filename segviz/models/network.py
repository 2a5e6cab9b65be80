"""A Graph's modules: every operation a named module, run in the declared order."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from segviz.geometry import INPUT, Graph, Op


class Crop(nn.Module):
    """Cut ``x`` to ``like``'s size: from cell ``start``, or centred where that is a rule's name (see ``Op.crop``)."""

    def __init__(self, op: Op) -> None:
        super().__init__()
        self.op = op

    def forward(self, x: Tensor, like: Tensor) -> Tensor:
        for axis in (2, 3):
            n, other = x.shape[axis], like.shape[axis]
            x = x.narrow(axis, self.op.crop_start(n, other), self.op.side(n, other))
        return x

    def extra_repr(self) -> str:
        return f"{self.op.crop}"


class Concat(nn.Module):
    """The skip's channels, then the deep stream's."""

    def forward(self, skip: Tensor, deep: Tensor) -> Tensor:
        return torch.cat((skip, deep), dim=1)


class Sum(nn.Module):
    """Element-wise sum of the skip and the deep stream."""

    def forward(self, skip: Tensor, deep: Tensor) -> Tensor:
        return skip + deep


class CropAndConcat(nn.Module):
    """U-Net's fusion: the skip is cropped to the deep stream's size and put before it."""

    crop: Crop
    concat: Concat

    def forward(self, skip: Tensor, deep: Tensor) -> Tensor:
        return self.concat(self.crop(skip, deep), deep)


class GroupedUp(nn.ConvTranspose2d):
    """A kernel a class, always in its weights' own precision: in bfloat16 it takes twenty times as long on a processor,
    and a score map is small."""

    def forward(self, x: Tensor, output_size: list[int] | None = None) -> Tensor:
        with torch.autocast(x.device.type, enabled=False):
            return super().forward(x.to(self.weight.dtype), output_size)


def _module(op: Op) -> nn.Module:
    if op.kind == "conv":
        size = (op.kernel, op.stride, op.padding)
        return nn.Conv2d(op.in_channels, op.out_channels, *size, groups=op.groups, bias=op.bias)
    if op.kind == "up":
        window = (op.kernel, op.stride, op.padding, op.output_padding)
        up = GroupedUp if op.groups > 1 else nn.ConvTranspose2d
        return up(op.in_channels, op.out_channels, *window, op.groups, op.bias)
    if op.kind == "pool":
        return nn.MaxPool2d(op.kernel, op.stride, op.padding, ceil_mode=op.ceil)
    if op.kind == "batchnorm":
        return nn.BatchNorm2d(op.out_channels)
    if op.kind == "crop":
        return Crop(op)
    # Not in place: a recorded convolution must not be overwritten by the ReLU after it.
    return {"relu": nn.ReLU, "dropout": nn.Dropout, "concat": Concat, "sum": Sum}[op.kind]()


class Network(nn.Module):
    """The network that a :class:`Graph` declares.

    ``forward`` takes (N, C, H, W) and returns logits (N, classes, H', W'), or a dictionary of them where the graph has
    several outputs. An intermediate result is dropped after its last use.

    Raises:
        SizeError: when the graph cannot take the input's size.
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self.graph = graph
        for op in graph.ops:
            self._place(op.path, _module(op), CropAndConcat if op.via else nn.Module)
        self._calls = list(_calls(graph))
        self._last_use = {name: i for i, (_, inputs, _) in enumerate(self._calls) for name in inputs}

    def _place(self, path: str, module: nn.Module, container: type[nn.Module]) -> None:
        parent: nn.Module = self
        *parents, name = path.split(".")
        for i, part in enumerate(parents, start=1):
            if not hasattr(parent, part):
                parent.add_module(part, container() if i == len(parents) else nn.Module())
            parent = getattr(parent, part)
        parent.add_module(name, module)

    def forward(self, x: Tensor) -> Tensor | dict[str, Tensor]:
        self.graph.shapes((x.shape[2], x.shape[3]))
        wanted = set(self.graph.outputs.values())
        values = {INPUT: x}
        for i, (path, inputs, name) in enumerate(self._calls):
            values[name] = self.get_submodule(path)(*(values[j] for j in inputs))
            for used in inputs:
                if self._last_use[used] == i and used not in wanted:
                    values.pop(used, None)
        outputs = {label: values[name] for label, name in self.graph.outputs.items()}
        return outputs if len(outputs) > 1 else next(iter(outputs.values()))


def _calls(graph: Graph) -> list[tuple[str, tuple[str, ...], str]]:
    """(module path, inputs, output) in order; a crop that shares its ``via`` with the next operation is part of it."""
    calls = []
    for op, after in zip(graph.ops, (*graph.ops[1:], None), strict=True):
        if op.via and after is not None and after.via == op.via:
            continue
        inputs = graph.op(op.inputs[0]).inputs if op.via else op.inputs
        calls.append((op.via or op.path, inputs, op.name))
    return calls
