"""Was a matter not done within the time that was promised, or that the law sets?"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from yiwang.kernel.deadlines.moments import local, shifted
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import RED, YELLOW
from yiwang.kernel.processes.models import Step
from yiwang.subsystems.supervision.watching import rules
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, Parameter, Parameters, Rule
from yiwang.subsystems.supervision.watching.rulebook.late import Late, late, moment

STEP, PUBLICITY, FOLLOW_UP = "processes.step", "approvals.publicity", "approvals.follow_up"
ANSWERS = ("letters.", "disclosure.", "participation.", "portal.correction")
ORDERS = ("supervision.order", "supervision.complaint")
LAW, PROMISE = "supervision.over_legal", "supervision.over_promise"


def is_ordinary(each: Late) -> bool:
    """Held to the common rules on limits; the other kinds have rules of their own."""
    return not each.kind.startswith((STEP, PUBLICITY, FOLLOW_UP, rules.OURS, *ANSWERS))


def over_promise(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """The promise was shorter than the law and is over."""
    return [each.breach() for each in late(happened) if is_ordinary(each) and is_promise(each)]


def over_legal(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    return [each.breach() for each in late(happened) if is_ordinary(each)]


def over_long(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Late for long while the law still gives time; the number of days is that of the threshold."""
    return [each.breach() for each in late(happened) if is_ordinary(each) and is_promise(each)]


def is_promise(each: Late) -> bool:
    return each.clock.promised_number is not None and not is_over_law(each)


def is_over_law(each: Late) -> bool:
    return each.clock.legal_due_at is not None and each.clock.legal_due_at <= each.end_at


def over_step(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """A single step is late though its case as a whole is in time (art. 6 of the city measure)."""
    found = [each for each in late(happened) if each.kind == STEP]
    steps = Step.objects.filter(pk__in=[each.clock.subject_key for each in found])
    ends = {str(pk): due_at for pk, due_at in steps.values_list("pk", "run__case__clock__due_at")}
    for each in found:
        total = ends.get(each.clock.subject_key)
        if total is None or total > each.end_at:
            yield each.breach()


def answered_late(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Red where the law's own limit is over."""
    for each in late(happened):
        if each.kind.startswith(ANSWERS):
            yield each.breach(colour=RED if is_over_law(each) else YELLOW)


def publicity_late(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    return [each.breach() for each in late(happened) if each.kind.startswith(PUBLICITY)]


def follow_up_late(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    return [each.breach() for each in late(happened) if each.kind.startswith(FOLLOW_UP)]


def order_unanswered(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    return [each.breach() for each in late(happened) if each.kind.startswith(ORDERS)]


def over_legal_again(happened: Sequence[Happened], parameters: Parameters) -> Iterable[Breach]:
    """Once for a unit and month: the legal limit was broken before in the days that are looked back."""
    found = [each for each in late(happened) if is_ordinary(each)]
    if not found:
        return
    days, times = int(parameters["days"]), int(parameters["times"])
    first = shifted(min(each.end_at for each in found), days=-days)
    units = {each.clock.unit_id for each in found}
    known = Finding.objects.counted().filter(rule=LAW, unit__in=units, happened_at__gte=first)
    before = list(known.order_by("happened_at").values_list("unit", "happened_at", "title"))
    for each in found:
        since = shifted(each.end_at, days=-days)
        of_unit = [row for row in before if row[0] == each.clock.unit_id and since <= row[1] <= each.end_at]
        if len(of_unit) >= times:
            said = [
                (f"第{number}次", f"{moment(at)} {title}") for number, (_, at, title) in enumerate(of_unit, 1)
            ]
            yield Breach(
                fact=f"{each.clock.unit_id}:{local(each.end_at):%Y%m}",
                unit_id=each.clock.unit_id or 0,
                matter=each.matter,
                at=each.end_at,
                evidence=said[-10:],
            )


RULES = (
    Rule(
        PROMISE,
        "超过承诺时限",
        "《优化营商环境条例》第三十六条；电子监察办法：超过承诺时限",
        YELLOW,
        hears=frozenset({rules.BREACHED}),
        judge=over_promise,
    ),
    Rule(
        "supervision.over_promise_long",
        "超过承诺时限较久",
        "《优化营商环境条例》第三十六条；电子监察办法：超期达到规定工作日数的发红牌",
        RED,
        hears=frozenset({rules.GRAVE}),
        judge=over_long,
    ),
    Rule(
        LAW,
        "超过法定时限",
        "《行政许可法》第四十二条、第七十四条",
        RED,
        hears=frozenset({rules.UNLAWFUL}),
        judge=over_legal,
    ),
    Rule(
        "supervision.over_legal_again",
        "屡次超过法定时限",
        "《行政许可法》第七十四条；电子监察办法：多次违反的发红牌",
        RED,
        hears=frozenset({rules.UNLAWFUL}),
        judge=over_legal_again,
        parameters={
            "times": Parameter("次数达到", Decimal(2), "次"),
            "days": Parameter("回溯", Decimal(365), "日"),
        },
    ),
    Rule(
        "supervision.step_late",
        "单个环节超时",
        "电子监察办法：全程未超时、单个环节超时",
        YELLOW,
        hears=frozenset({rules.BREACHED}),
        judge=over_step,
    ),
    Rule(
        "supervision.answer_late",
        "信件、公开申请或纠错逾期未答复",
        "《政府信息公开条例》第三十三条；《信访工作条例》第三十四条；政府网站发展指引",
        YELLOW,
        hears=frozenset({rules.BREACHED, rules.UNLAWFUL}),
        judge=answered_late,
    ),
    Rule(
        "supervision.publicity_late",
        "办理结果逾期未公示",
        "《行政许可法》第四十条",
        YELLOW,
        hears=frozenset({rules.BREACHED}),
        judge=publicity_late,
        group="公开",
    ),
    Rule(
        "supervision.follow_up_late",
        "差评逾期未整改",
        "国务院办公厅关于建立政务服务“好差评”制度的意见（国办发〔2019〕51号）",
        YELLOW,
        hears=frozenset({rules.BREACHED}),
        judge=follow_up_late,
        group="评价",
    ),
    Rule(
        "supervision.order_unanswered",
        "督办、投诉逾期未回复",
        "电子监察办法：督办应当按期回复",
        YELLOW,
        hears=frozenset({rules.BREACHED}),
        judge=order_unanswered,
        group="督办",
    ),
)
