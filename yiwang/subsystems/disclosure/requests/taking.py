"""What becomes of what the public hands in as a request? Called by kernel.intake on the inner side.

Nothing that came is dropped in silence: a request that cannot be taken is answered with the reason.
"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.kinds import TakenRating, TakenSubmission, TakenSupplement, TakenWithdrawal
from yiwang.kernel.intake.models import Matter
from yiwang.subsystems.disclosure.requests import pages, reminding
from yiwang.subsystems.disclosure.requests.actions import correcting, ending, receiving
from yiwang.subsystems.disclosure.requests.models import Request

LEVELS = {
    5: "very_satisfied",
    4: "satisfied",
    3: "fairly_satisfied",
    2: "dissatisfied",
    1: "very_dissatisfied",
}


def take(taken: TakenSubmission) -> None:
    """Make a case of it, or tell the applicant why none can be made."""
    try:
        with transaction.atomic():
            receiving.receive(taken.matter, taken.body, taken.files)
    except Refused as refused:
        report(SYSTEM, taken.matter.reference, Report("未能受理", refused.sentence, kind="close"))
        record(SYSTEM, "disclosure.request_fail", taken.matter, reason=refused.sentence)


def take_supplement(taken: TakenSupplement) -> None:
    """The corrected request; what comes when nothing is asked any more stays with its case."""
    request = _request(taken.matter)
    if request is None:
        return
    text = taken.text or "（见附件）"
    files = {correcting.WANTED: taken.files} if taken.files else {}
    try:
        with transaction.atomic(), pages.ours():
            cases.supply(PUBLIC, request.case_id, text, files)
    except Refused as refused:
        if taken.files and request.is_open:
            cases.attach(PUBLIC, request.case_id, taken.files, "申请人补充的材料")
        record(SYSTEM, "disclosure.request_late", request, reason=refused.sentence)
    correcting.add_text(request.pk, text)
    reminding.tell_clerks(request, "申请人已补正", f"disclosure.corrected:{request.pk}:{request.version}")


def take_withdrawal(taken: TakenWithdrawal) -> None:
    request = _request(taken.matter)
    if request is None:
        return
    try:
        with transaction.atomic():
            ending.withdraw(request.pk)
    except Refused as refused:
        record(SYSTEM, "disclosure.request_late", request, reason=refused.sentence)


def take_rating(taken: TakenRating) -> None:
    request = _request(taken.matter)
    if request:
        cases.rate(PUBLIC, request.case_id, LEVELS[taken.stars], taken.comment)


def _request(matter: Matter) -> Request | None:
    """None where no case was made of it."""
    joined = ("case__unit", "matter", "unit")
    return Request.objects.select_related(*joined).filter(matter=matter).first()
