"""A scene of coloured shapes: thin parts, holes and fine edges, which a coarse grid loses."""

from __future__ import annotations

import numpy as np

from segviz.scenes.drawing import Array, Dice, Points, as_bytes, bar, clouds, disc, noise, polygon, smooth

CLASSES = ("background", "disc", "ring", "star", "comb", "letter")

_GROUNDS = ((92, 108, 100), (128, 116, 98), (84, 96, 118), (140, 132, 124), (70, 84, 80), (110, 94, 104))
_PAINTS = (
    *((214, 62, 54), (240, 150, 40), (246, 210, 72), (112, 178, 62), (40, 140, 130), (60, 170, 214)),
    *((54, 92, 190), (140, 80, 180), (226, 110, 160), (238, 234, 222), (44, 42, 48), (150, 90, 50)),
)
# Strokes in a square of -1..1, y down.
_LETTERS: dict[str, tuple[Points, ...]] = {
    "A": (((-0.7, 0.9), (0, -0.9)), ((0.7, 0.9), (0, -0.9)), ((-0.4, 0.25), (0.4, 0.25))),
    "E": (((-0.6, -0.9), (-0.6, 0.9)), ((-0.6, -0.9), (0.6, -0.9)), ((-0.6, 0), (0.4, 0)), ((-0.6, 0.9), (0.6, 0.9))),
    "F": (((-0.6, -0.9), (-0.6, 0.9)), ((-0.6, -0.9), (0.6, -0.9)), ((-0.6, 0), (0.4, 0))),
    "H": (((-0.6, -0.9), (-0.6, 0.9)), ((0.6, -0.9), (0.6, 0.9)), ((-0.6, 0), (0.6, 0))),
    "K": (((-0.6, -0.9), (-0.6, 0.9)), ((0.6, -0.9), (-0.6, 0.1)), ((-0.2, -0.2), (0.6, 0.9))),
    "M": (((-0.8, 0.9), (-0.7, -0.9)), ((-0.7, -0.9), (0, 0.4)), ((0, 0.4), (0.7, -0.9)), ((0.7, -0.9), (0.8, 0.9))),
    "N": (((-0.6, 0.9), (-0.6, -0.9)), ((-0.6, -0.9), (0.6, 0.9)), ((0.6, 0.9), (0.6, -0.9))),
    "X": (((-0.7, -0.9), (0.7, 0.9)), ((-0.7, 0.9), (0.7, -0.9))),
    "Y": (((-0.7, -0.9), (0, 0)), ((0.7, -0.9), (0, 0)), ((0, 0), (0, 0.9))),
    "Z": (((-0.6, -0.9), (0.6, -0.9)), ((0.6, -0.9), (-0.6, 0.9)), ((-0.6, 0.9), (0.6, 0.9))),
}


def draw(seed: int, size: tuple[int, int] = (512, 512)) -> tuple[Array, Array]:
    """Coloured objects with thin parts, holes and fine edges on a rough ground, as a coarse grid loses them.

    Returns the picture (H, W, 3) uint8, anti-aliased, and its labels (H, W) uint8 (index into ``CLASSES``): a pixel is
    an object's where its centre lies inside.
    """
    dice = Dice(seed)
    unit = min(size) / 512
    picture, labels = _ground(dice, size, unit), np.zeros(size, np.uint8)
    turns = np.argsort(dice.field((len(CLASSES) - 1,)))  # every kind comes up as often
    for k, (x, y, radius) in enumerate(_places(dice, size, unit)):
        _put(dice, picture, labels, 1 + int(turns[k % len(turns)]), (x, y, radius, unit))
    picture += 10 * (dice.field((*size, 1)) + dice.field((*size, 1)) - 1)
    return as_bytes(picture), labels


def _ground(dice: Dice, size: tuple[int, int], unit: float) -> Array:
    colour = np.array(_GROUNDS[dice.below(len(_GROUNDS))], np.float64)
    rough = clouds(dice, size, 90 * unit, 6) - 0.5
    weave = noise(dice, size, max(2.0, 3 * unit)) - 0.5
    return (
        colour * (1 + 0.7 * rough + 0.22 * weave)[..., None] + 26 * (clouds(dice, size, 160 * unit, 2) - 0.5)[..., None]
    )


def _places(dice: Dice, size: tuple[int, int], unit: float) -> list[tuple[float, float, float]]:
    """(x, y, radius) of objects that hardly overlap, large ones first, some cut by the picture's edge."""
    placed: list[tuple[float, float, float]] = []
    for low, high, tries in ((78, 100, 14), (52, 74, 30), (30, 44, 40)):
        for _ in range(int(tries * size[0] * size[1] / (min(size) * min(size)))):
            x, y = dice.between(0, size[1]), dice.between(0, size[0])
            radius = dice.between(low, high) * unit
            gaps = [((x - a) * (x - a) + (y - b) * (y - b)) / ((radius + r) * (radius + r)) for a, b, r in placed]
            if min(gaps, default=9.0) > 0.85:
                placed.append((x, y, radius))
    return placed


