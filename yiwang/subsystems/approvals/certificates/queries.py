"""Which certificates does somebody look for, which wait for a post, and how is a long list shown?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from yiwang.kernel.deadlines.moments import shifted, start_of, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers import rules as identifiers
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.approvals.certificates import holders, rules
from yiwang.subsystems.approvals.certificates.models import Certificate, CertificateQuerySet

PAGE = 50
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class Narrowing:
    """``q``: a certificate's number, a holder's name or the whole number of a holder's document."""

    q: str = ""
    kind: int | None = None
    state: str = ""
    ending: int | None = None
    asked: bool = False


@dataclass(frozen=True)
class CertificatePage:
    """``next``: before which row the next page begins; None on the last one."""

    rows: list[Certificate]
    next: int | None


def found(post: Post, narrowing: Narrowing) -> CertificateQuerySet:
    """Newest first."""
    rows = Certificate.objects.visible_to(post).in_full()
    if narrowing.q:
        rows = _mentioning(rows, narrowing.q)
    if narrowing.kind:
        rows = rows.filter(kind=narrowing.kind)
    if narrowing.state:
        rows = rows.standing(narrowing.state)
    if narrowing.ending:
        rows = rows.ending(today(), shifted(today(), days=narrowing.ending))
    if narrowing.asked:
        rows = rows.waiting_for_decision()
    return rows.order_by("-pk")


def page_of(post: Post, narrowing: Narrowing, before: int | None) -> CertificatePage:
    """One page by keyset: it costs the same however far back it lies, and nothing is counted."""
    rows = found(post, narrowing)
    if before is not None:
        rows = rows.older_than(before)
    read = list(rows[: PAGE + 1])
    return CertificatePage(read[:PAGE], read[PAGE - 1].pk if len(read) > PAGE else None)


def _mentioning(rows: CertificateQuerySet, text: str) -> CertificateQuerySet:
    """A whole identity number or credit code finds its holder; anything else is a number or a name."""
    digests = [digest for kind in identifiers.KINDS for digest in _digests(kind, text)]
    by_holder = rows.filter(id_digest__in=digests)
    number = rows.filter(number__startswith=rules.read_number(text))
    return by_holder | number | rows.filter(holder_name__contains=text)


def _digests(kind: str, text: str) -> list[str]:
    try:
        return holders.digests(kind, identifiers.check(kind, text))
    except Refused:
        return []


def to_decide(post: Post, most: int) -> list[Todo]:
    """Renewals that were asked for, the nearest end first."""
    if not may(post, rules.KEEP):
        return []
    waiting = Certificate.objects.visible_to(post).waiting_for_decision().order_by("valid_until")[:most]
    return [_todo(one, today()) for one in waiting]


def _todo(certificate: Certificate, day: date) -> Todo:
    asked_on = certificate.renewal_asked_on or certificate.issued_on
    return Todo(
        title=f"延续：{certificate.name}（{certificate.number}）",
        address=f"/office/certificates/{certificate.pk}/",
        since=start_of(asked_on),
        note=f"{certificate.valid_until:%Y-%m-%d} 到期",
        is_late=certificate.valid_until < day,
    )


def shown_narrowing(narrowing: Narrowing) -> dict[str, Any]:
    """For the record: what was looked for, without empty conditions."""
    return {name: f"{value}" for name, value in vars(narrowing).items() if value}
