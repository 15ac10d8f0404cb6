"""How does an e-mail reach the mail server, and what did the server say?"""

import smtplib
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from yiwang.kernel.notifications import headers
from yiwang.kernel.notifications.carriers import PostponedError, UndeliverableError, UnreachableError
from yiwang.kernel.notifications.models import Outgoing


class Conversation(smtplib.SMTP):
    """An SMTP conversation that remembers the reply by which the server took the message over."""

    taken_with = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, reply = super().data(msg)
        self.taken_with = f"{code} {reply.decode(errors='replace')}"
        return code, reply


class SecureConversation(smtplib.SMTP_SSL):
    """The same under TLS from the first byte."""

    taken_with = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, reply = super().data(msg)
        self.taken_with = f"{code} {reply.decode(errors='replace')}"
        return code, reply


class RememberingBackend(EmailBackend):
    """Django's SMTP backend over a conversation that keeps the proof."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return SecureConversation if self.use_ssl else Conversation


class MailCarrier:
    """Sends through the mail backend of the settings, one connection a round."""

    def __init__(self) -> None:
        self.backend = get_connection()
        self.is_open = False

    def __enter__(self) -> "MailCarrier":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()

    def send(self, outgoing: Outgoing) -> str:
        message = EmailMessage(
            subject=outgoing.subject,
            body=outgoing.body,
            to=[outgoing.address],
            headers={
                "Message-ID": message_id(outgoing),
                "Auto-Submitted": "auto-generated",
                **headers.of(outgoing.key),
            },
            connection=self.backend,
        )
        self.connect()
        try:
            taken = self.backend.send_messages([message])
        except Exception as fault:
            self.hang_up_after(fault)
            raise judged(fault, outgoing.address) from fault
        if not taken:
            raise UndeliverableError("邮件没有收件人。")
        conversation = getattr(self.backend, "connection", None)
        return getattr(conversation, "taken_with", "") or type(self.backend).__module__

    def connect(self) -> None:
        if self.is_open:
            return
        if isinstance(self.backend, EmailBackend) and not self.backend.host:
            raise UnreachableError("没有配置发信服务器（YIWANG_SMTP_HOST）。")
        try:
            self.backend.open()
        except (smtplib.SMTPException, OSError) as fault:
            raise UnreachableError(f"连不上发信服务器：{told(fault)}") from fault
        self.is_open = True

    def hang_up_after(self, fault: Exception) -> None:
        """A refused message leaves the conversation usable; anything else leaves it in an unknown state."""
        if not isinstance(fault, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError | ValueError):
            self.hang_up()

    def hang_up(self) -> None:
        if self.is_open:
            self.is_open = False
            try:
                self.backend.close()
            except (smtplib.SMTPException, OSError):
                # The other side is gone already; nothing of ours is lost by it.
                self.backend = get_connection()


def judged(fault: Exception, address: str) -> Exception:
    """Whether the message, the moment or the channel is to blame (RFC 5321, 4.2.1: 4yz passes, 5yz stays)."""
    if isinstance(fault, smtplib.SMTPSenderRefused) and fault.smtp_code >= 500:
        return UnreachableError(f"发信服务器不接受发件人：{told(fault)}")
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code, reply = fault.recipients.get(address) or next(iter(fault.recipients.values()))
        return _by_code(code, reply)
    if isinstance(fault, smtplib.SMTPResponseException):
        return _by_code(fault.smtp_code, fault.smtp_error)
    if isinstance(fault, smtplib.SMTPException | OSError):
        return PostponedError(f"发信中断：{told(fault)}")
    if isinstance(fault, ValueError):
        return UndeliverableError(f"邮件内容或地址不合规范：{told(fault)}")
    return fault


def _by_code(code: int, reply: bytes | str) -> Exception:
    answer = f"{code} {reply.decode(errors='replace') if isinstance(reply, bytes) else reply}"
    if code == 421:
        return UnreachableError(f"发信服务器暂停服务：{answer}")
    if code >= 500:
        return UndeliverableError(f"对方服务器拒收：{answer}")
    return PostponedError(f"对方服务器暂不接收：{answer}")


def told(fault: Exception) -> str:
    return f"{type(fault).__name__} {fault}"


def message_id(outgoing: Outgoing) -> str:
    """The same for every attempt: where a proof was lost, the receiving side can tell the second copy."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    return f"<outgoing-{outgoing.pk}-{outgoing.created_at:%Y%m%d%H%M%S}@{host}>"
