"""How does an address come in and out, and what does it leave behind?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Outgoing
from yiwang.subsystems.portal.channels import addresses, wording
from yiwang.subsystems.portal.channels.actions import subscribing
from yiwang.subsystems.portal.channels.models import Interest, Request, Subscription
from yiwang.subsystems.portal.channels.rules import MOST_TRIES, SMS
from yiwang.subsystems.portal.channels.rules import Interest as Wanted
from yiwang.subsystems.portal.channels.tests.makers import (
    code_in,
    make_request,
    make_subscription,
)

pytestmark = pytest.mark.django_db


def message_of(request: Request) -> Outgoing:
    return Outgoing.objects.get(key=wording.question_key(request.uid))


def test_only_the_second_yes_makes_a_subscription():
    # 个人信息保护法 art. 14
    request = make_request(address="zhang@example.cn")
    assert not Subscription.objects.exists()
    letter = message_of(request)
    assert letter.address == "zhang@example.cn"
    assert f"/subscriptions/confirm/{request.uid}/" in letter.body
    subscription = subscribing.confirm(request.uid)
    assert subscription.masked == "z***@example.cn"
    assert [(one.kind, one.value) for one in subscription.interests.all()] == [("site", "")]
    assert not Request.objects.exists()
    assert not Outgoing.objects.exists()


def test_no_address_stands_in_the_database_in_the_open():
    subscription = make_subscription(address="zhang@example.cn")
    for value in Subscription.objects.filter(pk=subscription.pk).values().get().values():
        assert "zhang@" not in str(value)
    assert addresses.opened(subscription.address) == "zhang@example.cn"
    assert not [one for one in Entry.objects.values_list("detail", flat=True) if "zhang@" in str(one)]


def test_a_text_message_carries_a_code_that_holds_five_tries():
    request = make_request(channel=SMS, address="13812345678")
    body = message_of(request).body
    (code,) = code_in(body)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(MOST_TRIES):
        with pytest.raises(Refused, match="验证码不正确"):
            subscribing.confirm(request.uid, wrong)
        subscribing.note_wrong_code(request.uid)
    with pytest.raises(Refused, match="失效"):
        subscribing.confirm(request.uid, code)
    assert not Subscription.objects.exists()


def test_a_text_message_code_that_is_right_is_a_yes():
    subscription = make_subscription(channel=SMS, address="13812345678")
    assert subscription.masked == "138****5678"


def test_a_link_that_is_over_is_refused():
    request = make_request()
    Request.objects.update(expires_at=shifted(now(), seconds=-1))
    with pytest.raises(Refused, match="重新订阅"):
        subscribing.confirm(request.uid)


def test_an_address_is_written_to_three_times_a_day_whoever_asks():
    asked = [make_request(address="zhang@example.cn") for _ in range(5)]
    assert len(asked) == Request.objects.count() == 5
    assert Outgoing.objects.count() == 3


def test_the_same_address_again_adds_to_what_it_has():
    first = make_subscription(address="zhang@example.cn", interests=(Wanted("column", "news"),))
    again = make_subscription(
        address="ZHANG@example.cn",
        frequency="weekly",
        interests=(Wanted("column", "notices"), Wanted("column", "news")),
    )
    assert again.pk == first.pk
    assert again.frequency == "weekly"
    values = Interest.objects.filter(subscription=again).order_by("pk").values_list("value", flat=True)
    assert list(values) == ["news", "notices"]


def test_whoever_gets_out_leaves_nothing_behind():
    # 个人信息保护法 art. 15, 47
    subscription = make_subscription(address="zhang@example.cn")
    make_request(address="zhang@example.cn")
    pk = subscription.pk
    assert subscribing.end(pk)
    assert not Subscription.objects.exists()
    assert not Interest.objects.exists()
    assert not Request.objects.exists()
    assert not Outgoing.objects.exists()
    assert not subscribing.end(pk)
    assert Entry.objects.filter(act="portal.subscription_end").count() == 1


def test_what_is_wanted_can_be_changed_but_not_to_nothing():
    subscription = make_subscription()
    subscribing.change(subscription.pk, "weekly", [Wanted("keyword", "医保")])
    assert Interest.objects.get().value == "医保"
    with pytest.raises(Refused, match="至少选择"):
        subscribing.change(subscription.pk, "weekly", [])
    subscribing.end(subscription.pk)
    with pytest.raises(Refused, match="已经取消"):
        subscribing.change(subscription.pk, "weekly", [Wanted("site")])


def test_what_nobody_said_yes_to_is_forgotten_after_a_day():
    make_request()
    assert subscribing.forget_unanswered() == 0
    Request.objects.update(created_at=shifted(now(), days=-3), expires_at=shifted(now(), days=-1))
    assert subscribing.forget_unanswered() == 1
    assert not Request.objects.exists()
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize(
    ("channel", "given", "kept"),
    [
        ("email", " Zhang@Example.CN ", "Zhang@example.cn"),
        ("sms", "+86 138-1234-5678", "13812345678"),
    ],
)
def test_an_address_is_brought_into_one_form(channel, given, kept):
    assert addresses.checked(channel, given) == kept


@pytest.mark.parametrize(
    ("channel", "given"),
    [
        ("email", "zhang"),
        ("email", "zhang@example.cn\r\nBcc: x@example.cn"),
        ("email", "a" * 250 + "@example.cn"),
        ("sms", "12345678901"),
        ("sms", "zhang@example.cn"),
    ],
)
def test_an_address_that_is_none_is_refused(channel, given):
    with pytest.raises(Refused):
        addresses.checked(channel, given)


def test_a_token_is_nobody_elses():
    token = addresses.token_of(7)
    assert addresses.subscription_of(token) == 7
    number, _, mark = token.partition("-")
    for forged in (
        f"8-{mark}",
        f"{number}-{'0' * 24}",
        "7",
        "",
        "7-",
        "x-y",
        f"{'9' * 30}-{mark}",
        "７-" + mark,
    ):
        assert addresses.subscription_of(forged) is None


def test_a_changed_secret_key_still_opens_what_was_kept(settings):
    subscription = make_subscription(address="zhang@example.cn")
    token = addresses.token_of(subscription.pk)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of this test, long enough to be one, fifty characters"
    assert addresses.opened(subscription.address) == "zhang@example.cn"
    assert addresses.subscription_of(token) == subscription.pk
    assert make_subscription(address="zhang@example.cn").pk == subscription.pk
