"""Into which clauses does a draft fall? By 第X条, else by 一、, else by paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.consultations import rules

_NUMERAL = "[一二三四五六七八九十百千零〇○两0-9０-９]+"
HEADING = re.compile(rf"^第{_NUMERAL}[编章节](?=[\s　]|$)[\s　]*(?P<rest>.*)$")
ARTICLE = re.compile(rf"^(?P<label>第{_NUMERAL}条(?:之{_NUMERAL})?)[\s　：:]*(?P<rest>.*)$")
ITEM = re.compile(r"^(?P<label>[一二三四五六七八九十]{1,3})、(?P<rest>.*)$")
PREFACE = "前言"


@dataclass(frozen=True)
class Clause:
    """``number`` counts from 1; ``heading``: the chapter it stands in; ``label``: 第三条."""

    number: int
    label: str
    text: str
    heading: str = ""

    @property
    def name(self) -> str:
        return f"{self.heading} {self.label}".strip()


def parse(draft: str) -> list[Clause]:
    """In order; nothing of the draft is lost but empty lines.

    Raises Refused for an empty draft and for too many clauses.
    """
    lines = [line.strip("\ufeff \t\u3000") for line in draft.replace("\r", "\n").split("\n")]
    lines = [line for line in lines if line]
    if not lines:
        raise Refused("请填写征求意见稿的正文。", field="draft")
    found = list(_clauses(lines))
    if len(found) > rules.MOST_CLAUSES:
        raise Refused(f"正文分成了{len(found)}条，最多{rules.MOST_CLAUSES}条，请分开征集。", field="draft")
    return found


def _clauses(lines: list[str]) -> Iterator[Clause]:
    if any(ARTICLE.match(line) for line in lines):
        return _by(lines, ARTICLE, "{}")
    if sum(bool(ITEM.match(line)) for line in lines) >= 2:
        return _by(lines, ITEM, "{}、")
    return (Clause(place, f"第{place}段", line) for place, line in enumerate(lines, 1))


def _by(lines: list[str], mark: re.Pattern[str], called: str) -> Iterator[Clause]:
    number, label, heading, held = 1, PREFACE, "", list[str]()
    coming = ""
    for line in lines:
        if HEADING.match(line):
            coming = line
            continue
        begins = mark.match(line)
        if not begins:
            held.append(line)
            continue
        if held:
            yield Clause(number, label, "\n".join(held), heading)
            number += 1
        label, heading = called.format(begins["label"]), coming
        held = [begins["rest"]] if begins["rest"] else []
    if held:
        yield Clause(number, label, "\n".join(held), heading)
