"""One stage in words and numbers: what its operation does, its row of the shape table, the arithmetic spelled out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from segviz import arithmetic, tables
from segviz.analysis import alignment
from segviz.geometry import INPUT, Op
from segviz.render import words

if TYPE_CHECKING:
    from segviz.capture import Stage
    from segviz.engine import Run
    from segviz.ui.context import Context

FLOAT = 4  # bytes
DENSE = ("fc6", "fc7")
HEATMAP = "vgg16-heatmap"
WINDOWED = ("conv", "pool", "up", "crop")


def what(context: Context, run: Run, stage: Stage) -> str:
    """What the operation does, in one sentence."""
    op = run.graph.op(stage.name)
    facts = {"kernel": str(op.kernel), "stride": str(op.stride), "channels": str(op.in_channels)}
    first, *others = op.inputs
    said = context.t(f"layers-does-{op.kind}", first=first, second=others[0] if others else "", **facts)
    dense = op.name in DENSE and context.model != HEATMAP
    return f"{said} {context.t('layers-was-dense')}" if dense else said


def row(context: Context, stage: Stage) -> str:
    """The stage's row of the shape table, in Markdown."""
    fields = ("name", "kind", "out", "stride", "sees", "params", "macs", "memory")
    head = [context.t(f"layers-column-{field}") for field in fields]
    kind = context.t(f"stages-kind-{stage.kind}")
    counts = [f"{count:,}" for count in (stage.params, stage.macs, _memory(stage.shape))]
    cells = [f"`{stage.name}`", kind, words.size(stage.shape), f"{stage.stride:g}", _field(stage), *counts]
    return tables.markdown(head, [cells], right=range(3, 8))


def _field(stage: Stage) -> str:
    least, most = stage.receptive_field_min, stage.receptive_field
    return str(most) if least == most else f"{least}–{most}"


def _memory(shape: tuple[int, int, int]) -> int:
    channels, height, width = shape
    return FLOAT * channels * height * width


def lines(context: Context, run: Run, stage: Stage) -> Iterator[str]:
    """The arithmetic, a line each: sides, channels, place, receptive field, parameters, MACs, memory."""
    op = run.graph.op(stage.name)
    shapes = {INPUT: (run.graph.in_channels, *run.fitted.pixels.shape[:2])} | {s.name: s.shape for s in run.stages}
    yield from _sides(context, op, [shapes[name] for name in op.inputs])
    if op.kind == "concat":
        yield context.t("layers-channels", formula=arithmetic.channels(op, *(shapes[name][0] for name in op.inputs)))
    place = alignment.ledger(run.graph, shapes[INPUT][2])[run.graph.ops.index(op)].note
    if place.code != "alignment-still":
        yield context.t(place.code, **place.facts)
    yield context.t("layers-field", formula=_field_formula(run, op, stage))
    if op.params:
        yield context.t("layers-params", formula=arithmetic.params(op))
    if stage.macs:
        yield context.t("layers-macs", formula=arithmetic.macs(op, shapes[op.inputs[0]][1:], stage.shape[1:]))
    size = "·".join(map(str, (FLOAT, *stage.shape)))
    yield context.t("layers-memory", formula=f"{size} = {_memory(stage.shape):,}")


def _sides(context: Context, op: Op, inputs: list[tuple[int, ...]]) -> Iterator[str]:
    """Height and width, in one line where they are equal."""
    height, width = (arithmetic.side(op, *(shape[axis] for shape in inputs)) for axis in (1, 2))
    if op.kind not in WINDOWED:
        yield context.t("layers-unchanged", height=str(inputs[0][1]), width=str(inputs[0][2]))
    elif height == width:
        yield context.t("layers-side", formula=height)
    else:
        yield context.t("layers-height", formula=height)
        yield context.t("layers-width", formula=width)


def _field_formula(run: Run, op: Op, stage: Stage) -> str:
    """How a window widens the receptive field, where that is one sum; else the field itself."""
    source = None if op.inputs[0] == INPUT else run.trace[op.inputs[0]]
    before, stride = (source.receptive_field, source.stride) if source else (1, 1.0)
    alike = source is None or source.receptive_field_min == before
    if op.kind in ("conv", "pool") and op.kernel > 1 and alike and stride == int(stride):
        return arithmetic.field(op, before, int(stride))
    return _field(stage)
