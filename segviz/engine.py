"""The only place that runs a network: a Picture and a network's name in, a Run (the record of one pass) out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from segviz import answers, inputs, overlap, replay, shortage
from segviz import weights as store
from segviz.answers import Mask
from segviz.capture import Keep, Recorder, Stage, Take, Trace
from segviz.edits import Ablation, editor
from segviz.fitting import SIZES
from segviz.geometry import INPUT, Graph
from segviz.images import Fitted, Picture, fit
from segviz.keeping import compact, default_budget, stores
from segviz.memory import compute, give_back, settle
from segviz.models import zoo
from segviz.models.network import Network
from segviz.store import Queue, Store
from segviz.weights import Card, ClassInfo

Array = npt.NDArray[np.float32]
OnWait = Callable[[int], None]
T = TypeVar("T")

NETWORKS_BUDGET = 1536 * 2**20
_log = logging.getLogger(__name__)


class Key(NamedTuple):
    """What a Run depends on, and nothing else."""

    picture: str
    model: str
    weights: str
    geometry: str
    size: int
    fit: str
    precision: str
    edits: tuple[Ablation, ...]


@dataclass(frozen=True, eq=False)
class Run:
    """The record of one pass.

    ``card`` is None where the weights are **untrained**. ``masks``: class ids (H, W) at the picture's own size, one for
    each of the graph's outputs ("32s", "16s", "8s", or "mask"); the type's largest value (255, or 65535 above 254
    classes) where nothing was predicted.
    """

    key: Key
    picture: Picture
    graph: Graph
    card: Card | None
    fitted: Fitted
    trace: Trace
    masks: dict[str, Mask]
    classes: tuple[ClassInfo, ...]
    engine: Engine

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages in execution order."""
        return self.trace.stages

    def tensor(self, name: str, on_wait: OnWait | None = None) -> Array:
        """A stage's tensor (C, h, w), float32; one that was not kept costs one more pass."""
        return self.engine.tensor(self, name, on_wait)

    def scores(self, label: str, on_wait: OnWait | None = None) -> Array:
        """An output's logits (classes, h, w) before the argmax."""
        return self.tensor(self.graph.outputs[label], on_wait)


@cache
def device() -> torch.device:
    """CUDA, an Apple GPU or the CPU, whatever is there."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


class _Made(Exception):
    """The run that one waits for is there."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run


def margin(graph: Graph) -> int:
    """Input pixels a side for which an unpadded network gives no output (92 for the paper's U-Net)."""
    side = graph.rule.minimum
    return (side - graph.out_side(side)) // 2 if graph.output_frame.scale == 1 else 0


