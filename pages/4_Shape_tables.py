"""Shape tables: every layer of every network for any size."""

from segviz.ui.shell import show

show("tables")
