"""How does an e-mail reach the mail server, and what did the server say?"""

from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from django.core import mail

from yiwang.kernel.notifications.carriers import PostponedError, UndeliverableError, UnreachableError
from yiwang.kernel.notifications.mail import MailCarrier
from yiwang.kernel.notifications.models import Outgoing
from yiwang.kernel.notifications.tests.makers import make_outgoing
from yiwang.kernel.notifications.tests.stand_ins import MailServer, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def configured(settings):
    """Points the settings at a mail server."""

    def configure(port: int) -> None:
        settings.EMAIL_BACKEND = "yiwang.kernel.notifications.mail.RememberingBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 1
        settings.DEFAULT_FROM_EMAIL = "一网 <noreply@example.gov.cn>"

    return configure


def sent(server: MailServer, configured, *outgoing: Outgoing) -> list[str]:
    configured(server.port)
    with MailCarrier() as carrier:
        return [carrier.send(message) for message in outgoing]


def test_a_letter_is_taken_and_the_reply_is_the_proof(configured):
    with MailServer() as server:
        outgoing = make_outgoing(address="li@example.cn", subject="请审核《通知》", body="一篇文章等您。")
        assert sent(server, configured, outgoing) == ["250 2.0.0 Ok: queued as 4F9D195432C"]
    letter = message_from_bytes(server.taken[0].text.encode())
    assert server.taken[0].recipient == "li@example.cn"
    assert str(make_header(decode_header(letter["Subject"]))) == "请审核《通知》"
    assert letter.get_payload(decode=True).decode().strip() == "一篇文章等您。"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_every_attempt_carries_the_same_message_id(configured):
    with MailServer() as server:
        outgoing, other = make_outgoing(), make_outgoing()
        sent(server, configured, outgoing, outgoing, other)
    first, second, third = [message_from_bytes(letter.text.encode())["Message-ID"] for letter in server.taken]
    assert first == second != third
    assert first.endswith("@example.gov.cn>")


def test_several_letters_share_one_conversation(configured):
    with MailServer() as server:
        sent(server, configured, *(make_outgoing() for _ in range(3)))
        assert (len(server.taken), server.conversations) == (3, 1)


def test_a_refused_recipient_is_undeliverable_and_the_next_letter_still_goes(configured):
    with MailServer(refusals={"gone@example.cn": "550 5.1.1 No such user"}) as server:
        configured(server.port)
        with MailCarrier() as carrier:
            with pytest.raises(UndeliverableError, match=r"拒收：550 5\.1\.1 No such user"):
                carrier.send(make_outgoing(address="gone@example.cn"))
            assert carrier.send(make_outgoing()).startswith("250")
        assert server.conversations == 1


def test_a_recipient_refused_for_now_is_postponed(configured):
    with MailServer(refusals={"busy@example.cn": "451 4.7.1 Greylisted"}) as server:
        with pytest.raises(PostponedError, match="暂不接收：451"):
            sent(server, configured, make_outgoing(address="busy@example.cn"))
        assert sent(server, configured, make_outgoing())


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        ("554 5.7.1 Spam", UndeliverableError),
        ("452 4.3.1 Full", PostponedError),
        ("421 4.3.2 Shutting down", UnreachableError),
    ],
)
def test_a_refused_text_is_judged_by_its_code(configured, reply, fault):
    with MailServer(data_reply=reply) as server, pytest.raises(fault):
        sent(server, configured, make_outgoing())


def test_a_refused_sender_is_the_fault_of_the_channel(configured):
    refused = MailServer(sender_reply="553 5.7.1 Not your address")
    later = MailServer(sender_reply="451 4.3.0 Later")
    with refused as server, pytest.raises(UnreachableError, match="发件人"):
        sent(server, configured, make_outgoing())
    with later as server, pytest.raises(PostponedError):
        sent(server, configured, make_outgoing())


def test_a_server_that_answers_too_late_has_not_given_proof(configured):
    with MailServer(slow=3) as server:
        with pytest.raises(PostponedError, match="发信中断"):
            sent(server, configured, make_outgoing())
        assert server.received
        assert not server.taken


def test_a_server_that_is_not_there_is_unreachable(configured):
    configured(free_port())
    with MailCarrier() as carrier, pytest.raises(UnreachableError, match="连不上发信服务器"):
        carrier.send(make_outgoing())


def test_a_server_that_greets_with_a_refusal_is_unreachable(configured):
    with MailServer(greeting="554 No service") as server, pytest.raises(UnreachableError, match="连不上"):
        sent(server, configured, make_outgoing())


def test_nothing_is_sent_where_no_server_is_set_up(configured, settings):
    configured(25)
    settings.EMAIL_HOST = ""
    with MailCarrier() as carrier, pytest.raises(UnreachableError, match="YIWANG_SMTP_HOST"):
        carrier.send(make_outgoing())


def test_any_mail_backend_of_the_settings_is_used():
    with MailCarrier() as carrier:
        assert carrier.send(make_outgoing()) == "django.core.mail.backends.locmem"
    assert len(mail.outbox) == 1


def test_a_letter_that_cannot_be_written_is_undeliverable():
    outgoing = make_outgoing()
    outgoing.subject = "请审核\nBcc: other@example.cn"
    with MailCarrier() as carrier, pytest.raises(UndeliverableError, match="不合规范"):
        carrier.send(outgoing)
