"""click in the user's language: help from the catalogues, and every mistake as one line on stderr."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from segviz.errors import UserError
from segviz.shortage import is_full
from segviz.text import LANGUAGES, translate

_LANGUAGE = "segviz.language"
LARGEST_SIDE = 16384


def language() -> str:
    """The language of the command that is running."""
    context = click.get_current_context(silent=True)
    return context.meta.get(_LANGUAGE, "en") if context else "en"


def t(key: str, /, **facts: object) -> str:
    """The message ``key`` in that language."""
    return translate(language(), key, **facts)


class _Spoken:
    """Stores ``help`` as a catalogue's id and gives it out in the user's language."""

    _key: str | None = None

    @property
    def help(self) -> str | None:
        return t(self._key) if self._key else None

    @help.setter
    def help(self, key: str | None) -> None:
        self._key = key


class Option(_Spoken, click.Option):
    """An option whose ``help`` is a catalogue's id."""


class Command(_Spoken, click.Command):
    """A command whose ``help`` is a catalogue's id."""


class Group(_Spoken, click.Group):
    """Commands under one name; ``help`` is a catalogue's id. No command at all is a mistake like any other."""

    command_class = Command

    def __init__(self, *args: Any, **attrs: Any) -> None:
        super().__init__(*args, **{"no_args_is_help": False} | attrs)


class Size(click.ParamType):
    """HxW in pixels, or one number for a square."""

    name = "HxW"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        found = re.fullmatch(r"([0-9]{1,6})(?:[x×]([0-9]{1,6}))?", str(value), re.IGNORECASE)
        sides = [int(side) for side in found.groups() if side] if found else []
        if not sides or not all(1 <= side <= LARGEST_SIDE for side in sides):
            self.fail(t("cli-bad-size", value=str(value), largest=LARGEST_SIDE), param, ctx)
        return sides[0], sides[-1]


class Refusal(click.ClickException):
    """A mistake of the user's: one line on stderr, exit 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        say_wrong(self.message)


class Program(Group):
    """The outermost group: exits 0 when all is well; every mistake of the user's becomes a :class:`Refusal`."""

    group_class = Group

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _refusing():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _refusing():
            return super().invoke(ctx)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except UserError as error:
        raise Refusal(t(error.code, **error.facts)) from error
    except click.UsageError as error:
        raise Refusal(_with_hint(error)) from error
    except OSError as error:
        if not is_full(error):
            raise
        raise Refusal(t("disk-full", reason=error.strerror)) from error


def _with_hint(error: click.UsageError) -> str:
    if error.ctx is None:
        return error.format_message()
    spoken = error.ctx.meta.get(_LANGUAGE, "en")
    return translate(spoken, "cli-usage", problem=error.format_message(), command=error.ctx.command_path)


def say_wrong(sentence: str) -> None:
    """A mistake, as one line on stderr."""
    click.echo(one_line(sentence), err=True)


@contextmanager
def hushed() -> Iterator[None]:
    """Keep what libraries warn of off stderr, those in C among them: a file that is refused is one line there."""
    sys.stderr.flush()
    spoken, silent = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silent, 2)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(spoken, 2)
        os.close(spoken)
        os.close(silent)


def one_line(text: str) -> str:
    """Text that stays on one line of a terminal and cannot steer it, whatever a file is called."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _choose(context: click.Context, _: click.Parameter, chosen: str) -> None:
    context.meta[_LANGUAGE] = chosen


language_option = click.option(
    "--lang",
    cls=Option,
    type=click.Choice(tuple(LANGUAGES)),
    default="en",
    is_eager=True,
    expose_value=False,
    callback=_choose,
    help="cli-lang-help",
)
