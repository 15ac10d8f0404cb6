"""How does something become public, and how does it stop being public?

Whatever shows publications (pages, columns, search, feeds, site map, files) reads what these actions
write in one transaction; so a withdrawal withdraws every trace.
"""

from collections.abc import Set

from django.db import transaction
from django.db.models.functions import Greatest

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.publications import followers, html, kinds, rules
from yiwang.kernel.publications.content import Content
from yiwang.kernel.publications.models import Attachment, Placement, Publication
from yiwang.kernel.publications.numbering import number_apart
from yiwang.kernel.publications.recognition import numbers
from yiwang.kernel.publications.sections import MAIN, keeper
from yiwang.kernel.search.actions import put, remove
from yiwang.kernel.search.documents import Document

_AS_GIVEN = (
    "kind", "site", "published_at", "readable_until", "title", "subtitle", "keywords", "author",
    "original_url", "image_alt", "issuer", "written_on", "effective_on", "expires_on", "subject",
    "recipients", "copies", "disclosure",
)  # fmt: skip


@transaction.atomic
def publish(by: Actor, origin: tuple[str, int | str], content: Content) -> Publication:
    """Make public, or replace what was public of the same origin, withdrawn or not.

    Raises Refused with the field where the content is not fit to be read.
    """
    content = rules.legible(content)
    rules.check(content, frozenset(kinds.declared()))
    kind, origin_id = origin[0], str(origin[1])
    current = Publication.objects.select_for_update().filter(origin_kind=kind, origin_id=origin_id).first()
    publication = current or Publication(origin_kind=kind, origin_id=origin_id, version=0)
    _check_index_number(publication, content)
    before = followers.standing(current)
    sites = {content.site, *(site for site, _ in content.shared)}
    _fill(publication, content)
    _admit(publication, sites)
    if current is None:
        number_apart()
    publication.save()
    _place(publication, content)
    _attach(publication, content)
    _enter(publication, sites)
    act = "republish" if current else "publish"
    record(
        by,
        f"publications.publication_{act}",
        publication,
        origin=f"{kind}:{origin_id}",
        version=publication.version,
        columns=list(content.columns),
    )
    followers.tell(publication, before)
    return publication


def _check_index_number(publication: Publication, content: Content) -> None:
    if content.index_number:
        others = Publication.objects.filter(index_number=content.index_number).exclude(pk=publication.pk)
        if others.exists():
            raise Refused(f"索引号{content.index_number}已被其他信息使用。", field="index_number")


def _fill(publication: Publication, content: Content) -> None:
    moment = now()
    for name in _AS_GIVEN:
        setattr(publication, name, getattr(content, name))
    publication.version += 1
    publication.withdrawn_at, publication.withdrawal_reason, publication.withdrawal_note = None, "", ""
    publication.changed_at = max(moment, content.published_at)
    publication.body = html.clean(content.body)
    publication.text = html.plain_text(publication.body)
    publication.summary = content.summary.strip() or rules.summary(publication.text)
    publication.subject_words = list(content.subject_words)
    publication.number = _standard_number(content.number)
    publication.index_number = content.index_number or None
    publication.image_id = content.image
    unit = Unit.objects.filter(pk=content.unit_id).first() if content.unit_id else None
    publication.unit = unit
    publication.unit_name = unit.name if unit else ""
    publication.source = content.source.strip() or publication.unit_name


def _admit(publication: Publication, sites: Set[str]) -> None:
    """Public from its moment on; where all its sites are still being prepared, as soon as one is open."""
    is_awaited = MAIN not in sites and keeper().is_awaited(sites)
    publication.state = Publication.State.WAITING if is_awaited else Publication.State.PUBLISHED
    publication.is_released = not is_awaited and publication.published_at <= now()


def _standard_number(written: str) -> str:
    """The number in its standard form; what is no document number stays as it was written."""
    try:
        return "、".join(str(number) for number in numbers.parse_all(written)) if written.strip() else ""
    except numbers.NotANumber:
        return written.strip()


def _place(publication: Publication, content: Content) -> None:
    publication.placements.all().delete()
    own = [(content.site, column) for column in content.columns]
    Placement.objects.bulk_create(
        Placement(
            publication=publication,
            site=site,
            column=column,
            published_at=content.published_at,
            readable_until=content.readable_until,
            is_pinned=site == content.site and column in content.pinned_in,
        )
        for site, column in dict.fromkeys([*own, *content.shared])
    )


