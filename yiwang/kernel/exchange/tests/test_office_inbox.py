"""Does a clerk find what arrived, and sign for many at once?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions import answering, recalling
from yiwang.kernel.exchange.models import Delivery
from yiwang.kernel.exchange.office import inbox
from yiwang.kernel.exchange.parties import mail_unit
from yiwang.kernel.exchange.tests.makers import make_arrival, make_clerk, send_from, side
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit, sign_in

pytestmark = pytest.mark.django_db
INBOX = "/office/exchange/"


@pytest.fixture
def clerk(client):
    post = make_clerk()
    sign_in(client, post)
    return post


def page(client, address=INBOX, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_is_led_to_the_sign_in_page(client):
    assert "login" in client.get(INBOX)["Location"]


def test_a_post_without_the_role_is_refused(client):
    sign_in(client, make_post())
    response = client.get(INBOX)
    assert response.status_code == 409
    assert "收发本单位公文和信息" in response.content.decode()


def test_an_empty_inbox_says_so_in_every_tab(client, clerk):
    assert "没有待签收的来件" in page(client)
    assert "还没有来件" in page(client, tab="all")
    assert "没有符合条件的来件" in page(client, tab="all", q="防汛")


def test_a_clerk_sees_the_own_units_mail_and_nobody_elses(client, clerk):
    make_arrival(clerk, subject="发给我的通知")
    make_arrival(subject="发给别人的通知")
    text = page(client)
    assert "发给我的通知" in text
    assert "发给别人的通知" not in text


def test_a_unit_does_not_see_the_mail_of_the_units_below_it(client, clerk):
    make_arrival(make_clerk(unit=make_unit(parent=clerk.unit)), subject="发给下级的通知")
    assert "发给下级的通知" not in page(client, tab="all")


def test_a_clerk_in_an_inner_office_handles_the_mail_of_the_unit_around_it(client):
    unit = make_unit()
    post = make_clerk(unit=make_unit(parent=unit, kind="office"))
    sign_in(client, post)
    make_arrival(make_clerk(unit=unit), subject="发给全局的通知")
    assert mail_unit(post) == unit
    assert "发给全局的通知" in page(client)


def test_urgent_ones_come_first_and_say_so(client, clerk):
    sender = make_clerk()
    for subject, urgency in (("旧的特急件", "most_urgent"), ("平件", "normal"), ("加急件", "urgent")):
        make_arrival(clerk, sender, subject=subject, urgency=urgency)
    text = page(client)
    assert text.index("旧的特急件") < text.index("加急件") < text.index("平件")
    assert "state-bad" in text


def test_more_than_can_be_sorted_quickly_stand_newest_first(client, clerk, monkeypatch):
    monkeypatch.setattr(inbox, "SORTED", 1)
    sender = make_clerk()
    for subject, urgency in (("旧的特急件", "most_urgent"), ("第二件", "normal"), ("第三件", "normal")):
        make_arrival(clerk, sender, subject=subject, urgency=urgency)
    text = page(client)
    assert text.index("第三件") < text.index("第二件") < text.index("旧的特急件")


def test_what_was_urged_is_marked(client, clerk):
    sender = make_clerk()
    arrival = make_arrival(clerk, sender)
    recalling.urge(actor(sender), side(sender), arrival.envelope)
    assert "催" in page(client)


def test_tabs_and_filters_narrow_the_list(client, clerk):
    first = make_arrival(clerk, make_clerk(unit=make_unit(name="市水利局")), subject="防汛通知")
    make_arrival(clerk, subject="每日要情", kind="exchange.information", body={"text": "要情"})
    answering.sign_for(actor(clerk), side(clerk), [first.pk])
    assert "防汛通知" not in page(client)
    assert "每日要情" not in page(client, tab="document")
    assert "防汛通知" not in page(client, tab="information")
    assert "每日要情" not in page(client, tab="all", q="防汛")
    assert "防汛通知" in page(client, tab="all", q="8号")
    assert "每日要情" not in page(client, tab="all", sender="水利")
    assert "防汛通知" in page(client, tab="all", state="signed")
    assert "每日要情" not in page(client, tab="all", state="signed")
    assert "防汛通知" not in page(client, tab="all", until="2020-01-01")
    assert "防汛通知" in page(client, tab="all", since="2020-01-01", state="signed", moment="ended")


@pytest.mark.parametrize("query", ["since=abc", "state=x", "moment=x", "tab=x", "page=x", "page=-3", "q=%00"])
def test_nonsense_in_the_address_narrows_nothing_that_it_does_not_name(client, clerk, query):
    make_arrival(clerk)
    assert client.get(f"{INBOX}?{query}").status_code == 200


def test_the_number_to_sign_stops_at_ninety_nine(client, clerk):
    envelope = make_arrival(clerk).envelope
    node = envelope.sender_node
    Delivery.objects.bulk_create(
        Delivery(
            envelope=envelope, number=number, part="main", node=node, is_here=True, unit=clerk.unit,
            name="我", category="document", state=rules.DELIVERED,
        )
        for number in range(2, 103)
    )  # fmt: skip
    assert "99+" in page(client)


def test_many_are_signed_for_at_once_and_the_list_stays_where_it_was(client, clerk):
    sender = make_clerk()
    arrivals = [make_arrival(clerk, sender) for _ in range(3)]
    response = client.post(f"{INBOX}?tab=all&q=防汛", {"delivery": [each.pk for each in arrivals[:2]]})
    assert response.status_code == 302
    assert response["Location"].startswith(f"{INBOX}?tab=all&q=")
    assert "已签收 2 件" in client.get(response["Location"]).content.decode()
    states = Delivery.objects.order_by("id").values_list("state", "ended_by")
    assert list(states) == [("signed", clerk.person.name)] * 2 + [("delivered", "")]
    assert Entry.objects.get(act="exchange.delivery_sign").person == clerk.person.name


def test_all_of_them_or_none_are_signed_for_and_the_ticks_stay(client, clerk):
    sender = make_clerk()
    first, second = make_arrival(clerk, sender), make_arrival(clerk, sender, subject="被撤回的通知")
    recalling.withdraw(actor(sender), side(sender), second.envelope, "发错了")
    response = client.post(INBOX, {"delivery": [first.pk, second.pk]})
    assert response.status_code == 422
    text = response.content.decode()
    assert "“被撤回的通知”已撤回，不能再签收" in text
    assert f'value="{first.pk}" aria-label="选择《关于做好防汛工作的通知》" checked' in text
    first.refresh_from_db()
    assert first.state == rules.DELIVERED


def test_other_units_mail_cannot_be_signed_for(client, clerk):
    foreign = make_arrival()
    response = client.post(INBOX, {"delivery": [foreign.pk]})
    assert response.status_code == 422
    assert "不属于本单位" in response.content.decode()
    foreign.refresh_from_db()
    assert foreign.state == rules.DELIVERED


@pytest.mark.parametrize("given", [[], ["x"], ["9" * 30]])
def test_nothing_ticked_is_said_and_nothing_happens(client, clerk, given):
    response = client.post(INBOX, {"delivery": given})
    assert response.status_code == 422
    assert "请至少选择一件" in response.content.decode()


def test_signing_needs_the_token_of_the_page(clerk):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, clerk)
    arrival = make_arrival(clerk)
    assert strict.post(INBOX, {"delivery": [arrival.pk]}).status_code == 403


def test_the_list_has_a_fixed_number_of_queries_and_pages(client, clerk, django_assert_max_num_queries):
    sender = make_clerk()
    make_arrival(clerk, sender)
    page(client, tab="all")
    with django_assert_max_num_queries(30) as few:
        page(client, tab="all")
    for _ in range(inbox.PER_PAGE + 2):
        send_from(sender, clerk.unit)
    with django_assert_max_num_queries(30) as many:
        assert "page=2" in page(client, tab="all")
    assert len(many) == len(few)
    assert "page=1" in page(client, tab="all", page="2")


def test_the_page_past_the_end_leads_to_the_first(client, clerk):
    make_arrival(clerk)
    response = client.get(INBOX, {"tab": "all", "page": "3"})
    assert response["Location"] == f"{INBOX}?tab=all"


def test_the_signed_words_of_envelopes_are_not_loaded_for_a_list(
    client, clerk, django_assert_max_num_queries
):
    make_arrival(clerk)
    with django_assert_max_num_queries(30) as queries:
        page(client, tab="all")
    assert not any('"exchange_envelope"."text"' in query["sql"] for query in queries.captured_queries)