def _put(dice: Dice, picture: Array, labels: Array, label: int, place: tuple[float, float, float, float]) -> None:
    """Draw one object with its shadow, shading and texture into its window of the picture and the labels."""
    x, y, radius, unit = place
    reach = radius * 1.1 + 12 * unit + 2
    top, left = max(0, int(y - reach)), max(0, int(x - reach))
    window = (slice(top, int(y + reach) + 1), slice(left, int(x + reach) + 1))
    shape = labels[window].shape
    rows, columns = np.mgrid[top : top + shape[0], left : left + shape[1]].astype(np.float64)
    cosine, sine = dice.turn()
    thing = _Thing(dice, CLASSES[label], radius, unit)

    def distance(shift: float) -> Array:
        dx, dy = columns - x - shift, rows - y - shift
        return thing.distance(dx * cosine + dy * sine, dy * cosine - dx * sine)

    shadow = smooth(0.5 - distance(5 * unit) / (8 * unit))
    here = distance(0.0)
    cover = np.clip(0.5 - here, 0.0, 1.0)[..., None]
    bevel = smooth(-here / (5 * unit)) * 0.3 + 0.75
    grain = clouds(dice, (shape[0], shape[1]), 24 * unit, 4) - 0.5
    lit = (1 - 0.25 * (rows - y + columns - x) / radius) * bevel * (1 + 0.35 * grain)
    paint = np.array(_PAINTS[dice.below(len(_PAINTS))], np.float64)
    patch = picture[window] * (1 - 0.45 * shadow[..., None])
    picture[window] = patch * (1 - cover) + np.clip(paint * lit[..., None], 0, 255) * cover
    labels[window][here < 0] = label


class _Thing:
    """One object's outline around (0, 0), by its kind."""

    def __init__(self, dice: Dice, kind: str, radius: float, unit: float) -> None:
        self.kind, self.radius = kind, radius
        self.thin = max(3.0, dice.between(5, 9) * unit)
        self.count = dice.below(4)
        self.letter = sorted(_LETTERS)[dice.below(len(_LETTERS))]

    def distance(self, u: Array, v: Array) -> Array:
        """Signed distance at the points (u, v)."""
        return {"disc": self._disc, "ring": self._ring, "star": self._star, "comb": self._comb, "letter": self._letter}[
            self.kind
        ](u, v)

    def _disc(self, u: Array, v: Array) -> Array:
        """A disc with none to three holes."""
        r = self.radius
        whole = disc(u, v, (0, 0), 0.9 * r)
        for x, y in ((-0.4, -0.2), (0.4, -0.2), (0.0, 0.45))[: self.count]:
            whole = np.maximum(whole, -disc(u, v, (x * r, y * r), 0.2 * r))
        return whole

    def _ring(self, u: Array, v: Array) -> Array:
        """One to three thin rings in one another."""
        rings = [np.abs(disc(u, v, (0, 0), self.radius * (0.95 - 0.28 * k))) for k in range(1 + self.count % 3)]
        return np.minimum.reduce(rings) - self.thin / 2

    def _star(self, u: Array, v: Array) -> Array:
        """Five to eight long spikes."""
        spikes = 5 + self.count
        points = [_on_circle(k, 2 * spikes, self.radius * (1.0 if k % 2 == 0 else 0.32)) for k in range(2 * spikes)]
        return polygon(u, v, points)

    def _comb(self, u: Array, v: Array) -> Array:
        """A back and five to eight thin teeth."""
        r, teeth = self.radius, 5 + self.count
        parts = [bar(u, v, (-0.85 * r, -0.5 * r), (0.85 * r, -0.5 * r), 0.28 * r)]
        for k in range(teeth):
            x = r * (1.7 * k / (teeth - 1) - 0.85)
            parts.append(bar(u, v, (x, -0.5 * r), (x, 0.7 * r), self.thin * 0.8))
        return np.minimum.reduce(parts)

    def _letter(self, u: Array, v: Array) -> Array:
        """Thin bars."""
        r = self.radius
        strokes = [((a * r, b * r), (c * r, d * r)) for (a, b), (c, d) in _LETTERS[self.letter]]
        return np.minimum.reduce([bar(u, v, start, end, self.thin * 1.3) for start, end in strokes])


def _on_circle(k: int, n: int, radius: float) -> tuple[float, float]:
    """Corner k of n on a circle, from the half-angle: t runs over -1..1 a quarter, so corners are a little uneven."""
    quarter, t = divmod(4 * k / n, 1)
    t = (2 * t - 1) * 0.41421356237309503  # tan(pi/8): a quarter is -45..45 degrees
    cosine, sine = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    for _ in range(int(quarter)):
        cosine, sine = -sine, cosine
    return radius * cosine, radius * sine
