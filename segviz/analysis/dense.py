"""VGG16's classifier as the dense layers it was trained as, and as the convolutions it has become: the same numbers.

FCN, section 3.1 ("Adapting classifiers for dense prediction"): fc6 seen as a 7x7 convolution, fc7 and fc8 as 1x1 ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from torch import Tensor
from torch.nn import functional

if TYPE_CHECKING:
    from segviz.engine import OnWait, Run

SIDE = 224  # the input for which the convolutions have a single place to stand
LAYERS = ("fc6", "fc7", "fc8")
POOL = "pool5"

Parameters = Mapping[str, Tensor]


@dataclass(frozen=True)
class Layer:
    """One layer both ways: ``weights`` is the dense matrix's shape, ``error`` the largest difference between the two
    outputs before the ReLU, ``largest`` their largest absolute value."""

    name: str
    weights: tuple[int, int]
    kernel: int
    error: float
    largest: float

    @property
    def relative(self) -> float:
        """The error as a part of the largest value."""
        return self.error / self.largest if self.largest else self.error


@dataclass(frozen=True)
class Equality:
    """The classifier both ways: its layers, and the class scores (C,) of the dense and of the convolutional form."""

    layers: tuple[Layer, ...]
    dense: npt.NDArray[np.float32]
    convolutional: npt.NDArray[np.float32]

    def top(self, count: int) -> list[int]:
        """The classes with the largest dense scores, best first."""
        return [int(index) for index in np.argsort(-self.dense, kind="stable")[:count]]


def equality(run: Run, on_wait: OnWait | None = None) -> Equality:
    """The equality for a ``vgg16-heatmap`` run at ``SIDE`` x ``SIDE``.

    The dense form starts from the run's own pool5 (the layers before are convolutions in both forms), and goes its own
    way from there to the end.

    Raises:
        ValueError: for another network or input size.
    """
    names = {op.name for op in run.graph.ops}
    if not names.issuperset(LAYERS) or run.fitted.pixels.shape[:2] != (SIDE, SIDE):
        raise ValueError(f"{run.key.model} at {run.fitted.pixels.shape[:2]}")
    with run.engine.turn(on_wait):
        recorded = run.engine.exact(run, (POOL, *LAYERS))
        return compare(recorded, {name: run.engine.parameters(run, name) for name in LAYERS})


def compare(recorded: Mapping[str, Tensor], parameters: Mapping[str, Parameters]) -> Equality:
    """The dense form computed from ``recorded["pool5"]`` (C, 7, 7) against the recorded fc6, fc7 and fc8, (C, 1, 1).

    ``parameters``: each layer's "weight" (out, in, k, k) and "bias".
    """
    x, layers = recorded[POOL], []
    for name in LAYERS:
        weight, bias = parameters[name]["weight"], parameters[name]["bias"]
        # Rows and columns before channels, in both: what lies in memory so need not be copied.
        matrix, vector = weight.permute(0, 2, 3, 1).flatten(1), x.permute(1, 2, 0).flatten()
        dense = functional.linear(vector, matrix, bias)
        ours = recorded[name].flatten()
        error, largest = float((dense - ours).abs().max()), float(dense.abs().max())
        layers.append(Layer(name, (matrix.shape[0], matrix.shape[1]), weight.shape[2], error, largest))
        x = functional.relu(dense)[:, None, None]
    return Equality(tuple(layers), dense.numpy(), ours.numpy())
