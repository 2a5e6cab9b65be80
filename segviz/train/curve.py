"""The picture of a training: losses and learning rate over time, from the CSV log."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

LOGS = "log/metrics*.csv"


def keep(out: Path) -> None:
    """Put the log of an interrupted training aside: the logger would begin by deleting it."""
    for path in (out / "log").glob("metrics.csv"):
        path.rename(path.with_name(f"metrics-{len(list(out.glob(LOGS))):03d}.csv"))


def read(out: Path) -> dict[str, list[tuple[float, float]]]:
    """Each figure in ``out``'s logs as (minutes, value) pairs; a line without a time gets the last known one."""
    found: dict[str, list[tuple[float, float]]] = {}
    minutes = 0.0
    for line in _lines(out):
        minutes = float(line.get("minutes") or minutes)
        for name, value in line.items():
            if value and name not in ("epoch", "step", "minutes"):
                found.setdefault(name, []).append((minutes, float(value)))
    return found


def _lines(out: Path) -> Iterator[dict[str, str]]:
    for path in sorted(out.glob(LOGS)):  # metrics-001.csv, metrics-002.csv, metrics.csv
        with path.open(newline="") as stream:
            yield from csv.DictReader(stream)


def smooth(values: list[float], weight: float = 0.85) -> list[float]:
    """A running mean: each value counts ``1 - weight``, what came before ``weight``."""
    mean, result = values[0], []
    for value in values:
        mean = weight * mean + (1 - weight) * value
        result.append(mean)
    return result


def draw(out: Path) -> Path | None:
    """Draw ``out``'s log as ``curve.png`` beside it; None where nothing is logged yet."""
    figures = read(out)
    if not figures:
        return None
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    for name, points in sorted(figures.items()):
        times, values = zip(*points, strict=True)
        if name == "rate":
            below.plot(times, values)
        elif name != "loss":
            above.plot(times, smooth(list(values)), label=name.removeprefix("loss_"))
    above.set(ylabel="loss", yscale="log")
    above.legend(ncols=3)
    below.set(xlabel="minutes", ylabel="learning rate")
    path = out / "curve.png"
    figure.savefig(path, dpi=110)
    return path
