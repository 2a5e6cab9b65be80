"""FCN (Long, Shelhamer, Darrell; CVPR 2015, PAMI 2017) on VGG16, and the article's FCNs.

Two geometries over the same weights: *same* (padding 1, clean 1/2 .. 1/32 sizes, no crop) and *paper* (conv1_1
padded by 100, pools round up, fc6 unpadded, every stream cropped to its partner by an offset that is derived).
"""

from __future__ import annotations

from collections.abc import Sequence

from segviz.geometry import Graph
from segviz.models import vgg
from segviz.models.builder import Builder

STRIDES = ("32s", "16s", "8s", "4s", "2s")
# The pool whose scores join at each stride.
_SKIPS = {"16s": "pool4", "8s": "pool3", "4s": "pool2", "2s": "pool1"}
_FINAL = {"32s": "upscore", "16s": "upscore16", "8s": "upscore8", "4s": "upscore4", "2s": "upscore2s"}


def fcn(
    name: str,
    num_classes: int,
    in_channels: int = 3,
    geometry: str = "same",
    strides: Sequence[str] = ("32s", "16s", "8s"),
    head: int = 512,
    batch_norm: bool = False,
    width: float = 1.0,
) -> Graph:
    """One encoder pass, a score map at each of ``strides`` ("32s" .. "2s"), each up-sampled to the input's size.

    Args:
        geometry: "same" or "paper".
        head: channels of fc6 and fc7 (512 in the teaching net, 4096 in the paper).
        batch_norm: a BatchNorm after each convolution, for training only.
    """
    paper = geometry == "paper"
    net = Builder(name, in_channels, width)
    vgg.features(net, pad=100 if paper else 1, ceil=paper, batch_norm=batch_norm)
    vgg.head(net, head, padding=0 if paper else 3, batch_norm=batch_norm)
    top = net.conv("score_fr", num_classes, 1)
    outputs = {}
    finest = max(STRIDES.index(s) for s in strides)
    for i, stride in enumerate(STRIDES[: finest + 1]):
        if i:
            top = _fuse(net, top, "upscore2" if i == 1 else f"upscore_{_SKIPS[STRIDES[i - 1]]}", _SKIPS[stride], paper)
        if stride in strides:
            # One fixed kernel a class says the same as the paper's full matrix of them, several times faster.
            groups = 1 if head == 4096 else num_classes
            name_out = "score" if len(strides) == 1 else f"score_{stride}"
            outputs[stride] = _finish(net, top, stride, name_out, paper, groups)
    return net.graph(outputs, whole=True)


def _up(net: Builder, name: str, source: str, factor: int, paper: bool, groups: int = 1) -> str:
    channels = net.channels[source]
    padding = 0 if paper else factor // 2
    return net.add(name, "up", source, out=channels, kernel=2 * factor, stride=factor, padding=padding, groups=groups)


def _fuse(net: Builder, top: str, up: str, pool: str, paper: bool) -> str:
    """Enlarge the deep scores twofold and add the pool's scores to them."""
    deep = _up(net, up, top, 2, paper)
    skip = net.conv(f"score_{pool}", net.channels[top], 1, 0, pool)
    if paper:
        skip = net.crop_to(f"score_{pool}c", skip, deep)
    return net.add(f"fuse_{pool}", "sum", skip, deep)


def _finish(net: Builder, top: str, stride: str, name: str, paper: bool, groups: int) -> str:
    full = _up(net, _FINAL[stride], top, int(stride[:-1]), paper, groups)
    return net.crop_to(name, full, "input") if paper else full


def fcn_article(num_classes: int = 21, in_channels: int = 3, batch_norm: bool = False, width: float = 1.0) -> Graph:
    """The article's ``FCNs`` to the letter: whole feature maps are added (not scores), after the ReLU, before the
    BatchNorm; no fc6 and fc7. ``batch_norm`` concerns the encoder only, for training."""
    net = Builder("fcn-article", in_channels, width)
    vgg.features(net, prefix="features.", batch_norm=batch_norm)
    for i, (channels, skip) in enumerate(((512, "pool4"), (256, "pool3"), (128, ""), (64, ""), (32, "")), start=1):
        out = net.hidden(channels)
        net.add(f"deconv{i}", "up", out=out, kernel=3, stride=2, padding=1, output_padding=1, bias=True)
        top = net.add(f"relu{i}", "relu")
        if skip:
            net.add(f"fuse_{skip}", "sum", skip, top)
        net.add(f"bn{i}", "batchnorm")
    net.conv("classifier", num_classes, 1)
    return net.graph({"mask": "classifier"})
