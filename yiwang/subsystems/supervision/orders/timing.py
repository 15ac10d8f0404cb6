"""How does the time of a unit's duty and of a complaint's acceptance run?"""

from datetime import date, datetime

from django.db import transaction

from yiwang.kernel.cases.rules import RECEIVED
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines import moments
from yiwang.kernel.deadlines.actions import Extension, Subject
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.errors import Refused
from yiwang.subsystems.supervision.orders import rules
from yiwang.subsystems.supervision.orders.models import Complaint, Delay, Duty

BATCH = 200


def start(duty: Duty, limits: Limits, by: str) -> None:
    """From now on; unsaved. Raises Refused where the end lies in a year without calendar."""
    subject = Subject(rules.ORDER, str(duty.pk), unit_id=duty.unit_id, item=rules.ORDER_LABEL)
    try:
        duty.clock = deadlines.start(subject, limits, by)
    except Refused as refused:
        raise Refused(refused.sentence, field="working_days") from refused


def stop(duty: Duty, by: str) -> None:
    """The unit says that all is done: from here on it is the judge's time."""
    if duty.clock_id:
        duty.clock = deadlines.stop(Clock(pk=duty.clock_id), by)


def cancel(duty: Duty, by: str, ground: str) -> None:
    if duty.clock_id and duty.state == rules.OPEN:
        deadlines.cancel(Clock(pk=duty.clock_id), by, ground)


def extend(delay: Delay, by: str) -> None:
    """By days of the kind that the limit counts. Raises Refused as ``start``."""
    clock = delay.duty.clock
    if clock is None:
        return
    extension = Extension(Limit(delay.days, Unit(clock.legal_unit)), by, delay.ground)
    deadlines.extend(clock, by, extension)


def last_day(clock: Clock | None) -> date | None:
    due_at = clock.due_at if clock else None
    return moments.day_of(moments.shifted(due_at, seconds=-1)) if due_at else None


def lamp(duty: Duty, now: datetime) -> tuple[str, str]:
    """Label and tone; of what was reported in its state's words. Reads ``duty.clock``."""
    if duty.state != rules.OPEN or duty.clock is None:
        return ("", "")
    return rules.LAMPS[rules.lamp(duty.clock.started_at, duty.clock.due_at, duty.progress, now)]


def start_acceptance(complaint: Complaint) -> bool:
    """Since it was received; whether it runs: not while the calendar of a year is missing."""
    case = complaint.case
    subject = Subject(rules.COMPLAINT, str(complaint.pk), unit_id=case.unit_id, item="投诉受理")
    try:
        with transaction.atomic():
            deadlines.start(subject, rules.ACCEPTANCE, "系统", at=case.received_at)
    except Refused:
        return False
    return True


def acceptance_of(complaint: Complaint) -> Clock | None:
    return Clock.objects.open().of(rules.COMPLAINT, str(complaint.pk)).first()


def start_untimed() -> int:
    """The regular job: acceptance that waited for the calendar of a year; how many now run."""
    running = Clock.objects.open().filter(subject_kind=rules.COMPLAINT).values_list("subject_key", flat=True)
    known = {int(key) for key in running}
    waiting = Complaint.objects.filter(case__state=RECEIVED).exclude(pk__in=known).order_by("pk")
    return sum(_start_late(pk) for pk in list(waiting.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _start_late(complaint_id: int) -> bool:
    held = Complaint.objects.select_for_update(of=("self",)).select_related("case")
    complaint = held.get(pk=complaint_id)
    is_waiting = complaint.case.state == RECEIVED and acceptance_of(complaint) is None
    return is_waiting and start_acceptance(complaint)
