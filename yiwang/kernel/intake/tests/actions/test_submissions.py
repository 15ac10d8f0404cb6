"""Does what the public hands in arrive once, under its number, and can its applicant go on with it?"""

import pytest
from django.db import transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.models import Delivery, Envelope
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions import submissions
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.intake.models import Handover, Matter, Series, Submission
from yiwang.kernel.intake.tests import makers
from yiwang.kernel.intake.tests.makers import make_file, make_handed, make_submission, matter_of, tell

pytestmark = pytest.mark.django_db


def test_a_submission_is_numbered_kept_and_taken_in_by_its_kind(desk, commits):
    with commits():
        receipt = make_submission(files=[make_file()])
    submission = receipt.submission
    assert (submission.number, submission.state) == (makers.number(1), "received")
    (taken,) = desk.taken
    assert taken.body.text == "路灯不亮"
    assert [stored.name for stored in taken.files] == ["说明.txt"]
    assert taken.matter.number == submission.number
    assert Delivery.objects.get().state == "delivered"
    makers.followed()
    assert Handover.objects.get().delivered_at
    acts = list(Entry.objects.order_by("number").values_list("act", flat=True))
    assert acts.index("intake.submission_submit") < acts.index("intake.matter_take")


def test_numbers_of_a_day_follow_one_another_without_gaps(desk):
    first = make_submission().submission.number
    with pytest.raises(Refused, match="内容"):
        make_submission(data={"text": ""})
    with transaction.atomic():
        make_submission()
        transaction.set_rollback(True)
    assert [first, make_submission().submission.number] == [makers.number(1), makers.number(2)]
    assert Series.objects.get().last == 2


def test_the_same_form_sent_twice_is_one_submission_with_the_same_code(desk, commits):
    handed = make_handed(contact=makers.CONTACT, files=[make_file()])
    with commits():
        first, second = submissions.submit(PUBLIC, handed), submissions.submit(PUBLIC, handed)
    assert first.submission == second.submission
    assert first.code == second.code
    assert len(desk.taken) == Submission.objects.count() == Series.objects.get().last == 1


@pytest.mark.parametrize(
    "change", [{"data": {"text": "别的内容"}}, {"contact": makers.CONTACT}, {"files": ["x"]}]
)
def test_a_form_sent_again_with_other_content_is_refused_rather_than_lost(desk, change):
    token = codes.new_token()
    make_submission(token=token)
    if "files" in change:
        change = {"files": [make_file()]}
    with pytest.raises(Refused, match=f"已经提交过（编号 {makers.number(1)}）"):
        make_submission(token=token, **change)


def test_two_forms_are_two_submissions_with_codes_of_their_own(desk):
    first, second = make_submission(), make_submission()
    assert first.submission != second.submission
    assert first.code != second.code


@pytest.mark.parametrize("token", ["", "forged", "a:b:c"])
def test_a_form_that_is_not_ours_is_refused(desk, token):
    with pytest.raises(Refused, match="再次点击提交"):
        make_submission(token=token)
    assert not Submission.objects.exists()


def test_the_code_is_stored_nowhere_in_clear(desk, commits):
    with commits():
        receipt = make_submission(contact=makers.CONTACT)
    stored = str(list(Submission.objects.values())) + str(list(Envelope.objects.values()))
    stored += str(list(Entry.objects.values())) + str(list(Handover.objects.values()))
    assert receipt.code not in stored
    assert codes.fits(receipt.submission.number, receipt.code, receipt.submission.code_digest)
    assert not codes.fits(receipt.submission.number, "0" * 12, receipt.submission.code_digest)
    assert not codes.fits(receipt.submission.number, receipt.code, "")


def test_the_contact_stands_in_no_table_in_clear(desk, commits):
    """standards/security.md §2: 数据保密性, in transit and at rest."""
    with commits():
        make_submission(contact=makers.CONTACT)
    everything = "".join(
        str(list(model.objects.values())) for model in (Submission, Matter, Envelope, Handover, Entry)
    )
    for secret in ("张小明", "13812345678", "zhang@example.com", "\\u5f20\\u5c0f\\u660e"):
        assert secret not in everything


