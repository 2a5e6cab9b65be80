"""Score ledger: what every stream brings to the scores of one pixel."""

from segviz.ui.shell import show

show("ledger")
