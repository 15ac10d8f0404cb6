"""What does each check of the norm say of an article? One function a check, entered by its code."""

import re
from collections.abc import Callable, Iterator

from yiwang.kernel.audit.rules import IDENTITY_NUMBER, MOBILE_NUMBER, masked
from yiwang.subsystems.portal.checks import Finding, Severity, has_content, pictures
from yiwang.subsystems.portal.proofreading.rules import Check, Conclusion
from yiwang.subsystems.portal.proofreading.subject import Placed, Subject
from yiwang.subsystems.portal.wording.mistakes import ADVICE, DOUBT, PUNCTUATION, REPEAT, SERIOUS

Said = tuple[str, str]
"""A sentence, and the field of the form where it can be mended."""
Look = Callable[[Subject, Check], Iterator[Said]]

OWN_ADDRESS = re.compile(r"/(?!/)")
MAP_WORDS = re.compile(r"(?:行政区划|政区|中国|世界|本省|全省|全市|本市|区位|规划|交通|旅游|示意)地?图|地图")
MAP_NUMBER = re.compile(r"审图号|GS\s*[（(]\s*\d{4}\s*[）)]\s*\d+\s*号")
MOST_NAMED = 5
_looks: dict[str, Look] = {}


def look(code: str) -> Callable[[Look], Look]:
    """Enters a function as the check of this code; a code has one."""

    def entered(function: Look) -> Look:
        if code in _looks:
            raise ValueError(f"two checks are called {code}")
        _looks[code] = function
        return function

    return entered


def looks() -> dict[str, Look]:
    return dict(_looks)


def judged(subject: Subject, check: Check) -> list[Finding]:
    """What one check finds, with the severity that the city gave it."""
    return [
        Finding(sentence, field, Severity(check.severity), check.code)
        for sentence, field in _looks[check.code](subject, check)
    ]


@look("title.missing")
def _title(subject: Subject, check: Check) -> Iterator[Said]:
    if not subject.text.title.strip():
        yield "请填写标题。", "title"


@look("title.length")
def _title_length(subject: Subject, check: Check) -> Iterator[Said]:
    if (size := len(subject.text.title)) > check.most:
        yield f"标题有 {size} 个字，超过 {check.most} 个字，请考虑精简。", "title"


@look("source.missing")
def _source(subject: Subject, check: Check) -> Iterator[Said]:
    if not subject.text.source.strip():
        yield "请填写来源。", "source"


@look("body.empty")
def _body(subject: Subject, check: Check) -> Iterator[Said]:
    if not has_content(subject.text.body) and not subject.text.files:
        yield "正文还是空的，请填写正文或添加附件。", "body"


@look("keywords.missing")
def _keywords(subject: Subject, check: Check) -> Iterator[Said]:
    if not subject.text.keywords.strip():
        yield "没有填写关键词，将用栏目关键词代替。", "keywords"


@look("summary.missing")
def _summary(subject: Subject, check: Check) -> Iterator[Said]:
    if not subject.text.summary.strip():
        yield "没有填写摘要，将取正文开头。", "summary"


@look("document.number")
def _number(subject: Subject, check: Check) -> Iterator[Said]:
    if not (subject.text.attributes.number or subject.text.attributes.index_number):
        yield "政府文件请填写文号或索引号。", "number"


@look("document.dates")
def _dates(subject: Subject, check: Check) -> Iterator[Said]:
    said = subject.text.attributes
    start = said.effective_on or said.written_on
    if start and said.expires_on and said.expires_on < start:
        yield "失效日期早于生效日期或者成文日期，请核对。", "expires_on"


@look("column.closed")
def _column(subject: Subject, check: Check) -> Iterator[Said]:
    for title in subject.closed_columns:
        yield f"栏目“{title}”已关闭，请改选开放的栏目。", "column"


@look("image.alt")
def _alternatives(subject: Subject, check: Check) -> Iterator[Said]:
    if subject.text.cover_id and not subject.text.cover_alt.strip():
        yield "请填写封面图片的文字说明。", "cover_alt"
    bare = sum(not alternative.strip() for _, alternative in pictures(subject.text.body))
    if bare:
        yield f"正文有 {bare} 张图片没有文字说明，请在编辑器中选中图片补上。", "body"


@look("image.foreign")
def _foreign(subject: Subject, check: Check) -> Iterator[Said]:
    foreign = sum(not OWN_ADDRESS.match(address) for address, _ in pictures(subject.text.body))
    if foreign:
        yield f"正文有 {foreign} 张图片来自其他网站，请下载后重新上传。", "body"


