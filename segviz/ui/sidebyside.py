"""The article's, the paper's and our network side by side: what corresponds, what is aligned, what differs and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import streamlit as st

from segviz.analysis import lineages
from segviz.analysis.alignment import decimal, gaps
from segviz.analysis.differences import Difference, differences
from segviz.analysis.lineages import LINEAGES, Landmark, Table
from segviz.models import zoo
from segviz.ui import choices

if TYPE_CHECKING:
    from segviz.ui.context import Context

NOTHING = "—"
ARROW = " → "


def show(context: Context, sides: Mapping[str, int], ask: Callable[[Context, int], tuple[int, int]]) -> None:
    """Draw the comparison of a family; ``ask`` draws the fields for a size, ``sides`` has each family's default."""
    family = zoo.MODELS[context.model].family
    names = tuple(LINEAGES)
    default = family if family in names else names[0]
    family = choices.segments(
        "family", context.t("tables-family"), names, default, text=lambda name: context.t(f"tables-family-{name}")
    )
    with st.container(horizontal=True):
        size = ask(context, sides[family])
    tables = [lineages.table_near(name, size) for name in LINEAGES[family]]
    with st.container(key="lineages"):
        st.caption(context.t("tables-marked", height=str(size[0]), width=str(size[1])))
        st.markdown(_correspondence(context, tables))
        st.subheader(context.t("tables-meetings"), anchor=False)
        st.caption(context.t("tables-meetings-note"))
        st.markdown(_alignment(context, tables))
    st.subheader(context.t("tables-differences"), anchor=False)
    _explained(context, differences(family, tables))


def _correspondence(context: Context, tables: list[Table]) -> str:
    rows = [[_role(context, mark), *_cells(mark)] for mark in lineages.landmarks(tables)]
    return _markdown([context.t("tables-role"), *(_heading(context, table) for table in tables)], rows)


def _heading(context: Context, table: Table) -> str:
    height, width = table.size
    lineage = context.t(f"tables-lineage-{zoo.MODELS[table.graph.name].lineage}")
    return f"{lineage} `{table.graph.name}` {context.t('tables-at', height=str(height), width=str(width))}"


def _role(context: Context, mark: Landmark) -> str:
    return context.t(f"tables-role-{mark.role}", number=mark.number)


def _cells(mark: Landmark) -> list[str]:
    """Name and C × H × W of each network, what differs from the paper's marked."""
    cells = []
    for row, channels, size in zip(mark.rows, mark.other_channels, mark.other_size, strict=True):
        if row is None:
            cells.append(NOTHING)
            continue
        count, height, width = row.out
        cells.append(f"`{row.name}` {_marked(str(count), channels)}×{_marked(f'{height}×{width}', size)}")
    return cells


def _marked(text: str, yes: bool) -> str:
    return f":orange-background[{text}]" if yes else text


def _alignment(context: Context, tables: list[Table]) -> str:
    """A row for each fusion and one for the output."""
    met = [_meetings(context, table) for table in tables]
    rows = [[str(number), *row] for number, row in enumerate(zip(*met, strict=True), 1)]
    ends = [lineages.output_shift(table.graph, table.size[1]) for table in tables]
    rows.append([context.t("tables-output-shift"), *(_shift(context, "tables-output-shifted", end) for end in ends)])
    return _markdown([context.t("tables-fusion"), *(_heading(context, table) for table in tables)], rows)


def _meetings(context: Context, table: Table) -> list[str]:
    """Each fusion of a network: where its two streams lie, and how far apart."""
    frames = table.graph.frames(table.size[1])
    found = []
    for fusion, gap in gaps(table.graph, table.size[1]).items():
        deep, skip = (decimal(frame.offset) for frame in frames[fusion])
        where = context.t("tables-met", skip=skip, deep=deep)
        found.append(f"`{fusion}` {where}: {_shift(context, 'tables-shifted', gap)}")
    return found


def _shift(context: Context, key: str, shift: Fraction) -> str:
    return _marked(context.t(key, shift=decimal(shift)), True) if shift else context.t("tables-aligned")


def _explained(context: Context, found: list[Difference]) -> None:
    """Every difference in a box of its own, two side by side."""
    for start in range(0, len(found), 2):
        for column, difference in zip(st.columns(2), found[start : start + 2], strict=False):
            with column.container(border=True, height="stretch"):
                st.markdown(f"**{context.t(f'tables-differs-{difference.code}-title')}**")
                st.markdown(context.t(f"tables-differs-{difference.code}", **_facts(context, difference)))


def _facts(context: Context, difference: Difference) -> dict[str, str]:
    """Numbers as they are, chains of operations in words."""
    chains = {
        name: ARROW.join(context.t(f"stages-kind-{kind}") for kind in kinds)
        for name, kinds in difference.chains.items()
    }
    return difference.facts | chains


def _markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
