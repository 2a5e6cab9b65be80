"""Where every cell lies on the input: offset and scale carried through a network operation by operation, exactly.

Along one axis cell i of a stage is centred on input pixel ``scale * i + offset``. A convolution or pool puts its first
cell at the middle of its first window, an up-sampling at the middle of what one cell is spread over; a crop is right
when it starts at the cell that lies where its partner's first cell does. No torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from segviz.fitting import Note
from segviz.geometry import Frame, Graph, Op


@dataclass(frozen=True)
class Crop:
    """A crop along one axis: ``first`` and ``last`` cells are cut at either end, so that what is left lies on ``like``.

    ``here`` and ``there`` are the frames of what is cut and of ``like``.
    """

    stage: str
    like: str
    first: int
    last: int
    here: Frame
    there: Frame

    @property
    def wanted(self) -> Fraction:
        """The cell of the cut stage that lies where the first one of ``like`` does: 19, 5, 9, 31, ..."""
        return (self.there.offset - self.here.offset) / self.here.scale

    @property
    def off(self) -> Fraction:
        """Input pixels by which the crop misses it."""
        return (self.first - self.wanted) * self.here.scale


@dataclass(frozen=True)
class Line:
    """One operation along one axis: the frame ``before`` it and ``after`` it, and its output's ``side``.

    ``gap``: at a merge, the input pixels by which the deep stream's cells lie further on than the skip's.
    """

    op: Op
    before: Frame
    after: Frame
    side: int
    crop: Crop | None = None
    gap: Fraction | None = None

    @property
    def note(self) -> Note:
        """The line in words: a catalogue id and its variables, numbers as exact decimals."""
        if self.crop:
            return _crop_note(self.crop)
        if self.gap is not None:
            return Note("alignment-gap" if self.gap else "alignment-aligned", {"gap": decimal(abs(self.gap))})
        if self.before == self.after:
            return Note("alignment-still")
        return Note("alignment-moves", {"formula": formula(self.op, self.before), "scale": decimal(self.after.scale)})


def ledger(graph: Graph, side: int) -> tuple[Line, ...]:
    """Every operation along an axis of ``side`` input pixels.

    Raises:
        SizeError: when the network cannot take that side.
    """
    graph.shapes((side, side))
    sides, frames = graph.sides(side), graph.frames(side)
    return tuple(_line(op, sides, frames) for op in graph.ops)


def _line(op: Op, sides: dict[str, int], frames: Mapping[str, tuple[Frame, ...]]) -> Line:
    before, after = frames[op.sources[-1]][0], frames[op.name]
    crop = gap = None
    if op.kind == "crop":
        stage, like = op.inputs
        first = op.crop_start(sides[stage], sides[like])
        crop = Crop(stage, like, first, sides[stage] - sides[op.name] - first, before, frames[like][0])
    if len(after) > 1:
        gap = after[0].offset - after[1].offset
    return Line(op, before, after[0], sides[op.name], crop, gap)


def formula(op: Op, before: Frame) -> str:
    """The offset after an operation with a window, to be checked by hand: "0.5 + 2·((3 − 1)/2 − 1) = 0.5".

    Same in every language.
    """
    sign, step = ("−", before.scale / op.stride) if op.kind == "up" else ("+", before.scale)
    inside = f"({op.kernel} − 1)/2 − {op.padding}"
    return f"{decimal(before.offset)} {sign} {decimal(step)}·({inside}) = {decimal(before.after(op).offset)}"


def _crop_note(crop: Crop) -> Note:
    facts = {
        "stage": crop.stage,
        "like": crop.like,
        "here": decimal(crop.here.offset),
        "there": decimal(crop.there.offset),
        "wanted": decimal(crop.wanted),
        "first": crop.first,
        "last": crop.last,
        "formula": f"({decimal(crop.there.offset)} − {bracketed(crop.here.offset)})/{decimal(crop.here.scale)}",
    }
    if not crop.off:
        return Note("alignment-crop", facts)
    return Note("alignment-crop-off", facts | {"off": decimal(abs(crop.off))})


def decimal(value: Fraction) -> str:
    """A fraction whose denominator is a power of two, exactly: "−15.5"."""
    return f"{float(value):.15g}".replace("-", "−")


def bracketed(value: Fraction) -> str:
    """The same, to stand behind a minus: "(−15.5)"."""
    return f"({decimal(value)})" if value < 0 else decimal(value)


def output_line(graph: Graph, side: int) -> Line:
    """The line of the (first) output. Raises SizeError."""
    name = next(iter(graph.outputs.values()))
    return next(line for line in ledger(graph, side) if line.op.name == name)


def crops(graph: Graph, side: int) -> dict[str, Crop]:
    """The crops by name. Raises SizeError."""
    return {line.op.name: line.crop for line in ledger(graph, side) if line.crop}


def gaps(graph: Graph, side: int) -> dict[str, Fraction]:
    """At each merge, the input pixels between its streams. Raises SizeError."""
    return {line.op.name: line.gap for line in ledger(graph, side) if line.gap is not None}
