"""What Lightning trains: a recipe's network, its losses and its optimiser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import lightning
import torch
from torch import Tensor, nn
from torch.nn import functional

from segviz import weights
from segviz.geometry import Graph
from segviz.models import zoo
from segviz.models.init import initialise, unfold_batchnorm
from segviz.models.network import Network
from segviz.train import joint
from segviz.train.classes import IGNORE
from segviz.train.recipes import Recipe
from segviz.train.widening import apart, deal, thin
from segviz.weights import Card

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
GREY_MEAN, GREY_STD = (0.5,), (0.25,)


def normalise(images: Tensor) -> Tensor:
    """uint8 (N, C, H, W) -> what the networks are trained on: [0, 1] minus mean over deviation, channels last."""
    mean, std = (MEAN, STD) if images.shape[1] == 3 else (GREY_MEAN, GREY_STD)
    shape = (1, -1, 1, 1)
    scaled = images.float() / 255 - torch.tensor(mean, device=images.device).view(shape)
    return (scaled / torch.tensor(std, device=images.device).view(shape)).contiguous(memory_format=torch.channels_last)


def centred(labels: Tensor, like: Tensor) -> Tensor:
    """The labels under an unpadded network's smaller output: as much cut off on each side."""
    top, left = ((n - m) // 2 for n, m in zip(labels.shape[-2:], like.shape[-2:], strict=True))
    return labels[..., top : top + like.shape[-2], left : left + like.shape[-1]]


def cross_entropy(logits: Tensor, labels: Tensor, counts: Sequence[float] = ()) -> Tensor:
    """The mean over pixels; ``counts``: how much a pixel of each class counts (all alike if empty)."""
    weight = torch.tensor(counts, device=logits.device) if counts else None
    return functional.cross_entropy(logits.float(), centred(labels, logits).long(), weight, ignore_index=IGNORE)


def taught(logits: Tensor, teacher: Tensor) -> Tensor:
    """How far the classes' probabilities (N, C, H, W) are from a teacher's: the mean over pixels of the divergence
    KL(teacher, pupil) (Hinton, Vinyals, Dean, 2015, at temperature 1)."""
    pupil, wanted = (scores.float().log_softmax(1) for scores in (logits, teacher.detach()))
    return functional.kl_div(pupil, wanted, reduction="none", log_target=True).sum(1).mean()


class Task(lightning.LightningModule):
    """One network trained on labelled pictures, ``training_step`` on (images uint8, labels uint8).

    ``number``: which of the recipe's members it is; each has initial weights of its own.
    """

    def __init__(self, recipe: Recipe, width: float = 1.0, number: int = 0) -> None:
        super().__init__()
        self.recipe, self.width, self.number = recipe, width, number
        self.fraction = 0.0  # of the training time; the clock sets it
        self.network = self.make()

    def make(self) -> Network:
        """The network with its initial weights."""
        raise NotImplementedError

    def plain(self, times: float = 1) -> Graph:
        """The network's declaration without the BatchNorms that only training has, ``times`` as wide."""
        raise NotImplementedError

    def begin(self, card: Card, images: Tensor) -> None:
        """Take over this network's published weights, of several side by side its own, one of each channel's copies if
        they begin narrow; ``images`` (N, C, H, W) uint8 give the BatchNorms their first statistics.

        Raises:
            WeightsError: when the file is missing, altered or lacks a tensor of this network.
        """
        growth = 1 / min(self.recipe.ends)
        plain, grown, published = (Network(self.plain(times)) for times in (1, growth, growth * self.recipe.members))
        weights.load(card, published)
        apart(published, grown, self.number)
        if self.recipe.spread == 0:
            deal(plain, grown, back=True)
        thin(grown, plain)
        unfold_batchnorm(plain, self.network.eval(), normalise(images))
        self.network.train()

    def losses(self, images: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """Each output's loss; their sum is minimised."""
        raise NotImplementedError

    def training_step(self, batch: tuple[Tensor, Tensor], step: int) -> Tensor:
        images, labels = batch
        losses = self.losses(normalise(images), labels, self.global_step)
        total = torch.stack(list(losses.values())).sum()
        self.log_dict({f"loss_{name}": loss.detach() for name, loss in losses.items()})
        self.log("loss", losses[next(iter(losses))].detach(), prog_bar=True)
        return total

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        checkpoint["width"] = self.width

    def on_before_optimizer_step(self, optimizer: torch.optim.Optimizer) -> None:
        # Not the trainer's own clipping: it refuses the fused optimiser.
        nn.utils.clip_grad_norm_(self.parameters(), 2.0)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """AdamW; no decay on biases and BatchNorms. The clock sets the rate."""
        learned = [p for p in self.parameters() if p.requires_grad]
        groups: list[dict[str, Any]] = [
            {"params": [p for p in learned if p.ndim > 1], "weight_decay": self.recipe.weight_decay},
            {"params": [p for p in learned if p.ndim <= 1], "weight_decay": 0.0},
        ]
        return torch.optim.AdamW(groups, lr=self.recipe.rate(0), fused=True)


class JointFcn(Task):
    """All streams of the teaching FCN and the article's decoder on one encoder.

    Computing every stream in each step costs more than it teaches, so the steps take turns, and every
    ``paper_every``-th one runs a few of the pictures in *paper* geometry (6 times the cells at 128 px). The article's
    decoder, which starts lower and learns more slowly, learns from the 8s scores as well, and in stages of its own.
    """

    TURNS = (("8s", "16s", "32s"), ("8s", joint.ARTICLE), ("8s", "16s", "32s"), ("8s", "4s", "2s", joint.ARTICLE))
    WEIGHTS: ClassVar = {"4s": 0.4, "2s": 0.4}
    PAPER = ("8s", "16s", "32s")

    def make(self) -> Network:
        classes = len(self.recipe.categories)
        network = joint.build(classes, width=self.width, seed=self.number)
        joint.freeze_upsampling(network)
        network.to(memory_format=torch.channels_last)
        # Plain lists: their modules' parameters are the network's and must not be registered twice.
        self.turns = [joint.part(network, joint.pruned(network.graph, turn)) for turn in self.TURNS]
        paper = joint.fcn_graph(classes, "paper", width=self.width)
        self.paper = [joint.part(network, joint.pruned(paper, self.PAPER)).eval()]
        # The article's decoder on an encoder that stays as it is.
        self.alone = [joint.part(network, joint.pruned(network.graph, ("8s", joint.ARTICLE))).eval()]
        self.alone[0].get_submodule(joint.ARTICLE).train()
        parameters = network.named_parameters()
        self.others = [p for name, p in parameters if p.requires_grad and not name.startswith(joint.ARTICLE)]
        return network

    def begin(self, card: Card, images: Tensor) -> None:
        """As :meth:`Task.begin`; of a published ``unet-same``, as wide as this will be, the encoder is taken."""
        if card.name == self.recipe.name:
            super().begin(card, images)
            return
        widths = self.width / min(self.recipe.ends), self.width
        published, unet = (Network(zoo.graph("unet-same", len(card.classes), width=width)) for width in widths)
        weights.load(card, published)
        thin(published, unet)
        joint.begin_as_unet(self.network, unet)

    def plain(self, times: float = 1) -> Graph:
        return joint.fcn_graph(len(self.recipe.categories), batch_norm=False, width=times * self.width)

    def losses(self, images: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        alone = self.recipe.stage(self.fraction).alone
        for parameter in self.others:
            parameter.requires_grad_(not alone)
        every = self.recipe.paper_every
        if alone:
            outputs = self.alone[0](images)
        elif every and step % every == every - 1 and self.fraction >= self.recipe.paper_from:
            # In eval mode: the zeros around the picture must not enter the statistics.
            outputs, labels = self.paper[0].eval()(images[:4]), labels[:4]
        else:
            outputs = self.turns[step % len(self.turns)](images)
        learning = [joint.ARTICLE] if alone else outputs
        found = {name: self.WEIGHTS.get(name, 1.0) * cross_entropy(outputs[name], labels) for name in learning}
        if joint.ARTICLE in outputs:
            found["article_taught"] = taught(outputs[joint.ARTICLE], outputs["8s"])
        return found


class Unet(Task):
    """A U-Net on its own."""

    def make(self) -> Network:
        network = Network(joint.with_batchnorm(self.plain()))
        initialise(network, self.number)
        if self.recipe.network == "unet-article":
            # It ends in ReLU and BatchNorm: a class that starts below zero everywhere would stay dead.
            nn.init.constant_(network.get_parameter("final_layer.0.bias"), 1.0)
        return network.to(memory_format=torch.channels_last)

    def plain(self, times: float = 1) -> Graph:
        recipe = self.recipe
        return zoo.graph(recipe.network, len(recipe.categories), recipe.in_channels, width=times * self.width)

    def losses(self, images: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        return {"mask": cross_entropy(self.network(images), labels, self.recipe.counts)}


def task(recipe: Recipe, width: float = 1.0, number: int = 0) -> Task:
    """The task of a recipe's member; ``width`` is the fraction of the hidden channels (tests use little)."""
    return (JointFcn if recipe.network == "fcn" else Unet)(recipe, width, number)
