"""Published weights to safetensors and a card in the user's cache: FCN's own for PASCAL VOC, ImageNet's VGG16.

A published file is a pickle, so it is read as plain tensors only, never as code, and refused unless every name and
shape is the network's.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segviz.models import vgg, zoo
from segviz.shortage import is_full
from segviz.text import LANGUAGES, translate
from segviz.weights import (
    Card,
    ClassInfo,
    Preprocessing,
    WeightsError,
    copy,
    read_card,
    save,
    user_folder,
    verify,
)

if TYPE_CHECKING:
    from torch import Tensor

VGG = "vgg16-heatmap"
# Caffe's: BGR, 0 to 255, ImageNet's mean colour subtracted (FCN's released solvers).
CAFFE = Preprocessing("BGR", 255, (104.00699, 116.66877, 122.67891), (1.0, 1.0, 1.0))
VOC = (
    ("background", "背景"),
    ("aeroplane", "飞机"),
    ("bicycle", "自行车"),
    ("bird", "鸟"),
    ("boat", "船"),
    ("bottle", "瓶子"),
    ("bus", "公共汽车"),
    ("car", "汽车"),
    ("cat", "猫"),
    ("chair", "椅子"),
    ("cow", "牛"),
    ("diningtable", "餐桌"),
    ("dog", "狗"),
    ("horse", "马"),
    ("motorbike", "摩托车"),
    ("person", "人"),
    ("pottedplant", "盆栽"),
    ("sheep", "羊"),
    ("sofa", "沙发"),
    ("train", "火车"),
    ("tvmonitor", "电视或显示器"),
)


@dataclass(frozen=True)
class Origin:
    """Where weights for a network come from. ``mean_iu``: as published, on VOC's seg11valid (FCN, PAMI 2017, table 3).

    ``trained_on`` and ``licence`` are catalogue ids.
    """

    name: str
    preprocessing: Preprocessing
    trained_on: str
    licence: str
    mean_iu: dict[str, float]


ORIGINS = {
    **{
        f"fcn-{stride}-paper": Origin(f"voc-{stride}", CAFFE, "weights-voc", "weights-voc-licence", {stride: mean_iu})
        for stride, mean_iu in (("32s", 0.636), ("16s", 0.650), ("8s", 0.655))
    },
    VGG: Origin("imagenet", Preprocessing(), "weights-imagenet", "weights-imagenet-licence", {}),
}


def import_file(path: Path, model: str) -> Card:
    """Turn a published ``.pth`` file into safetensors (float32) and a card in the user's cache.

    Args:
        path: a state dict: FCN's with Caffe's names, or torchvision's VGG16.
        model: a key of ``ORIGINS``.

    Raises:
        WeightsError: when the file cannot be read as plain tensors, or is not for this network.
    """
    state = _read(path)
    return _store(_renamed(state) if model == VGG else state, model, path.name)


def import_torchvision() -> Card:
    """ImageNet's VGG16 for ``vgg16-heatmap``, fetched by torchvision itself (528 MB, into its own cache).

    Raises:
        WeightsError: when it cannot be fetched.
        OSError: when the disk is full.
    """
    source = _imagenet()
    try:
        state = source.get_state_dict(progress=True, check_hash=True)
    except (OSError, RuntimeError) as error:
        if is_full(error):
            raise
        raise WeightsError("weights-download", url=source.url, reason=_reason(error)) from error
    return _store(vgg.from_torchvision(state), VGG, source.url.rsplit("/", 1)[-1])


def check(state: Mapping[str, Tensor], model: str, source: str) -> None:
    """Whether a state dict has exactly the network's names and shapes.

    Raises:
        WeightsError: when it has not.
    """
    wanted = _shapes(model)
    missing, extra = [k for k in wanted if k not in state], [k for k in state if k not in wanted]
    if missing or extra:
        example = (missing or extra)[0]
        raise WeightsError(
            "weights-keys", file=source, model=model, missing=len(missing), extra=len(extra), example=example
        )
    for key, shape in wanted.items():
        if tuple(state[key].shape) != shape or not state[key].is_floating_point():
            given, right = (" x ".join(map(str, s)) or "1" for s in (state[key].shape, shape))
            raise WeightsError("weights-tensor", file=source, model=model, key=key, given=given, wanted=right)


def _shapes(model: str) -> dict[str, tuple[int, ...]]:
    """Every tensor of the network and its shape."""
    import torch

    from segviz.models.network import Network

    with torch.device("meta"):
        network = Network(zoo.graph(model))
    return {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}


def _read(path: Path) -> dict[str, Tensor]:
    """The tensors of a ``.pth`` file; nothing in it is executed."""
    import torch

    try:
        stream = path.open("rb")
    except OSError as error:
        raise WeightsError("weights-import-missing", file=str(path), reason=_reason(error)) from error
    try:
        with stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = torch.load(stream, map_location="cpu", weights_only=True)
    except Exception as error:  # hostile or damaged bytes raise a dozen kinds
        raise WeightsError("weights-import-unreadable", file=path.name) from error
    if not isinstance(found, dict) or not all(_is_plain(value) for value in found.values()):
        raise WeightsError("weights-import-unreadable", file=path.name)
    # A copy each: tensors that share their memory cannot be stored.
    return {str(key): value.clone(memory_format=torch.contiguous_format) for key, value in found.items()}


def _is_plain(value: object) -> bool:
    import torch

    return isinstance(value, torch.Tensor) and value.layout is torch.strided and not value.is_meta


def _renamed(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """torchvision's VGG16 under our names; anything else as it is, for :func:`check` to refuse."""
    try:
        return vgg.from_torchvision(state)
    except (KeyError, ValueError, RuntimeError):
        return state


