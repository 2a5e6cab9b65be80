"""Shape tables: every layer of every network for any size, and the article, the papers and ours side by side."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from segviz import weights
from segviz.analysis import lineages
from segviz.analysis.lineages import Table
from segviz.geometry import Graph, Row, SizeError
from segviz.models import zoo
from segviz.tables import shape_csv, shape_markdown
from segviz.ui import choices, sidebyside

if TYPE_CHECKING:
    from segviz.ui.context import Context

# The sizes of the papers' and the article's own examples.
SIDES = {"fcn": 512, "unet": 572, "vgg": 224}
LARGEST = 4096
FIELD = 150  # pixels, as are these columns, which fit beside the sidebar of a laptop's window
COUNT = {"params": 108, "macs": 132, "memory": 112, "giga-macs": 90, "megabytes": 90}
NARROW = {"channels": 48, "height": 46, "width": 46, "stride": 54, "field": 80, "field-min": 80}
PARTS = ("layers", "lineages", "networks")
COUNTS = ("params", "macs", "memory")

Size = tuple[int, int]


def render(context: Context) -> None:
    """Draw the inputs and the part that is chosen."""

    def text(name: str) -> str:
        return context.t(f"tables-part-{name}")

    part = choices.segments("part", context.t("tables-part"), PARTS, PARTS[0], text, label_visibility="collapsed")
    if part == "layers":
        _layers(context)
    elif part == "lineages":
        sidebyside.show(context, SIDES, _size)
    else:
        _networks(context)


def _size(context: Context, default: int) -> Size:
    """The two fields for an input size."""
    height = choices.number("height", context.t("tables-height"), 1, LARGEST, default, width=FIELD)
    return height, choices.number("width", context.t("tables-width"), 1, LARGEST, default, width=FIELD)


# -- one network -----------------------------------------------------------------------------------------------------


def _layers(context: Context) -> None:
    entry = zoo.MODELS[context.model]
    default = zoo.graph(context.model).nearest_legal(SIDES[entry.family])
    with st.container(horizontal=True):
        size = _size(context, default)
        classes = choices.number("classes", context.t("tables-classes"), 1, 1000, entry.classes, width=FIELD)
        geometry = _geometry(context, entry.geometries)
    _trained(context, classes)
    try:
        table = lineages.table(context.model, size, classes, geometry)
    except SizeError as error:
        st.error(context.t(error.code, **error.facts))
        _offer(context, zoo.graph(context.model, classes, geometry=geometry), size, default)
        return
    _totals(context, table)
    _rows(context, table)
    _downloads(context, table)


def _geometry(context: Context, names: tuple[str, ...]) -> str | None:
    if len(names) < 2:
        return None
    words = context.t("tables-geometry")
    return choices.segments("geometry", words, names, names[0], text=lambda name: context.t(f"tables-geometry-{name}"))


def _trained(context: Context, classes: int) -> None:
    """Say so where the table is for another number of classes than the weights of the other pages."""
    card = weights.card_for(context.model)
    if card and len(card.classes) != classes:
        st.caption(context.t("tables-trained-classes", model=context.model, trained=len(card.classes), classes=classes))


def _offer(context: Context, graph: Graph, size: Size, default: int) -> None:
    """A button for each size nearby that fits."""
    with st.container(horizontal=True):
        for height, width in nearby(graph, size):
            words = context.t("tables-use", height=str(height), width=str(width))
            st.button(words, key=f"use-{height}-{width}", on_click=_use, args=(height, width, default))


def nearby(graph: Graph, size: Size) -> list[Size]:
    """The nearest (H, W) that fits, then the one with the next smaller and the one with the next larger sides."""
    around = [(n, n) if graph.fits(n) else graph.neighbours(n) for n in size]
    pairs = [(below or above, above) for below, above in around]
    nearest = tuple(min(pair, key=lambda n: abs(n - side)) for pair, side in zip(pairs, size, strict=True))
    (top, bottom), (left, right) = pairs
    return list(dict.fromkeys([(nearest[0], nearest[1]), (top, left), (bottom, right)]))


def _use(height: int, width: int, default: int) -> None:
    for key, side in (("height", height), ("width", width)):
        choices.put(key, None if side == default else str(side))


def _totals(context: Context, table: Table) -> None:
    output = table.row(next(iter(table.graph.outputs.values()))).out
    params, macs, memory = (sum(getattr(row, count) for row in table.rows) for count in COUNTS)
    values = {
        "output": "×".join(map(str, output)),
        "params": f"{params:,}",
        "macs": f"{macs:,}",
        "memory": context.t("tables-megabytes", megabytes=f"{memory / 1e6:,.1f}"),
    }
    with st.container(horizontal=True, gap="medium", key="totals"):
        for name, value in values.items():
            st.metric(context.t(f"tables-metric-{name}"), value, width="content")


def _rows(context: Context, table: Table) -> None:
    """The table, and the totals of what it shows."""
    shown = _filtered(context, table)
    chosen = [table.rows[place] for place in shown]
    frame = columns(context, chosen)
    settings = {name: _column(context, name, table) for name in frame}
    st.dataframe(frame, column_config=settings, hide_index=True, width="stretch", height=min(600, 38 + 35 * len(shown)))
    params, macs, memory = (f"{sum(getattr(row, count) for row in chosen):,}" for count in COUNTS)
    counts = {"rows": len(chosen), "all": len(table.rows)}
    st.caption(context.t("tables-sum", params=params, macs=macs, memory=memory, **counts))


def _filtered(context: Context, table: Table) -> list[int]:
    """The places of the rows that the two filters leave."""
    kinds = list(dict.fromkeys(row.kind for row in table.rows))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = context.t("tables-kinds")
        say = partial(_kind, context)
        wanted = st.pills(words, kinds, selection_mode="multi", key="tables-kinds", format_func=say)
        text = st.text_input(context.t("tables-search"), key="tables-search", width=220).strip().lower()
    return [
        place
        for place, row in enumerate(table.rows)
        if (not wanted or row.kind in wanted) and (text in row.name.lower() or text in row.block.lower())
    ]


def _kind(context: Context, kind: str) -> str:
    return context.t(f"stages-kind-{kind}")


def columns(context: Context, rows: list[Row]) -> dict[str, list[Any]]:
    """The rows as columns of plain values; a block has no counts of its own."""
    counted = {count: [None if r.kind == "block" else getattr(r, count) for r in rows] for count in COUNTS}
    return {
        "name": [r.name for r in rows],
        "kind": [_kind(context, r.kind) for r in rows],
        "channels": [r.out[0] for r in rows],
        "height": [r.out[1] for r in rows],
        "width": [r.out[2] for r in rows],
        "stride": [r.stride for r in rows],
        "field": [r.receptive_field for r in rows],
        "field-min": [r.receptive_field_min for r in rows],
        **counted,
        "offset": [r.offset for r in rows],
    }


def _column(context: Context, name: str, table: Table) -> Any:
    words = context.t(f"tables-column-{name}")
    helped = ("kind", "stride", "offset", "field", "field-min", "macs", "memory")
    about = context.t(f"tables-help-{name}") if name in helped else None
    if name in COUNTS:
        most = max(getattr(row, name) for row in table.rows) or 1
        return _bars(words, most, COUNT[name], about)
    if name in ("name", "kind"):
        return st.column_config.TextColumn(words, help=about, pinned=name == "name")
    return st.column_config.NumberColumn(words, help=about, format="%g", width=NARROW.get(name))


def _bars(words: str, most: float, width: int, about: str | None = None, form: str = "localized") -> Any:
    """A column of counts, each with a bar."""
    return st.column_config.ProgressColumn(words, help=about, format=form, min_value=0, max_value=most, width=width)


def _downloads(context: Context, table: Table) -> None:
    """The whole table, whatever the filters leave out."""
    height, width = table.size
    name = f"{table.graph.name}-{height}x{width}"
    with st.container(horizontal=True):
        for form, ending, write in (("csv", "csv", _csv), ("markdown", "md", _markdown)):
            st.download_button(
                context.t(f"tables-{form}"),
                data=lambda write=write: write(context, table),  # type: ignore[misc]
                file_name=f"{name}.{ending}",
                key=f"download-{form}",
                icon=":material/download:",
                on_click="ignore",
            )


def _csv(_: Context, table: Table) -> str:
    return shape_csv(table.graph, table.size)


def _markdown(context: Context, table: Table) -> str:
    return shape_markdown(table.graph, table.size, context.language)


# -- all networks ----------------------------------------------------------------------------------------------------


def _networks(context: Context) -> None:
    with st.container(horizontal=True):
        size = _size(context, SIDES["fcn"])
    found = {name: lineages.table_near(name, size) for name in zoo.MODELS}
    outputs = [table.row(next(iter(table.graph.outputs.values()))) for table in found.values()]
    frame: dict[str, Any] = {
        "network": list(found),
        "lineage": [context.t(f"shell-lineage-{zoo.MODELS[name].lineage}") for name in found],
        "input": ["×".join(map(str, (table.graph.in_channels, *table.size))) for table in found.values()],
        "output": ["×".join(map(str, row.out)) for row in outputs],
        "coarsest": [max(row.stride for row in table.rows) for table in found.values()],
        "output-field": [row.receptive_field for row in outputs],
    }
    totals = {count: [sum(getattr(r, count) for r in table.rows) for table in found.values()] for count in COUNTS}
    frame["params"] = totals["params"]
    frame["giga-macs"] = [macs / 1e9 for macs in totals["macs"]]
    frame["megabytes"] = [memory / 1e6 for memory in totals["memory"]]
    settings = {name: _summary(context, name, values) for name, values in frame.items()}
    st.dataframe(frame, column_config=settings, hide_index=True, width="stretch", height="content")
    st.caption(context.t("tables-networks-note", height=str(size[0]), width=str(size[1])))


def _summary(context: Context, name: str, values: list[Any]) -> Any:
    words = context.t(f"tables-column-{name}")
    if name in COUNT:
        return _bars(words, max(values), COUNT[name], form="localized" if name == "params" else "%.1f")
    if name in ("coarsest", "output-field"):
        return st.column_config.NumberColumn(words, format="%g")
    return st.column_config.TextColumn(words, pinned=name == "network")
