"""How does a text message reach the gateway, and what did the gateway say?"""

import pytest

from yiwang.kernel.notifications import text_messages
from yiwang.kernel.notifications.carriers import (
    PostponedError,
    UndeliverableError,
    UnreachableError,
    carrier,
)
from yiwang.kernel.notifications.tests.makers import make_outgoing
from yiwang.kernel.notifications.tests.stand_ins import Gateway, free_port

pytestmark = pytest.mark.django_db
KEY = "gateway-key-1"


@pytest.fixture
def sent(settings):
    """Sends a text message through the gateway at an address and returns the proof."""

    def send(address: str, **changes: str) -> str:
        settings.SMS_DRIVER, settings.SMS_URL, settings.SMS_KEY = "http", address, KEY
        with carrier("sms") as opened:
            return opened.send(make_outgoing(channel="sms", address="13812345678", **changes))

    return send


def test_a_text_message_is_taken_and_its_number_is_the_proof(sent):
    with Gateway() as gateway:
        assert sent(gateway.address, key="k1", subject="请审核", body="一篇文章等您。") == "message_id M-1"
    body = {"id": "k1", "mobile": "13812345678", "text": "请审核：一篇文章等您。"}
    assert gateway.asked == [(f"Bearer {KEY}", body)]


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (400, UndeliverableError),
        (422, UndeliverableError),
        (401, UnreachableError),
        (403, UnreachableError),
        (404, UnreachableError),
        (408, PostponedError),
        (429, PostponedError),
        (500, PostponedError),
        (503, PostponedError),
    ],
)
def test_a_refusal_is_judged_by_its_status(sent, status, fault):
    with Gateway(status=status) as gateway, pytest.raises(fault, match=str(status)):
        sent(gateway.address)


@pytest.mark.parametrize(
    "answer",
    [b"", b"OK", b"[]", b"{}", b'{"message_id": ""}', b'{"message_id": null}', b'{"message_id": true}'],
)
def test_an_answer_without_a_message_number_is_no_proof(sent, answer):
    with Gateway(answer=answer) as gateway, pytest.raises(PostponedError, match="没有消息编号"):
        sent(gateway.address)


def test_a_gateway_that_sends_us_elsewhere_is_not_followed(sent):
    with Gateway() as other, Gateway(status=302, headers={"Location": other.address}) as gateway:
        with pytest.raises(UnreachableError, match="302"):
            sent(gateway.address)
        assert not other.asked


def test_a_gateway_that_answers_too_late_has_not_given_proof(sent, monkeypatch):
    monkeypatch.setattr(text_messages, "SECONDS", 0.2)
    with Gateway(slow=1) as gateway, pytest.raises(PostponedError, match="规定时间"):
        sent(gateway.address)


def test_a_gateway_that_is_not_there_is_unreachable(sent):
    with pytest.raises(UnreachableError, match="连不上短信网关"):
        sent(f"http://127.0.0.1:{free_port()}/send")


@pytest.mark.parametrize(
    "address", ["http://gateway.example.cn/send", "file:///etc/passwd", "ftp://127.0.0.1/"]
)
def test_the_key_is_never_sent_in_the_clear(sent, address):
    with pytest.raises(UnreachableError, match=r"https://|没有配置"):
        sent(address)


def test_nothing_is_sent_where_no_gateway_is_set_up(settings):
    settings.SMS_DRIVER, settings.SMS_URL, settings.SMS_KEY = "http", "https://gateway.example.cn/", ""
    with pytest.raises(UnreachableError, match="YIWANG_SMS_KEY"):
        carrier("sms")
    settings.SMS_DRIVER = ""
    with pytest.raises(UnreachableError, match="YIWANG_SMS_DRIVER"):
        carrier("sms")


def test_no_fault_shows_the_key(sent):
    with Gateway(status=500) as gateway, pytest.raises(PostponedError) as caught:
        sent(gateway.address)
    assert KEY not in repr(caught.value)
    assert caught.value.__suppress_context__


def test_the_console_shows_the_text_and_masks_the_number(settings, capsys):
    settings.SMS_DRIVER = "console"
    with carrier("sms") as opened:
        proof = opened.send(make_outgoing(channel="sms", address="13812345678", subject="", body="您好"))
    assert proof == "console"
    assert capsys.readouterr().out == "[短信] 138****5678 您好\n"
