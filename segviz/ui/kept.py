"""What takes time to draw is drawn once for all who look at the same, and kept within one budget of bytes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import is_dataclass
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import numpy as np

from segviz.store import Store

T = TypeVar("T")

_SMALL = 256  # bytes taken for anything else, and for what holds it
_PATIENCE = 3.0  # seconds for another's drawing; beyond, it may stand in the engine's queue, and so should we, seen
_kept: Store[Any] = Store(96 * 2**20)
_making: WeakValueDictionary[Hashable, threading.RLock] = WeakValueDictionary()
_guard = threading.Lock()


def once(key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives, remembered under ``key``: what it depends on, a run's key among it, and nothing else.

    Keys are told apart by the module that makes, so two pages may use the same word for different things. Values are
    PNG bytes, text, arrays, numbers, and tuples and dataclasses of them; never None. Who asks for what somebody else is
    making waits for it.
    """
    place = (make.__module__, key)
    found: T | None = _kept.get(place)
    if found is None:
        with _alone(place):
            found = _kept.get(place)
            if found is None:
                found = make()
                _kept.put(place, found, _size(found))
    return found


@contextmanager
def _alone(place: Hashable) -> Iterator[None]:
    """Keep others from making the same, for a while."""
    with _guard:
        lock = _making.setdefault(place, threading.RLock())
    held = lock.acquire(timeout=_PATIENCE)
    try:
        yield
    finally:
        if held:
            lock.release()


def _size(value: object) -> int:
    if isinstance(value, (bytes, str)):
        return len(value)
    if isinstance(value, np.ndarray):
        return value.nbytes + _SMALL
    if is_dataclass(value):
        value = tuple(vars(value).values())
    return sum(map(_size, value), _SMALL) if isinstance(value, tuple) else _SMALL
