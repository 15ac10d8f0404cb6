"""How is content of another system taken over: looked at, taken over, taken back as a whole?

What is taken over was public before, so it is published under the day it bore there without passing the desks
again; whoever may do this holds a right of its own, and every batch can be undone.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import day_of, now, start_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import store
from yiwang.kernel.files.actions import ANY, ARCHIVES, IMAGES, receive
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.publications import actions as publications
from yiwang.kernel.publications import followers
from yiwang.kernel.publications.html import clean, plain_text
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal import text as texts
from yiwang.subsystems.portal.actions.hands import require_site_right
from yiwang.subsystems.portal.group.importing import bodies, reading
from yiwang.subsystems.portal.group.importing.found import Found
from yiwang.subsystems.portal.group.importing.sources import Unusable
from yiwang.subsystems.portal.group.models import Import, ImportedItem, Redirect
from yiwang.subsystems.portal.group.rules import IMPORT
from yiwang.subsystems.portal.models import Article, Attachment, Column, Version
from yiwang.subsystems.portal.publishing import content_of
from yiwang.subsystems.portal.rules import State
from yiwang.subsystems.portal.text import Text

MOST_ITEMS = 20_000
MOST_UPLOAD = 64 << 20
Outcome = ImportedItem.Outcome
KINDS = {"通知公告": "notice", "政策文件": "document", "政策解读": "interpretation"}


@dataclass(frozen=True)
class Source:
    """What is to be read, into which column where nothing names another; ``file`` where it was uploaded."""

    form: str
    name: str
    path: Path
    column_id: int
    file: StoredFile | None = None


def keep(by: Actor, given: UploadedFile) -> StoredFile:
    """The uploaded source, as an archive: an export that is none is put into one, so that one form is kept.

    Raises Refused for what kernel/files refuses: too large, damaged, made to do harm.
    """
    name = given.name or "import"
    if name.lower().endswith(".zip"):
        return receive(by, given, name, kinds=ARCHIVES)
    if (given.size or 0) > MOST_UPLOAD:
        raise Refused(f"文件超过 {MOST_UPLOAD >> 20} MB，请打包为 ZIP 后上传。", field="file")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name.replace("/", "_").replace("\\", "_")[-100:], given.read())
    packed.seek(0)
    return receive(by, packed, f"{name[:80]}.zip", kinds=ARCHIVES)


def examine(by: Actor, source: Source) -> Import:
    """A dry run: every document with what would become of it; nothing else is written.

    Raises Refused where the source cannot be read at all.
    """
    column = Column.objects.select_related("site__unit").get(pk=source.column_id)
    person = require_site_right(by, IMPORT, column.site).person
    if not column.is_open or column.kind == "link":
        raise Refused("请选择开放的、能存放稿件的栏目。", field="column")
    try:
        items = list(_judged(column, source))
    except Unusable as reason:
        raise Refused(str(reason), field="file") from None
    if not items:
        raise Refused("来源中没有找到文章。", field="file")
    with transaction.atomic():
        batch = Import.objects.create(
            site=column.site,
            column=column,
            form=source.form,
            name=source.name[:200],
            file=source.file,
            made_at=now(),
            made_by=person,
        )
        for item in items:
            item.batch = batch
        ImportedItem.objects.bulk_create(items, batch_size=500)
        good = sum(item.outcome == Outcome.GOOD for item in items)
        record(
            by, "portal.import_examine", batch, site=column.site.name, good=good, refused=len(items) - good
        )
    return batch


def _judged(column: Column, source: Source) -> Iterator[ImportedItem]:
    shelves = _shelves(column)
    paths = set(Redirect.objects.filter(site=column.site).values_list("path", flat=True))
    places: set[str] = set()
    texts_seen: set[tuple[str, str]] = set()
    for number, found in enumerate(reading.found_in(source.form, source.path), start=1):
        if number > MOST_ITEMS:
            raise Unusable(f"文章超过 {MOST_ITEMS} 篇，请分批导入。")
        place = found.place[:280] if found.place[:280] not in places else f"{found.place[:280]} #{number}"
        places.add(place)
        fingerprint = _fingerprint(found)
        reason = _fault(found, fingerprint, paths, texts_seen)
        moment = found.published_at
        yield ImportedItem(
            place=place,
            title=" ".join(found.title.split())[:200].replace("\0", ""),
            column=(shelves.get(found.section) or column).slug,
            path=found.path,
            on=moment.date() if isinstance(moment, datetime) else moment,
            outcome=Outcome.REFUSED if reason else Outcome.GOOD,
            reason=reason[:300],
        )
        if not reason:
            paths.add(found.path)
            texts_seen.add(fingerprint)


def _fault(
    found: Found, fingerprint: tuple[str, str], paths: set[str], texts_seen: set[tuple[str, str]]
) -> str:
    if found.reason:
        return found.reason
    if not found.title.strip():
        return "没有标题。"
    if not fingerprint[1] and "<img" not in found.body:
        return "没有正文。"
    if found.published_at is None:
        return "没有找到发布日期；发布日期必须真实，请补上后再导入。"
    if found.path and found.path in paths:
        return "这个旧地址已经导入过，或者在来源中重复。"
    if fingerprint in texts_seen:
        return "与来源中的另一篇重复。"
    return ""


def _fingerprint(found: Found) -> tuple[str, str]:
    """Its title and the first of its words; cleaning a text costs most of looking at it."""
    return " ".join(found.title.split()), plain_text(clean(found.body))[:200]


def _shelves(column: Column) -> dict[str, Column]:
    """Open columns of the site by what another system may call them: their title or their address."""
    rows = Column.objects.open().filter(site=column.site).exclude(kind="link").in_order()
    return {name: one for one in rows for name in (one.slug, one.title)}


@transaction.atomic
def confirm(by: Actor, batch_id: int) -> Import:
    """Let what was found good be taken over; a job does it."""
    batch = _locked(by, batch_id)
    if batch.state != Import.State.EXAMINED:
        raise Refused("这批内容已经导入过。")
    batch.state = Import.State.QUEUED
    batch.save(update_fields=["state"])
    record(by, "portal.import_confirm", batch)
    return batch


@transaction.atomic
def undo(by: Actor, batch_id: int) -> Import:
    """Take the whole batch back; a job does it. What somebody changed since stays."""
    batch = _locked(by, batch_id)
    if batch.state != Import.State.DONE:
        raise Refused("只有已导入的批次可以撤销。")
    batch.state = Import.State.UNDOING
    batch.save(update_fields=["state"])
    record(by, "portal.import_undo", batch)
    return batch


def _locked(by: Actor, batch_id: int) -> Import:
    batch = Import.objects.select_for_update(of=("self",)).select_related("site__unit").get(pk=batch_id)
    require_site_right(by, IMPORT, batch.site)
    return batch


def work_due() -> int:
    """Whatever was confirmed or is to be undone; how many documents."""
    done = 0
    for batch in Import.objects.filter(state=Import.State.QUEUED).order_by("pk"):
        if batch.file is not None:
            with store.on_disk(batch.file.blob_id or "") as path:
                done += take_over(batch.pk, path)
    for batch in Import.objects.filter(state=Import.State.UNDOING).order_by("pk"):
        done += take_back(batch.pk)
    return done


def take_over(batch_id: int, path: Path) -> int:
    """Each document in a transaction of its own; what was taken over before a crash is not taken twice."""
    batch = Import.objects.select_related("site__unit", "column", "made_by").get(pk=batch_id)
    if batch.state != Import.State.QUEUED:
        return 0
    waiting = {item.place: item for item in batch.items.filter(outcome=Outcome.GOOD)}
    shelves, done, places = _shelves(batch.column), 0, set()
    with followers.in_bulk():
        for number, found in enumerate(reading.found_in(batch.form, path), start=1):
            place = found.place[:280] if found.place[:280] not in places else f"{found.place[:280]} #{number}"
            places.add(place)
            item = waiting.get(place)
            if item is not None:
                done += _take(batch, item, found, shelves)
    _end(batch, Import.State.DONE, "portal.import_end")
    return done


def _take(batch: Import, item: ImportedItem, found: Found, shelves: dict[str, Column]) -> int:
    person = batch.made_by
    try:
        taken = bodies.taken_over(found, lambda *file: _stored(person, *file))
        with transaction.atomic():
            held = ImportedItem.objects.select_for_update().get(pk=item.pk)
            if held.outcome != Outcome.GOOD:
                return 0
            held.article = _written(batch, found, taken, shelves.get(held.column) or batch.column)
            held.outcome, held.reason = Outcome.DONE, "；".join(taken.lost)[:300]
            held.save()
            if held.path:
                Redirect.objects.get_or_create(
                    site=batch.site,
                    path=held.path,
                    defaults={
                        "kind": Redirect.Kind.IMPORT,
                        "publication": held.article.publication,
                        "batch": batch,
                        "made_at": now(),
                        "made_by": person,
                    },
                )
    except Refused as refused:
        ImportedItem.objects.filter(pk=item.pk).update(outcome=Outcome.REFUSED, reason=refused.sentence[:300])
        return 0
    return 1


def _stored(person: Person, name: str, data: bytes, is_picture: bool) -> StoredFile:
    return receive(_actor(person), io.BytesIO(data), name, kinds=IMAGES if is_picture else ANY)


def _actor(person: Person) -> Actor:
    return Actor(person=person.name, person_id=person.pk)


def _written(batch: Import, found: Found, taken: bodies.Taken, column: Column) -> Article:
    """Article, version, files, and the publication under the day it first bore."""
    moment, person = now(), batch.made_by
    unit = batch.site.unit or Unit.objects.get(parent=None)
    text = _text(found, taken, column, batch.site.sponsor)
    article = Article(
        site=batch.site,
        unit=unit,
        created_at=moment,
        changed_at=moment,
        changed_by=person,
        published_by=person,
        published_at=_first_published_at(found, moment),
        version=1,
    )
    for name in texts.ARTICLE_FIELDS:
        setattr(article, name, getattr(text, name))
    article.save()
    hung = [(stored, stored.name, Attachment.Role.IMAGE) for stored in taken.pictures]
    hung += [(stored, name, Attachment.Role.FILE) for stored, name in taken.files]
    Attachment.objects.bulk_create(
        (
            Attachment(
                article=article, file=stored, role=role, name=name, order=at, added_by=person, added_at=moment
            )
            for at, (stored, name, role) in enumerate(hung)
        ),
        ignore_conflicts=True,
    )
    Version.objects.create(
        article=article,
        number=1,
        content=texts.as_json(text),
        note=f"导入：{batch.name}"[:200],
        saved_by=person,
        saved_at=moment,
    )
    article.publication = publications.publish(
        _actor(person),
        origin=("portal.article", article.pk),
        content=content_of(article, article.published_at or moment),
    )
    article.live_version, article.state = 1, State.PUBLISHED
    article.save(update_fields=["publication", "live_version", "state"])
    return article


def _text(found: Found, taken: bodies.Taken, column: Column, sponsor: str) -> Text:
    title = " ".join(found.title.split())
    return Text(
        title=title if len(title) <= 200 else f"{title[:199]}…",
        column_id=column.pk,
        body=clean(taken.body),
        kind=KINDS.get(column.column_type, "news"),
        summary=found.summary[:500],
        keywords=found.keywords[:200],
        source=(found.source or sponsor)[:120],
        author=found.author[:120],
        files=tuple((stored.pk, name) for stored, name in taken.files),
    )


def _first_published_at(found: Found, moment: datetime) -> datetime:
    said = found.published_at
    if isinstance(said, datetime):
        aware = said if said.tzinfo else start_of(said.date()).replace(hour=said.hour, minute=said.minute)
        return min(aware, moment)
    return min(start_of(said if isinstance(said, date) else day_of(moment)), moment)


def take_back(batch_id: int) -> int:
    """What nobody changed since is withdrawn and lies in the recycle bin; its old addresses end."""
    batch = Import.objects.select_related("site", "made_by").get(pk=batch_id)
    if batch.state != Import.State.UNDOING:
        return 0
    rows = batch.items.filter(outcome=Outcome.DONE).values_list("pk", flat=True)
    with followers.in_bulk():
        done = sum(_take_back(batch, pk) for pk in list(rows))
    _end(batch, Import.State.UNDONE, "portal.import_undone")
    return done


@transaction.atomic
def _take_back(batch: Import, item_id: int) -> int:
    item = ImportedItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    article = _article(item.article_id)
    if article is None or article.version != 1 or article.deleted_at or article.state != State.PUBLISHED:
        item.outcome = Outcome.KEPT
        item.save(update_fields=["outcome"])
        return 0
    publication = article.publication
    article.publication = article.live_version = article.published_at = None
    article.state, article.deleted_at, article.reason = State.WITHDRAWN, now(), "撤销导入"
    article.withdrawal = Publication.Reason.ERROR
    article.save()
    if publication is not None and not publication.is_withdrawn:
        publications.withdraw(_actor(batch.made_by), publication, Publication.Reason.ERROR)
    if item.path:
        batch.redirects.filter(path=item.path).delete()
    item.outcome = Outcome.UNDONE
    item.save(update_fields=["outcome"])
    return 1


def _article(article_id: int | None) -> Article | None:
    return None if article_id is None else Article.objects.select_for_update().filter(pk=article_id).first()


@transaction.atomic
def _end(batch: Import, state: Import.State, act: str) -> None:
    batch.state, batch.ended_at = state, now()
    batch.save(update_fields=["state", "ended_at"])
    counts = {one.value: batch.items.filter(outcome=one).count() for one in Outcome}
    record(_actor(batch.made_by), act, batch, **counts)
