"""How are steps drawn on the server?

As SVG with presentation attributes alone, so that it needs neither styles nor scripts; one column as wide as
a phone, letters as large as the text around it. Every state is a sign and a word, not only a colour.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

DONE, CURRENT, LATER = "done", "current", "later"
WORDS = {DONE: "已办理", CURRENT: "正在办理", LATER: "尚未开始"}
SIGNS = {DONE: "✓", CURRENT: "▶", LATER: ""}
COLOURS = {  # fill, frame, letters
    DONE: ("#e6f4ea", "#1c6b3c", "#14532d"),
    CURRENT: ("#14508f", "#0d3763", "#ffffff"),
    LATER: ("#ffffff", "#8796a5", "#3b4856"),
}
WIDTH, MARGIN, GAP, BETWEEN, ACROSS = 340, 6, 12, 28, 2
LETTER, LEADING, PADDING = 15, 20, 12
NARROW, FIRST_WIDE = 9, 0x2000
WORD = re.compile(r"[!-~]{1,30} ?|.", re.DOTALL)
INK = "#5f6d7c"


@dataclass(frozen=True)
class Box:
    label: str
    state: str


def column(name: str, rows: Sequence[Sequence[Box]], is_ended: bool) -> SafeString:
    """Rows of boxes from start to end; a row of many goes on in the next line."""
    parts, y = [_terminal("开始", MARGIN, is_filled=True)], MARGIN + 30
    for row in rows:
        parts.append(_arrow(y))
        y += BETWEEN
        for first in range(0, len(row), ACROSS):
            drawn, height = _row(row[first : first + ACROSS], y)
            parts.append(drawn)
            y += height + (GAP if first + ACROSS < len(row) else 0)
    parts.append(_arrow(y))
    parts.append(_terminal("办结", y + BETWEEN, is_filled=is_ended))
    height = y + BETWEEN + 30 + MARGIN
    label = escape(f"{name}流程图：{_in_words(rows)}")
    return mark_safe(
        f'<svg class="flow-column" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' width="{WIDTH}" height="{height}" role="img" aria-label="{label}" font-size="{LETTER}"'
        f' font-family="inherit">{"".join(parts)}</svg>'
    )


def _in_words(rows: Sequence[Sequence[Box]]) -> str:
    return "；".join(f"{box.label}，{WORDS[box.state]}" for row in rows for box in row)


def _row(boxes: Sequence[Box], y: int) -> tuple[str, int]:
    width = (WIDTH - 2 * MARGIN - GAP * (len(boxes) - 1)) // len(boxes)
    texts = [_lines(box, width) for box in boxes]
    height = 2 * PADDING + LEADING * max(map(len, texts))
    drawn = [
        _box(box, text, (MARGIN + index * (width + GAP), y, width, height))
        for index, (box, text) in enumerate(zip(boxes, texts, strict=True))
    ]
    return "".join(drawn), height


def _lines(box: Box, width: int) -> list[str]:
    """At most three lines, broken between words; what does not fit ends in dots."""
    lines, room = [""], width - 2 * PADDING
    for word in WORD.findall(f"{SIGNS[box.state]} {box.label}".strip()):
        if lines[-1] and _length(lines[-1] + word.rstrip()) > room:
            lines.append("")
        lines[-1] += word
    lines = [line.strip() for line in lines]
    return lines if len(lines) <= 3 else [*lines[:2], lines[2][:-1] + "…"]


def _length(text: str) -> int:
    return sum(LETTER if ord(letter) >= FIRST_WIDE else NARROW for letter in text)


def _box(box: Box, text: list[str], at: tuple[int, int, int, int]) -> str:
    x, y, width, height = at
    fill, frame, ink = COLOURS[box.state]
    top = y + (height - LEADING * len(text)) // 2 + LEADING - 5
    dashes = ' stroke-dasharray="5 4"' if box.state == LATER else ""
    stroke = 3 if box.state == CURRENT else 1.5
    written = "".join(
        f'<text x="{x + width // 2}" y="{top + LEADING * index}" text-anchor="middle" fill="{ink}"'
        f"{_weight(box)}>{escape(line)}</text>"
        for index, line in enumerate(text)
    )
    return (
        f'<g><title>{escape(box.label)}：{WORDS[box.state]}</title><rect x="{x}" y="{y}" width="{width}"'
        f' height="{height}" rx="8" fill="{fill}" stroke="{frame}" stroke-width="{stroke}"{dashes}/>'
        f"{written}</g>"
    )


def _weight(box: Box) -> str:
    return ' font-weight="600"' if box.state == CURRENT else ""


def _terminal(label: str, y: int, *, is_filled: bool) -> str:
    fill, ink = ("#3b4856", "#ffffff") if is_filled else ("#ffffff", "#3b4856")
    x = WIDTH // 2
    return (
        f'<rect x="{x - 34}" y="{y}" width="68" height="30" rx="15" fill="{fill}" stroke="#3b4856"/>'
        f'<text x="{x}" y="{y + 20}" text-anchor="middle" fill="{ink}" font-size="14">{label}</text>'
    )


def _arrow(y: int) -> str:
    x = WIDTH // 2
    return (
        f'<path d="M{x} {y + 2}V{y + BETWEEN - 8}" stroke="{INK}" stroke-width="1.5" fill="none"/>'
        f'<path d="M{x - 5} {y + BETWEEN - 10}h10l-5 8z" fill="{INK}"/>'
    )
