"""What is done with an interview from the proposal to the archive: propose, change, approve, announce, …?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import day_of, now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import tell
from yiwang.kernel.exchange.rules import marking_in, refuse_marked
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.participation.interviews import guide, rules
from yiwang.subsystems.participation.interviews.models import Booking, Guest, Interview, Step


@dataclass(frozen=True)
class Facts:
    """What an interview is about, when, with whom; ``guests``: name, and office held."""

    title: str
    summary: str
    unit: Unit
    month: int | None = None
    host: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    asking_from: datetime | None = None
    asking_until: datetime | None = None
    has_stream: bool = False
    guests: Sequence[tuple[str, str]] = ()


_COLUMNS = ("title", "summary", "unit", "month", "host", "starts_at", "ends_at")
_ASKING = ("asking_from", "asking_until", "has_stream")


@transaction.atomic
def propose(by: Actor, organizer: Unit, year: int, facts: Facts, token: str) -> Interview:
    """Into the plan of a year; the same form sent twice is one interview.

    Raises Refused for times that do not fit, for a closed unit and for the mark of a state secret.
    """
    earlier = Interview.objects.filter(token=token).first()
    if earlier:
        return earlier
    _check(facts)
    interview = Interview(organizer=organizer, year=year, token=token, proposed_at=now())
    interview.proposed_by, interview.proposer_id = by.person, by.person_id
    _fill(interview, facts)
    interview.save()
    guide.copy_to(interview)
    _invite(by, interview, facts.guests)
    mark(by, interview, "propose")
    _set_due(interview)
    record(by, "interviews.interview_propose", interview, year=year, month=facts.month)
    return interview


@transaction.atomic
def change(by: Actor, interview_id: int, facts: Facts) -> Interview:
    """Before it begins. Raises Refused afterwards; what was announced is announced anew."""
    interview = locked(interview_id)
    if interview.state not in rules.CHANGEABLE:
        raise Refused(f"这期访谈{interview.get_state_display()}，不能再修改。")
    _check(facts, before=interview)
    before = {"title": interview.title, "starts_at": str(interview.starts_at), "month": interview.month}
    if interview.state != rules.PLANNED and facts.month != interview.month:
        raise Refused("已经审批的访谈不能改动计划月份。", field="month")
    _fill(interview, facts)
    interview.save()
    _invite(by, interview, facts.guests)
    _set_due(interview)
    _move_booking(interview)
    if interview.state == rules.ANNOUNCED:
        if not facts.guests:
            raise Refused("已经预告的访谈至少要有一位嘉宾。", field="guests")
        tell(by, interview)
    record(by, "interviews.interview_change", interview, before=before)
    return interview


def _check(facts: Facts, before: Interview | None = None) -> None:
    if not facts.unit.is_open:
        raise Refused(f"{facts.unit.name}已撤销，请选择其他单位。", field="unit")
    refuse_marked(marking_in(f"{facts.title}\n{facts.summary}"))
    if (facts.starts_at is None) != (facts.ends_at is None):
        raise Refused("开始和结束时间请一起填写。", field="ends_at")
    if before is not None and before.is_public and facts.starts_at is None:
        raise Refused("已经预告的访谈应当有开始时间。", field="starts_at")
    if facts.starts_at is None or facts.ends_at is None:
        if facts.asking_from or facts.asking_until:
            raise Refused("请先填写访谈的开始和结束时间，再填写征集提问的时间。", field="starts_at")
        return
    is_same = before is not None and before.starts_at == facts.starts_at
    rules.check_times(facts.starts_at, facts.ends_at, None if is_same else now())
    rules.check_asking(facts.asking_from, facts.asking_until, facts.starts_at)


def _fill(interview: Interview, facts: Facts) -> None:
    for name in (*_COLUMNS, *_ASKING):
        setattr(interview, name, getattr(facts, name))


def _invite(by: Actor, interview: Interview, guests: Sequence[tuple[str, str]]) -> None:
    if len(guests) > rules.MOST_GUESTS:
        raise Refused(f"嘉宾请不要超过{rules.MOST_GUESTS}位。", field="guests")
    if list(interview.guests.values_list("name", "title")) == list(guests):
        return
    interview.guests.all().delete()
    Guest.objects.bulk_create(
        Guest(interview=interview, order=order, name=name, title=title)
        for order, (name, title) in enumerate(guests)
    )
    done = {"done_at": now(), "done_by": by.person} if guests else {"done_at": None, "done_by": ""}
    interview.steps.filter(marked_by="guests").update(**done)


def _set_due(interview: Interview) -> None:
    """The days by which the steps of the guide are to be done, once there is a day to count from."""
    day: date | None = day_of(interview.starts_at) if interview.starts_at else None
    steps = list(interview.steps.all())
    for step in steps:
        step.due_on = shifted(day, days=step.days) if day else None
    Step.objects.bulk_update(steps, ["due_on"])


def _move_booking(interview: Interview) -> None:
    """A booking is for a time: another time needs another booking."""
    booking = Booking.objects.filter(interview=interview).first()
    if booking is None:
        return
    is_inside = (
        interview.starts_at is not None
        and interview.ends_at is not None
        and booking.starts_at <= interview.starts_at
        and booking.ends_at >= interview.ends_at
    )
    if not is_inside:
        raise Refused("访谈时间超出了演播室的预订时间，请先改订或者取消演播室。", field="starts_at")


@transaction.atomic
def approve(by: Actor, interview_id: int) -> Interview:
    """Raises Refused for one's own proposal (two pairs of hands)."""
    interview = locked(interview_id)
    state = rules.check_deed(interview.state, "approve")
    rules.check_approver(interview.proposer_id, by.person_id)
    interview.state, interview.approved_by = state, by.person
    interview.save(update_fields=["state", "approved_by"])
    mark(by, interview, "approve")
    record(by, "interviews.interview_approve", interview)
    return interview


