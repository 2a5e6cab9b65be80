"""Figure 5: how far the resident memory grows over many pictures, against the budget. Runs in a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from bench.figures import Figure

ROOT = Path(__file__).resolve().parents[1]


def memory(pictures: int, size: int, budget_mb: int) -> Figure:
    """The largest growth over ``pictures`` different pictures, divided by the budget."""
    options = ["--pictures", str(pictures), "--size", str(size)]
    environment = os.environ | {"SEGVIZ_CACHE_MB": str(budget_mb)}
    done = subprocess.run(
        [sys.executable, "-m", "bench.memory", *options], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return Figure("memory", found["growth_mb"] / budget_mb, 1.10, parts=found)


def growth(pictures: int, size: int) -> dict[str, float]:
    """Megabytes of growth after each picture's pass, at the most, and what the engine says it holds."""
    import numpy as np
    import psutil

    from segviz.engine import engine
    from segviz.images import from_pixels

    process, own = psutil.Process(), engine()
    # Two pictures first: networks, libraries and the working memory of a pass are there for good.
    start, largest = 0, 0
    for seed in range(-2, pictures):
        if seed == 0:
            own.kept.clear()
            start = process.memory_info().rss
        pixels = np.random.default_rng(seed + 2).integers(0, 256, (size, size, 3), dtype=np.uint8)
        own.analyse(from_pixels(pixels), "fcn", size=size, weights="untrained")
        largest = max(largest, process.memory_info().rss)
    return {"growth_mb": (largest - start) / 2**20, "held_mb": own.kept.used / 2**20, "passes": own.passes}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    given = parser.parse_args()
    print(json.dumps(growth(given.pictures, given.size)))
