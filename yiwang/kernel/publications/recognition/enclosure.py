"""Does a notice only wrap another text (印发, 转发, 批转, 公布), and where does the enclosed text begin?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yiwang.kernel.publications.recognition import layout, titles
from yiwang.kernel.publications.recognition.characters import solid
from yiwang.kernel.publications.recognition.html_text import Line

_NAME = re.compile("《([^《》]{2,120}(?:〈[^〈〉]{1,80}〉[^《》]{0,80})?)》")
_GIVEN_OUT = re.compile("印发|转发|批转|公布|发布|颁布|施行|下发")
_GROUND = re.compile(
    "(?:根据|按照|依据|依照|遵照|贯彻(?:落实)?|执行|落实|废止|参照|代替|修改)[^，。；]{0,12}$"
)
_RELATION = re.compile("转发|批转|印发|公布|颁布|发布")
_IN_TITLE = re.compile(
    "(?:印发|转发|批转|颁布|公布|发布)(?P<what>.{3,150}?)的(?:通知|函|通告|公告|决定|通报|令)$"
)
_ANNEX = re.compile(r"附[件表录图]? ?[0-9一二三四五六七八九十]{0,3}[.．:：、]?")
_ANNEX_NOTE = re.compile(r"附件?(?:[:：]|(?=[0-9一二三四五六七八九十]{1,3}[.．:：、]))[ ]?(?P<name>.{0,200})")
_ANNEX_ITEM = re.compile(r"(?:附件)?[0-9一二三四五六七八九十]{1,2}[.．:：、][ ]?(?P<name>.{2,200})")
_MOST_NAMES = 30


@dataclass(frozen=True)
class Enclosed:
    """A text inside another; ``relation`` says how (印发, 附件 …); ``start`` and ``body`` are indices."""

    title: str
    relation: str
    start: int
    body: int


def annexes(lines: Sequence[Line], start: int, end: int) -> tuple[str, ...]:
    """The names of the 附件说明 between two indices."""
    for index in range(start, end):
        note = _ANNEX_NOTE.fullmatch(lines[index].text)
        if note is None:
            continue
        names = [note["name"]] if note["name"] else []
        for following in range(index + 1, min(end, index + _MOST_NAMES)):
            item = _ANNEX_ITEM.fullmatch(lines[following].text)
            if item is None:
                break
            names.append(item["name"])
        return tuple(dict.fromkeys(name for name in map(_annex_name, names) if name))
    return ()


def _annex_name(text: str) -> str:
    item = _ANNEX_ITEM.fullmatch(text)
    return (item["name"] if item else text).strip(" 。；;《》")


def names_given_out(title: str, notice: Sequence[Line]) -> tuple[str, ...]:
    """The titles a notice gives out: 现将《…》印发给你们, 《…》已经…同意; else what its own title says."""
    found: list[str] = []
    for line in notice:
        for sentence in re.split("[。；]", line.text[:3000]):
            if _GIVEN_OUT.search(sentence):
                found += [
                    match[1]
                    for match in _NAME.finditer(sentence)
                    if not _GROUND.search(sentence[: match.start()])
                ]
        if found:
            break
    if not found:
        within = _IN_TITLE.search(title)
        found = [re.sub("^.{2,30}?(?=关于)", "", within["what"]).strip("《》")] if within else []
    return tuple(dict.fromkeys(found))


def relation(title: str, *, order: bool) -> str:
    """How the notice treats what it encloses: the verb of its title, 公布 for an order, else nothing."""
    match = _RELATION.search(title)
    return match[0] if match else "公布" if order else ""


def find(lines: Sequence[Line], start: int, names: Sequence[str], verb: str) -> tuple[Enclosed, ...]:
    """The texts that begin after index ``start``: those named in the notice, and those under a line 附件."""
    wanted = {_key(name): name for name in names}
    found: list[Enclosed] = []
    index = start
    while index < len(lines) and len(found) < _MOST_NAMES:
        annex = _ANNEX.fullmatch(lines[index].text) is not None
        first = index + 1 if annex else index
        title, body = _title_at(lines, first, annex=annex)
        named = _match(title, wanted)
        if title and (annex or named or (not found and index == start and bool(verb))):
            how = verb if named or not annex else "附件"
            found.append(
                Enclosed(
                    wanted.get(named, title) if named and len(title) < len(wanted[named]) else title,
                    how or "附件",
                    index,
                    body,
                )
            )
            index = max(body, index + 1)
        else:
            index += 1
    return tuple(found)


def label_and_title(lines: Sequence[Line]) -> tuple[str, str]:
    """The line 附件1, if there is one, and the title below it in one line."""
    label = lines[0].text if _ANNEX.fullmatch(lines[0].text) else ""
    return label, titles.joined([line.text for line in lines[1 if label else 0 :]])


def _title_at(lines: Sequence[Line], first: int, *, annex: bool) -> tuple[str, int]:
    """The title that may begin at an index, and the index after it."""
    parts: list[str] = []
    index = first
    while index < len(lines) and len(parts) < 6 and layout.is_title_line(lines[index].text):
        if lines[index].rows or sum(map(len, parts)) > layout.LONGEST_TITLE or len(lines[index].text) > 80:
            break
        parts.append(lines[index].text)
        index += 1
        if titles.is_complete(titles.joined(parts)) and not _goes_on(lines, index):
            return titles.joined(parts), index
    if parts and (annex or lines[first].align == "center" or titles.is_complete(parts[0])):
        centred = [part.text for part in lines[first:index] if part.align == "center"]
        kept = centred or parts[:1]
        return titles.joined(kept), first + len(kept)
    return "", first


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    """Whether a complete-looking title goes on in a further centred line that ends it again."""
    if index >= len(lines) or lines[index].align != "center" or not layout.is_title_line(lines[index].text):
        return False
    return lines[index - 1].align == "center" and titles.is_complete(lines[index].text)


def _key(name: str) -> str:
    return re.sub('[《》〈〉“”"（）()]', "", solid(name))


def _match(title: str, wanted: dict[str, str]) -> str:
    """The key of the announced name that a title is: equal, or one is the beginning or end of the other."""
    key = _key(title)
    if len(key) < 4:
        return ""
    for name in wanted:
        if key == name or (
            len(key) >= 6 and (name.endswith(key) or key.endswith(name) or key.startswith(name))
        ):
            return name
    return ""
