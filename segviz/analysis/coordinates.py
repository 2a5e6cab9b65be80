"""Coordinates spelled out, to be checked by hand: what one operation does to a coordinate, and what all before it have
done. Formulas are the same in every language. No torch.

A coordinate x of an operation's input lies at x/s + (p - (k - 1)/2)/s of its output after a convolution or pool, at
s*x + (k - 1)/2 - p after an up-sampling, and at x - c after a crop that cuts the first c cells.
"""

from __future__ import annotations

from fractions import Fraction

from segviz.geometry import Frame, Op

_PLAIN = Frame()


def step(op: Op, start: int = 0) -> str:
    """Where coordinate x of the operation's input lies in its output: "x/2 + (0 − (2 − 1)/2)/2 = x/2 − 1/4".

    ``start``: the first cell that a crop keeps. "x" where nothing moves.
    """
    if op.kind == "crop":
        return cell_at(_PLAIN.after(op, start))
    middle = f"({op.kernel} − 1)/2"
    if op.kind == "up":
        return f"{op.stride}·x + {middle} − {op.padding} = {cell_at(_PLAIN.after(op))}"
    if op.kind in ("conv", "pool") and op.kernel > 1:
        return f"x/{op.stride} + ({op.padding} − {middle})/{op.stride} = {cell_at(_PLAIN.after(op))}"
    return "x"


def cell_at(frame: Frame) -> str:
    """The cell at which input pixel x lies, the inverse of the frame: "x/32 − 6"."""
    return _line(1 / frame.scale, "x", -frame.offset / frame.scale)


def pixel_at(frame: Frame) -> str:
    """The input pixel on which cell i is centred: "32·i + 192"."""
    return _line(frame.scale, "i", frame.offset)


def exact(value: Fraction) -> str:
    """A fraction as it is: "−3/8"."""
    return str(value).replace("-", "−")


def _line(slope: Fraction, name: str, offset: Fraction) -> str:
    whole = "" if slope.numerator == 1 else f"{slope.numerator}·"
    parts = "" if slope.denominator == 1 else f"/{slope.denominator}"
    sign = "−" if offset < 0 else "+"
    return f"{whole}{name}{parts}" + (f" {sign} {exact(abs(offset))}" if offset else "")
