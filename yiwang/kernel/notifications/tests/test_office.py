"""What does an official read, and what does the operator of the outbox see?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.notifications.actions import mark_read
from yiwang.kernel.notifications.models import Notice, Outage, Outgoing, Preference
from yiwang.kernel.notifications.queries import COUNTED, SIZE, newest, unread_count
from yiwang.kernel.notifications.tests.makers import make_notice, make_outgoing, make_sent
from yiwang.kernel.organizations.tests.makers import make_person, make_post, sign_in

pytestmark = pytest.mark.django_db
LIST = "/office/notices/"
OUTBOX = "/office/notices/outbox/"


@pytest.fixture
def reader(client):
    """A signed-in official."""
    post = make_post(person=make_person(email="zhangsan@example.cn", mobile="13812345678"))
    sign_in(client, post)
    return post.person


@pytest.fixture
def operator(client):
    post = make_post(roles=["notifications_operator"])
    sign_in(client, post)
    return post.person


def page(client, address, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_a_stranger_is_led_to_the_sign_in_page(client):
    response = client.get(LIST)
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_people_read_their_own_notices_the_unread_ones_first(client, reader):
    read, unread, other, latest = [make_notice(person) for person in (reader, reader, None, reader)]
    mark_read(reader, read.pk)
    mark_read(reader, latest.pk)
    text = page(client, LIST)
    assert text.index(unread.subject) < text.index(latest.subject) < text.index(read.subject)
    assert other.subject not in text


def test_an_empty_list_says_so(client, reader):
    assert "还没有消息" in page(client, LIST)


def test_opening_a_notice_reads_it(client, reader):
    notice = make_notice(reader, body="第一行\n第二行<script>", link="/office/articles/7/")
    text = page(client, notice.address)
    assert "第二行&lt;script&gt;" in text
    assert 'href="/office/articles/7/"' in text
    assert unread_count(reader) == 0


def test_somebody_elses_notice_is_not_there(client, reader):
    notice = make_notice()
    assert client.get(notice.address).status_code == 404
    assert client.post(f"{notice.address}read/").status_code == 404
    assert Notice.objects.unread().count() == 1


def test_a_notice_can_be_marked_read_from_the_list(client, reader):
    notice = make_notice(reader)
    assert client.get(f"{notice.address}read/").status_code == 405
    assert client.post(f"{notice.address}read/").status_code == 302
    assert unread_count(reader) == 0


def test_all_notices_can_be_marked_read_at_once(client, reader):
    make_notice(reader)
    make_notice(reader)
    response = client.post(f"{LIST}read/", follow=True)
    assert "已将 2 条消息标为已读" in response.content.decode()
    assert unread_count(reader) == 0


def test_the_list_has_pages_and_a_fixed_number_of_queries(client, reader, django_assert_max_num_queries):
    make_notice(reader)
    page(client, LIST)
    with django_assert_max_num_queries(30) as few:
        page(client, LIST)
    for _ in range(SIZE + 5):
        make_notice(reader)
    with django_assert_max_num_queries(30) as many:
        text = page(client, LIST)
    assert len(many) == len(few)
    assert "?page=2" in text
    assert "?page=1" in page(client, LIST, page="2")


@pytest.mark.parametrize("number", ["0", "-1", "x", "9999999", "²", ""])
def test_a_page_number_that_is_none_shows_the_first_page(client, reader, number):
    notice = make_notice(reader)
    assert notice.subject in page(client, LIST, page=number)


def test_the_newest_notices_and_the_number_of_unread_ones_cost_one_query(reader, django_assert_num_queries):
    for _ in range(3):
        make_notice(reader)
    with django_assert_num_queries(1):
        assert len(newest(reader, most=2)) == 2
    with django_assert_num_queries(1):
        assert unread_count(reader) == 3


def test_counting_stops_at_ninety_nine(reader):
    rows = [Notice(person=reader, subject="消息", created_at=now()) for _ in range(COUNTED + 5)]
    Notice.objects.bulk_create(rows)
    assert unread_count(reader) == COUNTED


def test_channels_are_chosen_and_addresses_shown_masked(client, reader):
    text = page(client, "/office/notices/preferences/")
    assert "z***@example.cn" in text
    assert "138****5678" in text
    assert "zhangsan@" not in text
    response = client.post("/office/notices/preferences/", {"by_sms": "on"}, follow=True)
    assert "接收方式已保存" in response.content.decode()
    chosen = Preference.objects.get(person=reader)
    assert (chosen.by_email, chosen.by_sms) == (False, True)
    assert Entry.objects.get().person == reader.name


def test_the_outbox_is_for_its_operator_only(client, reader):
    outgoing = make_outgoing(state="failed", last_error="550")
    refusal = client.get(OUTBOX)
    assert refusal.status_code == 409
    assert outgoing.subject not in refusal.content.decode()
    assert client.post(f"{OUTBOX}{outgoing.pk}/retry/").status_code == 409
    assert client.post(f"{OUTBOX}{outgoing.pk}/drop/").status_code == 409
    assert Outgoing.objects.get().state == "failed"


def test_the_operator_sees_what_is_stuck_with_its_reason_and_masked_addresses(client, operator):
    make_outgoing(subject="被拒收的", address="gone@example.cn", state="failed", last_error="550 没有此人")
    make_outgoing(subject="重试中的", attempts=2, last_error="451 稍后再试")
    make_outgoing(subject="刚排队的")
    make_sent(subject="已送出的")
    Outage.objects.create(channel="sms", began_at=now(), paused_until=now(), reason="连不上短信网关")
    text = page(client, OUTBOX)
    for expected in (
        "被拒收的",
        "550 没有此人",
        "g***@example.cn",
        "重试中的",
        "已试 2 次",
        "连不上短信网关",
    ):
        assert expected in text
    for absent in ("gone@example.cn", "刚排队的", "已送出的"):
        assert absent not in text


def test_the_outbox_has_a_fixed_number_of_queries(client, operator, django_assert_max_num_queries):
    make_outgoing(state="failed", last_error="550", person=make_person())
    page(client, OUTBOX)
    with django_assert_max_num_queries(30) as few:
        page(client, OUTBOX)
    for _ in range(SIZE + 1):
        make_outgoing(state="failed", last_error="550", person=make_person())
    with django_assert_max_num_queries(30) as many:
        assert "?page=2" in page(client, OUTBOX)
    assert len(many) == len(few)


def test_the_operator_sends_again_and_that_is_recorded(client, operator):
    outgoing = make_outgoing(state="failed", last_error="550")
    response = client.post(f"{OUTBOX}{outgoing.pk}/retry/", follow=True)
    assert "已重新排队" in response.content.decode()
    assert Outgoing.objects.get().state == "waiting"
    assert Entry.objects.get(act="notifications.message_retry").person == operator.name


def test_the_operator_drops_what_is_hopeless(client, operator):
    outgoing = make_outgoing(state="failed", last_error="550")
    response = client.post(f"{OUTBOX}{outgoing.pk}/drop/", follow=True)
    assert "不再发送" in response.content.decode()
    assert "没有未送出的消息" in response.content.decode()


def test_what_is_not_stuck_is_refused_with_a_sentence(client, operator):
    outgoing = make_sent()
    response = client.post(f"{OUTBOX}{outgoing.pk}/retry/")
    assert "不需要处理" in response.content.decode()
    assert client.post(f"{OUTBOX}999999/retry/").status_code == 404
