"""Is one form one submission, and are numbers without gaps, when many click at once? On PostgreSQL."""

from functools import partial

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.models import Series, Submission
from yiwang.kernel.intake.tests import makers
from yiwang.kernel.intake.tests.makers import make_handed, make_submission, tell
from yiwang.kernel.organizations.tests.racing import at_once, races

pytestmark = races


def test_a_double_click_is_one_submission(desk):
    handed = make_handed(contact=makers.CONTACT)
    outcomes = at_once(*[lambda: submissions.submit(PUBLIC, handed)] * 4)
    assert {(one.submission.pk, one.code) for one in outcomes} == {
        (outcomes[0].submission.pk, outcomes[0].code)
    }
    assert len(desk.taken) == Submission.objects.count() == 1


def test_forms_sent_at_the_same_moment_get_numbers_without_gaps(desk):
    at_once(*[partial(submissions.submit, PUBLIC, make_handed()) for _ in range(6)])
    numbers = sorted(Submission.objects.values_list("number", flat=True))
    assert numbers == [makers.number(serial) for serial in range(1, 7)]
    assert Series.objects.get().last == 6


def test_a_withdrawal_and_an_answer_at_the_same_moment_end_it_once_on_each_side(desk):
    submission = make_submission().submission
    at_once(
        lambda: submissions.withdraw(PUBLIC, submission.pk),
        lambda: tell(Submission.objects.get(pk=submission.pk), "answer", "已修好。"),
    )
    submission.refresh_from_db()
    assert submission.state in {"withdrawn", "answered"}
    assert makers.matter_of(submission).state in {"withdrawn", "ended"}
    assert submission.ended_at
