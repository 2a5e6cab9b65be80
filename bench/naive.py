"""The usual way to look into FCN-32s, 16s and 8s: three models in the default memory format, hooks that keep it all.

``python -m bench.naive SIDE`` makes such a pass for each line that it reads, and prints its seconds. Its process does
not ask for large memory pages, as a plain script would not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

ROOT = Path(__file__).resolve().parents[1]
PAGES = "THP_MEM_ALLOC_ENABLE"  # segviz asks for large memory pages, where nobody has said otherwise
STRIDES = ("32s", "16s", "8s")


@contextmanager
def process(side: int) -> Iterator[Iterator[float]]:
    """Seconds of one naive pass after the other, each made when it is asked for."""
    command = [sys.executable, "-m", "bench.naive", str(side)]
    pipe = subprocess.PIPE
    environment = os.environ | {PAGES: "0"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True) as made:
        assert made.stdin is not None
        assert made.stdout is not None
        yield _passes(made.stdin, made.stdout)
        made.stdin.close()


def _passes(ask: IO[str], answer: IO[str]) -> Iterator[float]:
    while True:
        print(file=ask, flush=True)
        yield float(answer.readline())


def main(side: int) -> None:
    import torch

    from segviz.models import zoo

    models = [zoo.build(f"fcn-{stride}") for stride in STRIDES]
    x = torch.randn(1, 3, side, side, generator=torch.Generator().manual_seed(side))
    kept: dict[str, Tensor] = {}

    def keep(name: str) -> Callable[..., None]:
        def hook(_: object, __: object, output: Tensor) -> None:
            kept[name] = output.detach()

        return hook

    for _ in sys.stdin:
        start = time.perf_counter()
        kept.clear()  # to give back what a pass kept is part of its cost, here as in ours
        for stride, model in zip(STRIDES, models, strict=True):
            hooks = [part.register_forward_hook(keep(f"{stride} {name}")) for name, part in model.named_modules()]
            with torch.no_grad():
                model(x).argmax(1)
            for hook in hooks:
                hook.remove()
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