def import_own(path: Path) -> Card:
    """Copy weights that were trained with SegViz, and the card beside them, to the user's folder: the app, ``evaluate``
    and ``train --start`` then take them instead of the bundled ones of that name.

    Raises:
        WeightsError: when there is no card beside the file, the file is not the one it describes, or they cannot be
            written.
    """
    beside = path.with_suffix(".json")
    card = read_card(beside)
    if card.file != path.name:  # nor may a card name a place outside the user's folder
        raise WeightsError("weights-card", card=beside.name)
    verify(card)
    try:
        return copy(card, user_folder())
    except OSError as error:
        raise WeightsError("weights-not-saved", folder=str(user_folder()), reason=_reason(error)) from error


def _store(state: Mapping[str, Tensor], model: str, source: str) -> Card:
    check(state, model, source)
    origin = ORIGINS[model]
    card = Card(
        name=origin.name,
        models=(model,),
        file="",
        sha256="",
        classes=_classes(model),
        in_channels=3,
        preprocessing=origin.preprocessing,
        trained_on={language: translate(language, origin.trained_on) for language in LANGUAGES},
        licences=(translate("en", origin.licence),),
        recipe={"imported": source},
        results={model: {"results": {label: {"mean_iu": value} for label, value in origin.mean_iu.items()}}}
        if origin.mean_iu
        else {},
    )
    try:
        return save(user_folder() / f"{origin.name}.safetensors", state, card, half=False)
    except OSError as error:
        raise WeightsError("weights-not-saved", folder=str(user_folder()), reason=_reason(error)) from error


def _classes(model: str) -> tuple[ClassInfo, ...]:
    from segviz.answers import voc_colour

    # ImageNet's thousand names have no Chinese ones of their own.
    names = [(name, name) for name in _imagenet().meta["categories"]] if model == VGG else VOC
    return tuple(ClassInfo(name, zh, voc_colour(i)) for i, (name, zh) in enumerate(names))


def _imagenet() -> Any:
    """torchvision's description of the weights. Its import fails beside a torch that was built otherwise."""
    try:
        from torchvision.models import VGG16_Weights
    except (ImportError, RuntimeError) as error:
        raise WeightsError("weights-torchvision", reason=_reason(error)) from error
    return VGG16_Weights.IMAGENET1K_V1


def _reason(error: Exception) -> str:
    """What the system says, on one line."""
    return " ".join(str(getattr(error, "strerror", None) or error).split())
