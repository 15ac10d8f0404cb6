"""What becomes of what the public hands in? Called by kernel.intake on the inner side.

Nothing that came is dropped in silence: an application that no case can be made of is answered with the
sentence that says why, and ends.
"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.kinds import TakenRating, TakenSubmission, TakenSupplement, TakenWithdrawal
from yiwang.kernel.intake.models import Matter
from yiwang.subsystems.approvals.applications import rules
from yiwang.subsystems.approvals.applications.actions import following_up, telling
from yiwang.subsystems.approvals.applications.actions.registering import Submitted, register
from yiwang.subsystems.approvals.applications.models import Application

NOT_TAKEN, SAME, OTHERS = "未能收件", "重复提交", "other"


def take(taken: TakenSubmission) -> None:
    """Make a case of it, or tell the applicant why none can be made."""
    matter = taken.matter
    at = matter.submitted_at or matter.received_at
    try:
        with transaction.atomic():
            registered = register(PUBLIC, Submitted(taken.body, taken.files, at, matter))
    except Refused as refused:
        telling.owe(SYSTEM, matter, telling.Step(NOT_TAKEN, refused.sentence, kind="close"))
        record(SYSTEM, "approvals.application_fail", matter, number=matter.number, reason=refused.sentence)
        return
    if not registered.is_new:
        _tell_same(matter, registered.application)


def _tell_same(matter: Matter, application: Application) -> None:
    first = application.matter.number if application.matter else application.case.number
    text = f"同样内容的申请此前已经收到（编号{first}），按一件办理，请凭该编号查询进度。"
    telling.owe(SYSTEM, matter, telling.Step(SAME, text, kind="close"))
    record(SYSTEM, "approvals.application_same", matter, number=matter.number, case=application.case.number)


def take_supplement(taken: TakenSupplement) -> None:
    """Into the case that waits for it; where it waits no longer what came hangs on the case all the same."""
    application = _application(taken.matter)
    if application is None:
        return
    files = {code: tuple(given) for code, given in taken.materials.items()}
    named = {stored.pk for given in files.values() for stored in given}
    files[OTHERS] = tuple(stored for stored in taken.files if stored.pk not in named)
    try:
        with transaction.atomic():
            cases.supply(PUBLIC, application.case_id, taken.text, files)
    except Refused as refused:
        _keep_late(application, taken, refused.sentence)


def _keep_late(application: Application, taken: TakenSupplement, why: str) -> None:
    if taken.files and application.case.is_open:
        cases.attach(PUBLIC, application.case_id, taken.files, "申请人逾期补充的材料", is_public=True)
    record(SYSTEM, "approvals.supplement_late", application, text=taken.text, reason=why)


def take_withdrawal(taken: TakenWithdrawal) -> None:
    application = _application(taken.matter)
    if application is None:
        return
    try:
        with transaction.atomic():
            cases.withdraw(PUBLIC, application.case_id, "申请人在网上撤回")
    except Refused as refused:
        record(SYSTEM, "approvals.withdrawal_late", application, reason=refused.sentence)


def take_rating(taken: TakenRating) -> None:
    """Into the case by the name of its level; a bad one makes a follow-up."""
    application = _application(taken.matter)
    if application is None:
        return
    level = rules.LEVEL_CODES[taken.stars]
    cases.rate(PUBLIC, application.case_id, level, taken.comment)
    following_up.open_follow_up(application, taken.stars, taken.comment)


def _application(matter: Matter) -> Application | None:
    """None where no case was made of it."""
    return Application.objects.select_related("case__unit").filter(matter=matter).first()
