"""Which of the places that state a field of a document is believed?

The page's own labels come first, then the text, then the record's metadata: labels are made by the issuing
site, the text is the document itself, metadata went through a crawler.
"""

import re
from collections.abc import Sequence
from datetime import date

from yiwang.kernel.publications.recognition import dates, history, numbers, organs, titles
from yiwang.kernel.publications.recognition.characters import narrow, solid
from yiwang.kernel.publications.recognition.history import HistoryLine
from yiwang.kernel.publications.recognition.parts import Parts

_DISCLOSURES = (
    (re.compile("不予公开|不公开|不宜公开"), "不予公开"),
    (re.compile("依申请"), "依申请公开"),
    (re.compile("公开"), "主动公开"),
)
_EFFECTIVE = re.compile(
    r"[自从](?P<on>[^自从起，。；]{3,24}?)日?(?:起|开始)(?:正式)?(?:施行|实施|执行|实行|生效)"
)
_AT_ONCE = re.compile("(?:公布|发布|印发|颁布|签发|下发)之")
_PERIOD = re.compile(r"(?:有效期|执行期限|实施期限|试行期)[^。；]{0,40}")
_UNTIL = re.compile(r"(?:有效期(?:限)?(?:至|到|截至)|执行至|有效至)(?P<on>[^，。；]{6,20})")
_INDEX_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z/_.\-—]{5,59}")
_ORDER = re.compile(
    r"[\u3400-\u9fff]{2,40}(?:令|公告|通告)[（(]?(?:[0-9]{4}年)?第[0-9一二三四五六七八九十百]{1,6}号[）)]?"
)
_TERM = "第[^第届]{1,6}届"
_CONGRESS = re.compile(
    rf"(?:{_TERM}(?=全国))?(?P<place>[\u3400-\u9fff]{{2,20}}?)(?:{_TERM})?"
    "(?:人民代表大会|人大)(?P<standing>常务委员会|常委会)?"
)
_PROMULGATOR = re.compile(
    r"(?P<who>[\u3400-\u9fff、 ]{2,50}?)(?:令?第|令?[0-9]{4}年第|公告|批准|公布|发布|通过)"
)
_OWN_OFFICES = re.compile(
    r"(?P<organ>[\u3400-\u9fff]{4,20}?(?:局|部|署|委|总局|银行|委员会))各省、自治区、直辖市"
)
_LONGEST = 2000


def document_numbers(parts: Parts) -> tuple[str, ...]:
    """The label's, else the head's, else the record's, else the one the record's title begins with."""
    order = _ORDER.match(parts.hints.title)
    in_title = order[0] if order else "、".join(numbers.found_in(parts.hints.title[:60])[:1])
    for raw in (parts.said.get("number", ""), "、".join(parts.head.numbers), parts.hints.number, in_title):
        try:
            return tuple(str(number) for number in numbers.parse_all(organs.short(raw)))
        except numbers.NotANumber:
            continue
    return ()


def index_number(parts: Parts) -> str:
    raw = solid(parts.stated("index_number"))
    return raw if _INDEX_NUMBER.fullmatch(raw) else ""


def issuers(parts: Parts, events: Sequence[HistoryLine]) -> tuple[str, ...]:
    """The label's, else the order's, else who signed, else the title's, else the one the history names."""
    said = organs.split(parts.said.get("issuer", ""))
    if said:
        return said
    signed = parts.signature.organs if parts.signature else ()
    titled = organs.of_title(parts.title)
    if _is_fuller(titled, signed):
        return titled
    order = (parts.head.order_of,) if parts.head.order_of else ()
    named = order or signed or titled or _promulgator(events) or _own_offices(parts)
    return named or organs.split(parts.hints.issuer)


def written_on(parts: Parts, events: Sequence[HistoryLine]) -> date | None:
    """The label's, else the signature's, else the one under the title, the record's, the history's."""
    signature = parts.signature
    made = [event.on for event in events if event.act not in {"施行", "实施", "废止"}]
    return (
        dates.parse(parts.said.get("written_on", ""))
        or (signature.on if signature else None)
        or parts.head.written_on
        or dates.parse(parts.hints.written_on)
        or max(made, default=None)
    )


