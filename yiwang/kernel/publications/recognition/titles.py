"""What is a document called?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yiwang.kernel.publications.recognition import organs
from yiwang.kernel.publications.recognition.characters import one_line

_ACTS = "决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|复函|函|议案|纪要"
_RULES = (
    "条例|规定|办法|细则|规则|规程|规范|准则|章程|制度|方案|计划|规划|纲要|要点|预案|标准|目录|名录|清单|名单|措施|"
    "指南|指引|政策|目标|分工|任务|法|解释|说明|机制|表|讲话|总结|建议|答复|解读|倡议书|协议|合同|大纲|导则|"
    "工程|行动|体系|守则|公约|流程|范围"
)
_STATES = "试行|暂行|修订|修正|征求意见稿|草案|节选|摘要|[0-9]{4}年?.{0,12}|.{0,8}修订.{0,4}|.{0,6}废止.{0,4}"
_STATE = f"(?:[（(](?:{_STATES})[）)])*"
_ACT_END = re.compile(f"(?:{_ACTS})[”》]?{_STATE}$")
_RULE_END = re.compile(f"(?:{_RULES})[”》]?{_STATE}$")
_FORWARDS = re.compile("印发|转发|批转|颁布|公布|发布")
_ENDED = re.compile("^[（(\\[【](?P<state>已?(?:废止|失效|修改|修订|宣布失效))[）)\\]】]")
_NUMBER_IN_FRONT = re.compile(r"[\u3400-\u9fffA-Za-z]{1,20}[〔\[【（(][0-9]{4}[〕\]】）)]第?[0-9]{1,5}号 ?")
_SITE_TAIL = re.compile("[ _|｜–—-]{1,4}[^_|｜–—-]{2,30}(?:网|网站|平台|门户|政府|人民政府|委员会|局|部|厅)$")
_CUT = ("...", "…", "．．．", "..")


@dataclass(frozen=True)
class Stated:
    """The titles a document is given: by label, record, text, by what it promulgates, by meta data."""

    label: str = ""
    record: str = ""
    text: str = ""
    promulgated: str = ""
    meta: str = ""
    page: str = ""


def of_document(stated: Stated) -> str:
    """The label, else the fuller of record and text, else what is promulgated, else the page's meta data."""
    record = _without_number(stated.record)
    if len(stated.promulgated) >= 4 and record.endswith(stated.promulgated):
        record = stated.promulgated
    if record and is_complete(stated.text) and _is_poorer(record, stated.text):
        record = ""
    meta = clean(stated.meta) or clean(_SITE_TAIL.sub("", stated.page[-400:]))
    label = clean(joined(stated.label.split("\n")))
    return label or record or clean(stated.text) or stated.promulgated or meta or clean(stated.record)


def joined(parts: Sequence[str]) -> str:
    """The lines of a title as one: blanks that only break or spread it go, those between two organs stay."""
    words = " ".join(part.strip() for part in parts).split()
    result = words[0] if words else ""
    for word in words[1:]:
        result += f" {word}" if _two_organs(result, word) or _two_latin_words(result, word) else word
    return result


def is_complete(title: str) -> bool:
    """Whether a title says by its last word what kind of text it is."""
    if _ACT_END.search(title):
        return True
    return len(title) >= 4 and _RULE_END.search(title) is not None and not _FORWARDS.search(title)


def clean(title: str) -> str:
    """A title on one line without the state that sites put in front: （已废止）."""
    return _ENDED.sub("", one_line(title)).strip()


def state(title: str) -> str:
    """The state that a site put in front of a title: 已废止, 失效, or nothing."""
    match = _ENDED.match(title.strip())
    return match["state"] if match else ""


def _without_number(raw: str) -> str:
    """A crawled title without the number in front; nothing where it is only a number."""
    pieces = [piece for piece in raw.split("\n") if piece.strip()]
    title = clean(joined(pieces) if len(pieces) > 1 else raw)
    number = _NUMBER_IN_FRONT.match(title)
    if number is None:
        return title
    rest = title[number.end() :].strip()
    quoted = re.fullmatch("《(.{4,})》", rest)
    return quoted[1] if quoted else rest


def _is_poorer(record: str, text: str) -> bool:
    """Whether the record's title is cut off, says no kind, or is the end of the text's title."""
    return record.endswith(_CUT) or not is_complete(record) or text.endswith(record)


def _two_organs(before: str, after: str) -> bool:
    """国务院办公厅 中央军委办公厅关于…: two organs side by side."""
    last = before.rsplit(" ", 1)[-1]
    return organs.is_organ(last) and (organs.is_organ(after) or bool(organs.of_title(after)))


def _two_latin_words(before: str, after: str) -> bool:
    return bool(re.search("[A-Za-z0-9]$", before) and re.match("[A-Za-z0-9]", after))
