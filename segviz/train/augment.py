"""Joint augmentation of pictures and label maps (torchvision's transforms v2), copy-paste and textures.

The data sets show one centred object each, often on a plain ground, so a network would learn the ground: objects are
cut out by their labels and pasted, several at once and at many sizes, onto other pictures and onto textures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torchvision import tv_tensors
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as F

if TYPE_CHECKING:
    from segviz.train.recipes import Stage

HOLE = 254
"""The label of canvas that no picture covers yet."""

Pair = tuple[tv_tensors.Image, tv_tensors.Mask]


def uniform(low: float, high: float) -> float:
    """A number from torch's generator, which data-loading workers seed."""
    return float(torch.empty(()).uniform_(low, high))


def chance(p: float) -> bool:
    return float(torch.rand(())) < p


def resized(pair: Pair, shape: list[int]) -> Pair:
    """The pair at (height, width) ``shape``.

    The labels by NEAREST_EXACT: NEAREST, torchvision's own choice, counts from the corner and lays them up to half a
    pixel lower and further right than their picture.
    """
    image, labels = pair
    labels = F.resize(labels, shape, interpolation=v2.InterpolationMode.NEAREST_EXACT)
    return tv_tensors.Image(F.resize(image, shape, antialias=True)), tv_tensors.Mask(labels)


def texture(size: int) -> Tensor:
    """Coloured noise of random coarseness, (3, size, size) uint8: from a plain ground to grit."""
    canvas = torch.rand(3, 1, 1) * 255
    canvas = canvas.expand(3, size, size).clone()
    for cells in (2, 5, 11, 24, 52, size):
        if chance(0.45):
            shape = (3 if chance(0.4) else 1, cells, cells if chance(0.8) else 2)
            layer = torch.randn(shape) * uniform(5, 55)
            canvas += F.resize(layer, [size, size], antialias=False)
    return canvas.clamp_(0, 255).to(torch.uint8)


def canvas(pair: Pair, size: int, low: float, high: float) -> Pair:
    """The pair flipped, scaled to ``low`` .. ``high`` times ``size`` and cut or padded to (size, size).

    What no picture covers is HOLE.
    """
    height, width = pair[0].shape[-2:]
    scale = size / max(height, width) * uniform(low, high)
    fill = {tv_tensors.Image: 0, tv_tensors.Mask: HOLE}
    steps = v2.Compose([v2.RandomHorizontalFlip(), v2.RandomCrop(size, pad_if_needed=True, fill=fill)])
    return steps(*resized(pair, [max(1, round(height * scale)), max(1, round(width * scale))]))


def cover(pair: Pair, size: int) -> Pair:
    """The pair as a background without holes: its shorter side is enlarged to ``size`` or more, then cut."""
    height, width = pair[0].shape[-2:]
    scale = size / min(height, width) * uniform(1.0, 1.5)
    shape = [max(size, round(height * scale)), max(size, round(width * scale))]
    return v2.Compose([v2.RandomHorizontalFlip(), v2.RandomCrop(size)])(*resized(pair, shape))


def cut_out(pair: Pair) -> Pair | None:
    """The pair cut to the box around its labelled object; None where there is none."""
    rows, columns = torch.nonzero(pair[1] > 0, as_tuple=True)
    if len(rows) == 0:
        return None
    top, left = int(rows.min()), int(columns.min())
    box = (top, left, int(rows.max()) - top + 1, int(columns.max()) - left + 1)
    return F.crop(pair[0], *box), F.crop(pair[1], *box)


