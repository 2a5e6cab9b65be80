"""What the resolution ladder shows of a run, as plain data for the browser: stages, places, maps and arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import log2
from typing import TYPE_CHECKING, Any

import numpy as np

from segviz.analysis.lens import summarise
from segviz.capture import Stage, keeper
from segviz.geometry import INPUT, Graph, Op
from segviz.render.colour import LEVELS, ColourScale, Pixels, palette
from segviz.render.image import data_url, encode
from segviz.render.words import number
from segviz.ui.kept import once

if TYPE_CHECKING:
    from segviz.engine import Array, Run
    from segviz.ui.context import Context

# Classes travel as 8-bit labels, of which 255 is "not predicted".
MOST_CLASSES = 255
# What changes values, never places: such a stage goes by the name of the operation that it completes.
_COMPLETING = ("relu", "batchnorm", "dropout")


@dataclass(frozen=True)
class Map:
    """A stage's map as it is sent: a PNG of palette indices as a URL, and the scale that colours them."""

    url: str
    scale: ColourScale


def title(graph: Graph, name: str) -> str:
    """A stage's name on screen: its block's if it ends the block, its operation's if it only completes one."""
    if name == INPUT:
        return name
    op = graph.op(name)
    if op.block and name == [other.name for other in graph.ops if other.block == op.block][-1]:
        return op.block
    return title(graph, op.inputs[0]) if op.kind in _COMPLETING else name


def field(stage: Stage) -> str:
    """A stage's receptive field in pixels; two numbers where it differs from cell to cell."""
    least, most = stage.receptive_field_min, stage.receptive_field
    return str(most) if least == most else f"{least}–{most}"


def answer(scores: Array) -> Pixels:
    """The class of each cell, (h, w) uint8: the largest score's; of a single score, its sign."""
    labels: Pixels = (scores.argmax(0) if len(scores) > 1 else scores[0] > 0).astype(np.uint8)
    return labels


def answer_name(context: Context, label: str) -> str:
    """What the answer of an output is called; ``label`` is the graph's, "8s" or "mask"."""
    return context.t("home-answer", label="" if label == "mask" else label)


def shown(graph: Graph) -> list[str]:
    """The stages of the ladder: those that a run keeps, without crops that cut nothing."""
    keep, side = keeper(graph), graph.rule.minimum
    sides = graph.sides(side)
    return [o.name for o in graph.ops if keep(o) and not (o.kind == "crop" and sides[o.name] == sides[o.inputs[0]])]


def columns(graph: Graph) -> dict[str, str]:
    """Where each stage stands in the U: "left" down the encoder, "right" from the first up-sampling on, else "middle".

    The middle is what a skip passes on its way: neither up-sampled nor part of the way to the coarsest stage.
    """
    above: dict[str, set[str]] = {INPUT: set()}
    for op in graph.ops:
        above[op.name] = set().union(*({i} | above[i] for i in op.sources))
    ups = {op.name for op in graph.ops if op.kind == "up"}
    raised = {name for name in above if name in ups or above[name] & ups}
    first = next((op for op in graph.ops if op.kind == "up"), None)
    down = {first.inputs[0]} | above[first.inputs[0]] if first else set(above)
    return {name: "right" if name in raised else "left" if name in down else "middle" for name in above}


def links(graph: Graph, names: list[str]) -> list[tuple[str, str]]:
    """Which shown stage feeds which, straight or through stages that are not shown."""

    def sources(name: str) -> Iterator[str]:
        for source in graph.op(name).sources:
            if source in names:
                yield source
            else:
                yield from sources(source)

    return [(source, name) for name in names if name != INPUT for source in sources(name)]


def payload(context: Context, run: Run, lens: str) -> dict[str, Any]:
    """Everything that the ladder needs, except its words; ``lens`` sums up the channels of a stage."""
    return _Drawing(context, run, lens).data()


