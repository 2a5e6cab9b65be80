"""A scene of grey tissue with dark membranes, like a section under the electron microscope."""

from __future__ import annotations

import numpy as np

from segviz.scenes.drawing import Array, Dice, as_bytes, blur, clouds, noise, smooth

CLASSES = ("cell", "membrane")


def draw(seed: int, size: tuple[int, int] = (512, 512)) -> tuple[Array, Array]:
    """Cells of very different sizes, some with mitochondria and vesicles, which look like membranes and are none.

    Returns the picture (H, W, 3) uint8, grey, and its labels (H, W) uint8 (index into ``CLASSES``): membrane is what
    lies within a line of 2 to 5 px (at 512) that runs midway between two cells.
    """
    dice = Dice(seed)
    unit = max(0.5, min(size) / 512)
    owner, gap = _cells(dice, size, unit)
    half = (1.3 + 1.4 * clouds(dice, size, 60 * unit, 3)) * unit
    labels = (gap < half).astype(np.uint8)

    grey = _plasm(dice, owner, size, unit)
    _organelles(dice, grey, gap, unit)
    dense = smooth((clouds(dice, size, 45 * unit, 2) - 0.66) / 0.1)  # synapses: dark stuff along a membrane
    grey -= 70 * dense * smooth(1 - gap / (11 * unit))
    lines = smooth(1.25 - gap / (1.5 * half))
    grey += (_ink(dice, size, unit) - grey) * lines
    return np.repeat(_exposed(dice, grey, unit)[..., None], 3, axis=2), labels


def _plasm(dice: Dice, owner: Array, size: tuple[int, int], unit: float) -> Array:
    """The cells' inside: a grey of its own for each, cloudy and granular."""
    own = 160 + 40 * dice.field((int(owner.max()) + 1,))
    fine = noise(dice, size, max(1.5, 3 * unit)) - 0.5
    return own[owner] + 40 * (clouds(dice, size, 24 * unit, 4) - 0.5) + 44 * fine


def _ink(dice: Dice, size: tuple[int, int], unit: float) -> Array:
    return 34 + 60 * clouds(dice, size, 30 * unit, 3)


def _exposed(dice: Dice, grey: Array, unit: float) -> Array:
    """The microscope: a soft focus, then grain, then uneven light."""
    soft = blur(grey, 1) if unit >= 0.75 else grey
    grain = dice.field((4, *grey.shape)).sum(axis=0) - 2
    light = 1 + 0.16 * (noise(dice, grey.shape, 300 * unit) - 0.5)
    return as_bytes((soft + 17 * grain) * light)


def _cells(dice: Dice, size: tuple[int, int], unit: float) -> tuple[Array, Array]:
    """Which cell owns each pixel, and about how far (px) it is from the border to the next one.

    Cells are a power diagram of packed discs on a warped plane; some are made of several discs.
    """
    discs = _packed(dice, size, unit)
    group = _grouped(dice, discs)
    warp = [(46 * clouds(dice, size, 120 * unit, 2) + 15 * clouds(dice, size, 26 * unit, 2)) * unit for _ in range(2)]
    x, y = np.arange(size[1]) + warp[0] - 30 * unit, np.arange(size[0])[:, None] + warp[1] - 30 * unit
    far = np.full(size, 1e12)
    power, second = far.copy(), far.copy()
    site, other = np.zeros(size, int), np.zeros(size, int)
    for k, (cx, cy, radius) in enumerate(discs):
        reach = radius + 75 * unit
        window = _window(cx, cy, reach, size)
        dx, dy = x[window] - cx, y[window] - cy
        here = dx * dx + dy * dy - radius * radius
        _rank(here, k, group, power[window], site[window], second[window], other[window])
    dx, dy = discs[site, 0] - discs[other, 0], discs[site, 1] - discs[other, 1]
    apart = np.sqrt(dx * dx + dy * dy)
    return group[site], _rounded((second - power) / (2 * np.maximum(apart, 1e-9)), max(1, round(2 * unit)))


def _rounded(gap: Array, radius: int) -> Array:
    """The same distance, but less in corners, so that cells are round: a blurred |d| is about sqrt(d^2 + spread)."""
    spread = radius * (radius + 1) * 2 / np.pi  # three boxes have the variance radius * (radius + 1)
    blurred = blur(gap, radius)
    return np.minimum(gap, np.sqrt(np.maximum(blurred * blurred - spread, 0.0)))


