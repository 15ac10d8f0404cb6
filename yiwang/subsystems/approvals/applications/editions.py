"""Under which edition of an item does an application fall, who handles it, and within which time?"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from yiwang.kernel.cases import terms
from yiwang.kernel.cases.terms import Terms
from yiwang.kernel.errors import Refused
from yiwang.kernel.prepared import ASKED, ASKED_DAY, ASKED_TEXT, Prepared
from yiwang.subsystems.approvals.items import seating
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.models import Edition, Implementation

LICENCE = "01"
_IMPLEMENTATION = Prepared(
    lambda code: Implementation.objects.filter(code=code).select_related("merged_into"), ASKED_TEXT
)
_EDITIONS = Edition.objects.select_related("implementation__unit")
_SEEN = Prepared(
    lambda implementation_id, digest: _EDITIONS.filter(
        implementation=implementation_id, digest=digest, effective_from__isnull=False
    ),
    *(ASKED, ASKED_TEXT),
)
_HOLDING = Prepared(
    lambda implementation_id, on: (
        _EDITIONS.in_force_on(on).filter(implementation=implementation_id).order_by("-number")[:1]
    ),
    *(ASKED, ASKED_DAY),
)


@dataclass(frozen=True)
class Chosen:
    """``edition``: under which it is handled; ``seen``: the one whose form the applicant filled in."""

    edition: Edition
    seen: Edition

    @property
    def is_newer(self) -> bool:
        return self.edition.pk != self.seen.pk


def elements_of(edition: Edition) -> Elements:
    """What the edition says; the document is read once in a process, for it never changes any more."""
    return _read(edition.digest, edition.pk)


@lru_cache(maxsize=1024)
def _read(digest: str, edition_id: int) -> Elements:
    return Edition.objects.get(pk=edition_id).elements


def chosen(code: str, number: int, digest: str, on: date) -> Chosen:
    """The edition seen where it held on the day of submission, otherwise the one that did.

    Raises Refused for an item or an edition that is not known here and for an item that had been closed.
    """
    implementation = implementation_of(code)
    if implementation is None:
        raise Refused("没有这个办理事项，请从办事指南重新进入。", field="item")
    same = _SEEN.rows(implementation.pk, digest)
    seen = next((edition for edition in same if edition.number == number), None)
    if seen is None:
        raise Refused("您所见的办事指南版本与事项库不一致，请刷新办事指南后重新提交。", field="edition")
    holding = _HOLDING.rows(implementation.pk, on)
    if not holding:
        raise Refused(closed_sentence(implementation), field="item")
    return Chosen(seen if _held(seen, on) else holding[0], seen)


def implementation_of(code: str) -> Implementation | None:
    """With the one it was merged into."""
    return _IMPLEMENTATION.first(code)


def _held(edition: Edition, on: date) -> bool:
    """Also on the day on which it was replaced: whoever applied that morning saw what was in force."""
    starts, ends = edition.effective_from, edition.effective_until
    return starts is not None and starts <= on and (ends is None or on <= ends)


def closed_sentence(implementation: Implementation) -> str:
    """Since when and why nobody can apply any more, and where to go."""
    name, ended = implementation.name, implementation.ended_on
    since = f"已于{ended.year}年{ended.month}月{ended.day}日停止受理" if ended else "现在不受理"
    because = f"，原因：{implementation.ended_because}" if implementation.ended_because else ""
    instead = f"请改为申请“{implementation.merged_into.name}”。" if implementation.merged_into else ""
    return f"“{name}”{since}{because.rstrip('。')}。{instead}"


def terms_of(elements: Elements) -> Terms:
    """The limits that the clock is held to: law and promise of the item.

    行政许可法 art. 42, 44: a licence may be lengthened once, by 10 days (together by 15), and is handed over
    within 10 days.
    """
    decision = seating.limits_of(elements)
    if elements.type != LICENCE:
        return Terms(decision)
    usual = terms.JOINT_LICENCE if elements.is_joint else terms.LICENCE
    is_longer = usual.extension is not None and decision.legal.unit is usual.extension.unit
    return Terms(decision, usual.extension if is_longer else None, usual.delivery)
