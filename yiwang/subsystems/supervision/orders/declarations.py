"""What does this room declare: its kinds, acts, role, files, watchers, figures, jobs and pages?"""

from collections.abc import Callable, Collection

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.cases import kinds as cases
from yiwang.kernel.cases import rules as case_rules
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines import subjects, ticking, watchers
from yiwang.kernel.deadlines.subjects import About
from yiwang.kernel.files import holders
from yiwang.kernel.intake import kinds as intake
from yiwang.kernel.intake import panels
from yiwang.kernel.organizations import oversight, roles
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.supervision.orders import (
    following,
    indicators,
    progress,
    reminding,
    rules,
    taking,
    timing,
    waiting,
)
from yiwang.subsystems.supervision.orders.messages import Complaint
from yiwang.subsystems.supervision.orders.models import Complaint as ComplaintRow
from yiwang.subsystems.supervision.orders.models import Order
from yiwang.subsystems.supervision.watching.rules import READ, RESPOND

ORDERS, COMPLAINTS = "/office/supervision/orders/", "/office/supervision/complaints/"


def declare() -> None:
    _kinds()
    _acts()
    _role()
    holders.register("supervision.order", waiting.visible, waiting.references)
    watchers.watch(reminding.warn_of_duty, kind=rules.ORDER)
    watchers.watch(reminding.warn_of_complaint, kind=rules.COMPLAINT)
    subjects.register(rules.ORDER, rules.ORDER_LABEL, _abouts(reminding.about_duties))
    subjects.register(rules.COMPLAINT, "投诉受理", _abouts(reminding.about_complaints))
    panels.register("supervision.complain", progress.COMPLAIN)
    indicators.declare()
    if settings.ZONE != "outer":
        ticking.every("supervision.start_complaints", seconds=3600, call=timing.start_untimed)
    menu.register("督办", "supervision_orders:order_list", "监督", READ)
    menu.register("本单位承办的督办", "supervision_orders:order_addressed", "监督", RESPOND)
    menu.register("投诉", "supervision_orders:complaint_list", "监督", READ)
    todos.register("supervision.orders", "待反馈的督办", waiting.to_answer, ORDERS)
    todos.register("supervision.verdicts", "待审核的督办反馈", waiting.to_judge, ORDERS)


def _kinds() -> None:
    cases.register(
        cases.Kind(
            code=rules.ORDER,
            label=rules.ORDER_LABEL,
            prefix=rules.ORDER_PREFIX,
            number=rules.ORDER_NUMBER,
            happened=following.order_happened,
            is_party_masked=False,
            links=_order_links,
        )
    )
    cases.register(
        cases.Kind(
            code=rules.COMPLAINT,
            label=rules.COMPLAINT_LABEL,
            prefix=rules.COMPLAINT_PREFIX,
            told=following.complaint_told,
            happened=following.complaint_happened,
            outcomes=rules.OUTCOMES,
            refusals=frozenset(rules.OUTCOMES),
            acceptance=rules.ACCEPTANCE,
            links=_complaint_links,
        )
    )
    intake.register(
        intake.Kind(
            code=rules.COMPLAINT,
            label=rules.COMPLAINT_LABEL,
            prefix=rules.COMPLAINT_PREFIX,
            body=Complaint,
            take=taking.take,
            take_supplement=taking.take_supplement,
            take_withdrawal=taking.take_withdrawal,
            take_rating=taking.take_rating,
            promise=rules.PROMISE,
            private=("text",),
        )
    )


def _order_links(case: Case, post: Post) -> list[tuple[str, str]]:
    pk = Order.objects.filter(case=case).values_list("pk", flat=True).first()
    return [("督办单", f"{ORDERS}{pk}/")] if pk else []


def _complaint_links(case: Case, post: Post) -> list[tuple[str, str]]:
    pk = ComplaintRow.objects.visible_to(post).filter(case=case).values_list("pk", flat=True).first()
    return [("投诉办理", f"{COMPLAINTS}{pk}/")] if pk else []


def _abouts(
    call: Callable[[Collection[str]], dict[str, tuple[str, str]]],
) -> Callable[[Collection[str]], dict[str, About]]:
    return lambda keys: {key: About(title, address) for key, (title, address) in call(keys).items()}


def _role() -> None:
    roles.declare(
        rules.HANDLER,
        "监察承办员",
        (oversight.OVERSEE, READ, case_rules.READ, case_rules.HANDLE),
        description="受理、核查群众投诉，催办督办事项；不能改动被监督单位的办件。",
    )


def _acts() -> None:
    events.declare(
        supervision__order_issue="下达督办",
        supervision__order_sign="签收督办",
        supervision__order_feed_back="反馈督办",
        supervision__order_ask_delay="申请督办延期",
        supervision__order_settle_delay="批复督办延期",
        supervision__order_accept="督办审核通过",
        supervision__order_send_back="退回督办反馈",
        supervision__order_visit="登记实地督查",
        supervision__order_cancel="撤销督办",
        supervision__order_reopen="督办重新办理",
        supervision__complaint_receive="收到投诉",
        supervision__complaint_fail="投诉未能受理",
        supervision__complaint_late="投诉人逾期补充或撤回",
        supervision__complaint_accept="受理投诉",
        supervision__complaint_decline="不予受理投诉",
        supervision__complaint_ask="请投诉人补充",
        supervision__complaint_settle="处理投诉",
        supervision__complaint_assign="确定被投诉单位",
    )
