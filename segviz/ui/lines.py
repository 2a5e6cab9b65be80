"""The alignment ledger as a table: one line an operation, those from which the crops and the shifts come marked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from segviz.analysis.alignment import Line, decimal
from segviz.analysis.coordinates import cell_at, pixel_at, step
from segviz.analysis.meetings import PICTURE, Meeting

if TYPE_CHECKING:
    from segviz.geometry import Op
    from segviz.ui.context import Context

COLUMNS = ("operation", "kind", "step", "cell", "pixel", "side")


def table(context: Context, lines: Sequence[Line], met: Sequence[Meeting], every: bool) -> str:
    """HTML of the lines, without those that move nothing unless ``every``; ``met``: where streams and outputs meet."""
    outputs = {meeting.stage: meeting for meeting in met if meeting.against == PICTURE}
    head = "".join(f"<th scope='col'>{escape(context.t(f'alignment-column-{column}'))}</th>" for column in COLUMNS)
    shown = (line for line in lines if every or moves(line) or line.op.name in outputs)
    rows = "".join(_row(context, line, outputs.get(line.op.name)) for line in shown)
    return f"<div class='segviz-lines'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def moves(line: Line) -> bool:
    """Whether a line is worth reading: it moves cells, cuts some, or joins two streams."""
    return line.before != line.after or line.crop is not None or line.gap is not None


def _row(context: Context, line: Line, output: Meeting | None) -> str:
    """A line; one that cuts, joins or misses the picture is marked and explained in a second one."""
    start = line.crop.first if line.crop else 0
    cells = (
        context.t(f"stages-kind-{line.op.kind}") + window(line.op),
        step(line.op, start),
        cell_at(line.after),
        pixel_at(line.after),
        str(line.side),
    )
    name = escape(line.op.name) + ("*" if output else "")
    text = f"<th scope='row'>{name}</th>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    notes = _notes(context, line, output)
    if not notes:
        return f"<tr>{text}</tr>"
    off = line.gap or (line.crop and line.crop.off) or (output and output.gap)
    mark = "off" if off else "right"
    note = escape(" ".join(notes))
    return f"<tr class='{mark}'>{text}</tr><tr class='{mark} note'><td colspan='{len(COLUMNS)}'><p>{note}</p></td></tr>"


def _notes(context: Context, line: Line, output: Meeting | None) -> list[str]:
    """What there is to say of a line."""
    notes = [context.t(line.note.code, **line.note.facts)] if line.crop or line.gap is not None else []
    if output and output.gap:
        facts = {"here": pixel_at(output.second), "there": pixel_at(output.first), "gap": decimal(abs(output.gap))}
        notes.append(context.t("alignment-output-off", **facts))
    return notes


def window(op: Op) -> str:
    """Kernel, stride and padding of an operation that has a window: " k3 s1 p1"."""
    return f" k{op.kernel} s{op.stride} p{op.padding}" if op.kind in ("conv", "pool", "up") else ""
