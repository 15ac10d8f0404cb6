"""When was a regulation passed, promulgated, revised?"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from yiwang.kernel.publications.recognition import dates
from yiwang.kernel.publications.recognition.characters import CHINESE_DIGITS, joined, narrow

_ACTS = ("通过", "批准", "公布", "发布", "修订", "修正", "修改", "施行", "实施", "废止", "颁布", "印发")
_ACT = re.compile("|".join(_ACTS))
_QUOTED = re.compile("[《<〈「][^《》]{0,120}[》>〉」]")
_DAY = re.compile(
    f"(?<![0-9{CHINESE_DIGITS}])[0-9{CHINESE_DIGITS}]{{4}} ?年"
    f" ?[0-9{CHINESE_DIGITS}十]{{1,3}} ?月 ?[0-9{CHINESE_DIGITS}十廿卅]{{1,3}} ?日"
)
_LEAD = re.compile("(?:根据|经|自)?$")


@dataclass(frozen=True)
class HistoryLine:
    """One event in the life of a regulation: the day, the act (通过, 公布, 修订 … or nothing), the words."""

    on: date
    act: str
    text: str


def is_history(text: str) -> bool:
    """Whether a paragraph is the bracketed history under a regulation's title."""
    start = text.lstrip()[:60]
    return (
        start.startswith(("（", "("))
        and _DAY.search(narrow(start)) is not None
        and _ACT.search(text) is not None
    )


def read(text: str) -> tuple[HistoryLine, ...]:
    """The events named in a history paragraph or in one line of a history list, in the order written."""
    plain = narrow(joined(text)).strip("（）() ")
    hidden = _QUOTED.sub(lambda quoted: "《" * len(quoted[0]), plain)
    starts = [match.start() for match in _DAY.finditer(hidden)]
    lines = (_line(plain[start:end]) for start, end in pairwise([*starts, len(plain)]))
    return tuple(line for line in lines if line is not None)


def _line(words: str) -> HistoryLine | None:
    days = dates.found_in(words)
    if not days:
        return None
    words = re.sub("(?:并|，|,|；|;|。| |根据|经|自)+$", "", words)
    acts = _ACT.findall(_QUOTED.sub("", words))
    return HistoryLine(days[0], acts[-1] if acts else "", words)
