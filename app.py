"""The resolution ladder: every stage of a network at its true relative size."""

from segviz.ui.shell import show

show("home")
