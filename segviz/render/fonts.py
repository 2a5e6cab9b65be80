"""Fonts for figures. matplotlib brings no Chinese one: a figure is in Chinese only where the system has such a font."""

from __future__ import annotations

import functools
import re

LATIN = "DejaVu Sans"
CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",  # the face that older matplotlib finds in Noto's collection; it has the Chinese characters too
    "Arial Unicode MS",
)
_BREAKS = re.compile(r"[\u2e80-\u9fff][\u3000-\u303f\uff00-\uffef]*|[^\s\u2e80-\u9fff]+\s*|\s+")


@functools.cache
def chinese_font() -> str | None:
    """The first of the known Chinese fonts that matplotlib finds on this system."""
    from matplotlib.font_manager import fontManager

    found = set(fontManager.get_font_names())
    return next((name for name in CHINESE if name in found), None)


def families() -> list[str]:
    """The font families for a figure's text, in the order in which a character is looked up."""
    chinese = chinese_font()
    return [LATIN, chinese] if chinese else [LATIN]


def figure_language(language: str) -> str:
    """The language for a figure's labels: the one asked for, or English where that would come out as boxes."""
    return language if language != "zh" or chinese_font() else "en"


def wrapped(text: str, inches: float, points: float) -> list[str]:
    """The text in lines that fit a width: broken at spaces, or between Chinese characters, which are twice as wide."""
    room = inches * 72 / points / 0.56  # in average Latin characters
    lines: list[str] = []
    line = ""
    for word in _BREAKS.findall(text):
        if line and _width(line + word.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()] if line.strip() else lines


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
