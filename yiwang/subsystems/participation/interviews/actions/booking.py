"""How is a studio booked, so that no two interviews are in it at the same time?"""

from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.interviews import rules
from yiwang.subsystems.participation.interviews.actions.planning import locked
from yiwang.subsystems.participation.interviews.models import Booking, Studio


@transaction.atomic
def book(by: Actor, interview_id: int, studio_id: int, starts_at: datetime, ends_at: datetime) -> Booking:
    """For the whole of the interview and what is needed around it; an earlier booking is given up for it.

    Raises Refused where the studio is taken, closed, or the booking does not cover the interview.
    """
    interview = locked(interview_id)
    if interview.state not in rules.CHANGEABLE:
        raise Refused(f"这期访谈{interview.get_state_display()}，不能预订演播室。")
    # The lock of the studio: of two who book at once the second sees the first's booking.
    studio = Studio.objects.select_for_update().filter(pk=studio_id).first()
    if studio is None or not studio.is_open:
        raise Refused("这个演播室现在不能预订，请选择其他演播室。", field="studio")
    if interview.starts_at and interview.ends_at:
        rules.check_covers(rules.Span(starts_at, ends_at), rules.Span(interview.starts_at, interview.ends_at))
    around = studio.bookings.filter(ends_at__gt=starts_at, starts_at__lt=ends_at)
    others = around.exclude(interview=interview).select_related("interview").order_by("starts_at")
    spans = [rules.Span(each.starts_at, each.ends_at, each.interview.title) for each in others]
    rules.check_free(spans, starts_at, ends_at)
    Booking.objects.filter(interview=interview).delete()
    booking = Booking.objects.create(
        studio=studio, interview=interview, starts_at=starts_at, ends_at=ends_at, booked_by=by.person
    )
    record(by, "interviews.studio_book", interview, studio=studio.name, starts_at=str(starts_at))
    return booking


@transaction.atomic
def give_up(by: Actor, interview_id: int) -> None:
    """Raises Refused where nothing is booked."""
    interview = locked(interview_id)
    booking = Booking.objects.filter(interview=interview).select_related("studio").first()
    if booking is None:
        raise Refused("这期访谈没有预订演播室。")
    name = booking.studio.name
    booking.delete()
    record(by, "interviews.studio_give_up", interview, studio=name)
