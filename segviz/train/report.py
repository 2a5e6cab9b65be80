"""An evaluation as a table for a terminal."""

from __future__ import annotations

from typing import Any

from segviz.terminal import t


def table(report: dict[str, Any]) -> str:
    """The figures of :func:`segviz.train.evaluate.evaluate`, one line an output, then IU by class."""
    results: dict[str, Any] = report["results"]
    lines = [t("train-measured", **{k: report[k] for k in ("model", "pictures", "split", "size")})]
    if report["missing"]:
        lines.append(t("train-missing", folders=", ".join(report["missing"])))
    if report["dropped"]:
        lines.append(t("train-dropped", count=report["dropped"]))
    bands = list(next(iter(results.values()))["boundary_iu"])
    lines.append(_line("", ["pixels", "mean IU", *(f"edge {band}" for band in bands)]))
    for label, figures in results.items():
        numbers = [figures["pixel_accuracy"], figures["mean_iu"], *figures["boundary_iu"].values()]
        lines.append(_line(label, [f"{number:.3f}" for number in numbers]))
    lines.append(_line("", list(results)))
    for name in next(iter(results.values()))["per_class"]:
        lines.append(_line(name, [f"{figures['per_class'][name]:.3f}" for figures in results.values()]))
    return "\n".join(lines)


def _line(head: str, cells: list[str]) -> str:
    return f"{head:<14}" + "".join(f"{cell:>9}" for cell in cells)
