"""Layers: any stage of a network, looked at closely."""

from segviz.ui.shell import show

show("layers")
