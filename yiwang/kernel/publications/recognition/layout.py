"""Where on the page do title, number, recipients, signature and notes of a document stand?

The order of the elements is that of GB/T 9704-2012: number, title, 主送机关, body, 附件说明, signature, date, 附注, then
attachments and 抄送/印发 lines. Sites move the title above the number; orders (命令) put the mark and 第×号 first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yiwang.kernel.publications.recognition import dates, header_table, history, numbers, organs
from yiwang.kernel.publications.recognition.characters import CHINESE_NUMERALS, joined, narrow, solid
from yiwang.kernel.publications.recognition.history import HistoryLine
from yiwang.kernel.publications.recognition.html_text import Line

ACTS = "决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|复函|函|议案|纪要"
RULES = (
    "条例|规定|办法|细则|规则|规程|规范|准则|章程|制度|方案|计划|规划|纲要|要点|预案|标准|目录|清单|名单|措施|指南|指引|政策|目标|"
    "分工|任务|法|解释|说明|机制|表|讲话|总结|建议|答复|解读|倡议书|协议|合同|大纲|导则|工程|行动|体系|守则|公约|流程|范围"
)
_STATE = r"(?:[（(](?:试行|暂行|修订|修正|征求意见稿|草案|节选|摘要|[0-9]{4}年?.{0,12}|.{0,8}修订.{0,4}|.{0,6}废止.{0,4})[）)])*"
_COMPLETE = re.compile(f"(?:{ACTS})[”》]?{_STATE}$")
_RULE_END = re.compile(f"(?:{RULES})[”》]?{_STATE}$")
_FORWARDS = re.compile("印发|转发|批转|颁布|公布|发布")
_HEADING = re.compile(
    f"第[{CHINESE_NUMERALS}0-9]{{1,5}}[编章节条]|[一二三四五六七八九十]{{1,3}}、|[（(][一二三四五六七八九十]{{1,3}}[）)]|[0-9]{{1,2}}[.．、]"
)
_QUOTED = re.compile("[《（(“][^》）)”]{0,200}[》）)”]")
_ORDER_MARK = re.compile(r"(?P<mark>[\u3400-\u9fff、 ]{2,60}(?:令|公告|通告))")
_ORDER_SERIAL = re.compile(f"[（(]?(?:([0-9]{{4}}) ?年 ?)?第 ?([0-9{CHINESE_NUMERALS}]{{1,6}}) ?号[）)]?")
_TITLE_THEN_NUMBER = re.compile(
    r"(?P<title>.{6,200}?) ?[（(]?(?P<number>[\u3400-\u9fffA-Za-z]{1,20}[〔\[【（(［][0-9]{4}[〕\]】）)］]第?[0-9]{1,5}号)[）)]?"
)
_NO_RECIPIENT = re.compile(
    "(?:如下|以下|下列|通知|意见|公告|决定|规定|说明|批复|问题|内容|事项|包括|要求|强调|指出|认为|记者|名单|附件|附|抄送|来源|日期|时间)$"
)
_RECIPIENT_THEN_TEXT = re.compile(
    r"(?P<to>[^。：:《]{2,300}[^。：:《 ])[：:] ?(?P<rest>(?:为|根据|现|按照|你|近|经|《|依据|随着|今年|日前|最近).{10,})",
    re.DOTALL,
)
_SKIPPED = re.compile(r"签发人[:：]|(?:特急|加急|机密|秘密|绝密|内部)(?:★.{0,6})?$|[0-9]{6}$")
LONGEST_TITLE = 220


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


@dataclass(frozen=True)
class Signature:
    """Who signed and when; ``first`` and ``last`` are the indices of its first line and of the date."""

    organs: tuple[str, ...]
    person: str
    on: date
    first: int
    last: int


def head(lines: Sequence[Line]) -> Head:
    """Read the top of a document down to its recipients."""
    reader = _HeadReader(lines)
    reader.read()
    return reader.head()


class _HeadReader:
    """Goes down the first lines and remembers what it met."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.at = 0
        self.titles: list[Line] = []
        self.numbers: list[str] = []
        self.order_of = ""
        self.recipients = ""
        self.written_on: date | None = None
        self.history: tuple[HistoryLine, ...] = ()

    def head(self) -> Head:
        title = title_of([line.text for line in self.titles])
        return Head(
            title, tuple(self.numbers), self.order_of, self.recipients, self.written_on, self.history, self.at
        )

    def read(self) -> None:
        while self.at < len(self.lines) and self.at < 40:
            text = self.lines[self.at].text
            taken = self._mark(text) or self._number(text) or self._date(text) or self._history(text)
            if taken or header_table.is_label_line(text) or _is_masthead(text):
                self.at += 1
            elif self._recipients(text) or not self._title(self.lines[self.at]):
                return

    def _mark(self, text: str) -> bool:
        """The mark of an order in one line, 第×号 in the next; or both in one."""
        mark = _ORDER_MARK.fullmatch(text) if not self.numbers else None
        following = self.lines[self.at + 1].text if mark and self.at + 1 < len(self.lines) else ""
        serial = _ORDER_SERIAL.fullmatch(narrow(following))
        if mark is None or serial is None:
            return False
        self._order(solid(mark["mark"]), solid(following).strip("（）()"))
        self.at += 1
        return True

    def _order(self, mark: str, serial: str) -> None:
        organ = organs.short(re.sub("(?:令|公告|通告)$", "", mark))
        self.order_of = organ
        # 国令 is the mark the State Council itself gives its orders (国令第707号).
        name = "国令" if mark == "中华人民共和国国务院令" else organs.short(mark)
        self._add(f"{name}{serial}")

    def _add(self, raw: str) -> bool:
        try:
            self.numbers += [
                str(number) for number in numbers.parse_all(raw) if str(number) not in self.numbers
            ]
        except numbers.NotANumber:
            return False
        return True

    def _number(self, text: str) -> bool:
        if len(text) > 120 or "号" not in text:
            return False
        bare = text.strip("（）() ")
        whole = re.search("[〔\\[【（(［]", bare) is not None and not bare.startswith("关于")
        if whole and _is_number_line(bare):
            return self._add(bare)
        order = re.fullmatch(
            r"(?P<mark>[\u3400-\u9fff、 ]{2,50}(?:令|公告|通告)) ?(?P<serial>[（(]?(?:[0-9]{4} ?年 ?)?第 ?[0-9一二三四五六七八九十百]{1,6} ?号[）)]?)",
            narrow(bare),
        )
        if order and not self.numbers:
            self._order(solid(order["mark"]), solid(order["serial"]).strip("（）()"))
            return True
        return False

    def _date(self, text: str) -> bool:
        """A date under the title, in brackets or alone."""
        on = dates.parse(text.strip("（）() ")) if len(text) <= 40 else None
        if on is None:
            return False
        self.written_on = self.written_on or on
        return True

    def _history(self, text: str) -> bool:
        if self.titles and not self.history and history.is_history(text):
            self.history = history.read(text)
            return True
        return False

    def _recipients(self, text: str) -> bool:
        """Recipients, perhaps wrapped over several lines, perhaps with the text after them on the same line."""
        whole, last = text, self.at
        while (
            whole.endswith(("、", "，", ","))
            and last + 1 < len(self.lines)
            and len(whole) < 600
            and last - self.at < 6
        ):
            last += 1
            whole += self.lines[last].text
        inline = _RECIPIENT_THEN_TEXT.fullmatch(whole[:4000]) if not is_recipients(whole) else None
        if is_recipients(whole):
            self.recipients = joined(whole).rstrip("：:")
            self.at = last + 1
        elif inline and _all_organs(inline["to"]):
            self.recipients = joined(inline["to"])
        return bool(self.recipients)

    def _title(self, line: Line) -> bool:
        """Take the line as part of the title; a title line may carry the number at its end."""
        if self.titles and (is_complete(title_of([part.text for part in self.titles])) or self._ended()):
            return False
        with_number = _TITLE_THEN_NUMBER.fullmatch(line.text) if len(line.text) <= 230 else None
        if (
            with_number
            and _is_number_line(with_number["number"])
            and is_complete(solid(with_number["title"]))
        ):
            self._add(with_number["number"])
            line = Line(with_number["title"].rstrip(" （("), line.align)
        if (
            not is_title_line(line.text)
            or len(self.titles) >= 8
            or sum(len(part.text) for part in self.titles) > LONGEST_TITLE
        ):
            return False
        self.titles.append(line)
        self.at += 1
        return True

    def _ended(self) -> bool:
        """Whether something else stood between the title's last line and this one."""
        return self.titles[-1] is not self.lines[self.at - 1]


