"""Sizes, affine cell -> pixel maps and receptive fields of a network, in exact arithmetic. No torch.

A network is declared once, as a :class:`Graph` of :class:`Op`; the modules are built from the same declaration.
Every spatial operation is separable, so all arithmetic here is along one axis and a picture is two such axes.

Sources: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016), relationships 6 and 14;
Araujo, Norris, Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from segviz.errors import UserError

INPUT = "input"
KINDS = ("conv", "relu", "batchnorm", "pool", "up", "crop", "concat", "sum", "dropout")
# An empty interval; large enough to stay empty through any chain of operations.
_EMPTY = 1 << 40

Interval = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


class SizeError(UserError):
    """A network cannot take this size; the sentence names the operation that fails and the nearest sizes that fit."""


class SideError(ValueError):
    """One operation cannot take its input: ``op`` is its name, ``reason`` a catalogue id, ``facts`` the numbers."""

    def __init__(self, op: str, reason: str, **facts: int) -> None:
        super().__init__(f"{op}: {reason} {facts}")
        self.op, self.reason, self.facts = op, reason, facts


@dataclass(frozen=True)
class Op:
    """One layer as arithmetic. ``inputs`` of a merge are (skip, deep); of a crop (what is cut, what it must match)."""

    name: str
    kind: str
    inputs: tuple[str, ...]
    path: str
    in_channels: int
    out_channels: int
    kernel: int = 1
    stride: int = 1
    padding: int = 0
    output_padding: int = 0
    groups: int = 1
    ceil: bool = False
    bias: bool = False
    # crop: an int is the first cell kept; "centre" needs an even difference; "halves" cuts difference // 2 a side.
    crop: int | str = 0
    block: str = ""
    # A module that holds this one and is called in its place (CropAndConcat).
    via: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The inputs whose values reach the output (a crop's second input gives only its size)."""
        return self.inputs[:1] if self.kind == "crop" else self.inputs

    @property
    def params(self) -> int:
        """Learned parameters: weights and biases; a BatchNorm's scale and shift, not its running statistics."""
        if self.kind == "batchnorm":
            return 2 * self.out_channels
        if self.kind not in ("conv", "up"):
            return 0
        return self._weights + (self.out_channels if self.bias else 0)

    def macs(self, cells_in: int, cells_out: int) -> int:
        """Multiply-accumulates of the weights; every cell of a transposed convolution's *input* meets the kernel."""
        if self.kind not in ("conv", "up"):
            return 0
        cells = cells_in if self.kind == "up" else cells_out
        return self._weights * cells

    @property
    def _weights(self) -> int:
        return self.in_channels // self.groups * self.out_channels * self.kernel**2

    def side(self, *sides: int) -> int:
        """The output's side for the inputs' sides.

        Raises:
            SideError: when the operation cannot be done.
        """
        n = sides[0]
        if self.kind in ("conv", "pool"):
            return self._window(n)
        if self.kind == "up":
            out = (n - 1) * self.stride - 2 * self.padding + self.kernel + self.output_padding
            return self._positive(out, n)
        if self.kind == "crop":
            return self._cropped(n, sides[1])
        if len(set(sides)) > 1:
            raise SideError(self.name, "mismatch", skip=sides[0], deep=sides[-1])
        return n

    def _window(self, n: int) -> int:
        room = n + 2 * self.padding - self.kernel
        out = (room + (self.stride - 1 if self.ceil else 0)) // self.stride + 1
        if self.ceil and (out - 1) * self.stride >= n + self.padding:
            out -= 1  # a window may not start outside the tensor
        return self._positive(out, n)

    def _positive(self, out: int, n: int) -> int:
        if out < 1:
            raise SideError(self.name, "kernel", side=n, kernel=self.kernel, padding=self.padding)
        return out

    def _cropped(self, n: int, like: int) -> int:
        spare = n - like
        if isinstance(self.crop, int):
            if self.crop + like > n:
                raise SideError(self.name, "crop", side=n, like=like, first=self.crop)
            return like
        if spare < 0:
            raise SideError(self.name, "crop", side=n, like=like, first=0)
        if self.crop == "centre" and spare % 2:
            raise SideError(self.name, "odd", side=n, like=like)
        return n - 2 * (spare // 2)

    def crop_start(self, n: int, like: int) -> int:
        """The first cell that a crop keeps."""
        return self.crop if isinstance(self.crop, int) else (n - like) // 2

    def seen(self, lo: npt.NDArray[np.int64], hi: npt.NDArray[np.int64], start: int = 0) -> Interval:
        """The input cells that the output cells lo..hi depend on, the tensor's borders not yet considered."""
        if self.kind in ("conv", "pool"):
            return lo * self.stride - self.padding, hi * self.stride - self.padding + self.kernel - 1
        if self.kind == "up":
            return -((self.kernel - 1 - self.padding - lo) // self.stride), (hi + self.padding) // self.stride
        return lo + start, hi + start


@dataclass(frozen=True)
class Frame:
    """Affine map along one axis: cell i is centred on input pixel ``scale * i + offset`` (pixel 0's centre is 0)."""

    scale: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)

    def __call__(self, cell: float) -> float:
        return float(self.scale) * cell + float(self.offset)

    def after(self, op: Op, start: int = 0) -> Frame:
        """The frame of the operation's output. ``start``: the first cell that a crop keeps."""
        shift = Fraction(op.kernel - 1, 2) - op.padding
        if op.kind in ("conv", "pool"):
            return Frame(self.scale * op.stride, self.offset + self.scale * shift)
        if op.kind == "up":
            return Frame(self.scale / op.stride, self.offset - self.scale * shift / op.stride)
        return Frame(self.scale, self.offset + self.scale * start)


@dataclass(frozen=True)
class Row:
    """One line of a shape table. Lengths in input pixels, ``memory`` in bytes of float32. A block's row has kind
    "block", repeats its last operation's output and adds nothing to the totals."""

    name: str
    kind: str
    block: str
    out: tuple[int, int, int]
    params: int
    macs: int
    stride: float
    offset: float
    receptive_field: int
    receptive_field_min: int
    memory: int


@dataclass(frozen=True)
class Rule:
    """The sides that fit: at least ``minimum`` and, modulo ``modulus``, one of ``residues``."""

    modulus: int
    residues: tuple[int, ...]
    minimum: int


@dataclass(frozen=True)
class Graph:
    """A network's declaration: its operations in execution order.

    ``outputs`` maps a label ("32s", "16s", "8s", or "mask") to the operation that gives it; ``whole`` demands that
    the output has the input's size.
    """

    name: str
    in_channels: int
    ops: tuple[Op, ...]
    outputs: dict[str, str]
    whole: bool = False
    _by_name: dict[str, Op] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {op.name: op for op in self.ops})

    def op(self, name: str) -> Op:
        """The operation of that name; KeyError if there is none."""
        return self._by_name[name]

    @property
    def params(self) -> int:
        """All learned parameters."""
        return sum(op.params for op in self.ops)

    # -- sizes ---------------------------------------------------------------------------------------------------

    def steps(self, side: int) -> Iterator[tuple[Op, int]]:
        """Every operation with its output side, as far as it goes.

        Raises:
            SideError: at the operation that cannot be done.
        """
        sides = {INPUT: side}
        for op in self.ops:
            sides[op.name] = op.side(*(sides[i] for i in op.inputs))
            yield op, sides[op.name]
        for label, name in self.outputs.items():
            if self.whole and sides[name] != side:
                raise SideError(name, "whole", side=side, out=sides[name], label=int(label.strip("s") or 0))

    def sides(self, side: int) -> dict[str, int]:
        """Every operation's output side for an input side. Raises SideError."""
        return {INPUT: side} | {op.name: out for op, out in self.steps(side)}

    def shapes(self, size: tuple[int, int]) -> dict[str, tuple[int, int, int]]:
        """(C, H, W) of every operation's output for a picture of (H, W).

        Raises:
            SizeError: when the network cannot take that size.
        """
        try:
            rows, columns = self.sides(size[0]), self.sides(size[1])
        except SideError as error:
            raise self._refusal(size, error) from None
        return {op.name: (op.out_channels, rows[op.name], columns[op.name]) for op in self.ops}

    def _refusal(self, size: tuple[int, int], error: SideError) -> SizeError:
        rule = self.rule
        wrong = next(n for n in size if not self.fits(n))
        below, above = self.neighbours(wrong)
        kind = "many" if len(rule.residues) > 1 else "multiple" if rule.residues == (0,) else "residue"
        facts = {"minimum": rule.minimum, "modulus": rule.modulus, "residue": rule.residues[-1], "rule": kind}
        size_facts = {"height": size[0], "width": size[1], "side": wrong, "below": below or 0, "above": above}
        return SizeError("size-refused", model=self.name, op=error.op, **facts, **size_facts)

    def fits(self, side: int) -> bool:
        """Whether the network takes this side."""
        return self._fitting(side)

    @cached_property
    def _fitting(self) -> Callable[[int], bool]:
        """The answers for the sides that were asked for last."""
        return lru_cache(maxsize=4096)(self._fits)

    def _fits(self, side: int) -> bool:
        try:
            self.sides(side)
        except SideError:
            return False
        return True

    @cached_property
    def rule(self) -> Rule:
        """Which sides fit, found by asking :meth:`fits` (64 is a multiple of every stride here)."""
        fitting = [n for n in range(1, 513) if self.fits(n)]
        late = {n % 64 for n in fitting if n > 384}
        modulus = next(m for m in (1, 2, 4, 8, 16, 32, 64) if all((r + m) % 64 in late for r in late))
        return Rule(modulus, tuple(sorted({r % modulus for r in late})), fitting[0])

    def neighbours(self, side: int) -> tuple[int | None, int]:
        """The nearest fitting sides below (None if there is none) and above; ``side`` itself is not one of them."""
        below = next((n for n in range(side - 1, 0, -1) if self.fits(n)), None)
        return below, next(n for n in range(max(side + 1, self.rule.minimum), side + 1024) if self.fits(n))

    def nearest_legal(self, side: int) -> int:
        """The nearest side that fits and loses no more pixels than it must; of two as near, the larger."""
        return self._nearest_to(side)

    @cached_property
    def _nearest_to(self) -> Callable[[int], int]:
        """The answers for the sides that were asked for last: some 130 sides are tried for each."""
        return lru_cache(maxsize=256)(self._nearest)

    def _nearest(self, side: int) -> int:
        near = range(max(1, side - 64), max(side, self.rule.minimum) + 65)
        lost = {n: n - self.out_side(n) for n in near if self.fits(n)}
        if self.output_frame.scale == 1:
            least = min(lost.values())
            lost = {n: loss for n, loss in lost.items() if loss == least}
        return min(lost, key=lambda n: (abs(n - side), -n))

    def out_side(self, side: int) -> int:
        """The (first) output's side. Raises SideError."""
        return self.sides(side)[next(iter(self.outputs.values()))]

    # -- where a cell lies ---------------------------------------------------------------------------------------

    @property
    def output_frame(self) -> Frame:
        """The first output's frame."""
        return self.frames()[next(iter(self.outputs.values()))][0]

    def frames(self, side: int | None = None) -> Mapping[str, tuple[Frame, ...]]:
        """Each operation's frames, one an input stream, the deep stream's first (it is the one carried on).

        Crop offsets do not depend on the size as long as it fits; ``side`` is any that does.
        """
        return self._frames_at(side)

    @cached_property
    def _frames_at(self) -> Callable[[int | None], Mapping[str, tuple[Frame, ...]]]:
        """The frames for the sides that were asked for last."""
        return lru_cache(maxsize=64)(self._frames)

    def _frames(self, side: int | None) -> Mapping[str, tuple[Frame, ...]]:
        sides = self.sides(side if side is not None else self.rule.minimum)
        found: dict[str, tuple[Frame, ...]] = {INPUT: (Frame(),)}
        for op in self.ops:
            start = op.crop_start(sides[op.inputs[0]], sides[op.inputs[1]]) if op.kind == "crop" else 0
            found[op.name] = tuple(found[i][0].after(op, start) for i in reversed(op.sources))
        return found

    def fields(self, side: int, target: str, clip: bool = True) -> dict[str, Interval]:
        """For every stage before ``target`` (and the input): the cells lo..hi that each cell of ``target`` sees.

        Exact for each cell, whatever its phase after up-sampling. ``clip`` keeps to cells that exist; a cell that sees
        only padding then has lo > hi. Without it the border is ignored, as in a theoretical receptive field.
        """
        sides = self.sides(side)
        cells = np.arange(sides[target], dtype=np.int64)
        found: dict[str, Interval] = {target: (cells, cells)}
        for op in reversed(self.ops):
            if op.name not in found:
                continue
            start = op.crop_start(sides[op.inputs[0]], sides[op.inputs[1]]) if op.kind == "crop" else 0
            lo, hi = op.seen(*found[op.name], start)
            for source in op.sources:
                found[source] = _join(found.get(source), _clipped(lo, hi, sides[source]) if clip else (lo, hi))
        return found

    # -- tables --------------------------------------------------------------------------------------------------

    def rows(self, size: tuple[int, int]) -> tuple[Row, ...]:
        """The shape table for a picture of (H, W), blocks' rows after their last operation. Raises SizeError."""
        return self._rows_of(size)

    @cached_property
    def _rows_of(self) -> Callable[[tuple[int, int]], tuple[Row, ...]]:
        """The tables of the sizes that were asked for last: to trace every cell's field takes a while."""
        return lru_cache(maxsize=32)(self._rows)

    def _rows(self, size: tuple[int, int]) -> tuple[Row, ...]:
        shapes = {INPUT: (self.in_channels, *size)} | self.shapes(size)
        frames = self.frames(size[1])
        rows: list[Row] = []
        for op, after in zip(self.ops, (*self.ops[1:], None), strict=True):
            row = self._row(op, shapes, frames[op.name][0], size[1])
            rows.append(row)
            if op.block and (after is None or after.block != op.block):
                rows.append(Row(op.block, "block", op.block, row.out, 0, 0, *_geometry(row), 0))
        return tuple(rows)

    def _row(self, op: Op, shapes: dict[str, tuple[int, int, int]], frame: Frame, side: int) -> Row:
        out, before = shapes[op.name], shapes[op.inputs[0]]
        lo, hi = self.fields(side, op.name, clip=False)[INPUT]
        widths = hi - lo + 1
        macs = op.macs(before[1] * before[2], out[1] * out[2])
        geometry = (float(frame.scale), float(frame.offset), int(widths.max()), int(widths.min()))
        return Row(op.name, op.kind, op.block, out, op.params, macs, *geometry, 4 * out[0] * out[1] * out[2])


def _geometry(row: Row) -> tuple[float, float, int, int]:
    return row.stride, row.offset, row.receptive_field, row.receptive_field_min


def _clipped(lo: npt.NDArray[np.int64], hi: npt.NDArray[np.int64], side: int) -> Interval:
    lo, hi = np.maximum(lo, 0), np.minimum(hi, side - 1)
    empty = lo > hi
    return np.where(empty, _EMPTY, lo), np.where(empty, -_EMPTY, hi)


def _join(one: Interval | None, other: Interval) -> Interval:
    return other if one is None else (np.minimum(one[0], other[0]), np.maximum(one[1], other[1]))
