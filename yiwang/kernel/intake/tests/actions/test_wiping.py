"""Does the outer zone forget what an applicant wrote, in time and not before?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.exchange.models import Envelope
from yiwang.kernel.files import holders
from yiwang.kernel.intake import limits
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.actions.wiping import wipe_due
from yiwang.kernel.intake.models import Handover, Matter, Submission
from yiwang.kernel.intake.tests import makers
from yiwang.kernel.intake.tests.makers import make_file, make_submission, tell

pytestmark = pytest.mark.django_db


def make_ended(commits, days: int, **changes) -> Submission:
    """Answered, rated and confirmed by the inner side, ``days`` ago."""
    with commits():
        submission = make_submission(contact=makers.CONTACT, **changes).submission
    with commits():
        tell(submission, "ask", "在哪里？")
    with commits():
        submissions.hand_in_supplement(PUBLIC, submission.pk, 1, "在东门。")
    with commits():
        tell(submission, "answer", "已修好。")
    with commits():
        submissions.rate(PUBLIC, submission.pk, 5, "很好。")
    makers.followed()
    Submission.objects.filter(pk=submission.pk).update(ended_at=shifted(now(), days=-days))
    submission.refresh_from_db()
    return submission


def test_contact_text_and_files_are_gone_after_the_time_and_the_rest_stays(desk, commits):
    """个人信息保护法 art. 19; standards/security.md §6."""
    stored = make_file()
    submission = make_ended(commits, limits.KEEP_DAYS + 1, files=[stored])
    assert wipe_due() == 1
    submission.refresh_from_db()
    assert (submission.data, submission.contact, submission.comment) == ({}, "", "")
    assert submission.wiped_at
    left = [step.text for step in submission.steps.all()]
    left += [submission.steps.get(number=1).supplement.text]
    left += [handover.body for handover in Handover.objects.all()]
    assert not any(left)
    assert not submission.held_files.exists()
    assert (submission.number, submission.state, submission.stars) == (makers.number(1), "answered", 5)
    entry = Entry.objects.get(act="intake.submission_wipe")
    assert entry.detail == {"number": submission.number, "days": limits.KEEP_DAYS}
    assert wipe_due() == 0
    assert holders.registered()["intake.submission"].references({stored.pk}) == set()


def test_what_ended_lately_or_is_open_is_kept(desk, commits):
    make_ended(commits, limits.KEEP_DAYS - 1)
    make_submission(contact=makers.CONTACT)
    assert wipe_due() == 0


def test_what_the_inner_side_has_not_confirmed_is_kept(desk, commits):
    make_ended(commits, limits.KEEP_DAYS + 1)
    Handover.objects.update(delivered_at=None)
    assert wipe_due() == 0


def test_where_both_zones_are_one_the_signed_words_are_the_inner_zones_evidence(desk, commits):
    make_ended(commits, limits.KEEP_DAYS + 1)
    before = Envelope.objects.count()
    wipe_due()
    assert Envelope.objects.count() == before


def test_outside_the_signed_words_go_too(desk, commits, settings):
    make_ended(commits, limits.KEEP_DAYS + 1)
    settings.ZONE = "outer"
    assert wipe_due() == 1
    assert not Envelope.objects.exists()


def test_a_step_that_comes_after_the_wiping_is_not_entered(desk, commits):
    submission = make_ended(commits, limits.KEEP_DAYS + 1)
    wipe_due()
    Matter.objects.update(state="open")
    with commits():
        tell(submission, "note", "补充说明。")
    assert submission.steps.count() == 2
