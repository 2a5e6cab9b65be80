"""What is drawn once."""

import threading
import time

import pytest

from segviz.ui import kept


def test_two_modules_may_use_the_same_key(monkeypatch):
    monkeypatch.setattr(kept, "_kept", kept.Store(2**20))

    def one():
        return "one"

    def other():
        return "other"

    other.__module__ = "another.page"
    assert [kept.once(("run", "levels"), make) for make in (one, other, one)] == ["one", "other", "one"]


def test_the_same_is_made_once(monkeypatch):
    monkeypatch.setattr(kept, "_kept", kept.Store(2**20))
    made = []
    for _ in range(3):
        assert kept.once("key", lambda: made.append(1) or "png") == "png"
    assert made == [1]


def test_many_who_ask_at_once_have_it_made_once(monkeypatch):
    monkeypatch.setattr(kept, "_kept", kept.Store(2**20))
    monkeypatch.setattr(kept, "_PATIENCE", 60)
    made, found, everybody = [], [], threading.Barrier(40)

    def make():
        made.append(1)
        time.sleep(0.2)
        return "png"

    def ask():
        everybody.wait()
        found.append(kept.once("key", make))

    threads = [threading.Thread(target=ask) for _ in range(40)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert found == ["png"] * 40
    assert made == [1]
    assert not kept._making


def test_what_fails_is_tried_by_the_next(monkeypatch):
    monkeypatch.setattr(kept, "_kept", kept.Store(2**20))
    with pytest.raises(ZeroDivisionError):
        kept.once("key", lambda: 1 / 0)
    assert kept.once("key", lambda: 7) == 7


def test_whoever_waits_too_long_makes_it_too(monkeypatch):
    monkeypatch.setattr(kept, "_kept", kept.Store(2**20))
    monkeypatch.setattr(kept, "_PATIENCE", 0.05)
    started, release = threading.Event(), threading.Event()

    def slow():
        started.set()
        release.wait(60)
        return "slow"

    thread = threading.Thread(target=lambda: kept.once("key", slow))
    thread.start()
    started.wait(60)
    assert kept.once("key", lambda: "own") == "own"
    release.set()
    thread.join()
