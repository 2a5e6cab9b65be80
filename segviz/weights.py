"""Trained weights: safetensors and a card each. Only safetensors are loaded, and only when the hash is the card's."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segviz.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor

    from segviz.models.network import Network

BUNDLED = Path(__file__).resolve().parent.parent / "assets" / "weights"


class WeightsError(UserError):
    """Weights that are missing, altered, or not for this network; the app goes on with the other networks."""


@dataclass(frozen=True)
class ClassInfo:
    """A class: English and Chinese name, colour "#rrggbb". Its id is its place in the card's list (0: background)."""

    name: str
    zh: str
    colour: str


@dataclass(frozen=True)
class Preprocessing:
    """How pixels become the network's input: channel order "RGB", "BGR" or "L" (grey), full range 1 or 255, then
    minus ``mean`` and divided by ``std``, one number a channel. It belongs to the weights."""

    order: str = "RGB"
    range: int = 1
    mean: tuple[float, ...] = (0.485, 0.456, 0.406)
    std: tuple[float, ...] = (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class Card:
    """What a weights file is: which networks it serves, its classes, its origin and what it reached.

    ``trained_on``: one line a language. ``recipe``: the "command" that was typed, how many times as many
    channels it has as when training began ("grown"), how many networks stand side by side in it ("members"), and
    whether these were put together by hand, so that the command makes another file ("by_hand").
    ``long_side``: the working size it was trained for, in pixels. ``results``: what was measured, by
    :func:`result_key`, each as ``evaluate`` prints it (of published weights the mean IU only). ``agreement``: the
    smallest share of a bundled picture's pixels that get the same class in bfloat16 as in float32
    (:mod:`segviz.analysis.agreement`). ``file`` is relative to ``folder``.
    """

    name: str
    models: tuple[str, ...]
    file: str
    sha256: str
    classes: tuple[ClassInfo, ...]
    in_channels: int
    preprocessing: Preprocessing
    trained_on: dict[str, str]
    licences: tuple[str, ...] = ()
    recipe: dict[str, Any] = field(default_factory=dict)
    results: dict[str, Any] = field(default_factory=dict)
    long_side: int = 512
    agreement: float | None = None
    folder: str = field(default="", compare=False)

    @property
    def path(self) -> Path:
        """Where the weights lie."""
        return Path(self.folder) / self.file

    @property
    def own(self) -> bool:
        """Whether it lies in the user's folder: not one of the bundled files, even if it has the name of one."""
        return self.folder == str(user_folder())

    def to_json(self) -> str:
        """The card's file."""
        return json.dumps({k: v for k, v in asdict(self).items() if k != "folder"}, indent=2, ensure_ascii=False) + "\n"


def read_card(path: Path) -> Card:
    """A card from its JSON file (read once for each state of the file).

    Raises:
        WeightsError: when the file is not a card.
    """
    try:
        return _card_in(path, _stamp(path))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError("weights-card", card=path.name) from error


Stamp = tuple[int, int]


def _stamp(path: Path) -> Stamp:
    """What changes with a file: its size and when it was last written. Raises OSError."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=256)
def _card_in(path: Path, stamp: Stamp) -> Card:
    raw = json.loads(path.read_text("utf-8"))
    raw["classes"] = tuple(ClassInfo(**c) for c in raw["classes"])
    prep = raw["preprocessing"]
    mean, std = tuple(prep["mean"]), tuple(prep["std"])
    raw["preprocessing"] = Preprocessing(prep["order"], prep["range"], mean, std)
    raw["models"], raw["licences"] = tuple(raw["models"]), tuple(raw.get("licences", ()))
    return Card(**raw, folder=str(path.parent))


def user_folder() -> Path:
    """Where imported weights lie."""
    return home() / "weights"


def home() -> Path:
    """The user's own folder, for weights and trainings: ``SEGVIZ_HOME``, or ``~/.cache/segviz``."""
    return Path(os.environ.get("SEGVIZ_HOME") or Path.home() / ".cache" / "segviz")


def cards() -> list[Card]:
    """Every readable card: the bundled ones first, then the user's own, which take the place of a bundled one of their
    name."""
    return list({card.name: card for card in _read_cards()[0]}.values())


def unusable() -> list[WeightsError]:
    """What is to be said of cards that cannot be read, and of weights that lie there without one."""
    return _read_cards()[1]


def _read_cards() -> tuple[list[Card], list[WeightsError]]:
    found, wrong = [], []
    for folder in (BUNDLED, user_folder()):
        paths = {path.with_suffix(".json") for kind in ("json", "safetensors") for path in folder.glob(f"*.{kind}")}
        for path in sorted(paths):
            try:
                found.append(read_card(path))
            except WeightsError as error:
                wrong.append(error)
    return found, wrong


def card(name: str) -> Card:
    """The card of that name.

    Raises:
        WeightsError: when there is none.
    """
    for found in cards():
        if found.name == name:
            return found
    raise WeightsError("weights-unknown", name=name, names=", ".join(c.name for c in cards()) or "-")


def result_key(model: str, geometry: str | None = None) -> str:
    """Under which name a card keeps the results of a network: its own, and the geometry where that is the paper's."""
    return f"{model} {geometry}" if geometry == "paper" else model


def rewrite(which: Card) -> None:
    """Write a card anew beside its weights, which stay as they are. Raises OSError where it cannot be written."""
    with _replacing(which.path.with_suffix(".json")) as part:
        part.write_text(which.to_json(), "utf-8")


def card_for(model: str) -> Card | None:
    """The first card that serves a network, None if it has no trained weights."""
    return next((c for c in cards() if model in c.models), None)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def _checked(path: Path, sha256: str, stamp: Stamp) -> bool:
    return _sha256(path) == sha256


def verify(which: Card) -> None:
    """Compare the file with its card's sha256 (once for each state of the file).

    Raises:
        WeightsError: when the file is missing or not the one that the card describes.
    """
    try:
        stamp = _stamp(which.path)
    except OSError:
        raise WeightsError("weights-missing", file=which.file, name=which.name) from None
    if not _checked(which.path, which.sha256, stamp):
        raise WeightsError("weights-altered", file=which.file, name=which.name)


def load(which: Card, network: Network) -> None:
    """Give a network the card's weights, as float32; strict.

    A file may serve several networks: the article's encoder, ``features.conv1_1``, is stored as ``conv1_1``, and the
    decoder that training calls ``article.*`` under the article's own names.

    Raises:
        WeightsError: when the file is missing, altered or lacks a tensor of this network.
    """
    from safetensors import SafetensorError, safe_open

    verify(which)
    try:
        with safe_open(which.path, "pt") as stored:
            keys = set(stored.keys())
            state = {}
            for key, old in network.state_dict().items():
                source = key if key in keys else key.removeprefix("features.").removeprefix("article.")
                tensor = stored.get_tensor(source)
                if tensor.shape != old.shape:
                    raise WeightsError("weights-shape", name=which.name, key=key)
                state[key] = tensor.float() if tensor.is_floating_point() else tensor
    except SafetensorError:
        raise WeightsError("weights-unfit", name=which.name, model=network.graph.name) from None
    network.load_state_dict(state, assign=True)


def save(path: Path, state: Mapping[str, Tensor], which: Card, half: bool = True) -> Card:
    """Write ``path`` (half or single precision) and its card beside it; returns the card with file and sha256.

    Each file appears whole or not at all. Raises OSError where they cannot be written.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    kind = torch.float16 if half else torch.float32
    stored = {k: v.to("cpu", kind if v.is_floating_point() else v.dtype).contiguous() for k, v in state.items()}
    with _replacing(path) as part:
        try:
            save_file(stored, part)
        except SafetensorError as error:  # its word for everything that the system refuses
            raise OSError(str(error)) from error
        digest = _sha256(part)
    done = replace(which, file=path.name, sha256=digest, folder=str(path.parent))
    rewrite(done)
    return done


def copy(which: Card, folder: Path) -> Card:
    """Copy weights and their card to another folder, each whole or not at all; returns the card there.

    Raises OSError where they cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = replace(which, folder=str(folder))
    with _replacing(done.path) as part:
        shutil.copyfile(which.path, part)
    rewrite(done)
    return done


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file to write to, that takes ``path``'s place when all went well and is gone otherwise."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
