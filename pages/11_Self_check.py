"""Self-check: every claim, measured."""

from segviz.ui.shell import show

show("check")
