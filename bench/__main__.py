"""``python -m bench [--json] [--quick] [FIGURE ...]``."""

from __future__ import annotations

import json

import click

from bench import machine, suite
from bench.figures import Figure


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(tuple(suite.FIGURES)), metavar="[FIGURE]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--quick", is_flag=True, help="Small sizes and few repeats: proves that everything runs, not how fast.")
def main(names: tuple[str, ...], as_json: bool, quick: bool) -> None:
    """Measure each FIGURE (all if none is named) against a baseline in the same run."""
    about = machine.machine() | {"quick": quick}
    found = []
    for name in names or suite.FIGURES:
        found.append(suite.apart(name, quick))
        click.echo(line(found[-1]), err=as_json)
    if as_json:
        report = {"machine": about, "figures": {figure.name: figure.data() for figure in found}}
        click.echo(json.dumps(report, indent=2))
    else:
        click.echo(", ".join(f"{key} {value}" for key, value in about.items()))


def line(figure: Figure) -> str:
    """The figure for a reader."""
    bound = ">=" if figure.least else "<="
    parts = ", ".join(f"{name} {value:.2f}" for name, value in (figure.parts or {}).items())
    verdict = "holds" if figure.holds else "MISSED"
    return f"{figure.name:17} {figure.value:8.2f} {figure.unit:2} {bound} {figure.goal:g}  {verdict}  {parts}".rstrip()


if __name__ == "__main__":
    main()