def paste(under: Pair, thing: Pair, low: float, high: float) -> None:
    """Put a cut-out onto ``under`` (changed in place), its longer side ``low`` .. ``high`` of the canvas.

    Its edge is blended; up to a third of it may lie outside. Pixels of its ignored border stay ignored.
    """
    size = under[0].shape[-1]
    height, width = thing[0].shape[-2:]
    scale = uniform(low, high) * size / max(height, width)
    stretch = uniform(0.87, 1.15)
    shape = [max(2, round(height * scale * stretch)), max(2, round(width * scale / stretch))]
    image, labels = v2.RandomHorizontalFlip()(*thing)
    solid = (labels > 0).to(torch.uint8)[None] * 255
    alpha = F.resize(solid, shape, antialias=True)
    image, labels = resized((image, labels), shape)
    starts = [round(uniform(-0.33 * n, size - 0.67 * n)) for n in shape]
    there = tuple(slice(max(0, s), min(size, s + n)) for s, n in zip(starts, shape, strict=True))
    here = tuple(slice(t.start - s, t.stop - s) for s, t in zip(starts, there, strict=True))
    if any(t.stop - t.start < 2 for t in there):
        return
    weight = alpha[(0, *here)].float() / 255
    ground = under[0][(slice(None), *there)].float()
    mixed = ground + weight * (image[(slice(None), *here)].float() - ground)
    under[0][(slice(None), *there)] = mixed.to(torch.uint8)
    placed, part = labels[here], under[1][there]
    under[1][there] = torch.where(placed > 0, placed, part)


def fill_holes(pair: Pair, ground: Pair) -> Pair:
    """Cover what is still HOLE by the same place of ``ground``."""
    hole = pair[1] == HOLE
    image = torch.where(hole, ground[0], pair[0])
    return tv_tensors.Image(image), tv_tensors.Mask(torch.where(hole, ground[1], pair[1]))


def tint(image: Tensor) -> Tensor:
    """Scale the three channels apart: grey pictures must not give a class away by being grey."""
    gains = torch.empty(3, 1, 1).uniform_(0.75, 1.25)
    return (image.float() * gains).clamp_(0, 255).to(torch.uint8)


COLOUR = v2.Compose(
    [
        v2.RandomApply([v2.ColorJitter(0.4, 0.4, 0.4)], 0.6),
        v2.RandomApply([v2.ColorJitter(hue=0.06)], 0.15),
        v2.RandomApply([v2.Lambda(tint)], 0.4),
        v2.RandomGrayscale(0.12),
        v2.RandomApply([v2.GaussianBlur(5, (0.3, 1.5))], 0.12),
    ]
)


def plain(pair: Pair, size: int) -> Pair:
    """The pair nearly as it is: whole and padded, or stretched halfway to a square and cut to it."""
    if chance(0.5):
        return canvas(pair, size, 0.9, 1.1)
    height, width = pair[0].shape[-2:]
    scale, ratio = size / min(height, width), (max(height, width) / min(height, width)) ** 0.5
    shape = [round(n * scale * (1 if n == min(height, width) else 1 / ratio)) for n in (height, width)]
    shape = [max(size, n) for n in shape]
    return v2.Compose([v2.RandomHorizontalFlip(), v2.RandomCrop(size)])(*resized(pair, shape))


def photo(pair: Pair, other: Callable[[], Pair], stage: Stage) -> Pair:
    """One training picture of ``photos``: (3, size, size) uint8 and its labels (size, size).

    Args:
        pair: the picture whose turn it is.
        other: draws another picture of the training split.
    """
    size = stage.size
    if chance(stage.plain):
        made = plain(pair, size)
        crowded = chance(0.1)
    else:
        made, crowded = _hard(pair, other, size)
    if (made[1] == HOLE).any():
        made = fill_holes(made, _ground(other, size))
    if crowded:
        for _ in range(1 + int(chance(0.4))):
            thing = cut_out(other())
            if thing is not None:
                paste(made, thing, 0.2, 0.8)
    return tv_tensors.Image(COLOUR(made[0])), made[1]


def _hard(pair: Pair, other: Callable[[], Pair], size: int) -> tuple[Pair, bool]:
    """A close-up, the picture at another size, or its object on another ground; whether more is to be pasted on it."""
    turn = uniform(0, 1)
    if turn < 0.2:
        return canvas(pair, size, 1.2, 3.0), False  # a thing that fills the picture
    if turn < 0.56:
        return canvas(pair, size, 0.4, 1.6), turn > 0.44
    return _collage(pair, other, size), True


