"""The one thread that runs the networks, and the memory that its passes use again and again."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")

# glibc's names and numbers (malloc.h).
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8


@cache
def _c_library() -> ctypes.CDLL | None:
    """The C library, if it is one whose memory can be steered (glibc)."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


def reuse() -> None:
    """From now on memory that a large tensor has left is used by the next one.

    By default the C library asks the system for each large tensor's pages and gives them back with it: they are cleared
    each time, a quarter of a U-Net's pass at 1024 px. Threads that are started from now on share the one heap that can
    hold tensors of any size. What is free at its end still goes back at once: oneDNN does not bear a heap that grows
    until nothing is left.
    """
    library = _c_library()
    if library:
        library.mallopt(_MMAP_THRESHOLD, 2**30)
        library.mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Give freed memory back to the system: kept tensors lie between the freed ones of a pass and would hold all of
    it, half as much again as the budget."""
    library = _c_library()
    if library:
        library.malloc_trim(0)


@cache
def _worker() -> ThreadPoolExecutor:
    reuse()
    return ThreadPoolExecutor(1, "passes")


def compute(work: Callable[[], T]) -> T:
    """What ``work`` gives or raises, done by the one thread that computes; ``work`` must not call this again."""
    return _worker().submit(work).result()
