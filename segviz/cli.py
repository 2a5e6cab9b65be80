"""The command line: the same library without a browser. Heavy imports wait until a command needs them."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from segviz.errors import UserError
from segviz.fitting import MODES
from segviz.models import zoo
from segviz.paths import folder_names, read_picture
from segviz.published import ORIGINS
from segviz.terminal import (
    Group,
    Option,
    Program,
    Refusal,
    Size,
    hushed,
    language,
    language_option,
    one_line,
    say_wrong,
    t,
)

if TYPE_CHECKING:
    from segviz.analysis.check import Claim
    from segviz.engine import Run
    from segviz.images import Picture
    from segviz.weights import Card

WORKING_SIZE = 512
# Commands of other packages: name -> module that defines it, help.
LATER = {
    "train": ("segviz.train.cli", "cli-train-help"),
    "evaluate": ("segviz.train.cli", "cli-evaluate-help"),
}


@click.group(cls=Program, help="cli-help", context_settings={"show_default": True})
@language_option
def cli() -> None: ...


def option(*names: str, help: str, **rest: Any) -> Callable[[Any], Any]:
    """A click option whose ``help`` is a catalogue's id."""
    return click.option(*names, cls=Option, help=help, **rest)


def _dump(data: object) -> None:
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


# -- models ------------------------------------------------------------------------------------------------------------


@cli.command(help="cli-models-help")
@option("--json", "as_json", is_flag=True, help="cli-json-help")
def models(as_json: bool) -> None:
    from segviz.weights import card_for

    rows = []
    for entry in zoo.MODELS.values():
        card = card_for(entry.name)
        trained = card.name if card else "untrained"
        params = zoo.graph(entry.name).params
        row = {"name": entry.name, "family": entry.family, "params": params, "classes": entry.classes}
        rows.append(row | {"weights": trained})
    if as_json:
        _dump(rows)
    else:
        _table(("name", "family", "params", "classes", "weights"), [_model_cells(row) for row in rows], right=(2, 3))


def _model_cells(row: dict[str, Any]) -> list[str]:
    weights = t("shell-untrained") if row["weights"] == "untrained" else row["weights"]
    return [row["name"], row["family"], f"{row['params']:,}", str(row["classes"]), weights]


def _table(columns: Iterable[str], rows: list[list[str]], right: Iterable[int] = ()) -> None:
    from segviz.tables import aligned

    click.echo(aligned([t(f"cli-column-{column}") for column in columns], rows, right), nl=False)


# -- shapes ------------------------------------------------------------------------------------------------------------


@cli.command(help="cli-shapes-help")
@click.argument("name")
@option("--size", type=Size(), help="cli-shapes-size-help")
@option("--classes", type=click.IntRange(1, 10_000), help="cli-classes-help")
@option("--channels", type=click.IntRange(1, 1000), help="cli-channels-help")
@option("--geometry", help="cli-geometry-help")
@option("--json", "form", flag_value="json", help="cli-json-help")
@option("--csv", "form", flag_value="csv", help="cli-csv-help")
@option("--markdown", "form", flag_value="markdown", help="cli-markdown-help")
def shapes(
    name: str,
    size: tuple[int, int] | None,
    classes: int | None,
    channels: int | None,
    geometry: str | None,
    form: str | None,
) -> None:
    from segviz import tables

    graph = zoo.graph(name, classes, channels, geometry)
    height, width = size or (graph.nearest_legal(WORKING_SIZE),) * 2
    if form == "json":
        _dump(tables.shape_data(graph, (height, width)))
    elif form == "csv":
        click.echo(tables.shape_csv(graph, (height, width)), nl=False)
    elif form == "markdown":
        click.echo(tables.shape_markdown(graph, (height, width), language()), nl=False)
    else:
        text = tables.shape_text(graph, (height, width), language())
        output = "×".join(map(str, tables.shape_data(graph, (height, width))["output"]))
        given = f"{graph.in_channels}×{height}×{width}"
        click.echo(t("cli-shapes-title", model=name, input=given, output=output, params=f"{graph.params:,}"))
        click.echo(text, nl=False)


# -- run ---------------------------------------------------------------------------------------------------------------


@cli.command(help="cli-run-help")
@click.argument("images", nargs=-1, required=True, metavar="IMAGE...")
@option("--model", required=True, help="cli-model-help")
@option("--out", required=True, type=click.Path(path_type=Path), help="cli-out-help")
@option("--size", type=click.IntRange(16, 2048), default=WORKING_SIZE, help="cli-size-help")
@option("--fit", type=click.Choice(MODES), default=MODES[0], help="cli-fit-help")
@option("--geometry", help="cli-geometry-help")
@option("--weights", default="default", help="cli-weights-help")
@click.pass_context
def run(ctx: click.Context, images: tuple[str, ...], model: str, out: Path, **options: Any) -> None:
    from segviz.weights import WeightsError

    zoo.graph(model, geometry=options["geometry"])  # a wrong name is said before the wait for torch
    wrong = 0
    for image, folder in zip(images, folder_names(images), strict=True):
        try:
            done = _run_one(Path(image), model, out / folder, options)
            click.echo(one_line(done))
        except WeightsError:
            raise  # the same for every picture
        except UserError as error:
            wrong += 1
            say_wrong(t("cli-refused", file=image, reason=t(error.code, **error.facts)))
    if wrong:
        ctx.exit(Refusal.exit_code)


