"""The byte-bounded store and the fair queue."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segviz.store import Queue, Store


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), max_size=60))
def test_the_budget_is_never_exceeded(items):
    store, sizes = Store(100), {}
    for key, size in items:
        store.put(key, key, size)
        sizes[key] = size
        assert store.used <= 100
        assert store.used == sum(sizes[k] for k in range(10) if store.get(k) is not None)
        assert store.get(key) == key


def test_least_recently_used_leaves_first_and_giants_never_enter():
    store = Store(3)
    for key in "abc":
        store.put(key, key, 1)
    store.get("a")
    store.put("d", "d", 1)
    assert [key for key in "abcd" if store.get(key)] == ["a", "c", "d"]
    store.put("giant", "giant", 4)
    assert store.get("giant") is None
    assert len(store) == 3


def test_turns_come_in_order_and_positions_are_told():
    queue, order, told = Queue(), [], {}
    first = threading.Event()

    def work(i):
        with queue.turn(lambda n: told.setdefault(i, []).append(n), every=0.01):
            if i == 0:
                first.wait(5)
            order.append(i)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for i, thread in enumerate(threads):
        thread.start()
        while len(queue) <= i and thread.is_alive():
            time.sleep(0.001)
    time.sleep(0.05)
    first.set()
    [t.join() for t in threads]
    assert order == [0, 1, 2, 3]
    assert 0 not in told
    assert [told[i][0] for i in (1, 2, 3)] == [1, 2, 3]
    assert [told[i][-1] for i in (1, 2, 3)] == [0, 0, 0], "asked once more when the turn comes"
    assert all(positions == sorted(positions, reverse=True) for positions in told.values())


def test_whoever_leaves_while_waiting_frees_the_place():
    queue = Queue()
    entered = threading.Event()
    leave = threading.Event()

    def hold():
        with queue.turn():
            entered.set()
            leave.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(5)

    def gone(_):
        raise ConnectionError("browser closed")

    with pytest.raises(ConnectionError), queue.turn(gone, every=0.01):
        pass
    assert len(queue) == 1
    leave.set()
    holder.join()
    assert len(queue) == 0


def test_who_has_the_turn_takes_another_inside_it_and_nobody_comes_between():
    queue, order = Queue(), []

    def other():
        with queue.turn():
            order.append("other")

    thread = threading.Thread(target=other)
    with queue.turn():
        thread.start()
        while len(queue) < 2:
            time.sleep(0.001)
        with queue.turn():
            order.append("inner")
        order.append("outer")
    thread.join()
    assert order == ["inner", "outer", "other"]
    assert len(queue) == 0


def test_whoever_left_unseen_is_found_out_when_the_turn_comes():
    queue, worked = Queue(), []
    waiting = threading.Event()

    def gone(before):
        waiting.set()
        if not before:
            raise ConnectionError("browser closed")

    def late():
        with pytest.raises(ConnectionError), queue.turn(gone, every=3600):
            worked.append("late")

    thread = threading.Thread(target=late)
    with queue.turn():
        thread.start()
        waiting.wait(60)
    thread.join(60)
    assert not thread.is_alive()
    assert not worked
    assert len(queue) == 0
