"""Where the streams of a network meet each other, and the picture: what should lie on what, and does it. No torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from segviz.analysis.alignment import Crop, Line, ledger
from segviz.geometry import Frame, Graph

PICTURE, SKIP = "picture", "skip"


@dataclass(frozen=True)
class Meeting:
    """Two streams along one axis whose cells are put together, number by number.

    ``first`` (the skip's, or the picture's own) and ``second`` (the deep stream's, or the output's) are their frames;
    ``against`` says which of both ``first`` is. ``crop``: the crop that one of them goes through, with its ``cut``.
    """

    stage: str
    against: str
    first: Frame
    second: Frame
    crop: Crop | None = None

    @property
    def gap(self) -> Fraction:
        """Input pixels by which the second stream's cells lie further on than the first's."""
        return self.second.offset - self.first.offset

    def cutting(self, cells: int) -> Meeting:
        """The same meeting if its crop cut that many cells at the start. ValueError if it has none."""
        if self.crop is None:
            raise ValueError(f"{self.stage} has no crop")
        here = self.crop.here
        moved = Frame(here.scale, here.offset + here.scale * cells)
        crop = replace(self.crop, first=cells, last=self.crop.first + self.crop.last - cells)
        if self.against == PICTURE:
            return replace(self, crop=crop, second=moved)
        return replace(self, crop=crop, first=moved)


def meetings(graph: Graph, side: int) -> tuple[Meeting, ...]:
    """Every merge, and every output with the picture, along an axis of ``side`` input pixels, in execution order.

    Raises:
        SizeError: when the network cannot take that side.
    """
    lines = {line.op.name: line for line in ledger(graph, side)}
    frames = graph.frames(side)
    found = []
    for name, line in lines.items():
        if line.gap is not None:
            deep, skip = frames[name]
            found.append(Meeting(name, SKIP, skip, deep, _crop(lines, line.op.inputs[0])))
        elif name in graph.outputs.values():
            found.append(Meeting(name, PICTURE, _home(graph, line.after), line.after, _crop(lines, name)))
    return tuple(found)


def _crop(lines: dict[str, Line], name: str) -> Crop | None:
    """A crop that really cuts."""
    crop = lines[name].crop if name in lines else None
    return crop if crop and crop.first + crop.last else None


def _home(graph: Graph, frame: Frame) -> Frame:
    """Where an output's cells belong: its pixels on the picture's, as many lost before as behind; a coarse map, on
    which no pixel is trained, wherever it lies."""
    if frame.scale != 1:
        return frame
    least = graph.rule.minimum
    return Frame(frame.scale, Fraction((least - graph.out_side(least)) // 2))
