"""Applied for outside, handled inside, answered outside, with two databases and only a ferry between them."""

import pytest

from yiwang.kernel.nodes.tests.installations import Installation, ferried

OPEN_HALL = """
from yiwang.subsystems.approvals.applications.tests.makers import make_hall, make_ready
hall = make_hall()
answer = {**make_ready(hall).data, "materials": []}
"""
HAND_IN = """
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, submit
from yiwang.kernel.intake.contacts import Contact
contact = Contact("赵小明", "13812345678", "")
handed = HandedIn("approvals.application", codes.new_token(), given["data"], contact)
answer = submit(PUBLIC, handed).submission.number
"""
HANDLE = """
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.tests.makers import by, step_of
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.approvals.applications.actions import publishing
from yiwang.subsystems.approvals.applications.models import Application, Publicity
case = Application.objects.get(matter__number=given["number"]).case
roles = ("case_clerk", "case_reviewer", "case_decider")
clerk, reviewer, decider = (by(Post.objects.carrying(role).get()) for role in roles)
cases.accept(clerk, case.pk)
cases.finish_step(clerk, step_of(case, "review").pk, "passed", "内部意见")
cases.finish_step(reviewer, step_of(case, "check").pk, "agreed")
cases.decide(decider, step_of(case, "decide").pk, "granted", "符合条件")
cases.deliver(clerk, step_of(case, "deliver").pk, cases.Handover("counter", "本人"))
publishing.publish(clerk, Publicity.objects.get().pk)
answer = case.number
"""
READ = """
from yiwang.kernel.intake.models import Submission
from yiwang.subsystems.approvals.applications.models import Application, PublishedResult
submission = Submission.objects.get(number=given["number"])
answer = {
    "state": submission.state,
    "labels": [step.label for step in submission.steps.order_by("number")],
    "files": sorted({held.name.split("（")[0] for held in submission.held_files.all()}),
    "results": list(PublishedResult.objects.values_list("holder", flat=True)),
    "cases": Application.objects.count(),
}
"""
RATE = """
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.intake.actions.submissions import rate
from yiwang.kernel.intake.models import Submission
rate(PUBLIC, Submission.objects.get(number=given["number"]).pk, 1, "等太久")
"""
FOLLOWED = """
from yiwang.subsystems.approvals.applications.models import FollowUp, Telling
answer = [list(FollowUp.objects.values_list("stars", "comment")), Telling.objects.waiting().count()]
"""


@pytest.fixture
def zones(tmp_path) -> tuple[Installation, Installation]:
    return ferried(tmp_path)


def cross(zones: tuple[Installation, Installation], times: int = 2) -> None:
    for _ in range(times):
        for installation in zones:
            installation.tick()


def test_an_application_goes_in_and_its_result_comes_out(zones):
    outer, inner = zones
    data = inner.python(OPEN_HALL)
    number = outer.python(HAND_IN, data=data)
    cross(zones, 4)
    assert outer.python(READ, number=number)["labels"] == ["已收件"]
    inner.python(HANDLE, number=number)
    cross(zones, 3)
    assert outer.python(READ, number=number) == {
        "state": "answered",
        "labels": ["已收件", "已受理", "审查已完成", "审核已完成", "已作出决定", "准予"],
        "files": ["准予行政许可决定书", "受理通知书", "送达回证"],
        "results": ["赵**"],
        "cases": 0,
    }
    outer.python(RATE, number=number)
    cross(zones)
    assert inner.python(FOLLOWED) == [[[1, "等太久"]], 0]
