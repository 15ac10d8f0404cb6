"""What is recognised of a whole public document, given as a page, as text, or as a record with metadata?

Where several places state the same field, the page's own header table comes first, then the text, then the record's
metadata: tables are made by the issuing site, the text is the document, metadata went through a crawler.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from yiwang.kernel.publications.recognition import (
    body,
    dates,
    enclosure,
    furniture,
    header_table,
    history,
    layout,
    numbers,
    organs,
)
from yiwang.kernel.publications.recognition.characters import joined, one_line
from yiwang.kernel.publications.recognition.enclosure import Enclosed
from yiwang.kernel.publications.recognition.history import HistoryLine
from yiwang.kernel.publications.recognition.html_text import Line, Page, of_html, of_text
from yiwang.kernel.publications.recognition.layout import Head, Signature

_NOTE = re.compile("[（(](?P<note>(?:此件|本文|本件|联系人|联系单位|注)[^（）()]{0,120})[）)]")
_COPIES = re.compile("(?:抄送|抄报|抄送机关|抄送单位)[:：] ?(?P<to>.{2,1500})")
_PRINTED = re.compile(
    r"(?P<by>[^0-9]{2,40}?)[ ]{0,9}(?P<on>[0-9〇零○一二三四五六七八九]{4} ?年.{2,12}日) ?印发"
)
_DISCLOSURES = (
    (re.compile("不予公开|不公开|不宜公开"), "不予公开"),
    (re.compile("依申请"), "依申请公开"),
    (re.compile("主动公开|公开发布|公开刊登|删减后公开|可公开|公开"), "主动公开"),
)
_EFFECTIVE = re.compile(r"自(?P<on>[^自起，。；]{3,24}?)(?:日)?(?:起|开始)?(?:正式)?(?:施行|实施|执行|生效)")
_PERIOD = re.compile(r"(?:有效期|执行期限|实施期限|试行期)[^。；]{0,40}")
_UNTIL = re.compile(r"(?:有效期(?:限)?(?:至|到|截至)|执行至|有效至)(?P<on>[^，。；]{6,20})")
_ENDED = re.compile("^[（(\\[【](?P<state>已?(?:废止|失效|修改|修订|宣布失效))[）)\\]】]")
_SITE_TAIL = re.compile("[ _|｜–—-]+[^_|｜–—-]{2,30}(?:网|网站|平台|门户|政府|人民政府|委员会|局|部|厅)$")
_WORDS = re.compile("[ 、,，;；/|]+")
_LONG_TEXT = 60


@dataclass(frozen=True)
class Hints:
    """What the record around a document says; every value as it was crawled."""

    url: str = ""
    title: str = ""
    number: str = ""
    index_number: str = ""
    issuer: str = ""
    source: str = ""
    written_on: str = ""
    published_on: str = ""
    effective_on: str = ""
    expires_on: str = ""
    subject: str = ""
    subject_words: str = ""
    disclosure: str = ""
    validity: str = ""
    history: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognised:
    """A document's fields; what was not found is empty. ``body`` is clean HTML without title and number."""

    title: str = ""
    numbers: tuple[str, ...] = ()
    index_number: str = ""
    issuers: tuple[str, ...] = ()
    written_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    recipients: str = ""
    copies: str = ""
    subject: str = ""
    subject_words: tuple[str, ...] = ()
    disclosure: str = ""
    validity: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    enclosed: tuple[Enclosed, ...] = ()
    annexes: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    history: tuple[HistoryLine, ...] = ()
    body: str = ""

    @property
    def number(self) -> str:
        return "、".join(self.numbers)

    @property
    def issuer(self) -> str:
        return "、".join(self.issuers)


@dataclass
class _Parts:
    """What the steps of recognition share."""

    page: Page
    hints: Hints
    lines: list[Line]
    said: dict[str, str]
    head: Head = field(default_factory=Head)
    signatures: list[Signature] = field(default_factory=list)
    enclosed: tuple[Enclosed, ...] = ()
    end: int = 0

    @property
    def notice(self) -> Sequence[Line]:
        """The wrapping text itself: from the end of the head to the signature or to what is enclosed."""
        return self.lines[self.head.body : self.end]

    @property
    def signature(self) -> Signature | None:
        """The signature of the document itself, not of what it encloses."""
        own = [one for one in self.signatures if one.last < self.end]
        return own[0] if own else None


def recognise_html(markup: str, hints: Hints | None = None) -> Recognised:
    """Recognise a page or a fragment of one. Never raises; what cannot be found stays empty."""
    hints = hints or Hints()
    return _recognise(of_html(markup, hints.url), hints)