def published_on(parts: Parts) -> date | None:
    return dates.parse(parts.stated("published_on")) or dates.parse(parts.page.meta.get("pubdate", "")[:40])


def effective_on(parts: Parts, written: date | None, events: Sequence[HistoryLine]) -> date | None:
    """自×年×月×日起施行, or the day of promulgation where the text says so; the last sentence counts."""
    stated = dates.parse(parts.stated("effective_on"))
    if stated:
        return stated
    texts = [line.text for line in parts.lines if len(line.text) <= _LONGEST and _EFFECTIVE.search(line.text)]
    for text in (*reversed(texts[-3:]), *texts[:1]):
        for match in _EFFECTIVE.finditer(text):
            on = _beginning(match["on"], written, events)
            if on:
                return on
    return None


def expires_on(parts: Parts) -> date | None:
    stated = dates.parse(parts.stated("expires_on"))
    if stated:
        return stated
    for line in reversed(parts.lines):
        found = _end(line.text) if len(line.text) <= _LONGEST else None
        if found:
            return found
    return None


def disclosure(parts: Parts) -> str:
    """主动公开, 依申请公开 or 不予公开, from the label, else 附注, else the record."""
    notes = (note for note in parts.notes if "公开" in note)
    for text in (parts.said.get("disclosure", ""), *notes, parts.hints.disclosure):
        found = next((name for pattern, name in _DISCLOSURES if pattern.search(text[:60])), "")
        if found:
            return found
    return ""


def validity(parts: Parts) -> str:
    return parts.stated("validity") or titles.state(parts.hints.title) or titles.state(parts.head.title)


def events(parts: Parts) -> tuple[HistoryLine, ...]:
    """The history under the title, else the record's, else the one under an enclosed regulation's title."""
    if parts.head.history:
        return parts.head.history
    recorded = tuple(line for text in parts.hints.history for line in history.read(text))
    if recorded:
        return recorded
    for enclosed in parts.enclosed:
        following = parts.lines[enclosed.body : enclosed.body + 1]
        if following and history.is_history(following[0].text):
            return history.read(following[0].text)
    return ()


def _is_fuller(titled: Sequence[str], signed: Sequence[str]) -> bool:
    """Whether the title writes out the name that the signature shortens, such as 省府办公厅."""
    if len(titled) != 1 or len(signed) != 1:
        return False
    return len(titled[0]) > len(signed[0]) and organs.related(titled[0], signed[0])


def _promulgator(events: Sequence[HistoryLine]) -> tuple[str, ...]:
    """Who made a regulation by its history: ×××令第N号公布, 人民代表大会…通过."""
    for event in events:
        words = narrow(event.text).partition("日")[2].strip().removeprefix("经")
        congress = _CONGRESS.match(words)
        if congress:
            standing = "常务委员会" if congress["standing"] else ""
            return (organs.short(f"{congress['place']}人民代表大会{standing}"),)
        match = _PROMULGATOR.match(words)
        found = organs.split(match["who"]) if match else ()
        if found:
            return found
    return ()


def _own_offices(parts: Parts) -> tuple[str, ...]:
    """The organ whose own offices are addressed: 国家外汇管理局各省、自治区、直辖市分局."""
    match = _OWN_OFFICES.match(parts.head.recipients)
    return organs.split(match["organ"]) if match else ()


def _beginning(words: str, written: date | None, events: Sequence[HistoryLine]) -> date | None:
    on = dates.parse(f"{words}日") or dates.parse(words)
    if on or not _AT_ONCE.fullmatch(words.removesuffix("日")):
        return on
    promulgated = [event.on for event in events if event.act in {"公布", "发布", "颁布"}]
    if promulgated:
        return promulgated[0]
    return None if events else written


def _end(text: str) -> date | None:
    until, period = _UNTIL.search(text), _PERIOD.search(text)
    if until:
        return next(iter(dates.found_in(until["on"])), None)
    span = dates.span(period[0]) if period else None
    return span[1] if span else None
