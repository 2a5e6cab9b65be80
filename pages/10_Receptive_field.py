"""Receptive field: what a cell can see, and what of it counts."""

from segviz.ui.shell import show

show("field")
