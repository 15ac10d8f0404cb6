"""How does an answer get more time, once, by the head of the disclosure office? (art. 33)"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.models import Extension
from yiwang.kernel.errors import Refused
from yiwang.subsystems.disclosure.requests import pages, papers, reminding, rules, timing
from yiwang.subsystems.disclosure.requests.actions import issuing
from yiwang.subsystems.disclosure.requests.actions.holding import clock_of, of_handler
from yiwang.subsystems.disclosure.requests.models import Request
from yiwang.subsystems.disclosure.requests.papers import Words


@transaction.atomic
def ask(by: Actor, request_id: int, number: int, ground: str) -> Extension:
    """Raises Refused after one was granted or asked for, after the end, and while time stands still."""
    request, _ = of_handler(by, request_id)
    known = set(request.case.extensions.values_list("state", flat=True))
    _check(request, was_extended=Extension.GRANTED in known, is_asked=Extension.ASKED in known)
    with pages.ours():
        asked = cases.ask_extension(by, request.case_id, number, ground)
    reminding.tell_heads(request, "待批准的延期", f"disclosure.extension:{asked.pk}")
    record(by, "disclosure.extension_ask", request, number=number)
    return asked


@transaction.atomic
def settle(by: Actor, request_id: int, reply: str, *, is_granted: bool) -> Request:
    """Granted before the first limit ends; the applicant is told with the paper."""
    request, _ = of_handler(by, request_id, states.GRANT)
    asked = request.case.extensions.filter(state=Extension.ASKED).first()
    if asked is None:
        raise Refused("没有等待批准的延期申请，请刷新页面查看。")
    if not is_granted:
        with pages.ours():
            cases.refuse_extension(by, asked.pk, reply)
        record(by, "disclosure.extension_settle", request, is_granted=False)
        return request
    _check(request, was_extended=False, is_asked=False)
    words = Words(
        f"您（单位）申请的政府信息，因{asked.ground}，本机关不能在法定期限内答复。依据{request.case.terms.decision.basis}，"  # type: ignore[union-attr]
        f"经本机关政府信息公开工作机构负责人同意，延长答复期限{asked.number}个工作日。",
        (("申请编号", request.number), ("所需信息", request.title)),
    )
    paper = issuing.issue(by, request, papers.EXTENSION, words)
    with pages.ours():
        cases.grant_extension(by, asked.pk, reply, paper.number)
    record(by, "disclosure.extension_settle", request, is_granted=True, number=asked.number)
    return request


def _check(request: Request, *, was_extended: bool, is_asked: bool) -> None:
    rules.check_extension(
        is_late=timing.is_late(clock_of(request)),
        was_extended=was_extended,
        is_asked=is_asked,
        is_running=request.case.state == states.ACCEPTED,
    )