def recognise_text(text: str, hints: Hints | None = None) -> Recognised:
    """Recognise plain text, one paragraph a line. Never raises; what cannot be found stays empty."""
    return _recognise(of_text(text), hints or Hints())


def _recognise(page: Page, hints: Hints) -> Recognised:
    parts = _read(page, hints)
    title = _title(parts)
    written_on = _written_on(parts)
    events = (
        parts.head.history
        or tuple(line for text in hints.history for line in history.read(text))
        or _history(parts)
    )
    effective_on = _day(parts, "effective_on") or _effective_on(parts, written_on, events)
    words = _said(parts, "subject_words")
    return Recognised(
        title=title,
        numbers=_numbers(parts),
        index_number=_index_number(parts),
        issuers=_issuers(parts, title, events),
        written_on=written_on or (max(event.on for event in events) if events else None),
        published_on=_day(parts, "published_on") or _meta_day(parts.page),
        effective_on=effective_on,
        expires_on=_day(parts, "expires_on") or _expires_on(parts),
        recipients=parts.head.recipients or joined(parts.said.get("recipients", "")),
        copies=_first(_COPIES, parts.lines, "to").rstrip("。"),
        subject=one_line(_said(parts, "subject")).replace("/", "\\") if _said(parts, "subject") else "",
        subject_words=tuple(word for word in _WORDS.split(one_line(words)) if word),
        disclosure=_disclosure(parts),
        validity=_validity(parts),
        source=_said(parts, "source"),
        notes=tuple(
            match["note"]
            for line in parts.lines
            if len(line.text) < 140 and (match := _NOTE.fullmatch(line.text))
        ),
        printed_by=_first(_PRINTED, parts.lines, "by"),
        printed_on=dates.parse(_first(_PRINTED, parts.lines, "on")),
        enclosed=parts.enclosed,
        annexes=enclosure.annexes(parts.lines, parts.head.body, parts.end),
        files=page.files,
        history=events,
        body=_body(parts),
    )


def _read(page: Page, hints: Hints) -> _Parts:
    """Put the page's lines in order: furniture away, labels into ``said``, head, signatures, enclosed texts."""
    lines = [line for line in page.lines if line.rows or not furniture.is_furniture(line.text)]
    around = [text for text in page.around if not furniture.is_furniture(text)]
    header_table.from_lines(around, page.stated)
    top = next((index for index, line in enumerate(lines) if _is_running(line.text)), len(lines))
    labels = header_table.from_lines([line.text for line in lines[: min(top + 1, 30)]], page.stated)
    tail = [
        index for index in range(max(len(lines) - 6, top), len(lines)) if _is_tail_label(lines[index].text)
    ]
    header_table.from_lines([lines[index].text for index in tail], page.stated)
    dropped = {*labels, *tail}
    lines = [line for index, line in enumerate(lines) if index not in dropped]
    parts = _Parts(page, hints, lines, page.stated.values(), end=len(lines))
    parts.head = layout.head(lines)
    parts.signatures = layout.signatures(lines, parts.head.body)
    _separate(parts)
    return parts


def _is_running(text: str) -> bool:
    """Whether a line is running text and so below every label of the top."""
    return (len(text) > _LONG_TEXT and not header_table.is_label_line(text)) or text.endswith(("。", "；"))


def _is_tail_label(text: str) -> bool:
    """发布日期 and 来源 also stand under the text; 文号 there belongs to a list in the text."""
    return len(text) <= 60 and re.match("(?:发布(?:日期|时间)|(?:信息|文章)?来源) ?[:：]", text) is not None


def _separate(parts: _Parts) -> None:
    """Find what the document encloses, and with it where the document itself ends."""
    first = parts.signatures[0] if parts.signatures else None
    verb = enclosure.relation(_title(parts), order=bool(parts.head.order_of))
    start = _after_notes(parts.lines, first.last + 1) if first else parts.head.body
    notice = (
        parts.lines[parts.head.body : start] if first else parts.lines[parts.head.body : parts.head.body + 6]
    )
    names = enclosure.names_given_out(_title(parts), notice) if verb else ()
    parts.enclosed = enclosure.find(parts.lines, start, names, verb if first else "")
    if parts.enclosed:
        parts.end = parts.enclosed[0].start
    if names and not parts.enclosed:
        parts.enclosed = tuple(Enclosed(name, verb, len(parts.lines), len(parts.lines)) for name in names)


