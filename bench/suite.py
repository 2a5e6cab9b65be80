"""All figures, each of them measured in a process of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from bench import memory, passes, second_look, server
from bench.figures import Figure

# Name -> (the full measurement, a quick one that proves little but that it runs).
FIGURES: dict[str, tuple[Callable[[], Figure], Callable[[], Figure]]] = {
    "capture_overhead": (lambda: passes.capture_overhead(512, 15), lambda: passes.capture_overhead(192, 3)),
    "three_strides": (lambda: passes.three_strides(512, 15), lambda: passes.three_strides(192, 3)),
    "vs_naive": (lambda: passes.vs_naive(512, 5), lambda: passes.vs_naive(192, 2)),
    "peak_of_machine": (lambda: passes.peak_of_machine(512, 5), lambda: passes.peak_of_machine(192, 2)),
    "second_look": (lambda: second_look.second_look(40), lambda: second_look.second_look(4)),
    "memory": (lambda: memory.memory(200, 256, 512), lambda: memory.memory(12, 128, 32)),
    "cold_start": (lambda: server.cold_start(3), lambda: server.cold_start(1)),
    "scaling": (lambda: passes.scaling(passes.SIDES, 9), lambda: passes.scaling((96, 192), 2)),
}


def apart(name: str, quick: bool) -> Figure:
    """The figure, measured in a process of its own: none finds the heap as another one left it."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as own:
        return own.submit(measure, name, quick).result()


def measure(name: str, quick: bool) -> Figure:
    """The figure, measured here."""
    return FIGURES[name][quick]()
