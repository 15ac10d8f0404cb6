"""Is everything told once, at its time, and nothing to an address that refuses?"""

import pytest
from django.core import mail

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.notifications.models import Outgoing
from yiwang.kernel.notifications.tasks import deliver_due
from yiwang.kernel.publications.tests.makers import make_publication
from yiwang.subsystems.portal.channels import addresses, wording
from yiwang.subsystems.portal.channels.actions import digests
from yiwang.subsystems.portal.channels.models import Count, Subscription
from yiwang.subsystems.portal.channels.rules import SMS, Interest
from yiwang.subsystems.portal.channels.tests.makers import make_subscription
from yiwang.subsystems.portal.tests.makers import make_column, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def digest_of(subscription: Subscription) -> Outgoing:
    return Outgoing.objects.get(key__startswith=wording.digest_key(subscription.pk))


def due_again(subscription: Subscription) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(due_at=shifted(now(), minutes=-1))


def test_a_digest_tells_what_is_new_with_the_way_out():
    subscription = make_subscription()
    news = make_publication(title="医疗保险开始缴费", published_at=shifted(now(), hours=-1))
    assert digests.send_due() == 1
    body = digest_of(subscription).body
    assert "医疗保险开始缴费" in body
    assert f"/a/{news.pk}/" in body
    assert f"/subscriptions/{addresses.token_of(subscription.pk)}/" in body


def test_nothing_is_told_twice_and_what_comes_later_comes_next_time():
    subscription = make_subscription()
    make_publication(title="第一件", published_at=shifted(now(), hours=-1))
    assert digests.send_due() == 1
    assert digests.send_due() == 0
    deliver_due()
    assert digests.judge_sent() == 1
    make_publication(title="第二件", published_at=shifted(now(), seconds=-90))
    Subscription.objects.update(told_until=shifted(now(), minutes=-2))
    due_again(subscription)
    assert digests.send_due() == 1
    body = digest_of(subscription).body
    assert "第二件" in body
    assert "第一件" not in body


def test_what_may_not_be_committed_yet_waits_for_the_next_digest():
    subscription = make_subscription()
    make_publication(title="刚刚发布", published_at=shifted(now(), seconds=-5))
    assert digests.send_due() == 0
    subscription.refresh_from_db()
    assert subscription.told_until < shifted(now(), seconds=-50)


def test_a_worker_that_is_killed_in_between_leaves_nothing_half_done(monkeypatch):
    subscription = make_subscription()
    make_publication(published_at=shifted(now(), hours=-1))

    def killed(*_args, **_values):
        raise KeyboardInterrupt

    monkeypatch.setattr(digests, "record", killed)
    with pytest.raises(KeyboardInterrupt):
        digests.send_due()
    monkeypatch.undo()
    assert not Outgoing.objects.exists()
    assert digests.send_due() == 1
    assert digest_of(subscription)


def test_whoever_waits_for_a_message_gets_everything_in_the_next_one():
    subscription = make_subscription()
    make_publication(published_at=shifted(now(), hours=-1))
    digests.send_due()
    due_again(subscription)
    make_publication(published_at=shifted(now(), minutes=-2))
    assert digests.send_due() == 0
    assert Outgoing.objects.count() == 1


def test_a_column_means_those_below_it_too():
    site = make_site()
    top = make_column(site=site, slug="open")
    make_column(site=site, slug="files", parent=top)
    subscription = make_subscription(interests=(Interest("column", "open"),))
    make_publication(title="下级栏目的文件", columns=("files",), published_at=shifted(now(), hours=-1))
    make_publication(title="别处的消息", columns=("news",), published_at=shifted(now(), hours=-1))
    digests.send_due()
    body = digest_of(subscription).body
    assert "下级栏目的文件" in body
    assert "别处的消息" not in body


def test_what_was_withdrawn_in_the_meantime_is_not_told():
    make_subscription()
    news = make_publication(published_at=shifted(now(), hours=-1))
    type(news).objects.filter(pk=news.pk).update(
        state="withdrawn", withdrawn_at=now(), withdrawal_reason="error"
    )
    assert digests.send_due() == 0


def test_a_message_that_was_taken_over_is_forgotten_and_counted():
    make_subscription(address="zhang@example.cn")
    make_publication(published_at=shifted(now(), hours=-1))
    digests.send_due()
    Outgoing.objects.exclude(key__startswith=wording.DIGEST).delete()
    deliver_due()
    (letter,) = mail.outbox
    token = addresses.token_of(Subscription.objects.get().pk)
    # RFC 8058 §3.1
    assert letter.extra_headers["List-Unsubscribe"].endswith(f"/subscriptions/{token}/end/>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert digests.judge_sent() == 1
    assert not Outgoing.objects.exists()
    assert Count.objects.get(kind="sent").number == 1


def test_an_address_that_refuses_three_times_is_deleted():
    subscription = make_subscription()
    for round_number in range(1, 4):
        make_publication(published_at=shifted(now(), minutes=-70 + round_number))
        Subscription.objects.update(told_until=shifted(now(), hours=-2))
        due_again(subscription)
        assert digests.send_due() == 1
        Outgoing.objects.update(state="failed", last_error="550 no such user")
        assert digests.judge_sent() == 1
        assert Subscription.objects.filter(failures=round_number).count() == (round_number < 3)
    assert not Subscription.objects.exists()
    assert Count.objects.get(kind="failed").number == 3


def test_a_text_message_is_short_and_names_the_way_out():
    subscription = make_subscription(channel=SMS, address="13812345678")
    for number in range(5):
        make_publication(
            title=f"第{number}件很长的事" * 10, published_at=shifted(now(), minutes=-70 + number)
        )
    digests.send_due()
    body = digest_of(subscription).body
    assert "等 5 条" in body
    assert f"退订 http://localhost:8000/subscriptions/{addresses.token_of(subscription.pk)}/" in body
    assert len(body) < 400


def test_queries_do_not_grow_with_what_is_new(django_assert_max_num_queries):
    make_subscription()
    for number in range(12):
        make_publication(published_at=shifted(now(), minutes=-70 + number))
    with django_assert_max_num_queries(20):
        digests.send_due()