def _after_notes(lines: Sequence[Line], index: int) -> int:
    """The index after 附注, 抄送 and 印发 lines."""
    while index < len(lines) and (
        _NOTE.fullmatch(lines[index].text)
        or _COPIES.fullmatch(lines[index].text)
        or _PRINTED.fullmatch(lines[index].text)
    ):
        index += 1
    return index


def _said(parts: _Parts, name: str) -> str:
    """What a label on the page says, else what the record says."""
    return parts.said.get(name) or str(getattr(parts.hints, name, ""))


def _title(parts: _Parts) -> str:
    """The page's label, else the fuller of text and record, else what the order promulgates, else the page's meta data."""
    said = layout.title_of(parts.said.get("title", "").split("\n"))
    own, hint = parts.head.title, _hint_title(parts.hints.title)
    promulgated = parts.enclosed[0].title if parts.head.order_of and parts.enclosed else ""
    meta = _clean_title(parts.page.meta.get("articletitle", "")) or _clean_title(
        _SITE_TAIL.sub("", parts.page.title)
    )
    if promulgated and len(promulgated) >= 4 and hint.endswith(promulgated):
        hint = promulgated
    if (
        own
        and hint
        and (_is_cut(hint) or not layout.is_complete(hint) or own.endswith(hint))
        and layout.is_complete(own)
    ):
        hint = ""
    return (
        _clean_title(said)
        or hint
        or own
        or promulgated
        or meta
        or _hint_title(parts.hints.title, keep_number=True)
    )


def _hint_title(raw: str, *, keep_number: bool = False) -> str:
    """A crawled title without the number in front and without its state; nothing where it is only a number."""
    pieces = [one_line(piece) for piece in raw.split("\n") if piece.strip()]
    title = layout.title_of(pieces) if len(pieces) > 1 else "".join(pieces)
    title = _clean_title(title)
    if keep_number:
        return title
    front = re.match(
        r"(?P<number>[\u3400-\u9fffA-Za-z]{1,20}[〔\[【（(][0-9]{4}[〕\]】）)]第?[0-9]{1,5}号) ?", title
    )
    rest = title[front.end() :].strip() if front else title
    quoted = re.fullmatch("《(.{4,})》", rest) if front else None
    return quoted[1] if quoted else rest


def _clean_title(title: str) -> str:
    return _ENDED.sub("", one_line(title)).strip()


def _is_cut(title: str) -> bool:
    return title.endswith(("...", "…", "．．．", ".."))


def _numbers(parts: _Parts) -> tuple[str, ...]:
    """The label's, else the head's, else the record's, else one in the title or in brackets behind it."""
    order = re.match(
        r"[\u3400-\u9fff]{2,40}(?:令|公告|通告)[（(]?(?:[0-9]{4}年)?第[0-9一二三四五六七八九十百]{1,6}号[）)]?",
        parts.hints.title,
    )
    in_title = order[0] if order else "、".join(numbers.found_in(parts.hints.title[:60])[:1])
    for raw in (parts.said.get("number", ""), "、".join(parts.head.numbers), parts.hints.number, in_title):
        try:
            return tuple(str(number) for number in numbers.parse_all(organs.short(raw)))
        except numbers.NotANumber:
            continue
    return ()


def _index_number(parts: _Parts) -> str:
    raw = re.sub(r"\s", "", _said(parts, "index_number"))
    return raw if re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z/_.\-—]{5,59}", raw) else ""


def _issuers(parts: _Parts, title: str, events: Sequence[HistoryLine]) -> tuple[str, ...]:
    said = organs.split(parts.said.get("issuer", ""))
    if said:
        return said
    signed = parts.signature.organs if parts.signature else ()
    titled = organs.of_title(title)
    if (
        len(signed) == 1
        and len(titled) == 1
        and organs.related(titled[0], signed[0])
        and len(titled[0]) > len(signed[0])
    ):
        return titled
    hinted = organs.split(parts.hints.issuer)
    order = (parts.head.order_of,) if parts.head.order_of else ()
    return order or signed or titled or _promulgator(events) or _addressing(parts) or hinted


