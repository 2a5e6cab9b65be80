"""Training: a recipe, its data and a time budget in; checkpoints, a log and a curve out."""

from __future__ import annotations

import logging
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import lightning
import numpy as np
import torch
from lightning.pytorch.callbacks import Callback, EMAWeightAveraging, ModelCheckpoint, TQDMProgressBar
from lightning.pytorch.loggers import CSVLogger
from lightning.pytorch.utilities import rank_zero_only
from torch import nn
from torch.utils.data import DataLoader

from segviz import weights
from segviz.errors import UserError
from segviz.models.network import Network
from segviz.precision import has_fast
from segviz.train import curve, export, packs, recipes, stream
from segviz.train.recipes import Recipe
from segviz.train.task import Task, normalise, task
from segviz.train.widening import deal, widen
from segviz.weights import Card

LAST = "last.ckpt"
SAVING = timedelta(minutes=4)
SETTLING = 40
GENTLE = 100
"""Steps in which the learning rate comes up to the schedule's, each time that the network has grown."""
EPOCH = 500
"""Steps that the progress bar calls an epoch; the stream is endless."""


class Curve(Callback):
    """Draws the log anew at each of the progress bar's epochs."""

    def on_train_epoch_end(self, trainer: lightning.Trainer, module: lightning.LightningModule) -> None:
        if trainer.is_global_zero:
            curve.draw(Path(trainer.default_root_dir))


class Clock(Callback):
    """Ends training at the fraction ``end`` of its minutes and sets the learning rate by the time that has passed.

    Time and not steps: the schedule then fits a shared or slow processor. A machine that would take more than the
    recipe's most steps in that time goes by those. What was spent before a resumption counts.
    """

    def __init__(self, recipe: Recipe, minutes: float) -> None:
        self.recipe, self.seconds = recipe, 60 * minutes
        self.before, self.started, self.steps = 0.0, time.monotonic(), 0
        self.fraction, self.end = 0.0, 1.0

    @property
    def elapsed(self) -> float:
        """Seconds of training so far, those before a resumption included."""
        return self.before + time.monotonic() - self.started

    @property
    def _walked(self) -> float:
        """The fraction of the recipe's most steps that have been taken, the present one included."""
        return self.steps / self.recipe.most_steps if self.recipe.most_steps else 0.0

    def on_train_start(self, trainer: lightning.Trainer, module: lightning.LightningModule) -> None:
        self.started = time.monotonic()

    def on_train_end(self, trainer: lightning.Trainer, module: lightning.LightningModule) -> None:
        self.before, self.started = self.elapsed, time.monotonic()

    def on_train_batch_start(
        self, trainer: lightning.Trainer, module: lightning.LightningModule, batch: Any, index: int
    ) -> None:
        self.steps += 1
        # One clock for all processes: they must agree on when to stop.
        self.fraction = min(1.0, max(trainer.strategy.broadcast(self.elapsed) / self.seconds, self._walked))
        module.fraction = self.fraction
        # Each width has an optimiser of its own, which knows nothing of the gradients yet.
        gentle = min(1.0, (trainer.global_step + 1) / GENTLE)
        for group in trainer.optimizers[0].param_groups:
            group["lr"] = gentle * self.recipe.rate(self.fraction)
        if index % 20 == 0:
            module.log_dict({"minutes": self.elapsed / 60, "rate": self.recipe.rate(self.fraction)})
        if self.fraction >= self.end:
            trainer.should_stop = True

    def state_dict(self) -> dict[str, float]:
        return {"elapsed": self.elapsed, "steps": self.steps}

    def load_state_dict(self, state: dict[str, float]) -> None:
        self.before, self.steps = state["elapsed"], int(state.get("steps", 0))


class Settling(Callback):
    """Takes the BatchNorms' statistics when the recipe says so; from then on they stay, as in the finished network."""

    def __init__(self, data: stream.Varied, batches: int) -> None:
        self.data, self.batches = data, batches
        self.done = False

    def on_train_batch_start(
        self, trainer: lightning.Trainer, module: lightning.LightningModule, batch: Any, index: int
    ) -> None:
        start = self.data.recipe.settled_from
        if start is None or module.fraction < start:
            return
        if not self.done:
            settle(module.network, self.data, self.batches)
            self.done = True
        module.network.eval()

    def state_dict(self) -> dict[str, bool]:
        return {"done": self.done}

    def load_state_dict(self, state: dict[str, bool]) -> None:
        self.done = state["done"]


def train(
    recipe: str,
    data: Path,
    download: bool = False,
    resume: bool = False,
    minutes: float | None = None,
    out: Path | None = None,
    start: str | None = None,
    workers: int = 1,
    width: float = 1.0,
    steps: int | None = None,
) -> Path:
    """Train a recipe and return its weights, as the app loads them; checkpoints, logs and curves lie in their folder.

    Args:
        data: the folder that holds the data sets.
        download: let torchvision fetch the full sets that are missing.
        resume: go on from the last checkpoint in ``out``, its time included.
        minutes: the time budget (the recipe's own if None).
        out: where checkpoints, log and curve go; the user's cache if None.
        start: the name of published weights to begin with instead of random ones: the recipe's own, see
            :meth:`Recipe.continued`, or for *photos* those of *photos-unet*, whose encoder is taken.
        workers: data-loading processes.
        width: fraction of the hidden channels.
        steps: stop after so many (of each width), however much time is left, and log each of them.

    Raises:
        UserError: an unknown recipe, no data, nothing to resume from, or weights that do not fit.
    """
    # The curve and the progress bar say it; what else the trainer has to tell is for its developers.
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    chosen = recipes.recipe(recipe)
    begun = weights.card(start) if start else None
    if begun and begun.name == recipe:
        chosen = chosen.continued()
    minutes = chosen.minutes if minutes is None else minutes
    out = out or weights.home() / "runs" / recipe
    members = chosen.members
    folders = [out] if members == 1 else [out / f"member{number + 1}" for number in range(members)]
    if resume and not (folders[0] / LAST).exists():
        raise UserError("train-nothing-to-resume", folder=str(out))
    pack = packs.load(chosen.sources, data, chosen.long_side, download)
    batches = stream.Varied(chosen, pack, pack.split("train"))
    for number, folder in enumerate(folders):
        going_on = resume and (folder / LAST).exists()
        _train_one(number, batches, minutes / members, folder, going_on, begun, workers, width / members, steps)
    made = out / f"{recipe}.safetensors"
    if rank_zero_only.rank == 0:
        command = export.command(chosen, minutes, begun)
        export.export(chosen, [folder / LAST for folder in folders], made, command)
    return made


