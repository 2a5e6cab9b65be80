"""A figure with its goal, and the ratio of two things measured in turns."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """A measured value and the bound that it should keep: at most ``goal``, or at least where ``least``.

    ``parts`` are what the value was made of, ``unit`` is "x" for a ratio.
    """

    name: str
    value: float
    goal: float
    least: bool = False
    unit: str = "x"
    parts: dict[str, float] | None = None

    @property
    def holds(self) -> bool:
        """Whether the goal is met."""
        return self.value >= self.goal if self.least else self.value <= self.goal

    def data(self) -> dict[str, object]:
        """The figure for JSON."""
        return {"value": round(self.value, 4), "goal": self.goal, "holds": self.holds}


def worst(name: str, parts: dict[str, float], goal: float, least: bool = False) -> Figure:
    """The figure of several networks: the value of the one that does worst."""
    value = min(parts.values()) if least else max(parts.values())
    return Figure(name, value, goal, least, parts=parts)


def seconds(work: Work) -> float:
    """How long it takes, without a garbage collection of others' making."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(ours: Work, baseline: Work, repeats: int) -> float:
    """The median of ``repeats`` ratios, each of two measurements one right after the other, after a warm-up of both.

    Whatever else slows the machine down meanwhile slows both.
    """
    ours(), baseline()
    return statistics.median(seconds(ours) / seconds(baseline) for _ in range(repeats))
