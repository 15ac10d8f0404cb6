"""Does a bad rating become a follow-up with its clock, and do the rates count what they should?"""

import pytest

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.organizations.tests.makers import actor, make_post
from yiwang.subsystems.approvals.applications import indicators, rules, waiting
from yiwang.subsystems.approvals.applications.actions import following_up
from yiwang.subsystems.approvals.applications.actions.registering import Submitted, register
from yiwang.subsystems.approvals.applications.models import FollowUp
from yiwang.subsystems.approvals.applications.tests.makers import case_of, hand_in, make_hall, make_ready
from yiwang.subsystems.approvals.applications.tests.test_papers import decided

pytestmark = pytest.mark.django_db


def closed_application(hall, place="人民路12号"):
    ready = make_ready(hall, answers={"place": place})
    application = register(PUBLIC, Submitted(ready.body, ready.files, now())).application
    cases.decline(by(hall.office.clerk), application.case.pk, "not_needed", "不需要办理")
    return application


def rated(application, stars, comment="态度不好"):
    cases.rate(PUBLIC, application.case.pk, rules.LEVEL_CODES[stars], comment)
    return following_up.open_follow_up(application, stars, comment)


def make_supervisor(hall):
    return make_post(roles=["rating_supervisor"], unit=hall.office.unit)


def test_a_bad_rating_from_outside_becomes_a_follow_up_due_after_15_working_days(commits):
    """approvals.md §9 no. 19: 2026-01-30 → 2026-02-27."""
    with at("2026-01-05 09:00"):
        hall = make_hall()
    with at("2026-01-28 09:00"), commits():
        submission = hand_in(make_ready(hall)).submission
    case = case_of(submission)
    with at("2026-01-29 09:00"), commits():
        decided(hall, case)
        cases.deliver_case(by(hall.office.clerk), case.pk, cases.Handover("counter", "赵小明"))
    submission.refresh_from_db()
    with at("2026-01-30 10:00"), commits():
        submissions.rate(PUBLIC, submission.pk, 2, "等了很久")
    follow_up = FollowUp.objects.get()
    clock = Clock.objects.get(subject_kind=following_up.CLOCK, subject_key=str(follow_up.pk))
    assert day_of(shifted(clock.due_at, seconds=-1)).isoformat() == "2026-02-27"
    assert (follow_up.level, follow_up.unit) == ("不满意", hall.office.unit)


def test_a_good_rating_makes_no_follow_up():
    assert rated(closed_application(make_hall()), 3) is None


def test_it_is_called_back_before_it_is_put_right():
    """国办发〔2019〕51号: everybody who gave a bad rating is called back."""
    hall = make_hall()
    follow_up = rated(closed_application(hall), 1)
    supervisor = actor(make_supervisor(hall))
    with pytest.raises(Refused, match="先登记回访"):
        following_up.rectify(supervisor, follow_up.pk, "已改进")
    following_up.call_back(supervisor, follow_up.pk, is_reached=True, said="窗口等候太久")
    following_up.rectify(supervisor, follow_up.pk, "增开窗口")
    follow_up.refresh_from_db()
    assert (follow_up.outcome, follow_up.measures) == ("rectified", "增开窗口")
    assert not Clock.objects.open().of(following_up.CLOCK, str(follow_up.pk)).exists()
    with pytest.raises(Refused, match="已整改"):
        following_up.rectify(supervisor, follow_up.pk, "再改一次")


def test_who_is_complained_of_cannot_call_the_complaint_untrue():
    hall = make_hall()
    follow_up = rated(closed_application(hall), 1)
    with pytest.raises(Refused, match="您是这件办件的承办人"):
        following_up.dismiss(by(hall.office.clerk), follow_up.pk, "无理取闹")
    following_up.dismiss(actor(make_supervisor(hall)), follow_up.pk, "经查监控，评价对象有误")
    assert FollowUp.objects.get().outcome == "unfounded"


@pytest.mark.parametrize("said", ["", " 好 "])
def test_words_are_asked_for(said):
    hall = make_hall()
    follow_up = rated(closed_application(hall), 1)
    with pytest.raises(Refused, match="请写明回访情况"):
        following_up.call_back(actor(make_supervisor(hall)), follow_up.pk, is_reached=False, said=said)


def test_rates_count_what_was_rated_and_leave_out_what_was_found_untrue(django_assert_num_queries):
    """approvals.md §6: 好评率, 主动评价率, 差评整改率."""
    hall = make_hall()
    applications = [closed_application(hall, f"第{number}处") for number in range(5)]
    rated(applications[0], 5)
    rated(applications[1], 3)
    bad, untrue = rated(applications[2], 2), rated(applications[3], 1)
    supervisor = make_supervisor(hall)
    following_up.dismiss(actor(supervisor), untrue.pk, "误评，已核实")
    following_up.call_back(actor(supervisor), bad.pk, is_reached=True, said="等太久")
    following_up.rectify(actor(supervisor), bad.pk, "增开窗口")
    with django_assert_num_queries(3):
        rates = indicators.rates(supervisor)
    assert (rates.praise, rates.participation, rates.rectification) == (66.67, 60.0, 100.0)
    assert rates.counts["不满意"] == 1


def test_a_bad_rating_waits_for_those_who_look_after_it(django_assert_max_num_queries):
    hall = make_hall()
    for number in range(3):
        rated(closed_application(hall, f"第{number}处"), 1)
    supervisor = make_supervisor(hall)
    with django_assert_max_num_queries(3):
        todos = waiting.follow_ups(supervisor, 10)
    assert len(todos) == 3
    assert waiting.follow_ups(make_post(roles=["rating_supervisor"]), 10) == []


def test_a_follow_up_waits_for_the_calendar_of_a_year(monkeypatch):
    hall = make_hall()
    application = closed_application(hall)
    with monkeypatch.context() as patched:
        patched.setattr(following_up.deadlines, "start", refuse)
        follow_up = rated(application, 1)
    assert not follow_up.is_timed
    assert following_up.start_untimed() == 1
    assert following_up.start_untimed() == 0


def refuse(*args, **kwargs):
    raise Refused("2031年的放假安排还没有公布。")
