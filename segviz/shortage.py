"""Running out of memory or of disk: how to recognise it without torch, and what to say of it."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from typing import TypeVar

from segviz.errors import UserError

T = TypeVar("T")

# torch's allocators and oneDNN raise plain RuntimeErrors; these are their words.
_WORDS = re.compile(
    r"out of memory|not enough memory|can't allocate memory|bad_alloc|could not create a (primitive|mem)"
)
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


class MemoryShort(UserError):
    """There is not enough memory for a pass. ``smaller``: a working size that was tried and works, 0 if none does."""

    def __init__(self, model: str, size: int, smaller: int) -> None:
        super().__init__("memory-short", model=model, size=size, smaller=smaller)


def is_shortage(error: BaseException) -> bool:
    """Whether an error says that memory ran out, on the processor or on a graphics card."""
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and bool(_WORDS.search(str(error))))


def is_full(error: BaseException) -> bool:
    """Whether an error says that the disk, or the user's part of it, takes no more."""
    return isinstance(error, OSError) and error.errno in _FULL


def attempt(work: Callable[[], T]) -> T | None:
    """What ``work`` gives, or None where memory ran out: then the error is gone, and what it held of the pass."""
    try:
        return work()
    except (MemoryError, RuntimeError) as error:
        if not is_shortage(error):
            raise
        return None