def _is_masthead(text: str) -> bool:
    """份号, 密级, 紧急程度, 签发人, or the organ's mark with 文件."""
    return _SKIPPED.match(text) is not None or (text.endswith("文件") and bool(organs.split(text[:-2])))


def _is_number_line(text: str) -> bool:
    try:
        found = numbers.parse_all(text)
    except numbers.NotANumber:
        return False
    return all(
        number.bracketed and len(number.mark) <= 16 and not re.search("关于|的", number.mark)
        for number in found
    )


def _all_organs(text: str) -> bool:
    parts = [part for part in re.split("[、，,；;]", text) if part.strip()]
    named = sum(organs.is_organ(part) or part.strip().startswith(("各", "省", "市")) for part in parts)
    return named * 2 >= len(parts) > 0


def is_recipients(text: str) -> bool:
    """Whether a line is a list of recipients: it ends with a colon and does not announce what follows."""
    bare = text.rstrip("：:").strip()
    if bare == text.strip() or not 2 <= len(bare) <= 800 or "。" in bare or _HEADING.match(bare):
        return False
    return not _NO_RECIPIENT.search(bare) and not header_table.is_label_line(text) and "《" not in bare


def is_title_line(text: str) -> bool:
    """Whether a line can be (part of) a title."""
    if not 2 <= len(text) <= 150 or text[0] in "（(—－-[【":
        return False
    if _HEADING.match(text) or header_table.is_label_line(text) or organs.is_person(text):
        return False
    outside = _QUOTED.sub("", text)
    return not any(mark in outside for mark in "。；！？：:;，") or (
        outside.endswith("！") and outside.count("！") == 1
    )


