"""What is wrong on one page?"""

import re
from collections.abc import Iterator

from yiwang.kernel.audit.rules import masked
from yiwang.subsystems.portal.inspection import rules
from yiwang.subsystems.portal.inspection.judging import words
from yiwang.subsystems.portal.inspection.judging.seen import Seen
from yiwang.subsystems.portal.inspection.web import dates
from yiwang.subsystems.portal.inspection.web.page import Page

# 国办发〔2017〕47号 attachment, 网页标签: those that must stand there and must not be empty.
EVERYWHERE = ("SiteName", "SiteDomain", "SiteIDCode")
OF_COLUMNS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
OF_ARTICLES = ("ColumnName", "ColumnType", "ArticleTitle", "PubDate", "ContentSource", "Keywords")
MOST_A_PAGE = 20
IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def faults(page: Page, *, is_article: bool, is_home: bool, site_code: str) -> list[Seen]:
    """Everything found on the page.

    ``is_article``: a list led here with a date, so it should have the tags of an article;
    ``site_code``: the one that the site is registered under, empty where that is not known.
    """
    return [
        *_tags(page, is_article=is_article),
        *_code(page, site_code),
        *_title(page),
        *_dates(page),
        *_pictures(page),
        *_barriers(page),
        *_mixed(page),
        *_words(page, is_home=is_home),
        *_personal(page),
    ]


def _seen(page: Page, code: str, key: str, about: str, stood: str, excerpt: str = "") -> Seen:
    return Seen(code, key, about, page.address, stood[:300], "", excerpt[:300], page.meta("ColumnName"))


def _tags(page: Page, *, is_article: bool) -> Iterator[Seen]:
    wanted = list(EVERYWHERE)
    if page.is_article or is_article:
        wanted += OF_ARTICLES
    elif page.is_column:
        wanted += OF_COLUMNS
    for name in wanted:
        if not page.meta(name):
            stood = "标签内容为空" if name.lower() in page.metas else "没有这个标签"
            yield _seen(page, "meta.missing", name, f"缺少网页标签 {name}", stood)


def _code(page: Page, site_code: str) -> Iterator[Seen]:
    said = page.meta("SiteIDCode")
    if said and not rules.is_site_code(said):
        yield _seen(page, "meta.site_code", "form", "标签 SiteIDCode 不是10位标识码", said)
    elif said and site_code and said != site_code:
        yield _seen(page, "meta.site_code", "differs", f"标签 SiteIDCode 与登记的 {site_code} 不同", said)


def _title(page: Page) -> Iterator[Seen]:
    if not page.title:
        yield _seen(page, "page.title", "", "网页没有标题", "<title> 缺少或为空")


def _dates(page: Page) -> Iterator[Seen]:
    """A tag that says another day than the page may be forged (2019 item 弄虚作假): somebody must look."""
    tagged, shown = page.published(), dates.published(page.content) or dates.published(page.text)
    if tagged and shown and tagged != shown:
        stood = f"标签 {tagged}，页面显示 {shown}"
        yield _seen(page, "date.differs", page.address, "发布日期标签与页面不一致", stood)


def _pictures(page: Page) -> Iterator[Seen]:
    bare = [
        one
        for one in page.pictures
        if one.alternative is None or (one.is_alone and not one.alternative.strip())
    ]
    for picture in bare[:MOST_A_PAGE]:
        yield _seen(page, "access.image", "", "图片没有替代文字", f"图片 {picture.address or '（没有地址）'}")


def _barriers(page: Page) -> Iterator[Seen]:
    for about, stood in page.barriers[:MOST_A_PAGE]:
        yield _seen(page, "access.page", about, about, stood)


def _mixed(page: Page) -> Iterator[Seen]:
    if not page.address.startswith("https://"):
        return
    parts = [*page.parts, *(picture.address for picture in page.pictures)]
    for part in list(dict.fromkeys(part for part in parts if part.startswith("http://")))[:MOST_A_PAGE]:
        yield _seen(page, "security.mixed", "", "加密网页引用未加密内容", part)


def _words(page: Page, *, is_home: bool) -> Iterator[Seen]:
    """In the title and the content; the frame is the same on every page and read once, on the home page."""
    body = page.text if is_home else page.content
    text = f"{page.title}\n{body}"
    done: set[str] = set()
    for wrong in words.wrong_words(text):
        if wrong.wrong in done:
            continue
        done.add(wrong.wrong)
        code = "words.severe" if wrong.is_severe else "words.wrong"
        excerpt = masked(words.excerpt(text, wrong.at, len(wrong.wrong)))
        about = f"“{wrong.wrong}”应为“{wrong.right}”"
        yield _seen(page, code, f"{wrong.wrong} {page.address}", about, wrong.wrong, excerpt)


def _personal(page: Page) -> Iterator[Seen]:
    """Numbers whose check digit fits (GB 11643-1999); shown masked, here as everywhere."""
    numbers = {match.group() for match in IDENTITY.finditer(page.text) if _fits(match.group())}
    for number in sorted(numbers)[:MOST_A_PAGE]:
        yield _seen(page, "words.personal", page.address, "疑似公开公民身份号码", masked(number))


def _fits(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()
