"""What is done about a bad rating: who is called back, what is put right, within which limit?

国办发〔2019〕51号: a bad rating becomes a work order, everybody who gave one is called back.
The limit of 15 working days is that of one city (shared standards/approvals.md §6), so it is a setting.
"""

from django.db import transaction

from yiwang import environment
from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.actions import Subject
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.applications import rules
from yiwang.subsystems.approvals.applications.models import Application, CallBack, FollowUp

CLOCK = "approvals.follow_up"
DAYS = environment.number("YIWANG_RECTIFICATION_DAYS", 15)
"""Working days for a bad rating; 0: no limit of one's own."""
RECTIFIED, UNFOUNDED = "rectified", "unfounded"
OUTCOMES = {RECTIFIED: "已整改", UNFOUNDED: "经核实不实"}


def limits() -> Limits:
    return Limits(
        basis="《国务院办公厅关于建立政务服务“好差评”制度提高政务服务水平的意见》（国办发〔2019〕51号）",
        legal=Limit(DAYS, Unit.WORKING_DAYS),
        warn=3,
    )


def open_follow_up(application: Application, stars: int, comment: str) -> FollowUp | None:
    """Part of the transaction that takes a rating in; None for a good one."""
    if not rules.is_bad(stars):
        return None
    follow_up, is_new = FollowUp.objects.get_or_create(
        application=application,
        defaults={
            "unit": application.case.unit,
            "stars": stars,
            "comment": comment,
            "opened_at": now(),
        },
    )
    if is_new:
        start_clock(follow_up)
        record(SYSTEM, "approvals.follow_up_open", follow_up, stars=stars)
    return follow_up


def start_clock(follow_up: FollowUp) -> bool:
    """Whether it runs: not while a year's calendar has not been published."""
    if not DAYS:
        return False
    subject = Subject(CLOCK, str(follow_up.pk), unit_id=follow_up.unit_id, item="差评整改")
    try:
        deadlines.start(subject, limits(), SYSTEM.person, at=follow_up.opened_at)
    except Refused:
        return False
    follow_up.is_timed = True
    follow_up.save(update_fields=["is_timed"])
    return True


def start_untimed() -> int:
    """The regular job: clocks that waited for the calendar of a year; how many now run."""
    if not DAYS:
        return 0
    waiting = FollowUp.objects.open().filter(is_timed=False).order_by("pk")
    return sum(_started_late(pk) for pk in list(waiting.values_list("pk", flat=True)[:200]))


@transaction.atomic
def _started_late(follow_up_id: int) -> bool:
    untimed = FollowUp.objects.open().select_for_update(of=("self",)).filter(pk=follow_up_id, is_timed=False)
    found = untimed.first()
    return found is not None and start_clock(found)


@transaction.atomic
def call_back(by: Actor, follow_up_id: int, *, is_reached: bool, said: str) -> CallBack:
    """Note that the rater was called, and what came of it."""
    follow_up = _locked(by, follow_up_id)
    given = _given(said, "said", "请写明回访情况。")
    call = CallBack.objects.create(
        follow_up=follow_up, at=now(), by=by.person, is_reached=is_reached, said=given
    )
    record(by, "approvals.follow_up_call", follow_up, is_reached=is_reached)
    return call


@transaction.atomic
def rectify(by: Actor, follow_up_id: int, measures: str) -> FollowUp:
    """Put right; not before the rater was called back."""
    follow_up = _locked(by, follow_up_id)
    if not follow_up.call_backs.exists():
        raise Refused("差评须先回访核实，再报整改结果。请先登记回访。")
    return _closed(by, follow_up, RECTIFIED, _given(measures, "measures", "请写明整改措施和结果。"))


@transaction.atomic
def dismiss(by: Actor, follow_up_id: int, ground: str) -> FollowUp:
    """After review a malicious or mistaken rating leaves the statistics; never by whom it complains of.

    Raises Refused for somebody who handled the case.
    """
    follow_up = _locked(by, follow_up_id)
    given = _given(ground, "measures", "请写明核实情况和依据。")
    if follow_up.application.case.handler_id == by.person_id:
        raise Refused("您是这件办件的承办人，不能认定对自己的评价不实，请由其他人员核实。")
    return _closed(by, follow_up, UNFOUNDED, given)


def _closed(by: Actor, follow_up: FollowUp, outcome: str, said: str) -> FollowUp:
    follow_up.outcome, follow_up.measures, follow_up.closed_at = outcome, said, now()
    follow_up.save(update_fields=["outcome", "measures", "closed_at", "handler"])
    clock = Clock.objects.open().of(CLOCK, str(follow_up.pk)).first()
    if clock:
        deadlines.stop(clock, by.person)
    record(by, "approvals.follow_up_close", follow_up, outcome=outcome, measures=said)
    return follow_up


def _locked(by: Actor, follow_up_id: int) -> FollowUp:
    """Still open, and from now on in the hands of whoever acts."""
    found = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("application__case", "unit")
        .filter(pk=follow_up_id)
        .first()
    )
    if found is None:
        raise Refused("没有这条差评整改记录。")
    if found.closed_at:
        raise Refused(f"这条差评{OUTCOMES[found.outcome]}，不能再办理，请刷新页面。")
    found.handler_id = by.person_id
    found.save(update_fields=["handler"])
    return found


def _given(text: str, field: str, sentence: str) -> str:
    given = text.replace("\x00", "").strip()
    if len(given) < 2:
        raise Refused(sentence, field=field)
    return given[:2_000]
