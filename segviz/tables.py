"""Shape tables as text: aligned for a terminal, CSV, Markdown, and plain data for JSON. No torch."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width

from segviz.geometry import Graph, Row
from segviz.text import translate

Size = tuple[int, int]

_CSV = ("name", "kind", "channels", "height", "width", "stride", "offset", "receptive_field", "receptive_field_min")
_COUNTS = ("params", "macs", "memory")


def shape_data(graph: Graph, size: Size) -> dict[str, Any]:
    """The shape table for a picture of (H, W) as plain data, sizes as [C, H, W], rows in execution order.

    A block's row repeats its last operation's output and adds nothing to the totals. Raises SizeError.
    """
    shapes = graph.shapes(size)
    return {
        "model": graph.name,
        "input": [graph.in_channels, *size],
        "output": list(shapes[next(iter(graph.outputs.values()))]),
        "params": graph.params,
        "rows": [_row_data(row) for row in graph.rows(size)],
    }


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": row.kind,
        "out": list(row.out),
        "params": row.params,
        "macs": row.macs,
        "stride": row.stride,
        "receptive_field": row.receptive_field,
        "receptive_field_min": row.receptive_field_min,
    }


def shape_csv(graph: Graph, size: Size) -> str:
    """The shape table as CSV: offsets and receptive fields in input pixels, memory in bytes of float32."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_CSV, *_COUNTS))
    for row in graph.rows(size):
        fields = row.receptive_field, row.receptive_field_min
        counts = (getattr(row, count) for count in _COUNTS)
        writer.writerow((row.name, row.kind, *row.out, row.stride, row.offset, *fields, *counts))
    return out.getvalue()


def shape_markdown(graph: Graph, size: Size, language: str = "en") -> str:
    """The shape table in Markdown, totals last."""
    return markdown(*_cells(graph, size, language), right=range(2, 8))


def shape_text(graph: Graph, size: Size, language: str = "en") -> str:
    """The shape table aligned for a terminal, totals last."""
    return aligned(*_cells(graph, size, language), right=range(2, 8))


def _cells(graph: Graph, size: Size, language: str) -> tuple[list[str], list[list[str]]]:
    """Headings and rows; numbers with thousands separated by commas."""
    rows = graph.rows(size)
    columns = ("name", "kind", "size", "stride", "field", "params", "macs", "memory")
    head = [translate(language, f"cli-column-{column}") for column in columns]
    totals = [f"{sum(getattr(row, count) for row in rows):,}" for count in _COUNTS]
    return head, [*map(_words, rows), [translate(language, "cli-total"), "", "", "", "", *totals]]


def _words(row: Row) -> list[str]:
    size = "×".join(map(str, row.out))
    field = f"{row.receptive_field_min}-{row.receptive_field}"
    if row.receptive_field_min == row.receptive_field:
        field = str(row.receptive_field)
    counts = [] if row.kind == "block" else [f"{getattr(row, count):,}" for count in _COUNTS]
    return [row.name, row.kind, size, f"{row.stride:g}", field, *(counts or [""] * len(_COUNTS))]


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A Markdown table; the columns numbered in ``right`` are flush right."""
    flush = set(right)
    rule = ["---:" if i in flush else "---" for i in range(len(head))]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |\n" for row in (head, rule, *rows))


def aligned(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A table in columns for a terminal, Chinese characters counted twice as wide."""
    flush, table = set(right), [head, *rows]
    widths = [max(_width(row[i]) for row in table) for i in range(len(head))]
    lines = []
    for row in table:
        gaps = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        cells = [gap + cell if i in flush else cell + gap for i, (cell, gap) in enumerate(zip(row, gaps, strict=True))]
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
