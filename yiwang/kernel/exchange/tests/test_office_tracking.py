"""Does a sender find the few of many who have not signed, and reach them?"""

import pytest

from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions import answering
from yiwang.kernel.exchange.models import Delivery, Receipt
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.exchange.tests.makers import make_clerk, send_from
from yiwang.kernel.organizations.tests.makers import actor, make_unit, sign_in

pytestmark = pytest.mark.django_db
SENT = "/office/exchange/sent/"


@pytest.fixture
def clerk(client):
    post = make_clerk()
    sign_in(client, post)
    return post


@pytest.fixture
def units():
    return [make_unit(name=f"第{number}收文局") for number in range(1, 6)]


@pytest.fixture
def envelope(clerk, units):
    """Signed by the first, returned by the second, waiting for three."""
    sent = send_from(clerk, *units)
    first, second = Delivery.objects.order_by("number")[:2]
    answering.sign_for(actor(clerk), Side(units[0]), [first.pk])
    answering.return_delivery(actor(clerk), Side(units[1]), second.pk, "主送有误")
    return sent


def read(client, address, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200
    return response.content.decode()


def states():
    return list(Delivery.objects.order_by("number").values_list("state", flat=True))


def test_the_outbox_shows_how_far_each_came(client, envelope):
    text = read(client, SENT)
    assert "已签 1/5" in text
    assert "未签收 3" in text
    assert "退回 1" in text


def test_another_units_outbox_is_its_own(client, envelope):
    sign_in(client, make_clerk())
    assert "还没有发出过文件" in read(client, SENT)
    assert client.post(SENT, {"urge": envelope.uid}).status_code == 404


def test_the_outbox_is_searched_and_has_tabs(client, clerk, envelope):
    send_from(clerk, subject="每日要情", kind="exchange.information", body={"text": "要情"})
    assert "每日要情" not in read(client, SENT, tab="document")
    assert "防汛" not in read(client, SENT, tab="information")
    assert "没有符合条件的发件" in read(client, SENT, q="不存在")
    assert "防汛" not in read(client, SENT, until="2020-01-01")


def test_the_outbox_has_a_fixed_number_of_queries(client, clerk, units, django_assert_max_num_queries):
    send_from(clerk, *units)
    read(client, SENT)
    with django_assert_max_num_queries(30) as few:
        read(client, SENT)
    for _ in range(22):
        send_from(clerk, *units)
    with django_assert_max_num_queries(30) as many:
        assert "page=2" in read(client, SENT)
    assert len(many) == len(few)


def test_recipients_are_cut_by_state_and_by_name(client, envelope, units):
    table = "收件单位和签收情况"
    unsigned = read(client, envelope.address, show="unsigned").partition(table)[2].partition("</table>")[0]
    assert units[2].name in unsigned
    assert units[0].name not in unsigned
    assert units[1].name not in unsigned
    returned = read(client, envelope.address, show="returned").partition(table)[2].partition("</table>")[0]
    assert "主送有误" in returned
    named = read(client, envelope.address, name="第4").partition(table)[2].partition("</table>")[0]
    assert units[3].name in named
    assert units[2].name not in named
    assert "没有这样的收件单位" in read(client, envelope.address, show="withdrawn")


def test_a_recipient_sees_nothing_of_the_others(client, envelope, units):
    sign_in(client, make_clerk(unit=units[2]))
    text = read(client, envelope.address)
    assert "签收情况" not in text
    assert "主送有误" not in text
    assert client.get(f"{envelope.address}r/2/").status_code == 404


def test_everybody_who_has_not_signed_is_urged_from_the_outbox(client, envelope):
    response = client.post(f"{SENT}?tab=document", {"urge": envelope.uid}, follow=True)
    assert response.redirect_chain[0][0] == f"{SENT}?tab=document"
    assert "已催收 3 个单位" in response.content.decode()
    again = client.post(SENT, {"urge": envelope.uid}, follow=True).content.decode()
    assert "30分钟内已经催过" in again


def test_the_ticked_ones_are_urged(client, envelope):
    address = f"{envelope.address}?show=unsigned"
    response = client.post(address, {"do": "urge", "number": ["3", "4"]}, follow=True)
    assert response.redirect_chain[0][0] == address
    assert "已催收 2 个单位" in response.content.decode()
    assert list(Delivery.objects.filter(urges=1).values_list("number", flat=True)) == [3, 4]


def test_nobody_ticked_is_said(client, envelope):
    response = client.post(envelope.address, {"do": "urge"})
    assert response.status_code == 422
    assert "请先在名单里勾选单位" in response.content.decode()
    assert not Receipt.objects.filter(kind=rules.URGED).exists()


def test_it_is_withdrawn_from_everybody_who_has_not_signed(client, envelope):
    response = client.post(
        envelope.address, {"do": "withdraw_all", "withdraw-reason": "正文有误"}, follow=True
    )
    assert "已向 3 个单位撤回" in response.content.decode()
    assert states() == ["signed", "returned", "withdrawn", "withdrawn", "withdrawn"]


def test_it_is_withdrawn_from_the_ticked_ones(client, envelope):
    client.post(envelope.address, {"do": "withdraw", "withdraw-reason": "正文有误", "number": "4"})
    assert states() == ["signed", "returned", "delivered", "withdrawn", "delivered"]


def test_a_withdrawal_without_a_reason_keeps_reason_and_ticks(client, envelope):
    response = client.post(envelope.address, {"do": "withdraw", "withdraw-reason": "错", "number": "4"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "请填写理由" in text
    assert 'value="4" aria-label="选择第4收文局" checked' in text
    assert ">\n错</textarea>" in text
    assert states()[3] == "delivered"


def test_what_is_signed_for_cannot_be_withdrawn(client, envelope):
    response = client.post(envelope.address, {"do": "withdraw", "withdraw-reason": "正文有误", "number": "1"})
    assert response.status_code == 422
    assert "都已签收或办结，不能再撤回" in response.content.decode()


def test_the_sender_reads_the_receipts_of_one_recipient_with_their_signatures(client, envelope):
    text = read(client, f"{envelope.address}r/1/")
    for expected in ("已发送", "已送达", "已签收", "已验签"):
        assert expected in text
    assert "已退回" not in text
    assert client.get(f"{envelope.address}r/99/").status_code == 404


def test_a_forged_receipt_is_shown_as_such(client, envelope):
    Receipt.objects.filter(kind=rules.SIGNED).update(signature="AAAA")
    assert "签名无效" in read(client, f"{envelope.address}r/1/")
