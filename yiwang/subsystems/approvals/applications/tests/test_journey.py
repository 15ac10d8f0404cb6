"""Does an application reach its result: applied for outside, asked once, supplemented, decided, rated?"""

import pytest

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.tests.makers import at, by, step_of
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.papers import typefaces
from yiwang.subsystems.approvals.applications.models import FollowUp, Paper, Publicity, Telling
from yiwang.subsystems.approvals.applications.tests.makers import (
    application_of,
    case_of,
    hand_in,
    labels,
    make_file,
    make_hall,
    make_ready,
)
from yiwang.subsystems.approvals.certificates.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _typefaces():
    if not typefaces.installed():
        pytest.skip("No Chinese typeface is installed here.")


def test_an_application_is_asked_once_supplemented_decided_delivered_and_rated(commits):
    """行政许可法 art. 32, 38, 42, 44; 国办发〔2019〕51号."""
    with at("2026-02-02 09:00"):
        hall = make_hall()
    office = hall.office
    clerk, reviewer, decider = by(office.clerk), by(office.reviewer), by(office.decider)
    with at("2026-03-02 09:00"), commits():
        submission = hand_in(make_ready(hall)).submission
    case = case_of(submission)
    assert labels(submission) == ["已收件"]

    with at("2026-03-02 10:00"), commits():
        cases.ask_for_missing(clerk, case.pk, [cases.Missing("M01", "未签字")])
    asking = submission.steps.get(kind="ask")
    assert [asked["code"] for asked in asking.asks] == ["M01"]
    assert [held.name for held in asking.held_files.all()] == [
        "申请材料补正告知书（云市监补字〔2026〕第00001号）.pdf"
    ]

    with at("2026-03-03 09:00"), commits():
        materials = {"M01": [make_file(content=b"signed")]}
        submissions.hand_in_supplement(PUBLIC, submission.pk, asking.number, "", (), materials)
    case.refresh_from_db()
    assert case.state == "received"
    assert case.materials.get(code="M01").files.count() == 2

    with at("2026-03-03 10:00"), commits():
        cases.accept(clerk, case.pk)
    assert submission.steps.latest("number").due_on is not None
    with at("2026-03-04 09:00"), commits():
        cases.finish_step(clerk, step_of(case, "review").pk, "passed", "符合条件")
        cases.finish_step(reviewer, step_of(case, "check").pk, "agreed", "同意")
    with at("2026-03-04 10:00"), commits():
        cases.decide(decider, step_of(case, "decide").pk, "granted", "符合食品经营许可条件")
    submission.refresh_from_db()
    assert submission.state == "handling"
    assert "准予" not in "".join(labels(submission))

    with at("2026-03-05 09:00"), commits():
        cases.deliver(clerk, step_of(case, "deliver").pk, cases.Handover("counter", "赵小明"))
    submission.refresh_from_db()
    assert submission.state == "answered"
    names = sorted(held.name for held in submission.steps.latest("number").held_files.all())
    assert [name.split("（")[0] for name in names] == ["准予行政许可决定书", "送达回证"]
    certificate = Certificate.objects.get(case=case)
    assert certificate.valid_until.isoformat() == "2031-03-03"
    publicity = Publicity.objects.get()
    assert publicity.record["XK_XKBH"] == certificate.number

    with at("2026-03-06 09:00"), commits():
        submissions.rate(PUBLIC, submission.pk, 5, "很快")
    case.refresh_from_db()
    assert case.rating == "very_satisfied"
    assert not FollowUp.objects.exists()
    assert not Telling.objects.waiting().exists()
    assert [paper.form for paper in Paper.objects.all()] == ["missing", "acceptance", "granting", "handover"]
    assert application_of(submission).content_digest


def test_a_withdrawn_application_ends_its_case(commits):
    hall = make_hall()
    with commits():
        submission = hand_in(make_ready(hall)).submission
    with commits():
        submissions.withdraw(PUBLIC, submission.pk)
    assert case_of(submission).state == "withdrawn"
    assert not Telling.objects.waiting().exists()
