"""Does the applicant see where the matter stands, until when, and what they handed in?"""

import pytest

from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.intake.models import Step, Submission
from yiwang.kernel.processes import definitions, shipped
from yiwang.subsystems.approvals.hall import progress, reckoning
from yiwang.subsystems.approvals.hall.tests.makers import applied
from yiwang.subsystems.approvals.sheets.tests.makers import IDENTITY

pytestmark = pytest.mark.django_db


def page(client) -> str:
    return client.get("/track/progress/").content.decode()


def told(**facts) -> None:
    from yiwang.kernel.deadlines.moments import now

    submission = Submission.objects.get()
    number = submission.steps.count() + 1
    Step.objects.create(
        submission=submission,
        number=number,
        kind="note",
        label="已受理",
        at=now(),
        envelope=f"e{number}",
        facts=facts,
    )


def test_before_anything_is_told_it_says_that_it_is_on_its_way(client, guide):
    applied(client, guide)
    assert "正在转给办理单位" in page(client)


def test_the_content_is_shown_masked_with_the_signature(client, guide):
    applied(client, guide)
    shown = page(client)
    for words in ("云门小馆", "110105********002X", "138****5678", "申请书.pdf", "张小明"):
        assert words in shown
    assert IDENTITY not in shown


def test_the_last_day_is_shown_with_its_working(client, guide):
    shipped.install()
    applied(client, guide)
    due = reckoning.if_today(guide.elements)
    node = definitions.in_force("promised").xml.partition('userTask id="')[2].partition('"')[0]
    told(
        case="BJ1",
        state="handling",
        state_label="办理中",
        due_on=str(due.day),
        accepted_on=str(today()),
        nodes=[node],
    )
    shown = page(client)
    assert f"{due.day.year}年{due.day.month}月{due.day.day}日" in shown
    assert "第 8 日" in shown
    assert "办件编号 BJ1" in shown
    assert shown.count("正在这一步") == 1


def test_a_day_that_the_limit_alone_does_not_explain_is_not_explained_by_it(client, guide):
    applied(client, guide)
    told(case="BJ1", state_label="办理中", due_on="2031-01-15", accepted_on=str(today()))
    shown = page(client)
    assert "2031年1月15日" in shown
    assert "期间有暂停、延长或者调整" in shown


CLOCK = {"started_at": "2026-03-02T10:00:00+08:00", "number": 8, "unit": "working_days"}
TESTING = {"began_at": "2026-03-05T09:00:00+08:00", "ground": "检测（《行政许可法》第四十五条）"}


def test_while_time_stands_still_every_day_is_shown_with_what_remains(client, guide):
    applied(client, guide)
    with at("2026-03-10 10:00"):
        told(case="BJ1", state_label="特别程序中", clock={**CLOCK, "pauses": [TESTING]})
        shown = page(client)
        due = reckoning.of_case(guide.elements, progress.facts(Submission.objects.get()))
    assert "期限暂停" in shown
    assert "到今天已计入 2 个工作日，还剩 6 个工作日" in shown
    assert shown.count("暂停，不计入（检测（《行政许可法》第四十五条））") == 6
    assert "2026-03-11" not in shown
    assert [(line.date.day, line.number) for line in due.lines if line.number] == [(3, 1), (4, 2)]


def test_after_a_pause_the_days_lead_to_the_last_one(client, guide):
    """行政许可法 art. 45: what the procedure takes is not counted; the day of resuming is."""
    applied(client, guide)
    ended = {**TESTING, "ended_at": "2026-03-09T09:00:00+08:00"}
    with at("2026-03-10 10:00"):
        told(case="BJ1", state_label="办理中", due_on="2026-03-16", clock={**CLOCK, "pauses": [ended]})
        shown = page(client)
    assert "到今天已计入 4 个工作日，还剩 4 个工作日" in shown
    assert "2026-03-16" in shown
    assert "期间有暂停、延长或者调整" not in shown


def test_what_was_granted_besides_is_said_and_counted(client, guide):
    applied(client, guide)
    with at("2026-03-03 10:00"):
        told(case="BJ1", due_on="2026-03-16", clock={**CLOCK, "number": 10, "extended": 2})
        assert "含依法延长 2个工作日" in page(client)


def test_days_that_lead_elsewhere_than_told_are_not_shown(client, guide):
    applied(client, guide)
    with at("2026-03-03 10:00"):
        told(case="BJ1", due_on="2026-03-20", clock=CLOCK)
        shown = page(client)
    assert "2026年3月20日" in shown
    assert "第 8 日" not in shown
    assert "已计入" not in shown


@pytest.mark.parametrize(
    "clock", ["soon", {"number": 8}, {**CLOCK, "number": 99_999}, {**CLOCK, "unit": "x"}]
)
def test_a_clock_that_makes_no_sense_leaves_the_day_alone(client, guide, clock):
    applied(client, guide)
    told(case="BJ1", due_on="2031-01-15", clock=clock)
    assert "2031年1月15日" in page(client)


def test_a_clock_that_stands_still_shows_no_last_day(client, guide):
    applied(client, guide)
    told(case="BJ1", state_label="特别程序", accepted_on=str(today()))
    assert "现在：<strong>特别程序</strong>" in page(client)


def test_a_clock_that_waits_for_a_calendar_says_so(client, guide):
    applied(client, guide)
    told(case="BJ1", state_label="特别程序中", is_timed=False)
    assert "尚未公布放假安排的年度" in page(client)


def test_the_outcome_takes_the_place_of_the_day(client, guide):
    applied(client, guide)
    told(case="BJ1", state_label="已办结", due_on="2031-01-15", outcome="准予许可")
    assert "准予许可" in page(client)
    assert "2031年1月15日" not in page(client)


@pytest.mark.parametrize("facts", [{"due_on": 3}, {"due_on": "soon", "nodes": "x"}, {"nodes": [1, None]}])
def test_facts_that_make_no_sense_do_not_break_the_page(client, guide, facts):
    applied(client, guide)
    told(**facts)
    assert client.get("/track/progress/").status_code == 200


def test_other_kinds_have_no_such_sections(db, desk):
    from yiwang.kernel.intake.tests.makers import make_submission

    submission = make_submission().submission
    assert progress.course(submission) is None
    assert progress.content(submission) is None


def test_what_ended_before_anybody_handled_it_is_not_said_to_be_on_its_way(client, guide):
    applied(client, guide)
    from yiwang.kernel.deadlines.moments import now

    Submission.objects.update(state="withdrawn", ended_at=now(), withdrawn_at=now())
    assert "正在转给" not in page(client)
    told(case="BJ1", state_label="已撤回", due_on="2031-01-15")
    assert "2031年1月15日" not in page(client)


def test_what_was_wiped_is_not_shown(client, guide):
    applied(client, guide)
    Submission.objects.update(data={})
    assert progress.content(Submission.objects.get()) is None


def test_a_last_day_that_may_still_move_is_told_as_such(client, guide):
    applied(client, guide)
    with at("2026-12-22 10:00"):
        clock = {**CLOCK, "started_at": "2026-12-22T09:00:00+08:00"}
        told(case="BJ1", due_on="2027-01-04", clock=clock, may_move=True)
        shown = page(client)
        told(case="BJ1", due_on="2027-01-04", clock=clock, may_move=False)
        settled = page(client)
    assert "<strong>暂按法定节假日推算</strong>，公布后如有变化会告诉您" in shown
    assert "元旦放假（暂按法定节假日），不计入" in shown
    assert "<strong>暂按法定节假日推算</strong>" not in settled
