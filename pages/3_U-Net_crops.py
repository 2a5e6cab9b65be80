"""U-Net crops: what the skips keep and what they lose."""

from segviz.ui.shell import show

show("crops")
