"""FCN strides: 32s, 16s and 8s side by side."""

from segviz.ui.shell import show

show("strides")
