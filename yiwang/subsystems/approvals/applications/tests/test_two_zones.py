"""Applied for outside, handled inside, answered outside, with two databases and only a ferry between them."""

import pytest

from yiwang.kernel.nodes.tests.installations import Installation, ferried

AGENT = "440524188001010014"
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


CROSSED = """
import json
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.intake.models import Handover
sent = Envelope.objects.get(uid=Handover.objects.get(kind="intake.submission").envelope)
answer = json.dumps([
    list(Envelope.objects.filter(pk=sent.pk).values()), list(Handover.objects.values("body"))
], default=str, ensure_ascii=False)
"""
PARTY = """
from yiwang.kernel.cases import parties
from yiwang.subsystems.approvals.applications.models import Application
facts = parties.facts_of(Application.objects.get(matter__number=given["number"]).case.party)
answer = [facts.identifier, facts.agent]
"""


@pytest.fixture
def zones(tmp_path) -> tuple[Installation, Installation]:
    return ferried(tmp_path)


def cross(zones: tuple[Installation, Installation], times: int = 2) -> None:
    for _ in range(times):
        for installation in zones:
            installation.tick()


def test_no_number_of_a_document_is_on_the_wire_and_the_inner_side_reads_it(zones, tmp_path):
    outer, inner = zones
    data = inner.python(OPEN_HALL)
    agent = {"name": "钱代理", "identifier_kind": "identity", "identifier": AGENT, "phone": "13900001111"}
    data["party"]["agent"] = agent
    private = [data["party"]["identifier"], AGENT, "13900001111", "钱代理"]
    number = outer.python(HAND_IN, data=data)
    outer.tick()
    inner.tick()
    outer.tick()
    carried = b"".join(each.read_bytes() for each in (tmp_path / "inward").rglob("*") if each.is_file())
    assert carried
    words = outer.python(CROSSED)
    for secret in private:
        assert secret not in words
        for written in (secret.encode(), secret.encode("unicode_escape")):
            assert written not in carried
    cross(zones, 3)
    assert inner.python(PARTY, number=number) == [data["party"]["identifier"], "钱代理"]


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
