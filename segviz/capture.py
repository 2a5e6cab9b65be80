"""Forward hooks in, an ordered Trace of Stages out, nothing left behind."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from weakref import WeakKeyDictionary

from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from segviz.geometry import INPUT, Frame, Graph, Op
from segviz.models.network import Network

Keep = Callable[[Op], bool]
# (operation, its inputs, its output) -> what replaces the output, or None: how an ablation acts, inside one pass only.
Edit = Callable[[Op, tuple[Tensor, ...], Tensor], Tensor | None]

# A kept tensor (N, C, H, W) -> what is stored of it.
Take = Callable[[Tensor], Tensor]

_locks: WeakKeyDictionary[nn.Module, threading.RLock] = WeakKeyDictionary()
_locks_guard = threading.Lock()


@dataclass(frozen=True)
class Stage:
    """One operation's output in one pass.

    ``shape`` is (C, H, W); ``frames`` places its cells on the network's input, one a stream that it merges;
    ``receptive_field`` is in input pixels, the largest over all phases and the smallest; ``stride`` in input pixels.
    """

    name: str
    kind: str
    block: str
    shape: tuple[int, int, int]
    frames: tuple[Frame, ...]
    params: int
    macs: int
    receptive_field: int
    receptive_field_min: int

    @property
    def stride(self) -> float:
        """Input pixels from one cell to the next."""
        return float(self.frames[0].scale)


@dataclass(frozen=True)
class Trace:
    """The ordered stages of one pass, and the tensors (C, H, W) that were kept of it."""

    stages: tuple[Stage, ...]
    tensors: dict[str, Tensor]

    def __getitem__(self, name: str) -> Stage:
        return next(stage for stage in self.stages if stage.name == name)

    def __iter__(self) -> Iterator[Stage]:
        return iter(self.stages)


def keeper(graph: Graph) -> Keep:
    """The default choice: pooling, score, skip, crop, fusion and decoder tensors.

    A skip is what a merge or a crop takes from the encoder; of a decoder block, its up-sampling and its last output.
    """
    merges = [op for op in graph.ops if op.kind in ("crop", "concat", "sum")]
    skips = {op.inputs[0] for op in merges}
    last = {op.block: op.name for op in graph.ops if op.block}
    scores = {op.name for op in graph.ops if op.name.startswith("score")}
    chosen = skips | set(last.values()) | scores | set(graph.outputs.values())
    kinds = ("pool", "up", "crop", "concat", "sum")
    deep_head = {op.inputs[0] for op in graph.ops if op.name in ("score_fr", "fc8")}
    return lambda op: op.kind in kinds or op.name in chosen | deep_head


class Recorder:
    """Records every operation of a network's passes while it is entered.

    The hooks are gone on leaving, after an exception too. A network is recorded by one thread at a time (others wait),
    and only the recording thread's own passes are seen. Meanwhile a ReLU whose input nobody keeps works in place,
    which spares memory traffic.

    Args:
        keep: which operations' tensors to keep; the others leave their shape only.
        edit: may replace an operation's output.
        take: what is kept of a tensor, made while the pass runs, so that the network's own, larger ones need not stay;
            without it those are kept: copy them before they outlive the pass.
    """

    def __init__(
        self, network: Network, keep: Keep | None = None, edit: Edit | None = None, take: Take | None = None
    ) -> None:
        self.network, self.keep, self.edit, self.take = network, keep or keeper(network.graph), edit, take
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.tensors: dict[str, Tensor] = {}
        self._handles: list[RemovableHandle] = []
        self._in_place: list[nn.ReLU] = []
        with _locks_guard:
            self._lock = _locks.setdefault(network, threading.RLock())

    def __enter__(self) -> Recorder:
        self._lock.acquire()
        self._thread = threading.get_ident()
        try:
            for op in self.network.graph.ops:
                module = self.network.get_submodule(op.path)
                self._handles.append(module.register_forward_hook(self._hook(op)))
            self._overwrite()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for relu in self._in_place:
            relu.inplace = False
        self._in_place.clear()
        for handle in self._handles:
            handle.remove()
        self._handles.clear()
        self._lock.release()

    def _overwrite(self) -> None:
        """Let the ReLUs whose input is read by nobody else, and not kept, write over it."""
        graph = self.network.graph
        reads = Counter(name for op in graph.ops for name in op.inputs) + Counter(graph.outputs.values())
        for op in graph.ops:
            source = op.inputs[0]
            if op.kind == "relu" and source != INPUT and reads[source] == 1 and not self.keep(graph.op(source)):
                module = self.network.get_submodule(op.path)
                assert isinstance(module, nn.ReLU)
                module.inplace = True
                self._in_place.append(module)

    def _hook(self, op: Op) -> Callable[[nn.Module, tuple[Any, ...], Tensor], Tensor | None]:
        kept = self.keep(op)

        def hook(_: nn.Module, inputs: tuple[Any, ...], output: Tensor) -> Tensor | None:
            if threading.get_ident() != self._thread:
                return None
            replaced = self.edit(op, inputs, output) if self.edit else None
            value = output if replaced is None else replaced
            self.shapes[op.name] = tuple(value.shape)
            if kept:
                self.tensors[op.name] = self._taken(op, value, replaced is not None)
            return replaced

        return hook

    def _taken(self, op: Op, value: Tensor, edited: bool) -> Tensor:
        """What is kept of an output. A crop that cuts nothing is its input: that one is not stored twice."""
        source = op.inputs[0]
        whole = op.kind == "crop" and not edited and self.shapes.get(source) == tuple(value.shape)
        if whole and source in self.tensors:
            return self.tensors[source]
        return self.take(value) if self.take else value

    def trace(self) -> Trace:
        """The trace of the last pass, its tensors without the batch axis (the first of the batch)."""
        graph = self.network.graph
        size = self._size()
        rows = {row.name: row for row in graph.rows(size) if row.kind != "block"}
        frames = graph.frames(size[1])
        stages = []
        for name, shape in self.shapes.items():
            row = rows[name]
            assert row.out == shape[1:], f"{name}: the pass gave {shape[1:]}, the arithmetic {row.out}"
            stages.append(
                Stage(name, row.kind, row.block, row.out, frames[name], row.params, row.macs, row.receptive_field,
                      row.receptive_field_min)
            )  # fmt: skip
        return Trace(tuple(stages), {name: tensor[0] for name, tensor in self.tensors.items()})

    def _size(self) -> tuple[int, int]:
        # The first operation of every network here keeps the padding that tells the input's size from its output's.
        first = self.network.graph.ops[0]
        height, width = self.shapes[first.name][2:]
        grow = first.kernel - 1 - 2 * first.padding
        return height + grow, width + grow
