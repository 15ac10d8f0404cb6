"""Does each side believe only the other zone, and does late, twice and out of order do no harm?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import kinds as envelopes
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import of_zone
from yiwang.kernel.exchange.models import Delivery, Envelope
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.intake import contacts, messages
from yiwang.kernel.intake.actions import progress, reporting, submissions, taking
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.models import Matter, Step, Submission, new_reference
from yiwang.kernel.intake.tests import makers
from yiwang.kernel.intake.tests.makers import make_file, make_submission, matter_of, tell
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit

pytestmark = pytest.mark.django_db


def handed_over(body: messages.Body, kind: str, side: Side | None = None) -> Envelope:
    """An envelope of a zone as it arrives; the newest one."""
    outline = Outline(kind, "内容", [of_zone("inner")], body=body.model_dump(mode="json"))
    return send(SYSTEM, side or Side(), outline)


def taken(envelope: Envelope) -> envelopes.Taken:
    kind = envelopes.newest(envelope.kind)
    return envelopes.Taken(envelope, envelopes.read(kind, envelope.statement.body), (), ())


def a_step(submission: Submission, number: int, kind: str, **changes) -> messages.Progress:
    fields = {"reference": submission.reference, "step": number, "kind": kind, "label": kind, "at": now()}
    return messages.Progress(**{**fields, **changes})


def test_a_step_reaches_the_applicant_with_the_unit_that_says_it(desk, commits):
    post = make_post(unit=make_unit(name="市城管局"))
    with commits():
        submission = make_submission().submission
    with commits():
        tell(submission, "note", "已派人。", by=actor(post), files=[make_file("照片.txt")])
    submission.refresh_from_db()
    step = submission.steps.get()
    assert (step.number, step.text, step.unit) == (1, "已派人。", "市城管局")
    assert step.held_files.get().name == "照片.txt"
    assert submission.state == "handling"


def test_steps_are_counted_and_the_end_ends_it(desk, commits):
    with commits():
        submission = make_submission().submission
    with commits():
        for kind in ("note", "ask", "answer"):
            tell(submission, kind)
    assert list(submission.steps.values_list("number", flat=True)) == [1, 2, 3]
    assert matter_of(submission).state == "ended"
    with pytest.raises(Refused, match="已办结，不能再向申请人反馈"):
        tell(submission)


def test_nobody_reports_on_what_is_not_here(desk):
    with pytest.raises(Refused, match="没有这件提交"):
        report(SYSTEM, new_reference(), Report("说明"))


def test_a_step_that_comes_twice_is_entered_once(desk, commits):
    submission = make_submission().submission
    said = a_step(submission, 1, "note", text="正在办理。")
    for _ in range(2):
        progress.take_progress(taken(handed_over(said, messages.PROGRESS)))
    assert Step.objects.count() == 1


def test_steps_that_overtake_one_another_end_in_the_same_state(desk):
    """standards/security.md §9 no. 12."""
    submission = make_submission().submission
    for number, kind in ((3, "answer"), (1, "note"), (2, "ask")):
        progress.take_progress(taken(handed_over(a_step(submission, number, kind), messages.PROGRESS)))
    submission.refresh_from_db()
    assert submission.state == "answered"
    assert [step.number for step in submission.steps.all()] == [1, 2, 3]


def test_a_step_for_a_submission_that_is_not_here_is_refused(desk):
    stray = Submission(reference=new_reference())
    with pytest.raises(Refused, match="外网没有这件提交"):
        progress.take_progress(taken(handed_over(a_step(stray, 1, "note"), messages.PROGRESS)))


def test_the_same_submission_twice_is_taken_in_once(desk, commits):
    """standards/security.md §9 no. 13."""
    with commits():
        make_submission()
    envelope = Envelope.objects.get(kind=messages.SUBMISSION)
    taking.take_submission(taken(envelope))
    assert len(desk.taken) == Matter.objects.count() == 1


def test_a_unit_cannot_pass_for_a_zone(desk):
    """Whoever may send envelopes may still not answer the public in the platform's name."""
    submission = make_submission().submission
    said = a_step(submission, 1, "answer", text="冒名的答复")
    envelope = handed_over(said, messages.PROGRESS, Side(make_unit()))
    with pytest.raises(Refused, match="只能由内网节点转来"):
        progress.take_progress(taken(envelope))
    assert not Step.objects.exists()


def test_a_unit_cannot_hand_in_for_the_public(desk, commits):
    said = messages.Submission(
        reference=new_reference(),
        kind=makers.KIND,
        number="CS2026112500001",
        submitted_at=now(),
        data={"text": "冒充"},
    )
    with commits():
        handed_over(said, messages.SUBMISSION, Side(make_unit()))
    assert not desk.taken
    assert Delivery.objects.get().state == "refused"


def test_a_secret_that_another_installation_let_through_is_refused_here(desk):
    said = messages.Submission(
        reference=new_reference(),
        kind=makers.KIND,
        number="CS2026112500001",
        submitted_at=now(),
        data={"text": "绝密★长期"},
    )
    with pytest.raises(Refused, match="国家秘密标志"):
        taking.take_submission(taken(handed_over(said, messages.SUBMISSION)))


def test_a_withdrawal_that_overtakes_its_submission_is_remembered(desk, commits):
    submission = make_submission().submission
    submissions.withdraw(PUBLIC, submission.pk)
    first, second = Envelope.objects.order_by("pk")
    taking.take_withdrawal(taken(second))
    taking.take_submission(taken(first))
    matter = matter_of(submission)
    assert (matter.state, matter.number) == ("withdrawn", submission.number)
    assert not desk.taken


def test_a_withdrawal_after_the_end_changes_nothing(desk, commits):
    with commits():
        submission = make_submission().submission
    report(SYSTEM, submission.reference, Report("答复", "已修好。", kind="answer"))
    with commits():
        submissions.withdraw(PUBLIC, submission.pk)
    assert matter_of(submission).state == "ended"
    assert len(desk.taken) == 1
    assert Entry.objects.filter(act="intake.withdrawal_take").get().detail["was_open"] is False


def test_a_supplement_after_the_end_is_only_noted(desk, commits):
    with commits():
        submission = make_submission().submission
    with commits():
        tell(submission, "ask", "哪个门？")
    report(SYSTEM, submission.reference, Report("答复", "已修好。", kind="answer"))
    with commits():
        submissions.hand_in_supplement(PUBLIC, submission.pk, 1, "东门。")
    assert len(desk.taken) == 1
    assert Entry.objects.filter(act="intake.supplement_take").get().detail["is_open"] is False


def test_what_follows_a_submission_that_never_came_is_refused(desk):
    said = messages.Rating(reference=new_reference(), stars=5, rated_at=now())
    with pytest.raises(Refused, match="没有收到过"):
        taking.take_rating(taken(handed_over(said, messages.RATING)))


def test_who_looks_at_a_contact_stands_in_the_record(desk, commits):
    with commits():
        submission = make_submission(contact=makers.CONTACT).submission
    post = make_post()
    assert reporting.read_contact(actor(post), submission.reference) == makers.CONTACT
    entry = Entry.objects.filter(act="intake.contact_read").get()
    assert entry.person == post.person.name
    assert "13812345678" not in str(entry.detail)
    assert contacts.of_matter(matter_of(submission)).masked.shown == [
        ("姓名", "张**"),
        ("电话", "138****5678"),
        ("电子邮箱", "z***@example.com"),
    ]
