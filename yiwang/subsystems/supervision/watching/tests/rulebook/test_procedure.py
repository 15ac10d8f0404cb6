"""Are wrong hands, skipped steps and pauses that should not be found? (行政许可法 art. 45)"""

import pytest

from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import history
from yiwang.kernel.cases.actions import SpecialProcedure
from yiwang.kernel.cases.models import Case, Pause
from yiwang.kernel.cases.tests.makers import at, by, make_case, step_of
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import make_post
from yiwang.kernel.processes.models import Step
from yiwang.subsystems.supervision.watching.tests.makers import evidence, found_by

pytestmark = pytest.mark.django_db


def accepted(office, on="2026-03-02 10:00", **changes):
    with at(on):
        case = make_case(office, **changes)
        return cases.accept(by(office.clerk), case.pk)


def paused(office, case, on, announced="15个工作日", reason="需要专家现场评审"):
    with at(on):
        return cases.pause(by(office.clerk), case.pk, SpecialProcedure("expert_review", reason, announced))


def test_who_has_the_post_is_not_found(office):
    case = accepted(office, key="promised")
    with at("2026-03-03 10:00"):
        cases.finish_step(by(office.clerk), step_of(case, "review").pk, "passed")
        assert not found_by("without_post")


@pytest.mark.parametrize("fault", ["ended", "not yet", "other unit", "other role"])
def test_a_step_done_without_the_post(office, fault):
    case = accepted(office, key="promised")
    with at("2026-03-03 10:00"):
        found_by("without_post")
        cases.finish_step(by(office.clerk), step_of(case, "review").pk, "passed")
        posts = Post.objects.filter(pk=office.clerk.pk)
        changes = {
            "ended": {"ended_at": shifted(now(), minutes=-1)},
            "not yet": {"starts_on": shifted(today(), days=1)},
            "other unit": {"unit": make_post().unit},
            "other role": {"roles": ["case_supervisor"]},
        }
        posts.update(**changes[fault])
        (finding,) = found_by("without_post")
    assert finding.colour == "red"
    assert evidence(finding)["环节"] == Step.objects.get(run=case.run_id, stage="review").label


def test_what_the_law_itself_accepts_needs_no_post(office):
    with at("2026-02-09 10:00"):
        case = make_case(office, key="promised")
    with at("2026-02-24 10:00"):
        cases.deem_accepted(case.pk)
        assert not found_by("without_post")


@pytest.mark.parametrize(("stage", "number"), [("decide", 1), ("review", 0)])
def test_a_case_closed_though_a_stage_was_never_done(office, stage, number):
    case = accepted(office, key="promised")
    with at("2026-03-03 10:00"):
        run = Step.objects.filter(run=case.run_id)
        for wanted in {"decide", "review"} - {stage}:
            run.create(
                run=case.run, number=90, node="x", label=wanted, seat="x", stage=wanted, state="done",
                unit=office.unit, role="case_decider", opened_at=now(), done_at=now(),
            )  # fmt: skip
        Case.objects.filter(pk=case.pk).update(state="closed", closed_at=now())
        history.enter(by(office.clerk), case, history.Line("close"))
        assert len(found_by("step_skipped")) == number


@pytest.mark.parametrize(
    ("reason", "announced", "number"),
    [("需要专家现场评审", "15个工作日", 0), ("评审", "15个工作日", 1), ("需要专家现场评审", "另行通知", 1)],
)
def test_a_pause_without_ground_or_without_a_time(office, reason, announced, number):
    paused(office, accepted(office), "2026-03-03 10:00", announced, reason)
    with at("2026-03-03 10:05"):
        assert len(found_by("pause_ungrounded")) == number


@pytest.mark.parametrize(
    ("announced", "until", "number"),
    [
        ("5个工作日", "2026-03-10 23:59", 0),
        ("5个工作日", "2026-03-11 00:00", 1),
        ("7日", "2026-03-10 23:59", 0),
        ("7日", "2026-03-11 00:00", 1),
        ("另行通知", "2026-09-01 09:00", 0),
    ],
)
@pytest.mark.parametrize("ends", [True, False])
def test_a_pause_longer_than_announced_whether_or_not_it_ended(office, announced, until, number, ends):
    case = accepted(office)
    paused(office, case, "2026-03-03 10:00", announced)
    with at(until):
        if ends:
            cases.resume(by(office.clerk), case.pk, "评审通过")
        assert len(found_by("pause_long")) == number
        assert len(found_by("pause_long")) == number


@pytest.mark.parametrize(("on", "number"), [("2026-03-30 23:59", 0), ("2026-03-31 00:00", 1)])
def test_a_pause_that_begins_when_the_time_is_over(office, on, number):
    paused(office, accepted(office), on)
    with at(on):
        assert len(found_by("pause_after_due")) == number
    assert Pause.objects.count() == 1
