"""How does a paper become a PDF?"""

import json
import re
import threading
import unicodedata
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from yiwang.kernel.errors import Refused
from yiwang.kernel.papers import qr, typefaces
from yiwang.kernel.papers.paper import Block, Paper, Table, readable, texts, with_replaced

TEMPLATE = Path(__file__).parent / "paper.typ"
MISSING = "〓"
_LONG_WORD = re.compile(r"[!-,0-~]{25,}")
_BREAK = "\u200b"
_turn = threading.Lock()


def drawn(paper: Paper) -> bytes:
    """The paper as PDF/A-2b, the same bytes for the same paper and the same typefaces.

    Raises Refused where the machine has no Chinese typeface or none that shows a character of a name; a sign
    that no typeface shows (a picture character, say) is set as 〓.
    """
    paper = readable(paper)
    paper = with_replaced(paper, _replacements(paper))
    found = typefaces.installed()
    fonts = {"body": found.body, "head": found.head, "title": found.title}
    inputs = {"paper": json.dumps(_data(paper), ensure_ascii=False), "fonts": json.dumps(fonts)}
    signed_at = datetime(paper.signed_on.year, paper.signed_on.month, paper.signed_on.day, tzinfo=UTC)
    with _turn:
        content = _compiler().compile(
            sys_inputs=inputs, format="pdf", pdf_standards="a-2b", timestamp=signed_at
        )
    if not isinstance(content, bytes):
        raise TypeError("typst gave no bytes.")
    return content


@cache
def _compiler() -> typst.Compiler:
    """One a process, used in turn: it keeps the typefaces open and remembers the inputs of the last paper."""
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=typefaces.installed().fonts)


def _replacements(paper: Paper) -> dict[int, str]:
    unshown = typefaces.unshown("".join(texts(paper)))
    letters = [
        one for one in unshown if unicodedata.category(one)[0] == "L" or unicodedata.category(one) == "Co"
    ]
    if letters:
        named = "、".join(letters[:5])
        raise Refused(f"服务器的字体里没有“{named}”，无法生成文书。请管理员安装 fonts-hanazono 软件包。")
    return {ord(one): MISSING for one in unshown}


def _data(paper: Paper) -> dict[str, Any]:
    data = {
        "head": paper.head,
        "title": paper.title,
        "number": paper.number,
        "addressee": paper.addressee,
        "blocks": [_block(block) for block in paper.blocks],
        "signer": paper.signer,
        "date_text": paper.date_text,
        "has_seal_place": paper.has_seal_place,
        "notes": list(paper.notes),
        "qr_caption": paper.qr_caption,
    }
    return _breakable(data) | {"qr": qr.svg(paper.qr) if paper.qr else ""}


def _block(block: Block) -> dict[str, Any]:
    data = asdict(block) | {"kind": type(block).__name__.lower()}
    if isinstance(block, Table):
        data["widths"] = block.widths or [1] * len(block.columns)
    return data


def _breakable(thing: Any) -> Any:
    """Words longer than a cell get places to break at; typst breaks only at slashes, hyphens and dots."""
    if isinstance(thing, str):
        return _LONG_WORD.sub(lambda found: re.sub("(....)", rf"\1{_BREAK}", found[0]), thing)
    if isinstance(thing, dict):
        return {key: _breakable(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_breakable(value) for value in thing]
    return thing
