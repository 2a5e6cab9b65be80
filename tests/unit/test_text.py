"""The catalogues: equal in both languages, complete for the code, free of dead messages."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import numpy as np
import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from segviz import text
from segviz.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("app.py"), *(ROOT / "pages").glob("*.py")])
CODE = PAGES + sorted((ROOT / "segviz").rglob("*.py"))
SPEAKERS = {"t", "translate"}
# Calls that put their text on the screen: what they say must come from a catalogue.
SHOWN = {
    *("write", "markdown", "caption", "text", "title", "header", "subheader", "info", "warning", "error", "success"),
    *("button", "download_button", "link_button", "radio", "selectbox", "multiselect", "slider", "select_slider"),
    *("segmented_control", "pills", "toggle", "checkbox", "number_input", "text_input", "file_uploader"),
    *("camera_input", "expander", "spinner", "status", "toast", "metric", "page_link", "tabs", "popover", "badge"),
}
SHOWN_NAMES = {"label", "help", "placeholder", "caption", "body", "text"}


class _Uses(Visitor):
    """Variables and references of one message."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.references: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:
        self.references.add(node.id.name)

    def visit_TermReference(self, node: ftl.TermReference) -> None:
        self.references.add("-" + node.id.name)


def _messages(language: str) -> dict[str, tuple[str, set[str], set[str]]]:
    """id -> (file name, variables, references to other messages); fails on junk and on an id written twice."""
    found: dict[str, tuple[str, set[str], set[str]]] = {}
    for path, source in text.sources(language):
        for entry in FluentParser().parse(source).body:
            assert not isinstance(entry, ftl.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ftl.Message | ftl.Term):
                name = ("-" if isinstance(entry, ftl.Term) else "") + entry.id.name
                assert name not in found, f"{language}: {name} is written twice"
                uses = _Uses()
                uses.visit(entry)
                found[name] = (path.name, uses.variables, uses.references)
    return found


def _literals() -> tuple[set[str], list[tuple[Path, str]], set[str]]:
    """Every string constant in the code, the ids that are spoken by name, and f-strings as regular expressions."""
    constants: set[str] = set()
    spoken: list[tuple[Path, str]] = []
    patterns: set[str] = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            if isinstance(node, ast.JoinedStr) and _may_be_an_id(node):
                patterns.add(_pattern(node))
            if isinstance(node, ast.Call):
                spoken += [(path, key) for key in _spoken(node)]
    return constants, spoken, patterns


def _may_be_an_id(node: ast.JoinedStr) -> bool:
    """Whether an f-string looks like an id with holes: "kind-{kind}", "{page}-title"; not "{a}-{b}"."""
    fixed = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return re.fullmatch(r"[a-z][a-z0-9-]*-|-[a-z][a-z0-9-]+", fixed) is not None and len(fixed) > 3


def _pattern(node: ast.JoinedStr) -> str:
    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_-]+" for part in node.values]
    return "".join(parts)


def _spoken(node: ast.Call) -> list[str]:
    """The literal id that a call of t(), translate() or an error of ours names."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    errors = {kind.__name__ for kind in _kinds(UserError)}
    if name not in SPEAKERS | errors:
        return []
    place = 1 if name == "translate" else 0
    if len(node.args) <= place:
        return []
    key = node.args[place]
    return [key.value] if isinstance(key, ast.Constant) and isinstance(key.value, str) else []


def _kinds(kind: type) -> set[type]:
    return {kind}.union(*(_kinds(child) for child in kind.__subclasses__()))


@pytest.fixture(scope="module", autouse=True)
def _every_error_is_known():
    for path in sorted((ROOT / "segviz").glob("*.py")):
        if "(UserError)" in path.read_text(encoding="utf-8"):
            importlib.import_module(f"segviz.{path.stem}")


def test_both_languages_say_the_same_things_with_the_same_variables():
    english, chinese = _messages("en"), _messages("zh")
    assert english, "no message at all"
    assert set(english) == set(chinese)
    for key, (file, variables, _) in english.items():
        assert chinese[key][:2] == (file, variables), key


def test_every_message_that_the_code_speaks_exists():
    messages = _messages("en")
    _, spoken, patterns = _literals()
    missing = [f"{path.relative_to(ROOT)}: {key}" for path, key in spoken if key not in messages]
    assert not missing
    areas = [f"{path.stem}\\-" for path, _ in text.sources("en")]
    for pattern in (p for p in patterns if any(p.startswith(area) for area in areas)):
        assert any(re.fullmatch(pattern, key) for key in messages), pattern


def test_no_message_is_dead():
    messages = _messages("en")
    constants, _, patterns = _literals()
    referred = set().union(*(references for _, _, references in messages.values()))
    dead = [
        key
        for key in messages
        if key not in constants | referred and not any(re.fullmatch(pattern, key) for pattern in patterns)
    ]
    assert not dead


def test_no_text_of_a_page_is_written_in_code():
    for path in [*PAGES, *(ROOT / "segviz" / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SHOWN:
                # What is kept has its key first: choices.slider("channel", label, ...).
                first = int(getattr(node.func.value, "id", "") == "choices")
                shown = [*node.args[first : first + 1], *(k.value for k in node.keywords if k.arg in SHOWN_NAMES)]
                words = [a.value for a in shown if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                assert not [w for w in words if re.search(r"[A-Za-z一-鿿]", w)], f"{path}:{node.lineno}"


def test_lessons_exist_in_both_languages_and_are_read_in_a_minute():
    english, chinese = ({p.stem for p in (text.ASSETS / "lessons" / la).glob("*.md")} for la in text.LANGUAGES)
    assert english == chinese
    for name in english:
        assert len(text.lesson("en", name).split()) <= 220, f"{name}: more than a minute"
        assert len(re.findall(r"[一-鿿]", text.lesson("zh", name))) <= 380, f"{name}: more than a minute"


def test_bold_words_are_bold_in_every_lesson():
    """CommonMark neither opens emphasis between a letter and a mark nor closes it between a mark and a letter."""
    for language in text.LANGUAGES:
        for path in (text.ASSETS / "lessons" / language).glob("*.md"):
            for line in path.read_text(encoding="utf-8").splitlines():
                parts = line.split("**")
                assert len(parts) % 2 == 1, f"{language}/{path.name}: {line}"
                for before, bold, after in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
                    assert bold[:1].isalnum() or not before[-1:].isalnum(), f"{language}/{path.name}: {bold}"
                    assert bold[-1:].isalnum() or not after[:1].isalnum(), f"{language}/{path.name}: {bold}"


def test_an_unknown_id_or_language_is_a_key_error():
    with pytest.raises(KeyError):
        text.translate("en", "no-such-message")
    with pytest.raises(KeyError):
        text.translate("fr", next(iter(_messages("en"))))


def test_a_forgotten_variable_is_an_error_and_numbers_of_numpy_are_numbers(monkeypatch):
    bundle = text.FluentBundle(["en"], use_isolating=False)
    bundle.add_resource(text.FluentResource("sum = { $n } of { $size }"))
    monkeypatch.setattr(text, "bundle", lambda language: bundle)
    assert text.translate("en", "sum", n=np.float32(1.5), size=(2, 3)) == "1.5 of (2, 3)"
    assert text.translate("en", "sum", n=3024, size=np.int64(4032)) == "3024 of 4032"
    with pytest.raises(ValueError, match="sum"):
        text.translate("en", "sum", n=1)
