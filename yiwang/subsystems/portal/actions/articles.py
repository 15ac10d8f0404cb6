"""How is an article written, changed, put into the bin and taken out again?"""

from collections.abc import Iterable
from dataclasses import asdict, replace

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.actions import ANY, IMAGES, receive
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.publications.html import clean
from yiwang.subsystems.portal import lines, rules
from yiwang.subsystems.portal import text as texts
from yiwang.subsystems.portal.actions.hands import locked, require_right
from yiwang.subsystems.portal.models import Article, Attachment, Column, DocumentAttributes, Version
from yiwang.subsystems.portal.rules import BIN_DAYS, WRITE, State
from yiwang.subsystems.portal.sites import Site
from yiwang.subsystems.portal.text import Attributes, Text

PURGED_AT_ONCE = 200


@transaction.atomic
def create(by: Actor, unit: Unit, text: Text, note: str = "") -> Article:
    """A new draft of ``unit`` with its first version; Refused for a closed column or an empty title."""
    writer = require_right(by, WRITE, unit).person
    text = _acceptable(text)
    moment = now()
    article = Article(
        site=_column(text, unit).site, unit=unit, created_at=moment, changed_at=moment, changed_by=writer
    )
    _write(writer, article, text, note)
    record(by, "portal.article_create", article, unit=unit.name, column=article.column.title)
    return article


@transaction.atomic
def save(by: Actor, article_id: int, sent_version: int, text: Text, note: str = "") -> Article:
    """A new version of the working copy; what the public reads stays as it is until this is published.

    ``sent_version``: the version the writer started from. Raises rules.Overtaken where somebody saved since.
    A text that did not change makes no version.
    """
    article = locked(article_id)
    writer = require_right(by, WRITE, article.unit).person
    rules.check_version(sent_version, article.version, article.changed_by.name)
    text = _acceptable(text)
    old = article.text()
    if text == old:
        return article
    before = State(article.state)
    _follow_change(article, before)
    _write(writer, article, text, note)
    record(
        by,
        "portal.article_change",
        article,
        version=article.version,
        changed=_changed(old, text),
        before=before,
        after=article.state,
    )
    if before in {State.REVIEWED, State.SCHEDULED}:
        lines.tell_next(article)
    return article


def restore_version(by: Actor, article_id: int, sent_version: int, number: int) -> Article:
    """An old text becomes the newest version of the working copy; nothing between is lost."""
    version = Version.objects.get(article_id=article_id, number=number)
    return save(by, article_id, sent_version, version.text(), note=f"恢复第 {number} 版")


def upload(by: Actor, given: UploadedFile, role: Attachment.Role) -> Attachment:
    """Store a file for an article that will name it when it is saved; kernel/files may refuse it.

    Two transactions on purpose: the bytes are read and examined outside, an upload nobody names is collected.
    """
    writer = require_right(by, WRITE).person
    kinds = IMAGES if role == Attachment.Role.IMAGE else ANY
    stored = receive(by, given, given.name or "", kinds=kinds)
    return Attachment.objects.create(
        file=stored, role=role, name=stored.name[:200], added_by=writer, added_at=now()
    )


@transaction.atomic
def delete(by: Actor, article_id: int) -> Article:
    """Into the recycle bin, from where it can be taken out for thirty days."""
    article = locked(article_id)
    require_right(by, WRITE, article.unit)
    rules.after("delete", State(article.state))
    if article.is_live:
        raise Refused("这篇稿件正在对外展示，请先撤下再删除。")
    article.deleted_at = now()
    article.save(update_fields=["deleted_at"])
    record(by, "portal.article_delete", article)
    return article


@transaction.atomic
def restore(by: Actor, article_id: int) -> Article:
    """Out of the recycle bin, as a draft."""
    article = Article.objects.select_for_update().get(pk=article_id)
    require_right(by, WRITE, article.unit)
    if article.deleted_at is None:
        raise Refused("这篇稿件不在回收站里。")
    article.deleted_at = None
    article.state = State.DRAFT
    article.save(update_fields=["deleted_at", "state"])
    record(by, "portal.article_restore", article)
    return article


def purge_due() -> int:
    """Let go of what lay in the recycle bin for thirty days, and of uploads that no text ever named."""
    moment = shifted(now(), days=-BIN_DAYS)
    due = Article.objects.binned().filter(deleted_at__lte=moment).order_by("pk").values_list("pk", flat=True)
    purged = 0
    for article_id in list(due[:PURGED_AT_ONCE]):
        purged += _purge(article_id)
    Attachment.objects.filter(article=None, added_at__lte=moment).delete()
    return purged


