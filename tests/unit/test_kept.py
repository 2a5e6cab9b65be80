"""What is drawn once."""

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
