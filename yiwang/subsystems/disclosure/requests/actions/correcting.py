"""How is an unclear request put right, once? (art. 30)"""

from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.actions import Missing
from yiwang.kernel.deadlines.moments import today
from yiwang.subsystems.disclosure.requests import pages, papers, results, rules, timing
from yiwang.subsystems.disclosure.requests.actions import ending, issuing
from yiwang.subsystems.disclosure.requests.actions.holding import check_state, held, of_handler
from yiwang.subsystems.disclosure.requests.models import Request
from yiwang.subsystems.disclosure.requests.papers import Words

WANTED = "wanted"


@transaction.atomic
def ask(by: Actor, request_id: int, items: str, until: date) -> Request:
    """Tell the applicant once of everything to be corrected, within seven working days after receipt.

    ``until``: the last day of a reasonable period. Raises Refused the second time and after the seven days.
    """
    items = states.words(items, "需要补正的内容", field="items")
    request, _ = of_handler(by, request_id)
    rules.check_confirmed(request.is_confirmed)
    rules.check_correction(
        request.case.asked_at is not None, timing.last_day(request.since, rules.CORRECTION), today()
    )
    rules.check_reasonable(until, today())
    check_state(request, frozenset({states.RECEIVED}), "告知补正")
    request.correct_until = until
    request.save(update_fields=["correct_until"])
    words = Words(
        f"您（单位）提出的政府信息公开申请内容不明确。依据《政府信息公开条例》第三十条，请补正以下内容：\n{items}\n"
        f"请在{papers.in_words(until)}前补正，答复期限自收到补正的申请之日起计算；"
        "无正当理由逾期不补正的，视为放弃申请，本机关不再处理。",
        (("申请编号", request.number), ("所需信息", request.title)),
    )
    issuing.issue(by, request, papers.CORRECTION, words)
    with pages.ours():
        missing = [Missing(WANTED, items, "申请内容", is_required=False)]
        request.case = cases.ask_for_missing(by, request.case_id, missing)
    record(by, "disclosure.correction_ask", request, until=until)
    return request


@transaction.atomic
def add_text(request_id: int, text: str) -> Request:
    """What was corrected stands with what was asked; drafts that did not see it cannot be sent."""
    request = held(request_id)
    if text.strip():
        request.text = f"{request.text}\n\n补正：{text.strip()}"
        request.version += 1
        request.save(update_fields=["text", "version"])
    record(SYSTEM, "disclosure.correction_take", request, version=request.version)
    return request


@transaction.atomic
def enter_correction(by: Actor, request_id: int, text: str) -> Request:
    """Corrected on paper or at the office, by an official who writes it down."""
    text = states.words(text, "补正的内容")
    request, _ = of_handler(by, request_id)
    check_state(request, frozenset({states.ASKED}), "登记补正")
    with pages.ours():
        cases.supply(by, request.case_id, text)
    return add_text(request_id, text)


@transaction.atomic
def give_up(by: Actor, request_id: int) -> Request:
    """Not corrected in time without a good reason: taken for given up, counted as 其他处理 1."""
    request, _ = of_handler(by, request_id)
    check_state(request, frozenset({states.ASKED}), "按逾期不补正结案")
    rules.check_given_up(request.correct_until, today())
    reason = "申请人在合理期限内没有补正，依据《政府信息公开条例》第三十条视为放弃申请，不再处理。"
    return ending.end(by, request, results.UNCORRECTED, reason)
