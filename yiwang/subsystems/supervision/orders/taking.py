"""What becomes of what the public hands in as a complaint? Called by kernel.intake on the inner side.

Nothing that came is dropped in silence: a complaint that nobody can handle is answered with the reason.
"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.kinds import TakenRating, TakenSubmission, TakenSupplement, TakenWithdrawal
from yiwang.kernel.intake.models import Matter
from yiwang.subsystems.supervision.orders import rules
from yiwang.subsystems.supervision.orders.actions import complaints
from yiwang.subsystems.supervision.orders.models import Complaint


def take(taken: TakenSubmission) -> None:
    """Make a case of it, or tell the complainant why none can be made."""
    try:
        with transaction.atomic():
            complaints.receive(taken.matter, taken.body, taken.files)
    except Refused as refused:
        report(SYSTEM, taken.matter.reference, Report("未能受理", refused.sentence, kind="close"))
        record(SYSTEM, "supervision.complaint_fail", taken.matter, reason=refused.sentence)


def take_supplement(taken: TakenSupplement) -> None:
    """Into the case that waits for it; where it waits no longer the files hang on it all the same."""
    complaint = _complaint(taken.matter)
    if complaint is None:
        return
    try:
        with transaction.atomic():
            cases.supply(PUBLIC, complaint.case_id, taken.text, {complaints.FACTS: taken.files})
    except Refused as refused:
        if taken.files and complaint.case.is_open:
            cases.attach(PUBLIC, complaint.case_id, taken.files, "投诉人补充的材料")
        record(SYSTEM, "supervision.complaint_late", complaint, reason=refused.sentence)
    _keep_text(complaint, taken.text)


def _keep_text(complaint: Complaint, text: str) -> None:
    """What was added stands with what was complained of."""
    if text:
        held = Complaint.objects.select_for_update().get(pk=complaint.pk)
        held.text = f"{held.text}\n\n补充：{text}"
        held.save(update_fields=["text"])


def take_withdrawal(taken: TakenWithdrawal) -> None:
    complaint = _complaint(taken.matter)
    if complaint is None:
        return
    try:
        with transaction.atomic():
            cases.withdraw(PUBLIC, complaint.case_id, "投诉人撤回")
    except Refused as refused:
        record(SYSTEM, "supervision.complaint_late", complaint, reason=refused.sentence)


def take_rating(taken: TakenRating) -> None:
    complaint = _complaint(taken.matter)
    if complaint:
        cases.rate(PUBLIC, complaint.case_id, rules.LEVELS[taken.stars], taken.comment)


def _complaint(matter: Matter) -> Complaint | None:
    """None where no case was made of it."""
    return Complaint.objects.select_related("case").filter(matter=matter).first()
