"""How do the plain texts of the demonstration become the HTML of an article?

One line is one paragraph. ``## `` and ``### `` begin headings, ``- `` items of a list, ``1. `` numbered ones,
``| a | b |`` rows of a table whose first row is its head, ``>> `` a line of the signature.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

NUMBERED = re.compile(r"\d+\. ")
ROW = re.compile(r"\|(.+)\|$")


def as_html(text: str) -> str:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return "\n".join(html for kind, group in groupby(lines, _kind) for html in _block(kind, list(group)))


def _kind(line: str) -> str:
    if line.startswith("- "):
        return "ul"
    if NUMBERED.match(line):
        return "ol"
    return "table" if ROW.match(line) else "line"


def _block(kind: str, lines: list[str]) -> Iterator[str]:
    if kind in {"ul", "ol"}:
        items = "".join(f"<li>{escape(line.split(' ', 1)[1])}</li>" for line in lines)
        yield f"<{kind}>{items}</{kind}>"
    elif kind == "table":
        yield _table(lines)
    else:
        yield from (_line(line) for line in lines)


def _line(line: str) -> str:
    for mark, tag in (("### ", "h3"), ("## ", "h2")):
        if line.startswith(mark):
            return f"<{tag}>{escape(line.removeprefix(mark))}</{tag}>"
    if line.startswith(">> "):
        return f'<p class="signature">{escape(line.removeprefix(">> "))}</p>'
    is_opening = line.endswith("：") and len(line) < 60
    return f"<p>{escape(line)}</p>" if is_opening else f'<p class="indent">{escape(line)}</p>'


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
