"""Numbers and sizes as text, the same in every language."""

from __future__ import annotations

from math import isfinite


def number(value: float) -> str:
    """Three significant digits, with a true minus sign: 0, 12.3, 0.00123, 1.2e−05, 3.4e+06."""
    if not isfinite(value):
        return str(float(value)).replace("-", "−")
    text = f"{value:.3g}" if abs(value) < 999.5 or abs(value) >= 99999.5 else f"{value:.0f}"
    return ("0" if float(text) == 0 else text).replace("-", "−")


def size(shape: tuple[int, ...]) -> str:
    """(64, 284, 284) as 64×284×284."""
    return "×".join(str(side) for side in shape)
