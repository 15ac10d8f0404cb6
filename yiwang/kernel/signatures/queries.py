"""Which certificates do the key managers look at?"""

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.organizations.paging import Page, page_of
from yiwang.kernel.signatures import rules
from yiwang.kernel.signatures.models import Certificate, CertificateQuerySet, SigningKey

OWN, FOREIGN = "own", "foreign"
IN_USE, ENDING, REVOKED, ALL = "", "ending", "revoked", "all"


def listed(side: str, state: str, text: str, asked: str | None) -> Page[Certificate]:
    """One page, the newest first; those near their end by their end."""
    rows = Certificate.objects.foreign() if side == FOREIGN else Certificate.objects.own()
    if text:
        rows = rows.matching(text)
    return page_of(_in_state(rows, state).select_related("key__unit"), asked)


def authorities(asked: str | None) -> Page[Certificate]:
    """Every authority that is or was believed, those that are first."""
    rows = Certificate.objects.authorities().select_related("key")
    return page_of(rows.order_by("-is_trusted", "node_code", "-pk"), asked)


def keys_of_owner(key: SigningKey) -> list[SigningKey]:
    """All keys the owner has or had, the newest first."""
    keys = SigningKey.objects.of(key.owner, key.unit_id).select_related("certificate")
    return list(keys.order_by("-pk")[:50])


def every_key() -> "list[SigningKey]":
    """All keys of this installation with owner and certificate."""
    return list(SigningKey.objects.select_related("certificate", "unit").order_by("owner", "unit_id", "-pk"))


def _in_state(rows: CertificateQuerySet, state: str) -> CertificateQuerySet:
    if state == ENDING:
        soon = shifted(now(), days=rules.THRESHOLDS[0])
        return rows.in_use().ending_before(soon).order_by("not_after", "pk")
    if state == REVOKED:
        return rows.revoked().order_by("-revoked_at", "-pk")
    return (rows if state == ALL else rows.in_use()).order_by("-pk")
