"""Alignment: where every cell lies, and where 19, 27, 31, 5 and 9 come from."""

from segviz.ui.shell import show

show("alignment")
