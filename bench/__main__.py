"""``python -m bench [--json] [--quick] [FIGURE ...]``."""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from bench import machine, memory, passes, second_look, server
from bench.figures import Figure

# Name -> (the full measurement, a quick one that proves little but that it runs).
FIGURES: dict[str, tuple[Callable[[], Figure], Callable[[], Figure]]] = {
    "capture_overhead": (lambda: passes.capture_overhead(512, 15), lambda: passes.capture_overhead(192, 3)),
    "three_strides": (lambda: passes.three_strides(512, 15), lambda: passes.three_strides(192, 3)),
    "vs_naive": (lambda: passes.vs_naive(512, 5), lambda: passes.vs_naive(192, 2)),
    "peak_of_machine": (lambda: passes.peak_of_machine(512, 5), lambda: passes.peak_of_machine(192, 2)),
    "second_look": (lambda: second_look.second_look(40), lambda: second_look.second_look(4)),
    "memory": (lambda: memory.memory(200, 256, 512), lambda: memory.memory(12, 128, 32)),
    "cold_start": (lambda: server.cold_start(3), lambda: server.cold_start(1)),
    "scaling": (lambda: passes.scaling(passes.SIDES, 9), lambda: passes.scaling((96, 192), 2)),
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(tuple(FIGURES)), metavar="[FIGURE]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--quick", is_flag=True, help="Small sizes and few repeats: proves that everything runs, not how fast.")
def main(names: tuple[str, ...], as_json: bool, quick: bool) -> None:
    """Measure each FIGURE (all if none is named) against a baseline in the same run."""
    about = machine.machine() | {"quick": quick}
    found = []
    for name in names or FIGURES:
        found.append(FIGURES[name][quick]())
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
