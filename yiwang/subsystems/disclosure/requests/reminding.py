"""Who hears of a request? Never a word of who asked."""

from collections.abc import Iterable

from yiwang.kernel.cases.standing import handlers_in, holders_of
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.subsystems.disclosure.requests import rules
from yiwang.subsystems.disclosure.requests.models import Consultation, Request

MOST = 20
OFFICE = "/office/disclosure/"


def address_of(request_id: int) -> str:
    return f"{OFFICE}{request_id}/"


def tell_clerks(request: Request, what: str, key: str, body: str = "") -> None:
    _tell(holders_of(rules.CLERK, request.unit_id)[:MOST], request, what, key, body)


def tell_heads(request: Request, what: str, key: str) -> None:
    _tell(holders_of(rules.HEAD, request.unit_id)[:MOST], request, what, key)


def tell_person(request: Request, person_id: int | None, what: str, key: str, body: str) -> None:
    person = Person.objects.active().filter(pk=person_id).first() if person_id else None
    _tell([person] if person else [], request, what, key, body)


def tell_asked(consultation: Consultation, unit: Unit) -> None:
    """Whoever works with requests in the organ that is asked; without the number of the request."""
    people = set(holders_of(rules.CLERK, unit.pk)[:MOST]) or set(handlers_in(unit.pk)[:MOST])
    for person in sorted(people, key=lambda each: each.pk):
        tell(
            person,
            subject="政府信息公开征求意见",
            body=f"请在收到之日起15个工作日内提出意见，逾期视为同意公开（{consultation.request.unit.called}）。",
            link=f"{OFFICE}consultations/{consultation.pk}/",
            key=f"disclosure.asked:{consultation.pk}",
        )


def _tell(people: Iterable[Person], request: Request, what: str, key: str, body: str = "") -> None:
    for person in sorted(people, key=lambda each: each.pk):
        tell(
            person,
            subject=f"{what}：{request.number}",
            body="\n".join(filter(None, [rules.LABEL, body])),
            link=address_of(request.pk),
            key=key,
        )
