"""What a network does with a picture of any size: whether it fits, which operation fails first and why, the nearest
sizes that fit, what comes out and what is lost at the borders. No torch.
"""

from __future__ import annotations

from dataclasses import dataclass

from segviz.fitting import Note
from segviz.geometry import Graph, SideError


@dataclass(frozen=True)
class Failure:
    """The operation ``op`` (the ``step``-th of the network) that cannot be done, and SideError's reason and facts."""

    op: str
    step: int
    reason: str
    facts: dict[str, int]

    @property
    def note(self) -> Note:
        """The failure in words: a catalogue id and its variables."""
        return Note(f"sizes-{self.reason}", {"op": self.op, **self.facts})


@dataclass(frozen=True)
class Output:
    """What comes out along one axis: ``cells``, one every ``stride`` input pixels.

    ``before`` and ``after``: input pixels at either end for which there is no output. ``silent``: whether some are lost
    only because the pools round down, which nothing announces.
    """

    cells: int
    stride: int
    before: int
    after: int
    silent: bool


@dataclass(frozen=True)
class Axis:
    """One side of the picture. Either ``failure`` or ``output`` is None; ``below`` and ``above`` are the nearest sides
    that fit (``below`` None if there is none)."""

    side: int
    failure: Failure | None
    output: Output | None
    below: int | None
    above: int


@dataclass(frozen=True)
class Verdict:
    """Both axes."""

    height: Axis
    width: Axis

    @property
    def fits(self) -> bool:
        """Whether the network takes this size."""
        return self.failure is None

    @property
    def failure(self) -> Failure | None:
        """The operation that fails first; the height's if both fail at the same one."""
        failures = [axis.failure for axis in (self.height, self.width) if axis.failure]
        return min(failures, key=lambda failure: failure.step, default=None)


def examine(graph: Graph, size: tuple[int, int]) -> Verdict:
    """What a network does with a picture of (H, W) pixels."""
    height, width = (_examine(graph, side) for side in size)
    return Verdict(height, width)


def _examine(graph: Graph, side: int) -> Axis:
    found = attempt(graph, side)
    failure, output = (found, None) if isinstance(found, Failure) else (None, found)
    return Axis(side, failure, output, *graph.neighbours(side))


def attempt(graph: Graph, side: int) -> Output | Failure:
    """What comes out along an axis of ``side`` pixels, or the operation that fails."""
    try:
        return _output(graph, side, graph.out_side(side))
    except SideError as error:
        # The whole is judged after the last operation, whichever output has the wrong size.
        names = [op.name for op in graph.ops]
        step = len(names) if error.reason == "whole" else names.index(error.op)
        return Failure(error.op, step, error.reason, error.facts)


def _output(graph: Graph, side: int, cells: int) -> Output:
    frame = graph.output_frame
    stride = int(frame.scale)
    if stride == 1:
        # Its cells stand for the pixels that they are trained on: centred, whatever the arithmetic shifts them by.
        least = graph.rule.minimum
        before = (least - graph.out_side(least)) // 2
    else:
        before = int(frame.offset - (frame.scale - 1) / 2)
    after = side - before - stride * cells
    # Unpadded convolutions lose as much at either end; what pools cut off they cut off at the far one.
    return Output(cells, stride, before, after, silent=after > before)
