"""Which certificate comes of a granted application, and when is it issued?

With the delivery at the latest, because only then is the decision final for both sides; a clerk may issue it
before, to print it.
"""

from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import kinds, parties, standing
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.applications import editions
from yiwang.subsystems.approvals.applications.actions import publishing
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.applications.papers.rules import GRANTING
from yiwang.subsystems.approvals.applications.publicity import drafting
from yiwang.subsystems.approvals.certificates.actions import Issuing, issue
from yiwang.subsystems.approvals.certificates.holders import Holder
from yiwang.subsystems.approvals.certificates.models import Certificate
from yiwang.subsystems.approvals.certificates.rules import UNLIMITED
from yiwang.subsystems.approvals.items.codes import CERTIFICATE
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.items.parts import Result


def result_of(elements: Elements) -> Result | None:
    """The certificate that the item ends with; None where it ends with something else."""
    return next((result for result in elements.results if result.kind == CERTIFICATE), None)


def certificate_of(case: Case) -> Certificate | None:
    return Certificate.objects.filter(case=case).order_by("pk").first()


def awaited(case: Case, elements: Elements) -> Result | None:
    """The certificate that was granted and not issued yet; None where there is none."""
    is_granted = bool(case.outcome) and case.outcome not in kinds.of(case).refusals
    result = result_of(elements) if is_granted else None
    return result if result and certificate_of(case) is None else None


def award(application: Application, elements: Elements, event: Event) -> Certificate | None:
    """Part of the transaction that delivers; None where there is none to issue."""
    result = awaited(application.case, elements)
    if result is None:
        return None
    by = Actor(event.person, event.person_id, event.post, None, event.unit, event.unit_id)
    return _issued(by, application, elements, result)


@transaction.atomic
def award_now(by: Actor, case_id: int) -> Certificate:
    """Before the delivery. Raises Refused where nothing was granted or the certificate is there already."""
    application = Application.objects.select_related("edition", "case__unit", "case__party").get(case=case_id)
    case = Case.objects.select_for_update(of=("self",)).select_related("unit", "party").get(pk=case_id)
    application.case = case
    standing.require_part(standing.post_of(by), cases.HANDLE, case)
    if case.state != cases.DECIDED:
        raise Refused(f"该件{case.get_state_display()}，不能制证。")
    elements = editions.elements_of(application.edition)
    result = awaited(case, elements)
    if result is None:
        raise Refused("这件没有需要制作的证照，或者证照已经制作。")
    certificate = _issued(by, application, elements, result)
    record(by, "approvals.certificate_award", application, number=certificate.number)
    return certificate


def _issued(by: Actor, application: Application, elements: Elements, result: Result) -> Certificate:
    case = application.case
    starts_on = day_of(case.decided_at or now())
    ends_on = end_of(result, starts_on)
    paper = application.papers.filter(form=GRANTING, voided_at=None).last()
    issuing = Issuing(
        kind=result.name,
        holder=_holder(case),
        unit=case.unit,
        content=case.reason or elements.name,
        valid_from=starts_on,
        valid_until=ends_on,
        issued_on=day_of(now()),
        basis="；".join(f"《{ground.law}》{ground.article}" for ground in elements.basis)[:1_000],
        decision_number=paper.number if paper else "",
        case=case,
    )
    certificate = issue(by, issuing)
    publishing.name_certificate(application, certificate.number, ends_on.isoformat())
    return certificate


def end_of(result: Result, starts_on: date) -> date:
    if not result.validity_months:
        return UNLIMITED
    return drafting.last_valid(starts_on, result.validity_months)


def _holder(case: Case) -> Holder:
    facts = parties.facts_of(case.party)
    return Holder(
        name=facts.name,
        kind="person" if facts.is_person else "organisation",
        id_kind=facts.identifier_kind,
        id_number=facts.identifier,
        representative=facts.representative,
        phone=facts.phone,
        address=facts.address,
    )
