"""Tools to draw pictures with exact masks, the same on every machine.

Only correctly rounded operations (+ - * / and square roots) and numpy's raw PCG64 stream, whose values numpy promises
for good, so that a seed gives the same bytes everywhere. Distances are signed, in pixels, negative inside.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Array = np.ndarray
Points = Sequence[tuple[float, float]]


class Dice:
    """Uniform random numbers by a seed."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return float(low + (high - low) * self.field((1,))[0])

    def below(self, n: int) -> int:
        """One of 0 .. n-1."""
        return int(self.between(0, n))

    def field(self, shape: tuple[int, ...]) -> Array:
        """An array of numbers in [0, 1)."""
        raw = self._bits.random_raw(int(np.prod(shape)))
        return (raw >> np.uint64(11)).astype(np.float64).reshape(shape) * 2.0**-53

    def turn(self) -> tuple[float, float]:
        """A direction (cosine, sine), every quarter as likely: a rational point of the circle, no trigonometry."""
        t = self.between(-1, 1)
        cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
        return [(cosine, sine), (-cosine, -sine), (-sine, cosine), (sine, -cosine)][self.below(4)]


def as_bytes(values: Array) -> Array:
    """Rounded to uint8."""
    return np.clip(np.floor(values + 0.5), 0, 255).astype(np.uint8)


def smooth(t: Array) -> Array:
    """0 to 1 with a soft start and end; clipped outside."""
    t = np.clip(t, 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def noise(dice: Dice, shape: tuple[int, int], cell: float) -> Array:
    """Value noise in [0, 1) whose blobs are about ``cell`` pixels wide."""
    lattice = dice.field((int(shape[0] / cell) + 2, int(shape[1] / cell) + 2))
    rows, columns = (np.arange(side) / cell for side in shape)
    top, left = rows.astype(int), columns.astype(int)
    down, right = smooth(rows - top)[:, None], smooth(columns - left)[None, :]
    above = lattice[np.ix_(top, left)] * (1 - right) + lattice[np.ix_(top, left + 1)] * right
    below = lattice[np.ix_(top + 1, left)] * (1 - right) + lattice[np.ix_(top + 1, left + 1)] * right
    return above * (1 - down) + below * down


def clouds(dice: Dice, shape: tuple[int, int], cell: float, octaves: int = 4) -> Array:
    """Noise of several sizes, each half as wide and half as strong as the one before; in [0, 1)."""
    total, weight = np.zeros(shape), 0.0
    for octave in range(octaves):
        strength = 0.5**octave
        total += strength * noise(dice, shape, max(cell * strength, 1.0))
        weight += strength
    return total / weight


def blur(values: Array, radius: int) -> Array:
    """Three box means of 2*radius + 1 pixels on both axes, close to a Gaussian; edges are repeated."""
    width = 2 * radius + 1
    for axis in (0, 1) * 3:
        around = [(radius + 1, radius) if a == axis else (0, 0) for a in range(values.ndim)]
        sums = np.cumsum(np.pad(values, around, mode="edge"), axis=axis)
        upper, lower = (np.take(sums, np.arange(values.shape[axis]) + k, axis=axis) for k in (width, 0))
        values = (upper - lower) / width
    return values


def fill(points: Points, shape: tuple[int, int]) -> Array:
    """Pixels (H, W) whose centres lie inside a polygon of (x, y) points, by the even-odd rule."""
    rows, columns = shape
    toggles = np.zeros((rows, columns + 1), bool)
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        if y0 == y1:
            continue
        low, high = sorted((y0, y1))
        ys = np.arange(max(0, int(np.ceil(low))), min(rows, int(np.ceil(high))))
        xs = np.ceil(x0 + (ys - y0) * (x1 - x0) / (y1 - y0))
        toggles[ys, np.clip(xs, 0, columns).astype(int)] ^= True
    return np.logical_xor.accumulate(toggles[:, :columns], axis=1)


def disc(x: Array, y: Array, centre: tuple[float, float], radius: float) -> Array:
    """Distance to a disc."""
    dx, dy = x - centre[0], y - centre[1]
    return np.sqrt(dx * dx + dy * dy) - radius


def bar(x: Array, y: Array, start: tuple[float, float], end: tuple[float, float], width: float) -> Array:
    """Distance to a straight stroke with round ends."""
    ax, ay = end[0] - start[0], end[1] - start[1]
    px, py = x - start[0], y - start[1]
    along = np.clip((px * ax + py * ay) / (ax * ax + ay * ay), 0.0, 1.0)
    dx, dy = px - along * ax, py - along * ay
    return np.sqrt(dx * dx + dy * dy) - width / 2


def polygon(x: Array, y: Array, points: Points) -> Array:
    """Distance to a polygon with sharp corners."""
    edges = list(zip(points, [*points[1:], points[0]], strict=True))
    nearest = np.minimum.reduce([bar(x, y, start, end, 0.0) for start, end in edges])
    inside = np.zeros(np.shape(nearest), bool)
    for (x0, y0), (x1, y1) in edges:
        crossed = (y0 <= y) != (y1 <= y)
        if y0 != y1:
            inside ^= crossed & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return np.where(inside, -nearest, nearest)
