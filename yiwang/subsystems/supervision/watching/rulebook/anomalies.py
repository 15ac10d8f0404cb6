"""What looks as if time or procedure was only kept on paper, or money was taken that is not due?

行政许可法 art. 58, 75 (fees); standards/approvals.md §8, anomaly rules often used.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from yiwang.kernel.cases.models import Attachment, Case
from yiwang.kernel.cases.rules import DONE, WITHDRAWN
from yiwang.kernel.deadlines.moments import local, shifted
from yiwang.kernel.findings.rules import RED, YELLOW
from yiwang.subsystems.supervision.watching import rules
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, Parameter, Parameters, Rule
from yiwang.subsystems.supervision.watching.rulebook.deeds import Deed, deeds
from yiwang.subsystems.supervision.watching.rulebook.late import moment, stamp

LISTED = "listed"
# Kinds of cases that end with an answer, which is a text: no decision in the meaning of 行政许可法 art. 38.
ANSWERED = (rules.OURS, "letters.", "participation.", "portal.")
# A case that ended in the window was opened no longer ago than this; lists stay on an index.
LONGEST_DAYS = 400


def charged_unlisted(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """A charge says whether the catalogue of the item has it; anything but a yes is a no."""
    for deed in deeds(happened):
        if deed.event.outcome != LISTED:
            yield deed.breach([("收费依据", deed.event.outcome_label), ("说明", deed.event.opinion)])


def closed_at_once(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Ended within minutes of acceptance, though days were promised for it: entered afterwards?"""
    most = int(parameters["minutes"])
    for deed in deeds(happened):
        accepted_at, limits = deed.case.accepted_at, deed.case.terms.decision
        limit = (limits.promised or limits.legal) if limits else None
        if accepted_at is None or limit is None or not limit.unit.is_days or limit.number < 1:
            continue
        if accepted_at <= deed.event.at < shifted(accepted_at, minutes=most):
            said = [("受理", moment(accepted_at)), ("承诺时限", str(limit))]
            yield deed.breach(said, fact=f"{deed.case.pk}:{stamp(accepted_at)}")


def dated_back(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Entered days after it is said to have been received or handed over, or received after acceptance."""
    days = int(parameters["days"])
    for deed in deeds(happened):
        said_at, what = _said_to_be(deed)
        accepted_at = deed.case.accepted_at
        if said_at and said_at < shifted(deed.event.at, days=-days):
            yield deed.breach([(what, moment(said_at)), ("录入", moment(deed.event.at))])
        elif deed.event.kind == "accept" and accepted_at and accepted_at < deed.case.received_at:
            yield deed.breach([("收件", moment(deed.case.received_at)), ("受理", moment(accepted_at))])


def _said_to_be(deed: Deed) -> tuple[datetime | None, str]:
    match deed.event.kind:
        case "open":
            return deed.case.received_at, "登记的收件时间"
        case "deliver" | "close":
            return deed.case.delivered_at, "登记的送达时间"
    return None, ""


def withdrawn_in_mass(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Many of a unit's cases are withdrawn just before they would be late: once for a unit and month."""
    withdrawn = [deed for deed in deeds(happened) if _is_near_due(deed.case)]
    if not withdrawn:
        return
    days, share = int(parameters["days"]), parameters["share"]
    first = shifted(min(deed.event.at for deed in withdrawn), days=-days)
    units = {deed.case.unit_id for deed in withdrawn}
    ended = Case.objects.filter(
        unit__in=units, opened_at__gte=shifted(first, days=-LONGEST_DAYS), closed_at__gte=first
    )
    all_at: dict[int, list[datetime]] = defaultdict(list)
    near_at: dict[int, list[datetime]] = defaultdict(list)
    for unit, state, closed_at, due_at in ended.values_list("unit", "state", "closed_at", "clock__due_at"):
        if closed_at:
            all_at[unit].append(closed_at)
            if state == WITHDRAWN and _is_near(due_at, closed_at):
                near_at[unit].append(closed_at)
    for deed in withdrawn:
        unit, at = deed.case.unit_id, deed.event.at
        since = shifted(at, days=-days)
        whole = sum(since <= each <= at for each in all_at[unit])
        part = sum(since <= each <= at for each in near_at[unit])
        if part >= int(parameters["number"]) and part * 100 >= share * whole:
            said = [("期间", f"{moment(since)}至{moment(at)}"), ("期间终结的办件", f"{whole}件")]
            yield deed.breach(
                [*said, ("临近到期时撤回", f"{part}件（{part * 100 // whole}%）")],
                fact=f"{unit}:{local(at):%Y%m}",
            )


def _is_near_due(case: Case) -> bool:
    return _is_near(case.clock.due_at if case.clock else None, case.closed_at)


def _is_near(due_at: datetime | None, closed_at: datetime | None) -> bool:
    """A day before its end or later."""
    return bool(due_at and closed_at and due_at <= shifted(closed_at, days=1))


def without_document(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Decided and closed without any paper; asked half an hour later, for papers are drawn after the deed."""
    closed = [
        deed
        for deed in deeds(happened)
        if deed.kind and deed.case.decided_at and deed.case.closed_at and deed.case.outcome != DONE
        if not deed.case.kind.startswith(ANSWERED)
    ]
    cases = {deed.case.pk for deed in closed}
    papers = set(Attachment.objects.filter(case__in=cases).values_list("case", flat=True))
    for deed in closed:
        if deed.case.pk not in papers and deed.kind:
            said = [("决定", deed.kind.outcome_label(deed.case.outcome)), ("决定文书", "没有")]
            yield deed.breach(said)


RULES = (
    Rule(
        "supervision.charged_unlisted",
        "收取目录以外的费用",
        "《行政许可法》第五十八条、第五十九条、第七十五条",
        RED,
        hears=frozenset({rules.of_deed("charge")}),
        judge=charged_unlisted,
        group="收费",
    ),
    Rule(
        "supervision.closed_at_once",
        "受理后几分钟内办结",
        "电子监察办法：即收即办以外的事项受理后立即办结",
        YELLOW,
        hears=frozenset(map(rules.of_deed, ("decide", "close"))),
        judge=closed_at_once,
        parameters={"minutes": Parameter("受理后不足", Decimal(5), "分钟")},
        mode=rules.TRIAL,
        group="异常",
    ),
    Rule(
        "supervision.dated_back",
        "补录、倒签时间",
        "电子监察办法：不在网上实时办理",
        YELLOW,
        hears=frozenset(map(rules.of_deed, ("open", "accept", "deliver", "close"))),
        judge=dated_back,
        parameters={"days": Parameter("早于录入", Decimal(3), "日")},
        mode=rules.TRIAL,
        group="异常",
    ),
    Rule(
        "supervision.withdrawn_in_mass",
        "临近到期集中撤回",
        "电子监察办法：以撤回申请规避时限",
        YELLOW,
        hears=frozenset({rules.of_deed("withdraw")}),
        judge=withdrawn_in_mass,
        parameters={
            "number": Parameter("件数达到", Decimal(3), "件"),
            "share": Parameter("占终结办件的", Decimal(10), "%"),
            "days": Parameter("回溯", Decimal(30), "日"),
        },
        mode=rules.TRIAL,
        group="异常",
    ),
    Rule(
        "supervision.no_document",
        "作出决定没有文书",
        "《行政许可法》第三十八条、第三十九条",
        YELLOW,
        hears=frozenset({rules.of_deed("close"), rules.of_deed("deliver")}),
        judge=without_document,
        group="规范",
        after=1800,
    ),
)