def _promulgator(events: Sequence[HistoryLine]) -> tuple[str, ...]:
    """Who made a regulation, as its history says: ×××令第N号公布, ×××人民代表大会常务委员会第N次会议通过."""
    for event in events:
        match = re.search(
            r"日 ?(?P<who>[\u3400-\u9fff、]{2,50}?)(?:令(?:〔?[0-9]{4}〕?年?)?第|第[0-9〇零一二三四五六七八九十百]{1,6}(?:届|次)|公告|批准|公布|发布|通过)",
            event.text,
        )
        if match and event.act in {"通过", "公布", "发布", "批准", "颁布", "修订"}:
            full = re.search(
                r"(?P<place>[\u3400-\u9fff]{2,20})第.{1,6}届人民代表大会(?P<standing>常务委员会)?", event.text
            )
            if full:
                place = re.sub("^.*日 ?", "", full["place"])
                return (organs.short(f"{place}人民代表大会{full['standing'] or ''}"),)
            found = organs.split(match["who"])
            if found:
                return found
    return ()


def _addressing(parts: _Parts) -> tuple[str, ...]:
    """The organ whose offices are addressed: 国家外汇管理局各省、自治区、直辖市分局."""
    match = re.match(
        "(?P<organ>[\u3400-\u9fff]{4,20}?(?:局|部|署|委|总局|银行|委员会))各省、自治区、直辖市",
        parts.head.recipients,
    )
    return organs.split(match["organ"]) if match else ()


def _written_on(parts: _Parts) -> date | None:
    signature = parts.signature
    order = "written_on"
    return (
        dates.parse(parts.said.get(order, ""))
        or (signature.on if signature else None)
        or parts.head.written_on
        or dates.parse(parts.hints.written_on)
    )


def _day(parts: _Parts, name: str) -> date | None:
    return dates.parse(_said(parts, name))


def _meta_day(page: Page) -> date | None:
    return dates.parse(page.meta.get("pubdate", "")[:40])


def _effective_on(parts: _Parts, written_on: date | None, events: Sequence[HistoryLine]) -> date | None:
    """自×年×月×日起施行, or the day of promulgation where the text says so; the last such sentence of the document counts."""
    texts = [line.text for line in parts.lines if len(line.text) <= 2000 and _EFFECTIVE.search(line.text)]
    for text in (*reversed(texts[-3:]), *texts[:1]):
        for match in _EFFECTIVE.finditer(text):
            on = dates.parse(f"{match['on']}日") or dates.parse(match["on"])
            if on:
                return on
            if re.fullmatch("(?:公布|发布|印发|颁布|签发|下发)之", match["on"].removesuffix("日")):
                promulgated = [event.on for event in events if event.act in {"公布", "发布", "颁布"}]
                return promulgated[0] if promulgated else written_on
    return None


def _expires_on(parts: _Parts) -> date | None:
    for line in reversed(parts.lines):
        if len(line.text) > 2000:
            continue
        until = _UNTIL.search(line.text)
        period = _PERIOD.search(line.text)
        days = dates.span(period[0]) if period else None
        on = dates.found_in(until["on"])[:1] if until else [days[1]] if days else []
        if on:
            return on[0]
    return None


def _disclosure(parts: _Parts) -> str:
    notes = [
        match["note"]
        for line in parts.lines
        if len(line.text) < 140 and (match := _NOTE.fullmatch(line.text))
    ]
    for text in (
        parts.said.get("disclosure", ""),
        *(note for note in notes if "公开" in note),
        parts.hints.disclosure,
    ):
        for pattern, name in _DISCLOSURES:
            if pattern.search(text[:60]):
                return name
    return ""


def _validity(parts: _Parts) -> str:
    state = _ENDED.match(parts.hints.title.strip()) or _ENDED.match(parts.head.title)
    return _said(parts, "validity") or (state["state"] if state else "")


def _history(parts: _Parts) -> tuple[HistoryLine, ...]:
    """The history under the title of an enclosed regulation."""
    for enclosed in parts.enclosed:
        following = parts.lines[enclosed.body : enclosed.body + 1]
        if following and history.is_history(following[0].text):
            return history.read(following[0].text)
    return ()


def _first(pattern: re.Pattern[str], lines: Sequence[Line], group: str) -> str:
    for line in lines:
        match = pattern.fullmatch(line.text) if len(line.text) <= 1600 else None
        if match:
            return one_line(match[group])
    return ""


def _body(parts: _Parts) -> str:
    """The text from the recipients on; titles of enclosed texts are headings, signatures stand apart."""
    start = parts.head.body
    lines = list(parts.lines[start:])
    if parts.head.recipients and not (lines and lines[0].text.startswith(parts.head.recipients[:20])):
        lines.insert(0, Line(f"{parts.head.recipients}："))
        start -= 1
    titles = {
        index - start for one in parts.enclosed for index in range(one.start, min(one.body, len(parts.lines)))
    }
    signed = {index - start for one in parts.signatures for index in range(one.first, one.last + 1)}
    return body.as_html(lines, titles, signed)
