"""Pages stand in the order of their numbers, not of their letters."""

from segviz.ui import shell


def test_the_tenth_page_comes_after_the_ninth(tmp_path, monkeypatch):
    (tmp_path / "pages").mkdir()
    for script in ("10_Receptive_field.py", "9_Sizes.py", "1_Layers.py", "11_Self_check.py", "notes.py"):
        (tmp_path / "pages" / script).touch()
    monkeypatch.setattr(shell, "ROOT", tmp_path)
    assert list(shell.pages()) == ["home", "layers", "sizes", "field", "check"]
