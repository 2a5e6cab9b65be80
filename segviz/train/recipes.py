"""The recipes: which pictures, which network, how they are varied, and how the time is spent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from segviz.errors import UserError
from segviz.train import augment, classes, datasets
from segviz.train.classes import Category
from segviz.train.datasets import Source
from segviz.train.packs import Pack


@dataclass(frozen=True)
class Stage:
    """From ``start`` (a fraction of the time) on: batches of ``batch`` pictures of ``size`` x ``size``.

    ``plain``: the share of pictures that are shown nearly as they are; the recipe bends, cuts or pastes the others.
    ``width``: the fraction of the hidden channels that the network has so far; the last stage has all. ``alone``: only
    the article's decoder learns, on an encoder that stays as it is.
    """

    start: float
    size: int
    batch: int
    plain: float = 0.2
    width: float = 1.0
    alone: bool = False


@dataclass(frozen=True)
class Recipe:
    """How one file of weights is made.

    After training the BatchNorms' statistics are taken anew from pictures of the stage ``settle``: at fc6 they depend
    on how much of its 7x7 window lies on the map. With ``settled_from`` that is done at this fraction of the time
    already, and training goes on with them.

    ``vary(pair, other, stage)`` makes a training picture (C, size, size) and its labels; ``network`` is the zoo's name
    of the network that is trained ("fcn" stands for both decoders on one encoder). ``measured_at``: the pictures' long
    side in an evaluation that asks for none. Every ``paper_every``-th step (none if 0) is in *paper* geometry from the
    fraction ``paper_from`` of the time on: before that the statistics change too fast to be used instead of the batch's
    own. ``spread``: how far the copies of a channel lie apart when the network grows; see
    :func:`segviz.train.widening.widen`. ``counts``: how much a pixel of each class counts in the loss (all alike if
    empty). ``kind(pixels)`` sorts pictures of one class into common and rare ones. ``members``: so many networks, each
    with one of so many parts of the channels and of the time, are trained one after the other and stand side by side in
    the file: its scores are the mean of theirs. ``averaged``: the file gets the exponential mean of the weights over
    the steps, with this decay a step, and the rate falls to a quarter of its peak only (Izmailov et al., 2018).
    ``most_steps``: of a member; with more it learns these pictures by heart, so a fast machine is done before its time.
    """

    name: str
    network: str
    sources: tuple[Source, ...]
    categories: tuple[Category, ...]
    in_channels: int
    long_side: int
    minutes: float
    peak_rate: float
    weight_decay: float
    stages: tuple[Stage, ...]
    settle: Stage
    vary: Callable[..., augment.Pair]
    serves: tuple[str, ...]
    trained_on: Mapping[str, str]
    licences: tuple[str, ...]
    app_size: int
    measured_at: int = 256
    paper_every: int = 0
    paper_from: float = 0.8
    settled_from: float | None = None
    spread: float = 0.5
    counts: tuple[float, ...] = ()
    kind: Callable[[np.ndarray], int] | None = None
    members: int = 1
    averaged: float | None = None
    most_steps: int | None = None

    def __post_init__(self) -> None:
        # Statistics that are taken after training would be those of the last weights, not of their mean.
        if self.averaged is not None and self.settled_from is None:
            raise ValueError("averaged weights need settled_from")

    def stage(self, fraction: float) -> Stage:
        """The stage at a fraction 0 .. 1 of the training time."""
        return [stage for stage in self.stages if stage.start <= fraction][-1]

    @property
    def ends(self) -> dict[float, float]:
        """Each width in the order of its stages, and the fraction of the time at which it ends."""
        starts: dict[float, float] = {}
        for stage in self.stages:
            starts.setdefault(stage.width, stage.start)
        return dict(zip(starts, [*list(starts.values())[1:], 1.0], strict=True))

    def continued(self) -> Recipe:
        """The recipe for weights that have been trained already: at half the rate, without the first stage, and with
        statistics that are settled early settled at once.

        Where the channels are equal copies it goes on with one of each; elsewhere the stages of narrower networks are
        left out.
        """
        whole = [stage for stage in self.stages if stage.width == 1 or self.spread == 0]
        left = whole[1:] if whole == list(self.stages) and len(whole) > 1 else whole
        first = left[0].start
        stages = tuple(replace(stage, start=(stage.start - first) / (1 - first)) for stage in left)
        settled_from = None if self.settled_from is None else 0.0
        return replace(self, peak_rate=self.peak_rate / 2, paper_from=0.0, stages=stages, settled_from=settled_from)

    def rate(self, fraction: float) -> float:
        """One cycle of the learning rate: up to the peak in a twelfth of the time, then down along a cosine.

        A decoder that learns alone has a cycle of its own, and so have, at a quarter of the peak, all when they go on.
        """
        turns = [0.0, *(stage.start for last, stage in pairwise(self.stages) if stage.alone != last.alone), 1.0]
        first, last = next((a, b) for a, b in pairwise(turns) if fraction < b or b == 1)
        peak = self.peak_rate * (0.25 if first and not self.stage(first).alone else 1.0)
        rise, done, least = 1 / 12, (fraction - first) / (last - first), 0.25 if self.averaged else 0.002
        if done < rise:
            return peak * (0.04 + 0.96 * done / rise)
        return peak * max(least, 0.5 + 0.5 * float(np.cos(np.pi * min(1.0, (done - rise) / (1 - rise)))))

    def chances(self, pack: Pack, chosen: np.ndarray) -> np.ndarray:
        """How often each chosen picture is drawn: rare classes more often, by the power 0.75 of their scarcity, and
        rare kinds by the power 0.5."""
        if self.kind:
            sorts, power = np.array([self.kind(pack[int(index)][0]) for index in chosen]), 0.5
        else:
            objects = pack.present[chosen, 1 : len(self.categories)]
            sorts, power = np.where(objects.any(axis=1), objects.argmax(axis=1), -1), 0.75
        _, inverse, counts = np.unique(sorts, return_inverse=True, return_counts=True)
        weights = counts[inverse].astype(float) ** -power
        return weights / weights.sum()


def light(pixels: np.ndarray) -> int:
    """How a picture (H, W, 3) uint8 was taken: 0 fluorescence on a dark ground, 1 stained, 2 grey on a bright one."""
    levels = pixels.astype(int)
    if levels.mean() < 100:
        return 0
    return 1 if (levels.max(axis=2) - levels.min(axis=2)).mean() > 12 else 2


CALTECH_LICENCE = "Caltech-101 (Fei-Fei, Fergus, Perona, 2004): CC BY 4.0"
PETS_LICENCE = "Oxford-IIIT Pet (Parkhi, Vedaldi, Zisserman, Jawahar, 2012): CC BY-SA 4.0"
HORSES_LICENCE = "Weizmann Horse (Borenstein, Ullman, 2002): research use"
ISBI_LICENCE = "ISBI 2012 EM challenge (Cardona et al., 2010; Arganda-Carreras et al., 2015): public, research use"
DSB_LICENCE = "Data Science Bowl 2018, stage 1, corrected (Caicedo et al., 2019): CC0"

PHOTOS = Recipe(
    name="photos",
    network="fcn",
    sources=(datasets.CALTECH, datasets.PETS, datasets.HORSES),
    categories=classes.PHOTOS,
    in_channels=3,
    long_side=320,
    minutes=72,
    peak_rate=1.2e-3,
    weight_decay=0.05,
    # The hard pictures first: toward the end they make room for the pictures as they are.
    stages=(
        Stage(0, 160, 12, 0.25, width=1 / 4),
        Stage(0.23, 192, 8, 0.4, width=1 / 4),
        Stage(0.53, 224, 6, 0.55, width=1 / 4),
        Stage(0.76, 192, 8, 0.4, width=1 / 4, alone=True),
        Stage(0.87, 224, 6, 0.55, width=1 / 4, alone=True),
        Stage(1, 224, 4, 0.55),
    ),
    # All channels at the very end, as equal copies: to part them takes more steps than this time has at full width.
    spread=0.0,
    settle=Stage(1, 256, 8, 0.55),
    vary=augment.photo,
    serves=("fcn", "fcn-32s", "fcn-16s", "fcn-8s", "fcn-fine", "fcn-article"),
    trained_on={
        "en": "Photos of 16 everyday things: Caltech-101, Oxford-IIIT Pet and Weizmann Horse",
        "zh": "16 类日常事物的照片：Caltech-101、Oxford-IIIT Pet 与 Weizmann Horse",
    },
    licences=(CALTECH_LICENCE, PETS_LICENCE, HORSES_LICENCE),
    app_size=320,
    paper_every=5,
    paper_from=0.6,
)

EM = Recipe(
    name="em",
    network="unet-paper",
    sources=(datasets.MEMBRANES,),
    categories=classes.EM,
    in_channels=1,
    long_side=512,
    minutes=200,
    peak_rate=1.2e-3,
    weight_decay=0.05,
    # Small tiles, many steps: with tiles of 572 px, as in the paper, there were too few in this time.
    stages=(
        Stage(0, 300, 2, 0.3),
        Stage(0.1, 444, 1, 0.3),
        Stage(0.6, 444, 1, 0.4),
        Stage(0.88, 444, 1, 0.6),
    ),
    # One slice a batch: its own statistics would tell the network how light this slice is, and the fixed ones that
    # it is used with do not.
    settle=Stage(1, 444, 1, 0.5),
    settled_from=0.3,
    averaged=0.998,
    # 16,000 steps, which a graphics card takes in minutes, left the slices kept out behind: 0.919 after 0.922.
    most_steps=6000,
    # What 21 slices leave open each network fills in its own way: their mean errs less than any of them.
    members=4,
    vary=augment.membranes,
    serves=("unet-paper",),
    trained_on={
        "en": "Electron microscopy of a fruit fly's nerve tissue: the ISBI 2012 challenge, which the U-Net paper used",
        "zh": "果蝇神经组织的电子显微图像：U-Net 论文所用的 ISBI 2012 挑战赛数据",
    },
    licences=(ISBI_LICENCE,),
    app_size=512,
    measured_at=512,
)

NUCLEI = Recipe(
    name="nuclei",
    network="unet-article",
    sources=(datasets.CELLS,),
    categories=classes.NUCLEI,
    in_channels=3,
    long_side=512,
    minutes=70,
    peak_rate=1e-3,
    weight_decay=0.02,
    stages=(
        Stage(0, 300, 2, 0.4, width=1 / 4),
        Stage(0.3, 444, 1, 0.5, width=1 / 4),
        Stage(0.7, 444, 1, 0.75, width=1 / 4),
        Stage(1, 444, 1, 0.75),
    ),
    # As in photos.
    spread=0.0,
    # A dark picture and a stained one are far apart, and this network ends in a BatchNorm: with one or two pictures a
    # batch it would learn from statistics that it never meets again.
    settle=Stage(1, 300, 4, 0.6),
    settled_from=0.3,
    # The best mean IU and the best IU of the rarer class are not at the same threshold.
    counts=(1.0, 1.22),
    vary=augment.stains,
    kind=light,
    serves=("unet-article",),
    trained_on={
        "en": "Cell nuclei under the microscope, fluorescent and stained: Data Science Bowl 2018",
        "zh": "显微镜下的细胞核，荧光与染色图像：Data Science Bowl 2018",
    },
    licences=(DSB_LICENCE,),
    app_size=384,
)

PHOTOS_UNET = replace(
    PHOTOS,
    name="photos-unet",
    network="unet-same",
    minutes=125,
    peak_rate=2e-3,
    stages=(
        Stage(0, 128, 12, 0.25, width=1 / 4),
        Stage(0.35, 192, 6, 0.4, width=1 / 4),
        Stage(0.6, 224, 5, 0.5, width=1 / 4),
        Stage(0.7, 224, 5, 0.55, width=1 / 2),
        Stage(0.92, 224, 4, 0.6),
    ),
    settle=Stage(1, 256, 4, 0.6),
    serves=("unet-same",),
    paper_every=0,
    spread=0.5,
)

RECIPES = {recipe.name: recipe for recipe in (PHOTOS, EM, NUCLEI, PHOTOS_UNET)}


def recipe(name: str) -> Recipe:
    """The recipe of that name.

    Raises:
        UserError: when there is none; the sentence lists those there are.
    """
    if name not in RECIPES:
        raise UserError("train-recipe-unknown", name=name, names=", ".join(RECIPES))
    return RECIPES[name]
