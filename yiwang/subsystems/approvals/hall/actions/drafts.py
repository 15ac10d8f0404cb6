"""What may somebody do with an application that is not handed in yet?"""

from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import day_of, now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.models import Series
from yiwang.kernel.intake.rules import number as numbered
from yiwang.subsystems.approvals.applications.rules import MOST_FILES
from yiwang.subsystems.approvals.hall import content, limits, rules
from yiwang.subsystems.approvals.hall.content import Content
from yiwang.subsystems.approvals.hall.models import Draft, DraftFile, new_reference
from yiwang.subsystems.approvals.items.models import Guide

BATCH = 200


@dataclass(frozen=True)
class Kept:
    """What its author writes down; ``code`` is stored nowhere."""

    draft: Draft
    code: str


@transaction.atomic
def begin(by: Actor, guide: Guide, written: Content) -> Draft:
    """With a number and a code from the start, though nobody sees them before asking."""
    day = day_of(now())
    Series.objects.bulk_create([Series(prefix=rules.PREFIX, day=day)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(prefix=rules.PREFIX, day=day)
    series.last += 1
    series.save(update_fields=["last"])
    number, reference = numbered(rules.PREFIX, day, series.last), new_reference()
    draft = Draft.objects.create(
        reference=reference,
        number=number,
        code_digest=codes.digest(number, codes.code_of(reference)),
        item=guide.code,
        edition=guide.edition_number,
        content=content.sealed(written),
        begun_at=now(),
        touched_at=now(),
    )
    record(by, "hall.draft_begin", draft, number=number, item=guide.code)
    return draft


@transaction.atomic
def write(by: Actor, draft_id: int, written: Content) -> Draft:
    """What was typed, right or wrong. Raises Refused where it was handed in meanwhile."""
    draft = locked(draft_id)
    draft.content, draft.touched_at = content.sealed(written), now()
    draft.save(update_fields=["content", "touched_at"])
    record(by, "hall.draft_write", draft)
    return draft


@transaction.atomic
def keep(by: Actor, draft_id: int) -> Kept:
    """Number and code for another day or another device; the code is the same each time."""
    draft = locked(draft_id)
    code = codes.code_of(draft.reference)
    draft.is_kept, draft.touched_at = True, now()
    draft.code_digest = codes.digest(draft.number, code)
    draft.save(update_fields=["is_kept", "touched_at", "code_digest"])
    record(by, "hall.draft_keep", draft, number=draft.number)
    return Kept(draft, code)


def found(number: str, code: str) -> Draft | None:
    """The draft where the code is its own; None does not tell a wrong number from a wrong code."""
    draft = Draft.objects.filter(number=number).first()
    is_fitting = codes.fits(number, code, draft.code_digest if draft else "")
    return draft if is_fitting else None


@transaction.atomic
def attach(by: Actor, draft_id: int, material: str, stored: StoredFile) -> DraftFile:
    """One more file for a material. Raises Refused for one that is not clean, and for one too many."""
    draft = locked(draft_id)
    if not stored.is_clean:
        raise Refused(f"“{stored.name}”不能提交：{stored.notice}")
    if draft.files.count() >= MOST_FILES:
        raise Refused(f"附件一共不能超过{MOST_FILES}个，请合并后上传。")
    same = draft.files.filter(material=material, stored__blob=stored.blob_id).first()
    if same:
        return same
    attached = draft.files.create(material=material, stored=stored, name=stored.name)
    _touch(draft)
    record(by, "hall.draft_attach", draft, material=material, file=stored.digest)
    return attached


@transaction.atomic
def detach(by: Actor, draft_id: int, file_id: int) -> None:
    """Take a file out again; nothing happens where it is gone."""
    draft = locked(draft_id)
    gone = draft.files.filter(pk=file_id).select_related("stored").first()
    if gone is None:
        return
    gone.delete()
    _touch(draft)
    record(by, "hall.draft_detach", draft, material=gone.material, file=gone.stored.digest)


@transaction.atomic
def hear(by: Actor, draft_id: int) -> None:
    """Its author has read what had changed."""
    draft = locked(draft_id)
    if draft.told:
        draft.told = []
        draft.save(update_fields=["told"])
        record(by, "hall.draft_hear", draft)


@transaction.atomic
def throw_away(by: Actor, draft_id: int) -> None:
    draft = locked(draft_id)
    _wipe(by, draft, "作者删除")


def expire() -> int:
    """The regular job: what nobody has touched for long is forgotten; how many."""
    kept_before = shifted(now(), days=-limits.DRAFT_DAYS)
    unkept_before = shifted(now(), days=-limits.UNKEPT_DAYS)
    due = Draft.objects.expired(kept_before, unkept_before).order_by("touched_at")
    return sum(_expired(pk) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _expired(draft_id: int) -> bool:
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        return False
    _wipe(SYSTEM, draft, "到期清除")
    return True


def _wipe(by: Actor, draft: Draft, why: str) -> None:
    record(by, "hall.draft_wipe", draft, number=draft.number, reason=why)
    draft.delete()


def locked(draft_id: int) -> Draft:
    """Ours until the commit. Raises Refused where it is gone or was handed in."""
    draft = held(draft_id)
    if draft.submission:
        raise Refused(f"这份申请已经提交（编号 {draft.submission.number}），不能再修改。")
    return draft


def held(draft_id: int) -> Draft:
    """The same, also one that was handed in. Nothing is joined: whoever waited sees the row as it is now."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise Refused("这份草稿已经不在了，请重新开始。")
    return draft


def _touch(draft: Draft) -> None:
    draft.touched_at = now()
    draft.save(update_fields=["touched_at"])
