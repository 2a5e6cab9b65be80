"""Everything the program says, in every language it speaks: Fluent catalogues and Markdown lessons. No streamlit here.

Catalogues are ``assets/locale/<language>/*.ftl``: all files of a language form one bundle, and every language has the
same ids.
Lessons are ``assets/lessons/<language>/<name>.md``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number

ASSETS = Path(__file__).resolve().parent.parent / "assets"
LANGUAGES = {"en": "English", "zh": "中文"}


def sources(language: str) -> Iterator[tuple[Path, str]]:
    """Every catalogue file of a language with its text, in a fixed order."""
    for path in sorted((ASSETS / "locale" / language).glob("*.ftl")):
        yield path, path.read_text(encoding="utf-8")


@functools.cache
def bundle(language: str) -> FluentBundle:
    """All catalogues of a language as one Fluent bundle; KeyError for a language that we do not speak."""
    if language not in LANGUAGES:
        raise KeyError(language)
    made = FluentBundle([language], use_isolating=False)
    for _, text in sources(language):
        made.add_resource(FluentResource(text))
    return made


def translate(language: str, key: str, /, **facts: Any) -> str:
    """The message ``key`` in ``language`` with its variables filled in from ``facts``.

    Raises KeyError for an id that the catalogue lacks and ValueError for a variable that the message wants and did not
    get: both are mistakes of ours, which a test finds before a user does.
    """
    catalogue = bundle(language)
    message = catalogue.get_message(key) if catalogue.has_message(key) else None
    if message is None or message.value is None:
        raise KeyError(f"{language}: {key}")
    text, errors = catalogue.format_pattern(message.value, {name: _plain(fact) for name, fact in facts.items()})
    if errors:
        raise ValueError(f"{language}: {key}: {errors[0]}")
    return str(text)


def _plain(fact: Any) -> Any:
    """A fact as Fluent takes it: a numpy scalar as a number, anything that is neither number nor text as text.

    Numbers are sizes and places, so "(1000, 512)" must not become "(1,000, 512)"; large counts come as text.
    """
    fact = fact.item() if hasattr(fact, "item") else fact
    return fluent_number(fact, useGrouping=False) if isinstance(fact, (int, float)) else str(fact)


@functools.cache
def lesson(language: str, name: str) -> str:
    """The lesson ``name`` (Markdown) in ``language``; FileNotFoundError if there is none."""
    return (ASSETS / "lessons" / language / f"{name}.md").read_text(encoding="utf-8").strip()
