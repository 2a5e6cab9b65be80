"""A least-recently-used store with a hard budget in bytes, and a fair queue for the one place that computes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Store(Generic[Value]):
    """Values with a size each; the least recently used leave first, and the sum never exceeds ``budget`` bytes."""

    def __init__(self, budget: int) -> None:
        self.budget, self.used = budget, 0
        self._items: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value, now the most recently used, or None."""
        with self._lock:
            if key not in self._items:
                return None
            self._items.move_to_end(key)
            return self._items[key][0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of ``size`` bytes if the budget can hold it at all."""
        with self._lock:
            if key in self._items:
                self.used -= self._items.pop(key)[1]
            if size > self.budget:
                return
            self._items[key] = (value, size)
            self.used += size
            while self.used > self.budget:
                self.used -= self._items.popitem(last=False)[1][1]

    def __len__(self) -> int:
        return len(self._items)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._items.clear()
            self.used = 0


class Queue:
    """First come, first served, one at a time; the thread that has its turn may take another one inside it.

    Whoever waits is told its position; what the telling raises (a browser that left) frees the place.
    """

    def __init__(self) -> None:
        self._waiting: list[int] = []  # threads, the one that has its turn first
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._waiting)

    @contextmanager
    def turn(self, on_wait: Callable[[int], None] | None = None, every: float = 0.5) -> Iterator[None]:
        """Wait for the turn; ``on_wait(n)`` is called every ``every`` seconds with the number of those before us, and
        with 0 when a turn comes that had to be waited for."""
        ticket = threading.get_ident()
        with self._changed:
            ours = self._waiting[:1] == [ticket]
        if ours:
            yield
            return
        with self._changed:
            self._waiting.append(ticket)
        try:
            self._wait(ticket, on_wait, every)
            yield
        finally:
            with self._changed:
                self._waiting.remove(ticket)
                self._changed.notify_all()

    def _wait(self, ticket: int, on_wait: Callable[[int], None] | None, every: float) -> None:
        waited = False
        while True:
            with self._changed:
                before = self._waiting.index(ticket)
            if on_wait and (before or waited):
                on_wait(before)
            if not before:
                return
            waited, until = True, time.monotonic() + every
            with self._changed:
                while self._waiting[0] != ticket and (left := until - time.monotonic()) > 0:
                    self._changed.wait(left)
