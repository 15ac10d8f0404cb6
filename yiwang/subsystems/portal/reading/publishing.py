"""How does a document that was read become an article that the public reads?

The article stands in the workbench like any other: it can be edited, withdrawn and published again there.
What was changed there is never overwritten from a file.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from html import escape

from django.db import models, transaction
from django.db.utils import DataError

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, start_of, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.publications import actions as publications
from yiwang.kernel.publications.recognition.document import Recognised
from yiwang.subsystems.portal import text as texts
from yiwang.subsystems.portal.models import Article, Column, DocumentAttributes, ReadDocument, Version
from yiwang.subsystems.portal.publishing import content_of
from yiwang.subsystems.portal.reading.identity import Read, site
from yiwang.subsystems.portal.rules import State
from yiwang.subsystems.portal.text import Attributes, Text

READER = "document-reader"
POLICY = "政策文件"
_MOST_FILES = 50
_AS_READ = ("index_number", "number", "issuer", "subject", "recipients", "copies", "disclosure")


class Outcome(StrEnum):
    """What became of one document."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True)
class Shelf:
    """Where documents are put, for which unit, and on whose account."""

    column: Column
    unit: Unit
    reader: Person

    @property
    def actor(self) -> Actor:
        return Actor(person=self.reader.name, person_id=self.reader.pk)


def shelf(slug: str = "") -> Shelf:
    """The column named, else the first open one for documents, policy documents before others.

    Opens the account in whose name files are read on first use; nobody can sign in with it.
    Raises Refused where there is no such column.
    """
    columns = Column.objects.open().select_related("site", "unit").exclude(kind="link")
    wanted = columns.filter(slug=slug) if slug else columns.filter(kind="documents")
    column = min(wanted.in_order(), key=lambda one: one.column_type != POLICY, default=None)
    if column is None:
        named = f"没有开放的栏目“{slug}”。" if slug else "没有开放的文件栏目。"
        raise Refused(f"{named}请用 --column 指定一个开放的栏目网址。", field="column")
    unit = column.unit or Unit.objects.filter(parent=None).first()
    if unit is None:
        raise Refused("请先登记市级机构，再导入文件。")
    return Shelf(column, unit, reader())


@transaction.atomic
def reader() -> Person:
    """The account in whose name files are read; opened on first use, closed to sign-in."""
    person = Person.objects.filter(username=READER).first()
    if person is None:
        person = Person(username=READER, name="文件导入", is_active=False)
        person.set_unusable_password()
        person.save()
        record(SYSTEM, "portal.reader_open", person)
    return person


def publish_batch(on: Shelf, batch: Sequence[Read]) -> list[tuple[Outcome, str]]:
    """Publish documents in one transaction; after a crash none of them. The outcome of each, with the reason.

    Nothing is written where nothing changed.
    """
    known = _known(batch)
    if all(read.key in known and known[read.key].has_seen(read.digest) for read in batch):
        return [(Outcome.UNCHANGED, "")] * len(batch)
    with transaction.atomic():
        known = _known(batch, lock=True)
        return [_published(on, read, known) for read in batch]


def judged(read: Read) -> tuple[Outcome, str]:
    """What would become of a document that is not known yet; nothing is written."""
    try:
        _check(read)
    except Refused as refused:
        return Outcome.REFUSED, refused.sentence
    return Outcome.NEW, ""


def _known(batch: Sequence[Read], *, lock: bool = False) -> dict[str, ReadDocument]:
    rows = ReadDocument.objects.filter(key__in={read.key for read in batch})
    return {row.key: row for row in (rows.select_for_update() if lock else rows)}


def _published(on: Shelf, read: Read, known: dict[str, ReadDocument]) -> tuple[Outcome, str]:
    before = known.get(read.key)
    if before is not None and before.has_seen(read.digest):
        return Outcome.UNCHANGED, ""
    try:
        _check(read)
        with transaction.atomic():
            if before is None:
                known[read.key] = publish_read_document(on, read)
                return Outcome.NEW, ""
            return republish_read_document(on, read, before), ""
    except Refused as refused:
        return Outcome.REFUSED, refused.sentence
    except DataError:
        return Outcome.REFUSED, "文件中有数据库不能保存的内容。"


def publish_read_document(on: Shelf, read: Read) -> ReadDocument:
    """A new article, published at once under the date it bore where it came from."""
    moment = now()
    article = Article(
        site=on.column.site,
        unit=on.unit,
        column=on.column,
        created_at=moment,
        published_at=_first_published_at(read, moment),
    )
    row = ReadDocument(key=read.key, url=read.url)
    _write(on, article, row, read, moment)
    return row


