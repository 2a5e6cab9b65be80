"""How streams meet, drawn to scale: a concatenation lays their channels side by side, a sum adds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from segviz.render.words import size
from segviz.text import translate

WIDTH, MARGIN, BLOCK, PITCH = 480, 2, 40, 78  # user units; PITCH from one block's top to the next
COLOURS = ("#2f6fde", "#d9770b", "#0f8f6f", "#a63fb5")
INK = "#7a828e"  # reads on white and on a dark page
FONT = "system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True)
class Block:
    """One tensor that enters a fusion: its name and (C, H, W)."""

    name: str
    shape: tuple[int, int, int]


def fusion_svg(parts: Sequence[Block], result: str, language: str, kind: str = "concat", ink: str = INK) -> str:
    """An SVG of ``parts`` and, below them, what they become under the name ``result``; widths are channels to scale.

    ``kind``: "concat", where every part keeps its channels, or "sum", where all have the same channels and share them.
    ``ink``: the colour of the text beside the blocks. ValueError for parts that cannot be fused so.
    """
    counts = [part.shape[0] for part in parts]
    sides = {part.shape[1:] for part in parts}
    if kind not in ("concat", "sum") or len(sides) != 1 or (kind == "sum" and len(set(counts)) != 1):
        raise ValueError(f"{kind}: {[part.shape for part in parts]}")
    total = sum(counts) if kind == "concat" else counts[0]
    starts = [sum(counts[:index]) if kind == "concat" else 0 for index in range(len(counts))]
    unit = WIDTH / total
    drawn: list[str] = []
    for row, (part, start) in enumerate(zip(parts, starts, strict=True)):
        colour, width = COLOURS[row % len(COLOURS)], counts[row] * unit
        drawn += _label(part, start * unit, row)
        drawn += _bar(start * unit, _top(row), width, BLOCK, colour, str(counts[row]))
    drawn += _label(Block(result, (total, *parts[0].shape[1:])), 0, len(parts))
    drawn += _merged(counts, starts, unit, kind)
    joined = " + ".join(map(str, counts)) if kind == "concat" else f"{total}"
    text = translate(language, f"render-fusion-{kind}", parts=joined, total=str(total), count=len(parts))
    height = _top(len(parts)) + BLOCK + 30
    drawn.append(f'<text x="{MARGIN}" y="{height - 8}" class="ink">{escape(text)}</text>')
    return _svg(drawn, height, ink, text)


def _top(row: int) -> int:
    return 24 + row * PITCH


def _merged(counts: Sequence[int], starts: Sequence[int], unit: float, kind: str) -> list[str]:
    """The result's bar, with dotted lines down to it from the edges of every part."""
    top, drawn = _top(len(counts)), []
    for row, (count, start) in enumerate(zip(counts, starts, strict=True)):
        colour = COLOURS[row % len(COLOURS)]
        left, width = start * unit, count * unit
        for x in (left, left + width):
            line = f'x1="{MARGIN + x:.1f}" x2="{MARGIN + x:.1f}" y1="{_top(row) + BLOCK}" y2="{top - 24}"'
            drawn.append(f'<line {line} stroke="{colour}" stroke-width="1.5" stroke-dasharray="2 4"/>')
        if kind == "concat":
            drawn += _bar(left, top, width, BLOCK, colour, str(count))
        else:
            drawn += _bar(left, top + row * BLOCK / len(counts), width, BLOCK / len(counts), colour, "")
    if kind == "sum":
        drawn.append(_text(WIDTH / 2, top + BLOCK / 2, str(counts[0])))
    return drawn


def _bar(left: float, top: float, width: float, height: float, colour: str, text: str) -> list[str]:
    shape = f'x="{MARGIN + left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"'
    fits = text and width > 12 * len(text)
    return [f"<rect {shape}/>", *([_text(left + width / 2, top + height / 2, text)] if fits else [])]


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{MARGIN + x:.1f}" y="{y:.1f}" class="count">{escape(text)}</text>'


def _label(part: Block, left: float, row: int) -> list[str]:
    """Name and size above a block, inside the drawing and clear of the dotted lines."""
    x, anchor = (WIDTH - 6, "end") if left > WIDTH / 3 else (left + 6, "start")
    words = f'<tspan font-weight="600">{escape(part.name)}</tspan>  {size(part.shape)}'
    return [f'<text x="{MARGIN + x:.1f}" y="{_top(row) - 7}" text-anchor="{anchor}" class="ink">{words}</text>']


def _svg(drawn: Sequence[str], height: int, ink: str, title: str) -> str:
    style = (
        f".ink,.count{{font:15px {FONT}}} .ink{{fill:{ink}}} "
        ".count{fill:#fff;font-weight:600;text-anchor:middle;dominant-baseline:central}"
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 2 * MARGIN} {height}" role="img">'
    return f"{head}<title>{escape(title)}</title><style>{style}</style>{''.join(drawn)}</svg>"