class _Drawing:
    """The ladder of one run, being put together."""

    def __init__(self, context: Context, run: Run, lens: str) -> None:
        self.context, self.run, self.lens, self.graph = context, run, lens, run.graph
        self.size: tuple[int, int] = run.fitted.pixels.shape[:2]
        self.names = [INPUT, *shown(run.graph)]
        self.order = [INPUT, *(op.name for op in run.graph.ops)]
        self.frames = [run.graph.frames(side) for side in self.size]
        self.columns = columns(run.graph)

    def data(self) -> dict[str, Any]:
        rows, along = self.run.fitted.rows, self.run.fitted.columns
        words = self.context.language == "en"
        return {
            "palette": palette(self.context.colours)[:LEVELS].tolist(),
            "ops": [self._arithmetic(op) for op in self.graph.ops],
            "sides": [self.size, *(shape[1:] for shape in self.graph.shapes(self.size).values())],
            "tiles": [self._picture(), *(self._stage(name) for name in self.names[1:]), *self._answer()],
            "links": [[self.names.index(a), self.names.index(b)] for a, b in links(self.graph, self.names)],
            "classes": [[c.name if words else c.zh, c.colour] for c in self.run.classes],
            "picture": {
                "size": [rows.picture, along.picture],
                "scale": [float(rows.scale), float(along.scale)],
                "offset": [float(rows.offset), float(along.offset)],
            },
            "untrained": "" if self.run.card else self.context.t("shell-untrained"),
            "pixel": self.context.pixel,
        }

    def _arithmetic(self, op: Op) -> dict[str, Any]:
        """An operation as ``Op.seen`` needs it; its inputs by their place in the order, 0 being the picture."""
        sizes = {"kernel": op.kernel, "stride": op.stride, "padding": op.padding, "crop": op.crop}
        return {"kind": op.kind, "inputs": [self.order.index(i) for i in op.inputs], **sizes}

    def _picture(self) -> dict[str, Any]:
        """The picture as the network sees it."""
        facts = [self.context.t("home-shape", c=self.graph.in_channels, h=self.size[0], w=self.size[1])]
        url = self._once("picture", lambda: self.run.fitted.pixels)
        return self._tile(INPUT, "picture", self.context.t("home-input"), facts, url)

    def _stage(self, name: str) -> dict[str, Any]:
        made = self._map(name)
        ends = [number(made.scale.vmin), number(made.scale.vmax)]
        extra = {"range": [made.scale.vmin, made.scale.vmax], "ends": ends}
        caption = made.scale.caption(self.context.language)
        tile = self._tile(name, "map", title(self.graph, name), self._facts(name), made.url)
        return tile | extra | {"caption": caption}

    def _answer(self) -> Iterator[dict[str, Any]]:
        """The (finest) output's answer, cell by cell, as class labels."""
        label, name = list(self.graph.outputs.items())[-1]
        channels, height, width = self.run.trace[name].shape

        if channels <= MOST_CLASSES:
            named = answer_name(self.context, label)
            facts = [self.context.t("home-shape-mask", h=height, w=width)]
            url = self._once("answer", lambda: answer(self.context.tensor(self.run, name)))
            yield self._tile(name, "mask", named, facts, url)

    def _tile(self, name: str, kind: str, named: str, facts: list[str], url: str) -> dict[str, Any]:
        """A tile with its operation, its level (log2 of its stride) and how its cells lie on the input's axes."""
        frames = [axis[name][0] for axis in self.frames]
        return {
            "name": named,
            "kind": kind,
            "facts": facts,
            "url": url,
            "column": self.columns[name],
            "op": self.order.index(name),
            "level": round(log2(frames[0].scale)),
            "scale": [float(frame.scale) for frame in frames],
            "offset": [float(frame.offset) for frame in frames],
        }

    def _facts(self, name: str) -> list[str]:
        """The lines under a stage: C x H x W; stride and receptive field; what it merges."""
        stage, op, t = self.run.trace[name], self.graph.op(name), self.context.t
        channels, height, width = stage.shape
        shape = t("home-shape", c=channels, h=height, w=width)
        lines = [shape, t("home-place", stride=f"{stage.stride:g}", field=field(stage))]
        if op.kind in ("sum", "concat"):
            skip, deep = (title(self.graph, source) for source in op.inputs)
            lines.append(t(f"home-{op.kind}", skip=skip, deep=deep))
        return lines

    def _map(self, name: str) -> Map:
        """A stage's map, its colours aside."""

        def make() -> Map:
            tensor = self.context.tensor(self.run, name)
            summary = summarise(tensor, self.lens)
            scale = self.context.colour_scale(summary, tensor)
            return Map(data_url(encode(scale.index(summary))), scale)

        found = once((self.run.key, "ladder", name, self.lens, self.context.scale), make)
        return replace(found, scale=replace(found.scale, colours=self.context.colours))

    def _once(self, what: str, pixels: Callable[[], Pixels]) -> str:
        """The picture or the answer as a URL."""
        return once((self.run.key, "ladder", what), lambda: data_url(encode(pixels())))