@transaction.atomic
def announce(by: Actor, interview_id: int) -> Interview:
    """Make it public: subject, time, guests, how to ask. Raises Refused while the guide asks for more."""
    interview = locked(interview_id)
    state = rules.check_deed(interview.state, "announce")
    if interview.starts_at is None:
        raise Refused("请先填写访谈的开始和结束时间。", field="starts_at")
    if interview.starts_at <= now():
        raise Refused("访谈的开始时间已过，请先修改时间再发布预告。", field="starts_at")
    check_guide(interview, "announce")
    return _moved(by, interview, "announce", state)


@transaction.atomic
def start(by: Actor, interview_id: int) -> Interview:
    interview = locked(interview_id)
    state = rules.check_deed(interview.state, "start")
    check_guide(interview, "start")
    interview.started_at = now()
    return _moved(by, interview, "start", state, "started_at")


@transaction.atomic
def end(by: Actor, interview_id: int) -> Interview:
    interview = locked(interview_id)
    state = rules.check_deed(interview.state, "end")
    interview.ended_at = now()
    interview.has_stream = False
    return _moved(by, interview, "end", state, "ended_at", "has_stream")


@transaction.atomic
def archive(by: Actor, interview_id: int) -> Interview:
    interview = locked(interview_id)
    state = rules.check_deed(interview.state, "archive")
    check_guide(interview, "archive")
    return _moved(by, interview, "archive", state)


@transaction.atomic
def cancel(by: Actor, interview_id: int, reason: str) -> Interview:
    """Before it began; the studio is free again, and whoever saw the notice reads that it is off."""
    interview = locked(interview_id)
    state = rules.check_deed(interview.state, "cancel")
    was_public = interview.is_public
    Booking.objects.filter(interview=interview).delete()
    interview.reason = _reason(reason)
    interview.state = state
    interview.save(update_fields=["state", "reason"])
    if was_public:
        tell(by, interview)
    record(by, "interviews.interview_cancel", interview, reason=interview.reason)
    return interview


@transaction.atomic
def withdraw(by: Actor, interview_id: int, reason: str) -> Interview:
    """Take it back everywhere: page, live text, video, transcript, search, feeds, for a reason."""
    interview = locked(interview_id)
    state = rules.check_deed(interview.state, "withdraw")
    Booking.objects.filter(interview=interview, ends_at__gt=now()).delete()
    interview.reason = _reason(reason)
    interview.state = state
    interview.save(update_fields=["state", "reason"])
    tell(by, interview)
    record(by, "interviews.interview_withdraw", interview, reason=interview.reason)
    return interview


def _reason(text: str) -> str:
    text = rules.legible(text)
    if not 2 <= len(text) <= rules.REASON_LENGTH:
        raise Refused(f"请写明原因（2至{rules.REASON_LENGTH}字）。", field="reason")
    return text


def _moved(by: Actor, interview: Interview, deed: str, state: str, *fields: str) -> Interview:
    interview.state = state
    interview.save(update_fields=["state", *fields])
    mark(by, interview, deed)
    tell(by, interview)
    record(by, f"interviews.interview_{deed}", interview)
    return interview


@transaction.atomic
def tick(by: Actor, interview_id: int, code: str, note: str = "", *, is_done: bool = True) -> Step:
    """Say that a step of the guide is done, or that it is not. Raises Refused for one that a deed ticks."""
    interview = locked(interview_id)
    step = interview.steps.filter(code=code).first()
    if step is None:
        raise Refused("没有这个步骤，请刷新页面查看。")
    if step.marked_by:
        raise Refused(f"“{step.name}”在办理时自动记录，不需要手工登记。")
    if interview.state in {rules.ARCHIVED, rules.CANCELLED, rules.WITHDRAWN}:
        raise Refused(f"这期访谈{interview.get_state_display()}，不能再登记步骤。")
    step.done_at, step.done_by = (now(), by.person) if is_done else (None, "")
    step.note = rules.legible(note)[: rules.NOTE_LENGTH]
    step.save(update_fields=["done_at", "done_by", "note"])
    act = "interviews.step_tick" if is_done else "interviews.step_untick"
    record(by, act, interview, step=step.name, note=step.note)
    return step


def locked(interview_id: int) -> Interview:
    """The interview, ours until the commit. Raises Refused where there is none."""
    rows: Any = Interview.objects.select_for_update(of=("self",)).select_related("unit", "organizer")
    found: Interview | None = rows.filter(pk=interview_id).first()
    if found is None:
        raise Refused("没有这期访谈。")
    return found


def mark(by: Actor, interview: Interview, deed: str) -> None:
    """Tick what the guide says is done by this deed."""
    interview.steps.filter(marked_by=deed, done_at=None).update(done_at=now(), done_by=by.person)


def check_guide(interview: Interview, deed: str) -> None:
    """Raises Refused naming what the guide asks for before the deed."""
    steps = (
        rules.StepFacts(step.name, step.before, step.done_at is not None, step.is_required)
        for step in interview.steps.all()
    )
    rules.check_steps(steps, deed)
