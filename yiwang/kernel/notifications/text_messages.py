"""How does a text message reach the gateway, and what did the gateway say?"""

import json
import sys
from http.client import HTTPException
from types import TracebackType
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from django.conf import settings

from yiwang.kernel.notifications.carriers import PostponedError, UndeliverableError, UnreachableError
from yiwang.kernel.notifications.models import Outgoing
from yiwang.kernel.notifications.rules import masked

SECONDS = 15
LONGEST_ANSWER = 65_536


class ConsoleCarrier:
    """Writes text messages to the terminal: for the demonstration and for tests."""

    def __enter__(self) -> "ConsoleCarrier":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def send(self, outgoing: Outgoing) -> str:
        sys.stdout.write(f"[短信] {masked(outgoing.address)} {text(outgoing)}\n")
        sys.stdout.flush()
        return "console"


class Unredirected(HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not followed: the key is meant for one address."""

    def redirect_request(self, *_: Any) -> None:
        return None


class GatewayCarrier:
    """Posts JSON to an HTTP gateway: ``{"id", "mobile", "text"}`` with a bearer key.

    The gateway answers 2xx with ``{"message_id": "…"}``; ``id`` is the same for every attempt, so that a
    gateway can send once what we had to hand over twice.
    """

    def __init__(self) -> None:
        parts = urlsplit(settings.SMS_URL)
        is_local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
        if not parts.hostname or not settings.SMS_KEY:
            raise UnreachableError("没有配置短信网关（YIWANG_SMS_URL 和 YIWANG_SMS_KEY）。")
        if parts.scheme != "https" and not (parts.scheme == "http" and is_local):
            raise UnreachableError("短信网关地址（YIWANG_SMS_URL）必须以 https:// 开头。")
        self.opener: OpenerDirector = build_opener(Unredirected)

    def __enter__(self) -> "GatewayCarrier":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.opener.close()

    def send(self, outgoing: Outgoing) -> str:
        try:
            with self.opener.open(self.request(outgoing), timeout=SECONDS) as answer:
                return proof_in(answer.read(LONGEST_ANSWER))
        except HTTPError as fault:
            fault.close()
            raise judged(fault.code) from None
        except TimeoutError:
            raise PostponedError("短信网关没有在规定时间内回答。") from None
        except URLError as fault:
            raise UnreachableError(f"连不上短信网关：{fault.reason}") from None
        except (HTTPException, OSError) as fault:
            raise PostponedError(f"短信网关中断了连接：{type(fault).__name__}") from None

    def request(self, outgoing: Outgoing) -> Request:
        body = {"id": outgoing.key, "mobile": outgoing.address, "text": text(outgoing)}
        return Request(  # noqa: S310 - the scheme was checked when the carrier was made
            settings.SMS_URL,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_KEY}"},
        )


def text(outgoing: Outgoing) -> str:
    return f"{outgoing.subject}：{outgoing.body}" if outgoing.subject else outgoing.body


def judged(status: int) -> Exception:
    """Whether the message, the moment or the channel is to blame for an HTTP status."""
    if status in {401, 403, 404, 405} or 300 <= status < 400:
        return UnreachableError(f"短信网关不接受我们的请求（{status}），请核对地址和密钥。")
    if status in {408, 425, 429} or status >= 500:
        return PostponedError(f"短信网关暂不接收（{status}）。")
    return UndeliverableError(f"短信网关拒收（{status}）。")


def proof_in(answer: bytes) -> str:
    """The gateway's own number of the message. Raises PostponedError where the answer has none."""
    try:
        said = json.loads(answer)
    except ValueError:
        said = None
    number = said.get("message_id") if isinstance(said, dict) else None
    if not isinstance(number, str | int) or isinstance(number, bool) or not str(number).strip():
        raise PostponedError("短信网关的回答里没有消息编号，不能认定已送出。")
    return f"message_id {number}"