def test_a_file_that_is_not_clean_is_refused_with_its_sentence(desk):
    stored = make_file()
    StoredFile.objects.filter(pk=stored.pk).update(state="unscanned")
    stored.refresh_from_db()
    with pytest.raises(Refused, match=r"“说明.txt”不能提交：正在等待病毒扫描"):
        make_submission(files=[stored])
    assert not Submission.objects.exists()


def test_more_files_than_the_kind_allows_are_refused(desk):
    with pytest.raises(Refused, match="最多只能附3个"):
        make_submission(files=[make_file(f"{one}.txt", b"%d" % one) for one in range(4)])


def test_the_mark_of_a_state_secret_is_refused_before_anything_is_stored(desk):
    """保守国家秘密法; standards/security.md §9 no. 14."""
    with pytest.raises(Refused, match="国家秘密标志"):
        make_submission(data={"text": "机密★5年 会议内容"})
    assert not Submission.objects.exists()
    assert not Series.objects.exists()


def test_data_that_the_kind_does_not_know_is_refused(desk):
    with pytest.raises(Refused, match="“more”填写有误"):
        make_submission(data={"more": "?"})


def test_a_supplement_that_was_asked_for_reaches_the_kind(desk, commits):
    submission = _asked(commits)
    assert submission.state == "supplement"
    with commits():
        submissions.hand_in_supplement(PUBLIC, submission.pk, 1, " 在东门。 ", [make_file()])
    submission.refresh_from_db()
    assert submission.state == "handling"
    given = desk.taken[-1]
    assert (given.step, given.text, len(given.files)) == (1, "在东门。", 1)


def test_a_supplement_comes_once_and_only_where_it_was_asked_for(desk, commits):
    submission = _asked(commits)
    with pytest.raises(Refused, match="没有要您补充"):
        submissions.hand_in_supplement(PUBLIC, submission.pk, 2, "在东门。")
    submissions.hand_in_supplement(PUBLIC, submission.pk, 1, "在东门。")
    with pytest.raises(Refused, match="已经收到"):
        submissions.hand_in_supplement(PUBLIC, submission.pk, 1, "在东门。")


def test_an_ended_submission_takes_no_supplement(desk, commits):
    submission = _asked(commits)
    with commits():
        tell(submission, "answer", "已修好。")
    with pytest.raises(Refused, match="已答复，不能再补充"):
        submissions.hand_in_supplement(PUBLIC, submission.pk, 1, "在东门。")


def test_an_open_submission_may_be_withdrawn_and_the_kind_hears_of_it(desk, commits):
    with commits():
        submission = make_submission().submission
    with commits():
        submissions.withdraw(PUBLIC, submission.pk)
    submission.refresh_from_db()
    assert submission.state == "withdrawn"
    assert submission.ended_at
    assert matter_of(submission).state == "withdrawn"
    assert len(desk.taken) == 2


def test_an_answered_submission_may_not_be_withdrawn(desk, commits):
    submission = _answered(commits)
    with pytest.raises(Refused, match="已答复，不能再撤回"):
        submissions.withdraw(PUBLIC, submission.pk)


def test_an_answer_is_rated_once(desk, commits):
    submission = _answered(commits)
    with commits():
        submissions.rate(PUBLIC, submission.pk, 4, "很快。")
    assert (desk.taken[-1].stars, desk.taken[-1].comment) == (4, "很快。")
    with pytest.raises(Refused, match="已经评价过"):
        submissions.rate(PUBLIC, submission.pk, 1)


def test_what_is_not_answered_yet_is_not_rated(desk):
    submission = make_submission().submission
    with pytest.raises(Refused, match="答复之后"):
        submissions.rate(PUBLIC, submission.pk, 5)


def test_a_contact_given_in_part_is_kept_in_part(desk):
    receipt = make_submission(contact=Contact(phone="0379-63230001"))
    assert receipt.submission.contact


def _asked(commits) -> Submission:
    with commits():
        submission = make_submission().submission
    with commits():
        tell(submission, "ask", "请说明在哪个门。")
    submission.refresh_from_db()
    return submission


def _answered(commits) -> Submission:
    with commits():
        submission = make_submission().submission
    with commits():
        tell(submission, "answer", "已修好。")
    submission.refresh_from_db()
    return submission
