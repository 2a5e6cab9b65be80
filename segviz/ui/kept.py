"""What takes time to draw is drawn once for all who look at the same, and kept within one budget of bytes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import is_dataclass
from typing import Any, TypeVar

import numpy as np

from segviz.store import Store

T = TypeVar("T")

_SMALL = 256  # bytes taken for anything else, and for what holds it
_kept: Store[Any] = Store(96 * 2**20)


def once(key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives, remembered under ``key``: what it depends on, a run's key among it, and nothing else.

    Keys are told apart by the module that makes, so two pages may use the same word for different things. Values are
    PNG bytes, text, arrays, numbers, and tuples and dataclasses of them; never None.
    """
    place = (make.__module__, key)
    found: T | None = _kept.get(place)
    if found is None:
        found = make()
        _kept.put(place, found, _size(found))
    return found


def _size(value: object) -> int:
    if isinstance(value, (bytes, str)):
        return len(value)
    if isinstance(value, np.ndarray):
        return value.nbytes + _SMALL
    if is_dataclass(value):
        value = tuple(vars(value).values())
    return sum(map(_size, value), _SMALL) if isinstance(value, tuple) else _SMALL
