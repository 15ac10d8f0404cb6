"""Does every step reach its applicant, once and in order, whatever becomes of the process that owed it?"""

from unittest.mock import patch

import pytest
from django.db import transaction

from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.queries import facts
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.papers import pdf
from yiwang.subsystems.approvals.applications.actions import issuing, telling
from yiwang.subsystems.approvals.applications.actions.telling import Step, owe, send_again, send_waiting
from yiwang.subsystems.approvals.applications.models import Paper, Telling
from yiwang.subsystems.approvals.applications.tests.makers import (
    case_of,
    hand_in,
    labels,
    make_hall,
    make_ready,
    matter_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(name="submission")
def _submission(commits):
    with commits():
        return hand_in(make_ready(make_hall())).submission


class Killed(BaseException):
    """The process ended here."""


def test_a_step_costs_no_envelope_while_the_case_is_being_decided_on(
    submission, django_assert_max_num_queries
):
    matter = matter_of(submission)
    with django_assert_max_num_queries(1):
        owe(SYSTEM, matter, Step("受理", "已受理。"))
    assert labels(submission) == ["已收件"]


def test_what_a_killed_process_owed_is_sent_by_the_next(submission, commits):
    """No commit hook ran: the process was killed between the commit and the sending."""
    owe(SYSTEM, matter_of(submission), Step("受理", "已受理。"))
    with commits():
        assert send_waiting() == 1
    assert labels(submission) == ["已收件", "受理"]
    assert send_waiting() == 0


def test_a_process_killed_while_it_sends_leaves_the_step_owed_and_nothing_half_sent(submission, commits):
    owe(SYSTEM, matter_of(submission), Step("受理", "已受理。"))
    with patch.object(telling, "now", side_effect=Killed), pytest.raises(Killed):
        send_waiting()
    assert Telling.objects.waiting().count() == 1
    with commits():
        assert send_waiting() == 1
    assert labels(submission) == ["已收件", "受理"]


def test_steps_go_out_in_the_order_in_which_they_happened(submission, commits):
    matter = matter_of(submission)
    first = owe(SYSTEM, matter, Step("一"))
    second = owe(SYSTEM, matter, Step("二"))
    assert telling._sent(second.pk) is False
    with commits():
        telling.send_for(matter.pk)
    assert labels(submission) == ["已收件", "一", "二"]
    assert first.pk < second.pk


def test_a_deed_that_is_undone_owes_nothing(submission):
    with transaction.atomic():
        owe(SYSTEM, matter_of(submission), Step("受理"))
        transaction.set_rollback(True)
    assert not Telling.objects.waiting().exists()


def test_what_a_rule_forbids_waits_for_people_and_does_not_hold_up_the_others(submission, commits):
    matter = matter_of(submission)
    stuck = owe(SYSTEM, matter, Step("受理", "密级：机密"))
    owe(SYSTEM, matter, Step("下一步"))
    with commits():
        send_waiting()
    stuck.refresh_from_db()
    assert "国家秘密" in stuck.trouble
    assert labels(submission) == ["已收件", "下一步"]
    Telling.objects.filter(pk=stuck.pk).update(text="已受理。")
    with commits():
        send_again(SYSTEM, stuck.pk)
    assert labels(submission) == ["已收件", "下一步", "受理"]
    with pytest.raises(Refused, match="没有卡住"):
        send_again(SYSTEM, stuck.pk)


def test_who_took_the_application_back_is_told_nothing_more(submission, commits):
    owe(SYSTEM, matter_of(submission), Step("受理"))
    with commits():
        submissions.withdraw(PUBLIC, submission.pk)
    send_waiting()
    assert not Telling.objects.waiting().exists()
    assert labels(submission) == ["已收件"]


def test_a_step_waits_for_its_paper_and_goes_when_the_paper_can_be_drawn(commits):
    hall = make_hall()
    with commits():
        submission = hand_in(make_ready(hall)).submission
    case = case_of(submission)
    with patch.object(pdf, "drawn", side_effect=Refused("没有中文字体。")), commits():
        cases.ask_for_missing(by(hall.office.clerk), case.pk, [cases.Missing("M01", "未签字")])
    paper = Paper.objects.get()
    assert paper.trouble == "没有中文字体。"
    stuck = Telling.objects.stuck().get()
    with commits():
        send_again(by(hall.office.clerk), stuck.pk)
    paper.refresh_from_db()
    assert (bool(paper.pdf), paper.trouble) == (True, "")
    assert submission.steps.get(kind="ask").held_files.count() == 1


def test_a_paper_that_nobody_asked_for_is_drawn_by_the_regular_job(commits):
    hall = make_hall()
    with commits():
        submission = hand_in(make_ready(hall)).submission
    cases.accept(by(hall.office.clerk), case_of(submission).pk)
    assert issuing.draw_waiting() == 1
    assert issuing.draw_waiting() == 0
    paper = Paper.objects.get()
    assert paper.docx.name == "受理通知书（云市监受字〔2026〕第00001号）.docx".replace(
        "2026", str(paper.year)
    )


def test_progress_never_says_what_is_internal(commits):
    hall = make_hall()
    with commits():
        submission = hand_in(make_ready(hall)).submission
    case = case_of(submission)
    with commits():
        cases.accept(by(hall.office.clerk), case.pk, "内部意见：先放行")
        cases.remark(by(hall.office.clerk), case.pk, "内部批注")
    told = str(list(submission.steps.values("label", "text", "facts", "unit")))
    assert "内部" not in told
    assert submission.steps.latest("number").facts["nodes"] == ["review"]


def test_the_clock_crosses_with_its_grounds_and_without_what_is_internal(submission, commits):
    """行政许可法 art. 45: the ground is told, who paused and why is not."""
    case, clerk = case_of(submission), by(Post.objects.carrying("case_clerk").get())
    with commits():
        cases.accept(clerk, case.pk)
        cases.pause(clerk, case.pk, cases.SpecialProcedure("testing", "内部疑点", "15个工作日"))
    said = facts(submission)["clock"]
    (paused,) = said["pauses"]
    assert paused["ground"] == "检测，《行政许可法》第四十五条"
    assert (paused["ended_at"], said["unit"]) == (None, "working_days")
    assert "内部疑点" not in str(said)
    assert clerk.person not in str(said)
    with commits():
        cases.resume(clerk, case.pk, "内部结果")
    (paused,) = facts(submission)["clock"]["pauses"]
    assert paused["ended_at"]
    assert facts(submission)["due_on"]
