"""A small hand to write a :class:`~segviz.geometry.Graph` layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from segviz.geometry import INPUT, Frame, Graph, Op


class Builder:
    """Collects operations; each method appends one to ``top`` (or to the named inputs) and returns its name.

    ``width`` scales every hidden channel count (for tests at a fraction of the cost); class counts are left alone.
    """

    def __init__(self, name: str, in_channels: int, width: float = 1.0) -> None:
        self.name, self.in_channels, self.width = name, in_channels, width
        self.ops: list[Op] = []
        self.top = INPUT
        self.channels = {INPUT: in_channels}
        # A crop's offset is carried only where it is declared as a number; a centred one is the same for each stream.
        self.frames = {INPUT: Frame()}

    def hidden(self, channels: int) -> int:
        """A hidden layer's channel count at this builder's width."""
        return max(1, round(channels * self.width))

    def add(self, name: str, kind: str, *inputs: str, out: int | None = None, path: str = "", **rest: Any) -> str:
        """Append one operation; without ``inputs`` it follows the last one."""
        names = inputs or (self.top,)
        fan_in = self.channels[names[0]]
        op = Op(name, kind, names, path or name, fan_in, out or fan_in, **rest)
        self.ops.append(op)
        self.channels[name] = op.out_channels
        start = op.crop if isinstance(op.crop, int) else 0
        self.frames[name] = self.frames[op.sources[-1]].after(op, start)
        self.top = name
        return name

    def conv(self, name: str, out: int, kernel: int = 3, padding: int = 0, *inputs: str, **rest: Any) -> str:
        """A convolution of stride 1, with a bias unless told otherwise."""
        rest.setdefault("bias", True)
        return self.add(name, "conv", *inputs, out=out, kernel=kernel, padding=padding, **rest)

    def pool(self, name: str, ceil: bool = False, **rest: Any) -> str:
        """2x2 max-pooling of stride 2."""
        return self.add(name, "pool", kernel=2, stride=2, ceil=ceil, **rest)

    def crop_to(self, name: str, source: str, like: str) -> str:
        """Crop ``source`` so that its cells fall on those of ``like``: the offset follows from the two frames."""
        here, there = self.frames[source], self.frames[like]
        offset = (there.offset - here.offset) / here.scale
        if here.scale != there.scale or offset.denominator != 1:
            raise ValueError(f"{name}: {source} and {like} cannot be aligned by a crop")
        return self.add(name, "crop", source, like, crop=int(offset))

    def graph(self, outputs: Mapping[str, str], whole: bool = False) -> Graph:
        """The finished declaration."""
        return Graph(self.name, self.in_channels, tuple(self.ops), dict(outputs), whole)
