"""Is an interview planned, prepared, announced and held in the order of the guide, by two pairs of hands?"""

import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import day_of, now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.participation.interviews import guide, indicators, queries, rules, waiting
from yiwang.subsystems.participation.interviews.actions import booking, planning, reference
from yiwang.subsystems.participation.interviews.models import Booking, Broadcast, GuideStep, Interview, Studio
from yiwang.subsystems.participation.interviews.tests.makers import (
    commits,
    facts,
    make_interview,
    make_question,
    shown,
    tomorrow,
)

pytestmark = pytest.mark.django_db


def test_the_guide_ships_with_the_ten_steps_of_an_interview(studio):
    """FUNCTIONS S45: each interview goes through the steps of the guide."""
    steps = guide.steps()
    assert [step.code for step in steps] == [
        *("subject", "approval", "guest", "notice", "questions"),
        *("rehearsal", "live", "transcript", "replay", "archive"),
    ]
    assert all(step.who and step.what for step in steps)


def test_a_proposal_copies_the_guide_with_its_days_and_ticks_what_is_done(studio):
    interview = make_interview(studio)
    steps = {step.code: step for step in interview.steps.all()}
    assert len(steps) == 10
    assert steps["subject"].done_at
    assert steps["guest"].done_at
    assert steps["approval"].done_at is None
    assert steps["notice"].due_on == shifted(day_of(interview.starts_at), days=-5)


def test_a_change_of_the_guide_leaves_earlier_interviews_alone(studio):
    interview = make_interview(studio)
    said = {"name": "预演", "who": "编辑", "what": "", "days": -2, "is_required": True, "is_active": True}
    reference.change_step(actor(studio.planner), "rehearsal", **said)
    assert interview.steps.get(code="rehearsal").name == "彩排"
    assert make_interview(studio).steps.get(code="rehearsal").name == "预演"


def test_the_same_form_sent_twice_is_one_interview(studio):
    make_interview(studio, token="once")
    make_interview(studio, token="once")
    assert Interview.objects.count() == 1


def test_nobody_approves_their_own_proposal(studio):
    mine = make_interview(studio)
    Interview.objects.filter(pk=mine.pk).update(proposer_id=studio.planner.person_id)
    with pytest.raises(Refused, match="其他计划管理员"):
        planning.approve(actor(studio.planner), mine.pk)


def test_an_interview_without_guests_is_not_announced(studio):
    interview = make_interview(studio, rules.APPROVED, guests=[])
    with pytest.raises(Refused, match="确定嘉宾"):
        planning.announce(actor(studio.editor), interview.pk)
    with commits():
        planning.change(actor(studio.editor), interview.pk, facts(studio))
        planning.announce(actor(studio.editor), interview.pk)
    assert shown(interview).guests == [{"name": "王建国", "title": "市住建局局长"}]


def test_nothing_is_public_before_the_notice_and_a_change_after_it_is_told(studio):
    interview = make_interview(studio, rules.APPROVED)
    assert not Broadcast.objects.exists()
    with commits():
        planning.announce(actor(studio.editor), interview.pk)
    with commits():
        planning.change(actor(studio.editor), interview.pk, facts(studio, title="公租房怎么续租"))
    assert shown(interview).title == "公租房怎么续租"
    assert Interview.objects.get(pk=interview.pk).sent_sequence == 2


def test_without_a_rehearsal_an_interview_does_not_begin(studio):
    interview = make_interview(studio, rules.ANNOUNCED)
    with pytest.raises(Refused, match="彩排"):
        planning.start(actor(studio.editor), interview.pk)
    planning.tick(actor(studio.editor), interview.pk, "rehearsal", "设备正常")
    with commits():
        planning.start(actor(studio.editor), interview.pk)
    assert shown(interview).is_live


def test_a_step_that_a_deed_ticks_is_not_ticked_by_hand_and_another_can_be_taken_back(studio):
    interview = make_interview(studio)
    with pytest.raises(Refused, match="自动记录"):
        planning.tick(actor(studio.editor), interview.pk, "approval")
    planning.tick(actor(studio.editor), interview.pk, "rehearsal", "好")
    step = planning.tick(actor(studio.editor), interview.pk, "rehearsal", is_done=False)
    assert step.done_at is None
    with pytest.raises(Refused, match="没有这个步骤"):
        planning.tick(actor(studio.editor), interview.pk, "no-such")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_at": None}, "一起填写"),
        ({"starts_at": shifted(now(), days=-1)}, "8小时|现在以后"),
        ({"starts_at": None, "ends_at": None}, "先填写访谈"),
        ({"summary": "机密★三年"}, "秘密|密级|标志"),
        ({"guests": [(f"嘉宾{n}", "") for n in range(13)]}, "不要超过12位"),
    ],
)
def test_facts_that_do_not_fit_are_refused_and_nothing_is_kept(studio, changes, said):
    with pytest.raises(Refused, match=said):
        make_interview(studio, **changes)
    assert not Interview.objects.exists()


