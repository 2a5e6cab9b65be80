"""The one thread that runs the networks, the memory its passes use again and again, and that of what they leave."""

from __future__ import annotations

import ctypes
import gc
import mmap
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from threading import Timer
from typing import TypeVar
from weakref import finalize

import numpy as np
import torch
from torch import Tensor

T = TypeVar("T")

IDLE = 1.0
"""Seconds without a pass after which the working memory of passes goes back to the system."""
APART = 2**19
"""Bytes from which on what a pass leaves lies outside the memory that passes use again."""
SPARE = 2**28
"""Bytes at the most that kept tensors leave for the next ones."""
# glibc's names and numbers (malloc.h).
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8


@cache
def _c_library() -> ctypes.CDLL | None:
    """The C library, if it is one whose memory can be steered (glibc)."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


def _roomy() -> bool:
    """Whether the C library can be told and there is no limit to this process's addresses: oneDNN needs some for its
    code and does not bear that none are left, so where they are few, what is free goes back at once."""
    if not _c_library():
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


def reuse() -> None:
    """From now on memory that a large tensor has left is used by the next one, in the same pass and in later ones.

    By default the C library asks the system for each large tensor's pages and gives them back with it: they are cleared
    each time, a quarter of a U-Net's pass at 1024 px. Threads that are started from now on share the one heap that can
    hold tensors of any size.
    """
    library = _c_library()
    if library:
        library.mallopt(_MMAP_THRESHOLD, 2**30)
        library.mallopt(_TRIM_THRESHOLD, -1 if _roomy() else 2**17)
        library.mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Give freed memory back to the system."""
    _spare.clear()
    library = _c_library()
    if library:
        library.malloc_trim(0)


def apart(tensor: Tensor, dtype: torch.dtype) -> Tensor:
    """A copy of a tensor on the CPU that lies outside the memory which passes use again: between their tensors it would
    leave holes that the next pass's do not fit in. Small ones do no harm and lie where there is room, and so does what
    the system has no pages for."""
    shape = torch.empty_like(tensor, dtype=dtype, device="meta")
    pages = _pages(shape.nbytes) if shape.nbytes >= APART and _roomy() else None
    if pages is None:
        return torch.empty_like(tensor, dtype=dtype).copy_(tensor)
    cells = np.frombuffer(pages, np.uint8)
    finalize(cells, _leave, pages).atexit = False
    return torch.from_numpy(cells).view(dtype).as_strided(shape.shape, shape.stride()).copy_(tensor)


# What kept tensors have left, by its bytes: those of the next pass are as large.
_spare: dict[int, list[mmap.mmap]] = {}


def _pages(count: int) -> mmap.mmap | None:
    """``count`` bytes that an earlier tensor has left, or new ones; None where there are none."""
    with suppress(KeyError, IndexError):
        return _spare[count].pop()
    try:
        pages = mmap.mmap(-1, count, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except OSError:
        return None
    with suppress(OSError):  # a kernel that knows no large pages
        pages.madvise(mmap.MADV_HUGEPAGE)
    return pages


def _leave(pages: mmap.mmap) -> None:
    if len(pages) + sum(len(own) for others in list(_spare.values()) for own in others) <= SPARE:
        _spare.setdefault(len(pages), []).append(pages)


@cache
def settle() -> None:
    """Spare the garbage collector what is there for good, modules above all: with torch's it took a sixth of a second,
    in which no page moved, to look through it all."""
    gc.collect()
    gc.freeze()


@cache
def _worker() -> ThreadPoolExecutor:
    reuse()  # before the thread gets a heap of its own
    return ThreadPoolExecutor(1, "passes")


def compute(work: Callable[[], T]) -> T:
    """What ``work`` gives or raises, done by the one thread that computes; ``work`` must not call this again."""
    return _worker().submit(partial(_rested, work)).result()


_rest = Timer(IDLE, give_back)


def _rested(work: Callable[[], T]) -> T:
    """Do ``work``; when nothing follows it, free memory is given back."""
    global _rest
    _rest.cancel()
    reuse()  # a limit may have been set since
    try:
        return work()
    finally:
        if _roomy():
            _rest = Timer(IDLE, give_back)
            _rest.daemon = True
            _rest.start()
        else:
            give_back()