def title_of(parts: Sequence[str]) -> str:
    """The lines of a title as one: blanks that only break or spread it go, those between two organs stay."""
    text = " ".join(part.strip() for part in parts)
    words = text.split()
    if not words:
        return ""
    result = words[0]
    for word in words[1:]:
        keeps = _two_organs(result, word) or (
            result[-1].isascii() and word[0].isascii() and result[-1].isalnum() and word[0].isalnum()
        )
        result += f" {word}" if keeps else word
    return result


def _two_organs(before: str, after: str) -> bool:
    """国务院办公厅 中央军委办公厅关于…: two organs side by side."""
    last = before.rsplit(" ", 1)[-1]
    return (
        len(last) >= 2
        and organs.is_organ(last)
        and bool(organs.of_title(after))
        and not after.startswith(("关于", "印发", "转发", "批转"))
    )


def is_complete(title: str) -> bool:
    """Whether a title says by its last word what kind of text it is."""
    if _COMPLETE.search(title):
        return True
    return _RULE_END.search(title) is not None and not _FORWARDS.search(title) and len(title) >= 4


_TRAILING_DATE = re.compile(
    r"(?P<who>[^0-9〇零○ОOо一二三四五六七八九]{2,80}?)[ ，,]{0,4}(?P<on>[0-9〇零○ОOо一二三四五六七八九 ]{4,12}年[^。；：]{2,14}[日号])"
)


def signatures(lines: Sequence[Line], start: int) -> list[Signature]:
    """Every signature from index ``start`` on: a line that is a date, with the organs or the leader above or before it."""
    found: list[Signature] = []
    for index in range(start, len(lines)):
        text = lines[index].text
        if len(text) > 110 or lines[index].rows:
            continue
        floor = found[-1].last + 1 if found else start
        signature = _signature(lines, index, floor)
        if signature:
            found.append(signature)
    return found


def _signature(lines: Sequence[Line], index: int, floor: int) -> Signature | None:
    text = _clean_signature(lines[index].text)
    on = dates.parse(text) if len(text) <= 40 and "：" not in text else None
    if on is not None:
        first, names, person = _signers(lines, index, floor)
        return Signature(names, person, on, first, index)
    match = _TRAILING_DATE.fullmatch(narrow(text))
    on = dates.parse(match["on"]) if match else None
    if match is None or on is None:
        return None
    names, person = organs.split(match["who"]), match["who"].strip() if organs.is_person(match["who"]) else ""
    return Signature(names, person, on, index, index) if names or person else None


def _signers(lines: Sequence[Line], index: int, floor: int) -> tuple[int, tuple[str, ...], str]:
    """Organs and leader on the lines right above a date."""
    names: list[str] = []
    person, first = "", index
    for above in range(index - 1, max(floor, index - 12) - 1, -1):
        text = _clean_signature(lines[above].text)
        if (
            len(text) > 60
            or lines[above].rows
            or text.endswith(("。", "：", "；"))
            or text.startswith("附件")
        ):
            break
        organ = organs.split(text)
        if organ:
            names = [*organ, *names]
        elif organs.is_person(text):
            person = person or text
        else:
            break
        first = above
    return first, tuple(dict.fromkeys(names)), person


def _clean_signature(text: str) -> str:
    return re.sub("&[a-z]{2,6};?", "", text).strip(" （）()")
