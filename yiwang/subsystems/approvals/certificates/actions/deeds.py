"""What do all deeds on a certificate share: the lock, the next state, the event, the news outside?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.certificates import rules
from yiwang.subsystems.approvals.certificates.actions import showing
from yiwang.subsystems.approvals.certificates.models import Certificate, Event


@dataclass(frozen=True)
class Said:
    """Why: the ground of the law where one is asked for, the reason, and the paper that says so."""

    text: str = ""
    ground: str = ""
    decision_number: str = ""


@dataclass(frozen=True)
class Written:
    """What a deed leaves: by label what it changed, and a state that is not the one of the table."""

    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    state: str | None = None


UNSAID = Said()
NOTHING = Written()


def locked(certificate_id: int) -> Certificate:
    held = Certificate.objects.select_for_update(of=("self",)).select_related("kind", "unit")
    certificate = held.filter(pk=certificate_id).first()
    if certificate is None:
        raise Refused("没有这本证照。")
    return certificate


def done(by: Actor, certificate: Certificate, deed: str, said: Said, written: Written = NOTHING) -> None:
    """Write the state, the event and the news; last the record. The caller locked and asked the rules."""
    before = certificate.state if certificate.pk else ""
    if deed in rules.DEEDS:
        certificate.state = written.state or rules.next_state(certificate.state, deed)
    elif written.state:
        certificate.state = written.state
    certificate.revision += 1
    certificate.save()
    Event.objects.create(
        certificate=certificate,
        number=certificate.revision,
        deed=deed,
        at=now(),
        person=by.person[:80],
        unit=by.unit[:200],
        ground=said.ground,
        text=said.text,
        decision_number=said.decision_number.strip()[:100],
        changes=dict(written.changes),
        state_before=before,
        state_after=certificate.state,
    )
    showing.show(by, certificate)
    record(
        by,
        f"certificates.certificate_{deed}",
        certificate,
        state=certificate.state,
        ground=said.ground,
        reason=said.text,
        changed=sorted(written.changes),
    )
