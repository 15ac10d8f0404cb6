"""How does the outer zone learn what holds of a certificate, and what does it do with the news?"""

from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.organizations import masking
from yiwang.subsystems.approvals.certificates import holders, messages
from yiwang.subsystems.approvals.certificates.models import Certificate, Shown

BATCH = 200


def show(by: Actor, certificate: Certificate) -> None:
    """Send what holds now, in the caller's transaction; while no outer zone is known the regular job waits.

    Raises Refused for what the exchange forbids, such as the mark of a state secret.
    """
    outer = zones.known("outer")
    if outer is None:
        return
    subject = f"证照 {certificate.number}"
    send(by, Side(), Outline(messages.CERTIFICATE, subject, [outer], body=_body(certificate)))
    certificate.shown_revision = certificate.revision
    certificate.save(update_fields=["shown_revision"])


def _body(certificate: Certificate) -> dict[str, Any]:
    """As messages.Certificate describes it."""
    return {
        "reference": certificate.reference,
        "number": certificate.number,
        "check_code": certificate.check_code,
        "revision": certificate.revision,
        "name": certificate.name,
        "holder": holders.shown_name(certificate),
        "unit": certificate.unit_name,
        "content": masking.text(certificate.content),
        "issued_on": certificate.issued_on,
        "valid_from": certificate.valid_from,
        "valid_until": certificate.valid_until,
        "state": certificate.state,
        "suspended_until": certificate.suspended_until,
        "has_timely_request": certificate.is_renewal_timely,
        "said_at": now(),
    }


def show_waiting() -> int:
    """Regular job: what could not be sent when it happened."""
    waiting = list(Certificate.objects.unshown().values_list("pk", flat=True)[:BATCH])
    return sum(_shown(pk) for pk in waiting)


def owe_again() -> int:
    """For an outer zone that was set up anew: every certificate that it was ever told; how many."""
    return Certificate.objects.filter(shown_revision__gt=0).update(shown_revision=0)


@transaction.atomic
def _shown(pk: int) -> int:
    certificate = Certificate.objects.unshown().select_for_update().filter(pk=pk).first()
    if certificate is None:
        return 0
    show(SYSTEM, certificate)
    return int(certificate.shown_revision == certificate.revision)


def take(taken: Taken) -> None:
    """Outer side: enter or renew what may be verified; news that was overtaken changes nothing."""
    check_from(taken, "inner")
    said = taken.body
    held = Shown.objects.select_for_update().filter(reference=said.reference).first()
    if held and held.revision >= said.revision:
        return
    held = held or Shown(reference=said.reference)
    for field, value in said.model_dump().items():
        setattr(held, field, value)
    held.save()
    record(SYSTEM, "certificates.certificate_take", held, number=said.number, revision=said.revision)
