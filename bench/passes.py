"""Figures 1, 2, 3 and 7: what recording costs, what one pass saves, how near it is to the machine's best."""

from __future__ import annotations

import statistics
from copy import deepcopy
from functools import partial

import torch
from torch import Tensor, nn

from bench import naive
from bench.figures import Figure, ratio, seconds, worst
from segviz import answers
from segviz.capture import Recorder
from segviz.geometry import INPUT
from segviz.keeping import compact, stores
from segviz.memory import reuse
from segviz.models import zoo
from segviz.models.network import Network

NETWORKS = ("fcn", "unet-same")
STRIDES = naive.STRIDES
SIDES = (224, 384, 512, 768, 1024)


def network(name: str) -> Network:
    """A network as the engine holds it, in a process that uses its memory as the engine does."""
    reuse()
    return zoo.build(name).to(memory_format=torch.channels_last)


def picture(side: int) -> Tensor:
    """An input as the engine makes it."""
    noise = torch.randn(1, 3, side, side, generator=torch.Generator().manual_seed(side))
    return noise.to(memory_format=torch.channels_last)


def bare(module: nn.Module, x: Tensor) -> object:
    """One pass, nothing recorded."""
    with torch.inference_mode():
        return module(x)


def recorded(module: Network, x: Tensor) -> object:
    """One pass as the engine does it: recorded, described, its tensors kept in compact form; returns the outputs."""
    with Recorder(module, stores(module.graph), take=compact) as recorder, torch.inference_mode():
        outputs = module(x)
    recorder.trace()
    return outputs


def capture_overhead(side: int, repeats: int) -> Figure:
    """A recorded pass against a bare pass of the same module."""
    parts = {}
    for name in NETWORKS:
        module, x = network(name), picture(side)
        parts[name] = ratio(partial(recorded, module, x), partial(bare, module, x), repeats)
    return worst("capture_overhead", parts, 1.10)


def three_strides(side: int, repeats: int) -> Figure:
    """FCN-32s, 16s and 8s in one pass against FCN-8s alone."""
    together, alone, x = network("fcn"), network("fcn-8s"), picture(side)
    return Figure("three_strides", ratio(partial(bare, together, x), partial(bare, alone, x), repeats), 1.10)


def vs_naive(side: int, repeats: int) -> Figure:
    """The usual way (:mod:`bench.naive`, in a process of its own, so that no setting of ours helps it) against ours,
    for the same masks and maps."""
    ours, x = network("fcn"), picture(side)

    def once() -> None:
        outputs = recorded(ours, x)
        assert isinstance(outputs, dict)
        for label in STRIDES:
            answers.decide(outputs[label][0].cpu())

    once()
    found = []
    with naive.process(side) as passes:
        next(passes)
        for _ in range(repeats):
            # Three in a row of each: the first one after the other process's is slower than those of a server at work.
            theirs = statistics.median(next(passes) for _ in range(3))
            found.append(theirs / statistics.median(seconds(once) for _ in range(3)))
    return Figure("vs_naive", statistics.median(found), 3.5, least=True)


def peak_of_machine(side: int, repeats: int) -> Figure:
    """A recorded pass against the sum of its convolutions alone, each in the memory format that suits it best."""
    parts = {}
    for name in NETWORKS:
        module, x = network(name), picture(side)
        recorded(module, x)
        pass_seconds, sums = [], []
        for _ in range(repeats):
            pass_seconds.append(seconds(partial(recorded, module, x)))
            sums.append(convolutions_alone(module, side))
        parts[name] = statistics.median(a / b for a, b in zip(pass_seconds, sums, strict=True))
    return worst("peak_of_machine", parts, 1.35)


def convolutions_alone(module: Network, side: int) -> float:
    """Seconds of all convolutions and transposed convolutions, each alone and in its better memory format."""
    graph = module.graph
    shapes = {INPUT: (graph.in_channels, side, side)} | graph.shapes((side, side))
    convs = [op for op in graph.ops if op.kind in ("conv", "up")]
    return sum(_alone(module.get_submodule(op.path), shapes[op.inputs[0]]) for op in convs)


def _alone(conv: nn.Module, shape: tuple[int, int, int]) -> float:
    x, best = torch.rand(1, *shape), float("inf")
    for form in (torch.contiguous_format, torch.channels_last):
        own, given = deepcopy(conv).to(memory_format=form), x.to(memory_format=form)
        work = partial(bare, own, given)
        work()
        best = min(best, statistics.median(seconds(work) for _ in range(3)))
    return best


def scaling(sides: tuple[int, ...], repeats: int) -> Figure:
    """The worst cost a pixel over all sides against that at the smallest, measured in turns: 1 is linear growth."""
    smallest, *larger = sides
    parts: dict[str, float] = {}
    for name in NETWORKS:
        module = network(name)
        costs = {side: partial(_cost, module, picture(side)) for side in sides}
        for cost in costs.values():
            cost()
        found: dict[int, list[float]] = {side: [] for side in larger}
        for _ in range(repeats):
            for side in larger:
                # The smallest pass is short: several, before and after, feel what else runs as the long one does.
                before = [costs[smallest]() for _ in range(3)]
                own = costs[side]()
                found[side].append(own / statistics.median([*before, *(costs[smallest]() for _ in range(3))]))
        parts |= {f"{name} {side}": statistics.median(ratios) for side, ratios in found.items()}
    return worst("scaling", parts, 1.10)


def _cost(module: Network, x: Tensor) -> float:
    """Seconds a pixel of a recorded pass."""
    return seconds(partial(recorded, module, x)) / x[0, 0].numel()
