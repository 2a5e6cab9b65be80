"""``segviz train`` and ``segviz evaluate``: the options; the work is in ``run`` and ``evaluate``."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from segviz.errors import UserError
from segviz.terminal import Command, Option, t
from segviz.train.report import table

FOLDER = click.Path(file_okay=False, path_type=Path)


def option(*names: str, key: str, **rest: Any) -> Callable[[Any], Any]:
    """A click option whose help is the catalogue's ``train-help-KEY``."""
    return click.option(*names, cls=Option, help=f"train-help-{key}", **rest)


@click.command(cls=Command, help="train-help-train")
@click.argument("recipe")
@option("--data", type=FOLDER, required=True, key="data")
@option("--download", is_flag=True, key="download")
@option("--resume", is_flag=True, key="resume")
@option("--minutes", type=click.FloatRange(min=0, min_open=True), key="minutes")
@option("--out", type=FOLDER, key="out")
@option("--start", metavar="NAME", key="start")
def train(
    recipe: str, data: Path, download: bool, resume: bool, minutes: float | None, out: Path | None, start: str | None
) -> None:
    _need("train", "lightning", "scipy")
    from lightning.pytorch.utilities import rank_zero_only

    from segviz.train import run

    made = run.train(recipe, data, download, resume, minutes, out, start)
    # Of several processes one says it.
    rank_zero_only(click.echo)(t("train-done", folder=str(made.parent), recipe=recipe, file=str(made)))


@click.command(cls=Command, help="train-help-evaluate")
@click.argument("name")
@option("--data", type=FOLDER, required=True, key="data")
@option("--split", type=click.Choice(["heldout", "all"]), default="heldout", show_default=True, key="split")
@option("--size", type=click.IntRange(32, 2048), key="size")
@option("--geometry", type=click.Choice(["same", "paper"]), default="same", show_default=True, key="geometry")
@option("--write", is_flag=True, key="write")
@option("--json", "as_json", is_flag=True, key="json")
def evaluate(name: str, data: Path, split: str, size: int | None, geometry: str, write: bool, as_json: bool) -> None:
    _need("evaluate", "scipy")
    from segviz.train import evaluate as measuring

    report: dict[str, Any] = measuring.evaluate(name, data, split, size, geometry)
    if write:
        measuring.publish(name, report, geometry)
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else table(report))


def _need(command: str, *packages: str) -> None:
    """Raises UserError where a package of ``requirements-train.txt`` is not installed."""
    for package in packages:
        if importlib.util.find_spec(package) is None:
            raise UserError("cli-needs-packages", command=command, package=package)
