"""U-Net (Ronneberger, Fischer, Brox; MICCAI 2015, figure 1), the article's variant, and the padded one of today.

The blocks carry the names that the article prints: encoder_block1 .. 4, encoder_pool1 .. 4, bottleneck,
decoder_block4 .. 1.
"""

from __future__ import annotations

from segviz.geometry import Graph
from segviz.models.builder import Builder

CHANNELS = (64, 128, 256, 512)


def unet_paper(num_classes: int = 2, in_channels: int = 1, width: float = 1.0) -> Graph:
    """Unpadded 3x3 convolutions, no BatchNorm, 2x2 up-convolutions, final 1x1: (H, W) -> (H - 184, W - 184)."""
    return _unet("unet-paper", num_classes, in_channels, width, padding=0, batch_norm=False)


def unet_same(num_classes: int = 2, in_channels: int = 3, width: float = 1.0) -> Graph:
    """Padding 1 and BatchNorm before each ReLU: as it is mostly used today. Sides are multiples of 16."""
    return _unet("unet-same", num_classes, in_channels, width, padding=1, batch_norm=True)


def _unet(name: str, num_classes: int, in_channels: int, width: float, padding: int, batch_norm: bool) -> Graph:
    net = Builder(name, in_channels, width)
    skips = {}
    for level, channels in enumerate(CHANNELS, start=1):
        skips[level] = _pair(net, f"encoder_block{level}", net.hidden(channels), padding, batch_norm)
        net.pool(f"encoder_pool{level}")
    deep = _pair(net, "bottleneck", net.hidden(1024), padding, batch_norm)
    for level in (4, 3, 2, 1):
        channels = net.hidden(CHANNELS[level - 1])
        up = net.add(f"upconv{level}", "up", deep, out=channels, kernel=2, stride=2, bias=True)
        _merge(net, skips[level], up, level, "centre", f"merge{level}")
        deep = _pair(net, f"decoder_block{level}", channels, padding, batch_norm)
    net.conv("final_layer", num_classes, 1)
    return net.graph({"mask": net.top}, whole=padding > 0)


def _pair(net: Builder, block: str, channels: int, padding: int, batch_norm: bool) -> str:
    for i in (1, 2):
        net.conv(f"{block}.conv{i}", channels, 3, padding, block=block, bias=not batch_norm)
        if batch_norm:
            net.add(f"{block}.bn{i}", "batchnorm", block=block)
        net.add(f"{block}.relu{i}", "relu", block=block)
    return net.top


def _merge(net: Builder, skip: str, up: str, level: int, crop: str, path: str, block: str = "") -> str:
    """Crop the skip to the deep stream's size and put it before it, channel-wise."""
    cut = net.add(f"crop{level}", "crop", skip, up, path=f"{path}.crop", via=path, crop=crop, block=block)
    both = net.channels[skip] + net.channels[up]
    return net.add(f"concat{level}", "concat", cut, up, out=both, path=f"{path}.concat", via=path, block=block)


def unet_article(num_classes: int = 1, in_channels: int = 3, width: float = 1.0) -> Graph:
    """The article's ``UNet`` to the letter: BatchNorm *after* each ReLU, 3x3 up-convolutions, a crop of
    ``difference // 2`` a side, and a final unpadded 3x3 convolution with ReLU and BatchNorm: (H - 186, W - 186)."""
    net = Builder("unet-article", in_channels, width)
    skips = {}
    for level, channels in enumerate(CHANNELS, start=1):
        skips[level] = _article_pair(net, f"encoder{level}", f"encoder_block{level}", net.hidden(channels))
        net.pool(f"encoder_pool{level}", path=f"encoder{level}_pool{level}")
    deep = _article_pair(net, "bottleneck", "bottleneck", net.hidden(1024))
    for level in (4, 3, 2, 1):
        path, block, channels = f"deconder{level}", f"decoder_block{level}", net.hidden(CHANNELS[level - 1])
        up = net.add(
            f"{path}.up_sample", "up", deep,
            out=net.channels[deep] // 2 or 1, kernel=3, stride=2, padding=1, output_padding=1, bias=True, block=block,
        )  # fmt: skip
        _merge(net, skips[level], up, level, "halves", f"{path}.merge", block)
        deep = _article_pair(net, f"{path}.block", block, channels)
    _article_unit(net, "final_layer", "final_layer", num_classes, 0)
    return net.graph({"mask": net.top})


def _article_pair(net: Builder, path: str, block: str, channels: int) -> str:
    _article_unit(net, path, block, channels, 0)
    return _article_unit(net, path, block, channels, 3)


def _article_unit(net: Builder, path: str, block: str, channels: int, first: int) -> str:
    """Convolution, ReLU, BatchNorm under the indices that ``nn.Sequential`` gives them."""
    net.conv(f"{path}.{first}", channels, 3, 0, block=block)
    net.add(f"{path}.{first + 1}", "relu", block=block)
    return net.add(f"{path}.{first + 2}", "batchnorm", block=block)
