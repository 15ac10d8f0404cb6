"""How is somebody told something, and how does a message go out?"""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications import actions
from yiwang.kernel.notifications.models import Notice, Outage, Outgoing, Preference
from yiwang.kernel.notifications.tests.makers import make_notice, make_outgoing, make_sent
from yiwang.kernel.organizations.tests.makers import make_person

pytestmark = pytest.mark.django_db
OPERATOR = Actor("赵刚", 5)


def claimed(lease=300, at=None):
    return actions.claim_next(at or now(), lease)


def test_a_person_is_told_on_the_site_and_by_e_mail(settings):
    settings.SITE_ADDRESS = "https://www.example.gov.cn/"
    person = make_person(email="li@example.cn", mobile="13812345678")
    notice = actions.tell(person, subject="请审核", body="一篇文章等您。", link="/office/articles/7/")
    assert (notice.person, notice.subject, notice.read_at) == (person, "请审核", None)
    outgoing = Outgoing.objects.get()
    assert (outgoing.channel, outgoing.address, outgoing.state) == ("email", "li@example.cn", "waiting")
    assert outgoing.body == "一篇文章等您。\n\nhttps://www.example.gov.cn/office/articles/7/"


def test_a_person_without_an_address_is_told_on_the_site_only():
    actions.tell(make_person(), subject="请审核", channels=("site", "email", "sms"))
    assert Notice.objects.count() == 1
    assert not Outgoing.objects.exists()


def test_a_channel_that_a_person_does_not_want_is_left_out():
    person = make_person(email="li@example.cn", mobile="13812345678")
    actions.choose(SYSTEM, person, by_email=False, by_sms=True)
    actions.tell(person, subject="请审核", channels=("site", "email", "sms"))
    assert [outgoing.channel for outgoing in Outgoing.objects.all()] == ["sms"]
    assert Notice.objects.count() == 1


def test_the_same_key_is_told_to_a_person_once():
    person, other = make_person(email="li@example.cn"), make_person()
    first = actions.tell(person, subject="请审核", key="portal.review:7")
    assert actions.tell(person, subject="请审核", key="portal.review:7") == first
    actions.tell(other, subject="请审核", key="portal.review:7")
    assert Notice.objects.count() == 2
    assert Outgoing.objects.count() == 1


def test_a_link_that_leaves_the_site_is_refused():
    with pytest.raises(ValueError, match="not a path"):
        actions.tell(make_person(), subject="请审核", link="//evil.example/")
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_told():
    person = make_person(email="li@example.cn")
    with transaction.atomic():
        actions.tell(person, subject="请审核")
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert not Outgoing.objects.exists()


def test_the_same_key_goes_out_once():
    assert make_outgoing(key="digest:1") == make_outgoing(key="digest:1")
    assert make_outgoing() != make_outgoing()


def test_an_address_that_cannot_be_one_is_refused():
    with pytest.raises(Refused, match="手机号码不正确"):
        actions.enqueue("sms", "12345", body="您好")
    with pytest.raises(Refused, match="电子邮箱地址不正确"):
        actions.enqueue("email", "a@b.cn, c@d.cn", body="您好")
    with pytest.raises(ValueError, match="fax"):
        actions.enqueue("fax", "12345", body="您好")


def test_a_notice_is_read_once_and_by_its_own_person_only():
    notice = make_notice()
    assert not actions.mark_read(make_person(), notice.pk)
    assert actions.mark_read(notice.person, notice.pk)
    assert not actions.mark_read(notice.person, notice.pk)


def test_all_own_notices_are_read_at_once():
    person = make_person()
    make_notice(person)
    make_notice(person)
    make_notice()
    assert actions.mark_all_read(person) == 2
    assert Notice.objects.unread().count() == 1


def test_a_choice_of_channels_is_recorded_when_it_changes_something():
    person = make_person()
    actions.choose(OPERATOR, person, by_email=False, by_sms=True)
    actions.choose(OPERATOR, person, by_email=False, by_sms=True)
    entry = Entry.objects.get()
    assert entry.act == "notifications.preference_choose"
    assert entry.detail["after"] == {"by_email": False, "by_sms": True}
    assert not Preference.objects.get().by_email


def test_a_claimed_message_is_nobody_elses_until_the_lease_ends():
    outgoing = make_outgoing()
    first = claimed(lease=60)
    assert (first.pk, first.state, first.attempts) == (outgoing.pk, "sending", 1)
    assert claimed() is None
    again = claimed(at=shifted(now(), seconds=61))
    assert (again.pk, again.attempts) == (outgoing.pk, 2)
    assert again.claim != first.claim


def test_messages_are_claimed_in_the_order_in_which_they_fall_due():
    later = make_outgoing(next_attempt_at=shifted(now(), seconds=-10))
    sooner = make_outgoing(next_attempt_at=shifted(now(), seconds=-20))
    make_outgoing(next_attempt_at=shifted(now(), hours=1))
    make_sent()
    assert [claimed().pk, claimed().pk] == [sooner.pk, later.pk]
    assert claimed() is None


def test_a_clock_that_ran_months_ahead_leaves_no_message_and_no_channel_waiting_for_months():
    outgoing = make_outgoing(next_attempt_at=shifted(now(), days=90))
    ahead = shifted(now(), days=90)
    Outage.objects.create(channel=outgoing.channel, began_at=ahead, paused_until=ahead)
    assert claimed().pk == outgoing.pk


