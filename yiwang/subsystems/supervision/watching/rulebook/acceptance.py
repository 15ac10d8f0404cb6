"""Was an application accepted, asked about and refused as the law wants? (行政许可法 art. 32, 38, 72)"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef

from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.cases.rules import SUBJECT
from yiwang.kernel.deadlines import in_force
from yiwang.kernel.deadlines.moments import local
from yiwang.kernel.deadlines.rules import due
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import YELLOW
from yiwang.subsystems.supervision.watching import rules
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, Parameter, Parameters, Rule
from yiwang.subsystems.supervision.watching.rulebook.deeds import Deed, deeds, matter_of
from yiwang.subsystems.supervision.watching.rulebook.late import moment, stamp

LATE = "supervision.accepted_late"


def accepted_late(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Accepted, asked about or declined after the time for that; also where the law itself accepted it."""
    countings = in_force.Countings()
    for deed in deeds(happened):
        due_at = _due_at(deed, countings)
        if due_at and due_at <= deed.event.at:
            said = [("收到", moment(deed.in_hand_since)), ("应当处理", f"{moment(due_at)}前")]
            yield deed.breach(said, fact=_fact(deed.case, due_at), at=due_at)


def unaccepted(now: datetime, parameters: Parameters) -> Iterable[Breach]:
    """Nobody has done any of it: cases past that moment that were not found yet, on the index of it."""
    found = Finding.objects.filter(rule=LATE, subject_kind=SUBJECT, subject_key=OuterRef("reference"))
    for case in Case.objects.to_accept().filter(~Exists(found), accept_due_at__lte=now):
        due_at = case.accept_due_at
        if due_at and (kind := kinds.registered().get(case.kind)) and not kind.is_deemed_accepted:
            yield Breach(
                fact=_fact(case, due_at),
                unit_id=case.unit_id,
                matter=matter_of(case),
                at=due_at,
                evidence=[
                    ("办件", f"{case.number} {case.title}"),
                    ("收到", moment(case.in_hand_since)),
                    ("应当处理", f"{moment(due_at)}前"),
                    ("发现时", "仍未受理、告知补正或者不予受理"),
                ],
            )


def _due_at(deed: Deed, countings: in_force.Countings) -> datetime | None:
    limits = deed.kind.acceptance if deed.kind else None
    if limits is None:
        return None
    try:
        limit = limits.promised or limits.legal
        return due(local(deed.in_hand_since), limit, (), countings.of(limits.schedule))
    except Refused:
        return None


def _fact(case: Case, due_at: datetime) -> str:
    return f"{case.pk}:{stamp(due_at)}"


def asked_again(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Everything that is missing is told once (art. 32(四))."""
    asked = deeds(happened)
    before: dict[int, list[Event]] = {}
    cases = {deed.case.pk for deed in asked}
    for event in Event.objects.filter(case__in=cases, kind="ask").order_by("pk"):
        before.setdefault(event.case_id, []).append(event)
    for deed in asked:
        earlier = [event for event in before[deed.case.pk] if event.pk < deed.event.pk]
        if earlier:
            yield deed.breach([(f"第{n}次告知", moment(event.at)) for n, event in enumerate(earlier, 1)])


def refused_without_reason(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """A refusal says why (art. 38, 72(七)): in words that say something."""
    shortest = int(parameters["length"])
    for deed in deeds(happened):
        event, kind = deed.event, deed.kind
        if event.kind == "decide" and (kind is None or event.outcome not in kind.refusals):
            continue
        reason = (event.public_text if event.kind == "decline" else event.opinion).strip()
        if len(reason) < shortest:
            yield deed.breach([("结果", event.outcome_label), ("理由", reason or "（没有写）")])


RULES = (
    Rule(
        LATE,
        "逾期受理、告知，或者依法视为受理",
        "《行政许可法》第三十二条第一款第四项",
        YELLOW,
        hears=frozenset(map(rules.of_deed, ("accept", "ask", "decline"))),
        judge=accepted_late,
        look=unaccepted,
        group="受理",
    ),
    Rule(
        "supervision.asked_again",
        "多次要求补正材料",
        "《行政许可法》第三十二条第一款第四项、第七十二条第四项",
        YELLOW,
        hears=frozenset({rules.of_deed("ask")}),
        judge=asked_again,
        group="受理",
    ),
    Rule(
        "supervision.no_reason",
        "不予受理、不予许可没有说明理由",
        "《行政许可法》第三十八条第二款、第七十二条第七项",
        YELLOW,
        hears=frozenset(map(rules.of_deed, ("decline", "decide"))),
        judge=refused_without_reason,
        parameters={"length": Parameter("理由短于", Decimal(10), "字")},
        group="规范",
    ),
)
