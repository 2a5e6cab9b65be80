"""Ablation and ceiling: what a skip is worth, and what a coarse grid can reach at best."""

from segviz.ui.shell import show

show("ablation")
