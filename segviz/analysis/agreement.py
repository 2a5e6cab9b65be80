"""How far ``fast`` changes the answers: the share of pixels that get the same class as in float32."""

from __future__ import annotations

import numpy as np

from segviz import samples
from segviz.engine import Engine


def agreement(engine: Engine, model: str, size: int = 512, weights: str = "default") -> dict[str, float]:
    """For each bundled picture the smallest share over a network's outputs, 0 .. 1. Two passes a picture."""
    shares = {}
    for sample in samples.names():
        picture, _ = samples.load(sample.key)
        exact, fast = (
            engine.analyse(picture, model, size=size, weights=weights, precision=precision).masks
            for precision in ("float32", "fast")
        )
        shares[sample.key] = min(float(np.mean(mask == fast[label])) for label, mask in exact.items())
    return shares
