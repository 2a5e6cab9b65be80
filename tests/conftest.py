"""What all tests share. Two cores for all: one torch thread a process, and no weights but the bundled ones."""

import os
from functools import cache

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGVIZ_HOME", str(tmp_path / "home"))


@pytest.fixture
def thin(monkeypatch, tmp_path):
    """The same networks, a sixteenth as wide, in an engine of the test's own, and no trained weights at all.

    Thin networks have the keys of full ones, so nothing may be remembered from one to the other.
    """
    from segviz import engine, weights
    from segviz.models import zoo
    from segviz.store import Store
    from segviz.ui import accounts, kept

    build, graph = zoo.build, zoo.graph
    monkeypatch.setattr(zoo, "build", lambda *a, **k: build(*a, **{"width": 1 / 16} | k))
    monkeypatch.setattr(zoo, "graph", lambda *a, **k: graph(*a, **{"width": 1 / 16} | k))
    monkeypatch.setattr(engine, "engine", cache(engine.Engine))
    monkeypatch.setattr(weights, "BUNDLED", tmp_path / "bundled")
    monkeypatch.setattr(kept, "_kept", Store(2**26))
    monkeypatch.setattr(accounts, "_accounts", Store(2**27))