def test_a_cancelled_interview_gives_its_studio_back_and_says_so_outside(studio):
    interview = make_interview(studio, rules.ANNOUNCED)
    room = reference.add_studio(actor(studio.planner), "一号演播室", "", "")
    booking.book(actor(studio.editor), interview.pk, room.pk, tomorrow(-1), tomorrow(3))
    with commits():
        planning.cancel(actor(studio.planner), interview.pk, "嘉宾临时有公务")
    assert not Booking.objects.exists()
    assert shown(interview).state == rules.CANCELLED
    assert Entry.objects.filter(act="interviews.interview_cancel").exists()


def test_two_interviews_are_not_in_one_studio_at_one_time(studio):
    first, second = make_interview(studio), make_interview(studio, title="医保怎么报销")
    room = reference.add_studio(actor(studio.planner), "一号演播室", "", "")
    booking.book(actor(studio.editor), first.pk, room.pk, tomorrow(-1), tomorrow(3))
    with pytest.raises(Refused, match="公租房怎么申请"):
        booking.book(actor(studio.editor), second.pk, room.pk, tomorrow(-2), tomorrow(2.5))
    other = reference.add_studio(actor(studio.planner), "二号演播室", "", "")
    booking.book(actor(studio.editor), second.pk, other.pk, tomorrow(-1), tomorrow(3))
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(interview=second).update(
            studio=room, starts_at=Booking.objects.get(interview=first).starts_at
        )


def test_a_booking_covers_the_interview_and_moves_with_it(studio):
    interview = make_interview(studio)
    room = reference.add_studio(actor(studio.planner), "一号演播室", "", "")
    with pytest.raises(Refused, match="覆盖整个访谈"):
        booking.book(actor(studio.editor), interview.pk, room.pk, tomorrow(1), tomorrow(3))
    booking.book(actor(studio.editor), interview.pk, room.pk, tomorrow(-1), tomorrow(3))
    with pytest.raises(Refused, match="先改订"):
        planning.change(actor(studio.editor), interview.pk, facts(studio, ends_at=tomorrow(4)))
    booking.give_up(actor(studio.editor), interview.pk)
    with pytest.raises(Refused, match="没有预订"):
        booking.give_up(actor(studio.editor), interview.pk)


def test_a_closed_studio_takes_no_booking(studio):
    interview = make_interview(studio)
    room = reference.add_studio(actor(studio.planner), "一号演播室", "", "")
    reference.open_or_close(actor(studio.planner), room.pk)
    with pytest.raises(Refused, match="不能预订"):
        booking.book(actor(studio.editor), interview.pk, room.pk, tomorrow(-1), tomorrow(3))
    assert not Studio.objects.get().is_open


def test_the_unit_that_speaks_sees_its_interview_and_a_stranger_does_not(studio):
    from yiwang.kernel.organizations.tests.makers import make_post

    make_interview(studio)
    stranger = make_post(roles=[rules.EDITOR])
    assert Interview.objects.visible_to(studio.speaker).count() == 1
    assert Interview.objects.visible_to(studio.planner).count() == 1
    assert Interview.objects.visible_to(stranger).count() == 0
    assert Interview.objects.visible_to(None).count() == 0


def test_what_waits_is_shown_to_those_who_may_do_it(studio):
    interview = make_interview(studio)
    assert [todo.title for todo in waiting.to_approve(studio.planner, 10)] == [interview.title]
    assert waiting.to_approve(studio.editor, 10) == []
    late = {todo.title: todo.is_late for todo in waiting.steps(studio.editor, 20)}
    assert late[f"审批：{interview.title}"]
    live = make_interview(studio, rules.LIVE)
    make_question(live)
    [todo] = waiting.to_moderate(studio.moderator, 10)
    assert (todo.note, todo.is_late) == ("1条提问待审核", True)


def test_the_year_plan_counts_by_unit_and_month(studio):
    held = make_interview(studio, rules.ENDED)
    make_interview(studio, month=None, title="年中增加的")
    plan = queries.year_plan(studio.planner, held.year, day_of(held.starts_at))
    assert plan.report.held == 1
    assert [(each.unit, each.report.planned) for each in plan.units] == [("市住建局", 1)]
    assert [month for month, _ in plan.months] == [held.month, None]


def test_figures_open_to_the_interviews_and_questions_behind_them(studio):
    from yiwang.kernel.indicators.periods import month

    interview = make_interview(studio, rules.ENDED)
    period = month(day_of(interview.started_at))
    assert indicators.held(period)[studio.bureau.pk].part == 1
    [record] = indicators.records_held(period, [studio.bureau.pk], 10)
    assert record.title == interview.title


def test_a_guide_that_is_installed_twice_is_there_once(studio):
    guide.install()
    guide.install()
    assert GuideStep.objects.count() == 10