class Engine:
    """Runs networks one pass at a time, and keeps runs and their tensors within ``budget`` bytes."""

    def __init__(self, budget: int | None = None) -> None:
        self.kept: Store[Any] = Store(default_budget() if budget is None else budget)
        self.networks: Store[Network] = Store(NETWORKS_BUDGET)
        self.queue = Queue()
        self.passes = 0

    def analyse(
        self,
        picture: Picture,
        model: str,
        *,
        size: int = 512,
        fit: str = "resize",
        geometry: str | None = None,
        weights: str = "default",
        precision: str = "float32",
        edits: Iterable[Ablation] = (),
        on_wait: OnWait | None = None,
    ) -> Run:
        """Run a network on a picture, or return the record of the same pass.

        Args:
            size: the working size's long side, in pixels, before it is fitted to the network.
            fit: "resize", "pad" or "mirror".
            weights: a card's name, "default" for the best there are, or "untrained".
            precision: "float32", or "fast" for bfloat16 where the processor has it.
            on_wait: told the queue position while others compute; whatever it raises gives the place up.

        Raises:
            UserError: for an unknown network or geometry, unusable weights, an impossible size, or too little memory
                (MemoryShort).
        """
        card = _card(model, weights)
        entry = zoo.entry(model)
        where = geometry or (entry.geometries[0] if entry.geometries else "")
        sha = card.sha256 if card else ""
        key = Key(picture.sha256, model, sha, where, size, fit, precision, tuple(edits))
        run: Run | None = self.kept.get(key)
        if run is None:
            work = partial(self._recorded, key, picture, card)
            try:
                run = self._turn(key, picture, card, self._unless_made(key, on_wait), work)
            except _Made as made:
                run = made.run
        return run

    def turn(self, on_wait: OnWait | None = None) -> AbstractContextManager[None]:
        """Hold the one place that computes for work of several passes: it then waits once, and what one pass leaves to
        the next does not lie in memory for each of those who wait."""
        return self.queue.turn(on_wait)

    def _unless_made(self, key: Key, on_wait: OnWait | None) -> OnWait:
        """``on_wait``, but one who waits for what somebody else has made meanwhile waits no longer."""

        def waiting(before: int) -> None:
            if (run := self.kept.get(key)) is not None:
                raise _Made(run)
            if on_wait:
                on_wait(before)

        return waiting

    def whole(self, run: Run, on_tile: Callable[[int, int], None], on_wait: OnWait | None = None) -> overlap.Whole:
        """The run's answers at the resolution of the picture itself, by overlap tiles; see :mod:`segviz.overlap`.

        Each tile waits for its own turn, so that others need not wait for all of them.
        """
        size = max(run.picture.size)
        key = (run.key._replace(size=size), "whole")
        found: overlap.Whole | None = self.kept.get(key)
        if found is None:
            how = (size, run.key.fit, margin(run.graph))
            work = partial(self._tile, run, on_wait)
            found = overlap.answer(run.picture, run.graph, run.card, how, work, on_tile)
            self.kept.put(key, found, sum(mask.nbytes for mask in found.masks.values()))
        return found

    def _tile(self, run: Run, on_wait: OnWait | None, x: Tensor) -> dict[str, Tensor]:
        def scores() -> dict[str, Tensor]:
            return self._forward(run.key, self._network(run.key, run.graph, run.card), x)

        return self._turn(run.key, run.picture, run.card, on_wait, scores)

    def tensor(self, run: Run, name: str, on_wait: OnWait | None = None) -> Array:
        """See :meth:`Run.tensor`. Raises KeyError for a stage that the network does not have."""

        def again() -> Tensor:
            found = self._found(run, name)
            if found is None:
                keep = stores(run.graph, name, bool(run.key.edits))
                trace, _ = self._pass(run.key, run.fitted, run.graph, run.card, keep, compact)
                self._store(run.key, trace)
                found = trace.tensors[name]
            return found

        found = self._found(run, name)
        if found is None:
            found = self._turn(run.key, run.picture, run.card, on_wait, again)
        return found.float().numpy()

    def _found(self, run: Run, name: str) -> Tensor | None:
        """A stage's tensor as it is stored; a concatenation is put together from its parts."""
        op, found = run.graph.op(name), self.kept.get((run.key, name))
        if found is not None or op.kind != "concat" or run.key.edits:
            return found
        parts = [part for source in op.inputs if (part := self._found(run, source)) is not None]
        return torch.cat(parts) if len(parts) == len(op.inputs) else None

    def exact(self, run: Run, names: Collection[str], on_wait: OnWait | None = None) -> dict[str, Tensor]:
        """Stages' tensors (C, h, w) as the pass computed them, in float32 where :meth:`tensor` may give values that
        were kept in half precision: one more pass if one of them was. "input" is the network's input."""
        found = {name: self.kept.get((run.key, name)) for name in names if name != INPUT}
        if not all(tensor is not None and tensor.dtype == torch.float32 for tensor in found.values()):
            work = partial(self._pass, run.key, run.fitted, run.graph, run.card, lambda op: op.name in found)
            trace, _ = self._turn(run.key, run.picture, run.card, on_wait, work)
            found = {name: trace.tensors[name].float().cpu() for name in found}
        start = {INPUT: inputs.feed(run.fitted, run.graph, run.card)[0]} if INPUT in names else {}
        return start | {name: tensor for name, tensor in found.items() if tensor is not None}

    def parameters(self, run: Run, name: str, on_wait: OnWait | None = None) -> dict[str, Tensor]:
        """A stage's own "weight" and "bias", on the CPU: to be read, not changed. Empty for one without any."""
        work = partial(self._network, run.key, run.graph, run.card)
        network = self._turn(run.key, run.picture, run.card, on_wait, work)
        module = network.get_submodule(run.graph.op(name).path)
        return {part: value.detach().cpu() for part, value in module.named_parameters()}

    def replay(
        self,
        run: Run,
        given: Mapping[str, Tensor],
        wanted: Collection[str],
        on_wait: OnWait | None = None,
        *,
        biases: Collection[str] | None = None,
        gates: Mapping[str, Tensor] | None = None,
    ) -> dict[str, Tensor]:
        """Stages (N, C, h, w) computed from the ``given`` ones instead of the picture; see :func:`replay.replay`."""
        where = device()

        @torch.inference_mode()
        def work() -> dict[str, Tensor]:
            network = self._network(run.key, run.graph, run.card)
            start = {name: tensor.to(where) for name, tensor in given.items()}
            opened = None if gates is None else {name: gate.to(where) for name, gate in gates.items()}
            size, edit = run.fitted.pixels.shape[:2], editor(run.key.edits)
            return replay.replay(network, size, start, wanted, biases=biases, gates=opened, edit=edit)

        found = self._turn(run.key, run.picture, run.card, on_wait, work)
        return {name: tensor.float().cpu() for name, tensor in found.items()}

    def gradient(
        self, run: Run, stage: str, cell: tuple[int, int], channel: int | None = None, on_wait: OnWait | None = None
    ) -> Array:
        """How a cell (row, column) of a stage, in one channel or summed over all, changes with each value of the
        network's input: (C, H, W), by a backward pass of its own."""
        key = (run.key, f"gradient of {stage}", cell, channel)
        found = self.kept.get(key)
        if found is None:

            def work(which: Run, cell: tuple[int, int] = (0, 0)) -> Tensor:
                network = self._network(which.key, which.graph, which.card)
                x = inputs.feed(which.fitted, which.graph, which.card).to(device())
                return replay.gradient(network, x, stage, cell, channel, editor(which.key.edits)).cpu().contiguous()

            found = self._turn(run.key, run.picture, run.card, on_wait, partial(work, run, cell), work)
            self.kept.put(key, found, found.nbytes)
        return found.numpy()

    def _turn(
        self,
        key: Key,
        picture: Picture,
        card: Card | None,
        on_wait: OnWait | None,
        work: Callable[[], T],
        less: Callable[[Run], object] = bool,
    ) -> T:
        """Do ``work`` when its turn comes; if memory runs out, once more with nothing kept. ``less`` is the same work
        on a smaller run, to find a size that does. Raises MemoryShort."""
        with self.queue.turn(on_wait):
            done = _attempt(work)
            if done is None:
                self._forget()
                done = _attempt(work)
            if done is None:
                self._forget()
                smaller = (size for size in sorted(SIZES, reverse=True) if size < key.size)
                fits = (size for size in smaller if self._does(key._replace(size=size), picture, card, less))
                raise shortage.MemoryShort(key.model, key.size, next(fits, 0))
        return done

    def _does(self, key: Key, picture: Picture, card: Card | None, less: Callable[[Run], object]) -> bool:
        """Whether there is memory for a run and for what is done with it."""
        return _attempt(lambda: [less(self._recorded(key, picture, card))]) is not None

    def _forget(self) -> None:
        """Give back all memory that can be: everything kept is computed again when it is asked for."""
        self.kept.clear()
        self.networks.clear()
        give_back()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _recorded(self, key: Key, picture: Picture, card: Card | None) -> Run:
        # Who waited may find that the one before computed the same.
        return self.kept.get(key) or self._first_pass(key, picture, card)

    def _first_pass(self, key: Key, picture: Picture, card: Card | None) -> Run:
        graph = _graph(key.model, key.geometry, card)
        fitted = fit(picture, graph.nearest_legal, key.size, key.fit, margin(graph))
        trace, outputs = self._pass(key, fitted, graph, card, stores(graph, edited=bool(key.edits)), compact)
        self._store(key, trace)
        masks = {label: answers.mask(scores, graph, fitted) for label, scores in outputs.items()}
        classes = card.classes if card else answers.generic_classes(graph_classes(graph))
        stages = Trace(trace.stages, {})
        run = Run(key, picture, graph, card, fitted, stages, masks, classes, self)
        self.kept.put(key, run, sum(m.nbytes for m in masks.values()) + picture.pixels.nbytes + fitted.pixels.nbytes)
        return run

    def _pass(
        self, key: Key, fitted: Fitted, graph: Graph, card: Card | None, keep: Keep, take: Take | None = None
    ) -> tuple[Trace, dict[str, Tensor]]:
        """One recorded forward: the trace with its kept tensors, and the outputs (C, h, w) in float32 on the CPU."""
        network = self._network(key, graph, card)
        with Recorder(network, keep, editor(key.edits), take) as recorder:
            outputs = self._forward(key, network, inputs.feed(fitted, graph, card))
        return recorder.trace(), outputs

    def _forward(self, key: Key, network: Network, x: Tensor) -> dict[str, Tensor]:
        """One pass of an input (1, C, H, W): the outputs (C, h, w) in float32 on the CPU."""
        fast = torch.autocast(device().type, torch.bfloat16, enabled=key.precision == "fast")
        with torch.inference_mode(), fast:
            result = network(x.to(device(), memory_format=torch.channels_last))
        self.passes += 1
        _log.info("pass %d: %s, %d x %d", self.passes, key.model, *x.shape[2:])
        outputs = result if isinstance(result, dict) else {next(iter(network.graph.outputs)): result}
        return {label: scores[0].float().cpu() for label, scores in outputs.items()}

    def _store(self, key: Key, trace: Trace) -> None:
        """Keep a pass's tensors within the budget."""
        for name, tensor in trace.tensors.items():
            self.kept.put((key, name), tensor, tensor.nbytes)

    def _network(self, key: Key, graph: Graph, card: Card | None) -> Network:
        which = (key.model, key.geometry, key.weights)
        network = self.networks.get(which)
        if network is None:
            network = zoo.build(key.model, graph_classes(graph), graph.in_channels, card, key.geometry or None)
            network = network.to(device()).to(memory_format=torch.channels_last)
            size = sum(p.nbytes for p in network.state_dict().values())
            self.networks.put(which, network, size)
            settle()
        return network


def _attempt(work: Callable[[], T]) -> T | None:
    """What ``work`` gives, done by the thread that computes; None where memory ran out."""
    return compute(partial(shortage.attempt, work))


def graph_classes(graph: Graph) -> int:
    """Channels of the (first) output."""
    return graph.op(next(iter(graph.outputs.values()))).out_channels


def _card(model: str, weights: str) -> Card | None:
    if weights == "untrained":
        return None
    return store.card_for(model) if weights == "default" else store.card(weights)


def _graph(model: str, geometry: str, card: Card | None) -> Graph:
    classes, channels = (len(card.classes), card.in_channels) if card else (None, None)
    return zoo.graph(model, classes, channels, geometry or None)


@cache
def engine() -> Engine:
    """The process's engine, shared by all its users."""
    return Engine()


def analyse(picture: Picture, model: str, **options: object) -> Run:
    """:meth:`Engine.analyse` of the process's engine."""
    return engine().analyse(picture, model, **options)  # type: ignore[arg-type]
