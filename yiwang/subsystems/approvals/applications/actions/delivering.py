"""How is noted with which parcel a result went out?"""

import re

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases import standing
from yiwang.kernel.cases.models import Case
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.applications.models import Application

TRACKING = re.compile(r"[0-9A-Z]{8,30}")


@transaction.atomic
def note_tracking(by: Actor, case_id: int, tracking: str) -> Application:
    """Before the delivery is registered, so that the receipt of delivery names the parcel."""
    number = re.sub(r"[\s-]", "", tracking).upper()
    if not TRACKING.fullmatch(number):
        raise Refused("邮件号码应为8至30位字母和数字，请核对。", field="tracking")
    case = Case.objects.select_for_update(of=("self",)).select_related("unit").get(pk=case_id)
    standing.require_part(standing.post_of(by), cases.HANDLE, case)
    if case.state != cases.DECIDED:
        raise Refused(f"该件{case.get_state_display()}，不能登记邮件号码。")
    application = Application.objects.select_for_update(of=("self",)).get(case=case)
    application.tracking = number
    application.save(update_fields=["tracking"])
    record(by, "approvals.tracking_note", application, tracking=number)
    return application
