"""Fusion: what concatenating and adding make of the skip and the deep stream."""

from segviz.ui.shell import show

show("fusion")
