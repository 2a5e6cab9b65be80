"""Which cell of a stage is meant: the one at the pinned pixel, or the one typed in, which pins its own pixel."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from segviz.ui import choices
from segviz.ui.picker import nearest

if TYPE_CHECKING:
    from segviz.capture import Stage
    from segviz.engine import Run
    from segviz.geometry import Frame
    from segviz.ui.context import Context

Cell = tuple[int, int]  # row, column
KEY = "cell"


def chosen(context: Context, run: Run, stage: Stage) -> Cell:
    """The cell typed in if its pixel is the pinned one, else the one at the pinned pixel, else the middle one."""
    _, height, width = stage.shape
    pixel = context.pixel
    typed = choices.point(KEY, width, height)
    if typed and pixel in (None, pixel_of(run, stage, (typed[1], typed[0]))):
        return typed[1], typed[0]
    return at(run, stage, pixel) if pixel else (height // 2, width // 2)


def at(run: Run, stage: Stage, pixel: tuple[int, int]) -> Cell:
    """The cell nearest to a pixel (x, y) of the picture."""
    x, y = run.fitted.to_input(*pixel)
    (rows, columns), (_, height, width) = frames(run, stage), stage.shape
    return _near(rows, y, height), _near(columns, x, width)


def _near(frame: Frame, place: float, count: int) -> int:
    return min(max(floor((place - float(frame.offset)) / float(frame.scale) + 0.5), 0), count - 1)


def frames(run: Run, stage: Stage) -> tuple[Frame, Frame]:
    """Where a stage's cells lie on the input, down the rows and along the columns (the deep stream's at a fusion)."""
    height, width = run.fitted.pixels.shape[:2]
    return run.graph.frames(height)[stage.name][0], run.graph.frames(width)[stage.name][0]


def centre(run: Run, stage: Stage, cell: Cell) -> tuple[float, float]:
    """The place (x, y) on the input at which a cell is centred."""
    rows, columns = frames(run, stage)
    return columns(cell[1]), rows(cell[0])


def pixel_of(run: Run, stage: Stage, cell: Cell) -> tuple[int, int]:
    """The pixel (x, y) of the picture at which a cell is centred, or the nearest one there is."""
    return nearest(run.fitted, *centre(run, stage, cell))


def choose(context: Context, run: Run, stage: Stage, cell: Cell) -> None:
    """Keep a cell as the one that is meant, and pin its pixel for all pages."""
    choices.put(KEY, f"{cell[1]},{cell[0]}")
    context.pin(*pixel_of(run, stage, cell))
