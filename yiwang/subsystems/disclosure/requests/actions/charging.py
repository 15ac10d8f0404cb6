"""How is a fee asked for where number or frequency is clearly excessive? (art. 42, 国办函〔2020〕109号)"""

from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules as states
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.subsystems.disclosure.requests import papers, results, rules, timing
from yiwang.subsystems.disclosure.requests.actions import ending, issuing, stopping
from yiwang.subsystems.disclosure.requests.actions.holding import check_state, of_handler
from yiwang.subsystems.disclosure.requests.models import Charge, Request
from yiwang.subsystems.disclosure.requests.papers import Words

ANNOUNCED = "20个工作日"


def ordinal_of(request: Request) -> int:
    """Which request of its applicant it is in its calendar month, at this organ."""
    if not request.applicant:
        return 1
    first = request.received_on.replace(day=1)
    earlier = Request.objects.filter(
        applicant=request.applicant, unit=request.unit_id, received_on__gte=first
    ).filter(received_on__lte=request.received_on)
    before = [pk for pk, day in earlier.values_list("pk", "received_on") if _key(pk, day) <= _of(request)]
    return len(before)


@transaction.atomic
def ask(by: Actor, request_id: int, way: str, pages: int = 0) -> Charge:
    """By item (``pages`` is not asked) or by the pages provided; never both for one request.

    Raises Refused where nothing is due, and the second time.
    """
    request, _ = of_handler(by, request_id)
    check_state(request, frozenset({states.ACCEPTED, states.PAUSED}), "发收费通知")
    if Charge.objects.filter(request=request).exists():
        raise Refused("已经发过收费通知，同一申请不能重复收费。")
    number = ordinal_of(request) if way == rules.BY_ITEM else pages
    amount = rules.fee_of_item(number) if way == rules.BY_ITEM else rules.fee_by_pages(number)
    rules.check_fee(way, amount)
    day = today()
    charge = Charge.objects.create(
        request=request,
        way=way,
        number=number,
        amount=amount,
        sent_at=now(),
        sent_on=day,
        due_on=timing.last_day(day, rules.PAYMENT),
    )
    issuing.issue(by, request, papers.FEE, _notice(request, charge))
    reason = f"收取信息处理费{amount}元，{charge.get_way_display()}"
    stopping.stand_still(by, request, states.FEE, reason, ANNOUNCED, day)
    record(by, "disclosure.fee_ask", request, way=way, number=number, amount=amount)
    return charge


@transaction.atomic
def note_paid(by: Actor, request_id: int, paid_on: date) -> Charge:
    request, charge = _charge(by, request_id)
    if not charge.sent_on <= paid_on <= today():
        raise Refused("缴费日期应在发出通知之后、今天或者以前。", field="day")
    charge.paid_on = paid_on
    charge.save(update_fields=["paid_on"])
    stopping.go_on(by, request, f"已缴纳信息处理费{charge.amount}元")
    record(by, "disclosure.fee_pay", request, amount=charge.amount, on=paid_on)
    return charge


@transaction.atomic
def give_up(by: Actor, request_id: int) -> Request:
    """Not paid in time: taken for given up, counted as 其他处理 2."""
    request, charge = _charge(by, request_id)
    rules.check_unpaid(charge.due_on, today())
    reason = "申请人逾期未按收费通知缴纳信息处理费，视为放弃申请，不再处理。"
    return ending.end(by, request, results.UNPAID, reason)


def _charge(by: Actor, request_id: int) -> tuple[Request, Charge]:
    request, _ = of_handler(by, request_id)
    charge = Charge.objects.select_for_update().filter(request=request).first()
    if charge is None or charge.paid_on:
        raise Refused("没有等待缴纳的费用，请刷新页面查看。")
    check_state(request, frozenset({states.PAUSED}), "办理缴费")
    return request, charge


def _notice(request: Request, charge: Charge) -> Words:
    counted = f"当月第{charge.number}件申请" if charge.way == rules.BY_ITEM else f"提供信息{charge.number}页"
    until = f"{papers.in_words(charge.due_on)}前" if charge.due_on else "收到本通知之日起20个工作日内"
    return Words(
        f"依据《政府信息公开条例》第四十二条和《政府信息公开信息处理费管理办法》（国办函〔2020〕109号），"
        f"您（单位）的申请按{charge.get_way_display()}收取信息处理费{charge.amount}元（{counted}）。"
        f"请在{until}缴纳；逾期未缴纳的，视为放弃申请，本机关不再处理。缴费期间不计入答复期限。",
        (("申请编号", request.number), ("所需信息", request.title), ("金额", f"{charge.amount}元")),
    )


def _of(request: Request) -> tuple[date, int]:
    return _key(request.pk, request.received_on)


def _key(pk: int, day: date) -> tuple[date, int]:
    return day, pk
