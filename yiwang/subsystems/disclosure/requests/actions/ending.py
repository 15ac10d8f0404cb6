"""How does a request end without an answer?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM, Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.deadlines.moments import today
from yiwang.subsystems.disclosure.requests import pages, results
from yiwang.subsystems.disclosure.requests.actions.holding import held
from yiwang.subsystems.disclosure.requests.models import Request


def settle(request: Request, result: str) -> None:
    """Part of the transaction that ends it: by which result it is counted, in which year."""
    request.result = result
    request.settled_on = max(today(), request.received_on)
    request.save(update_fields=["result", "settled_on", "is_in_time"])


def end(by: Actor, request: Request, result: str, reason: str) -> Request:
    """Part of the caller's transaction, which holds the request."""
    with pages.ours():
        request.case = cases.terminate(by, request.case_id, reason)
    settle(request, result)
    record(by, "disclosure.request_end", request, result=results.LABELS[result])
    return request


@transaction.atomic
def withdraw(request_id: int) -> Request:
    """By its applicant. Raises Refused once it was answered."""
    request = held(request_id)
    with pages.ours():
        request.case = cases.withdraw(PUBLIC, request.case_id, "申请人撤回")
    request.refresh_from_db(fields=["result", "settled_on"])
    record(SYSTEM, "disclosure.request_withdraw", request)
    return request