def _window(cx: float, cy: float, reach: float, size: tuple[int, int]) -> tuple[slice, slice]:
    top, left = max(0, int(cy - reach)), max(0, int(cx - reach))
    return slice(top, max(top, int(cy + reach))), slice(left, max(left, int(cx + reach)))


def _rank(here: Array, k: int, group: Array, power: Array, site: Array, second: Array, other: Array) -> None:
    """Let disc k compete for each pixel: the strongest disc, and the strongest of another cell. Writes in place."""
    same = group[site] == group[k]
    wins = here < power
    replaced = wins & ~same
    second[replaced], other[replaced] = power[replaced], site[replaced]
    power[wins], site[wins] = here[wins], k
    runner_up = ~wins & ~same & (here < second)
    second[runner_up], other[runner_up] = here[runner_up], k


def _packed(dice: Dice, size: tuple[int, int], unit: float) -> Array:
    """Discs (n, 3) as (x, y, radius) that hardly overlap, over the picture and a border around it; large ones first."""
    border = 60 * unit
    area = (size[0] + 2 * border) * (size[1] + 2 * border) / (632 * unit * 632 * unit)
    placed = np.zeros((0, 3))
    for low, high, tries in ((46, 70, 14), (24, 40, 110), (13, 20, 420), (7, 11, 900)):
        for _ in range(int(tries * area)):
            x = dice.between(-border, size[1] + border)
            y = dice.between(-border, size[0] + border)
            radius = dice.between(low, high) * unit
            dx, dy = placed[:, 0] - x, placed[:, 1] - y
            apart = 0.92 * (placed[:, 2] + radius)
            if (dx * dx + dy * dy > apart * apart).all():
                placed = np.vstack([placed, (x, y, radius)])
    return placed


def _grouped(dice: Dice, discs: Array) -> Array:
    """The cell of each disc: a third of them join the nearest disc before them, so that cells are bent and forked."""
    group = np.arange(len(discs))
    joins = dice.field((len(discs),)) < 0.33
    for k in np.flatnonzero(joins)[1:]:
        dx, dy = discs[:k, 0] - discs[k, 0], discs[:k, 1] - discs[k, 1]
        group[k] = group[int(np.argmin(np.sqrt(dx * dx + dy * dy) - discs[:k, 2]))]
    return group


def _organelles(dice: Dice, grey: Array, gap: Array, unit: float) -> None:
    """Mitochondria (dark, striped) and vesicles (small rings) where a cell has room for them."""
    area = grey.size / (512 * unit * 512 * unit)
    taken = np.zeros(grey.shape, bool)
    for low, high, stretch, tries in ((13, 24, 1.7, 160), (2.6, 4.6, 1.0, 900)):
        for _ in range(int(tries * area)):
            x, y = dice.between(0, grey.shape[1]), dice.between(0, grey.shape[0])
            radius, turn = dice.between(low, high) * unit, dice.turn()
            room = gap[int(y), int(x)] > 0.75 * radius * stretch + 4 * unit
            window = _window(x, y, radius * stretch + 3 * unit, grey.shape)
            if room and not taken[window].any():
                _organelle(dice, grey[window], window, (x, y, radius, stretch, *turn), unit)
                taken[window] = True


def _organelle(dice: Dice, grey: Array, window: tuple[slice, slice], at: tuple[float, ...], unit: float) -> None:
    """Draw one into its window, in place."""
    x, y, radius, stretch, cosine, sine = at
    rows = np.arange(window[0].start, window[0].start + grey.shape[0])[:, None] - y
    columns = np.arange(window[1].start, window[1].start + grey.shape[1]) - x
    u, v = (columns * cosine + rows * sine) / stretch, rows * cosine - columns * sine
    edge = np.sqrt(u * u + v * v) - radius * (0.75 + 0.3 * noise(dice, grey.shape, max(2.0, radius)))
    wall = smooth(1 - np.abs(edge) / (1.7 * unit))
    if stretch > 1:
        folds = u * stretch / (4.6 * unit) + 2.2 * noise(dice, grey.shape, 12 * unit)
        stripes = smooth(2 * np.abs(folds - np.floor(folds) - 0.5))
        grey += smooth(0.5 - edge / (2 * unit)) * (66 * stripes - 82)
    grey -= wall * (62 if stretch > 1 else 50)
