"""Where do title, number, recipients and history stand at the top of a document?

The order of the elements is that of GB/T 9704-2012: number, title, 主送机关, body. Sites move the title above
the number; orders (命令) put the mark first and 第×号 below it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yiwang.kernel.publications.recognition import dates, header_table, history, numbers, organs, titles
from yiwang.kernel.publications.recognition.characters import CHINESE_NUMERALS, joined, narrow, solid
from yiwang.kernel.publications.recognition.history import HistoryLine
from yiwang.kernel.publications.recognition.html_text import Line

_HEADING = re.compile(
    f"第[{CHINESE_NUMERALS}0-9]{{1,5}}[编章节条]|[一二三四五六七八九十]{{1,3}}、"
    "|[（(][一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[.．、]"
)
_QUOTED = re.compile("[《（(“][^》）)”]{0,200}[》）)”]")
_SERIAL = f"[（(]?(?:[0-9]{{4}} ?年 ?)?第 ?[0-9{CHINESE_NUMERALS}]{{1,6}} ?号[）)]?"
_ORDER_SERIAL = re.compile(_SERIAL)
_ORDER_MARK = re.compile(r"(?P<mark>[\u3400-\u9fff、 ]{2,60}(?:令|公告|通告))")
_ORDER = re.compile(f"{_ORDER_MARK.pattern} ?(?P<serial>{_SERIAL})")
_BRACKETED = "[〔\\[【（(［][0-9]{4}[〕\\]】）)］]"
_TITLE_THEN_NUMBER = re.compile(
    r"(?P<title>.{6,200}?) ?[（(]?"
    f"(?P<number>[\u3400-\u9fffA-Za-z]{{1,20}}{_BRACKETED}第?[0-9]{{1,5}}号)[）)]?"
)
_ANNOUNCES = re.compile(
    "(?:如下|以下|下列|通知|意见|公告|决定|规定|说明|批复|问题|内容|事项|包括|要求|强调|指出|认为|记者|名单|"
    "附件|附|抄送|来源|日期|时间)$"
)
_RECIPIENTS_THEN_TEXT = re.compile(
    r"(?P<to>[^。：:《]{2,300}[^。：:《 ])[：:] ?"
    r"(?:为|根据|现|按照|你|近|经|《|依据|随着|今年|日前|最近).{10,}"
)
_MASTHEAD = re.compile(r"签发人[:：]|(?:特急|加急|机密|秘密|绝密|内部)(?:★.{0,6})?$|[0-9]{6}$")
LONGEST_TITLE = 220
_MOST_LINES = 40
_MOST_TITLE_LINES = 8
_LONGEST_MARK = 16


@dataclass(frozen=True)
class Head:
    """The top of a document; ``body`` is the index of its first line after the head."""

    title: str = ""
    numbers: tuple[str, ...] = ()
    order_of: str = ""
    recipients: str = ""
    written_on: date | None = None
    history: tuple[HistoryLine, ...] = ()
    body: int = 0


def head(lines: Sequence[Line]) -> Head:
    """Read the top of a document down to its recipients."""
    reader = _Reader(lines)
    reader.read()
    return reader.head()


def is_title_line(text: str) -> bool:
    """Whether a line can be (part of) a title."""
    if not 2 <= len(text) <= 150 or text[0] in "（(—－-[【":
        return False
    if _HEADING.match(text) or header_table.is_label_line(text) or organs.is_person(text):
        return False
    outside = _QUOTED.sub("", text).removesuffix("！")
    return not any(mark in outside for mark in "。；！？：:;，")


def is_recipients(text: str) -> bool:
    """Whether a line is a list of recipients: it ends with a colon and does not announce what follows."""
    bare = text.rstrip("：:").strip()
    if bare == text.strip() or not 2 <= len(bare) <= 800 or "。" in bare or "《" in bare:
        return False
    return not (_HEADING.match(bare) or _ANNOUNCES.search(bare) or header_table.is_label_line(text))


class _Reader:
    """Goes down the first lines and remembers what it met."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.at = 0
        self.titles: list[str] = []
        self.title_ended_at = 0
        self.numbers: list[str] = []
        self.order_of = ""
        self.recipients = ""
        self.written_on: date | None = None
        self.history: tuple[HistoryLine, ...] = ()

    def head(self) -> Head:
        title = titles.joined(self.titles)
        return Head(
            title, tuple(self.numbers), self.order_of, self.recipients, self.written_on, self.history, self.at
        )

    def read(self) -> None:
        while self.at < min(len(self.lines), _MOST_LINES):
            text = self.lines[self.at].text
            taken = self._order(text) or self._number(text) or self._date(text) or self._history(text)
            if taken or header_table.is_label_line(text) or _is_masthead(text):
                self.at += 1
            elif self._recipients(text) or not self._title(text):
                return

    def _order(self, text: str) -> bool:
        """The mark of an order and 第×号, in one line or in two."""
        if self.numbers or len(text) > 120:
            return False
        both = _ORDER.fullmatch(narrow(text).strip("（）() "))
        if both:
            return self._ordered(both["mark"], both["serial"])
        mark = _ORDER_MARK.fullmatch(text)
        following = self.lines[self.at + 1].text if mark and self.at + 1 < len(self.lines) else ""
        if mark is None or not _ORDER_SERIAL.fullmatch(narrow(following)):
            return False
        self.at += 1
        return self._ordered(mark["mark"], following)

    def _ordered(self, mark: str, serial: str) -> bool:
        mark = organs.short(mark)
        self.order_of = re.sub("(?:令|公告|通告)$", "", mark)
        # 国令 is the mark the State Council itself gives its orders (国令第707号).
        name = "国令" if mark == "国务院令" else mark
        return self._add(name + solid(serial).strip("（）()"))

    def _add(self, raw: str) -> bool:
        try:
            found = [str(number) for number in numbers.parse_all(raw)]
        except numbers.NotANumber:
            return False
        self.numbers += [number for number in found if number not in self.numbers]
        return True

    def _number(self, text: str) -> bool:
        bare = text.strip("（）() ")
        return len(text) <= 120 and "号" in text and _is_number_line(bare) and self._add(bare)

    def _date(self, text: str) -> bool:
        """A date under the title, in brackets or alone."""
        on = dates.parse(text.strip("（）() ")) if len(text) <= 40 else None
        self.written_on = self.written_on or on
        return on is not None

    def _history(self, text: str) -> bool:
        if not self.titles or self.history or not history.is_history(text):
            return False
        self.history = history.read(text)
        return True

    def _recipients(self, text: str) -> bool:
        """Recipients, perhaps wrapped over several lines, perhaps with text after them on the same line."""
        whole, last = text, self.at
        while whole.endswith(("、", "，", ",")) and last + 1 < min(len(self.lines), self.at + 7):
            last += 1
            whole += self.lines[last].text[:800]
        if is_recipients(whole):
            self.recipients = joined(whole).rstrip("：:")
            self.at = last + 1
            return True
        inline = _RECIPIENTS_THEN_TEXT.match(whole[:4000])
        if inline and _are_organs(inline["to"]):
            self.recipients = joined(inline["to"])
        return bool(self.recipients)

    def _title(self, text: str) -> bool:
        """Take the line as part of the title; a title line may carry the number at its end."""
        if self.titles and (self.title_ended_at != self.at or titles.is_complete(titles.joined(self.titles))):
            return False
        text = self._without_number(text)
        is_long = sum(map(len, self.titles)) > LONGEST_TITLE or len(self.titles) >= _MOST_TITLE_LINES
        if is_long or not is_title_line(text):
            return False
        self.titles.append(text)
        self.at += 1
        self.title_ended_at = self.at
        return True

    def _without_number(self, text: str) -> str:
        match = _TITLE_THEN_NUMBER.fullmatch(text) if len(text) <= 230 else None
        if match and titles.is_complete(solid(match["title"])) and _is_number_line(match["number"]):
            self._add(match["number"])
            return match["title"].rstrip(" （(")
        return text


def _is_masthead(text: str) -> bool:
    """份号, 密级, 紧急程度, 签发人, or the organ's mark with 文件."""
    return _MASTHEAD.match(text) is not None or (text.endswith("文件") and bool(organs.split(text[:-2])))


def _is_number_line(text: str) -> bool:
    try:
        found = numbers.parse_all(text)
    except numbers.NotANumber:
        return False
    marks = [number.mark for number in found if number.bracketed]
    return len(marks) == len(found) and all(
        len(mark) <= _LONGEST_MARK and not re.search("关于|的", mark) for mark in marks
    )


def _are_organs(text: str) -> bool:
    parts = [part.strip() for part in re.split("[、，,；;]", text) if part.strip()]
    named = sum(organs.is_organ(part) or part.startswith(("各", "省", "市")) for part in parts)
    return named * 2 >= len(parts) > 0
