"""``python -m segviz``."""

from segviz.cli import cli

if __name__ == "__main__":
    cli()