@transaction.atomic
def _purge(article_id: int) -> int:
    article = Article.objects.select_for_update(skip_locked=True).filter(pk=article_id).binned().first()
    if article is None:
        return 0
    title = article.title
    article.delete()
    record(SYSTEM, "portal.article_purge", None, title=title, article=article_id)
    return 1


def _acceptable(text: Text) -> Text:
    """The text as it may be stored: trimmed, its HTML cleaned; Refused without a title."""
    if not text.title.strip():
        raise Refused("请填写标题。", field="title")
    return replace(
        text,
        title=" ".join(text.title.split()),
        body=clean(text.body),
        more_column_ids=tuple(sorted(set(text.more_column_ids) - {text.column_id})),
        attributes=text.attributes if text.kind == "document" else Attributes(),
    )


def _column(text: Text, unit: Unit) -> Column:
    column = Column.objects.select_related("site__unit").get(pk=text.column_id)
    if not column.site.takes_from(unit):
        raise Refused(
            f"{unit.called}不能向“{column.site.name}”供稿，请选择本单位网站或主站的栏目。", field="column"
        )
    if not column.is_open:
        raise Refused(f"栏目“{column.title}”已关闭，请选择开放的栏目。", field="column")
    if column.kind == "link":
        raise Refused(f"“{column.title}”是链接栏目，不能存放稿件。", field="column")
    return column


def _follow_change(article: Article, before: State) -> None:
    article.state = rules.after_change(before)
    if before in {State.REVIEWED, State.SCHEDULED}:
        article.reviewed_at = article.reviewed_by = article.publish_at = None


def _write(writer: Person, article: Article, text: Text, note: str) -> None:
    """Put the text on the row and beside it, and keep it as a version."""
    column = _column(text, article.unit)
    for name in texts.ARTICLE_FIELDS:
        setattr(article, name, getattr(text, name))
    article.column = column
    article.site = column.site
    article.version += 1
    article.changed_at = now()
    article.changed_by = writer
    _check_files(writer, article, text)
    article.save()
    if text.more_column_ids or article.version > 1:
        sites = Site.objects.written_by(article.unit)
        article.more_columns.set(Column.objects.open().filter(site__in=sites, pk__in=text.more_column_ids))
    _write_attributes(article, text.attributes)
    _hang(writer, article, text)
    Version.objects.create(
        article=article,
        number=article.version,
        content=texts.as_json(text),
        note=note[:200],
        saved_by=writer,
        saved_at=article.changed_at,
    )


def _write_attributes(article: Article, attributes: Attributes) -> None:
    if attributes == Attributes():
        DocumentAttributes.objects.filter(article=article).delete()
    else:
        DocumentAttributes.objects.update_or_create(article=article, defaults=asdict(attributes))
    article.__dict__.pop("_prefetched_objects_cache", None)
    article._state.fields_cache.pop("document", None)


def _usable(writer: Person, article: Article, file_ids: Iterable[int]) -> set[int]:
    """Files a writer may name: those the article ever held, and those they uploaded themselves."""
    rows = Attachment.objects.filter(file_id__in=list(file_ids))
    own = rows.filter(article=None, added_by=writer).values_list("file_id", flat=True)
    held = rows.filter(article=article).values_list("file_id", flat=True) if article.pk else []
    return {*own, *held}


def _check_files(writer: Person, article: Article, text: Text) -> None:
    named = {file_id for file_id, _ in text.files} | ({text.cover_id} if text.cover_id else set())
    if named and named - _usable(writer, article, named):
        raise Refused("有附件不是从本页上传的，请重新上传。", field="files")


def _hang(writer: Person, article: Article, text: Text) -> None:
    """Hang the named files and the pictures of the text on the article.

    What an older version named stays reachable to those who see the article: versions can be restored.
    """
    wanted = dict(text.files)
    loose = list(Attachment.objects.filter(article=None, added_by=writer).select_related("file"))
    hung = set(article.attachments.values_list("file_id", flat=True)) if loose else set()
    for held in loose:
        is_named = held.file_id in wanted or held.file_id == text.cover_id
        if held.file_id not in hung and (is_named or f"/files/{held.file.key}/" in text.body):
            held.article = article
            held.save(update_fields=["article"])
            hung.add(held.file_id)
    article.attachments.filter(role=Attachment.Role.FILE).exclude(file_id__in=wanted).update(
        role=Attachment.Role.FORMER
    )
    for order, (file_id, name) in enumerate(text.files):
        article.attachments.filter(file_id=file_id).update(
            role=Attachment.Role.FILE, name=name[:200], order=order
        )


def _changed(old: Text, new: Text) -> list[str]:
    """The labels of what changed, for the record."""
    names = [name for name in vars(old) if getattr(old, name) != getattr(new, name)]
    return [
        texts.LABELS.get(name, {"body": "正文", "attributes": "公文属性"}.get(name, name)) for name in names
    ]
