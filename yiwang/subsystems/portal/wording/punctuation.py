"""Which marks of a text are unpaired, doubled or of the wrong width, and what was typed twice?

GB/T 15834-2011 标点符号用法.
"""

import re
from collections.abc import Iterator

from yiwang.subsystems.portal.wording.mistakes import ADVICE, PUNCTUATION, REPEAT, Mistake

PAIRS = {"“": "”", "‘": "’", "（": "）", "《": "》", "〈": "〉", "【": "】", "〔": "〕"}
OPENS = {close: opening for opening, close in PAIRS.items()}
QUOTES = frozenset("“‘")
FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
HALF = re.compile(r"(?<=[一-鿿”》）])[,;:?!](?=[一-鿿“《（]|$)", re.MULTILINE)
DOUBLED = re.compile(r"([，、；：])\1+|(?<!。)。。(?!。)|[，、；：](?=[。；，、！？])|(?<=[。！？])[，、；]")
# An enumeration like “1）” closes what it never opened; so does “一）”.
NUMBERED = re.compile(
    r"(?:^|[\s。；：，、（第])(?:[0-9０-９]{1,3}|[a-zA-Z]|[一二三四五六七八九十]{1,3}|[①-⑳])$"
)
SMALL = re.compile(
    r"(?:(?<![的目])的的(?!确)|(?<!是)是是(?!非)|和和(?![美气睦])|(?<!了)了了(?!解|结|之)|(?<!为)为为|与与|及及(?!其|时)|在在|将将(?!近|士))"
)
TWICE = re.compile(r"([一-鿿]{2,6})\1")
# Said twice on purpose.
MEANT = frozenset({
    "研究", "讨论", "商量", "一个", "一步", "一项", "一件", "一点", "一层", "一条", "一户", "一次", "一天",
    "谢谢", "常常", "往往", "人人", "点点", "好好",
})  # fmt: skip
MEASURE = re.compile(r"^[一二三四五六七八九十百千万亿〇零]+|^.(.)\1?$|[一每逐]")
CHINESE = re.compile(r"[一-鿿]")


def mistakes(text: str) -> Iterator[Mistake]:
    for paragraph in re.finditer(r"[^\n]+", text):
        yield from _unpaired(paragraph.group(), paragraph.start())
    for found in HALF.finditer(text):
        mark = found.group()
        yield _said(found.start(), mark, FULL[mark], "中文之间用全角标点", PUNCTUATION, ADVICE)
    for found in DOUBLED.finditer(text):
        yield _said(found.start(), found.group(), _one_of(found.group()), "标点重复或者多余", PUNCTUATION)
    for found in SMALL.finditer(text):
        yield _said(found.start(), found.group(), found.group()[0], "文字重复", REPEAT)
    for found in TWICE.finditer(text):
        once = found.group(1)
        if once not in MEANT and not MEASURE.search(once) and len(set(once)) > 1 and _is_alone(text, found):
            yield _said(found.start(), found.group(), once, "文字重复", REPEAT)


def _one_of(marks: str) -> str:
    return marks[0] if len(marks) > 1 else ""


def _is_alone(text: str, found: re.Match[str]) -> bool:
    """Not where a longer word repeats by chance, as in 不是…不是…; two characters said twice are rarer."""
    return len(found.group(1)) > 2 or bool(
        re.match(r"[，。、；：！？”）\s]|$", text[found.end() : found.end() + 1])
    )


def _unpaired(line: str, offset: int) -> Iterator[Mistake]:
    """Within one paragraph; quotations may run over several, of which only the last one closes."""
    waiting: list[tuple[str, int]] = []
    for at, mark in enumerate(line):
        if mark in PAIRS:
            if mark in QUOTES and waiting and waiting[-1][0] == mark:
                yield _said(offset + at, mark, PAIRS[mark], "引号方向有误", PUNCTUATION)
                waiting.pop()
            else:
                waiting.append((mark, at))
        elif mark in OPENS:
            yield from _closed(line, at, waiting, offset)
    for mark, at in waiting:
        if mark not in QUOTES:
            yield _said(offset + at, mark, "", f"“{mark}”没有对应的后半“{PAIRS[mark]}”", PUNCTUATION)


def _closed(line: str, at: int, waiting: list[tuple[str, int]], offset: int) -> Iterator[Mistake]:
    mark = line[at]
    if waiting and waiting[-1][0] == OPENS[mark]:
        waiting.pop()
    elif any(one == OPENS[mark] for one, _ in waiting):
        while waiting[-1][0] != OPENS[mark]:
            opening, place = waiting.pop()
            if opening not in QUOTES:
                yield _said(
                    offset + place, opening, "", f"“{opening}”没有对应的后半“{PAIRS[opening]}”", PUNCTUATION
                )
        waiting.pop()
    elif OPENS[mark] not in QUOTES and not (mark == "）" and NUMBERED.search(line[:at])):
        yield _said(offset + at, mark, "", f"“{mark}”没有对应的前半", PUNCTUATION)


def _said(start: int, wrong: str, right: str, reason: str, kind: str, grade: str = "wrong") -> Mistake:
    return Mistake(start, start + len(wrong), wrong, right, kind, reason, grade)