def _train_one(
    number: int,
    batches: stream.Varied,
    minutes: float,
    out: Path,
    resume: bool,
    begun: Card | None,
    workers: int,
    width: float,
    steps: int | None,
) -> None:
    """Train one of the recipe's members; its last checkpoint, log and curve lie in ``out``."""
    chosen, last = batches.recipe, out / LAST
    if resume:
        curve.keep(out)
    clock = Clock(chosen, minutes)
    settling = Settling(batches, SETTLING if steps is None else steps)
    feed = _feed(batches, clock, number, resume, workers)
    reached = torch.load(last, weights_only=False)["width"] if resume else width * min(chosen.ends)
    module = task(chosen, reached, number)
    if begun and not resume:
        module.begin(begun, _sample(batches))
    for share, clock.end in chosen.ends.items():
        if share * width < reached:
            continue
        if share * width > module.width:
            module = _grown(module, share * width)
            # Equal copies have their channel's statistics; those that lie apart have not.
            settling.done = settling.done and chosen.spread == 0
            curve.keep(out)
        averaging = [EMAWeightAveraging(decay=chosen.averaged, use_buffers=False)] if chosen.averaged else []
        trainer = _trainer(out, [clock, settling, *averaging, _saver(out), Curve()], steps)
        trainer.fit(module, feed, ckpt_path=last if resume and module.width == reached else None, weights_only=False)
    if not settling.done:
        settle(module.network, batches, settling.batches)
    trainer.save_checkpoint(last)
    if trainer.is_global_zero:
        curve.draw(out)


def _feed(batches: stream.Varied, clock: Clock, number: int, resume: bool, workers: int) -> DataLoader[Any]:
    """The batches of the stage that the clock says it is: other ones for each member, process and resumption."""
    seed = 100 * number + int(os.environ.get("RANK", "0")) + (1000 * int(time.time()) if resume else 0)
    torch.manual_seed(seed)
    return stream.loader(batches, lambda: clock.recipe.stage(clock.fraction), seed, workers)


def _grown(narrow: Task, width: float) -> Task:
    """The same task with more hidden channels, which begins nearly as ``narrow``'s equal."""
    module = task(narrow.recipe, width, narrow.number)
    widen(narrow.network, module.network, spread=narrow.recipe.spread)
    if narrow.recipe.spread == 0:
        deal(narrow.network, module.network)
    return module


def _sample(data: stream.Varied) -> torch.Tensor:
    """24 training pictures of the recipe's last stage, evenly spread."""
    some = data.chosen[np.linspace(0, len(data.chosen) - 1, 24).astype(int)]
    return torch.stack([data[int(index), data.recipe.settle][0] for index in some])


@torch.no_grad()
def settle(network: Network, data: stream.Varied, batches: int) -> None:
    """Take the BatchNorms' statistics anew, as plain means over ``batches`` of the recipe's last stage."""
    norms = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    network.train()
    stage = data.recipe.settle
    device = next(network.parameters()).device
    for _, (images, _) in zip(range(batches), stream.loader(data, lambda: stage, 1, 0), strict=False):
        with torch.autocast(device.type, torch.bfloat16, enabled=_precision() == "bf16-mixed"):
            network(normalise(images.to(device)))


def _saver(out: Path) -> ModelCheckpoint:
    """Keeps one file: each width has a trainer of its own, and all of them write to it."""
    name = Path(LAST).stem
    return ModelCheckpoint(out, filename=name, train_time_interval=SAVING, monitor=None, enable_version_counter=False)


def _trainer(out: Path, callbacks: list[Callback], steps: int | None) -> lightning.Trainer:
    # As torchrun says; without it, all of this machine's devices.
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    here = int(os.environ.get("LOCAL_WORLD_SIZE", str(processes)))
    nodes = processes // here
    return lightning.Trainer(
        accelerator="auto",
        devices=here if processes > 1 else "auto",
        num_nodes=nodes,
        strategy="ddp_find_unused_parameters_true" if processes > 1 or torch.cuda.device_count() > 1 else "auto",
        precision=_precision(),
        max_epochs=-1,
        max_steps=steps or -1,
        limit_train_batches=EPOCH,
        callbacks=[*callbacks, TQDMProgressBar(refresh_rate=10)],
        default_root_dir=out,
        logger=CSVLogger(out, name="log", version=""),
        log_every_n_steps=1 if steps else 20,
        use_distributed_sampler=False,
        enable_model_summary=False,
    )


def _precision() -> Literal["bf16-mixed", "32-true"]:
    """bfloat16 where the processor computes with it, else float32."""
    return "bf16-mixed" if has_fast() or torch.backends.mps.is_available() else "32-true"
