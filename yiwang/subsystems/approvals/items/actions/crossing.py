"""What does the outer zone learn of an item, and how is it told once more?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions import telling
from yiwang.kernel.exchange.telling import Said
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.messages import GuideBody
from yiwang.subsystems.approvals.items.models import Implementation


def said(implementation: Implementation) -> Said:
    """Raises Refused where no edition of it was ever in force."""
    edition = implementation.current
    if edition is None or edition.effective_from is None or implementation.checked_on is None:
        raise Refused(f"“{implementation.name}”还没有生效的版本。")
    is_in_force = implementation.standing == rules.IN_FORCE
    successor = implementation.merged_into
    body = GuideBody(
        state="in_force" if is_in_force else "ended",
        sequence=implementation.sequence,
        edition=edition.number,
        digest=edition.digest,
        document=edition.document,
        unit_name=implementation.unit.name,
        unit_order=implementation.unit.path,
        effective_from=edition.effective_from,
        checked_on=implementation.checked_on,
        ended_on=implementation.ended_on,
        ended_because=implementation.ended_because,
        successor_code=successor.code if successor else "",
    )
    words = "更新" if is_in_force else "停止"
    return Said(f"办事指南{words} {implementation.name}", body, tuple(edition.files.order_by("pk")))


@transaction.atomic
def tell_again(by: Actor, implementation_id: int) -> Implementation:
    """In a new envelope. Raises Refused where the outer zone is unknown or a rule forbids it."""
    implementation = Implementation.objects.select_for_update(of=("self",)).get(pk=implementation_id)
    if implementation.current_id is None:
        raise Refused(f"“{implementation.name}”还没有生效，没有可以公布的指南。")
    telling.tell_again(by, implementation)
    record(by, "items.guide_retry", implementation)
    return implementation
