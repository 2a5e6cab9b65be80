"""What the fusion page shows of a merge: the two streams' parts of the layer after it, as maps and in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from segviz.analysis.fusion import BIAS, STREAM, Account
from segviz.analysis.lens import summarise
from segviz.analysis.seams import Seam, seams
from segviz.render import image
from segviz.render.colour import DIVERGING, ColourScale
from segviz.ui import accounts
from segviz.ui.abreast import SMALL, Tile
from segviz.ui.kept import once

if TYPE_CHECKING:
    from segviz.engine import Run
    from segviz.ui.context import Context

Array = npt.NDArray[np.float32]

PARTS = ("skip", "deep", "bias", "sum")
EVERY = slice(None)


class Level(NamedTuple):
    """A merge in numbers.

    ``shares``: the skip's and the deep stream's share of the energy of both parts (nan where both are zero);
    ``error``: the largest difference between the sum of the parts and the recorded target, whose range is ``span``;
    ``telling``: the channel to which both streams bring most; ``channels``: how many there are.
    """

    seam: Seam
    shares: tuple[float, float]
    error: float
    span: float
    telling: int
    channels: int


def levels(context: Context, run: Run) -> tuple[Level, ...]:
    """Every merge of a run, from the deepest to the finest."""

    def measure() -> tuple[Level, ...]:
        found = seams(run.graph)
        # One pass for all of them, where they were kept in half precision.
        accounts.exact(context, run, tuple({name for s in found for name in (s.skip, s.deep, s.target)}))
        return tuple(_level(context, run, seam) for seam in found)

    return once((run.key, "levels"), measure)


def _level(context: Context, run: Run, seam: Seam) -> Level:
    account = accounts.microscope(context, run, seam)
    target = accounts.exact(context, run, (seam.target,))[seam.target]
    shares = account.shares()
    energies = [np.einsum("chw,chw->c", part, part) for part in (of(account, "skip", seam), of(account, "deep", seam))]
    error, span = float(np.abs(account.total - target).max()), float(np.ptp(target))
    telling = int(np.argmax(energies[0] * energies[1]))
    return Level(seam, (shares[seam.skip], shares[seam.deep]), error, span, telling, len(target))


def of(account: Account, which: str, seam: Seam, channels: slice = EVERY) -> Array:
    """(C, h, w): one of ``PARTS``, of these channels."""
    values = account.values[:, channels]
    if which == "sum":
        whole: Array = values.sum(0)
        return whole
    layer = {"skip": seam.skip, "deep": seam.deep}.get(which)
    chosen = [
        i
        for i, part in enumerate(account.parts)
        if (part.kind == BIAS if layer is None else part.kind == STREAM and part.layer == layer)
    ]
    summed: Array = values[chosen].sum(0)
    return summed


class Maps(NamedTuple):
    """The maps of ``PARTS`` that there are: their names, as PNG, and the ends of their scales."""

    names: tuple[str, ...]
    pngs: tuple[bytes, ...]
    ends: tuple[tuple[float, float], ...]


def maps(context: Context, run: Run, level: Level, lens: str, channel: int) -> list[Tile]:
    """The parts and their sum: one channel, signed, or the energy over all channels."""
    shared, signed = context.scale == "stage", lens == "channel"

    def draw() -> Maps:
        account = accounts.microscope(context, run, level.seam)
        names = tuple(name for name in PARTS if name != "bias" or any(part.kind == BIAS for part in account.parts))
        # One channel alone where no other is asked for: all of them of a U-Net's last merge are 200 MB.
        channels = slice(channel, channel + 1) if signed else EVERY
        found = [summarise(of(account, name, level.seam, channels), lens) for name in names]
        scope = "shared" if shared else "map"
        scales = [
            ColourScale.fit(*(found if shared else [values]), colours=context.colours, centred=signed, scope=scope)
            for values in found
        ]
        pngs = tuple(image.heatmap(_fit(values), scale, SMALL) for values, scale in zip(found, scales, strict=True))
        return Maps(names, pngs, tuple((scale.vmin, scale.vmax) for scale in scales))

    made = once((run.key, "parts", level.seam.merge, lens, channel, shared, "" if signed else context.colours), draw)
    tiles = []
    for name, png, ends in zip(*made, strict=True):
        scale = ColourScale(*ends, DIVERGING if signed else context.colours, "shared" if shared else "map")
        title = context.t(f"fusion-part-{name}", skip=level.seam.skip, deep=level.seam.deep, target=level.seam.target)
        tiles.append(Tile(title, png, scale.caption(context.language)))
    return tiles


def _fit(values: Array) -> Array:
    """A map at most as large as pictures beside others are."""
    return image.shrink(values, SMALL)  # type: ignore[arg-type, return-value]