def _run_one(image: Path, model: str, folder: Path, options: dict[str, Any]) -> str:
    """Run one picture and write its record; returns the line that says so."""
    picture = _decoded(image)
    from segviz.engine import analyse
    from segviz.record import write

    recorded: Run = analyse(picture, model, **options)
    try:
        about = write(recorded, folder, image.name)
    except OSError as error:
        raise UserError("cli-not-written", folder=folder, reason=error.strerror or error) from error
    trained = recorded.card.name if recorded.card else t("shell-untrained")
    size = "×".join(map(str, about["input"]))
    return t("cli-ran", file=image, model=model, weights=trained, size=size, folder=folder)


# -- check -------------------------------------------------------------------------------------------------------------


@cli.command(help="cli-check-help")
@click.argument("image", required=False, type=click.Path(path_type=Path))
@option("--model", default="fcn", help="cli-model-help")
@option("--size", type=click.IntRange(16, 2048), default=WORKING_SIZE, help="cli-size-help")
@option("--fit", type=click.Choice(MODES), default=MODES[0], help="cli-fit-help")
@option("--geometry", help="cli-geometry-help")
@option("--weights", default="default", help="cli-weights-help")
@option("--json", "as_json", is_flag=True, help="cli-json-help")
@click.pass_context
def check(ctx: click.Context, image: Path | None, model: str, as_json: bool, **options: Any) -> None:
    zoo.graph(model, geometry=options["geometry"])
    picture = _picture(image)
    from segviz.analysis import check as proof
    from segviz.engine import analyse

    recorded: Run = analyse(picture, model, **options)
    claims = proof.check(recorded)
    if as_json:
        _dump(proof.report(recorded, claims))
    else:
        rows = [[*_claim_cells(claim), claim.sentence(language())] for claim in claims]
        _table(("passed", "measured", "bound", "subject", "claim"), rows, right=(1, 2))
    ctx.exit(0 if all(claim.passed for claim in claims) else 1)


def _picture(image: Path | None) -> Picture:
    """The picture in the file, or the bundled cat."""
    from segviz import samples

    if image is None:
        return samples.load("cat")[0]
    try:
        return _decoded(image)
    except UserError as error:
        raise UserError("cli-refused", file=image, reason=t(error.code, **error.facts)) from error


def _decoded(image: Path) -> Picture:
    from segviz.images import decode

    with hushed():
        return decode(read_picture(image))


def _claim_cells(claim: Claim) -> list[str]:
    passed = t("cli-check-passed") if claim.passed else t("cli-check-failed")
    return [passed, f"{claim.measured:.2g}", f"{claim.bound:.2g}", claim.subject]


# -- weights -----------------------------------------------------------------------------------------------------------


@cli.group(cls=Group, help="cli-weights-group-help")
def weights() -> None: ...


@weights.command("list", help="cli-weights-list-help")
@option("--json", "as_json", is_flag=True, help="cli-json-help")
def list_weights(as_json: bool) -> None:
    from segviz.weights import cards, unusable

    rows = [_weights_row(card) for card in cards()]
    if as_json:
        _dump(rows)
    else:
        _table(("name", "models", "classes", "file", "state"), [_weights_cells(row) for row in rows], right=(2,))
    for error in unusable():
        click.echo(one_line(t(error.code, **error.facts)), err=True)


def _weights_row(card: Card) -> dict[str, Any]:
    from segviz.weights import WeightsError, verify

    problem = None
    try:
        verify(card)
    except WeightsError as error:
        problem = t(error.code, **error.facts)
    return {
        "name": card.name,
        "models": list(card.models),
        "classes": [known.name for known in card.classes],
        "trained_on": card.trained_on.get(language()),
        "file": str(card.path),
        "problem": problem,
    }


def _weights_cells(row: dict[str, Any]) -> list[str]:
    state = row["problem"] or t("cli-weights-fine")
    return [row["name"], ", ".join(row["models"]), str(len(row["classes"])), row["file"], state]


@weights.command("import", help="cli-weights-import-help")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@option("--model", type=click.Choice(tuple(ORIGINS)), help="cli-weights-model-help")
@option("--torchvision", is_flag=True, help="cli-weights-torchvision-help")
def import_weights(file: Path | None, model: str | None, torchvision: bool) -> None:
    own = file is not None and file.suffix == ".safetensors"
    if torchvision == (file is not None) or (file is not None and not own) != (model is not None):
        raise click.UsageError(t("cli-weights-import-usage"), click.get_current_context())
    from segviz import published

    if file and model:
        card = published.import_file(file, model)
    else:
        card = published.import_own(file) if file else published.import_torchvision()
    click.echo(one_line(t("cli-imported", name=card.name, models=", ".join(card.models), file=card.path)))


# -- commands of other packages ----------------------------------------------------------------------------------------


def _mount(name: str, module: str, help: str) -> None:
    """A command that lives elsewhere, imported when it is called: what it needs may not be installed."""

    @cli.command(name, help=help, add_help_option=False, context_settings={"ignore_unknown_options": True})
    @click.argument("rest", nargs=-1, type=click.UNPROCESSED, metavar="...")
    @click.pass_context
    def command(ctx: click.Context, rest: tuple[str, ...]) -> None:
        try:
            real: click.Command = getattr(importlib.import_module(module), name)
            with real.make_context(name, list(rest), parent=ctx.parent) as inner:
                real.invoke(inner)
        except ModuleNotFoundError as error:
            package = (error.name or "").split(".")[0]
            if package == "segviz":
                raise
            raise UserError("cli-needs-packages", command=name, package=package) from error


for _name, (_module, _help) in LATER.items():
    _mount(_name, _module, _help)
