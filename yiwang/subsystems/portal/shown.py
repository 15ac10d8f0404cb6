"""What does a reader see of an article?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.files.rules import size_in_words
from yiwang.kernel.prepared import Prepared
from yiwang.kernel.publications.content import Content
from yiwang.kernel.publications.html import plain_text
from yiwang.kernel.publications.models import Attachment as Attached
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.publications.rules import summary
from yiwang.subsystems.portal.context import SiteFrame
from yiwang.subsystems.portal.models import Article, Attachment, Column

FACTS = (
    ("index_number", "索引号"),
    ("number", "文号"),
    ("issuer", "发文机关"),
    ("written_on", "成文日期"),
    ("effective_on", "生效日期"),
    ("expires_on", "失效日期"),
    ("subject", "主题分类"),
    ("subject_words", "主题词"),
    ("recipients", "主送"),
    ("copies", "抄送"),
    ("disclosure", "公开属性"),
)

_ATTACHED = Prepared(
    lambda publication_id: Attached.objects.filter(publication=publication_id, is_listed=True).select_related(
        "stored"
    )
)


@dataclass(frozen=True)
class Download:
    """A file below the text: what it is called, where it is, what it is and how large."""

    name: str
    address: str
    label: str
    size: str


@dataclass(frozen=True)
class ArticlePage:
    """Everything on the public page of an article; the preview fills it from the working copy."""

    title: str
    subtitle: str
    body: SafeString
    summary: str
    keywords: str
    source: str
    author: str
    published_at: datetime
    changed_at: datetime | None
    address: str
    original_url: str
    picture: str
    picture_alt: str
    column: Column | None
    line: Sequence[Column]
    facts: Sequence[tuple[str, str]]
    downloads: Sequence[Download]
    is_out_of_force: bool = False
    path: str = ""
    """On this site, slash at both ends; empty for what was not published yet."""


def of_publication(
    publication: Publication, slugs: Sequence[str], frame: SiteFrame, today: date
) -> ArticlePage:
    """``slugs``: the columns it stands in; the first one that the site knows gives the path to it."""
    attached = _ATTACHED.rows(publication.pk)
    changed = publication.changed_at if publication.version > 1 else None
    return ArticlePage(
        **_written(publication),
        **_placed(slugs, frame),
        summary=publication.summary or publication.title,
        source=publication.source or frame.sponsor,
        changed_at=changed,
        address=f"{frame.address}{publication.address}",
        path=publication.address,
        original_url=publication.original_url,
        picture=publication.image.address() if publication.image else "",
        picture_alt=publication.image_alt,
        facts=_facts(publication),
        downloads=_downloads((row.stored, row.name) for row in attached),
        is_out_of_force=bool(publication.expires_on and publication.expires_on < today),
    )


def of_article(article: Article, content: Content, frame: SiteFrame) -> ArticlePage:
    """The same page made of the working copy."""
    held = [row for row in article.attachments.all() if row.role == Attachment.Role.FILE]
    return ArticlePage(
        **_written(content),
        **_placed(content.columns, frame),
        summary=content.summary or summary(plain_text(content.body)) or content.title,
        source=content.source or frame.sponsor,
        changed_at=None,
        address=f"{frame.address}/a/{article.publication_id or 0}/",
        original_url="",
        picture=article.cover.address() if article.cover else "",
        picture_alt=content.image_alt,
        facts=_facts(content),
        downloads=_downloads((row.file, row.name) for row in held),
    )


def _written(source: Publication | Content) -> dict[str, Any]:
    return {
        "title": source.title,
        "subtitle": source.subtitle,
        "body": mark_safe(source.body),  # cleaned when it was saved, and again when it was published
        "keywords": source.keywords or source.title,
        "author": source.author,
        "published_at": source.published_at,
    }


def _placed(slugs: Sequence[str], frame: SiteFrame) -> dict[str, Any]:
    columns = [column for slug in slugs if (column := frame.column(slug)) is not None]
    column = columns[0] if columns else None
    return {"column": column, "line": frame.line(column) if column else []}


def _facts(source: Publication | Content) -> list[tuple[str, str]]:
    """The attributes of a public document that are known; none for what is no document."""
    said = [(label, _said(getattr(source, name))) for name, label in FACTS]
    known = [(label, value) for label, value in said if value]
    return known if source.number or source.index_number or source.issuer or source.written_on else []


def _said(value: Any) -> str:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, list | tuple):
        return " ".join(value)
    return str(value or "")


def _downloads(files: Iterable[tuple[StoredFile, str]]) -> list[Download]:
    return [
        Download(name or stored.name, stored.address(name), stored.about.label, size_in_words(stored.size))
        for stored, name in files
        if stored.is_clean
    ]