def _collage(pair: Pair, other: Callable[[], Pair], size: int) -> Pair:
    """The picture's object on another ground."""
    under = _ground(other, size)
    thing = cut_out(pair)
    if thing is not None:
        paste(under, thing, 0.3, 1.2)
    return under


def _ground(other: Callable[[], Pair], size: int) -> Pair:
    if chance(0.65):
        image, labels = cover(other(), size)
        return tv_tensors.Image(image.clone()), tv_tensors.Mask(labels.clone())
    return tv_tensors.Image(texture(size)), tv_tensors.Mask(torch.zeros(size, size, dtype=torch.uint8))


def shaded(image: Tensor) -> Tensor:
    """Lighter and darker from place to place, as a section of uneven thickness."""
    cells = 3 if chance(0.5) else 6
    light = F.resize(torch.randn(1, cells, cells), list(image.shape[-2:]), antialias=False)
    return (image + light * uniform(0, 25)).clamp(0, 255).to(torch.uint8)


def grainy(image: Tensor) -> Tensor:
    """With noise of up to 14 grey levels, as an image taken with fewer electrons."""
    return (image + torch.randn(image.shape) * uniform(0, 14)).clamp(0, 255).to(torch.uint8)


GREY = v2.Compose(
    [
        v2.RandomApply([v2.ColorJitter(0.3, 0.35)], 0.8),
        v2.RandomApply([v2.Lambda(shaded)], 0.5),
        v2.RandomApply([v2.GaussianBlur(5, (0.3, 1.2))], 0.25),
        v2.RandomApply([v2.Lambda(grainy)], 0.3),
    ]
)

BROWN = (0.27, 0.57, 0.78)
"""How much of red, green and blue a diaminobenzidine stain absorbs (Ruifrok and Johnston, 2001, table 2)."""


def stained_again(image: Tensor) -> Tensor:
    """Brown patches over a bright picture, as of a second stain that marks anything but nuclei; dark ones stay."""
    if image.float().mean() < 110:
        return image
    height, width = image.shape[-2:]
    cloud = torch.zeros(1, height, width)
    for cells in (4, 9, 20, 60):
        cloud += F.resize(torch.randn(1, cells, cells), [height, width], antialias=False) * uniform(0, 1)
    density = (cloud - uniform(-0.5, 1.0)).clamp(0, 1) * uniform(0.3, 1.5)
    return (image * torch.exp(-density * torch.tensor(BROWN)[:, None, None])).to(torch.uint8)


STAIN = v2.Compose(
    [
        v2.RandomApply([v2.Lambda(stained_again)], 0.35),
        v2.RandomApply([v2.ColorJitter(0.4, 0.4, 0.4)], 0.7),
        v2.RandomApply([v2.ColorJitter(hue=0.3)], 0.2),
        v2.RandomGrayscale(0.1),
        v2.RandomInvert(0.08),
        v2.RandomApply([v2.GaussianBlur(5, (0.3, 1.5))], 0.15),
    ]
)


def tile(pair: Pair, size: int, scale: float) -> Pair:
    """A (size, size) cut of the pair enlarged by ``scale``, anywhere on it, mirrored where the cut hangs over.

    An unpadded U-Net predicts only the middle of its input: the cut may hang over by as much as is lost there, so that
    the picture's border is learned as well (the overlap-tile strategy of the U-Net paper, section 2).
    """
    shape = [max(32, round(n * scale)) for n in pair[0].shape[-2:]]
    image, labels = resized(pair, shape)
    rows, columns = (_mirrored(n, size) for n in shape)
    return tv_tensors.Image(image[:, rows][:, :, columns]), tv_tensors.Mask(labels[rows][:, columns])


def _mirrored(side: int, size: int, margin: int = 92) -> Tensor:
    """``size`` indices into 0 .. side - 1 from a random start, reflected at both ends."""
    first, last = -margin, side + margin - size
    start = round(uniform(first, last)) if last > first else round((side - size) / 2)
    period = 2 * (side - 1)
    turned = torch.arange(start, start + size).remainder(period)
    return torch.minimum(turned, period - turned)