def republish_read_document(on: Shelf, read: Read, row: ReadDocument) -> Outcome:
    """The article follows the document unless somebody changed, withdrew or deleted it here."""
    if row.article_id is None:
        return Outcome.KEPT
    article = Article.objects.select_for_update(of=("self",)).in_full().get(pk=row.article_id)
    if article.version != row.version or article.state != State.PUBLISHED or article.deleted_at is not None:
        return Outcome.KEPT
    _write(on, article, row, read, now())
    return Outcome.CHANGED


def _check(read: Read) -> None:
    if not read.document.title:
        raise Refused("没有标题，无法发布。", field="title")
    if read.has_text and not read.document.body:
        raise Refused("没有正文（去掉页面按钮和导航后为空）。", field="body")
    if not read.has_text and not read.url:
        raise Refused("既没有正文，也没有原文网址。", field="body")


def _write(on: Shelf, article: Article, row: ReadDocument, read: Read, moment: datetime) -> None:
    """Article, attributes, version, what was read, and the publication: together."""
    text = _text(article.column_id or on.column.pk, read)
    for name in texts.ARTICLE_FIELDS:
        setattr(article, name, getattr(text, name))
    article.version += 1
    article.changed_at = moment
    article.changed_by = article.published_by = on.reader
    article.save()
    _write_attributes(article, text.attributes)
    Version.objects.create(
        article=article,
        number=article.version,
        content=texts.as_json(text),
        note="从文件导入",
        saved_by=on.reader,
        saved_at=moment,
    )
    if row.digest:
        row.former_digests = [*row.former_digests, row.digest]
    row.article, row.version, row.digest, row.read_at = article, article.version, read.digest, moment
    row.save()
    origin = ("portal.article", article.pk)
    content = content_of(article, article.published_at or moment)
    article.publication = publications.publish(on.actor, origin=origin, content=content)
    article.live_version = article.version
    article.state = State.PUBLISHED
    article.save(update_fields=["publication", "live_version", "state"])


def _write_attributes(article: Article, attributes: Attributes) -> None:
    known = getattr(article, "document", None) if article.version > 1 else None
    row = known or DocumentAttributes(article=article)
    for name, value in asdict(attributes).items():
        setattr(row, name, value)
    row.save()


def _text(column_id: int, read: Read) -> Text:
    """The document as an article; what is longer than an article's field is cut there, with …."""
    document = read.document
    body = "\n".join(filter(None, [document.body if read.has_text else _pointer(read), _downloads(read)]))
    source = document.source if not document.source.isascii() else ""
    named = {name: _fitting(DocumentAttributes, name, str(getattr(document, name))) for name in _AS_READ}
    return Text(
        title=_fitting(Article, "title", document.title),
        column_id=column_id,
        body=body,
        kind="document",
        source=_fitting(Article, "source", source or document.issuer or site(read.url)),
        attributes=Attributes(
            **named,
            written_on=document.written_on,
            effective_on=document.effective_on,
            expires_on=_expiry(document),
            subject_words=_fitting(DocumentAttributes, "subject_words", " ".join(document.subject_words)),
        ),
    )


def _pointer(read: Read) -> str:
    """The body of a register entry: where the text can be read."""
    link = escape(read.url)
    return f'<p>本条为文件目录，全文见原发布网站：<a href="{link}">{link}</a></p>'


def _downloads(read: Read) -> str:
    """The files that hung on the document, at the address they were first published at."""
    files = (
        f'<li><a href="{escape(url)}">{escape(name)}</a></li>'
        for name, url in read.document.files[:_MOST_FILES]
    )
    listed = "".join(files)
    return f"<p>附件下载（原发布网站）：</p><ul>{listed}</ul>" if listed else ""


def _fitting(model: type[models.Model], name: str, value: str) -> str:
    """The value cut to the length of its field, marked where it was cut."""
    longest = getattr(model._meta.get_field(name), "max_length", None)
    return value if longest is None or len(value) <= longest else f"{value[: longest - 1]}…"


def _expiry(document: Recognised) -> date | None:
    """The last day in force; one before the first day was read from somewhere else and is left out."""
    ends, begins = document.expires_on, document.effective_on
    return None if ends and begins and ends < begins else ends


def _first_published_at(read: Read, moment: datetime) -> datetime:
    """The day it was published where it came from, else the day it was written; never in the future."""
    day = read.document.published_on or read.document.written_on or today()
    return min(start_of(day), moment)