def _attach(publication: Publication, content: Content) -> None:
    """Hang on it the files listed, the picture, and whatever the text shows or links to."""
    listed = dict(content.files)
    keys = html.file_keys(publication.body)
    shown = StoredFile.objects.filter(key__in=keys).values_list("pk", flat=True) if keys else []
    hidden = dict.fromkeys([*shown, *([content.image] if content.image else [])])
    rows = [
        Attachment(publication=publication, stored_id=pk, name=name, is_listed=True)
        for pk, name in listed.items()
    ]
    rows += [
        Attachment(publication=publication, stored_id=pk, is_listed=False)
        for pk in hidden
        if pk not in listed
    ]
    for order, row in enumerate(rows):
        row.order = order
    publication.attachments.all().delete()
    Attachment.objects.bulk_create(rows)


def _enter(publication: Publication, sites: set[str]) -> None:
    """Into the index what is readable now; what is to come enters when its moment has come."""
    if not publication.is_released:
        remove("publication", publication.pk)
        return
    put(
        Document(
            kind="publication",
            object_id=publication.pk,
            category=publication.kind,
            title=publication.title,
            body="\n".join(filter(None, [publication.subtitle, publication.text])),
            number=publication.number,
            unit_id=publication.unit_id,
            unit=publication.source,
            on=day_of(publication.published_at),
            sites=tuple(sorted(sites - {MAIN})),
        )
    )


@transaction.atomic
def release(by: Actor, publication: Publication) -> None:
    """Let search find what has become readable; nothing happens where it was done or is no longer due."""
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if locked.is_released or not locked.is_readable(now()):
        return
    locked.is_released = True
    locked.save(update_fields=["is_released"])
    _enter(locked, {locked.site, *locked.placements.values_list("site", flat=True)})
    record(by, "publications.publication_release", locked)
    followers.tell(locked, followers.standing(locked))


@transaction.atomic
def open_site(by: Actor, site: str) -> int:
    """What waited for this site becomes public, search finds it by and by (``release``); how much."""
    moment = now()
    admitted = Publication.objects.waiting_for(site).update(
        state=Publication.State.PUBLISHED, changed_at=Greatest("published_at", moment)
    )
    if admitted:
        record(by, "publications.site_open", site=site, publications=admitted)
    return admitted


@transaction.atomic
def withdraw(by: Actor, publication: Publication, reason: str, note: str = "") -> Publication:
    """Take away every trace but the page that says why; raises Refused where it is withdrawn or the
    reason unknown.
    """
    if reason not in Publication.Reason.values:
        raise Refused("请选择撤回原因。", field="reason")
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if locked.is_withdrawn:
        raise Refused("这条信息已经撤回。")
    before = followers.standing(locked)
    locked.state = Publication.State.WITHDRAWN
    locked.withdrawn_at = locked.changed_at = now()
    locked.withdrawal_reason, locked.withdrawal_note = reason, note.strip()
    locked.is_released = False
    locked.save(
        update_fields=[
            "state",
            "withdrawn_at",
            "changed_at",
            "withdrawal_reason",
            "withdrawal_note",
            "is_released",
        ]
    )
    locked.placements.all().delete()
    remove("publication", locked.pk)
    record(by, "publications.publication_withdraw", locked, reason=reason, note=note.strip())
    followers.tell(locked, before)
    return locked


@transaction.atomic
def move(by: Actor, publication: Publication, site: str, columns: tuple[str, ...]) -> Publication:
    """Let it stand on another site, in these columns of it; its address, text and dates stay."""
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if locked.is_withdrawn:
        raise Refused("这条信息已经撤回，不能移动。")
    before = followers.standing(locked)
    locked.site, locked.changed_at = site, max(now(), locked.published_at)
    _admit(locked, {site})
    locked.save(update_fields=["site", "changed_at", "state", "is_released"])
    locked.placements.all().delete()
    Placement.objects.bulk_create(
        Placement(
            publication=locked,
            site=site,
            column=column,
            published_at=locked.published_at,
            readable_until=locked.readable_until,
        )
        for column in dict.fromkeys(columns)
    )
    _enter(locked, {site})
    record(by, "publications.publication_move", locked, site=site, columns=list(columns))
    followers.tell(locked, before)
    return locked


@transaction.atomic
def rewrite_links(by: Actor, publication: Publication, body: str) -> Publication:
    """The same text with other addresses behind its links; raises Refused where the words would change."""
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    clean = html.clean(body)
    if html.plain_text(clean) != locked.text:
        raise Refused("替换链接时正文文字不能变化。")
    before = followers.standing(locked)
    locked.body, locked.version = clean, locked.version + 1
    locked.changed_at = max(now(), locked.published_at)
    locked.save(update_fields=["body", "version", "changed_at"])
    record(by, "publications.publication_relink", locked, version=locked.version)
    followers.tell(locked, before)
    return locked