@look("map.number")
def _map(subject: Subject, check: Check) -> Iterator[Said]:
    """A picture that calls itself a map, in a text that gives no number of approval."""
    words = "".join(place.words for place in subject.paragraphs)
    shown = [alternative for _, alternative in pictures(subject.text.body)]
    shown += [subject.text.cover_alt] if subject.text.cover_id else []
    if any(MAP_WORDS.search(one) for one in shown) and not MAP_NUMBER.search(words + "".join(shown)):
        yield "文中有地图但没有注明审图号，请使用有审图号的标准地图并注明。", "body"


@look("files.unclean")
def _unclean(subject: Subject, check: Check) -> Iterator[Said]:
    for name in subject.unclean_files:
        yield f"文件“{name}”尚未通过安全检查，请稍后再试或换一个文件。", "new_files"


@look("files.open")
def _lost(subject: Subject, check: Check) -> Iterator[Said]:
    for name in subject.lost_files:
        yield f"文件“{name}”已打不开，请重新上传。", "new_files"


@look("links.own")
def _own_links(subject: Subject, check: Check) -> Iterator[Said]:
    if dead := subject.links.own_dead:
        yield f"有 {len(dead)} 个站内链接打不开：{_named(dead)}。", "body"


@look("links.outer")
def _outer_links(subject: Subject, check: Check) -> Iterator[Said]:
    if dead := subject.links.outer_dead:
        named = _named([f"{address}（{fault}）" for address, fault in dead])
        yield f"有 {len(dead)} 个站外链接打不开：{named}。", "body"


@look("links.waiting")
def _waiting_links(subject: Subject, check: Check) -> Iterator[Said]:
    if waiting := subject.links.waiting:
        yield f"有 {len(waiting)} 个站外链接还没有核对，后台正在逐个打开。", "body"


@look("personal.numbers")
def _personal(subject: Subject, check: Check) -> Iterator[Said]:
    """Identity and mobile numbers that a reader would see, masked, each once (PIPL art. 25)."""
    words = " ".join(place.words for place in subject.paragraphs)
    found = [match.group() for one in (IDENTITY_NUMBER, MOBILE_NUMBER) for match in one.finditer(words)]
    if shown := list(dict.fromkeys(masked(one) for one in found)):
        yield f"文中有疑似身份证号码或手机号码（{_named(shown)}），请核对是否应当公开。", "body"


@look("words.serious")
def _serious(subject: Subject, check: Check) -> Iterator[Said]:
    yield from _words("严重表述错误", [one for one in subject.mistakes if one.mistake.grade == SERIOUS])


@look("words.wrong")
def _wrong(subject: Subject, check: Check) -> Iterator[Said]:
    yield from _words(
        "疑似错误", [one for one in subject.mistakes if one.mistake.grade == "wrong" and not _is_mark(one)]
    )


@look("words.doubt")
def _doubt(subject: Subject, check: Check) -> Iterator[Said]:
    yield from _words("不像常用词的写法", [one for one in subject.mistakes if one.mistake.grade == DOUBT])


@look("words.marks")
def _marks(subject: Subject, check: Check) -> Iterator[Said]:
    yield from _words("标点或者重复", [one for one in subject.mistakes if _is_mark(one)])


@look("words.advice")
def _advice(subject: Subject, check: Check) -> Iterator[Said]:
    yield from _words(
        "可以统一的写法",
        [one for one in subject.mistakes if one.mistake.grade == ADVICE and not _is_mark(one)],
    )


@look("secrecy.review")
def _secrecy(subject: Subject, check: Check) -> Iterator[Said]:
    if subject.secrecy == Conclusion.CLOSED:
        yield "保密审查结论为不予公开。", ""
    elif subject.secrecy == Conclusion.TRIM:
        yield "保密审查要求删减后公开，请修改后重新送审。", "body"
    elif not subject.secrecy and subject.step != "review":
        yield "这一版还没有保密审查记录，请由撰稿人以外的同事先做保密审查。", ""


def _is_mark(one: Placed) -> bool:
    return one.mistake.kind in {PUNCTUATION, REPEAT}


def _words(what: str, found: list[Placed]) -> Iterator[Said]:
    """One sentence for all of them; the checklist shows each with its place."""
    if found:
        named = [
            f"{one.mistake.wrong}→{one.mistake.suggestion}" if one.mistake.suggestion else one.mistake.wrong
            for one in found
        ]
        yield f"有 {len(found)} 处{what}：{_named(named)}。", found[0].place.field


def _named(words: list[str] | tuple[str, ...]) -> str:
    shown = "、".join(list(dict.fromkeys(words))[:MOST_NAMED])
    return f"{shown}等" if len(set(words)) > MOST_NAMED else shown
