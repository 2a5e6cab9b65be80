"""Size sandbox: what fits, what fails first, what is lost."""

from segviz.ui.shell import show

show("sizes")