def test_a_message_is_sent_on_proof_only():
    make_outgoing()
    outgoing = claimed()
    with pytest.raises(ValueError, match="proof"):
        actions.settle_sent(outgoing, "")
    assert actions.settle_sent(outgoing, "250 queued as 1")
    stored = Outgoing.objects.get()
    assert (stored.state, stored.proof, stored.last_error) == ("sent", "250 queued as 1", "")
    assert stored.sent_at is not None


def test_the_database_itself_refuses_a_sent_message_without_proof():
    outgoing = make_outgoing()
    with pytest.raises(IntegrityError), transaction.atomic():
        Outgoing.objects.filter(pk=outgoing.pk).update(state="sent")
    make_sent()


def test_a_sender_that_comes_back_too_late_changes_nothing():
    make_outgoing()
    late = claimed(lease=1)
    current = claimed(at=shifted(now(), seconds=2))
    assert not actions.settle_postponed(late, "超时")
    assert not actions.settle_failed(late, "拒收")
    assert not actions.settle_sent(late, "250 Ok")
    assert actions.settle_sent(current, "250 Ok")


def test_a_postponed_message_waits_for_its_back_off():
    make_outgoing()
    before = now()
    actions.settle_postponed(claimed(), "451 稍后再试")
    stored = Outgoing.objects.get()
    assert (stored.state, stored.last_error) == ("waiting", "451 稍后再试")
    assert shifted(before, seconds=59) < stored.next_attempt_at < shifted(before, seconds=90)
    assert claimed() is None
    assert stored.is_stuck


def test_a_message_that_failed_too_often_is_given_up_and_that_is_recorded():
    make_outgoing(attempts=7)
    actions.settle_postponed(claimed(), "451 稍后再试")
    assert Outgoing.objects.get().state == "given_up"
    assert claimed(at=shifted(now(), days=30)) is None
    assert Entry.objects.get().act == "notifications.message_fail"


def test_a_message_whose_sender_keeps_dying_is_given_up_too():
    make_outgoing(next_attempt_at=shifted(now(), seconds=-1))
    moments = [shifted(now(), hours=turn) for turn in range(9)]
    assert [claimed(at=moment) is not None for moment in moments] == [True] * 8 + [False]
    stored = Outgoing.objects.get()
    assert (stored.state, stored.last_error) == ("given_up", "发送进程多次中断，没有得到对方的答复。")


def test_a_refused_message_is_not_tried_again_and_the_record_does_not_show_the_address():
    make_outgoing(address="zhangsan@x.cn")
    actions.settle_failed(claimed(), "550 <zhangsan@x.cn> 不存在")
    stored, entry = Outgoing.objects.get(), Entry.objects.get()
    assert (stored.state, stored.last_error) == ("failed", "550 <z***@x.cn> 不存在")
    assert "zhangsan" not in f"{entry.subject} {entry.detail}"
    assert claimed(at=shifted(now(), days=30)) is None


def test_a_channel_that_is_down_rests_and_costs_no_message_an_attempt():
    make_outgoing(next_attempt_at=shifted(now(), seconds=-5))
    make_outgoing(channel="sms", address="13812345678")
    actions.settle_unreachable(claimed(), "连不上")
    stored = Outgoing.objects.get(channel="email")
    assert (stored.state, stored.attempts) == ("waiting", 0)
    assert claimed().channel == "sms"
    assert claimed() is None
    assert claimed(at=shifted(now(), seconds=20)).channel == "email"
    assert Entry.objects.get().act == "notifications.channel_pause"


def test_an_outage_is_recorded_once_and_ends_with_the_first_proof():
    make_outgoing()
    for turn in range(3):
        actions.settle_unreachable(claimed(at=shifted(now(), hours=turn)), "连不上")
    assert Outage.objects.get().failures == 3
    assert Entry.objects.count() == 1
    actions.settle_sent(claimed(at=shifted(now(), days=1)), "250 Ok")
    assert not Outage.objects.exists()


@pytest.mark.parametrize("state", ["failed", "given_up", "waiting"])
def test_a_stuck_message_is_sent_again_from_the_beginning(state):
    outgoing = make_outgoing(
        state=state, attempts=5, last_error="550", next_attempt_at=shifted(now(), days=1)
    )
    actions.retry(OPERATOR, outgoing.pk)
    assert claimed().attempts == 1
    entry = Entry.objects.get()
    assert (entry.act, entry.person, entry.detail["before"]["attempts"]) == (
        "notifications.message_retry",
        "赵刚",
        5,
    )


@pytest.mark.parametrize("act", [actions.retry, actions.drop])
def test_a_message_that_is_not_stuck_is_left_alone(act):
    for outgoing in (make_sent(), make_outgoing(), make_outgoing(state="sending")):
        with pytest.raises(Refused, match="不需要处理"):
            act(OPERATOR, outgoing.pk)
    assert not Entry.objects.exists()


def test_a_dropped_message_is_not_sent_and_no_longer_stuck():
    outgoing = make_outgoing(state="failed", last_error="550")
    actions.drop(OPERATOR, outgoing.pk)
    assert claimed(at=shifted(now(), days=1)) is None
    assert not Outgoing.objects.stuck().exists()
    assert Entry.objects.get().act == "notifications.message_drop"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time anyway")
def test_workers_at_the_same_time_never_claim_the_same_message():
    for _ in range(40):
        make_outgoing()
    taken: list[int] = []

    def work() -> None:
        try:
            while outgoing := claimed():
                taken.append(outgoing.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sorted(taken) == sorted(Outgoing.objects.values_list("pk", flat=True))
