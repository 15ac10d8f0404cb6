"""What did people apply for in the demonstration city, at whose hands, and how far has it come?"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

from yiwang.demonstration import applicants
from yiwang.demonstration.cast import Cast, acting_as
from yiwang.demonstration.catalogue.elements import documents
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.ledger import DATA
from yiwang.kernel.audit.rules import PUBLIC, Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.actions.holding import outcomes_of
from yiwang.kernel.cases.models import Case
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.kernel.files.actions import receive
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.actions.handing_over import hand_over_waiting
from yiwang.kernel.intake.codes import new_token
from yiwang.kernel.intake.models import Submission
from yiwang.kernel.processes.models import Step
from yiwang.subsystems.approvals.applications import applying, rules
from yiwang.subsystems.approvals.applications.actions import telling
from yiwang.subsystems.approvals.applications.actions.entering import contact_of
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.counter.actions.taking_in import Applied, Brought, take_in
from yiwang.subsystems.approvals.payments.actions import demanding, settling
from yiwang.subsystems.approvals.payments.rules import Demanded

CLERK, REVIEWER, DECIDER = "case_clerk", "case_reviewer", "case_decider"
CASHIER = "qian.mingshu"
HANDED_IN_AT = 9 * 60 + 12
MATTERS_A_DAY = 60


@dataclass(frozen=True)
class Told:
    """One entry of applications.toml; ``steps``: working days later, the deed, and its words."""

    item: str
    who: str
    back: int
    steps: list[list[Any]]
    at_counter: bool = False
    project: bool = False
    fee: bool = False


@dataclass
class Matter:
    """An application on its way; ``number`` tells it from the others, ``receipt`` is what its owner holds."""

    cast: Cast
    told: Told
    number: int
    receipt: str = field(default="")
    bill_id: int = field(default=0)

    @property
    def case(self) -> Case:
        applications = Application.objects.select_related("case__unit")
        return applications.get(matter__number=self.receipt).case

    @property
    def submission(self) -> Submission:
        return Submission.objects.get(number=self.receipt)

    def apply(self) -> None:
        """At the window with the papers in hand, or on the web."""
        edition = applying.edition_in_force(documents()[self.told.item]["code"])
        elements = edition.elements
        party = applicants.party_of(self.told.who, self.number, elements.audience)
        answers = applicants.answers_of(elements)
        project = applicants.PROJECT if self.told.project else ""
        paper = [each.code for each in elements.materials_asked if each.is_required]
        if self.told.at_counter:
            clerk = self.cast.officials[self._unit(edition), CLERK]
            brought = Brought(paper=paper, originals=paper[:1])
            applied = Applied(party, answers, brought, project=project)
            self.receipt = take_in(acting_as(clerk), edition, applied).taken.number
            return
        extras = applying.Extras(paper=paper, project=project)
        ready = applying.checked(applying.of_edition(edition), answers, party, {}, extras)
        handed = submissions.HandedIn(rules.KIND, new_token(), ready.data, contact_of(ready.body.party))
        self.receipt = submissions.submit(PUBLIC, handed).submission.number

    def _unit(self, edition: Any) -> str:
        return str(edition.implementation.unit.short_name)

    def take(self, deed: str, words: list[Any]) -> None:
        DEEDS[deed](self, *words)

    def step(self, stage: str = "") -> Step:
        """The open step; of several the first."""
        steps = Step.objects.open().filter(run=self.case.run_id).select_related("unit").order_by("pk")
        return (steps.filter(stage=stage) if stage else steps)[0]

    def hand(self, step: Step) -> Actor:
        return self.cast.official(step.unit.short_name, step.role)

    def official(self, role: str) -> Actor:
        return self.cast.official(self.case.unit.short_name, role)


def approving(cast: Cast, days: Days) -> Iterator[Act]:
    with (DATA / "applications.toml").open("rb") as file:
        entries = tomllib.load(file)["application"]
    for number, entry in enumerate(entries):
        yield from acts_of(Matter(cast, Told(**entry), number), days)


def acts_of(matter: Matter, days: Days) -> Iterator[Act]:
    """Handing in, then each step on its day; minutes apart from those of other matters."""
    moment = HANDED_IN_AT + 7 * (matter.number % MATTERS_A_DAY)
    told = matter.told
    yield Act(at(days.back(told.back), moment), _crossing(matter.apply))
    for order, (later, deed, *words) in enumerate(told.steps, start=1):
        day = days.back(told.back - later)
        yield Act(at(day, moment + 3 * order), _crossing(partial(matter.take, deed, words)))


def _crossing(deed: Callable[[], object]) -> Callable[[], None]:
    """The deed, then all crossings that its commit would do: the only commit is that of the whole history."""

    def done() -> None:
        deed()
        hand_over_waiting()
        deliver_waiting()
        telling.send_waiting()
        deliver_waiting()

    return done


def _accept(matter: Matter) -> None:
    step = matter.step("accept")
    cases.accept(matter.hand(step), matter.case.pk)


def _ask(matter: Matter, why: str) -> None:
    case = matter.case
    code = case.materials.filter(is_required=True).order_by("-pk").values_list("code", flat=True)[0]
    cases.ask_for_missing(matter.hand(matter.step("accept")), case.pk, [cases.Missing(code, why)])


def _supply(matter: Matter, text: str) -> None:
    submission = matter.submission
    asked = submission.steps.filter(kind="ask").latest("number")
    stored = receive(PUBLIC, BytesIO(f"{matter.told.item}：{text}\n".encode()), "补正材料.txt")
    pieces = {each["code"]: [stored] for each in asked.asks}
    submissions.hand_in_supplement(PUBLIC, submission.pk, asked.number, text, materials=pieces)


def _decline(matter: Matter, ground: str, reason: str, pointer: str) -> None:
    cases.decline(matter.hand(matter.step("accept")), matter.case.pk, ground, reason, pointer)


def _finish(matter: Matter, opinion: str) -> None:
    step = matter.step()
    outcome = next(iter(outcomes_of(step)))
    cases.finish_step(matter.hand(step), step.pk, outcome, opinion)


def _pause(matter: Matter, ground: str, reason: str, announced: str) -> None:
    procedure = cases.SpecialProcedure(ground, reason, announced)
    cases.pause(matter.official(CLERK), matter.case.pk, procedure)


def _resume(matter: Matter, result: str) -> None:
    cases.resume(matter.official(CLERK), matter.case.pk, result)


def _extend(matter: Matter, number: int, ground: str) -> None:
    asked = cases.ask_extension(matter.official(CLERK), matter.case.pk, number, ground)
    cases.grant_extension(matter.official(DECIDER), asked.pk, "同意延长。")


def _consult(matter: Matter, unit: str, question: str) -> None:
    cases.consult(matter.official(CLERK), matter.case.pk, [matter.cast.units[unit]], question)


def _decide(matter: Matter, outcome: str, reason: str = "") -> None:
    """What stands before the decision is agreed to on the same day."""
    while (step := matter.step()).stage != "decide":
        _finish(matter, "符合规定，同意。")
    cases.decide(matter.hand(step), step.pk, outcome, reason)


def _deliver(matter: Matter, way: str) -> None:
    step = matter.step("deliver")
    cases.deliver(matter.hand(step), step.pk, cases.Handover(way, matter.told.who))


def _rate(matter: Matter, stars: int, comment: str) -> None:
    submissions.rate(PUBLIC, matter.submission.pk, stars, comment)


def _withdraw(matter: Matter) -> None:
    submissions.withdraw(PUBLIC, matter.submission.pk)


def _bill(matter: Matter) -> None:
    bill = demanding.demand(matter.official(CLERK), matter.case, [Demanded("F01")])
    matter.bill_id = bill.pk


def _pay(matter: Matter) -> None:
    settling.collect(matter.cast.by(CASHIER), matter.bill_id, "card", "POS0012")


DEEDS: dict[str, Callable[..., None]] = {
    "accept": _accept,
    "ask": _ask,
    "supply": _supply,
    "decline": _decline,
    "finish": _finish,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "consult": _consult,
    "decide": _decide,
    "deliver": _deliver,
    "rate": _rate,
    "withdraw": _withdraw,
    "bill": _bill,
    "pay": _pay,
}
