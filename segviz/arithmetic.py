"""The arithmetic of one operation spelled out, to be checked by hand; formulas are the same in every language.

Relationships 6 and 14 of Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016).
"""

from __future__ import annotations

from segviz.geometry import Op


def side(op: Op, *sides: int) -> str:
    """How the output's side follows from the inputs': "(512 + 2·1 − 3)/1 + 1 = 512".

    ``sides``: as for :meth:`Op.side`, which raises SideError where the operation cannot be done.
    """
    n, out = sides[0], op.side(*sides)
    if op.kind in ("conv", "pool"):
        return f"{_window(op, n)} = {out}"
    if op.kind == "up":
        extra = f" + {op.output_padding}" if op.output_padding else ""
        return f"({n} − 1)·{op.stride} − 2·{op.padding} + {op.kernel}{extra} = {out}"
    if op.kind == "crop":
        first = op.crop_start(n, sides[1])
        return f"{n} − {first} − {n - first - out} = {out}"
    return f"{n} = {out}"


def _window(op: Op, n: int) -> str:
    """Output cells of a sliding window; rounding brackets only where the division leaves a rest."""
    room = n + 2 * op.padding - op.kernel
    inside = f"({n} + 2·{op.padding} − {op.kernel})/{op.stride}"
    if room % op.stride:
        inside = f"⌈{inside}⌉" if op.ceil else f"⌊{inside}⌋"
    return f"{inside} + 1"


def channels(op: Op, *counts: int) -> str:
    """How the output's channels follow from the inputs': "512 + 512 = 1024" for a concatenation, else the number."""
    return f"{' + '.join(map(str, counts))} = {op.out_channels}" if op.kind == "concat" else str(op.out_channels)


def field(op: Op, before: int, stride: int) -> str:
    """How a window enlarges a receptive field: "44 + (3 − 1)·8 = 60"; ``stride`` is that of its input, in pixels."""
    return f"{before} + ({op.kernel} − 1)·{stride} = {before + (op.kernel - 1) * stride}"


def params(op: Op) -> str:
    """Learned parameters: "3·3·64·128 + 128 = 73,856"; "" for an operation without any."""
    if op.kind == "batchnorm":
        return f"2·{op.out_channels} = {op.params:,}"
    if not op.params:
        return ""
    bias = f" + {op.out_channels}" if op.bias else ""
    return f"{_weights(op)}{bias} = {op.params:,}"


def macs(op: Op, cells_in: tuple[int, int], cells_out: tuple[int, int]) -> str:
    """Multiply-accumulates: every weight meets every output cell, a transposed convolution's every input cell."""
    if not op.params or op.kind == "batchnorm":
        return ""
    height, width = cells_in if op.kind == "up" else cells_out
    total = op.macs(cells_in[0] * cells_in[1], cells_out[0] * cells_out[1])
    return f"{_weights(op)}·{height}·{width} = {total:,}"


def _weights(op: Op) -> str:
    fan_in = op.in_channels // op.groups
    return f"{op.kernel}·{op.kernel}·{fan_in}·{op.out_channels}"
