"""May somebody who came to the counter go on by the web, without the outer side learning too much?"""

import json

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.intake import contacts, messages, tracking
from yiwang.kernel.intake.actions import entering, entries, progress, submissions, wiping
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.contacts import NOBODY
from yiwang.kernel.intake.models import Matter, Submission, new_reference
from yiwang.kernel.intake.tests import makers
from yiwang.kernel.intake.tests.actions.test_crossing import a_step, handed_over, taken
from yiwang.kernel.intake.tests.makers import make_file, make_submission
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.organizations.tests.makers import actor, make_post

pytestmark = pytest.mark.django_db


def make_entry(by=SYSTEM, **changes) -> entering.Receipt:
    fields = {"kind": makers.KIND, "data": {"text": "办执照"}, "contact": makers.CONTACT, **changes}
    return entering.enter(by, **fields)


def tracked(client, receipt):
    told = {"number": receipt.number, "code": receipt.code}
    return client.post("/track/", told, follow=True).content.decode()


def test_what_is_entered_can_be_tracked_supplemented_and_rated_on_the_web(client, desk, commits):
    clerk = make_post()
    with commits():
        receipt = make_entry(actor(clerk), files=[make_file("身份证.txt")])
    assert receipt.number == f"CS{today():%Y%m%d}W00001"
    page = tracked(client, receipt)
    assert "办执照" in page
    assert "138****5678" in page
    assert "身份证.txt" in page
    with commits():
        report(actor(clerk), receipt.matter.reference, Report("请补正", "缺租赁合同。", kind="ask"))
    assert "缺租赁合同。" in tracked(client, receipt)
    with commits():
        client.post("/track/supplement/", {"step": 1, "text": "已补。"})
    assert [one.text for one in desk.taken] == ["已补。"]
    with commits():
        report(SYSTEM, receipt.matter.reference, Report("办结", "准予。", kind="answer"))
    with commits():
        client.post("/track/rate/", {"stars": "5"})
    assert desk.taken[-1].stars == 5
    assert desk.taken[-1].matter == receipt.matter


def test_what_is_entered_can_be_withdrawn_on_the_web(client, desk, commits):
    with commits():
        receipt = make_entry()
    tracked(client, receipt)
    with commits():
        client.post("/track/withdraw/")
    receipt.matter.refresh_from_db()
    assert receipt.matter.state == Matter.State.WITHDRAWN
    assert len(desk.taken) == 1


def test_the_kind_is_not_given_again_what_its_own_people_entered(desk, commits):
    with commits():
        make_entry()
    assert not desk.taken


def test_what_was_asked_may_come_over_the_counter(client, desk, commits):
    with commits():
        receipt = make_entry()
    with commits():
        report(SYSTEM, receipt.matter.reference, Report("请补正", "缺一份。", kind="ask"))
        report(SYSTEM, receipt.matter.reference, Report("已在窗口补交", settles=True))
    page = tracked(client, receipt)
    assert "请您补充" not in page
    assert Submission.objects.get().state == "handling"
    refused = client.post("/track/supplement/", {"step": 1, "text": "再交一次"})
    assert "已经收到" in refused.content.decode()
    with commits():
        report(SYSTEM, receipt.matter.reference, Report("请补正", "还缺一份。", kind="ask"))
    assert "还缺一份。" in tracked(client, receipt)
    assert Submission.objects.get().state == "supplement"


def test_both_series_count_on_their_own(desk, commits):
    with commits():
        outside, inside = make_submission(), make_entry()
        more = make_submission()
    assert [one.submission.number[-5:] for one in (outside, more)] == ["00001", "00002"]
    assert inside.number[-6:] == "W00001"


def test_nothing_of_the_code_the_phone_or_the_file_crosses_readably(desk, commits):
    with commits():
        receipt = make_entry(files=[make_file("身份证.txt")])
    envelope = Envelope.objects.get(kind=messages.ENTRY)
    said = json.dumps(envelope.statement.body, ensure_ascii=False)
    assert receipt.code not in said
    assert "13812345678" not in said
    assert "张小明" not in said
    assert not envelope.statement.files
    submission = Submission.objects.get()
    assert envelope.statement.body["code"] != submission.code_digest, "kept under our own key"
    assert contacts.of_matter(receipt.matter) == makers.CONTACT
    assert contacts.of_submission(submission).masked.phone == "138****5678"


def test_a_kind_may_say_what_crosses(commits):
    with makers.desk(entered=lambda body: {"place": body.place}):
        with commits():
            make_entry(data={"text": "不出内网", "place": "窗口"})
        assert Submission.objects.get().data == {"place": "窗口"}


def test_a_wrong_code_of_an_entered_number_finds_nothing(desk, commits):
    with commits():
        receipt = make_entry()
    assert tracking.found(receipt.number, receipt.code)
    assert tracking.found(receipt.number, "0" * 12) is None
    assert tracking.found(receipt.number[:-1] + "7", receipt.code) is None


def test_steps_that_overtake_the_entry_wait_for_it(desk):
    """standards/security.md §4: no order is assumed."""
    receipt = make_entry(contact=NOBODY)
    said = a_step(Submission(reference=receipt.matter.reference), 1, "ask", text="缺一份。", is_entered=True)
    progress.take_progress(taken(handed_over(said, messages.PROGRESS)))
    waiting = Submission.objects.get()
    assert tracking.found(receipt.number, receipt.code) is None
    entry = taken(Envelope.objects.get(kind=messages.ENTRY))
    for _ in range(2):
        entries.take_entry(entry)
    found = tracking.found(receipt.number, receipt.code)
    assert found == waiting
    assert found.state == "supplement"
    assert Submission.objects.count() == 1


def test_a_number_that_something_else_has_is_refused(desk, commits):
    with commits():
        receipt = make_entry()
    said = messages.Entry(
        reference=new_reference(),
        kind=makers.KIND,
        number=receipt.number,
        submitted_at=now(),
        data={},
        code="0" * 64,
    )
    with pytest.raises(Refused, match="已经有别的提交"):
        entries.take_entry(taken(handed_over(said, messages.ENTRY)))


def test_only_the_inner_zone_enters(desk, commits, settings):
    receipt = make_entry()
    entry = taken(Envelope.objects.get(kind=messages.ENTRY))
    entry.envelope.sender_node = Node(pk=99)
    with pytest.raises(Refused, match="只能由内网节点转来"):
        entries.take_entry(entry)
    assert receipt.matter.is_entered


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"data": {"text": ""}}, "“内容”填写有误"),
        ({"data": {"text": "绝密★长期"}}, "国家秘密标志"),
        ({"kind": "test.unknown"}, "不受理"),
    ],
)
def test_what_the_public_may_not_hand_in_nobody_enters_for_it(desk, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        make_entry(**changes)
    assert not Matter.objects.exists()


def test_who_entered_it_stands_in_the_record(desk, commits):
    clerk = make_post()
    with commits():
        make_entry(actor(clerk))
    assert Entry.objects.get(act="intake.matter_enter").person == clerk.person.name


def test_what_the_outer_side_was_told_is_forgotten_in_time(desk, commits, settings):
    with commits():
        receipt = make_entry(files=[make_file("身份证.txt")])
    submissions.withdraw(PUBLIC, Submission.objects.get().pk)
    submission = Submission.objects.get()
    submission.handovers.update(delivered_at=now())
    settings.ZONE = "outer"
    assert wiping.wipe(submission.pk)
    submission.refresh_from_db()
    assert (submission.data, submission.papers, submission.contact) == ({}, [], "")
    assert not Envelope.objects.filter(kind=messages.ENTRY).exists()
    assert receipt.number == submission.number
