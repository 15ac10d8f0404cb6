"""What did people of the demonstration city ask to be disclosed, and what came of it?"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from random import Random
from typing import Any

from yiwang.demonstration import numbers
from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.ledger import DATA
from yiwang.demonstration.participation.told import MORNING, crossed
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines import in_force
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.actions.submissions import HandedIn
from yiwang.kernel.intake.codes import new_token
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.disclosure.requests import results, rules
from yiwang.subsystems.disclosure.requests.actions import (
    answering,
    charging,
    consulting,
    correcting,
    desks,
    extending,
    receiving,
)
from yiwang.subsystems.disclosure.requests.actions.answering import Draft
from yiwang.subsystems.disclosure.requests.actions.consulting import Question
from yiwang.subsystems.disclosure.requests.actions.desks import DeskFacts
from yiwang.subsystems.disclosure.requests.models import Consultation, Desk, Request

OPENED, SEED = 60, 20260704
STEP = 35  # minutes between the steps of one day
REGISTRARS = {"enterprise": "91", "research": "12", "charity": "51", "legal": "31"}


@cache
def told() -> dict[str, Any]:
    return tomllib.loads((DATA / "disclosure.toml").read_text(encoding="utf-8"))


def disclosure(cast: Cast, days: Days) -> Iterator[Act]:
    """The offices that take requests first; then each request on its way."""
    for number, entry in enumerate(told()["desk"]):
        yield Act(at(days.back(OPENED), MORNING + number), partial(_open, cast, entry))
    for number, entry in enumerate(told()["request"]):
        yield from Asked(cast, entry, number).acts(days)


def _open(cast: Cast, entry: dict[str, Any]) -> None:
    facts = {name: value for name, value in entry.items() if name not in {"unit", "head", "clerk"}}
    desks.open_desk(cast.by(entry["head"]), cast.units[entry["unit"]], DeskFacts(**facts))
    crossed()


@dataclass
class Asked:
    """A request; remembers its submission between the steps."""

    cast: Cast
    entry: dict[str, Any]
    number: int
    submission_id: int = 0

    def acts(self, days: Days) -> Iterator[Act]:
        back = self.entry["back"]
        yield Act(at(days.back(back), MORNING + self.number), self.ask)
        for turn, (step, after, *said) in enumerate(self.entry["steps"], start=1):
            moment = at(days.back(back - after), MORNING + self.number + STEP * turn)
            yield Act(moment, partial(self.take, step, said))

    def ask(self) -> None:
        entry, random = self.entry, Random(SEED + self.number)  # noqa: S311 - nothing secret
        desk, is_person = self._desk(), entry["kind"] == rules.PERSON
        form, way = entry.get("form", "electronic"), entry.get("way", rules.ONLINE)
        registrar = REGISTRARS.get(entry["kind"], numbers.COMPANY)
        data = {
            "organ": desk.code,
            "organ_name": desk.unit.name,
            "applicant_kind": entry["kind"],
            "applicant_label": rules.APPLICANTS[entry["kind"]],
            "name": entry["name"],
            "identifier_kind": "identity" if is_person else "credit",
            "identifier": numbers.identity_number(random)
            if is_person
            else numbers.credit_code(registrar, 7_000 + self.number),
            "address": entry.get("address", ""),
            "title": entry["title"],
            "text": entry["text"],
            "form": form,
            "form_label": rules.FORMS[form],
            "way": way,
            "way_label": rules.WAYS[way],
        }
        contact = Contact(entry["name"] if is_person else "联系人", numbers.mobile(random))
        handed = HandedIn(rules.KIND, new_token(), data, contact)
        self.submission_id = submissions.submit(PUBLIC, handed).submission.pk
        crossed()

    def take(self, step: str, said: list[Any]) -> None:
        _STEPS[step](self, self._request(), *said)
        crossed()

    @property
    def clerk(self) -> Any:
        return self.cast.by(self._office()["clerk"])

    @property
    def head(self) -> Any:
        return self.cast.by(self._office()["head"])

    def _office(self) -> dict[str, Any]:
        return next(each for each in told()["desk"] if each["unit"] == self.entry["unit"])

    def _desk(self) -> Desk:
        unit = self.cast.units[self.entry["unit"]]
        return Desk.objects.select_related("unit").get(unit=unit)

    def _request(self) -> Request:
        reference = Submission.objects.values_list("reference", flat=True).get(pk=self.submission_id)
        joined = ("case__unit", "case__party", "matter", "unit")
        return Request.objects.select_related(*joined).get(matter__reference=reference)


def _ask(asked: Asked, request: Request, items: str, workdays: int) -> None:
    until: date = in_force.calendar().add_workdays(today(), workdays)
    correcting.ask(asked.clerk, request.pk, items, until)


def _supplement(asked: Asked, request: Request, text: str) -> None:
    step = Submission.objects.get(pk=asked.submission_id).steps.filter(kind="ask").latest("number")
    submissions.hand_in_supplement(PUBLIC, asked.submission_id, step.number, text)


def _consult(asked: Asked, request: Request, kind: str, name: str, text: str) -> None:
    unit = asked.cast.units[name] if kind == rules.ORGAN else None
    consulting.ask(asked.clerk, request.pk, Question(kind, text, "" if unit else name, unit))


def _of(request: Request) -> Consultation:
    return request.consultations.latest("pk")


def _advise(asked: Asked, request: Request, opinion: str, reason: str) -> None:
    unit = _of(request).unit
    office = next(each for each in told()["desk"] if unit and each["unit"] == unit.short_name)
    consulting.give_opinion(asked.cast.by(office["clerk"]), _of(request).pk, opinion, reason)


def _reply(asked: Asked, request: Request, result: str, text: str, pointer: str) -> None:
    ground = f"《政府信息公开条例》{results.RESULTS[result].article}"
    answering.submit(asked.clerk, request.pk, Draft(result, text, ground, pointer, seen=request.version))


_STEPS: dict[str, Callable[..., object]] = {
    "confirm": lambda asked, request: receiving.confirm(asked.clerk, request.pk),
    "accept": lambda asked, request: receiving.accept(asked.clerk, request.pk),
    "ask": _ask,
    "supplement": _supplement,
    "give_up": lambda asked, request: correcting.give_up(asked.clerk, request.pk),
    "consult": _consult,
    "reached": lambda asked, request: consulting.note_reached(asked.clerk, _of(request).pk, today()),
    "opinion": lambda asked, request, opinion, reason: consulting.note_opinion(
        asked.clerk, _of(request).pk, opinion, reason, today()
    ),
    "advise": _advise,
    "charge": lambda asked, request, pages: charging.ask(asked.clerk, request.pk, rules.BY_PAGE, pages),
    "extend": lambda asked, request, number, ground: extending.ask(asked.clerk, request.pk, number, ground),
    "grant": lambda asked, request: extending.settle(asked.head, request.pk, "同意延期。", is_granted=True),
    "reply": _reply,
    "approve": lambda asked, request: answering.approve(asked.head, request.pk, request.version, "同意"),
    "deliver": lambda asked, request, who: answering.deliver(asked.clerk, request.pk, who, today()),
    "propose": lambda asked, request, why: answering.propose(asked.clerk, request.pk, why),
}