def turned(pair: Pair, lean: tuple[float, float] = (0.0, 0.0)) -> Pair:
    """The pair in one of the square's eight orientations.

    Args:
        lean: by how many pixels (rows, columns) its labels lie beside what they follow. In the turned pair they still
            do so, in the same direction: its picture is moved.
    """
    turns, mirrored = int(torch.randint(4, ())), chance(0.5)
    image, labels = (torch.rot90(part, turns, (-2, -1)) for part in pair)
    down, right = lean
    for _ in range(turns):
        down, right = -right, down
    if mirrored:
        image, labels, right = image.flip(-1), labels.flip(-1), -right
    return tv_tensors.Image(moved(image, down - lean[0], right - lean[1])), tv_tensors.Mask(labels)


def moved(image: Tensor, down: float, right: float) -> Tensor:
    """A picture (C, size, size) uint8 moved by fractions of a pixel, interpolated bicubically, its edge repeated."""
    if not (down or right):
        return image
    size = image.shape[-1]
    shift = torch.tensor([[[1, 0, -2 * right / size], [0, 1, -2 * down / size]]])
    grid = torch.nn.functional.affine_grid(shift, [1, *image.shape], align_corners=False)
    there = torch.nn.functional.grid_sample(
        image[None].float(), grid, mode="bicubic", padding_mode="border", align_corners=False
    )
    return there[0].round().clamp(0, 255).to(torch.uint8)


def elastic(pair: Pair, spread: float, cell: int = 128) -> Pair:
    """Bend the pair: random shifts of standard deviation ``spread`` px on a coarse grid with one node every ``cell``
    px, interpolated bicubically (U-Net paper, section 3.1: 3x3 grid, 10 px)."""
    size = pair[0].shape[-1]
    nodes = max(3, size // cell)
    shifts = torch.randn(1, 2, nodes, nodes) * spread * 2 / size
    field = torch.nn.functional.interpolate(shifts, (size, size), mode="bicubic", align_corners=True)
    displacement = field.permute(0, 2, 3, 1).contiguous()
    image = F.elastic(pair[0], displacement, interpolation=v2.InterpolationMode.BILINEAR)
    return image, F.elastic(pair[1][None], displacement, interpolation=v2.InterpolationMode.NEAREST)[0]


LEAN = (-0.5, -0.25)
"""By how many pixels (rows, columns) ISBI 2012's outlines lie beside what they follow: a trained network's answers for
turned slices, turned back, agree with them best when moved by this much."""


def membranes(pair: Pair, other: Callable[[], Pair], stage: Stage) -> Pair:
    """One training tile of ``em``, of other brightness, contrast and sharpness, most of them bent: plain ones
    otherwise as they are, the others in any orientation, up to a fifth larger or smaller."""
    if chance(stage.plain):
        made = tile(pair, stage.size, 1.0)
    else:
        scale = uniform(0.85, 1.2)
        made = turned(tile(pair, stage.size, scale), (LEAN[0] * scale, LEAN[1] * scale))
    if chance(0.6):
        made = elastic(made, uniform(2, 10))
    return tv_tensors.Image(GREY(made[0])), tv_tensors.Mask(made[1])


def stains(pair: Pair, other: Callable[[], Pair], stage: Stage) -> Pair:
    """One training tile of ``nuclei`` in any orientation: plain ones in their own light, the picture's long side 248 to
    320 px; the others of another stain and light, at 0.5 to 1.6 times their size.

    How far out an outline was drawn goes with the microscope, and only a picture in its own light shows which it was.
    """
    plain = chance(stage.plain)
    scale = uniform(248, 320) / max(pair[0].shape) if plain else uniform(0.5, 1.6)
    image, labels = turned(tile(pair, stage.size, scale))
    return tv_tensors.Image(image if plain else STAIN(image)), tv_tensors.Mask(labels)
